import type { IPrepaidVault } from "../../src/ethers.ts";
import {
  cardsOfOwner,
  findCards,
  type Instrument,
  instrumentsOfHolder,
  instrumentsOfPurchaser,
  numberOf,
  formatId,
  readInstruments,
  takenBack,
} from "../../src/prepaid/index.ts";
import { count, relative, table, units } from "../support/format.ts";
import type { Money } from "../support/money.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { describeInstrument, stateOf } from "./support/describe.ts";
import type { PrepaidSession } from "./support/session.ts";

export interface ListArguments extends CommonArguments {
  vault: string;
  account: string;
  all: boolean;
}

export default action<ListArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const { vault, address, money } = await session.vault(args.vault);
  const account = await session.account(args.account, "account");
  const now = await session.now();
  const shown = (instruments: Instrument[]): Instrument[] =>
    instruments.filter(({ expiry, pull, settled }) => args.all || expiry > now || (pull && !settled));
  const bought = shown(await instrumentsOfPurchaser(vault, account, provider));
  const direct = shown(await instrumentsOfHolder(vault, account, provider));
  const carded = shown(await instrumentsInCardsOf(account, vault, session));
  const wrapped = new Set(carded.map(({ id }) => id));
  const held = [...direct, ...carded];

  const gone = await takenBack(vault, [...bought, ...held], provider);
  const columns = columnsAt(now, gone, money);
  const described = (instrument: Instrument): object => ({
    ...describeInstrument(instrument),
    takenBack: gone.has(instrument.id),
  });
  return {
    json: {
      vault: address,
      account,
      bought: bought.map(described),
      held: held.map((one) => ({ ...described(one), wrapped: wrapped.has(one.id) })),
    },
    text: [
      `${account} has bought ${count(bought.length, "instrument")}${args.all ? "" : " that can be used or settled"}.`,
      ...tableOf(["number", "held by"], bought, (one) => [
        one.piece ? "piece" : numberOf(one.id).toString(),
        one.byKey ? "a key" : brief(one.holder),
        ...columns(one),
      ]),
      `It holds ${count(held.length, "instrument")}.`,
      ...tableOf(["instrument"], held, (one) => [formatId(one.id), ...columns(one, wrapped.has(one.id))]),
    ].join("\n"),
  };
});

/** What both tables say of an instrument, in the columns of {@link tableOf}. */
function columnsAt(
  now: bigint,
  gone: ReadonlySet<bigint>,
  { decimals }: Money,
): (instrument: Instrument, inCard?: boolean) => string[] {
  return (instrument, inCard = false) => {
    const { id, remaining, returned, expiry } = instrument;
    return [
      units(remaining, decimals),
      units(returned, decimals),
      `${stateOf(instrument, now, gone.has(id))}${inCard ? ", as a card" : ""}`,
      gone.has(id) ? "" : relative(expiry, now),
    ];
  };
}

/** A table of instruments; none where there are none. */
function tableOf(
  first: readonly string[],
  instruments: readonly Instrument[],
  row: (instrument: Instrument) => string[],
): string[] {
  if (instruments.length === 0) return [];
  return [table([...first, "has", "not used", "state", "ends"], instruments.map(row), ["has", "not used"])];
}

/** What an account holds by cards: the vault says that the contract of the cards does. */
async function instrumentsInCardsOf(
  account: string,
  vault: IPrepaidVault,
  session: PrepaidSession,
): Promise<Instrument[]> {
  const { provider } = session.ethers;
  const factory = await session.factoryIfThere();
  const cards = factory === null ? null : await findCards(factory, vault, provider);
  if (cards === null) return [];
  const found = await readInstruments(vault, await cardsOfOwner(cards, account, provider), provider);
  return found.filter((instrument) => instrument !== null);
}

/** "0x7099…79C8": a table has no room for whole addresses; `prepaid show` and `--json` give them. */
function brief(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}
