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

  const right = ["has", "not used"];
  const row = (instrument: Instrument, inCard = false): string[] => [
    units(instrument.remaining, money.decimals),
    units(instrument.returned, money.decimals),
    `${stateOf(instrument, now, gone.has(instrument.id))}${inCard ? ", as a card" : ""}`,
    gone.has(instrument.id) ? "" : relative(instrument.expiry, now),
  ];
  const described = (instrument: Instrument): object => ({
    ...describeInstrument(instrument),
    takenBack: gone.has(instrument.id),
  });
  const tail = ["has", "not used", "state", "ends"];
  return {
    json: {
      vault: address,
      account,
      bought: bought.map(described),
      held: held.map((one) => ({ ...described(one), wrapped: wrapped.has(one.id) })),
    },
    text: [
      `${account} has bought ${count(bought.length, "instrument")}${args.all ? "" : " that can be used or settled"}.`,
      ...(bought.length === 0
        ? []
        : [
            table(
              ["number", "held by", ...tail],
              bought.map((one) => [
                one.piece ? "piece" : numberOf(one.id).toString(),
                one.byKey ? "a key" : brief(one.holder),
                ...row(one),
              ]),
              right,
            ),
          ]),
      `It holds ${count(held.length, "instrument")}.`,
      ...(held.length === 0
        ? []
        : [
            table(
              ["instrument", ...tail],
              held.map((one) => [formatId(one.id), ...row(one, wrapped.has(one.id))]),
              right,
            ),
          ]),
    ].join("\n"),
  };
});

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
