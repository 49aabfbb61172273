import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { ASSETS, FURTHER, SALT, WHOSE } from "./words.ts";

/** What recipients and guardians do. */
export const HEIR_TASKS: TaskDefinition[] = [
  task(["wallet", "request"], "Ask to receive before the period is over, as a recipient, with the plan's bond")
    .addPositionalArgument(WHOSE)
    .addOption(SALT)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../request.ts")))
    .build(),

  task(["wallet", "accept"], "Accept for the tier that is open: at once, by a signature for a file, or by such a file")
    .addPositionalArgument(optional("account", `${WHOSE.description}; left out with --signed`))
    .addOption(SALT)
    .addFlag({ name: "sign", description: "Only sign it, for somebody else to send; print it for a file" })
    .addOption(optional("signed", "The file that `wallet accept --sign` printed, whoever sends it"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../accept.ts")))
    .build(),

  task(["wallet", "claims"], "What recipients can claim: what could not be moved to them, or is theirs in secret")
    .addPositionalArgument(WHOSE)
    .addOption(FURTHER)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../claims.ts")))
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
    .setAction(lazy(() => import("../claim.ts")))
    .build(),

  task(["wallet", "guardian", "sign"], "Sign as a guardian, in a file to which others add their signatures")
    .addPositionalArgument({ name: "what", description: "pause or confirm" })
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file; written if it isn't there" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../guardian-sign.ts")))
    .build(),

  task(["wallet", "guardian", "pause"], "Hold an execution up, by the file that guardians have signed in")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file of `wallet guardian sign pause`" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../guardian-pause.ts")))
    .build(),

  task(["wallet", "guardian", "confirm"], "Confirm an execution, by the file that guardians have signed in")
    .addPositionalArgument(WHOSE)
    .addPositionalArgument({ name: "file", description: "The file of `wallet guardian sign confirm`" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../guardian-confirm.ts")))
    .build(),
];
