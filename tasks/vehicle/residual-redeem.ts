import { readShares, redeem } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface RedeemArguments extends ActArguments {
  shares: string | undefined;
  to: string | undefined;
}

export default action<RedeemArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const held = (await readShares(stake, vehicle, signer.address, session.ethers.provider)).shares;
  const shares = args.shares === undefined ? held : parseWhole(args.shares, "number of shares", LARGEST.amount);
  if (shares === 0n || shares > held)
    fail(
      `${signer.address} has ${held} residual shares of it, and redeems some of those; sign as a holder with --from.`,
    );
  const { receipt, amount } = await redeem(signer, stake, { vehicle, to, shares });
  return acted(vehicle, session, [receipt], `Redeemed ${shares} shares for ${money.show(amount)}.`, {
    shares,
    amount,
    to,
  });
});
