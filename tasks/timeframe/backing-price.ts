import { schedulePrice } from "../../src/timeframe/index.ts";
import { assetAction, type CommonArguments } from "./support/action.ts";
import { parseAmount } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { announcement } from "./support/announcement.ts";
import { backingOf } from "./support/money.ts";
import { unitsOf } from "./support/units.ts";

export interface BackingPriceArguments extends CommonArguments {
  token: string;
  price: string;
  from: string;
}

export default assetAction<BackingPriceArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { symbol } = await unitsOf(token);
  const { money } = await backingOf(token, session.ethers.provider);
  const price = parseAmount(args.price, money.decimals, "price", "asset", LARGEST.announced);
  const receipt = await schedulePrice(signer, token, price);
  return announcement(token, session, receipt, `A ${symbol} is worth ${money.show(price)}`);
});
