import { existsSync } from "node:fs";
import { registerHooks } from "node:module";

import type { Bytecodes } from "./compile.ts";

/** The creation code that the bindings and the deploy scripts of this process use. */
let bytecodes: Bytecodes = new Map();

/** Who wants to know which contracts are deployed. */
let listener: (name: string) => void = () => undefined;

/** What the generated modules call in the place of their literals. */
const ASK = "globalThis.lapseMutationBytecode";

/** Makes this process deploy other code from now on than the build made. */
export function inject(next: Bytecodes): void {
  bytecodes = next;
}

/** From now on tells of each contract that is about to be deployed. */
export function listen(next: (name: string) => void): void {
  listener = next;
}

/**
 * Rewrites the generated modules as they are loaded: where the creation code of a contract stood, they ask for it. Nothing on disk is touched.
 * To be called before the first of them is imported.
 */
export function installInjection(): void {
  Object.assign(globalThis, {
    lapseMutationBytecode(name: string, built: string): string {
      listener(name);
      return bytecodes.get(name) ?? built;
    },
  });
  registerHooks({
    resolve(specifier, context, nextResolve) {
      // Generated modules are imported by the name that they have once compiled.
      const own = specifier.startsWith(".") && context.parentURL?.includes("/node_modules/") === false;
      return nextResolve(own ? sourceOf(specifier, context.parentURL) : specifier, context);
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (typeof loaded.source !== "string" && !(loaded.source instanceof Uint8Array)) return loaded;
      const text = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
      const binding = /\/types\/ethers-contracts\/factories\/.*\/(\w+)__factory\.ts$/.exec(url)?.[1];
      if (binding !== undefined) return { ...loaded, source: inBinding(text, binding) };
      const artifact = /\/generated\/artifacts\/(\w+)\.ts$/.exec(url)?.[1];
      if (artifact !== undefined) return { ...loaded, source: inArtifact(text, artifact) };
      return loaded;
    },
  });
}

function sourceOf(specifier: string, parent = ""): string {
  const source = specifier.replace(/\.js$/, ".ts");
  return existsSync(new URL(source, parent)) ? source : specifier;
}

function inBinding(source: string, name: string): string {
  const call = `${ASK}("${name}", _bytecode)`;
  return source
    .replace("super(_abi, _bytecode,", `super(_abi, ${call},`)
    .replace("static readonly bytecode = _bytecode", `static get bytecode() { return ${call} }`);
}

/** The first `bytecode` at the outermost level of the value is a string; before the value stands its type, which looks the same. */
function inArtifact(source: string, name: string): string {
  const value = source.indexOf("\n} = {");
  const code = /\n {2}"bytecode": ("0x[0-9a-f]*")/.exec(source.slice(value));
  if (value < 0 || code?.[1] === undefined) return source;
  const at = value + code.index;
  const getter = `\n  get "bytecode"() { return ${ASK}("${name}", ${code[1]}) }`;
  return source.slice(0, at) + getter + source.slice(at + code[0].length);
}
