import { expect } from "chai";
import { Interface, type InterfaceAbi } from "ethers";
import { artifacts } from "hardhat";

import { CHAIN_PROOF_ERRORS, FRAME_ERRORS, LAPSE_ERRORS, PAYOUT_ERRORS } from "../../src/chain/kernel-errors.ts";

const TABLE = { ...FRAME_ERRORS, ...LAPSE_ERRORS, ...PAYOUT_ERRORS, ...CHAIN_PROOF_ERRORS };

describe("the errors of the kernel", () => {
  it("are explained, each as it is declared, and no other", async () => {
    const declared: string[] = [];
    for (const name of await artifacts.getAllFullyQualifiedNames()) {
      if (!name.startsWith("contracts/kernel/")) continue;
      const codec = new Interface((await artifacts.readArtifact(name)).abi as InterfaceAbi);
      codec.forEachError((error) => declared.push(error.format("full").replace(/^error /, "")));
    }
    const explained = Object.values(TABLE).map(({ signature }) => signature);
    expect(explained.sort()).to.deep.equal(declared.sort());
  });

  it("are told with their own arguments, in whole sentences", () => {
    for (const { signature, cause, remedy } of Object.values(TABLE)) {
      const [error] = new Interface([`error ${signature}`]).fragments;
      const inputs = error?.inputs.map(({ name }) => name);
      for (const sentence of [cause, remedy]) {
        expect(sentence).to.match(/^[A-Z{].*\.$/);
        for (const [, used] of sentence.matchAll(/\{(\w+)\}/g)) expect(inputs, signature).to.include(used);
      }
    }
  });
});
