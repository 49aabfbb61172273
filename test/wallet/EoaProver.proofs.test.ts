import { expect } from "chai";
import { decodeRlp, encodeRlp, keccak256, type RlpStructuredData, toBeHex } from "ethers";
import { network } from "hardhat";
import hre from "hardhat";

import { readHeader } from "../../src/chain/header.ts";
import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import { installHistory, remember } from "../history-contract.ts";
import { deepProof, evidenceOf, NEXT, proverTools } from "./prover.support.ts";

const connection = await network.create();
const { ethers, networkHelpers, provider } = connection;
const { node, gasOf, person, act, shown, timeOf } = proverTools(connection);

/** Places of a header's fields. */
const STATE_ROOT = 3;
const TIMESTAMP = 11;

describe("EoaProver, shown", () => {
  async function deploy() {
    const [stranger] = await ethers.getSigners();
    const prover = await new EoaProver__factory(stranger!).deploy();
    await installHistory(provider);
    const ada = await person("ada");
    const ben = await person("ben");
    for (let i = 0; i < 2; ++i) await act(ada);
    const acted = await act(ada);
    await prover.checkpoint(...(await shown(ada.address, acted)));
    return { prover, ada, ben, acted, since: await timeOf(acted) };
  }
  const load = () => networkHelpers.loadFixture(deploy);

  /** Has the chain know a header that no block has, in the place of one that is more than 256 blocks back. */
  async function plant(number: bigint, change: (fields: RlpStructuredData[]) => void): Promise<string> {
    const fields = decodeRlp((await readHeader(node, number)).rlp) as RlpStructuredData[];
    change(fields);
    const rlp = encodeRlp(fields);
    await remember(provider, number, keccak256(rlp));
    return rlp;
  }

  describe("what isn't the truth", () => {
    it("is refused as a header of another chain, as another account's proof, and as one of another block", async () => {
      const { prover, ada, ben, acted } = await load();
      await prover.checkpoint(...(await shown(ben.address)));
      await act(ada);
      const other = await network.create();
      await other.networkHelpers.mine(acted + 2);
      const strange = await readHeader(other.ethers.provider, acted);
      const [, header, nodes] = await shown(ada.address);
      const [, older, olderNodes] = await shown(ada.address, acted);
      for (const [error, ...proof] of [
        ["ChainProofOtherBlock", ada.address, strange.rlp, nodes],
        ["ChainProofInvalid", ben.address, header, nodes],
        ["ChainProofInvalid", ada.address, older, nodes],
        ["ChainProofInvalid", ada.address, header, olderNodes],
        ["ChainProofInvalid", ada.address, header, [...nodes].reverse()],
        ["ChainProofInvalid", ada.address, header, nodes.slice(0, -1)],
        ["ChainProofInvalid", ada.address, header, [...nodes, nodes[0]!]],
        ["ChainProofInvalid", ada.address, header, []],
        ["ChainProofMalformed", ada.address, `${header}00`, nodes],
        ["ChainProofOtherBlock", ada.address, `${header.slice(0, -2)}ff`, nodes],
      ] as const) {
        const [account, rlp, list] = proof;
        for (const call of [prover.proveActivity, prover.checkpoint, prover.proveCode])
          await expect(call(account, rlp, [...list]), error).to.be.revertedWithCustomError(prover, error);
        if (account === ada.address)
          await expect(prover.silentUntil(account, evidenceOf(rlp, list), NEXT)).to.be.revertedWithCustomError(
            prover,
            error,
          );
      }
    });

    it("is refused as a made-up account with a higher nonce", async () => {
      const { prover, ada } = await load();
      const [, header, nodes] = await shown(ada.address);
      const leaf = decodeRlp(nodes.at(-1)!) as [string, string];
      const [, ...items] = decodeRlp(leaf[1]) as string[];
      const forged = [...nodes.slice(0, -1), encodeRlp([leaf[0], encodeRlp(["0x63", ...items])])];
      await expect(prover.proveActivity(ada.address, header, forged))
        .to.be.revertedWithCustomError(prover, "ChainProofInvalid")
        .withArgs(nodes.length - 1);
    });

    it("doesn't lie in further fields of a header: a later fork may add some", async () => {
      const { prover, ada, acted, since } = await load();
      const [, , nodes] = await shown(ada.address, acted - 1);
      await networkHelpers.mine(300);
      const other = (await person("carl")).address;
      const rlp = await plant(BigInt(acted), (fields) => fields.push(keccak256("0x07"), ["0x01"], "0x05"));
      const [, , carls] = await shown(ada.address, acted);
      await expect(prover.checkpoint(other, rlp, nodes)).to.be.revertedWithCustomError(prover, "ChainProofInvalid");
      await expect(prover.checkpoint(ada.address, rlp, carls))
        .to.be.revertedWithCustomError(prover, "ProverNothingNew")
        .withArgs(ada.address, 3n, 3n, since);
    });

    it("is a header that tells of a time to come: such a chain tells time otherwise in its headers", async () => {
      const { prover, ada, acted } = await load();
      const [, , nodes] = await shown(ada.address, acted);
      await networkHelpers.mine(300);
      const now = (await timeOf()) + 10n;
      for (const [time, error] of [
        [now + 1n, "ProverOtherTime"],
        [now * 1_000n, "ProverOtherTime"],
        [now, "ProverNothingNew"],
      ] as const) {
        const rlp = await plant(BigInt(acted), (fields) => (fields[TIMESTAMP] = toBeHex(time)));
        await networkHelpers.time.setNextBlockTimestamp(now);
        const snapshot = await networkHelpers.takeSnapshot();
        await expect(prover.checkpoint(ada.address, rlp, nodes)).to.be.revertedWithCustomError(prover, error);
        await snapshot.restore();
      }
    });
  });

  describe("what it costs", () => {
    it("stays within 215,000 gas for proveActivity with three nodes of this chain", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { prover } = await load();
      for (let i = 0; ; ++i) {
        const wallet = await person(`person ${i}`);
        await prover.checkpoint(...(await shown(wallet.address)));
        const number = await act(wallet);
        const proof = await shown(wallet.address, number);
        if (proof[2].length !== 3) continue;
        expect(await gasOf(prover.proveActivity(...proof))).to.be.lessThanOrEqual(215_000n);
        return;
      }
    });

    it("stays within 215,000 gas for three full nodes, and within 600,000 for nine", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { prover, ben } = await load();
      const first = BigInt(await node.getBlockNumber());
      await networkHelpers.mine(300);
      for (const [depth, budget] of [
        [3, 215_000n],
        [9, 600_000n],
      ] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        const prove = async (number: bigint, nonce: bigint) => {
          const { root, nodes } = deepProof(ben.address, depth, nonce);
          expect(nodes).to.have.lengthOf(depth);
          const header = await plant(number, (fields) => (fields[STATE_ROOT] = root));
          return [ben.address, header, nodes] as const;
        };
        await prover.checkpoint(...(await prove(first - 1n, 6n)));
        expect(await gasOf(prover.proveActivity(...(await prove(first, 7n))))).to.be.lessThanOrEqual(budget);
        expect((await prover.factOf(ben.address)).nonce).to.equal(7n);
        await snapshot.restore();
      }
    });
  });
});
