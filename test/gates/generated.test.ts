import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";

import { generatedFaults } from "../../scripts/gates/compare-generated.ts";

const ABI = [{ type: "function", name: "pay", inputs: [], outputs: [], stateMutability: "nonpayable" }];
const purse = { contractName: "Purse", sourceName: "contracts/Purse.sol", abi: ABI, bytecode: "0x6001" };
const face = { contractName: "IPurse", sourceName: "contracts/IPurse.sol", abi: ABI, bytecode: "0x" };
const library = { contractName: "PurseLib", sourceName: "contracts/PurseLib.sol", abi: [], bytecode: "0x6002" };
const helper = { contractName: "Vm", sourceName: "test/solidity/Vm.sol", abi: ABI, bytecode: "0x" };
const solidityTest = {
  contractName: "PurseTest",
  sourceName: "test/solidity/Purse.t.sol",
  abi: ABI,
  bytecode: "0x6003",
};

const text = (value: unknown): string => JSON.stringify(value, null, 2);
const factory = (code: string): string =>
  `// @ts-nocheck\n\n  const _abi = ${text(ABI)} as const;\n\n${code}\n  export class X {}\n`;

describe("given a project whose build is generated from", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse generated "));
    for (const artifact of [purse, face, library, helper, solidityTest]) {
      await put(`artifacts/${artifact.sourceName}/${artifact.contractName}.json`, text(artifact));
      if (artifact === solidityTest) continue;
      const { contractName: name } = artifact;
      await put(
        `generated/artifacts/${name}.ts`,
        `export const Artifact_${name}: ${text(artifact)} = ${text(artifact)} as const;`,
      );
    }
    await put("artifacts/build-info/solc-1.json", text(purse));
    await put("generated/artifacts/index.ts", "");
    await put(FACTORY, factory('  const _bytecode = "0x6001";\n'));
    await put("types/ethers-contracts/factories/IPurse__factory.ts", factory(""));
    await put("types/ethers-contracts/factories/index.ts", "");
    await put("types/abis/Purse.ts", `export const purseAbi = ${text(ABI)} as const;\n`);
    await put("types/abis/IPurse.ts", `export const iPurseAbi = ${text(ABI)} as const;\n`);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const FACTORY = "types/ethers-contracts/factories/Purse__factory.ts";

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  /** Puts another text in the place of the first of its kind. */
  async function tamper(path: string, from: string, to: string): Promise<void> {
    const content = await readFile(join(folder, path), "utf8");
    expect(content).to.contain(from);
    await put(path, content.replace(from, to));
  }

  it("when nothing was touched, then it finds nothing", () => {
    expect(generatedFaults(folder)).to.deep.equal({ faults: [], compared: 8 });
  });

  for (const [path, from, to, fault] of [
    ["generated/artifacts/Purse.ts", "0x6001", "0x6009", "has other code than the build's Purse"],
    ["generated/artifacts/Purse.ts", '"pay"', '"spend"', "has another ABI than the build's Purse"],
    ["generated/artifacts/Purse.ts", "export const", "export  const", "can't be read"],
    ["generated/artifacts/Purse.ts", '"abi": [', '"abi": ', "can't be read"],
    [FACTORY, "0x6001", "0x6009", "has other code than the build's Purse"],
    [FACTORY, "const _bytecode", "const code", "has other code than the build's Purse"],
    [FACTORY, '"pay"', '"spend"', "has another ABI than the build's Purse"],
    ["types/ethers-contracts/factories/IPurse__factory.ts", "const _abi", "const abi", "can't be read"],
    ["types/abis/IPurse.ts", '"pay"', '"spend"', "has another ABI than the build's IPurse"],
  ] as const)
    it(`when ${path} says ${to} for ${from}, then it names the file and the contract`, async () => {
      await tamper(path, from, to);
      expect(generatedFaults(folder).faults).to.deep.equal([`${path} ${fault}`]);
    });

  it("when the value alone is old, then it finds that behind the type", async () => {
    const path = "generated/artifacts/Purse.ts";
    await put(path, (await readFile(join(folder, path), "utf8")).replace(/0x6001(?![^]*0x6001)/, "0x6009"));
    expect(generatedFaults(folder).faults).to.deep.equal([`${path} has other code than the build's Purse`]);
  });

  it("when a contract is new, then it misses its files", async () => {
    await put("artifacts/contracts/Card.sol/Card.json", text({ ...purse, contractName: "Card" }));
    expect(generatedFaults(folder).faults).to.deep.equal([
      "generated/artifacts has no file of Card",
      "types/ethers-contracts/factories has no file of Card",
      "types/abis has no file of Card",
    ]);
  });

  it("when a contract is gone, then it names what is left of it", async () => {
    await rm(join(folder, "artifacts/contracts/PurseLib.sol"), { recursive: true });
    expect(generatedFaults(folder).faults).to.deep.equal([
      "generated/artifacts/PurseLib.ts is of no contract of the build",
    ]);
  });

  it("when two contracts have one name, then it says that one of them is lost", async () => {
    await put("artifacts/contracts/b/Purse.sol/Purse.json", text({ ...purse, sourceName: "contracts/b/Purse.sol" }));
    expect(generatedFaults(folder).faults).to.deep.equal([
      "Purse is in contracts/Purse.sol and in contracts/b/Purse.sol: only one is generated",
    ]);
  });

  it("when there was no build, then that is a fault", async () => {
    await rm(folder, { recursive: true });
    await mkdir(folder);
    expect(generatedFaults(folder).faults).to.deep.equal(["there are no artifacts; run npm run build"]);
  });
});
