import { expect } from "chai";
import { concat, type TransactionReceipt, ZeroAddress, ZeroHash } from "ethers";

import { ENTRY_POINT, signDelegation } from "../../src/wallet/account/index.ts";
import { installModule7579, uninstallModule7579 } from "../../src/wallet/module7579.ts";
import { encodeBundle, entryPointAt } from "../../scenarios/support/entry-point.ts";
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

/** What the switch has told, in order. */
const toldIn = ({ module, moduleAddress }: Modular, receipt: TransactionReceipt): unknown[][] =>
  receipt.logs
    .filter(({ address }) => address === moduleAddress)
    .map((log) => module.interface.parseLog(log)!)
    .map(({ name, args }) => [name, ...(args as unknown[])]);
/** A key, of no use, with what passes for its verifier. */
const KEY = [`0x${"ab".repeat(32)}`, `0x${"cd".repeat(32)}`] as const;
const keyOf = async ({ notes }: Modular): Promise<string> => concat([await notes.getAddress(), ...KEY]).toLowerCase();

/** An ordinary account that delegates to the modular one, and has the switch installed. */
async function delegate({ relayer, address, moduleAddress, ann }: Modular) {
  const dan = ethers.Wallet.createRandom(ethers.provider);
  const delegation = await signDelegation(dan, { implementation: address, nonce: 0n, chainId: CHAIN });
  await (await relayer.sendTransaction({ type: 4, to: dan.address, authorizationList: [delegation] })).wait();
  await relayer.sendTransaction({ to: dan.address, value: 10n ** 18n });
  for (const { data } of installModule7579(dan.address, moduleAddress, ann.address))
    await (await dan.sendTransaction({ to: dan.address, data: data! })).wait();
  return dan;
}

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
    const { module } = stage;
    const dan = await delegate(stage);
    expect(await module.missingPartOf(dan.address)).to.equal(Part.KEY);
    await expect(module.holderOf(dan.address))
      .to.be.revertedWithCustomError(module, "LifeUnknown")
      .withArgs(dan.address, "it has a key, which acts without modules");
  });

  it("takes no operation for the owner's that comes once the key of such an account has executed something", async () => {
    const stage = await load();
    const { relayer } = stage;
    const dan = await delegate(stage);
    const account = stage.account.attach(dan.address) as Modular["account"];
    const his = { ...stage, account, address: dan.address };
    const mine = await owners(his, [{ to: NOBODY, value: 1n }]);
    // The key has its account call the entry point.
    const call = { to: ENTRY_POINT, data: encodeBundle([mine], relayer.address) };
    const { callData } = await owners(his, [call], { issuedAt: 0n });
    await expect(dan.sendTransaction({ to: dan.address, data: callData, gasLimit: 3_000_000n }))
      .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
      .withArgs(0n, "AA24 signature error");
    expect(await lifeOf(his)).to.equal(0n);
    await handle(relayer, mine);
    expect(await lifeOf(his)).to.be.greaterThan(0n);
  });

  it("is in one whose code is only as long as a delegation", async () => {
    const { module, moduleAddress, ann } = await bare();
    // It answers 1, whatever it is asked.
    await networkHelpers.setCode(NOBODY, `0x60015f5260205ff3${"00".repeat(15)}`);
    await networkHelpers.setBalance(NOBODY, 10n ** 18n);
    await module.connect(await ethers.getImpersonatedSigner(NOBODY)).onInstall(ann.address);
    expect(await module.missingPartOf(NOBODY)).to.equal(Part.NONE);
    expect(await module.holderOf(NOBODY)).to.equal(moduleAddress);
  });

  it("tells with every part which is missing still, and can hear of its owner last", async () => {
    const stage = await bare();
    const { root, ann, address, module } = stage;
    const owner = ann.address.toLowerCase();
    for (const [type, data, told] of [
      [Type.EXECUTOR, "0x", [["PartInstalled", address, Part.OWNER]]],
      [Type.HOOK, "0x", [["PartInstalled", address, Part.OWNER]]],
      [
        Type.VALIDATOR,
        owner,
        [
          ["OwnerNamed", address, owner],
          ["PartInstalled", address, Part.NONE],
        ],
      ],
    ] as const)
      expect(toldIn(stage, await act(stage, root, 0n, [moduleCall(stage, true, type, data)]))).to.deep.equal(told);
    expect(await module.ownerOf(address)).to.equal(owner);
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
      expect((await module.watchOf(address)).suspendedAt).to.equal(await latest());
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
    expect(toldIn(stage, await live(stage, [ownerCall(stage, stranger.address)]))).to.deep.equal([
      ["OwnerNamed", address, stranger.address.toLowerCase()],
    ]);
    expect(await module.ownerOf(address)).to.equal(stranger.address.toLowerCase());
    await expect(live(stage)).to.be.revert(ethers);
    expect(succeeded(await live({ ...stage, ann: stranger }))).to.equal(true);
  });

  it("can be a key with a verifier, and nobody who couldn't sign", async () => {
    const stage = await load();
    const { module, address, ann } = stage;
    const verifier = await stage.notes.getAddress();
    for (const owner of [
      "0x",
      "0x1234",
      ZeroAddress,
      address,
      concat([ann.address, ...KEY]),
      concat([verifier, "0x01"]),
    ])
      expect(succeeded(await live(stage, [ownerCall(stage, owner)])), owner).to.equal(false);
    const owner = await keyOf(stage);
    expect(succeeded(await live(stage, [ownerCall(stage, owner)]))).to.equal(true);
    expect(await module.ownerOf(address)).to.equal(owner);
    const { signer, key } = await module.watchOf(address);
    expect([signer, ...key]).to.deep.equal([verifier, ...KEY]);
  });

  it("has no key any more once he is an address", async () => {
    const stage = await load();
    const { module, address, stranger } = stage;
    const calls = [ownerCall(stage, await keyOf(stage)), ownerCall(stage, stranger.address)];
    expect(succeeded(await live(stage, calls))).to.equal(true);
    const { signer, key } = await module.watchOf(address);
    expect([signer, ...key]).to.deep.equal([stranger.address, ZeroHash, ZeroHash]);
    expect(await module.ownerOf(address)).to.equal(stranger.address.toLowerCase());
  });

  it("is nobody of an account that named none, nor of one that has removed the validator", async () => {
    const stage = await load();
    const { module, address, stranger } = stage;
    expect(await module.ownerOf(stranger.address)).to.equal("0x");
    const owner = await keyOf(stage);
    const receipt = await live(stage, [ownerCall(stage, owner), moduleCall(stage, false, Type.VALIDATOR)]);
    expect(toldIn(stage, receipt)).to.deep.equal([
      ["OwnerNamed", address, owner],
      ["PartRemoved", address, Part.OWNER],
    ]);
    expect(await module.ownerOf(address)).to.equal("0x");
    const { signer, key } = await module.watchOf(address);
    expect([signer, ...key]).to.deep.equal([ZeroAddress, ZeroHash, ZeroHash]);
  });
});
