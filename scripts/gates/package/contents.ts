import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import ts from "typescript";

import { filesBelow, productionContracts, root } from "../gate.ts";

/** What lies at the top of the package, all of it needed. */
const TOP_LEVEL = ["LICENSE", "README.md", "contracts", "deployments", "dist", "package.json"];
/**
 * Four systems make some 1,085, of 16.1 MB; a folder that slipped in makes hundreds more. Vehicle has added two for each of its 61 modules, six for each of its 17 contracts and interfaces (types, factory and ABI, each as code and
 * as declaration), and its sources. To be looked at again with the next system.
 */
const LIMIT_FILES = 1_100;
const LIMIT_BYTES = 16_500_000;

const FORBIDDEN: [pattern: RegExp, reason: string][] = [
  [/mock/i, "is a mock"],
  [/\.t\.sol$/, "is a test"],
  [/\.test\./, "is a test"],
  [/^deployments\/(localhost|default)\//, "is a record of a local node"],
  [/(^|\/)(hardhat|rocketh|node_modules|generated|artifacts|cache)(\/|\.)/, "is of our tooling"],
  [/\.tsbuildinfo$|(^|\/)\./, "is of no use to a user"],
];
/** `deployments/<network>/.chain` is the one hidden file that belongs there. */
const CHAIN_FILE = /^deployments\/[^/]+\/\.chain$/;

/** What is for Node alone: the on-board unit of a vehicle, which keeps files. All else works in a browser, too. */
const FOR_NODE = "dist/src/vehicle/agent/";
/** What lies there and is for both, since it is all that others import from there. */
const FOR_BOTH = ["report"].map((name) => `${FOR_NODE}${name}.js`);

const MACHINE_PATH = /(?:file:\/\/|\/home\/|\/Users\/|[A-Z]:\\Users\\)[\w.-]*/;

export interface Manifest {
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

/** The package.json of an installed package, as far as the gate looks into it. */
export function manifestOf(folder: string): Manifest {
  const value = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Partial<Manifest>;
  return {
    exports: value.exports ?? {},
    dependencies: value.dependencies ?? {},
    peerDependencies: value.peerDependencies ?? {},
  };
}

/** What is wrong with the files of the package, as it is unpacked in `folder`. */
export function contentFaults(folder: string): { faults: string[]; files: number; bytes: number } {
  const faults: string[] = [];
  const top = readdirSync(folder);
  for (const name of top) if (!TOP_LEVEL.includes(name)) faults.push(`${name} does not belong into the package`);
  for (const name of TOP_LEVEL) if (!top.includes(name)) faults.push(`${name} is missing in the package`);

  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  const { dependencies, peerDependencies } = manifestOf(folder);
  const allowed = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  let bytes = 0;
  for (const name of files) {
    const text = readFileSync(join(folder, name), "utf8");
    bytes += Buffer.byteLength(text);
    for (const [pattern, reason] of FORBIDDEN)
      if (pattern.test(name) && !CHAIN_FILE.test(name)) faults.push(`${name} ${reason}`);
    const path = [root, homedir()].find((own) => own.length > 1 && text.includes(own)) ?? MACHINE_PATH.exec(text)?.[0];
    if (path !== undefined) faults.push(`${name} names a path of a machine, ${path}`);
    if (name.startsWith("dist/")) faults.push(...importFaults(name, text, allowed, new Set(files)));
  }

  const shipped = files.filter((name) => name.endsWith(".sol"));
  for (const source of productionContracts())
    if (!shipped.includes(source)) faults.push(`${source} is missing in the package`);
  for (const source of filesBelow("src", ".ts"))
    for (const ending of [".js", ".d.ts"])
      if (!files.includes(`dist/${source.slice(0, -".ts".length)}${ending}`))
        faults.push(`${source} has no ${ending} in the package`);

  if (files.length > LIMIT_FILES)
    faults.push(`the package has ${files.length} files, over the limit of ${LIMIT_FILES}`);
  if (bytes > LIMIT_BYTES) faults.push(`the package has ${bytes} bytes unpacked, over the limit of ${LIMIT_BYTES}`);
  return { faults, files: files.length, bytes };
}

/** Imports of packages that a user doesn't get, of files that are not there, and of Node's own where there may be none. */
function importFaults(name: string, text: string, allowed: Set<string>, files: Set<string>): string[] {
  const forNode = name.startsWith(FOR_NODE) && !FOR_BOTH.includes(name);
  return ts.preProcessFile(text).importedFiles.flatMap(({ fileName: specifier }) => {
    if (specifier.startsWith("node:"))
      return forNode ? [] : [`${name} imports ${specifier}, and is not for Node alone`];
    if (!specifier.startsWith(".")) {
      const [first = "", second = ""] = specifier.split("/");
      const dependency = first.startsWith("@") ? `${first}/${second}` : first;
      return allowed.has(dependency) ? [] : [`${name} imports ${specifier}, which is no dependency of the package`];
    }
    const target = join(name, "..", specifier).replaceAll("\\", "/");
    if (name.endsWith(".js") && !forNode && target.startsWith(FOR_NODE) && !FOR_BOTH.includes(target))
      return [`${name} imports ${specifier}, which is for Node alone`];
    const compiled = name.endsWith(".d.ts") ? target.replace(/\.[jt]s$/, ".d.ts") : target;
    return files.has(compiled) ? [] : [`${name} imports ${specifier}, which is not in the package`];
  });
}
