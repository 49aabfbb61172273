import { frameLabel, readRewards, vehicleLabel } from "../../src/vehicle/index.ts";
import { fields } from "../support/format.ts";
import { moneyOf } from "../support/money.ts";
import { action } from "./support/action.ts";
import { type PoolArguments, poolFrom } from "./support/pools.ts";

export interface RewardsShowArguments extends PoolArguments {
  vehicle: string;
}

export default action<RewardsShowArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const vehicle = await session.enrolled(args.vehicle);
  const pool = await poolFrom(args, session);
  const view = await readRewards(await session.stake(), vehicle, pool, provider);
  const [paid, value] = await Promise.all([moneyOf(pool.token, provider), moneyOf(pool.unit, provider)]);
  return {
    json: { vehicle: vehicleLabel(vehicle), ...view },
    text: fields([
      ["pool", view.pool],
      ["vehicle", view.isMember ? "shares its rewards" : "isn't in it"],
      ["claimable", paid.show(view.claimable)],
      ["frame", `${frameLabel(pool.clock, view.frame)} (${view.frame})`],
      ["funded", paid.show(view.funded)],
      ["all weights", value.show(view.weight)],
    ]),
  };
});
