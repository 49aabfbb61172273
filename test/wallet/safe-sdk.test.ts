import { expect } from "chai";
import { getAddress, id, ZeroAddress } from "ethers";

import { installSwitch, readInstallation, removeSwitch } from "../../src/wallet/safe/installation.ts";
import { safeSignature } from "../../src/wallet/safe/safe-signature.ts";
import { safeExecution, safeTransaction, signSafeTransaction } from "../../src/wallet/safe/safe-transaction.ts";
import { SignatureHarness__factory } from "../../types/ethers-contracts/index.js";
import {
  addressOf,
  deployOf,
  deploySafe,
  ethers,
  executed,
  networkHelpers,
  node,
  type Release,
  REMOVAL_DELAY,
  selfCall,
  type Stage,
  switchCall,
  watchOf,
} from "./safe.ts";

const plain141 = () => deploySafe("1.4.1");
const plain150 = () => deploySafe("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? plain141 : plain150);

const choiceOf = ({ address, moduleAddress, multiSend }: Stage) => ({
  safe: address,
  module: moduleAddress,
  removalDelay: REMOVAL_DELAY,
  multiSend,
});
const read = ({ address, moduleAddress }: Stage) => readInstallation(node, address, moduleAddress);

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`the installation in a Safe ${release}, from TypeScript`, () => {
    const guards = release === "1.5.0";

    it("is made in one execution, is found, and is removed in one", async () => {
      const stage = await load(release);
      const nothing = { version: release, canGuardModules: guards, guard: ZeroAddress, moduleGuard: ZeroAddress };
      const absent = { ...nothing, isModule: false, isGuard: false, isModuleGuard: false };
      expect(await read(stage)).to.deep.equal(absent);

      await executed(stage, selfCall(stage, "enableModule", stage.robot.address));
      await executed(stage, installSwitch(choiceOf(stage), await read(stage)));
      const guard = getAddress(stage.moduleAddress);
      expect(await read(stage)).to.deep.equal({
        ...{ version: release, canGuardModules: guards, guard, moduleGuard: guards ? guard : ZeroAddress },
        ...{ isModule: true, isGuard: true, isModuleGuard: guards },
      });
      expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);

      // Another module comes before it in the Safe's list.
      await executed(stage, selfCall(stage, "enableModule", stage.heir.address));
      await executed(stage, switchCall(stage, "announceRemoval"));
      await networkHelpers.time.increase(REMOVAL_DELAY);
      await executed(stage, await removeSwitch(node, choiceOf(stage), await read(stage)));
      expect(await read(stage)).to.deep.equal(absent);
      expect((await watchOf(stage)).removalDelay).to.equal(0n);
    });

    it("adds what is missing", async () => {
      const stage = await load(release);
      await executed(stage, selfCall(stage, "setGuard", stage.moduleAddress));
      expect(await read(stage)).to.include({ isModule: false, isGuard: true, isModuleGuard: false });
      await executed(stage, installSwitch(choiceOf(stage), await read(stage)));
      expect(await read(stage)).to.include({ isModule: true, isGuard: true, isModuleGuard: guards });
    });

    it("doesn't take the place of another guard", async () => {
      const stage = await load(release);
      const other = await addressOf(await deployOf(release, "examples/guards/DebugTransactionGuard", stage.stranger));
      await executed(stage, selfCall(stage, "setGuard", other));
      const present = await read(stage);
      expect(present.guard).to.equal(other);
      expect(() => installSwitch(choiceOf(stage), present)).to.throw(`another guard, ${other}`);
    });

    it("can't be removed where the module isn't in the Safe's list", async () => {
      const stage = await load(release);
      const present = { ...(await read(stage)), isModule: true };
      const thrown = await removeSwitch(node, choiceOf(stage), present).catch((error: unknown) => error);
      expect((thrown as Error).message).to.contain("none of the first 100 modules");
    });

    it("signs for a Safe what its owners sign, and any two of them suffice, in any order", async () => {
      const stage = await load(release);
      const { ann, bob, cas, place, address, safe } = stage;
      const digest = id("a plan");
      const checker = await new SignatureHarness__factory(stage.stranger).deploy();
      const accepts = (signature: string, what = digest) => checker.isValid(address, what, signature);
      for (const owners of [
        [ann, bob],
        [cas, ann],
        [bob, cas, ann],
      ])
        expect(await accepts(await safeSignature(owners, place, digest))).to.equal(true);
      const signature = await safeSignature([ann, bob], place, digest);
      expect(await accepts(signature, id("another"))).to.equal(false);
      expect(await accepts(await safeSignature([ann], place, digest))).to.equal(false);
      expect(await accepts(await safeSignature([ann, stage.robot], place, digest))).to.equal(false);
      const twin = { ...place, safe: await addressOf(await stage.create(2n)) };
      expect(await accepts(await safeSignature([ann, bob], twin, digest))).to.equal(false);
      expect(await safe.getFunction("nonce")()).to.equal(0n);
    });

    it("hashes a transaction as the Safe does, whatever its owners sign of gas", async () => {
      const stage = await load(release);
      const { address, ann, bob, place, stranger, heir } = stage;
      const terms = { safeTxGas: 100_000n, baseGas: 21_000n, gasPrice: 1n, refundReceiver: stranger.address };
      const call = { to: heir.address, value: 5n, data: "0x", operation: 0 } as const;
      const transaction = safeTransaction(call, 0n, terms);
      const signatures = await Promise.all([ann, bob].map((owner) => signSafeTransaction(owner, place, transaction)));
      const sent = stranger.sendTransaction(safeExecution(address, transaction, signatures));
      await expect(sent).to.changeEtherBalance(ethers, heir, 5n);
    });
  });
