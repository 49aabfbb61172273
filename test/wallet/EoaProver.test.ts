import { expect } from "chai";
import { id, Wallet, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import { installHistory, remember } from "../history-contract.ts";
import { NEXT, proverTools } from "./prover.support.ts";

const connection = await network.create();
const { ethers, networkHelpers, provider } = connection;
const { node, person, act, pass, shown, evidence, timeOf } = proverTools(connection);

describe("EoaProver", () => {
  async function deploy() {
    const [stranger] = await ethers.getSigners();
    const prover = await new EoaProver__factory(stranger!).deploy();
    await installHistory(provider);
    const ada = await person("ada");
    const ben = await person("ben");
    return { prover, ada, ben };
  }
  const load = () => networkHelpers.loadFixture(deploy);

  /** Ada's nonce is 3, from `acted` on, and known since then. */
  async function known() {
    const { prover, ada, ben } = await load();
    for (let i = 0; i < 2; ++i) await act(ada);
    const acted = await act(ada);
    await prover.checkpoint(...(await shown(ada.address, acted)));
    return { prover, ada, ben, acted, since: await timeOf(acted) };
  }
  const loadKnown = () => networkHelpers.loadFixture(known);

  describe("checkpoint", () => {
    it("keeps nonce and time of the block in which an account is first seen", async () => {
      const { prover, ada } = await load();
      const number = await act(ada);
      expect(await prover.factOf(ada.address)).to.deep.equal([0n, 0n, 0n]);
      expect(await prover.lifeOf(ada.address)).to.deep.equal([0n, 0n]);
      await expect(prover.checkpoint(...(await shown(ada.address, number))))
        .to.emit(prover, "Checkpointed")
        .withArgs(ada.address, 1n, await timeOf(number), number);
      expect(await prover.factOf(ada.address)).to.deep.equal([1n, await timeOf(number), 0n]);
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(number), 0n]);
    });

    it("goes back to an earlier block with the same nonce, as far as that goes", async () => {
      const { prover, ada } = await load();
      const number = await act(ada);
      await pass(10, 60);
      for (const later of [8, 3, 0]) {
        await prover.checkpoint(...(await shown(ada.address, number + later)));
        expect((await prover.factOf(ada.address)).since).to.equal(await timeOf(number + later));
      }
    });

    it("refuses a block that isn't earlier, the same one among them, and another nonce, be it lower or higher", async () => {
      const { prover, ada, acted, since } = await loadKnown();
      const later = await act(ada);
      for (const [number, nonce] of [
        [acted, 3n],
        [acted + 1, 3n],
        [acted - 1, 2n],
        [later, 4n],
      ] as const)
        await expect(prover.checkpoint(...(await shown(ada.address, number))))
          .to.be.revertedWithCustomError(prover, "ProverNothingNew")
          .withArgs(ada.address, nonce, 3n, since);
    });

    it("can't show an account that was never touched, until somebody sends it a wei", async () => {
      const { prover, ada } = await load();
      const nobody = new Wallet(id("nobody")).address;
      const [, header] = await shown(ada.address);
      const answer = (await node.send("eth_getProof", [nobody, [], "latest"])) as { accountProof: string[] };
      await expect(prover.checkpoint(nobody, header, answer.accountProof)).to.be.revertedWithCustomError(
        prover,
        "ChainProofAbsent",
      );
      await ada.sendTransaction({ to: nobody, value: 1n });
      await prover.checkpoint(...(await shown(nobody)));
      expect(await prover.factOf(nobody)).to.deep.equal([0n, await timeOf((await node.getBlockNumber()) - 1), 0n]);
      // From there on it is an account like others: silent for now ...
      expect(await prover.silentUntil(nobody, await evidence(nobody), NEXT)).to.equal(await timeOf());
      // ... and it is there even with nonce 0, so that its first act is seen.
      expect(await prover.lifeOf(nobody)).to.deep.equal([(await prover.factOf(nobody)).since, 0n]);
    });
  });

  describe("proveActivity", () => {
    it("takes a higher nonce as life, at the time of the block", async () => {
      const { prover, ada } = await loadKnown();
      await act(ada);
      const number = await act(ada);
      await pass(20);
      await expect(prover.proveActivity(...(await shown(ada.address, number))))
        .to.emit(prover, "ActivityProven")
        .withArgs(ada.address, 5n, await timeOf(number), number);
      expect(await prover.factOf(ada.address)).to.deep.equal([5n, await timeOf(number), 0n]);
    });

    it("refuses an account that hasn't been seen, and points to checkpoint", async () => {
      const { prover, ada } = await load();
      await act(ada);
      await expect(prover.proveActivity(...(await shown(ada.address))))
        .to.be.revertedWithCustomError(prover, "ProverNoCheckpoint")
        .withArgs(ada.address);
    });

    it("isn't impressed by old headers from a stranger: neither the same nonce nor a lower one is life", async () => {
      const { prover, ada, acted, since } = await loadKnown();
      await pass(50, 3_600);
      for (const [number, nonce] of [
        [acted - 1, 2n],
        [acted, 3n],
        [acted + 40, 3n],
      ] as const)
        await expect(prover.proveActivity(...(await shown(ada.address, number))))
          .to.be.revertedWithCustomError(prover, "ProverNoActivity")
          .withArgs(ada.address, nonce, 3n);
      expect(await prover.lifeOf(ada.address)).to.deep.equal([since, 0n]);
    });

    it("can't be used by a stranger who shows an act late to extend the clock: whoever has the earlier block puts it right", async () => {
      const { prover, ada } = await loadKnown();
      const number = await act(ada);
      await pass(200, 60);
      await prover.proveActivity(...(await shown(ada.address)));
      expect((await prover.lifeOf(ada.address)).lastLife).to.be.greaterThan(await timeOf(number));
      await prover.checkpoint(...(await shown(ada.address, number)));
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(number), 0n]);
    });

    it("sees a stranger's payments and calls to the account as nothing at all", async () => {
      const { prover, ada, ben } = await loadKnown();
      for (let i = 0; i < 3; ++i) await ben.sendTransaction({ to: ada.address, value: 1n, data: "0x01" });
      await expect(prover.proveActivity(...(await shown(ada.address))))
        .to.be.revertedWithCustomError(prover, "ProverNoActivity")
        .withArgs(ada.address, 3n, 3n);
      expect(await prover.silentUntil(ada.address, await evidence(ada.address), NEXT)).to.equal(await timeOf());
    });

    it("counts the nonce at the end of the block, whatever number of acts that had", async () => {
      const { prover, ada } = await loadKnown();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      for (let nonce = 3; nonce < 6; ++nonce) await ada.sendTransaction({ to: ada.address, nonce, gasLimit: 30_000n });
      await networkHelpers.mine();
      await provider.request({ method: "evm_setAutomine", params: [true] });
      const number = await node.getBlockNumber();
      await prover.proveActivity(...(await shown(ada.address, number)));
      expect(await prover.factOf(ada.address)).to.deep.equal([6n, await timeOf(number), 0n]);
    });

    it("reads 8,191 blocks back from the chain's history, and not one more", async () => {
      const { prover, ada } = await loadKnown();
      const number = await act(ada);
      const proof = await shown(ada.address, number);
      await remember(provider, BigInt(number), (await node.getBlock(number))!.hash!);
      await networkHelpers.mine(number + 8_190 - (await node.getBlockNumber()));
      const snapshot = await networkHelpers.takeSnapshot();
      await networkHelpers.mine(1);
      await expect(prover.proveActivity(...proof)).to.be.revertedWithCustomError(prover, "ChainProofOutOfReach");
      await snapshot.restore();
      await prover.proveActivity(...proof);
      expect((await prover.factOf(ada.address)).nonce).to.equal(4n);
    });
  });

  describe("silentUntil", () => {
    it("gives the time of the block, which may be 32 back, and no more", async () => {
      const { prover, ada } = await loadKnown();
      await pass(40, 60);
      const current = BigInt(await node.getBlockNumber()) + 1n;
      for (const back of [1n, 31n, 32n]) {
        const until = await prover.silentUntil(ada.address, await evidence(ada.address, current - back), NEXT);
        expect(until, `${back} back`).to.equal(await timeOf(current - back));
      }
      await expect(prover.silentUntil(ada.address, await evidence(ada.address, current - 33n), NEXT))
        .to.be.revertedWithCustomError(prover, "ProverStale")
        .withArgs(current - 33n, current);
    });

    it("reveals an act that isn't known, until that is proven", async () => {
      const { prover, ada, acted } = await loadKnown();
      const before = await evidence(ada.address);
      await act(ada);
      await expect(prover.silentUntil(ada.address, await evidence(ada.address), NEXT))
        .to.be.revertedWithCustomError(prover, "LifeShown")
        .withArgs(ada.address);
      // Evidence from before the act is still true, of the time before it.
      expect(await prover.silentUntil(ada.address, before, NEXT)).to.equal(await timeOf(acted + 1));
      await prover.proveActivity(...(await shown(ada.address)));
      expect(await prover.silentUntil(ada.address, await evidence(ada.address), NEXT)).to.equal(await timeOf());
      await expect(prover.silentUntil(ada.address, before, NEXT)).to.be.revertedWithCustomError(prover, "LifeShown");
    });

    it("refuses an account that hasn't been seen, and a call without evidence", async () => {
      const { prover, ada, ben } = await loadKnown();
      await expect(prover.silentUntil(ben.address, await evidence(ben.address), NEXT))
        .to.be.revertedWithCustomError(prover, "ProverNoCheckpoint")
        .withArgs(ben.address);
      await expect(prover.silentUntil(ada.address, "0x", NEXT))
        .to.be.revertedWithCustomError(prover, "LifeUnknown")
        .withArgs(ada.address, "the evidence is missing: a header and a proof, at most 32 blocks old");
    });
  });

  describe("as a source of life", () => {
    it("leaves the moving of assets to approvals, and every call of an account without code to its owner", async () => {
      const { prover, ada } = await load();
      for (const account of [ada.address, new Wallet(id("nobody")).address]) {
        expect(await prover.holderOf(account)).to.equal(ZeroAddress);
        expect(await prover.isOwnersAct(account)).to.equal(true);
      }
      const contract = await prover.getAddress();
      await expect(prover.holderOf(contract))
        .to.be.revertedWithCustomError(prover, "LifeUnknown")
        .withArgs(contract, "the account has code, so its nonce doesn't tell of its owner");
      expect(await prover.isOwnersAct(contract)).to.equal(false);
    });
  });
});
