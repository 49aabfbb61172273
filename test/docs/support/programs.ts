import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import hre from "hardhat";

import { root } from "../../../scripts/gates/gate.ts";
import { SOURCES, typeFaultsIn } from "./typescript.ts";

/** The programs of a page, in order. */
export const programsIn = (page: string): string[] =>
  [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

/** Gives a suite a folder for what it takes out of a page, which goes with it. */
export function useFolder(name: string): string {
  const folder = join(root, "cache", name);
  before(() => {
    mkdirSync(folder, { recursive: true });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** What the compiler says against programs of a page, written into a folder that is there. */
export function typeFaultsOf(programs: readonly string[], folder: string): string[] {
  const files = programs.map((code, i) => {
    const file = join(folder, `typed-${i}.ts`);
    writeFileSync(file, code);
    return file;
  });
  return typeFaultsIn(files);
}

/** A local node, and how a program of a page is run against it. */
export interface Bench {
  ethers: HardhatEthers;
  networkHelpers: NetworkHelpers;
  /** Runs a program with these arguments, and gives what it printed. */
  run: (code: string, name: string, inputs: readonly string[]) => Promise<unknown[][]>;
}

/** Does something with a local node of its own. Programs are written into a folder that is there. */
export async function withNode(folder: string, use: (bench: Bench) => Promise<void>): Promise<void> {
  const server = await hre.network.createServer("default", "127.0.0.1", 0);
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const connection = await hre.network.create({ network: "localhost", override: { url } });
  const { ethers, networkHelpers } = connection;
  try {
    await use({
      ethers,
      networkHelpers,
      run: (code, name, inputs) => runProgram(code.replace("http://127.0.0.1:8545", url), join(folder, name), inputs),
    });
  } finally {
    await connection.close();
    await server.close();
  }
}

async function runProgram(code: string, path: string, inputs: readonly string[]): Promise<unknown[][]> {
  const { log } = console;
  const { argv } = process;
  const printed: unknown[][] = [];
  let linked = code;
  for (const [name, source] of Object.entries(SOURCES))
    linked = linked.replaceAll(`from "${name}"`, `from ${JSON.stringify(pathToFileURL(source).href)}`);
  const file = `${path}.ts`;
  writeFileSync(file, `${linked}\nprovider.destroy();\n`);
  try {
    process.argv = [...argv.slice(0, 2), ...inputs];
    console.log = (...values: unknown[]) => printed.push(values);
    await import(pathToFileURL(file).href);
  } finally {
    console.log = log;
    process.argv = argv;
  }
  return printed;
}
