import { join, poolId, readVouched } from "../../src/vehicle/index.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { type PoolArguments, poolFrom } from "./support/pools.ts";

export interface JoinArguments extends PoolArguments {
  vehicle: string;
  from: string;
}

export default action<JoinArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const pool = await poolFrom(args, session);
  const signer = await session.signer(args.from);
  const { commitment } = await readVouched(stake, vehicle, session.ethers.provider);
  const { receipt } = await join(signer, stake, { vehicle, pool, commitment });
  return acted(vehicle, session, [receipt], "It shares the pool's rewards from its next report on.", {
    pool: poolId(pool),
  });
});
