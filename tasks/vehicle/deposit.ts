import { deposit } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { parseEther } from "../support/spans.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether, requireEther } from "./support/ether.ts";

export interface DepositArguments extends ActArguments {
  amount: string;
}

export default action<DepositArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const amount = parseEther(args.amount, "amount");
  if (amount === 0n) fail("An amount of zero does nothing; give more than 0.");
  const signer = await session.signer(args.from);
  await requireEther({ account: signer.address, amount, what: "deposit" }, session);
  const { receipt } = await deposit(signer, await session.stake(), { vehicle, amount });
  return acted(vehicle, session, [receipt], `Added ${ether(amount)} for who shows that it breaks the rules.`, {
    amount,
  });
});
