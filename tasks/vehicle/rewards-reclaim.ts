import { frameLabel, poolId, reclaim } from "../../src/vehicle/index.ts";
import { moneyOf } from "../support/money.ts";
import { parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action } from "./support/action.ts";
import { type PoolArguments, poolFrom } from "./support/pools.ts";

export interface ReclaimArguments extends PoolArguments {
  frame: string;
  to: string | undefined;
  from: string;
}

export default action<ReclaimArguments>(async (args, session) => {
  const pool = await poolFrom(args, session);
  const money = await moneyOf(pool.token, session.ethers.provider);
  const frame = parseWhole(args.frame, "frame", 2n ** 32n - 2n);
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, amount } = await reclaim(signer, await session.stake(), { pool, frame, to });
  return {
    json: { pool: poolId(pool), frame, to, amount, transactions: [sent(receipt)] },
    text: `Paid ${money.show(amount)} of ${frameLabel(pool.clock, frame)} back to ${to}: no vehicle had a weight in it.`,
    receipts: [receipt],
  };
});
