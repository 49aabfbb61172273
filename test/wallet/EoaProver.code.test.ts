import { expect } from "chai";
import { concat, keccak256, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { DeadMansSwitchAccount__factory, EoaProver__factory } from "../../types/ethers-contracts/index.js";
import { installHistory } from "../history-contract.ts";
import { NEXT, NO_CODE, proverTools } from "./prover.support.ts";

const connection = await network.create();
const { ethers, networkHelpers, provider } = connection;
const { node, mined, person, act, delegate, creator, relay, pass, shown, evidence, timeOf } = proverTools(connection);

describe("EoaProver, given an account that has code for a time (EIP-7702)", () => {
  /** Ada's nonce is 1, known since block `acted`. Two contracts wait to be delegated to. */
  async function stage() {
    const [stranger] = await ethers.getSigners();
    const prover = await new EoaProver__factory(stranger!).deploy();
    const relayed = await new DeadMansSwitchAccount__factory(stranger!).deploy(stranger!);
    await installHistory(provider);
    const ada = await person("ada");
    const acted = await act(ada);
    await prover.checkpoint(...(await shown(ada.address, acted)));
    const target = await relayed.getAddress();
    const known = [1n, await timeOf(acted)] as const;
    return { prover, stranger: stranger!, ada, acted, known, creating: await creator(), target };
  }
  const load = () => networkHelpers.loadFixture(stage);
  const nonceOf = (account: string) => node.getTransactionCount(account);

  describe("the account that delegates", () => {
    it("is suspended at once, by its code alone", async () => {
      const { prover, ada, known, target } = await load();
      expect((await prover.lifeOf(ada.address)).suspendedAt).to.equal(0n);
      const number = await delegate(ada, target);
      // A view is run at the time of the newest block, or a later one.
      const { lastLife, suspendedAt } = await prover.lifeOf(ada.address);
      expect(lastLife).to.equal(known[1]);
      expect(suspendedAt).to.be.greaterThanOrEqual(await timeOf(number));
      expect((await prover.factOf(ada.address)).suspendedAt).to.equal(0n);
    });

    it("can't be shown to be silent, nor be registered, nor act by whatever code it has", async () => {
      const { prover, ada, acted, target } = await load();
      const before = await evidence(ada.address, acted);
      const number = await delegate(ada, target);
      for (const shownBy of [before, await evidence(ada.address, number)])
        await expect(prover.silentUntil(ada.address, shownBy, NEXT)).to.be.revertedWithCustomError(
          prover,
          "LifeUnknown",
        );
      await expect(prover.holderOf(ada.address))
        .to.be.revertedWithCustomError(prover, "LifeUnknown")
        .withArgs(ada.address, "the account has code, so its nonce doesn't tell of its owner");
      expect(await prover.isOwnersAct(ada.address)).to.equal(false);
    });

    it("shows no life by its nonce, and can't be checkpointed", async () => {
      const { prover, ada, target } = await load();
      const number = await delegate(ada, target);
      const proof = await shown(ada.address, number);
      const hash = keccak256(concat(["0xef0100", target]));
      for (const call of [prover.proveActivity, prover.checkpoint])
        await expect(call(...proof))
          .to.be.revertedWithCustomError(prover, "ProverCodeFound")
          .withArgs(ada.address, hash);
    });

    it("is suspended for good by the latest proof of it, be they in any order", async () => {
      const { prover, ada, known, target } = await load();
      const first = await delegate(ada, target);
      await pass(5, 60);
      const last = await node.getBlockNumber();
      const hash = keccak256(concat(["0xef0100", target]));
      await prover.proveCode(...(await shown(ada.address, first + 2)));
      await expect(prover.proveCode(...(await shown(ada.address, last))))
        .to.emit(prover, "CodeProven")
        .withArgs(ada.address, hash, await timeOf(last), last);
      for (const number of [first, first + 2, last])
        await expect(prover.proveCode(...(await shown(ada.address, number))))
          .to.be.revertedWithCustomError(prover, "ProverNothingNew")
          .withArgs(ada.address, 2n, 1n, await timeOf(last));
      await delegate(ada);
      expect(await prover.lifeOf(ada.address)).to.deep.equal([known[1], await timeOf(last)]);
    });

    it("is found by proveCode even where it has never been seen, and then still needs a checkpoint", async () => {
      const { prover, target } = await load();
      const ben = await person("ben");
      const number = await delegate(ben, target);
      await prover.proveCode(...(await shown(ben.address, number)));
      expect(await prover.factOf(ben.address)).to.deep.equal([0n, 0n, await timeOf(number)]);
      await delegate(ben);
      await expect(prover.proveActivity(...(await shown(ben.address)))).to.be.revertedWithCustomError(
        prover,
        "ProverNoCheckpoint",
      );
      await prover.checkpoint(...(await shown(ben.address)));
      expect((await prover.factOf(ben.address)).suspendedAt).to.equal(await timeOf(number));
    });
  });

  describe("a stranger's call that creates a contract in a delegated account", () => {
    it("raises the nonce, and is no life", async () => {
      const { prover, stranger, ada, known, creating } = await load();
      await delegate(ada, creating);
      expect(await nonceOf(ada.address)).to.equal(2);
      const { blockNumber } = await mined(stranger.sendTransaction({ to: ada.address, gasLimit: 200_000n }));
      expect(await nonceOf(ada.address)).to.equal(3);
      const proof = await shown(ada.address, blockNumber);
      await expect(prover.proveActivity(...proof)).to.be.revertedWithCustomError(prover, "ProverCodeFound");
      await prover.proveCode(...proof);
      expect(await prover.factOf(ada.address)).to.deep.equal([...known, await timeOf(blockNumber)]);
    });

    it("counts for nothing beside the owner's end of the delegation, which comes later", async () => {
      const { prover, stranger, ada, creating } = await load();
      await delegate(ada, creating);
      const call = await mined(stranger.sendTransaction({ to: ada.address, gasLimit: 200_000n }));
      await pass(10, 60);
      const ended = await delegate(ada);
      await expect(prover.proveActivity(...(await shown(ada.address, call.blockNumber)))).to.be.revertedWithCustomError(
        prover,
        "ProverCodeFound",
      );
      await prover.proveActivity(...(await shown(ada.address, ended)));
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(ended), 0n]);
      // A call to code that is gone raises nothing.
      await stranger.sendTransaction({ to: ada.address, gasLimit: 200_000n });
      expect(await prover.silentUntil(ada.address, await evidence(ada.address), NEXT)).to.equal(await timeOf());
    });
  });

  describe("an account that acts through relayers", () => {
    it("isn't silent though its nonce stands: the same nonce with code is no evidence", async () => {
      const { prover, ada, target } = await load();
      const began = await delegate(ada, target);
      for (let i = 0; i < 3; ++i) await relay(ada);
      expect(await nonceOf(ada.address)).to.equal(2);
      for (const number of [began, await node.getBlockNumber()]) {
        const proof = await shown(ada.address, number);
        await expect(prover.checkpoint(...proof)).to.be.revertedWithCustomError(prover, "ProverCodeFound");
        await expect(prover.proveActivity(...proof)).to.be.revertedWithCustomError(prover, "ProverCodeFound");
      }
    });

    it("and then un-delegates shows life by that, and can be silent from then on only", async () => {
      const { prover, ada, acted, target } = await load();
      const early = await evidence(ada.address, acted);
      await delegate(ada, target);
      await pass(10, 3_600);
      const ended = await delegate(ada);
      expect(await node.getCode(ada.address)).to.equal("0x");
      await expect(prover.silentUntil(ada.address, await evidence(ada.address), NEXT)).to.be.revertedWithCustomError(
        prover,
        "LifeShown",
      );
      await prover.proveActivity(...(await shown(ada.address, ended)));
      expect(await prover.factOf(ada.address)).to.deep.equal([3n, await timeOf(ended), 0n]);
      await expect(prover.silentUntil(ada.address, early, NEXT)).to.be.revertedWithCustomError(prover, "LifeShown");
      // While it had code, nobody showed it; that can still be done.
      await prover.proveCode(...(await shown(ada.address, ended - 1)));
      expect(await prover.lifeOf(ada.address)).to.deep.equal([await timeOf(ended), await timeOf(ended - 1)]);
    });
  });

  it("takes an authorization of the account's own transaction as two acts", async () => {
    const { prover, ada, target } = await load();
    const { chainId } = await node.getNetwork();
    const authorization = await ada.authorize({ address: target, nonce: 2, chainId });
    await mined(ada.sendTransaction({ type: 4, to: ZeroAddress, authorizationList: [authorization] }));
    expect(await nonceOf(ada.address)).to.equal(3);
    const ended = await delegate(ada);
    await prover.proveActivity(...(await shown(ada.address, ended)));
    expect((await prover.factOf(ada.address)).nonce).to.equal(4n);
  });

  it("is suspended, too, by an authorization for every chain that a stranger carries here", async () => {
    const { prover, stranger, ada, target } = await load();
    const authorization = await ada.authorize({ address: target, nonce: 1, chainId: 0 });
    const sent = stranger.sendTransaction({ type: 4, to: ZeroAddress, authorizationList: [authorization] });
    const { blockNumber } = await mined(sent);
    const proof = await shown(ada.address, blockNumber);
    await expect(prover.proveActivity(...proof)).to.be.revertedWithCustomError(prover, "ProverCodeFound");
    await prover.proveCode(...proof);
    expect((await prover.lifeOf(ada.address)).suspendedAt).to.be.greaterThanOrEqual(await timeOf(blockNumber));
  });

  it("needs code for proveCode, of the block that is shown", async () => {
    const { prover, ada, acted, target } = await load();
    await delegate(ada, target);
    await expect(prover.proveCode(...(await shown(ada.address, acted))))
      .to.be.revertedWithCustomError(prover, "ProverNoCode")
      .withArgs(ada.address);
    const contract = await prover.getAddress();
    await prover.proveCode(...(await shown(contract)));
    const hash = keccak256(await node.getCode(contract));
    const [event] = await prover.queryFilter(prover.filters.CodeProven(contract));
    expect(event!.args.codeHash).to.equal(hash).and.not.equal(NO_CODE);
  });
});
