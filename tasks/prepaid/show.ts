import {
  type CardReading,
  chainIdOf,
  type ClaimLink,
  findRules,
  formatId,
  type Instrument,
  keyAddress,
  readCard,
  type Rules,
} from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { instrumentIn, isTakenBack } from "./support/acts.ts";
import { card as drawn, type CardLine, qrCode } from "./support/card.ts";
import { describeInstrument, describeRules, rulesInWords, stateOf } from "./support/describe.ts";
import { linkHere, parseKey, printed } from "./support/links.ts";
import type { PrepaidSession, VaultHere } from "./support/session.ts";

export interface ShowArguments extends CommonArguments {
  vault: string | undefined;
  instrument: string | undefined;
  link: string | undefined;
  key: string | undefined;
  linkBase: string | undefined;
  from: string;
}

export default action<ShowArguments>(async (args, session) => {
  const { here, id, link } = await found(args, session);
  const { provider } = session.ethers;
  const called = formatId(id);
  const instrument = await instrumentIn({ ...here, id, called }, session);
  const [rules, card, now] = await Promise.all([
    findRules(here.vault, id, provider),
    readCard(here.vault, id, provider),
    session.now(),
  ]);
  const gone = await isTakenBack(here.vault, instrument, session);
  const closed = link === null ? null : obstacleOf(instrument, link, now, gone);
  const text = link === null ? null : printed(link, args.linkBase);
  return {
    json: {
      vault: here.address,
      ...describeInstrument(instrument),
      takenBack: gone,
      wrapped: card !== null,
      cardOwner: card?.owner ?? null,
      rules: describeRules(rules),
      link: text,
      ...(link === null ? {} : { claimable: closed === null }),
    },
    text: [
      drawn(here.money.show(instrument.remaining), linesOf(instrument, rules, { ...here, now, card, gone })),
      ...(text === null ? [] : closed === null ? [qrCode(text), text] : [closed]),
    ].join("\n"),
  };
});

/** The instrument that is meant, and the link to it where the user has it. */
async function found(
  args: ShowArguments,
  session: PrepaidSession,
): Promise<{ here: VaultHere; id: bigint; link: ClaimLink | null }> {
  if (args.link !== undefined) {
    if (args.vault !== undefined || args.instrument !== undefined || args.key !== undefined) {
      fail("The link says which instrument, and has its key; give prepaid show --link <link>.");
    }
    const link = await linkHere(args.link, session);
    return { here: await session.vaultNamedBy(link.vault, "link"), id: link.id, link };
  }
  if (args.vault === undefined || args.instrument === undefined) {
    fail("Say which instrument: prepaid show <vault> <instrument>, or prepaid show --link <link>.");
  }
  const here = await session.vault(args.vault);
  const id = await session.instrument(args.instrument, args.from);
  if (args.key === undefined) return { here, id, link: null };
  const chainId = await chainIdOf(session.ethers.provider);
  return { here, id, link: { chainId, vault: here.address, id, key: parseKey(args.key) } };
}

/** Why a link can't be claimed, in a sentence; null where it can. */
function obstacleOf(instrument: Instrument, link: ClaimLink, now: bigint, gone: boolean): string | null {
  if (gone) return "It can't be claimed any more: its purchaser took it back.";
  if (!instrument.byKey || instrument.holder !== keyAddress(link.key))
    return "The link's key doesn't hold it (any more).";
  return instrument.expiry > now ? null : "It can't be claimed any more: it has expired.";
}

function linesOf(
  instrument: Instrument,
  rules: Rules,
  {
    money,
    symbol,
    asset,
    address,
    now,
    card,
    gone,
  }: VaultHere & { now: bigint; card: CardReading | null; gone: boolean },
): (CardLine | null)[] {
  const { id, purchaser, holder, byKey, expiry, started, returned, piece } = instrument;
  const held = byKey ? `the key ${holder}` : card === null ? holder : `the cards ${holder}`;
  return [
    ["instrument", formatId(id)],
    ["in", symbol],
    // A symbol is anybody's.
    ["asset", asset],
    ["vault", address],
    ["bought by", purchaser],
    ["held by", held],
    ...(card === null ? [] : [["card of", card.owner ?? "nobody: it can't be spent, and returns"] as const]),
    ["state", `${stateOf(instrument, now, gone)}${piece ? ", a piece" : ""}`],
    // What was taken back has an expiry that nobody chose.
    ...(gone ? [] : [[started ? "until" : "until, at the latest", moment(expiry, now)] as const]),
    ...(expiry > now ? [] : [[gone ? "went back" : "not used", money.show(returned)] as const]),
    ...(instrument.pull && !instrument.settled
      ? [["what is left", `waits for \`prepaid settle\`${expiry > now ? ", from the expiry on" : ""}`] as const]
      : []),
    ...(rulesInWords(rules, money).length === 0 ? [] : [null, ...rulesInWords(rules, money)]),
  ];
}
