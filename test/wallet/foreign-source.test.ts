import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { StagedLife__factory } from "../../types/ethers-contracts/index.js";
import { DAY, networkHelpers } from "./account-fixture.ts";
import { CALM, NO_EVIDENCE, only } from "./fixture.ts";
import { automate, load, planFor, registryCall } from "./module7579.ts";

describe("automation that has an account register its first plan, with a source of its own", () => {
  for (const [what, holderOf] of [
    ["the account's own switch", (switched: string) => switched],
    ["what the account has approved to the executor", () => ZeroAddress],
  ] as const)
    it(`can't have ${what} let the assets go, while the owner lives`, async () => {
      const stage = await load();
      const { registry, executor, relayer, address, moduleAddress, dollar, stranger } = stage;
      const source = await new StagedLife__factory(relayer).deploy();
      const holder = holderOf(moduleAddress);
      await source.say(address, { ...CALM, holder });
      const plan = await planFor(stage);
      plan.assets = plan.assets.filter(({ token }) => token !== ZeroAddress);
      const approve = dollar.interface.encodeFunctionData("approve", [await executor.getAddress(), 1_000n]);
      await automate(stage, { to: await dollar.getAddress(), data: approve });
      const changes = { period: DAY, changeDelay: 0n, grace: 3_600n, tiers: [only(stranger.address)] };
      const theirs = { ...plan, ...changes, source: await source.getAddress() };
      await automate(stage, await registryCall(stage, "register", theirs));
      await networkHelpers.time.increase(DAY);
      await registry.trigger(theirs, NO_EVIDENCE);
      await networkHelpers.time.increase(3_600n);
      await expect(executor.execute(theirs, [0n, 1n, 2n], [], NO_EVIDENCE))
        .to.be.revertedWithCustomError(executor, "ExecutorHolder")
        .withArgs(holder);
      expect(await dollar.balanceOf(address)).to.equal(1_000n);
    });
});
