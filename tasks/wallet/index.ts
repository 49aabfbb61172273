import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../support/declare.ts";
import { lazy } from "../support/lazy.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.

const NAMED = `${ACCOUNT}, or the name under which it was created here`;
const WHOSE = { name: "account", description: `Whose plan: ${NAMED}` } as const;
const OWN = optional("account", `Whose plan: ${NAMED} (default: who signs)`);
const ASSETS =
  "an ERC-20's address, <address>/<id> for one of a collection (ERC-721, ERC-1155), or ether; several with commas; with :n behind one, all of it is for the n-th recipient";
const SALT = optional(
  "salt",
  "Of one who is named in secret: 32 bytes as hex, that the owner gave him; several with commas",
);
const FURTHER = optional("further", `Assets that the plan doesn't list, where it says everything: ${ASSETS}`);
const NO_APPROVE = {
  name: "noApprove",
  description: "Don't have the executor take what the plan lists; `wallet approve` does it later",
} as const;
const SPAN = "like 90d, 12h or 1w 2d";

const PLAN_FILE = optional(
  "plan",
  "The plan's file: JSON with what it says (period, grace, tiers, assets, guardians, …), or CSV with its assets (columns asset and, where wanted, id and recipient)",
);
const SOURCE = optional(
  "source",
  "What knows the account's life: eoa, delegate, account, safe, or a contract's address (default: what goes with its code)",
);
const TO = optional(
  "to",
  `Who receives, with shares in percent, like 0x…:60,0x…:40: ${ACCOUNT}, or the commitment of one who stays secret`,
);

/** A task that takes all that can be said of a plan, by a file and by options. */
function withPlan(word: string, description: string) {
  return task(["wallet", word], description)
    .addPositionalArgument(PLAN_FILE)
    .addOption(OWN)
    .addOption(SOURCE)
    .addOption(optional("period", `Silence after which the plan can be triggered, ${SPAN}`))
    .addOption(optional("grace", `Time from the trigger in which nothing moves yet, ${SPAN}`))
    .addOption(optional("changeDelay", `Time that a change is announced before it holds, ${SPAN}`))
    .addOption(optional("requestPeriod", `Time after which a recipient's request has the effect of silence, ${SPAN}`))
    .addOption(optional("bond", "What a request costs, in ether"))
    .addOption(optional("bounty", "What who triggers, and who completes, is paid, in ether"))
    .addOption(optional("feed", "Chainlink's uptime feed of the chain's sequencer, whose outages add to the grace"))
    .addOption(optional("fallback", `Who can have what nobody has taken for a year: ${ACCOUNT}`))
    .addOption(optional("asset", `What is moved: ${ASSETS}`))
    .addOption(TO)
    .addFlag({ name: "everything", description: "Move what isn't listed too, where the account moves assets itself" })
    .addOption(optional("guardians", "Who watches over it: addresses, or ERC-7913 verifiers with keys, with commas"))
    .addOption(optional("threshold", "How many guardians must sign (default: all)"))
    .addFlag({ name: "confirm", description: "Guardians must confirm before anything moves" })
    .addOption(optional("pauseFor", `For how long guardians can hold an execution up at a time, ${SPAN}`))
    .addOption(optional("pauses", "How often guardians can hold an execution up"));
}

export const walletTasks: TaskDefinition[] = [
  emptyTask("wallet", "Assets that survive the loss of their key: the dead man's switch").build(),
  emptyTask(["wallet", "guardian"], "Those who watch over a plan").build(),
  emptyTask(["wallet", "bounty"], "What triggering and completing a plan pays").build(),
  emptyTask(["wallet", "account"], "Accounts with a switch of their own").build(),
  emptyTask(["wallet", "safe"], "The switch in a Safe").build(),

  // ---- owner ----

  withPlan(
    "register",
    "Register the first plan of an account, approve the executor, and show the account to its prover",
  )
    .addOption(optional("signed", "The file that `wallet sign` printed: its plan is registered, whoever sends it"))
    .addFlag(NO_APPROVE)
    .addOption(
      optional(
        "keeper",
        `Who sends the first checkpoint of an ordinary account: ${ACCOUNT} (default: another of the network's accounts)`,
      ),
    )
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./register.ts")))
    .build(),

  withPlan(
    "sign",
    "Sign a plan for somebody else to register, or to put in the place of the one in force; print it for a file",
  )
    .addOption({
      name: "deadline",
      description: "Until when it can be used: a moment, or from now, like 7d",
      defaultValue: "7d",
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sign.ts")))
    .build(),

  withPlan("supersede", "Put another plan in the place of the one in force; what isn't said stays as it is")
    .addOption(optional("add", `What is moved besides: ${ASSETS}`))
    .addOption(optional("signed", "The file that `wallet sign` printed, whoever sends it"))
    .addFlag(NO_APPROVE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./supersede.ts")))
    .build(),

  task(["wallet", "withdraw-announcement"], "Take back what was announced: the plan in force stays")
    .addOption(OWN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./withdraw-announcement.ts")))
    .build(),

  task(["wallet", "cancel"], "End the plan, after its delay of changes; it stops an execution at once")
    .addOption(OWN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./cancel.ts")))
    .build(),

  task(["wallet", "approve"], "Have the executor take what the plan lists, where it may not yet")
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./approve.ts")))
    .build(),

  task(["wallet", "alive"], "Say that the owner lives: at once, by a signature for a file, or by such a file")
    .addOption(OWN)
    .addFlag({ name: "sign", description: "Only sign it, for somebody else to send; print it for a file" })
    .addOption(optional("signed", "The file that `wallet alive --sign` printed, whoever sends it"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./alive.ts")))
    .build(),

  task(["wallet", "bounty", "fund"], "Bring in ether from which the bounties of an account's plans are paid")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "amount", description: "Ether, like 0.02" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./bounty-fund.ts")))
    .build(),

  task(["wallet", "bounty", "withdraw"], "Take back ether for bounties")
    .addPositionalArgument(optional("amount", "Ether, like 0.02 (default: all)"))
    .addOption(OWN)
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: the account)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./bounty-withdraw.ts")))
    .build(),

  task(
    ["wallet", "account", "create"],
    "Create an account with a switch of its own; if it is there already, nothing is sent",
  )
    .addOption(
      optional(
        "owner",
        `Who owns it: ${ACCOUNT}, or an ERC-7913 verifier and a key in one hex string (default: who signs)`,
      ),
    )
    .addOption({ name: "number", description: "Tells accounts of one owner apart", defaultValue: "0" })
    .addOption(optional("as", "Record it under this name"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./account-create.ts")))
    .build(),

  task(["wallet", "safe", "install"], "Install the switch in a Safe, in one execution that its owners sign")
    .addPositionalArgument({ name: "safe", description: "The Safe's address" })
    .addOption({
      name: "removalDelay",
      description: `Time that a removal is announced before, ${SPAN}`,
      defaultValue: "7d",
    })
    .addOption({
      name: "multiSend",
      description: "Safe's own MultiSend (default: that of 1.4.1, which is at one address on most chains)",
      defaultValue: "0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526",
    })
    .addFlag({ name: "print", description: "Only print what the owners sign, for Safe's own app" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./safe-install.ts")))
    .build(),

  // ---- anybody ----

  task(
    ["wallet", "show"],
    "A plan with its clock, now or at a later moment: what is due when, who receives, what is there",
  )
    .addPositionalArgument(WHOSE)
    .addOption(
      optional("at", "At this later moment: 2026-11-30, 2026-11-30T18:00Z, Unix seconds, or from now, like 30d"),
    )
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./show.ts")))
    .build(),

  task(
    ["wallet", "prove"],
    "Show to its prover that an ordinary account has acted, or has code, as the newest block says",
  )
    .addPositionalArgument(WHOSE)
    .addOption(optional("block", "Another block than the newest: its number, at most 8,191 back"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./prove.ts")))
    .build(),

  task(["wallet", "checkpoint"], "Show an ordinary account to its prover for the first time, or at an earlier block")
    .addPositionalArgument(WHOSE)
    .addOption(optional("block", "Another block than the newest: its number, at most 8,191 back"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./prove.ts")))
    .build(),

  task(
    ["wallet", "trigger"],
    "Say that the owner was silent for the period, or since a request; the bounty is who says it",
  )
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./trigger.ts")))
    .build(),

  task(["wallet", "deny"], "End a request after which the owner has acted: the bond is the account's")
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./deny.ts")))
    .build(),

  task(["wallet", "execute"], "Move what the plan lists, in pages; run again after an interruption, it goes on")
    .addPositionalArgument(WHOSE)
    .addOption(FURTHER)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./execute.ts")))
    .build(),

  task(["wallet", "withdraw"], "Take what an account was credited: bonds and bounties")
    .addOption(optional("account", `Whose: ${NAMED} (default: who signs)`))
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: the account)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./withdraw.ts")))
    .build(),

  task(["wallet", "watch"], "Follow plans: prove life, trigger and execute what is due, and tell what is to come")
    .addVariadicArgument({ name: "accounts", description: `Whose plans: ${NAMED} (default: all)`, defaultValue: [] })
    .addFlag({ name: "dryRun", description: "Only tell what there is to do" })
    .addFlag({ name: "once", description: "Look once, do what is due, and end" })
    .addOption(optional("webhook", "Post what it tells to this URL, too, as JSON"))
    .addOption(
      optional("mostCost", "The most ether that a proof may cost which isn't urgent (default: whatever it costs)"),
    )
    .addOption(
      optional(
        "mostLoss",
        "The most ether that a transaction may cost beyond the bounty that it is paid; 0 for strangers' plans (default: whatever it costs)",
      ),
    )
    .addOption({ name: "every", description: `Time between two looks at the chain, ${SPAN}`, defaultValue: "4s" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./watch.ts")))
    .build(),

  task(["wallet", "calendar"], "What comes of plans if nothing but time happens, as an iCalendar file")
    .addPositionalArgument({ name: "out", description: "The file to write, like plans.ics" })
    .addVariadicArgument({ name: "accounts", description: `Whose plans: ${NAMED} (default: all)`, defaultValue: [] })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./calendar.ts")))
    .build(),

  // ---- recipients ----

  task(["wallet", "request"], "Ask to receive before the period is over, as a recipient, with the plan's bond")
    .addPositionalArgument(WHOSE)
    .addOption(SALT)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./request.ts")))
    .build(),

  task(["wallet", "accept"], "Accept for the tier that is open: at once, by a signature for a file, or by such a file")
    .addPositionalArgument(optional("account", `${WHOSE.description}; left out with --signed`))
    .addOption(SALT)
    .addFlag({ name: "sign", description: "Only sign it, for somebody else to send; print it for a file" })
    .addOption(optional("signed", "The file that `wallet accept --sign` printed, whoever sends it"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./accept.ts")))
    .build(),

  task(["wallet", "claims"], "What recipients can claim: what could not be moved to them, or is theirs in secret")
    .addPositionalArgument(WHOSE)
    .addOption(FURTHER)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./claims.ts")))
    .build(),

  task(["wallet", "claim"], "Take what one can claim, or have it paid to its recipient")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument(
      optional("asset", `Only of this: ${ASSETS.split(";")[0] ?? ""} (default: all that the plan lists)`),
    )
    .addOption(optional("recipient", `Whose claim: ${ACCOUNT} (default: who signs)`))
    .addOption(SALT)
    .addOption(optional("to", `Who gets it, as the recipient says: ${ACCOUNT} (default: the recipient)`))
    .addFlag({ name: "fallback", description: "Pay what nobody has taken for a year to the plan's fallback recipient" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./claim.ts")))
    .build(),

  // ---- guardians ----

  task(["wallet", "guardian", "sign"], "Sign as a guardian, in a file to which others add their signatures")
    .addPositionalArgument({ name: "what", description: "pause or confirm" })
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file; written if it isn't there" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./guardian-sign.ts")))
    .build(),

  task(["wallet", "guardian", "pause"], "Hold an execution up, by the file that guardians have signed in")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file of `wallet guardian sign pause`" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./guardian-pause.ts")))
    .build(),

  task(["wallet", "guardian", "confirm"], "Confirm an execution, by the file that guardians have signed in")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file of `wallet guardian sign confirm`" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./guardian-confirm.ts")))
    .build(),
];
