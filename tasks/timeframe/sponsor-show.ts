import { readSponsor } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fields } from "../support/format.ts";

export interface SponsorShowArguments extends CommonArguments {
  backing: string;
}

export default action<SponsorShowArguments>(async (args, session) => {
  const backing = await session.backing(args.backing);
  const { sponsor, named } = await readSponsor(backing, session.ethers.provider);
  return {
    json: { backing, sponsor, named },
    text: fields([
      ["backing", backing],
      ["sponsor", sponsor ?? "none: given up for ever"],
      ["named", named === null ? "nobody" : `${named}, who has not accepted yet`],
    ]),
  };
});
