import { ArgumentType } from "hardhat/types/arguments";
import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../../support/declare.ts";
import { lazy } from "../../support/lazy.ts";
import { DEADLINE, KEY, PASSWORD, SECRET, VEHICLE, WHEN, WHEN_OVER, WHICH } from "./words.ts";

/** What vehicles are, and what they tell. */
export const VEHICLE_TASKS: TaskDefinition[] = [
  task(["vehicle", "key"], "Create a vehicle's key in an encrypted keystore file")
    .addPositionalArgument({ name: "file", description: "The file to write, like car.json" })
    .addOption(
      optional("verifier", "For a key of P-256, as secure elements have it: the contract that verifies its signatures"),
    )
    .addOption(PASSWORD)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../key.ts")))
    .build(),

  task(["vehicle", "enrol"], "Enrol a vehicle: its issuer vouches for it, and its key signs")
    .addOption(optional("key", KEY.description))
    .addOption(PASSWORD)
    .addOption(optional("vin", "The vehicle's number, of which the chain sees only a hash"))
    .addFlag({ name: "unusual", description: "The number is right, though it isn't that of a vehicle as they are now" })
    .addOption(
      optional(
        "salt",
        "What hides the numbers of the issuer's vehicles, 32 bytes as hex; or --secret (default: a new one)",
      ),
    )
    .addOption(optional("secret", `The file of the issuer's secret, ${SECRET}; or --salt`))
    .addOption(optional("policy", "By what it is valued: an address, or a name"))
    .addOption(optional("unit", "In what: an ERC-20's address, or the name of an asset of prepaid"))
    .addOption(optional("value", "What it is worth, in whole units"))
    .addOption({ name: "odometer", description: "What its odometer shows, in kilometres", defaultValue: "0" })
    .addOption(optional("appraisedAt", `When that was found: ${WHEN_OVER} (default: now)`))
    .addOption(optional("owner", `Who gets its token: ${ACCOUNT} (default: who signs)`))
    .addOption(optional("residualHolder", `Who gets its residual shares: ${ACCOUNT} (default: its key's own address)`))
    .addOption(optional("issuer", `Who vouches: ${ACCOUNT} (default: who signs)`))
    .addOption({
      name: "deposit",
      description: "Ether for whoever shows that it breaks the rules; it can't be taken back",
      defaultValue: "0",
    })
    .addOption(DEADLINE)
    .addOption(optional("as", "A name for it, for later commands"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../enrol.ts")))
    .build(),

  task(["vehicle", "show"], "A vehicle: what it is, what it is worth, who has it, and what is open")
    .addPositionalArgument(WHICH)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../show.ts")))
    .build(),

  task(["vehicle", "value"], "What a vehicle shows: now, at a later moment, or as a curve; or what it showed")
    .addPositionalArgument(WHICH)
    .addOption(optional("at", `At this moment, to come or over: ${WHEN}`))
    .addOption(optional("until", `As a curve from now until this moment: ${WHEN}`))
    .addOption({ name: "points", description: "How many points the curve has", defaultValue: "25" })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../value.ts")))
    .build(),

  task(["vehicle", "history"], "All that happened to a vehicle")
    .addPositionalArgument(WHICH)
    .addOption({
      name: "fromBlock",
      description: "From this block on (default: from the contract's creation)",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../history.ts")))
    .build(),

  task(
    ["vehicle", "verify"],
    "Recompute all that was ever booked for a vehicle, from its events and rules alone, and compare",
  )
    .addPositionalArgument(WHICH)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../verify.ts")))
    .build(),

  task(["vehicle", "report"], "Report a vehicle's condition, signed by its key")
    .addPositionalArgument(WHICH)
    .addOption(optional("key", KEY.description))
    .addOption(PASSWORD)
    .addOption({
      name: "kind",
      description: "What it tells of: odometer, accident, service, total-loss, theft, scrapping",
      defaultValue: "odometer",
    })
    .addOption(optional("odometer", "What its odometer shows, in kilometres (default: as in its last report)"))
    .addOption(
      optional(
        "severity",
        "How much of the vehicle is damaged, or restored, in percent; an accident and a service need it",
      ),
    )
    .addOption(optional("at", `When it was so: ${WHEN_OVER} (default: now)`))
    .addOption(optional("evidence", "What shows it: 32 bytes as hex, or a text, of which the hash is signed"))
    .addOption(optional("sequence", "Its number among the vehicle's reports (default: the next one)"))
    .addOption(optional("policyHash", "The hash of the policy that it counts under (default: that in force then)"))
    .addOption(DEADLINE)
    .addFlag({ name: "sign", description: "Only sign it, and print it for a file" })
    .addOption(optional("signed", "Send the report in this file, which `--sign` wrote"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../report.ts")))
    .build(),

  task(
    ["vehicle", "drive"],
    "Be a vehicle's on-board unit: report its log, row by row, each once; run again, it goes on",
  )
    .addPositionalArgument(WHICH)
    .addOption(optional("key", KEY.description))
    .addOption(PASSWORD)
    .addOption(optional("log", "Its log: CSV with time, odometer (kilometres), event and severity (basis points)"))
    .addOption(optional("outbox", "The file of what it signs and sends (default: that of the log with .outbox)"))
    .addFlag({
      name: "begin",
      description: "Begin that file; only where the key has signed nothing that isn't counted",
    })
    .addOption(
      optional("payer", "The keystore of the account that pays, which must be the unit's alone (default: --key)"),
    )
    .addOption(optional("fund", "Send so much ether to that account first, from --from"))
    .addOption(optional("relay", "URL of a relayer, who pays and sends in the place of such an account"))
    .addOption(
      optional(
        "nodes",
        "URLs of nodes of this chain, with commas, of which it takes the best (default: the network's)",
      ),
    )
    .addOption({ name: "every", description: "Time between two looks at the chain", defaultValue: "4s" })
    .addFlag({ name: "once", description: "End when nothing more can be done now" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../drive.ts")))
    .build(),

  task(["vehicle", "appraise"], "Value a vehicle anew; its issuer signs")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "value", description: "What it is worth, in whole units" })
    .addPositionalArgument({ name: "odometer", description: "What its odometer shows, in kilometres" })
    .addOption(optional("appraisedAt", `When that was found: ${WHEN_OVER} (default: now)`))
    .addOption(DEADLINE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../appraise.ts")))
    .build(),

  task(["vehicle", "rotate"], "Give a vehicle another key; the old one and the new one sign")
    .addPositionalArgument(WHICH)
    .addPositionalArgument(KEY)
    .addPositionalArgument({ name: "newKey", description: "The encrypted keystore file of the new key" })
    .addOption(PASSWORD)
    .addOption(DEADLINE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rotate.ts")))
    .build(),

  task(["vehicle", "rotate", "announce"], "Announce another key where the old one is lost; owner and issuer sign")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({ name: "newKey", description: "The encrypted keystore file of the new key" })
    .addOption(PASSWORD)
    .addOption(DEADLINE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rotate-announce.ts")))
    .build(),

  task(["vehicle", "rotate", "complete"], "Have an announced key take the old one's place, when its delay is over")
    .addPositionalArgument(WHICH)
    .addPositionalArgument({
      name: "newKey",
      description: `The new key: ${ACCOUNT}, or an ERC-7913 verifier and a key in one hex string`,
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rotate-complete.ts")))
    .build(),

  task(["vehicle", "rotate", "cancel"], "Take an announced key back")
    .addPositionalArgument({ name: "vehicle", description: `Which vehicle: ${VEHICLE}` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("../rotate-cancel.ts")))
    .build(),
];
