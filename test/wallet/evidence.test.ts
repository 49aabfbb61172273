import { expect } from "chai";
import { concat, id, keccak256, Wallet } from "ethers";
import { network } from "hardhat";

import type { JsonRpcNode } from "../../src/chain/node.ts";
import { ProofError, type ProofFault } from "../../src/chain/proof-error.ts";
import { activityProof, encodeEvidence, freshEvidence, type NonceFact, useOf } from "../../src/wallet/evidence.ts";
import {
  DeadMansSwitchAccount__factory,
  DelegateProver__factory,
  EoaProver__factory,
} from "../../types/ethers-contracts/index.js";
import { NEXT, proverTools } from "./prover.support.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { node, person, act, delegate, pass, timeOf } = proverTools(connection);

/** A node that fails as some do where they are asked for a proof, and passes on the rest. */
function failing(code: number, message: string): JsonRpcNode {
  return {
    send(method, params) {
      if (method !== "eth_getProof") return node.send(method, params);
      return Promise.reject(Object.assign(new Error(message), { code }));
    },
  };
}

function reasonOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail("it was proven"),
    (reason: unknown) => reason,
  );
}

async function faultOf(work: Promise<unknown>): Promise<[fault: ProofFault, message: string]> {
  const error = await reasonOf(work);
  if (!(error instanceof ProofError)) throw error;
  return [error.fault, error.message];
}

describe("evidence", () => {
  async function stage() {
    const [stranger] = await ethers.getSigners();
    const prover = await new EoaProver__factory(stranger!).deploy();
    const ada = await person("ada");
    const acted = await act(ada);
    await prover.checkpoint(...(await activityProof(node, ada.address, acted)).args);
    return { prover, stranger: stranger!, ada, acted };
  }
  const load = () => networkHelpers.loadFixture(stage);

  describe("freshEvidence", () => {
    it("is what the prover takes for silence, from the block before the newest", async () => {
      const { prover, ada } = await load();
      await pass(40);
      const evidence = await freshEvidence(node, ada.address);
      const before = (await node.getBlockNumber()) - 1;
      expect(await prover.silentUntil(ada.address, evidence)).to.equal(await timeOf(BigInt(before)));
      expect(evidence).to.equal(encodeEvidence(await activityProof(node, ada.address, before)));
    });

    it("comes from as far back as asked, and the furthest is still good in the next block", async () => {
      const { prover, ada } = await load();
      await pass(40);
      const newest = await node.getBlockNumber();
      for (const back of [0, 1, 31]) {
        const evidence = await freshEvidence(node, ada.address, back);
        expect(await prover.silentUntil(ada.address, evidence, NEXT)).to.equal(await timeOf(BigInt(newest - back)));
      }
      await pass(1);
      const last = await freshEvidence(node, ada.address, 31);
      await pass(1);
      await expect(prover.silentUntil(ada.address, last, NEXT)).to.be.revertedWithCustomError(prover, "ProverStale");
      for (const back of [-1, 32, 1.5, Number.NaN])
        expect(await reasonOf(freshEvidence(node, ada.address, back)))
          .to.be.instanceOf(RangeError)
          .with.property("message", `Evidence comes from 0 to 31 blocks before the newest, not from ${back}`);
    });

    it("takes the first block of a chain that has no more", async () => {
      const fresh = await network.create();
      const [someone] = await fresh.ethers.getSigners();
      expect(await freshEvidence(fresh.ethers.provider, someone!.address, 5)).to.equal(
        encodeEvidence(await activityProof(fresh.ethers.provider, someone!.address, 0)),
      );
    });
  });

  describe("errors", () => {
    it("say in one line that a node can't prove that block, and what helps", async () => {
      const { ada } = await load();
      await pass(3);
      const number = (await node.getBlockNumber()) - 1;
      const tooOld = failing(-32_602, "distance to target block exceeds maximum proof window");
      const noMethod = failing(-32_601, "the method eth_getProof does not exist/is not available");
      expect(await faultOf(freshEvidence(tooOld, ada.address))).to.deep.equal([
        "no-state",
        `The node can't prove anything of block ${number} any more: ask an archive, or take a newer block`,
      ]);
      expect(await faultOf(activityProof(noMethod, ada.address))).to.deep.equal([
        "no-proofs",
        "The node doesn't offer eth_getProof: ask another one",
      ]);
    });

    it("say how to have an account that was never touched in the state", async () => {
      const { ada } = await load();
      await pass(2);
      const nobody = new Wallet(id("nobody")).address;
      const number = await node.getBlockNumber();
      expect(await faultOf(activityProof(node, nobody))).to.deep.equal([
        "absent",
        `There is no account ${nobody} in block ${number}: it has never been touched; send it a wei, or have it send its first transaction, and prove a block after that`,
      ]);
      expect((await faultOf(freshEvidence(node, nobody)))[0]).to.equal("absent");
      await ada.sendTransaction({ to: nobody, value: 1n });
      expect((await activityProof(node, nobody)).nonce).to.equal(0n);
    });

    it("of another kind come through as they are", async () => {
      const { ada } = await load();
      const down = failing(-32_000, "out of order");
      expect(await reasonOf(freshEvidence(down, ada.address)))
        .to.be.instanceOf(Error)
        .with.property("message", "out of order");
    });
  });

  describe("useOf", () => {
    it("names the function that takes the proof, whatever is known, and null where all refuse it", async () => {
      const { ada, stranger } = await load();
      const code = await new DeadMansSwitchAccount__factory(stranger).deploy(stranger);
      const target = await code.getAddress();
      const designator = keccak256(concat(["0xef0100", target]));
      const began = (await act(ada)) - 1;
      await pass(2);
      await act(ada);
      await delegate(ada, target);
      await pass(1);
      const newest = await node.getBlockNumber();
      const uses = new Set<string | null>();
      for (const [prover, allowed] of [
        [await new EoaProver__factory(stranger).deploy(), undefined],
        [await new DelegateProver__factory(stranger).deploy(target), designator],
      ] as const)
        for (const offset of [2, 0, 1, 3, 4, 2, 6, 5, 6, 7, 0]) {
          const proof = await activityProof(node, ada.address, Math.min(began + offset, newest));
          const known = await prover.factOf(ada.address);
          const fact: NonceFact = { nonce: known.nonce, since: known.since, suspendedAt: known.suspendedAt };
          const use = useOf(proof, fact, allowed);
          uses.add(use);
          for (const name of ["checkpoint", "proveActivity", "proveCode"] as const) {
            const accepted = await prover[name].staticCall(...proof.args).then(
              () => true,
              () => false,
            );
            expect(accepted, `${name} of block ${began + offset}`).to.equal(name === use);
          }
          if (use !== null) await prover[use](...proof.args);
        }
      expect(uses).to.deep.equal(new Set([null, "checkpoint", "proveActivity", "proveCode"]));
    });
  });
});
