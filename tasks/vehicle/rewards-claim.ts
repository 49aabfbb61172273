import { claimRewards, poolId } from "../../src/vehicle/index.ts";
import { moneyOf } from "../support/money.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { poolFrom } from "./support/pools.ts";
import type { QuitArguments } from "./rewards-quit.ts";

export default action<QuitArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const pool = await poolFrom(args, session);
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, amount } = await claimRewards(signer, await session.stake(), { vehicle, pool, to });
  const { show } = await moneyOf(pool.token, session.ethers.provider);
  return acted(vehicle, session, [receipt], `Paid ${show(amount)} of rewards to ${to}.`, {
    pool: poolId(pool),
    to,
    amount,
  });
});
