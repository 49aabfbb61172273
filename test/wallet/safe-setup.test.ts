import { expect } from "chai";
import { concat, dataSlice, toBeHex, ZeroAddress } from "ethers";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import { DeadMansSwitchModule__factory } from "../../types/ethers-contracts/index.js";
import {
  batch,
  DAY,
  deploySafe,
  ethers,
  execute,
  executed,
  install,
  installed,
  moduleExecutes,
  networkHelpers,
  type Release,
  REMOVAL_DELAY,
  selfCall,
  type Stage,
  switchCall,
  watchOf,
} from "./safe.ts";

const plain141 = () => deploySafe("1.4.1");
const plain150 = () => deploySafe("1.5.0");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? plain141 : plain150);

/** An account that is no Safe. */
const ODD = "0x0000000000000000000000000000000000000Dd0";

const REASONS = {
  setUp: "the Safe has not set up the switch",
  guard: "the switch isn't the Safe's guard",
  module: "the switch isn't a module of the Safe",
  other: "the account can't be read as a Safe",
};

const unknown = async ({ module, address }: Pick<Stage, "module" | "address">, reason: string) => {
  for (const ask of [module.holderOf(address), module.silentUntil(address, "0x")])
    await expect(ask).to.be.revertedWithCustomError(module, "LifeUnknown").withArgs(address, reason);
};

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`setting up the switch on a Safe ${release}`, () => {
    const parts = (stage: Stage) => [
      selfCall(stage, "enableModule", stage.moduleAddress),
      selfCall(stage, "setGuard", stage.moduleAddress),
    ];

    it("takes the Safe into service", async () => {
      const stage = await load(release);
      await expect(execute(stage, batch(stage, ...parts(stage), switchCall(stage, "setUp", DAY))))
        .to.emit(stage.module, "SafeSetUp")
        .withArgs(stage.address, DAY, false);
      expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);
      const watch = await watchOf(stage);
      expect([watch.lastLife, watch.nonce, watch.removalDelay, watch.guardsModules]).to.deep.equal([
        0n,
        1n,
        DAY,
        false,
      ]);
    });

    it("wants the Safe to have it as module and as guard", async () => {
      const stage = await load(release);
      await unknown(stage, REASONS.setUp);
      const [module, guard] = parts(stage);
      for (const part of [module!, guard!])
        await expect(execute(stage, batch(stage, part, switchCall(stage, "setUp", DAY)))).to.be.revert(ethers);
      await executed(stage, module!);
      await executed(stage, guard!);
      await unknown(stage, REASONS.setUp);
      await executed(stage, switchCall(stage, "setUp", DAY));
      expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);
    });

    it("takes a delay of 1 to 90 days, which can grow, and only grow", async () => {
      const stage = await load(release);
      await executed(stage, batch(stage, ...parts(stage)));
      for (const delay of [0n, DAY - 1n, 90n * DAY + 1n])
        await expect(execute(stage, switchCall(stage, "setUp", delay))).to.be.revert(ethers);
      await executed(stage, switchCall(stage, "setUp", 2n * DAY));
      await expect(execute(stage, switchCall(stage, "setUp", 2n * DAY - 1n))).to.be.revert(ethers);
      await executed(stage, switchCall(stage, "setUp", 90n * DAY));
      expect((await watchOf(stage)).removalDelay).to.equal(90n * DAY);
      const { suspendedAt } = await watchOf(stage);
      await executed(stage, switchCall(stage, "setUp", 90n * DAY));
      expect((await watchOf(stage)).suspendedAt).to.equal(suspendedAt);
    });

    it("isn't served once its guard or its module is gone", async () => {
      const stage = await load(release);
      await executed(stage, selfCall(stage, "enableModule", stage.robot.address));
      await executed(stage, batch(stage, ...parts(stage), switchCall(stage, "setUp", DAY)));
      await moduleExecutes(stage, selfCall(stage, "setGuard", ZeroAddress));
      await unknown(stage, REASONS.guard);
      await moduleExecutes(stage, selfCall(stage, "setGuard", stage.moduleAddress));
      await moduleExecutes(
        stage,
        selfCall(stage, "disableModule", "0x0000000000000000000000000000000000000001", stage.moduleAddress),
      );
      await unknown(stage, REASONS.module);
    });
  });

describe("setting up the switch", () => {
  it("takes note of the module guard, at first or later", async () => {
    const stage = await load("1.5.0");
    await install(stage);
    expect((await watchOf(stage)).guardsModules).to.equal(true);
    const later = await networkHelpers.loadFixture(plain150);
    const { moduleAddress } = later;
    const parts = [selfCall(later, "enableModule", moduleAddress), selfCall(later, "setGuard", moduleAddress)];
    await executed(later, batch(later, ...parts, switchCall(later, "setUp", REMOVAL_DELAY)));
    await executed(later, selfCall(later, "setModuleGuard", moduleAddress));
    await executed(later, switchCall(later, "setUp", REMOVAL_DELAY));
    expect((await watchOf(later)).guardsModules).to.equal(true);
  });

  it("isn't changed by a module", async () => {
    const stage = await networkHelpers.loadFixture(installed150);
    const before = await watchOf(stage);
    const setUp = switchCall(stage, "setUp", 90n * DAY);
    await expect(moduleExecutes(stage, setUp)).to.be.revertedWithCustomError(stage.module, "ModuleCalledByModule");
    await expect(moduleExecutes(stage, batch(stage, setUp))).to.emit(stage.safe, "ExecutionFromModuleFailure");
    expect(await watchOf(stage)).to.deep.equal(before);
  });

  it("is for Safes: an account without code, or with other code, is told what is missing", async () => {
    const stage = await load("1.5.0");
    const { module, robot } = stage;
    await expect(module.connect(robot).setUp(DAY))
      .to.be.revertedWithCustomError(module, "ModuleIncomplete")
      .withArgs(robot.address, 5n);
    await unknown({ module, address: robot.address }, REASONS.setUp);
    await expect(module.connect(robot).announceRemoval()).to.be.revertedWithCustomError(module, "ModuleNotOwnersAct");
    await executed(stage, selfCall(stage, "setGuard", stage.moduleAddress));
    await expect(execute(stage, switchCall(stage, "announceRemoval")))
      .to.be.revertedWithCustomError(module, "ModuleIncomplete")
      .withArgs(stage.address, 1n);
    await executed(stage, safeCall(stage.heir.address, "0x"));
  });

  it("takes nothing for a Safe's word but what a Safe says, to the byte: a revert with what it read of itself", async () => {
    const { module } = await load("1.5.0");
    const self = BigInt(await module.getAddress());
    const said = [1n, 128n, 0n, self, self, 1n];
    const start = await networkHelpers.takeSnapshot();
    /** Has an account that gives an answer to whatever it is asked set the switch up. */
    const setUpBy = async (words: bigint[], { size = 192, reverts = true } = {}) => {
      await start.restore();
      const answer = dataSlice(concat([...words.map((word) => toBeHex(word, 32)), toBeHex(0n, 32)]), 0, size);
      const length = concat(["0x60", toBeHex(size)]);
      // Copies what follows in its code into memory, and ends with it.
      const code = concat([length, "0x600a5f39", length, "0x5f", reverts ? "0xfd" : "0xf3", answer]);
      await networkHelpers.setCode(ODD, code);
      await networkHelpers.setBalance(ODD, 10n ** 18n);
      return module.connect(await ethers.getImpersonatedSigner(ODD)).setUp(DAY, { gasLimit: 300_000n });
    };
    await expect(setUpBy(said)).to.emit(module, "SafeSetUp");
    for (const odd of [
      () => setUpBy(said, { reverts: false }),
      () => setUpBy(said, { size: 191 }),
      () => setUpBy(said, { size: 193 }),
      () => setUpBy([0n, ...said.slice(1)]),
      () => setUpBy([1n, 127n, ...said.slice(2)]),
      () => setUpBy([0n, 127n, ...said.slice(2)], { reverts: false }),
    ])
      await expect(odd()).to.be.revertedWithCustomError(module, "ModuleIncomplete").withArgs(ODD, 5n);
  });

  it("says which interfaces it has: those by which Safes know guards, and those by which the registry knows it", async () => {
    const { module } = await load("1.5.0");
    for (const id of ["0x01ffc9a7", "0xe6d7a83a", "0x58401ed8"])
      expect(await module.supportsInterface(id)).to.equal(true);
    expect(await module.supportsInterface("0xffffffff")).to.equal(false);
    const { interface: own } = DeadMansSwitchModule__factory.connect(ZeroAddress);
    const idOf = (...names: string[]) =>
      "0x" +
      names
        .reduce((sum, name) => sum ^ BigInt(own.getFunction(name as "release").selector), 0n)
        .toString(16)
        .padStart(8, "0");
    for (const id of [idOf("lifeOf", "silentUntil", "holderOf", "isOwnersAct"), idOf("release")])
      expect(await module.supportsInterface(id)).to.equal(true);
  });

  it("reads from a Safe what it is to it", async () => {
    const stage = await networkHelpers.loadFixture(installed150);
    const { module, moduleAddress, safe } = stage;
    const data = module.interface.encodeFunctionData("readAsSafe", [true]);
    const request = safe.interface.encodeFunctionData("simulateAndRevert", [moduleAddress, data]);
    const thrown = await ethers.provider.call({ to: stage.address, data: request }).catch((error: unknown) => error);
    const words = (thrown as { data: string }).data.slice(2 + 128);
    const facts = module.interface.decodeFunctionResult("readAsSafe", "0x" + words);
    expect(facts.slice(0, 3)).to.deep.equal([3n, moduleAddress, moduleAddress]);
    expect(facts[3]).not.to.equal(ZeroAddress);
  });
});
