// Holds the package free of copyleft: each contract's SPDX line, and each package that a user of ours gets to run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { conclude, productionContracts, root } from "./gate.ts";

const PERMISSIVE = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "CC0-1.0",
  "Unlicense",
]);

/** A permissive licence; of alternatives ("A OR B") one will do, of a sum ("A AND B") all are needed. */
function isPermissive(expression: string): boolean {
  return expression
    .replace(/[()]/g, "")
    .split(/\s+OR\s+/)
    .some((alternative) => alternative.split(/\s+AND\s+/).every((part) => PERMISSIVE.has(part.trim())));
}

function contractFault(file: string): string[] {
  const identifier = /SPDX-License-Identifier:\s*(.+?)\s*$/m.exec(readFileSync(join(root, file), "utf8"))?.[1];
  if (identifier === undefined) return [`${file} has no SPDX-License-Identifier`];
  return isPermissive(identifier) ? [] : [`${file} is under ${identifier}`];
}

interface Manifest {
  license?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Where Node finds a package that is imported from `folder`: the nearest node_modules, going up. */
function find(name: string, folder: string): string | undefined {
  for (let at = folder; at.length >= root.length; at = join(at, "..", "/")) {
    const candidate = join(at, "node_modules", name, "/");
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}

const seen = new Map<string, string>();
const faults = productionContracts().flatMap(contractFault);

function visit(name: string, importer: string): void {
  const folder = find(name, importer);
  if (folder === undefined) {
    faults.push(`${name} is not installed, so its licence is unknown`);
    return;
  }
  if (seen.has(folder)) return;
  const { license, dependencies } = readManifest(folder);
  seen.set(folder, name);
  if (license === undefined || !isPermissive(license))
    faults.push(`the package ${name} is under ${license ?? "no licence"}`);
  for (const dependency of Object.keys(dependencies ?? {})) visit(dependency, folder);
}

const { dependencies, peerDependencies } = readManifest(root);
for (const name of Object.keys({ ...dependencies, ...peerDependencies })) visit(name, root);

conclude("licenses", faults, `all contracts and ${seen.size} packages are under permissive licences`);
