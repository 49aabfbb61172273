import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";

const require = createRequire(import.meta.url);

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>>;
}
interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string;
}

export type Sources = ReadonlyMap<string, string>;
/** Creation code by contract name, without 0x. */
export type Bytecodes = ReadonlyMap<string, string>;

/** All own sources below `contracts`, by their path from the root. */
export function readSources(root: string): Sources {
  const sources = new Map<string, string>();
  for (const entry of readdirSync(join(root, "contracts"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".sol")) continue;
    const path = join(entry.parentPath, entry.name);
    sources.set(relative(root, path).split(sep).join("/"), readFileSync(path, "utf8"));
  }
  return sources;
}

/** Compiles with the settings of the build; null where the sources don't compile. */
export function compile(root: string, sources: Sources): Bytecodes | null {
  const solc = require("solc") as Solc;
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([...sources].map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 10_000 },
      outputSelection: { "*": { "*": ["evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path) => ({ contents: readFileSync(join(root, "node_modules", path), "utf8") }),
    }),
  ) as SolcOutput;
  if (output.errors?.some(({ severity }) => severity === "error") === true) return null;
  const bytecodes = new Map<string, string>();
  for (const [path, contracts] of Object.entries(output.contracts ?? {})) {
    if (!path.startsWith("contracts/")) continue;
    for (const [name, contract] of Object.entries(contracts)) {
      if (contract.evm.bytecode.object !== "") bytecodes.set(name, contract.evm.bytecode.object);
    }
  }
  return bytecodes;
}
