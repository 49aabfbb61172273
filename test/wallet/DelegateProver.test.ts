import { expect } from "chai";
import { keccak256, ZeroAddress } from "ethers";
import { network } from "hardhat";
import hre from "hardhat";

import {
  AccountProbe__factory,
  DeadMansSwitchAccount__factory,
  DelegateProver__factory,
} from "../../types/ethers-contracts/index.js";
import { installHistory } from "../history-contract.ts";
import { NEXT, NO_CODE, proverTools } from "./prover.support.ts";

const connection = await network.create();
const { ethers, networkHelpers, provider } = connection;
const { node, mined, gasOf, person, act, delegate, creator, relay, pass, shown, evidence, timeOf } =
  proverTools(connection);

describe("DelegateProver", () => {
  /** Ada delegates, with nonce 1, and is known since then. Ben has no code. */
  async function stage() {
    const [stranger] = await ethers.getSigners();
    const code = await new DeadMansSwitchAccount__factory(stranger!).deploy(stranger!);
    const prover = await new DelegateProver__factory(stranger!).deploy(code);
    await installHistory(provider);
    const ada = await person("ada");
    const ben = await person("ben");
    const began = await delegate(ada, await code.getAddress());
    await prover.checkpoint(...(await shown(ada.address, began)));
    return { prover, code, stranger: stranger!, ada, ben, began };
  }
  const load = () => networkHelpers.loadFixture(stage);

  it("holds an account's own code to be its holder, and needs that very delegation", async () => {
    const { prover, code, ada, ben } = await load();
    expect(await prover.DELEGATE()).to.equal(await code.getAddress());
    expect(await prover.holderOf(ada.address)).to.equal(ada.address);
    // The delegate itself has the code, and isn't an account that delegates to it.
    for (const other of [ben.address, await code.getAddress(), ZeroAddress])
      await expect(prover.holderOf(other))
        .to.be.revertedWithCustomError(prover, "LifeUnknown")
        .withArgs(other, "the account doesn't delegate to this prover's DELEGATE");
  });

  it("lets the account's code say whose act it is, as long as it is that code", async () => {
    const { prover, stranger, ada, ben } = await load();
    const probe = await new AccountProbe__factory(stranger).deploy();
    const data = probe.interface.encodeFunctionData("noteBy", [await prover.getAddress()]);
    // Through a relayer it is the code that calls; from the key's own transaction it isn't, and the code knows nothing of that.
    await expect(relay(ada, [{ to: await probe.getAddress(), data }]).then(({ hash }) => node.getTransaction(hash)))
      .to.emit(probe, "Noted")
      .withArgs(ada.address, true, 0n);
    for (const account of [ada, ben])
      await expect(account.sendTransaction({ to: probe, data }))
        .to.emit(probe, "Noted")
        .withArgs(account.address, false, 0n);
    expect(await prover.isOwnersAct(ada.address)).to.equal(false);
  });

  describe("lifeOf", () => {
    it("is the later one of what the code keeps and what the nonce shows", async () => {
      const { prover, ada, began } = await load();
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(began), 0n]);
      // Through a relayer: the nonce stands.
      const { blockNumber: relayed } = await relay(ada);
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(relayed), 0n]);
      expect((await prover.factOf(ada.address)).since).to.equal(await timeOf(began));
      // A transaction of the key: the code sees nothing.
      const acted = await act(ada);
      expect((await prover.lifeOf(ada.address)).lastLife).to.equal(await timeOf(relayed));
      await prover.proveActivity(...(await shown(ada.address, acted)));
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(acted), 0n]);
    });

    it("knows what the code keeps even before the first checkpoint", async () => {
      const { prover, code, ben } = await load();
      await delegate(ben, await code.getAddress());
      expect(await prover.lifeOf(ben.address)).to.deep.equal([0n, 0n]);
      const { blockNumber } = await relay(ben);
      expect(await prover.lifeOf(ben.address)).to.deep.equal([await timeOf(blockNumber), 0n]);
    });

    it("is suspended at once with other code, or none, whatever that code says", async () => {
      const { prover, ada, began, stranger } = await load();
      const other = await new DeadMansSwitchAccount__factory(stranger).deploy(stranger);
      for (const target of [await other.getAddress(), ZeroAddress]) {
        const number = await delegate(ada, target);
        const { lastLife, suspendedAt } = await prover.lifeOf(ada.address);
        expect(lastLife).to.equal(await timeOf(began));
        expect(suspendedAt).to.be.greaterThanOrEqual(await timeOf(number));
        await expect(prover.holderOf(ada.address)).to.be.revertedWithCustomError(prover, "LifeUnknown");
      }
    });
  });

  describe("silentUntil", () => {
    it("takes a fresh proof of the nonce and of that very delegation", async () => {
      const { prover, ada } = await load();
      await pass(40, 60);
      const current = BigInt(await node.getBlockNumber()) + 1n;
      for (const back of [1n, 32n])
        expect(await prover.silentUntil(ada.address, await evidence(ada.address, current - back), NEXT)).to.equal(
          await timeOf(current - back),
        );
      await expect(prover.silentUntil(ada.address, await evidence(ada.address, current - 33n), NEXT))
        .to.be.revertedWithCustomError(prover, "ProverStale")
        .withArgs(current - 33n, current);
      await act(ada);
      await expect(prover.silentUntil(ada.address, await evidence(ada.address), NEXT))
        .to.be.revertedWithCustomError(prover, "LifeShown")
        .withArgs(ada.address);
    });

    it("refuses a block in which the account had no such code yet, and an account that has it no more", async () => {
      const { prover, ada, began } = await load();
      await expect(prover.silentUntil(ada.address, await evidence(ada.address, began - 1), NEXT))
        .to.be.revertedWithCustomError(prover, "ProverCodeFound")
        .withArgs(ada.address, NO_CODE);
      const good = await evidence(ada.address);
      await delegate(ada);
      await expect(prover.silentUntil(ada.address, good, NEXT)).to.be.revertedWithCustomError(prover, "LifeUnknown");
    });
  });

  it("needs the proofs, since the account itself can't tell of acts past its code", async () => {
    const { code, ada } = await load();
    const account = code.attach(ada.address) as typeof code;
    for (const view of [account.holderOf(ada.address), account.silentUntil(ada.address, "0x")])
      await expect(view)
        .to.be.revertedWithCustomError(code, "LifeUnknown")
        .withArgs(ada.address, "it has a key, whose acts a DelegateProver sees");
  });

  describe("proofs", () => {
    it("of no code, of other code and of a contract suspend; of the delegation they don't", async () => {
      const { prover, code, ada, ben, began } = await load();
      await expect(prover.proveCode(...(await shown(ada.address, began))))
        .to.be.revertedWithCustomError(prover, "ProverNoCode")
        .withArgs(ada.address);
      for (const account of [ben.address, await code.getAddress()]) {
        const hash = keccak256(await node.getCode(account));
        await expect(prover.checkpoint(...(await shown(account))))
          .to.be.revertedWithCustomError(prover, "ProverCodeFound")
          .withArgs(account, hash);
        await expect(prover.proveCode(...(await shown(account)))).to.emit(prover, "CodeProven");
        expect((await prover.factOf(account)).suspendedAt).to.be.greaterThan(0n);
      }
      const ended = await delegate(ada);
      const again = await delegate(ada, await code.getAddress());
      await prover.proveCode(...(await shown(ada.address, ended)));
      await prover.proveActivity(...(await shown(ada.address, again)));
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(again), await timeOf(ended)]);
    });

    it("don't take a nonce for life that a stranger raised while the account delegated elsewhere", async () => {
      const { prover, code, stranger, ada } = await load();
      await delegate(ada, await creator());
      const { blockNumber } = await mined(stranger.sendTransaction({ to: ada.address, gasLimit: 200_000n }));
      expect(await node.getTransactionCount(ada.address)).to.equal(3);
      await expect(prover.proveActivity(...(await shown(ada.address, blockNumber)))).to.be.revertedWithCustomError(
        prover,
        "ProverCodeFound",
      );
      const back = await delegate(ada, await code.getAddress());
      await prover.proveActivity(...(await shown(ada.address, back)));
      expect((await prover.factOf(ada.address)).nonce).to.equal(4n);
    });

    it("cost no more than those of accounts without code", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { prover, ada } = await load();
      const acted = await act(ada);
      const proof = await shown(ada.address, acted);
      expect(proof[2].length).to.be.lessThanOrEqual(3);
      expect(await gasOf(prover.proveActivity(...proof))).to.be.lessThanOrEqual(215_000n);
    });
  });
});
