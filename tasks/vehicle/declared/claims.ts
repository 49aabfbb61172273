import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { DEADLINE, PASSWORD, PAYEE, SECRET, SEQUENCE, VEHICLE, WHICH } from "./words.ts";

/** What is decided about reports, and what shows that a vehicle breaks the rules. */
export const CLAIM_TASKS: TaskDefinition[] = [
  task(["vehicle", "dispute"], "Dispute a report that counts, for the bond that its policy asks for")
    .addPositionalArgument(WHICH)
    .addPositionalArgument(SEQUENCE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../dispute.ts")))
    .build(),

  task(["vehicle", "defend"], "Put down the same bond for a report that is disputed")
    .addPositionalArgument(WHICH)
    .addPositionalArgument(SEQUENCE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../defend.ts")))
    .build(),

  task(
    ["vehicle", "attest"],
    "Say as an attestor whether a pending or disputed report is true, in a file that others sign, too",
  )
    .addPositionalArgument(WHICH)
    .addPositionalArgument(SEQUENCE)
    .addPositionalArgument({ name: "file", description: "The file to write, or to add to, like finding.json" })
    .addOption(optional("attestors", `Who signs, of this network, with commas: ${ACCOUNT}`))
    .addOption(optional("keys", "Keystore files of attestors who sign, with commas"))
    .addOption(PASSWORD)
    .addFlag({ name: "false", description: "The report isn't true" })
    .addOption({ ...DEADLINE, defaultValue: "7d" })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../attest.ts")))
    .build(),

  task(["vehicle", "decide"], "Send what enough attestors have signed about a report")
    .addPositionalArgument({ name: "file", description: "The file that `vehicle attest` wrote" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../decide.ts")))
    .build(),

  task(["vehicle", "end-dispute"], "End a dispute that nobody has decided in time: the report stands")
    .addPositionalArgument(WHICH)
    .addPositionalArgument(SEQUENCE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../end-dispute.ts")))
    .build(),

  task(["vehicle", "equivocation"], "Slash a vehicle whose key signed two conditions under one number")
    .addPositionalArgument({ name: "one", description: "The file of one report, as `vehicle report --sign` prints it" })
    .addPositionalArgument({ name: "other", description: "The file of the other one" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../equivocation.ts")))
    .build(),

  task(["vehicle", "tampering"], "Slash a vehicle whose key signed a report under rules that it never had")
    .addPositionalArgument({ name: "report", description: "The report's file, as `vehicle report --sign` prints it" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../tampering.ts")))
    .build(),

  task(
    ["vehicle", "duplicate"],
    "Show that two issuers enrolled one vehicle twice; it makes the vehicle's number public",
  )
    .addPositionalArgument({ name: "one", description: `One of them: ${VEHICLE}` })
    .addPositionalArgument({ name: "other", description: "The other one" })
    .addOption(optional("vin", "The vehicle's number, with which both were enrolled"))
    .addOption(
      optional("salt", "The salt of the first one's issuer, 32 bytes as hex, which is public then; or --secret"),
    )
    .addOption(optional("secret", `The file of that issuer's secret, ${SECRET}; it stays secret; or --salt`))
    .addOption(
      optional("otherSalt", "The salt of the other one's issuer, which is public then, too; or --other-secret"),
    )
    .addOption(optional("otherSecret", "The file of that issuer's secret; or --other-salt"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../duplicate.ts")))
    .build(),

  task(["vehicle", "deposit"], "Add to the bounty of whoever shows that a vehicle breaks the rules")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "amount", description: "How much ether; it is bound until the vehicle has ended" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../deposit.ts")))
    .build(),

  task(["vehicle", "release-deposit"], "Credit the deposit of a vehicle that has ended for good to its owner")
    .addPositionalArgument(WHICH)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../release-deposit.ts")))
    .build(),

  task(["vehicle", "withdraw"], "Take what who signs was credited: bounties, bonds, deposits of ended vehicles")
    .addOption(PAYEE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../withdraw.ts")))
    .build(),
];
