import { Rhythm, type Pool } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import { LARGEST, parseMoment } from "../../support/parse.ts";
import { parseSpan } from "../../support/spans.ts";
import type { CommonArguments } from "./action.ts";
import { needed } from "./needed.ts";
import type { VehicleSession } from "./session.ts";
import { tokenNamed } from "./units.ts";

/** A pool as options name it: it has no creation, and is what they say. */
export interface PoolArguments extends CommonArguments {
  token: string | undefined;
  unit: string | undefined;
  issuer: string | undefined;
  rhythm: string;
  start: string | undefined;
}

/** The pool that options name. */
export async function poolFrom(args: PoolArguments, session: VehicleSession): Promise<Pool> {
  return {
    token: await tokenNamed(needed(args.token, "--token", "what the pool pays"), "token of rewards", session),
    unit: await tokenNamed(needed(args.unit, "--unit", "in what its vehicles are valued"), "unit of account", session),
    issuer: await session.account(needed(args.issuer, "--issuer", "who vouches for its vehicles"), "issuer"),
    clock: clockFrom(args),
  };
}

const RHYTHMS: ReadonlyMap<string, bigint> = new Map(
  Object.entries(Rhythm)
    .filter(([, rhythm]) => rhythm !== Rhythm.FIXED)
    .map(([name, rhythm]) => [name.toLowerCase(), rhythm]),
);

/** A calendar's frames by their name, or fixed ones by their length and start. */
function clockFrom({ rhythm, start }: PoolArguments): Pool["clock"] {
  const known = RHYTHMS.get(rhythm.toLowerCase());
  if (known !== undefined) {
    if (start !== undefined) fail("Frames of the calendar begin with it; leave out --start.");
    return { rhythm: known, anchor: 0n, frameLength: 0n };
  }
  if (!/^\d/.test(rhythm))
    fail(
      `"${rhythm}" is no rhythm; give ${[...RHYTHMS.keys()].join(", ")}, or a length of time with --start, like 7d.`,
    );
  const frameLength = parseSpan(rhythm, "length of a frame");
  if (frameLength === 0n) fail("Frames of no length hold nothing; give a longer --rhythm.");
  if (start === undefined) fail("Say with --start when the first frame of such a length begins.");
  const anchor = parseMoment(start);
  if (anchor + 2n * frameLength >= LARGEST.seconds) fail(`The start ${start} is too late for frames of ${rhythm}.`);
  return { rhythm: Rhythm.FIXED, anchor, frameLength };
}
