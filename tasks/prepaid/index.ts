import { emptyTask, task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, FROM, JSON_FLAG, optional } from "../support/declare.ts";
import { lazy } from "../support/lazy.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.

const VAULT = {
  name: "vault",
  description: "The vault: its address, or the name under which it was created here",
} as const;
const INSTRUMENT_FORM =
  "purchaser/number, where the purchaser is an address or the number of an account, or a bare number if he is who signs";
const INSTRUMENT = { name: "instrument", description: `The instrument: ${INSTRUMENT_FORM}` } as const;
const AMOUNT = { name: "amount", description: "Asset, like 100 or 99.50" } as const;
const MERCHANT = { name: "merchant", description: `Who is paid: ${ACCOUNT}` } as const;
const EXPIRY_FORM =
  "a bound of the vault's buckets, like 2026-11-30 or 2026-11-30T18:00Z; or from now, like 30d or 12h";
const FACTORY = optional("factory", "Another factory than the one of the deploy script");
const REF = optional("ref", "The merchant's reference: a text (an order number), or 32 bytes as hex");
const LINK = optional("link", "The claim link: its key signs; vault and instrument are left out then");
const MERCHANTS = optional("merchants", "The file of the list that the rules name (default: what was published of it)");
const PAGE_SIZE = {
  name: "pageSize",
  description: "Instruments in a transaction, with a file",
  type: ArgumentType.INT,
  defaultValue: 80,
} as const;
const HOLDER = optional("holder", `Who may spend it: ${ACCOUNT}`);
const KEY = {
  name: "key",
  description: "Give it to a new key, and print the claim link: whoever has that can claim or spend it",
} as const;
const KEY_HOLDER = optional(
  "keyHolder",
  "Give it to a key that there is: its address, or an ERC-7913 verifier and the key, in one hex string",
);
const LINK_BASE = optional(
  "linkBase",
  "The page that claim links lead to (default: none, the link is for these tasks)",
);

export const prepaidTasks: TaskDefinition[] = [
  emptyTask("prepaid", "Instruments whose unused value returns to the purchaser by itself").build(),
  emptyTask(["prepaid", "asset"], "Money to try with, on local networks only").build(),
  emptyTask(["prepaid", "vault"], "Where the money of an asset and its instruments are").build(),
  emptyTask(["prepaid", "sweep"], "Paying out what came back, for a tip").build(),

  // ---- vault ----

  task(["prepaid", "asset", "create"], "Deploy an asset to try with, on a local network")
    .addPositionalArgument({
      name: "kind",
      description: "dollar (6 decimals, ERC-2612 and ERC-3009) or ether (wrapped ether)",
    })
    .addOption(optional("as", "Record it under this name (default: its symbol)"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./asset-create.ts")))
    .build(),

  task(["prepaid", "asset", "mint"], "Mint of the dollar to try with, on a local network")
    .addPositionalArgument({
      name: "asset",
      description: "The asset: its address, or the name under which it is known",
    })
    .addPositionalArgument(AMOUNT)
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./asset-mint.ts")))
    .build(),

  task(["prepaid", "vault", "create"], "Create the vault of an asset; if it is there already, nothing is sent")
    .addPositionalArgument({
      name: "asset",
      description: "The ERC-20 whose balances change by transfers only: its address, or a name that is known here",
    })
    .addOption({
      name: "bucket",
      description: "hour or day: what the expiries of its instruments are multiples of",
      defaultValue: "hour",
    })
    .addFlag({ name: "cards", description: "Create its cards too, which show instruments as NFTs" })
    .addOption(optional("as", "Record it under this name (default: its symbol)"))
    .addOption(FACTORY)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./vault-create.ts")))
    .build(),

  task(["prepaid", "vault", "show"], "A vault with its asset, its buckets and its cards")
    .addPositionalArgument(VAULT)
    .addOption(FACTORY)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./vault-show.ts")))
    .build(),

  // ---- money ----

  task(["prepaid", "deposit"], "Bring in money: by allowance, unless an option says otherwise")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(AMOUNT)
    .addOption(optional("to", `Who has the balance: ${ACCOUNT} (default: who signs)`))
    .addFlag({ name: "permit", description: "By a permit (ERC-2612): one transaction instead of two" })
    .addFlag({ name: "authorization", description: "By an authorization (ERC-3009), which anyone can send" })
    .addOption(optional("sender", `Who sends the authorization, and pays the gas: ${ACCOUNT} (default: who signs)`))
    .addFlag({ name: "ether", description: "Ether, where the asset is wrapped ether" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./deposit.ts")))
    .build(),

  task(["prepaid", "balance"], "What an account can dispose of, now or at a later moment, and what comes back when")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({ name: "account", description: ACCOUNT, defaultValue: "0" })
    .addOption(optional("at", "At this moment: 2026-11-30, 2026-11-30T18:00Z or Unix seconds"))
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./balance.ts")))
    .build(),

  task(["prepaid", "withdraw"], "Take money out: all of it, whatever came back included, unless an amount is given")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(optional("amount", "Asset, like 100 or 99.50 (default: all)"))
    .addOption(optional("to", `Who gets it: ${ACCOUNT} (default: who signs)`))
    .addFlag({ name: "ether", description: "As ether, where the asset is wrapped ether" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./withdraw.ts")))
    .build(),

  task(["prepaid", "payout"], "Choose how one is paid as a merchant")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({ name: "how", description: "push (the asset itself) or credit (balance in the vault)" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./payout.ts")))
    .build(),

  task(["prepaid", "accept"], "Accept that what is left of a purchaser's later instruments comes back to oneself")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({ name: "purchaser", description: `Whose instruments: ${ACCOUNT}` })
    .addFlag({ name: "noMore", description: "No more, for instruments issued from now on" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./accept.ts")))
    .build(),

  task(["prepaid", "prune"], "Count what came back into the free balance; only later gas changes")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({
      name: "limit",
      description: "The most buckets to count",
      defaultValue: "4096",
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./prune.ts")))
    .build(),

  task(["prepaid", "sweep", "choose"], "Let anyone pay out to oneself what came back, for a tip, or no more")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({ name: "choice", description: "on or off" })
    .addOption(optional("tip", "The tip in percent of what is paid out, at most 1 (default: 0)"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sweep-choose.ts")))
    .build(),

  task(["prepaid", "sweep", "run"], "Pay out to owners who chose it what came back to them")
    .addPositionalArgument(VAULT)
    .addVariadicArgument({ name: "owners", description: `One or more: ${ACCOUNT}` })
    .addOption({ name: "limit", description: "The most buckets to count for each of them", defaultValue: "4096" })
    .addOption(optional("tipTo", `Who has the tips as balance: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sweep-run.ts")))
    .build(),

  task(["prepaid", "sweep", "keep"], "Work as a keeper: find in the events whom to sweep and what to settle, and do it")
    .addPositionalArgument(VAULT)
    .addFlag({ name: "dryRun", description: "Only tell what there is to do" })
    .addOption({ name: "limit", description: "The most buckets to count for each owner", defaultValue: "4096" })
    .addOption({
      name: "pageSize",
      description: "Owners and instruments in a transaction",
      type: ArgumentType.INT,
      defaultValue: 100,
    })
    .addOption(optional("tipTo", `Who has the tips as balance: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sweep-keep.ts")))
    .build(),

  // ---- purchaser ----

  task(
    ["prepaid", "issue"],
    "Issue an instrument from one's balance, or hundreds from a file; what is there is skipped",
  )
    .addPositionalArgument(VAULT)
    .addPositionalArgument(optional("amount", "Asset, like 100 or 99.50"))
    .addPositionalArgument(optional("expiry", `Until when: ${EXPIRY_FORM}`))
    .addOption(HOLDER)
    .addFlag(KEY)
    .addOption(KEY_HOLDER)
    .addOption(
      optional(
        "file",
        'CSV file with columns holder (an address, or "key" for a claim link), amount, expiry (a moment, no span) and, where wanted, item (a name for the row) and rules',
      ),
    )
    .addOption(optional("batch", "Name of the batch, by which a second run knows what is there (default: the file's)"))
    .addOption(
      optional(
        "secret",
        "File with what the claim keys of a batch are made of; written if it isn't there (default: <file>.secret)",
      ),
    )
    .addOption(optional("number", "Its number, which the purchaser has not used (default: the lowest such one)"))
    .addOption(
      optional(
        "trigger",
        "What starts the clock: issue, delivery or first-use; then the expiry is the latest (default: issue)",
      ),
    )
    .addOption(optional("delay", "From the trigger to the expiry: like 30d, 12h, or seconds"))
    .addOption(optional("merchants", "Only merchants of this list: the file that prepaid merchants wrote"))
    .addOption(
      optional("categories", "Only these categories of the list, by name or number, like bakery,3 or 'bakery 3'"),
    )
    .addOption(optional("cap", "The most that one merchant can be paid; or track, which only keeps what each was"))
    .addOption(optional("returnTo", `Who else gets of what is left: ${ACCOUNT}`))
    .addOption(optional("returnShare", "The share of --return-to in percent, like 33.33 (default: 100)"))
    .addFlag({ name: "manual", description: "What is left waits until the purchaser settles it" })
    .addOption(optional("minPiece", "The smallest piece that the holder can split off (default: none, with rules)"))
    .addOption(optional("links", "Write the claim links of a batch to this CSV file"))
    .addOption(LINK_BASE)
    .addOption(PAGE_SIZE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./issue.ts")))
    .build(),

  task(["prepaid", "top-up"], "Add value to an instrument, as its purchaser")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addPositionalArgument(AMOUNT)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./top-up.ts")))
    .build(),

  task(["prepaid", "extend"], "Move an instrument's expiry to a later one, as its purchaser")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addPositionalArgument({ name: "expiry", description: `Until when: ${EXPIRY_FORM}` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./extend.ts")))
    .build(),

  task(["prepaid", "reassign"], "Give an instrument that isn't delivered to another holder or key, as its purchaser")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addOption(HOLDER)
    .addFlag(KEY)
    .addOption(KEY_HOLDER)
    .addOption(LINK_BASE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./reassign.ts")))
    .build(),

  task(["prepaid", "deliver"], "Declare an instrument delivered, as its purchaser or holder")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./deliver.ts")))
    .build(),

  task(
    ["prepaid", "cancel"],
    "Take back an instrument that isn't delivered, as its purchaser, or what of a batch isn't, from its file",
  )
    .addPositionalArgument(VAULT)
    .addPositionalArgument(optional("instrument", `${INSTRUMENT.description}; left out with --file`))
    .addOption(
      optional("file", "The CSV file that the batch was issued from, or a part of it that has the column item"),
    )
    .addOption(optional("batch", "Name of the batch, as it was issued (default: the file's)"))
    .addOption(PAGE_SIZE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./cancel.ts")))
    .build(),

  task(["prepaid", "settle"], "Credit what is left of an instrument that doesn't return by itself, after its expiry")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./settle.ts")))
    .build(),

  // ---- holder ----

  task(["prepaid", "claim"], "Become the holder of an instrument by its claim link, which is all that is needed")
    .addPositionalArgument({ name: "link", description: "The claim link" })
    .addOption(optional("to", `Who becomes the holder: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./claim.ts")))
    .build(),

  task(["prepaid", "redeem"], "Spend: prepaid redeem <vault> <instrument> <amount> <merchant>, as the holder")
    .addPositionalArgument(optional("vault", `${VAULT.description}; left out with --link and --signed`))
    .addPositionalArgument(optional("instrument", `${INSTRUMENT.description}; left out with --link and --signed`))
    .addPositionalArgument(optional("amount", AMOUNT.description))
    .addPositionalArgument(optional("merchant", MERCHANT.description))
    .addOption(REF)
    .addOption(LINK)
    .addOption(optional("signed", "The file that prepaid sign wrote; all else is in it"))
    .addOption(MERCHANTS)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./redeem.ts")))
    .build(),

  task(["prepaid", "sign"], "Sign a redemption as the holder, for somebody else to send; print it for a file")
    .addPositionalArgument(optional("vault", `${VAULT.description}; left out with --link`))
    .addPositionalArgument(optional("instrument", `${INSTRUMENT.description}; left out with --link`))
    .addPositionalArgument(optional("amount", AMOUNT.description))
    .addPositionalArgument(optional("merchant", MERCHANT.description))
    .addOption(REF)
    .addOption({
      name: "deadline",
      description: "Until when it is good: a moment, or from now, like 1h",
      defaultValue: "1h",
    })
    .addOption(LINK)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sign.ts")))
    .build(),

  task(["prepaid", "transfer"], "Give an instrument to somebody else, as its holder")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addPositionalArgument({ name: "to", description: `Who gets it: ${ACCOUNT}` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./transfer.ts")))
    .build(),

  task(
    ["prepaid", "wrap"],
    "Wrap an instrument in a card (ERC-721), as its holder, so that wallets show it and it can be sold",
  )
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addOption(optional("to", `Who owns the card: ${ACCOUNT} (default: who signs)`))
    .addOption(FACTORY)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./wrap.ts")))
    .build(),

  task(["prepaid", "unwrap"], "Take an instrument out of its card, as the card's owner")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addOption(optional("to", `Who holds the instrument then: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./unwrap.ts")))
    .build(),

  task(["prepaid", "split"], "Split a piece off an instrument, as its holder")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addPositionalArgument(AMOUNT)
    .addPositionalArgument({ name: "to", description: `Who holds the piece: ${ACCOUNT}` })
    .addOption(optional("salt", "A text that tells apart the pieces of one instrument (default: a random one)"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./split.ts")))
    .build(),

  // ---- merchant ----

  task(["prepaid", "refund"], "Give back, as the merchant, what one was paid from an instrument")
    .addPositionalArgument(VAULT)
    .addPositionalArgument(INSTRUMENT)
    .addPositionalArgument(AMOUNT)
    .addOption(optional("ref", "The reference of the redemption; needed unless the rules have a cap"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./refund.ts")))
    .build(),

  task(["prepaid", "merchants"], "Make the list of merchants that rules can name, from a CSV file, and publish it")
    .addPositionalArgument({
      name: "list",
      description: "CSV file with columns merchant (an address) and, where wanted, category (0 to 255, or a name)",
    })
    .addOption(optional("out", "Write it to this JSON file, with root, entries and proofs"))
    .addFlag({ name: "publish", description: "Publish it on the chain, where whoever has an instrument finds it" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./merchants.ts")))
    .build(),

  // ---- reading ----

  task(["prepaid", "show"], "An instrument as a card, with the QR code of its claim link where that is given")
    .addPositionalArgument(optional("vault", `${VAULT.description}; left out with --link`))
    .addPositionalArgument(optional("instrument", `${INSTRUMENT.description}; left out with --link`))
    .addOption(optional("link", "The claim link; vault and instrument are left out then"))
    .addOption(optional("key", "The claim key, of which the link is made"))
    .addOption(LINK_BASE)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./show.ts")))
    .build(),

  task(["prepaid", "list"], "The instruments that an account has bought, and those that it holds")
    .addPositionalArgument(VAULT)
    .addPositionalArgument({ name: "account", description: ACCOUNT, defaultValue: "0" })
    .addFlag({ name: "all", description: "Those too that have expired" })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./list.ts")))
    .build(),
];
