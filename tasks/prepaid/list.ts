import {
  type Instrument,
  instrumentsOfHolder,
  instrumentsOfPurchaser,
  numberOf,
  formatId,
  takenBack,
} from "../../src/prepaid/index.ts";
import { count, relative, table, units } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { describeInstrument, stateOf } from "./support/describe.ts";

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
  const held = shown(await instrumentsOfHolder(vault, account, provider));

  const gone = await takenBack(vault, [...bought, ...held], provider);

  const right = ["has", "not used"];
  const row = (instrument: Instrument): string[] => [
    units(instrument.remaining, money.decimals),
    units(instrument.returned, money.decimals),
    stateOf(instrument, now, gone.has(instrument.id)),
    gone.has(instrument.id) ? "" : relative(instrument.expiry, now),
  ];
  const described = (instrument: Instrument): object => ({
    ...describeInstrument(instrument),
    takenBack: gone.has(instrument.id),
  });
  const tail = ["has", "not used", "state", "ends"];
  return {
    json: { vault: address, account, bought: bought.map(described), held: held.map(described) },
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
              held.map((one) => [formatId(one.id), ...row(one)]),
              right,
            ),
          ]),
    ].join("\n"),
  };
});

/** "0x7099…79C8": a table has no room for whole addresses; `prepaid show` and `--json` give them. */
function brief(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}
