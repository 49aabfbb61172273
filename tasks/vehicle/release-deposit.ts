import { releaseDeposit } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/ether.ts";

export default action<ActArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const { receipt, owner, amount } = await releaseDeposit(await session.signer(args.from), await session.stake(), {
    vehicle,
  });
  const told = `Credited ${ether(amount)} to ${owner}, who takes it by \`vehicle withdraw\`.`;
  return acted(vehicle, session, [receipt], told, { owner, amount });
});
