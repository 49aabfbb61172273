import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { PAYEE, WHEN, WHICH } from "./words.ts";

const TOKEN = optional("token", "What the pool pays: an ERC-20's address");
const UNIT = optional("unit", "The unit of account of its vehicles, an ERC-20's address");
const ISSUER = optional("issuer", `Who vouches for its vehicles: ${ACCOUNT}`);
const RHYTHM = {
  name: "rhythm",
  description: "Its frames: day, week, month, quarter, year, or a length of time with --start, like 10d",
  defaultValue: "month",
} as const;
const START = optional("start", "When the first frame of a length begins: 2026-11-30, or Unix seconds");

/** What is done with a pool of rewards, which is known by these words. */
const poolTask = (act: string, description: string) =>
  task(["vehicle", "rewards", act], description)
    .addOption(TOKEN)
    .addOption(UNIT)
    .addOption(ISSUER)
    .addOption(RHYTHM)
    .addOption(START);

/** What is left of vehicles, and what they earn. */
export const MONEY_TASKS: TaskDefinition[] = [
  task(["vehicle", "residual", "show"], "What is left of a vehicle, and who stands for it")
    .addPositionalArgument(WHICH)
    .addOption(optional("holder", `Whose shares, too: ${ACCOUNT}`))
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../residual-show.ts")))
    .build(),

  task(["vehicle", "residual", "admit"], "Let somebody guarantee for a vehicle; by its owner")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "guarantor", description: `Who: ${ACCOUNT}` })
    .addFlag({ name: "revoke", description: "He may not any more" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../residual-admit.ts")))
    .build(),

  task(
    ["vehicle", "residual", "fund"],
    "Put money behind a vehicle's residual, by a guarantor whom its owner has admitted",
  )
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "amount", description: "How much of its unit of account" })
    .addOption({ name: "until", description: `Until when: ${WHEN}`, defaultValue: "365d" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../residual-fund.ts")))
    .build(),

  task(["vehicle", "residual", "take-back"], "Take a guarantee back, by its guarantor")
    .addPositionalArgument(WHICH)
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../residual-take-back.ts")))
    .build(),

  task(["vehicle", "residual", "redeem"], "Redeem residual shares of a vehicle that has ended for good")
    .addPositionalArgument(WHICH)
    .addOption(optional("shares", "How many (default: all that who signs has)"))
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../residual-redeem.ts")))
    .build(),

  poolTask("show", "What a pool is to a vehicle, and what could be claimed")
    .addPositionalArgument(WHICH)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-show.ts")))
    .build(),

  poolTask("join", "Have a vehicle share a pool's rewards, from its next report on")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-join.ts")))
    .build(),

  poolTask("quit", "Leave a pool; what is due is paid, and the weight in this frame is lost")
    .addPositionalArgument(WHICH)
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-quit.ts")))
    .build(),

  poolTask("claim", "Take a vehicle's rewards of all frames that have ended")
    .addPositionalArgument(WHICH)
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-claim.ts")))
    .build(),

  poolTask("fund", "Fund frames of a pool that haven't ended")
    .addPositionalArgument({ name: "amount", description: "How much of the pool's token, for each frame" })
    .addOption(optional("first", "The number of the first frame (default: that of now)"))
    .addOption({ name: "frames", description: "How many frames, at most 300", defaultValue: "1" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-fund.ts")))
    .build(),

  poolTask("reclaim", "Take back what was funded for a frame in which no vehicle had a weight")
    .addPositionalArgument({ name: "frame", description: "The number of the frame" })
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rewards-reclaim.ts")))
    .build(),
];
