// Writes src/addresses.ts: `npm run addresses`, after a change of a contract (its address follows from its code) or after a deployment to a
// public chain (its records come into deployments/). With LAPSE_CHECK=1 it only compares, and ends with exit code 1 if the file is stale.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { getAddress } from "ethers";
import { network } from "hardhat";
import { format, resolveConfig } from "prettier";

import { isPublic, readArtifact } from "../hardhat/abis/public.ts";
import { loadAndExecuteDeploymentsFromFiles } from "../rocketh/environment.ts";
import { filesBelow, root, systems } from "./gates/gate.ts";

type Addresses = Record<string, string>;

/** Networks whose chain lives as long as a process: their addresses come from the deploy scripts, not from records. */
const TRANSIENT = new Set(["default", "localhost"]);
const LOCAL_CHAIN = 31337;

/** The system of each contract that has an ABI in the package, by the contract's name. */
function publicContracts(): Map<string, string> {
  const contracts = new Map<string, string>();
  for (const file of filesBelow("artifacts/contracts", ".json")) {
    const artifact = readArtifact(readFileSync(join(root, file), "utf8"));
    if (artifact !== undefined && isPublic(artifact))
      contracts.set(artifact.contractName, artifact.sourceName.split("/")[1] ?? "");
  }
  return contracts;
}

function isRecord(value: unknown): value is { address: string } {
  return typeof value === "object" && value !== null && "address" in value && typeof value.address === "string";
}

function isChain(value: unknown): value is { chainId: string | number } {
  return typeof value === "object" && value !== null && "chainId" in value;
}

/** Addresses by name, sorted, of deployments that are contracts of the package. */
function named(deployments: Record<string, { address: string }>, contracts: Map<string, string>): Addresses {
  const names = Object.keys(deployments)
    .filter((name) => contracts.has(name))
    .sort();
  return Object.fromEntries(names.map((name) => [name, getAddress(deployments[name]?.address ?? "")]));
}

/** What the records of a network say. */
function recorded(name: string, contracts: Map<string, string>): { chainId: number; addresses: Addresses } {
  const folder = `deployments/${name}`;
  const chain: unknown = JSON.parse(readFileSync(join(root, folder, ".chain"), "utf8"));
  if (!isChain(chain)) throw new Error(`${folder}/.chain names no chainId`);
  const deployments: Record<string, { address: string }> = {};
  for (const file of filesBelow(folder, ".json")) {
    const record: unknown = JSON.parse(readFileSync(join(root, file), "utf8"));
    if (isRecord(record)) deployments[file.slice(folder.length + 1, -".json".length)] = record;
  }
  return { chainId: Number(chain.chainId), addresses: named(deployments, contracts) };
}

function objectText(entries: Addresses): string {
  return `{ ${Object.entries(entries)
    .map(([name, address]) => `${name}: "${address}"`)
    .join(", ")} }`;
}

const contracts = publicContracts();
const { provider } = await network.create();
const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
const local = named(environment.deployments, contracts);

const parts = ["// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.\n"];
const locals: string[] = [];
for (const system of systems) {
  const own = Object.fromEntries(Object.entries(local).filter(([name]) => contracts.get(name) === system));
  if (Object.keys(own).length === 0) continue;
  parts.push(`
/**
 * Where the deploy scripts of this version put the contracts of ${system}, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const ${system}Addresses = ${objectText(own)} as const;
`);
  locals.push(`...${system}Addresses`);
}

parts.push(`
/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after \`hardhat deploy\`. */
  ${LOCAL_CHAIN}: { ${locals.join(", ")} },
`);
const seen = new Map([[LOCAL_CHAIN, "the local node"]]);
const networks = readdirSync(join(root, "deployments"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !TRANSIENT.has(entry.name))
  .map((entry) => ({ name: entry.name, ...recorded(entry.name, contracts) }))
  .filter(({ addresses }) => Object.keys(addresses).length > 0)
  .sort((a, b) => a.chainId - b.chainId);
for (const { name, chainId, addresses } of networks) {
  const other = seen.get(chainId);
  if (other !== undefined) throw new Error(`deployments/${name} is of chain ${chainId}, as is ${other}`);
  seen.set(chainId, `deployments/${name}`);
  parts.push(`  /** From deployments/${name}. */\n  ${chainId}: ${objectText(addresses)},\n`);
}
parts.push("} as const satisfies Record<number, Record<string, `0x${string}`>>;\n");

const path = join(root, "src/addresses.ts");
const text = await format(parts.join(""), { ...(await resolveConfig(path)), filepath: path });
if (process.env["LAPSE_CHECK"] !== "1") writeFileSync(path, text);
else if (readFileSync(path, "utf8") !== text) {
  console.error("src/addresses.ts doesn't fit the contracts and records; run npm run addresses");
  process.exitCode = 1;
}
