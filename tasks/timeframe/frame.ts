import { describeFrame as frameNumbered, readClock, readFrame } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { duration, fields, moment } from "../support/format.ts";
import { parseMoment, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { clockOf, describeFrame } from "./support/describe.ts";

export interface FrameArguments extends CommonArguments {
  token: string;
  frame: string | undefined;
  at: string | undefined;
}

export default action<FrameArguments>(async (args, session) => {
  if (args.frame !== undefined && args.at !== undefined) fail("Name one moment: --frame or --at, not both.");
  const token = await session.token(args.token);
  const clock = await readClock(token);
  const frame =
    args.frame === undefined
      ? await readFrame(token, args.at === undefined ? undefined : parseMoment(args.at))
      : frameNumbered(clock, parseWhole(args.frame, "frame", LARGEST.frame));
  const now = await session.now();
  const current = frame.start <= now && now < frame.end;
  return {
    json: {
      token: await token.getAddress(),
      ...describeFrame(frame),
      current,
      now,
      nextRefreshAt: await token.nextRefreshAt(),
    },
    text: fields([
      ["frame", `${frame.index} (${frame.label})${current ? ", now" : ""}`],
      ["clock", clockOf(clock)],
      ["start", moment(frame.start, now)],
      [current ? "next refresh" : "end", moment(frame.end, now)],
      ["length", duration(frame.end - frame.start)],
    ]),
  };
});
