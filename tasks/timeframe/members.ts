import { describeFrame, readClock, readMembers } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count, table } from "../support/format.ts";
import { parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { endOf } from "./support/describe.ts";

export interface MembersArguments extends CommonArguments {
  token: string;
  group: string | undefined;
  fromBlock: number;
}

export default action<MembersArguments>(async (args, session) => {
  const token = await session.token(args.token);
  const clock = await readClock(token);
  const group = args.group === undefined ? null : parseWhole(args.group, "group", LARGEST.group);
  // A group that is not there has no members either, but who asks for it is mistaken.
  if (group !== null) await token.groupOf(group);
  await session.checkBlock(args.fromBlock, "--from-block");
  const members = await readMembers(token, { fromBlock: args.fromBlock, ...(group === null ? {} : { group }) });
  return {
    json: {
      token: await token.getAddress(),
      members: members.map(({ until, ...member }) => ({ ...member, until: endOf(until) })),
    },
    text: [
      `${count(members.length, "member")} in this frame.`,
      ...(members.length === 0
        ? []
        : [
            table(
              ["account", "group", "until frame", ""],
              members.map(({ account, group, until, provider, soulbound }) => [
                account,
                group.toString(),
                endOf(until) === null ? "no end" : `${until} (${describeFrame(clock, until).label})`,
                [provider ? "provider" : "", soulbound ? "soul-bound" : ""].filter((flag) => flag !== "").join(", "),
              ]),
              ["group", "until frame"],
            ),
          ]),
    ].join("\n"),
  };
});
