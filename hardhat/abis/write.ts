import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { abiConstant, isPublic, readArtifact } from "./public.ts";

/** Where the constants go: beside TypeChain's output, which is neither committed nor written by hand. */
export function abiFolder(root: string): string {
  return join(root, "types/abis");
}

/** Writes one module for each public contract, and removes what is left of contracts that are gone. */
export async function writeAbis(root: string, artifactPaths: readonly string[]): Promise<void> {
  const folder = abiFolder(root);
  await mkdir(folder, { recursive: true });
  const written = new Set<string>();
  for (const path of artifactPaths) {
    const artifact = readArtifact(await readFile(path, "utf8"));
    if (artifact === undefined || !isPublic(artifact)) continue;
    const file = `${artifact.contractName}.ts`;
    const text = `export const ${abiConstant(artifact.contractName)} = ${JSON.stringify(artifact.abi, null, 2)} as const;\n`;
    await writeIfChanged(join(folder, file), text);
    written.add(file);
  }
  for (const file of await readdir(folder)) if (!written.has(file)) await rm(join(folder, file));
}

/** An unchanged file keeps its time, so that nothing that watches it is built again. */
async function writeIfChanged(path: string, text: string): Promise<void> {
  const current = await readFile(path, "utf8").catch(() => undefined);
  if (current !== text) await writeFile(path, text);
}
