import { expect } from "chai";
import { Interface, type InterfaceAbi } from "ethers";
import { artifacts } from "hardhat";

import type { ErrorEntry } from "../src/chain/explain.ts";

/** The errors of all contracts of a system as they are declared, by their names. */
async function declaredIn(sources: RegExp): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await artifacts.getAllFullyQualifiedNames()) {
    if (!sources.test(name)) continue;
    const codec = new Interface((await artifacts.readArtifact(name)).abi as InterfaceAbi);
    codec.forEachError((error) => found.set(error.name, error.format("full").replace(/^error /, "")));
  }
  return found;
}

/**
 * Holds the table of a system's errors against its contracts, and its sentences against their arguments.
 * @param sources Where the contracts are.
 * @param least More errors than these are declared there.
 */
export function holdErrorTable(table: Readonly<Record<string, ErrorEntry>>, sources: RegExp, least: number): void {
  it("has an entry for every error of every ABI, as it is declared, and no other", async () => {
    const declared = await declaredIn(sources);
    expect(declared.size).to.be.greaterThan(least);
    for (const [name, signature] of declared) expect(table[name]?.signature, name).to.equal(signature);
    const compiler = ["Error", "Panic"];
    expect(Object.keys(table).filter((name) => !declared.has(name) && !compiler.includes(name))).to.deep.equal([]);
  });

  for (const [name, { signature, measures, cause, remedy }] of Object.entries(table)) {
    it(`puts ${name} in whole sentences about its own arguments`, () => {
      const inputs = new Interface([`function ${signature}`]).getFunction(name)!.inputs.map((input) => input.name);
      for (const sentence of [cause, remedy]) {
        expect(sentence)
          .to.match(/^[A-Z{"].*[.)]$/)
          .and.not.include("\n");
        for (const [, used] of sentence.matchAll(/\{(\w+)\}/g)) expect(inputs).to.include(used);
      }
      expect(inputs).to.include.members(Object.keys(measures ?? {}));
    });
  }
}
