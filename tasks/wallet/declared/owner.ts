import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { ASSETS, NO_APPROVE, OWN, PLAN_FILE, SOURCE, SPAN, TO, WHOSE } from "./words.ts";

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

/** What owners do. */
export const OWNER_TASKS: TaskDefinition[] = [
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
    .setAction(lazy(() => import("../register.ts")))
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
    .setAction(lazy(() => import("../sign.ts")))
    .build(),

  withPlan("supersede", "Put another plan in the place of the one in force; what isn't said stays as it is")
    .addOption(optional("add", `What is moved besides: ${ASSETS}`))
    .addOption(optional("signed", "The file that `wallet sign` printed, whoever sends it"))
    .addFlag(NO_APPROVE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../supersede.ts")))
    .build(),

  task(["wallet", "withdraw-announcement"], "Take back what was announced: the plan in force stays")
    .addOption(OWN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../withdraw-announcement.ts")))
    .build(),

  task(["wallet", "cancel"], "End the plan, after its delay of changes; it stops an execution at once")
    .addOption(OWN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../cancel.ts")))
    .build(),

  task(["wallet", "approve"], "Have the executor take what the plan lists, where it may not yet")
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../approve.ts")))
    .build(),

  task(["wallet", "alive"], "Say that the owner lives: at once, by a signature for a file, or by such a file")
    .addOption(OWN)
    .addFlag({ name: "sign", description: "Only sign it, for somebody else to send; print it for a file" })
    .addOption(optional("signed", "The file that `wallet alive --sign` printed, whoever sends it"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../alive.ts")))
    .build(),

  task(["wallet", "bounty", "fund"], "Bring in ether from which the bounties of an account's plans are paid")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "amount", description: "Ether, like 0.02" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../bounty-fund.ts")))
    .build(),

  task(["wallet", "bounty", "withdraw"], "Take back ether for bounties")
    .addPositionalArgument(optional("amount", "Ether, like 0.02 (default: all)"))
    .addOption(OWN)
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: the account)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../bounty-withdraw.ts")))
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
    .setAction(lazy(() => import("../account-create.ts")))
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
    .setAction(lazy(() => import("../safe-install.ts")))
    .build(),

  task(
    ["wallet", "modular", "install"],
    "What a modular account (ERC-7579) calls to install the switch; its own tools send it",
  )
    .addPositionalArgument({ name: "account", description: "The account's address" })
    .addPositionalArgument({
      name: "owner",
      description: `Whose acts are its life: ${ACCOUNT}, or an ERC-7913 verifier and a key in one hex string`,
    })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../modular-install.ts")))
    .build(),
];
