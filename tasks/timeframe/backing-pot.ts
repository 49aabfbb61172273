import { schedulePot } from "../../src/timeframe/index.ts";
import { assetAction, type CommonArguments } from "./support/action.ts";
import { parseAmount } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { announcement } from "./support/announcement.ts";
import { backingOf } from "./support/money.ts";

export interface BackingPotArguments extends CommonArguments {
  token: string;
  pot: string;
  from: string;
}

export default assetAction<BackingPotArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { money } = await backingOf(token, session.ethers.provider);
  const pot = parseAmount(args.pot, money.decimals, "pot", "asset", LARGEST.announced);
  const receipt = await schedulePot(signer, token, pot);
  return announcement(token, session, receipt, `All providers share up to ${money.show(pot)} a frame`);
});
