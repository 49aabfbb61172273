import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import hre from "hardhat";
import ts from "typescript";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";
import { root } from "../../../scripts/gates/gate.ts";

/** What `exports` of package.json says, before the package is built. */
export const SOURCES = {
  lapse: join(root, "src/index.ts"),
  "lapse/chain": join(root, "src/chain/index.ts"),
  "lapse/prepaid": join(root, "src/prepaid/index.ts"),
  "lapse/timeframe": join(root, "src/timeframe/index.ts"),
  "lapse/vehicle": join(root, "src/vehicle/index.ts"),
  "lapse/vehicle/agent": join(root, "src/vehicle/agent/index.ts"),
  "lapse/wallet": join(root, "src/wallet/index.ts"),
};

/** What the compiler says against files that import the package. */
export function typeFaultsIn(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: Record<string, unknown> };
  };
  const paths = Object.fromEntries(Object.entries(SOURCES).map(([name, path]) => [name, [path]]));
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: ["node"], paths }, root);
  return ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, "\n"));
}

/** A program of the page, and the node that it runs against. */
export interface Run {
  code: string;
  /** Where it is written, to be run. */
  file: string;
  /** Lines that export what `hold` wants to see. */
  added: string;
  /** Makes the node ready, and gives the program's arguments. */
  prepare: (ethers: HardhatEthers) => Promise<string[]>;
  /** Holds what it printed, and exported, against what it should. */
  hold: (printed: unknown[][], exported: Record<string, string>, ethers: HardhatEthers) => Promise<void>;
}

/** Runs a program against a local node of its own that has the system. */
export async function runAgainstNode({ code, file, added, prepare, hold }: Run): Promise<void> {
  const server = await hre.network.createServer("default", "127.0.0.1", 0);
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const connection = await hre.network.create({ network: "localhost", override: { url } });
  const printed: unknown[][] = [];
  const { log } = console;
  const { argv } = process;
  try {
    const { provider, ethers } = connection;
    await loadAndExecuteDeploymentsFromFiles({ provider, saveDeployments: false });
    process.argv = [...argv.slice(0, 2), ...(await prepare(ethers))];
    let linked = code.replace("http://127.0.0.1:8545", url);
    for (const [name, path] of Object.entries(SOURCES)) {
      linked = linked.replaceAll(`from "${name}"`, `from ${JSON.stringify(pathToFileURL(path).href)}`);
    }
    writeFileSync(file, `${linked}\nprovider.destroy();\n${added}\n`);
    console.log = (...values: unknown[]) => printed.push(values);
    const exported = (await import(pathToFileURL(file).href)) as Record<string, string>;
    console.log = log;
    await hold(printed, exported, ethers);
  } finally {
    console.log = log;
    process.argv = argv;
    await connection.close();
    await server.close();
  }
}
