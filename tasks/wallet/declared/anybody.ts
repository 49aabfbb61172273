import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { FURTHER, NAMED, SALT, SPAN, WHOSE } from "./words.ts";

/** What anybody can do. */
export const ANYBODY_TASKS: TaskDefinition[] = [
  task(
    ["wallet", "plans"],
    "The plans in force: all, or those in which somebody is named; what they are, and what comes next",
  )
    .addOption(optional("recipient", `Whom they name: ${ACCOUNT} (default: whoever)`))
    .addOption(SALT)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../plans.ts")))
    .build(),

  task(
    ["wallet", "show"],
    "A plan with its clock, now or at a later moment: what is due when, who receives, what is there",
  )
    .addPositionalArgument(WHOSE)
    .addOption(
      optional("at", "At this later moment: 2026-11-30, 2026-11-30T18:00Z, Unix seconds, or from now, like 30d"),
    )
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../show.ts")))
    .build(),

  task(
    ["wallet", "prove"],
    "Show to its prover that an ordinary account has acted, or has code, as the newest block says",
  )
    .addPositionalArgument(WHOSE)
    .addOption(optional("block", "Another block than the newest: its number, at most 8,191 back"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../prove.ts")))
    .build(),

  task(["wallet", "checkpoint"], "Show an ordinary account to its prover for the first time, or at an earlier block")
    .addPositionalArgument(WHOSE)
    .addOption(optional("block", "Another block than the newest: its number, at most 8,191 back"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../prove.ts")))
    .build(),

  task(
    ["wallet", "trigger"],
    "Say that the owner was silent for the period, or since a request; who says it has the bounty",
  )
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../trigger.ts")))
    .build(),

  task(["wallet", "deny"], "End a request after which the owner has acted: the bond is the account's")
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../deny.ts")))
    .build(),

  task(["wallet", "collect"], "Bring an account whose plan is due home the ether that it has at the registry")
    .addPositionalArgument(WHOSE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../collect.ts")))
    .build(),

  task(["wallet", "execute"], "Move what the plan lists, in pages; run again after an interruption, it goes on")
    .addPositionalArgument(WHOSE)
    .addOption(FURTHER)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../execute.ts")))
    .build(),

  task(["wallet", "withdraw"], "Take what an account was credited: bonds and bounties")
    .addOption(optional("account", `Whose: ${NAMED} (default: who signs)`))
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: the account)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../withdraw.ts")))
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
    .setAction(lazy(() => import("../watch.ts")))
    .build(),

  task(["wallet", "calendar"], "What comes of plans if nothing but time happens, as an iCalendar file")
    .addPositionalArgument({ name: "out", description: "The file to write, like plans.ics" })
    .addVariadicArgument({ name: "accounts", description: `Whose plans: ${NAMED} (default: all)`, defaultValue: [] })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../calendar.ts")))
    .build(),
];
