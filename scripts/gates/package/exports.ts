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
  const main = await load(join(folder, "dist/src/index.js"));
  const ethers = await load(join(folder, "dist/src/ethers.js"));
  return [
    ...difference(
      '"."',
      Object.keys(main).filter((name) => name.endsWith("Abi")),
      contracts.map(abiConstant),
    ),
    ...difference(
      '"./ethers"',
      Object.keys(ethers),
      contracts.map((name) => `${name}__factory`),
    ),
  ];
}

async function load(path: string): Promise<object> {
  const module: unknown = await import(pathToFileURL(path).href);
  if (typeof module !== "object" || module === null) throw new Error(`${path} is no module`);
  return module;
}

function difference(entry: string, exported: string[], wanted: string[]): string[] {
  return [
    ...wanted.filter((name) => !exported.includes(name)).map((name) => `${entry} does not export ${name}`),
    ...exported
      .filter((name) => !wanted.includes(name))
      .map((name) => `${entry} exports ${name}, of no public contract`),
  ];
}
