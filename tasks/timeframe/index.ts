import { emptyTask, task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ACCOUNT, ACCOUNTS, FROM, JSON_FLAG, optional } from "../support/declare.ts";
import { lazy } from "../support/lazy.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.

const TOKEN = {
  name: "token",
  description: "The token: its address, or the name under which it was created here",
} as const;
const BACKING = {
  name: "backing",
  description: "The backing: its address, the name under which it was created here, or a token that it backs",
} as const;
const AUTHORITY = `Who signs vouchers to join: ${ACCOUNT}; or an ERC-7913 verifier and key as hex`;

export const timeframeTasks: TaskDefinition[] = [
  emptyTask("timeframe", "Resources that refresh every frame and expire at its end").build(),
  emptyTask(["timeframe", "group"], "Groups of a token").build(),
  emptyTask(["timeframe", "member"], "Members of a token").build(),
  emptyTask(["timeframe", "provider"], "Providers, to whom units are spent").build(),
  emptyTask(["timeframe", "administrator"], "Who opens groups, and admits members and providers").build(),
  emptyTask(["timeframe", "backing"], "The money behind the units").build(),
  emptyTask(["timeframe", "backing", "sponsor"], "Whose the money of a backing is").build(),

  task(["timeframe", "create"], "Create a token; a second run with the same terms sends nothing")
    .addPositionalArgument({ name: "name", description: "ERC-20 name, at most 31 bytes" })
    .addPositionalArgument({ name: "symbol", description: "ERC-20 symbol; the token is recorded under it, too" })
    .addOption({ name: "rhythm", description: "day, week, month, quarter, year (UTC) or fixed", defaultValue: "week" })
    .addOption(optional("length", "Seconds in a frame, for fixed frames"))
    .addOption(
      optional("start", "When frame 1 begins, for fixed frames: 2026-11-30, 2026-11-30T18:00Z or Unix seconds"),
    )
    .addOption({ name: "decimals", description: "ERC-20 decimals", type: ArgumentType.INT, defaultValue: 0 })
    .addOption({
      name: "layout",
      description: "plain; capped (receive caps, groups on request); grace (units stay valid one frame longer)",
      defaultValue: "plain",
    })
    .addFlag({ name: "open", description: "Let anybody receive units; else only members and providers" })
    .addOption(optional("administrator", `First administrator: ${ACCOUNT} (default: who signs)`))
    .addOption(
      optional("backing", "The backing: its address or name; without one, units can be transferred, not spent"),
    )
    .addOption(optional("salt", "A text that tells apart tokens with the same terms"))
    .addOption(optional("as", "Record the token under this name (default: its symbol)"))
    .addOption(optional("factory", "Another factory than the one of the deploy script"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./create.ts")))
    .build(),

  task(["timeframe", "show"], "A token with its clock, groups and pool")
    .addPositionalArgument(TOKEN)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./show.ts")))
    .build(),

  task(["timeframe", "group", "add"], "Open a group; its terms rule at once")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "quota",
      description: "Units for each member and frame; on request, the most of them",
    })
    .addFlag({ name: "onRequest", description: "Members must request their units (capped layout)" })
    .addFlag({ name: "soulbound", description: "Members can only spend, not transfer" })
    .addOption(optional("receiveCap", "The most that a member may receive by transfer in a frame (capped layout)"))
    .addOption(optional("budget", "Units that all members together may request in a frame (with --on-request)"))
    .addOption(optional("authority", AUTHORITY))
    .addOption(optional("list", "CSV file of those who may join by themselves, as for timeframe member add"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./group-add.ts")))
    .build(),

  task(["timeframe", "group", "set-list"], "Replace the list of those who may join a group by themselves, at once")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "group", description: "Number of the group" })
    .addPositionalArgument({
      name: "list",
      description: "CSV file as for timeframe member add, with members of this group only; or none",
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./group-set-list.ts")))
    .build(),

  task(["timeframe", "group", "set-authority"], "Replace who signs a group's vouchers; those signed before are void")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "group", description: "Number of the group" })
    .addPositionalArgument({
      name: "authority",
      description: `${AUTHORITY}; or none. The same again voids vouchers, too`,
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./group-set-authority.ts")))
    .build(),

  task(["timeframe", "quota"], "Announce a group's quota, receive cap or budget for the next frame")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "group", description: "Number of the group" })
    .addPositionalArgument({
      name: "amount",
      description: "Units that rule from the next frame on, like 3 or 1.5; none takes a receive cap off",
    })
    .addOption({ name: "of", description: "quota, receive-cap or budget", defaultValue: "quota" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./quota.ts")))
    .build(),

  task(
    ["timeframe", "member", "add"],
    "Add a member, or all of a CSV file; an interrupted run is resumed by running it again",
  )
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "member",
      description: `${ACCOUNT}; or a CSV file with columns id, group, address (or key) and, where wanted, until`,
    })
    .addOption(optional("group", "Number of the group, for one account"))
    .addOption(
      optional("until", "First frame in which the account is no member, see timeframe frame --at (default: no end)"),
    )
    .addOption(optional("groups", "What names of groups in the file stand for, like staff=1,guests=2"))
    .addOption({
      name: "pageSize",
      description: "Accounts in a transaction; 200 fit one in every case, 400 where all are newcomers",
      type: ArgumentType.INT,
      defaultValue: 150,
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./member-add.ts")))
    .build(),

  task(
    ["timeframe", "member", "remove"],
    "End memberships with this frame, and bar the accounts until timeframe member allow",
  )
    .addPositionalArgument(TOKEN)
    .addVariadicArgument({ name: "accounts", description: ACCOUNTS })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./member-remove.ts")))
    .build(),

  task(["timeframe", "member", "allow"], "Lift the bar of removed accounts, so that they can be added or join again")
    .addPositionalArgument(TOKEN)
    .addVariadicArgument({ name: "accounts", description: `${ACCOUNTS}; the bar of a dismissed provider is the same` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./allow.ts")))
    .build(),

  task(["timeframe", "members"], "The members of the current frame")
    .addPositionalArgument(TOKEN)
    .addOption(optional("group", "Only those of this group"))
    .addOption({
      name: "fromBlock",
      description: "Read events from this block on; at most the one in which the token was created",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./members.ts")))
    .build(),

  task(["timeframe", "voucher"], "Sign a voucher as the authority of a group; print it for a file")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "group", description: "Number of the group" })
    .addPositionalArgument({ name: "account", description: `Who may join: ${ACCOUNT}` })
    .addPositionalArgument({
      name: "deadline",
      description: "Last moment of its use: 2026-11-30, 2026-11-30T18:00Z or Unix seconds",
    })
    .addOption(
      optional("until", "First frame in which the account is no member, see timeframe frame --at (default: no end)"),
    )
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./voucher.ts")))
    .build(),

  task(["timeframe", "join"], "Join a group by a voucher, or by a list of members whose root the group has")
    .addPositionalArgument(TOKEN)
    .addOption(optional("voucher", "File that timeframe voucher printed"))
    .addOption(optional("list", "The CSV file that the administrator has set last for the group"))
    .addOption(optional("group", "Number of the group, with --list"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./join.ts")))
    .build(),

  task(["timeframe", "leave"], "Leave one's group with the end of this frame")
    .addPositionalArgument(TOKEN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./leave.ts")))
    .build(),

  task(["timeframe", "provider", "add"], "Admit providers, at once")
    .addPositionalArgument(TOKEN)
    .addVariadicArgument({ name: "accounts", description: ACCOUNTS })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./provider-add.ts")))
    .build(),

  task(
    ["timeframe", "provider", "remove"],
    "Dismiss providers, at once, and bar them; what they have earned stays theirs",
  )
    .addPositionalArgument(TOKEN)
    .addVariadicArgument({ name: "accounts", description: ACCOUNTS })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./provider-remove.ts")))
    .build(),

  task(["timeframe", "provider", "allow"], "Lift the bar of dismissed accounts, so that they can be admitted again")
    .addPositionalArgument(TOKEN)
    .addVariadicArgument({ name: "accounts", description: `${ACCOUNTS}; the bar of a removed member is the same` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./allow.ts")))
    .build(),

  task(["timeframe", "provider", "set-list"], "Replace the list of those who may become providers by themselves")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "list", description: "CSV file with a column account (or address); or none" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./provider-set-list.ts")))
    .build(),

  task(["timeframe", "provider", "join"], "Become a provider, by a list that the administrator has set")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "list", description: "The CSV file of timeframe provider set-list" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./provider-join.ts")))
    .build(),

  task(["timeframe", "administrator", "show"], "Who administers a token, and who is named to follow")
    .addPositionalArgument(TOKEN)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./administrator-show.ts")))
    .build(),

  task(["timeframe", "administrator", "name"], "Name the next administrator, who must accept")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "account", description: `${ACCOUNT}; or none, which takes a naming back` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./administrator-name.ts")))
    .build(),

  task(["timeframe", "administrator", "accept"], "Become the administrator, as the account that was named")
    .addPositionalArgument(TOKEN)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./administrator-accept.ts")))
    .build(),

  task(["timeframe", "administrator", "renounce"], "Leave a token without administrator, for ever")
    .addPositionalArgument(TOKEN)
    .addFlag({ name: "forEver", description: "Say that you know: nobody can ever undo it" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./administrator-renounce.ts")))
    .build(),

  task(["timeframe", "request"], "Draw units, as a member of a group on request")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "amount", description: "Units, like 3 or 1.5" })
    .addOption(optional("metadata", "Draw them as a package with this text for the record"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./request.ts")))
    .build(),

  task(
    ["timeframe", "hand-out"],
    "Hand out packages in groups on request; a second run with the same text does nothing twice",
  )
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "account",
      description: `Who gets it: ${ACCOUNT}; or a CSV file with columns account (or address) and amount`,
    })
    .addPositionalArgument(optional("amount", "Units, like 3 or 1.5, for one account; a file states them itself"))
    .addOption(
      optional(
        "metadata",
        "Text of the record, which must be given: an interrupted run is resumed by running it again with the same text; " +
          "another text hands out again, within what members may still request",
      ),
    )
    .addOption(
      optional("since", "First frame whose packages with this text count as handed out (default: the current frame)"),
    )
    .addOption({
      name: "pageSize",
      description: "Accounts in a transaction; long texts need smaller pages",
      type: ArgumentType.INT,
      defaultValue: 150,
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./hand-out.ts")))
    .build(),

  task(["timeframe", "spend"], "Spend units to a provider")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "provider", description: `The provider: ${ACCOUNT}` })
    .addPositionalArgument({ name: "amount", description: "Units, like 3 or 1.5" })
    .addOption(optional("ref", "Your reference: a text (an order number), or 32 bytes as hex"))
    .addOption(optional("account", "Whose units, out of the allowance that who signs has (default: who signs)"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./spend.ts")))
    .build(),

  task(["timeframe", "transfer"], "Transfer units")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "to", description: `The receiver: ${ACCOUNT}` })
    .addPositionalArgument({ name: "amount", description: "Units, like 3 or 1.5" })
    .addOption(optional("epoch", "Only units of this frame (default: those that expire first)"))
    .addOption(optional("account", "Whose units, out of the allowance that who signs has (default: who signs)"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./transfer.ts")))
    .build(),

  task(["timeframe", "approve"], "Let a spender use one's units, in this frame and later ones, up to an amount")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "spender", description: `Who may spend or transfer them: ${ACCOUNT}` })
    .addPositionalArgument({ name: "amount", description: "Units in all, like 3 or 1.5; 0 withdraws the allowance" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./approve.ts")))
    .build(),

  task(["timeframe", "allowance"], "What a spender may use of an account's units, see timeframe approve")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "account", description: `Whose units: ${ACCOUNT}` })
    .addPositionalArgument({ name: "spender", description: `Who may use them: ${ACCOUNT}` })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./allowance.ts")))
    .build(),

  task(["timeframe", "balance"], "What an account holds: now, in another frame, or at a moment")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "account", description: ACCOUNT, defaultValue: "0" })
    .addOption(optional("frame", "At the end of this frame; of a frame to come, as announced"))
    .addOption(optional("at", "At this moment: 2026-11-30, 2026-11-30T18:00Z or Unix seconds"))
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./balance.ts")))
    .build(),

  task(["timeframe", "collect"], "Collect what a provider has earned")
    .addPositionalArgument(TOKEN)
    .addOption(optional("provider", `For another provider, who is paid: ${ACCOUNT} (default: who signs)`))
    .addOption(optional("to", `Where one's own earnings go: ${ACCOUNT} (default: the provider)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./collect.ts")))
    .build(),

  task(["timeframe", "frame"], "The current frame and its next refresh, or another frame")
    .addPositionalArgument(TOKEN)
    .addOption(optional("frame", "The frame of this number"))
    .addOption(optional("at", "The frame of this moment: 2026-11-30, 2026-11-30T18:00Z or Unix seconds"))
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./frame.ts")))
    .build(),

  task(["timeframe", "history"], "What happened, reconstructed from the events and checked against the chain")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "account",
      description: `The ledger of this account: ${ACCOUNT} (default: the supply of each frame)`,
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: "fromBlock",
      description: "Read events from this block on (default: from the token's creation)",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./history.ts")))
    .build(),

  task(["timeframe", "backing", "create"], "Create a backing; a second run with the same terms sends nothing")
    .addPositionalArgument({
      name: "asset",
      description: "The ERC-20 in which providers are paid, or none: it only counts",
    })
    .addOption({ name: "kind", description: "fixed-price or pro-rata", defaultValue: "fixed-price" })
    .addOption(optional("sponsor", `Whose money it is: ${ACCOUNT} (default: who signs)`))
    .addOption(optional("salt", "A text that tells apart backings with the same terms"))
    .addOption(optional("as", "Record the backing under this name"))
    .addOption(optional("factory", "Another factory than the one of the deploy script"))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-create.ts")))
    .build(),

  task(["timeframe", "backing", "open"], "Open the pool of a token, as the sponsor of its backing")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "price",
      description: "Asset for one whole unit; pro rata, the most that it may bring",
    })
    .addOption({
      name: "pot",
      description: "Pro rata: the most that all providers share for a frame",
      defaultValue: "0",
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-open.ts")))
    .build(),

  task(
    ["timeframe", "backing", "price"],
    "Announce a price (or pro rata, a ceiling) for the next frame, as the sponsor",
  )
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({
      name: "price",
      description: "Asset for one whole unit; pro rata, the most that it may bring",
    })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-price.ts")))
    .build(),

  task(["timeframe", "backing", "pot"], "Announce a pro-rata pot for the next frame, as the sponsor")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "pot", description: "Asset: the most that all providers share for a frame" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-pot.ts")))
    .build(),

  task(["timeframe", "backing", "fund"], "Bring money into the pool of a token")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "amount", description: "Asset, like 100 or 99.50" })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-fund.ts")))
    .build(),

  task(["timeframe", "backing", "withdraw"], "Take money that is not reserved out of the pool, as the sponsor")
    .addPositionalArgument(TOKEN)
    .addPositionalArgument({ name: "amount", description: "Asset, like 100 or 99.50" })
    .addOption(optional("to", `Where it goes: ${ACCOUNT} (default: who signs)`))
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./backing-withdraw.ts")))
    .build(),

  task(["timeframe", "backing", "sponsor", "show"], "Whose a backing is, and who is named to follow")
    .addPositionalArgument(BACKING)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sponsor-show.ts")))
    .build(),

  task(["timeframe", "backing", "sponsor", "name"], "Name the next sponsor, of all pools of a backing; he must accept")
    .addPositionalArgument(BACKING)
    .addPositionalArgument({ name: "account", description: `${ACCOUNT}; or none, which takes a naming back` })
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sponsor-name.ts")))
    .build(),

  task(["timeframe", "backing", "sponsor", "accept"], "Become the sponsor, as the account that was named")
    .addPositionalArgument(BACKING)
    .addOption(FROM)
    .addFlag(JSON_FLAG)
    .setAction(lazy(() => import("./sponsor-accept.ts")))
    .build(),
];
