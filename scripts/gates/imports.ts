// Holds the direction of imports: no system imports another (what two need moves to the kernel), the kernel imports no
// system, production contracts import no mock, and src, which is published, knows nothing of Hardhat or of our tooling.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";

import { conclude, filesBelow, productionContracts, root, systems } from "./gate.ts";

interface Import {
  file: string;
  line: number;
  /** As written for packages; relative to the project for our own files. */
  target: string;
}

const SPECIFIER = /\b(?:import|from)\s*\(?\s*["']([^"'\n]+)["']/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

function importsOf(file: string): Import[] {
  // Comments go, their line breaks stay, so that line numbers hold.
  const text = readFileSync(join(root, file), "utf8").replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ""));
  return [...text.matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1] ?? "";
    return {
      file,
      line: text.slice(0, match.index).split("\n").length,
      target: specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier,
    };
  });
}

/** The system that a path of ours belongs to, if any. */
function systemOf(path: string): string | undefined {
  const [top, folder] = path.split("/");
  const name = folder?.replace(/\.ts$/, "");
  return top === "contracts" || top === "src" ? systems.find((system) => system === name) : undefined;
}

/** Where the systems meet and may be imported together: the entry points of the package. */
function isEntryPoint(file: string): boolean {
  return /^src\/[^/]+\.ts$/.test(file);
}

function faultOf({ file, target }: Import): string | undefined {
  const from = systemOf(file);
  const to = systemOf(target);
  if (to !== undefined && from !== to && !isEntryPoint(file))
    return from === undefined ? `imports the system ${to}` : `imports another system, ${to}`;
  if (file.startsWith("contracts/") && target.startsWith("contracts/mocks/")) return "imports a mock";
  if (!file.startsWith("src/")) return undefined;
  if (/^(hardhat|hardhat-.*|rocketh|@nomicfoundation|@rocketh)(\/|$)/.test(target)) return `imports ${target}`;
  if (/^(tasks|deploy|rocketh|hardhat|scripts|test|scenarios|generated)\//.test(target)) return `imports ${target}`;
  return undefined;
}

const files = [...productionContracts(), ...filesBelow("src", ".ts")];
const faults = files.flatMap(importsOf).flatMap((item) => {
  const fault = faultOf(item);
  return fault === undefined ? [] : [`${item.file}:${item.line} ${fault}`];
});
conclude("imports", faults, `${files.length} files keep to their own system`);
