import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { InterfaceAbi } from "ethers";

import { root } from "../../../scripts/gates/gate.ts";

export interface Compiled {
  abi: InterfaceAbi;
  bytecode: string;
  /** What the compiler says of this source, and not of what it imports. */
  faults: string[];
}

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }>>;
}

/** Finds imports as a project does that has installed the package and its peers. */
function findImport(path: string): { contents: string } | { error: string } {
  const file = path.startsWith("lapse/") ? path.replace("lapse/", "") : `node_modules/${path}`;
  try {
    return { contents: readFileSync(join(root, file), "utf8") };
  } catch {
    return { error: `${path} is not there` };
  }
}

/** Compiles one contract of a page's Solidity block. */
export function compile(content: string, contract: string): Compiled {
  const solc = createRequire(import.meta.url)("solc") as {
    compile: (input: string, callbacks: { import: typeof findImport }) => string;
  };
  const name = `${contract}.sol`;
  const input = {
    language: "Solidity",
    sources: { [name]: { content } },
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { [name]: { [contract]: ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport })) as Output;
  const messages = (output.errors ?? []).map((error) => error.formattedMessage);
  const made = output.contracts?.[name]?.[contract];
  return {
    abi: made?.abi ?? [],
    bytecode: made?.evm.bytecode.object ?? "",
    faults: messages.filter((message) => message.includes(name)),
  };
}
