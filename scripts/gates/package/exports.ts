import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { abiConstant, isPublic, readArtifact } from "../../../hardhat/abis/public.ts";
import { filesBelow, root } from "../gate.ts";

/** What the entry points of the installed package lack, or have too much, measured by the contracts of the build. */
export async function exportFaults(folder: string): Promise<string[]> {
  const contracts = filesBelow("artifacts/contracts", ".json").flatMap((file) => {
    const artifact = readArtifact(readFileSync(join(root, file), "utf8"));
    return artifact !== undefined && isPublic(artifact) ? [artifact.contractName] : [];
  });
  const [main, ethers] = await Promise.all([load(folder, "index.js"), load(folder, "ethers.js")]);
  return [
    ...difference(
      '"."',
      main.filter((name) => name.endsWith("Abi")),
      contracts.map(abiConstant),
    ),
    ...difference(
      '"./ethers"',
      ethers,
      contracts.map((name) => `${name}__factory`),
    ),
  ];
}

/** What a module exports: nothing if it does not load, which the imports of the entry points report. */
async function load(folder: string, file: string): Promise<string[]> {
  try {
    const module: unknown = await import(pathToFileURL(join(folder, "dist/src", file)).href);
    return typeof module === "object" && module !== null ? Object.keys(module) : [];
  } catch {
    return [];
  }
}

function difference(entry: string, exported: string[], wanted: string[]): string[] {
  return [
    ...wanted.filter((name) => !exported.includes(name)).map((name) => `${entry} does not export ${name}`),
    ...exported
      .filter((name) => !wanted.includes(name))
      .map((name) => `${entry} exports ${name}, of no public contract`),
  ];
}
