import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { PAYEE, VEHICLE, WHEN, WHICH } from "./words.ts";

const PART = { name: "part", description: `Which part: ${VEHICLE}` } as const;

/** What owners and lenders do. */
export const HOLDER_TASKS: TaskDefinition[] = [
  task(["vehicle", "transfer"], "Transfer a vehicle, if it shows enough in that second: what protects who buys it")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "to", description: `Who gets it: ${ACCOUNT}` })
    .addPositionalArgument({ name: "least", description: "What it must show at least, in whole units" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../transfer.ts")))
    .build(),

  task(["vehicle", "part", "put-in"], "Put a part, which is enrolled as vehicles are, into a vehicle")
    .addPositionalArgument(PART)
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../part-put-in.ts")))
    .build(),

  task(["vehicle", "part", "take-out"], "Take a part out of its vehicle")
    .addPositionalArgument(PART)
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../part-take-out.ts")))
    .build(),

  task(["vehicle", "lock"], "Give a lender a hold on a vehicle, who can take it while it shows too little")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "lender", description: `Who: ${ACCOUNT}` })
    .addPositionalArgument({ name: "minValue", description: "What it must show at least, in whole units" })
    .addOption(optional("until", `Until when: ${WHEN} (default: until he lets go of it)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../lock.ts")))
    .build(),

  task(["vehicle", "unlock"], "Let go of a vehicle; by its lender, or anybody once the lien has ended")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../unlock.ts")))
    .build(),

  task(["vehicle", "claim-locked"], "Take a vehicle that shows less than its lien wants; by the lender")
    .addPositionalArgument(WHICH)
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../claim-locked.ts")))
    .build(),

  task(["vehicle", "stolen"], "Say that a vehicle was taken; by its owner")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../stolen.ts")))
    .build(),

  task(["vehicle", "recovered"], "Say that it is back; by its owner")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../recovered.ts")))
    .build(),

  task(["vehicle", "permit"], "Let somebody read a vehicle's telemetry; void when it is transferred")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "reader", description: `Who: ${ACCOUNT}` })
    .addPositionalArgument({
      name: "scopes",
      description: "Which kinds of telemetry: their numbers from 0 to 207 with commas, or none",
    })
    .addOption({ name: "until", description: `Until when: ${WHEN}`, defaultValue: "30d" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../permit.ts")))
    .build(),
];
