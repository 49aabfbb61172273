import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix, relative, sep } from "node:path";

const require = createRequire(import.meta.url);

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>>;
}
interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string;
}

/** No more than keeps inline assembly within the reach of the stack. */
const BARELY = { enabled: false, details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: "u" } } };

/** Own source texts by their path from the root. */
export type Sources = ReadonlyMap<string, string>;
/** Creation code by contract name, with 0x and without the hash of the metadata. */
export type Bytecodes = ReadonlyMap<string, string>;

/** All own sources below `contracts`, but for the peers of the bench. */
export function readSources(root: string): Sources {
  const sources = new Map<string, string>();
  for (const entry of readdirSync(join(root, "contracts"), { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!entry.isFile() || !path.endsWith(".sol") || path.startsWith("contracts/mocks/bench/")) continue;
    sources.set(path, readFileSync(join(root, path), "utf8"));
  }
  return sources;
}

/** The files whose code may change with a file: itself, and all that import it, however far away. */
export function dependents(sources: Sources, file: string): string[] {
  const found = new Set([file]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [path, text] of sources) {
      const imports = [...text.matchAll(/from "(\.[^"]+)"/g)].map((match) =>
        posix.join(posix.dirname(path), match[1] ?? ""),
      );
      if (imports.some((imported) => found.has(imported))) found.add(path);
    }
  }
  return [...found];
}

/**
 * Compiles some files, and what they import, with the settings of the build; null where they don't compile. Without the optimizer it takes a
 * fourth of the time, and what the code does is the same.
 */
export function compile(root: string, sources: Sources, files: readonly string[], optimized = true): Bytecodes | null {
  const solc = require("solc") as Solc;
  const selection = Object.fromEntries(files.map((file) => [file, { "*": ["evm.bytecode.object"] }]));
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(files.map((file) => [file, { content: sources.get(file) ?? "" }])),
    settings: {
      evmVersion: "cancun",
      optimizer: optimized ? { enabled: true, runs: 10_000 } : BARELY,
      // Without it the same code is the same bytes, whatever the source that it comes from.
      metadata: { appendCBOR: false },
      outputSelection: selection,
    },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path) => ({ contents: sources.get(path) ?? readFileSync(join(root, "node_modules", path), "utf8") }),
    }),
  ) as SolcOutput;
  if (output.errors?.some(({ severity }) => severity === "error") === true) return null;
  const bytecodes = new Map<string, string>();
  for (const file of files) {
    for (const [name, contract] of Object.entries(output.contracts?.[file] ?? {})) {
      if (contract.evm.bytecode.object !== "") bytecodes.set(name, `0x${contract.evm.bytecode.object}`);
    }
  }
  return bytecodes;
}
