import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { abiConstant, type ContractArtifact, isPublic, readArtifact } from "../../hardhat/abis/public.ts";
import { filesOf } from "./gate.ts";

/** What a generated file says of a contract; code is left out where the file is about the ABI alone. */
interface Generated {
  abi: unknown;
  bytecode?: string | undefined;
}

/** A kind of file that is generated, one for each contract that it is for. */
interface Kind {
  folder: string;
  /** What follows the contract's name. */
  ending: string;
  isFor: (artifact: ContractArtifact) => boolean;
  /** What a file says, each time that it says it; `undefined` for a file of another form. */
  read: (text: string, artifact: ContractArtifact) => Generated[] | undefined;
}

const KINDS: readonly Kind[] = [
  {
    folder: "generated/artifacts",
    ending: ".ts",
    isFor: () => true,
    read: (text, { contractName }) => {
      // The same text twice, as type and as value; its braces are the only ones that begin a line.
      const [start, end] = [`export const Artifact_${contractName}: `, " as const;"];
      const middle = text.indexOf("\n} = {\n");
      if (!text.startsWith(start) || !text.endsWith(end) || middle < 0) return undefined;
      const parts = [text.slice(start.length, middle + 2), text.slice(middle + "\n} = ".length, -end.length)];
      return parts.map((part) => JSON.parse(part) as ContractArtifact);
    },
  },
  {
    folder: "types/ethers-contracts/factories",
    ending: "__factory.ts",
    isFor: ({ sourceName, abi }) => sourceName.startsWith("contracts/") && abi.length > 0,
    read: (text, { bytecode }) => {
      const abi = /^ *const _abi = (\[[\s\S]*?\n\]|\[\]) as const;$/m.exec(text)?.[1];
      const code = /^ *const _bytecode = "(0x[0-9a-zA-Z$_]*)";$/m.exec(text)?.[1];
      if (abi === undefined) return undefined;
      // What can't be created has no code in its factory.
      return [{ abi: JSON.parse(abi), bytecode: code ?? (bytecode === "0x" ? "0x" : "") }];
    },
  },
  {
    folder: "types/abis",
    ending: ".ts",
    isFor: isPublic,
    read: (text, { contractName }) => {
      const [start, end] = [`export const ${abiConstant(contractName)} = `, " as const;\n"];
      if (!text.startsWith(start) || !text.endsWith(end)) return undefined;
      return [{ abi: JSON.parse(text.slice(start.length, -end.length)) }];
    },
  },
];

/** Which generated files of a project differ from its artifacts, lack, or are of contracts that are gone. */
export function generatedFaults(root: string): { faults: string[]; compared: number } {
  const faults: string[] = [];
  const artifacts = new Map<string, ContractArtifact>();
  for (const file of filesOf(root, "artifacts", ".json")) {
    // Solidity tests are nowhere generated, and the folder also holds what the compiler was given.
    if (file.includes(".t.sol/") || file.startsWith("artifacts/build-info/")) continue;
    const artifact = readArtifact(readFileSync(join(root, file), "utf8"));
    if (artifact === undefined) continue;
    const other = artifacts.get(artifact.contractName);
    if (other !== undefined)
      faults.push(
        `${artifact.contractName} is in ${other.sourceName} and in ${artifact.sourceName}: only one is generated`,
      );
    artifacts.set(artifact.contractName, artifact);
  }
  if (artifacts.size === 0) faults.push("there are no artifacts; run npm run build");

  let compared = 0;
  for (const kind of KINDS) {
    const missing = new Set([...artifacts.values()].filter(kind.isFor).map(({ contractName }) => contractName));
    for (const file of filesOf(root, kind.folder, kind.ending)) {
      const name = basename(file, kind.ending);
      if (basename(file) === "index.ts") continue;
      const artifact = missing.delete(name) ? artifacts.get(name) : undefined;
      if (artifact === undefined) {
        faults.push(`${file} is of no contract of the build`);
        continue;
      }
      compared += 1;
      faults.push(
        ...differences(kind, artifact, readFileSync(join(root, file), "utf8")).map((what) => `${file} ${what}`),
      );
    }
    for (const name of missing) faults.push(`${kind.folder} has no file of ${name}`);
  }
  return { faults, compared };
}

function differences({ read }: Kind, artifact: ContractArtifact, text: string): string[] {
  let generated: Generated[] | undefined;
  try {
    generated = read(text, artifact);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (generated === undefined) return ["can't be read"];
  const found = new Set<string>();
  for (const { abi, bytecode } of generated) {
    if (!isDeepStrictEqual(abi, artifact.abi)) found.add(`has another ABI than the build's ${artifact.contractName}`);
    if (bytecode !== undefined && bytecode !== artifact.bytecode)
      found.add(`has other code than the build's ${artifact.contractName}`);
  }
  return [...found];
}
