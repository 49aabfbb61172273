import { expect } from "chai";

import {
  Bequeathable__factory,
  DeadMansSwitchAccount__factory,
  DelegateProver__factory,
} from "../../types/ethers-contracts/index.js";
import { connection, load, planOf } from "./fixture.ts";
import { proverTools } from "./prover.support.ts";

const { person, delegate, relay, shown } = proverTools(connection);

describe("a plan whose source needs evidence of silence", () => {
  it("is no will (ERC-7878): its executors could neither announce nor bequeath", async () => {
    const wallet = await load();
    const { registry, executor, keeper } = wallet;
    const code = await new DeadMansSwitchAccount__factory(keeper).deploy(executor);
    const prover = await new DelegateProver__factory(keeper).deploy(code);
    const facade = await new Bequeathable__factory(keeper).deploy(registry);
    const ada = await person("ada of the will");
    await delegate(ada, await code.getAddress());
    const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress() });
    const data = registry.interface.encodeFunctionData("register", [plan]);
    await relay(ada, [{ to: await registry.getAddress(), data }]);
    await expect(facade.show(plan)).to.be.revertedWithCustomError(prover, "ProverNoCheckpoint");
    await prover.checkpoint(...(await shown(ada.address)));
    await expect(facade.show(plan))
      .to.be.revertedWithCustomError(prover, "LifeUnknown")
      .withArgs(ada.address, "the evidence is missing: a header and a proof, at most 32 blocks old");
  });
});
