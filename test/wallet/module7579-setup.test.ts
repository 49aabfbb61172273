import { expect } from "chai";
import { concat, ZeroAddress } from "ethers";

import { signDelegation } from "../../src/wallet/account/index.ts";
import { installModule7579, uninstallModule7579 } from "../../src/wallet/module7579.ts";
import { CHAIN, DAY, ethers, handle, networkHelpers, succeeded } from "./account-fixture.ts";
import { NO_EVIDENCE, State } from "./fixture.ts";
import {
  act,
  automate,
  deployModular,
  latest,
  lifeOf,
  live,
  load,
  type Modular,
  NOBODY,
  owners,
  Part,
  PERIOD,
  planFor,
  registryCall,
  Type,
} from "./module7579.ts";

const bare = () => networkHelpers.loadFixture(deployModular);
const partOf = ({ module, address }: Modular) => module.missingPartOf(address);
const moduleCall = ({ address, account, moduleAddress }: Modular, install: boolean, type: bigint, data = "0x") => {
  const name = install ? "installModule" : "uninstallModule";
  const inputs = [type, moduleAddress, data] as const;
  return { to: address, data: account.interface.encodeFunctionData(name as "installModule", [...inputs]) };
};
const ownerCall = ({ module, moduleAddress }: Modular, owner: string) => ({
  to: moduleAddress,
  data: module.interface.encodeFunctionData("nameOwner", [owner]),
});

describe("the switch in a modular account", () => {
  it("is unknown until every part is there, and says which is missing", async () => {
    const stage = await bare();
    const { module, address, moduleAddress, ann, root, registry } = stage;
    const plan = await planFor(stage);
    const reasons = new Map([
      [Part.OWNER, "the account has not named its owner to the switch"],
      [Part.EXECUTOR, "the switch isn't an executor of the account"],
      [Part.HOOK, "the switch isn't the account's hook"],
    ] as [bigint, string][]);
    for (const [i, part] of [Part.OWNER, Part.EXECUTOR, Part.HOOK].entries()) {
      expect(await partOf(stage)).to.equal(part);
      for (const unknown of [module.holderOf(address), module.silentUntil(address, NO_EVIDENCE)])
        await expect(unknown).to.be.revertedWithCustomError(module, "LifeUnknown").withArgs(address, reasons.get(part));
      expect(await module.lifeOf(address)).to.deep.equal([0n, await latest()]);
      await act(stage, root, 0n, [installModule7579(address, moduleAddress, ann.address)[i]!]);
    }
    expect(await partOf(stage)).to.equal(Part.NONE);
    expect(await module.holderOf(address)).to.equal(moduleAddress);
    expect(await module.lifeOf(address)).to.deep.equal([0n, (await latest()) - 1n]);
    expect(await module.ownerOf(address)).to.equal(ann.address.toLowerCase());
    expect(succeeded(await live(stage, [await registryCall(stage, "register", plan)]))).to.equal(true);
    expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
  });

  it("isn't in an account that only tells it of its owner", async () => {
    const stage = await bare();
    const data = stage.module.interface.encodeFunctionData("onInstall", [stage.ann.address]);
    await act(stage, stage.root, 0n, [{ to: stage.moduleAddress, data }]);
    expect(await partOf(stage)).to.equal(Part.VALIDATOR);
    await expect(stage.module.holderOf(stage.address))
      .to.be.revertedWithCustomError(stage.module, "LifeUnknown")
      .withArgs(stage.address, "the switch isn't a validator of the account");
  });

  it("is unknown of what isn't a modular account", async () => {
    const { module, stranger, dollar } = await bare();
    for (const other of [stranger.address, await dollar.getAddress()])
      await expect(module.holderOf(other)).to.be.revertedWithCustomError(module, "LifeUnknown");
  });

  it("isn't for an ordinary account that delegates to a modular one: its key acts without it", async () => {
    const stage = await load();
    const { relayer, module, address } = stage;
    const dan = ethers.Wallet.createRandom(ethers.provider);
    const delegation = await signDelegation(dan, { implementation: address, nonce: 0n, chainId: CHAIN });
    await (await relayer.sendTransaction({ type: 4, to: dan.address, authorizationList: [delegation] })).wait();
    await relayer.sendTransaction({ to: dan.address, value: 10n ** 18n });
    for (const { data } of installModule7579(dan.address, stage.moduleAddress, stage.ann.address))
      await (await dan.sendTransaction({ to: dan.address, data: data! })).wait();
    expect(await module.missingPartOf(dan.address)).to.equal(Part.KEY);
    await expect(module.holderOf(dan.address))
      .to.be.revertedWithCustomError(module, "LifeUnknown")
      .withArgs(dan.address, "it has a key, which acts without modules");
  });

  for (const [name, type, part] of [
    ["validator", Type.VALIDATOR, Part.OWNER],
    ["executor", Type.EXECUTOR, Part.EXECUTOR],
    ["hook", Type.HOOK, Part.HOOK],
  ] as const)
    it(`suspends the plan once its ${name} is removed, and until it is registered anew`, async () => {
      const stage = await load();
      const { registry, root, module, address } = stage;
      const plan = await planFor(stage);
      await live(stage, [await registryCall(stage, "register", plan)]);
      await networkHelpers.time.increase(DAY);
      const removal = await live(stage, [moduleCall(stage, false, type)]);
      expect(succeeded(removal)).to.equal(true);
      // An owner who uninstalls has acted.
      expect(await lifeOf(stage)).to.equal(await latest());
      expect(await partOf(stage)).to.equal(part);
      await networkHelpers.time.increase(PERIOD);
      const suspended = () =>
        expect(registry.trigger(plan, NO_EVIDENCE))
          .to.be.revertedWithCustomError(registry, "WalletState")
          .withArgs(State.SUSPENDED);
      await suspended();
      await expect(module.holderOf(address)).to.be.revertedWithCustomError(module, "LifeUnknown");
      const data = type === Type.VALIDATOR ? stage.ann.address : "0x";
      expect(succeeded(await act(stage, root, 0n, [moduleCall(stage, true, type, data)]))).to.equal(true);
      expect(await partOf(stage)).to.equal(Part.NONE);
      await networkHelpers.time.increase(PERIOD);
      await suspended();
      const again = registry.interface.encodeFunctionData("supersede", [plan, plan]);
      expect(succeeded(await live(stage, [{ to: await registry.getAddress(), data: again }]))).to.equal(true);
      expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    });

  it("stops an execution that is under way once it is removed", async () => {
    const stage = await load();
    const { registry, executor, moduleAddress, address } = stage;
    const plan = await planFor(stage);
    await live(stage, [await registryCall(stage, "register", plan)]);
    await networkHelpers.time.increase(PERIOD);
    await registry.trigger(plan, NO_EVIDENCE);
    await networkHelpers.time.increase(plan.grace);
    await executor.execute(plan, [1n], [], NO_EVIDENCE);
    const [hook] = uninstallModule7579(address, moduleAddress);
    await expect(automate(stage, hook!)).to.emit(stage.module, "PartRemoved").withArgs(address, Part.HOOK);
    await expect(executor.execute(plan, [2n], [], NO_EVIDENCE))
      .to.be.revertedWithCustomError(registry, "WalletState")
      .withArgs(State.SUSPENDED);
  });

  it("notes nothing for an account without its hook, though it lets the owner's operations through", async () => {
    const stage = await load();
    const before = await lifeOf(stage);
    await automate(stage, moduleCall(stage, false, Type.HOOK));
    await networkHelpers.time.increase(DAY);
    const receipt = await handle(stage.relayer, await owners(stage, [{ to: NOBODY, value: 1n }]));
    expect(succeeded(receipt)).to.equal(true);
    expect(await lifeOf(stage)).to.equal(before);
  });
});

describe("a modular account's owner", () => {
  it("is named by the first installation, and later by himself alone", async () => {
    const stage = await load();
    const { module, address, ann, robot, stranger } = stage;
    await expect(automate(stage, ownerCall(stage, robot.address)))
      .to.be.revertedWithCustomError(module, "Module7579NotOwnersAct")
      .withArgs(address);
    const install = module.interface.encodeFunctionData("onInstall", [robot.address]);
    await expect(automate(stage, { to: stage.moduleAddress, data: install }))
      .to.be.revertedWithCustomError(module, "Module7579OwnedBefore")
      .withArgs(address);
    expect(await module.ownerOf(address)).to.equal(ann.address.toLowerCase());
    expect(succeeded(await live(stage, [ownerCall(stage, stranger.address)]))).to.equal(true);
    expect(await module.ownerOf(address)).to.equal(stranger.address.toLowerCase());
    await expect(live(stage)).to.be.revert(ethers);
    expect(succeeded(await live({ ...stage, ann: stranger }))).to.equal(true);
  });

  it("can be a key with a verifier, and nobody who couldn't sign", async () => {
    const stage = await load();
    const { module, address, ann } = stage;
    const verifier = await stage.notes.getAddress();
    const key = `0x${"ab".repeat(64)}`;
    for (const owner of ["0x", "0x1234", ZeroAddress, address, concat([ann.address, key]), concat([verifier, "0x01"])])
      expect(succeeded(await live(stage, [ownerCall(stage, owner)])), owner).to.equal(false);
    const owner = concat([verifier, key]);
    expect(succeeded(await live(stage, [ownerCall(stage, owner)]))).to.equal(true);
    expect(await module.ownerOf(address)).to.equal(owner.toLowerCase());
  });
});
