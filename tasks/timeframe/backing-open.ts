import { BackingKind, openPool } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { parseAmount } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { backingOf } from "./support/money.ts";
import { unitsOf } from "./support/units.ts";

export interface BackingOpenArguments extends CommonArguments {
  token: string;
  price: string;
  pot: string;
  from: string;
}

export default action<BackingOpenArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { symbol } = await unitsOf(token);
  const {
    backing: { kind },
    money,
  } = await backingOf(token, session.ethers.provider);
  const price = parseAmount(args.price, money.decimals, "price", "asset", LARGEST.announced);
  const pot = parseAmount(args.pot, money.decimals, "pot", "asset", LARGEST.announced);
  const receipt = await openPool(signer, token, { price, pot });
  return {
    json: { token: await token.getAddress(), price, pot, transaction: sent(receipt) },
    text:
      kind === BackingKind.PRO_RATA
        ? `Opened the pool: all providers share up to ${money.show(pot)} a frame, at most ${money.show(price)} for a ${symbol}.`
        : `Opened the pool: a ${symbol} is worth ${money.show(price)}.`,
    receipts: [receipt],
  };
});
