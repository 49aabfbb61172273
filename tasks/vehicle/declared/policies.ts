import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { DEADLINE, WHEN, WHICH } from "./words.ts";

const POLICY = { name: "policy", description: "Its address, or the name under which it was created here" } as const;
const SPAN = "like 90d, 12h or 1w 2d";

/** By what vehicles are valued. */
export const POLICY_TASKS: TaskDefinition[] = [
  task(["vehicle", "policy", "create"], "Create a depreciation policy: rules that nobody can change")
    .addOption(optional("perYear", "What a year takes of what is left, in percent; or --lifetime"))
    .addOption(optional("lifetime", `How long age takes evenly to take all, ${SPAN}; or --per-year`))
    .addOption({
      name: "perDistance",
      description: "What 10,000 km take of the new vehicle, in percent",
      defaultValue: "0",
    })
    .addOption({ name: "floor", description: "What age and distance always leave, in percent", defaultValue: "0" })
    .addOption({
      name: "residual",
      description: "What stays as residual of what damage takes, in percent",
      defaultValue: "0",
    })
    .addOption({
      name: "restorable",
      description: "What services can restore in all, in percent of the vehicle",
      defaultValue: "0",
    })
    .addOption(
      optional(
        "grave",
        "From which severity on attestors confirm, in percent; an end weighs as 100 (default: 100, where there are attestors: ends alone)",
      ),
    )
    .addOption({
      name: "perDay",
      description:
        "How far a report can tell of for each day begun since the report before, in kilometres; several in one day can each tell of a day's distance",
      defaultValue: "2000",
    })
    .addOption({ name: "patience", description: `How long silence takes nothing, ${SPAN}`, defaultValue: "30d" })
    .addOption({ name: "silence", description: `After how long it takes all, ${SPAN}`, defaultValue: "365d" })
    .addOption(
      optional(
        "attestors",
        `Who confirms and decides, with commas: ${ACCOUNT}, or an ERC-7913 verifier and a key in one hex string`,
      ),
    )
    .addOption(optional("confirmations", "How many confirm a grave report (default: more than half)"))
    .addOption(optional("decisions", "How many decide a dispute (default: all)"))
    .addOption({ name: "disputeWindow", description: `How long a report can be disputed, ${SPAN}`, defaultValue: "7d" })
    .addOption({ name: "decideWithin", description: `How long there is then to decide, ${SPAN}`, defaultValue: "14d" })
    .addOption({ name: "bond", description: "What who disputes puts down, in ether", defaultValue: "0" })
    .addOption(optional("as", "A name for it, for later commands"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../policy-create.ts")))
    .build(),

  task(["vehicle", "policy", "show"], "A policy's rules in plain words")
    .addPositionalArgument(POLICY)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../policy-show.ts")))
    .build(),

  task(["vehicle", "policy", "propose"], "Propose another policy for a vehicle; owner and issuer sign")
    .addPositionalArgument(WHICH)
    .addPositionalArgument(POLICY)
    .addOption({ name: "since", description: `From when on it is in force: ${WHEN}`, defaultValue: "2d" })
    .addOption(DEADLINE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../policy-propose.ts")))
    .build(),

  task(["vehicle", "policy", "withdraw"], "Take a proposed policy back, before it is in force")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../policy-withdraw.ts")))
    .build(),
];
