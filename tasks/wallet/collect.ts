import { collectEther } from "../../src/wallet/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/assets.ts";

export default action<ActArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const registry = await session.registry();
  const there = async (): Promise<bigint> =>
    (await registry.creditOf(here.account)) + (await registry.bountiesOf(here.account));
  const before = await there();
  const receipt = await collectEther(signer, registry, here);
  const amount = before - (await there());
  return acted(here, session, [receipt], `${here.account} has ${ether(amount)} back from the registry.`, { amount });
});
