// The package as its users meet it: built, packed, linted, installed in an empty ESM project, type-checked there, and run against a local node
// that has the system. What is inside, what it exports and what must not compile are checked too. Needs the registry (or npm's cache of it)
// for ethers, viem and typescript, and no other network.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { conclude, root } from "./gate.ts";
import {
  copyExample,
  createProject,
  importFaults,
  installViem,
  installWithEthers,
  refusalFaults,
  runScript,
  typeFaults,
  writeEntries,
} from "./package/consumer.ts";
import { contentFaults, manifestOf } from "./package/contents.ts";
import { exportFaults } from "./package/exports.ts";
import { startNode } from "./package/node.ts";
import { run } from "./package/run.ts";
import { openWorkspace } from "./package/workspace.ts";

const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** `npm pack` builds first (prepack). Gives the path of the tarball. */
async function pack(folder: string): Promise<string> {
  const { code, all } = await run("npm", ["pack", "--pack-destination", folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (code !== 0 || tarball === undefined) throw new Error(`npm pack failed: ${all.trim()}`);
  return join(folder, tarball);
}

async function lintFaults(tarball: string): Promise<string[]> {
  const bytes = readFileSync(tarball);
  const packed = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
  const faults = messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
  // The package is ESM alone, so CommonJS resolution and Node 10 do not count.
  const types = ["--profile", "esm-only", "--no-definitely-typed", "--no-emoji", "--no-color", "--format", "ascii"];
  const { code, all } = await run(bin("attw"), [tarball, ...types]);
  return code === 0 ? faults : [...faults, `attw: ${all.trim()}`];
}

async function addressFaults(): Promise<string[]> {
  const { code, all } = await run(bin("hardhat"), ["run", "--no-compile", "scripts/addresses.ts"], {
    env: { LAPSE_CHECK: "1" },
  });
  return code === 0 ? [] : [`addresses: ${all.trim().slice(-600)}`];
}

/**
 * What the scripts of the example must print. The member has a quota of 5 in each week and spends 2; the company has a thousand dollars, buys a
 * card of 50 of them, and 12.50 of that are spent; an owner's plan is in force, and due after ninety days; a car of 30,000 dollars has driven 20,000 km in a year, and was repaired in part after an
 * accident: docs/vehicle.md works its books through.
 */
async function runFaults(project: string): Promise<string[]> {
  const node = await startNode();
  try {
    const token = await runScript(project, "create-token.ts", node.url);
    const printed = await runScript(project, "read-and-spend.ts", node.url, token);
    const { frame, ...read } = JSON.parse(printed) as Record<string, string>;
    const wanted = { seconds: "604800", before: "5", after: "3", nextFrame: "5", earned: "2" };
    const faults = compare("read-and-spend.ts", read, wanted);
    // Which week it is, the clock of this machine decides.
    if (!/^[1-9]\d*$/.test(frame ?? "")) faults.push(`read-and-spend.ts reads the frame ${frame ?? "(none)"}`);

    const { vault, ...card } = JSON.parse(await runScript(project, "prepaid.ts", node.url, node.asset)) as Record<
      string,
      string
    >;
    const bought = { claimed: "50000000", remaining: "37500000", earned: "12500000", back: "987500000", holds: "true" };
    faults.push(...compare("prepaid.ts", card, bought));

    const plan: unknown = JSON.parse(await runScript(project, "wallet.ts", node.url, node.asset));
    const told = { version: "1", state: "active", use: "checkpoint", dueAfterDays: "90", inAYear: "active" };
    faults.push(...compare("wallet.ts", plan, told));

    const car: unknown = JSON.parse(await runScript(project, "vehicle.ts", node.url, node.asset));
    const books = { value: "25242450000", residual: "398565000", consumed: "4358985000" };
    faults.push(
      ...compare("vehicle.ts", car, { ...books, offers: ["VehicleBelow", "sold"], reports: 2, agrees: true }),
    );

    faults.push(...(await installViem(project)));
    copyExample(project, "read-with-viem.ts");
    faults.push(...(await typeFaults(project)));
    const viem: unknown = JSON.parse(await runScript(project, "read-with-viem.ts", node.url, token, vault ?? ""));
    const seen = { totalSupply: "3", groups: node.groups, symbol: "pmUSD", bucketLength: "3600" };
    return [...faults, ...compare("read-with-viem.ts", viem, seen)];
  } finally {
    await node.stop();
  }
}

function compare(script: string, printed: unknown, wanted: unknown): string[] {
  const [a, b] = [JSON.stringify(printed), JSON.stringify(wanted)];
  return a === b ? [] : [`${script} prints ${a} instead of ${b}`];
}

const folder = openWorkspace("lapse-package-");
const tarball = await pack(folder);
const project = join(folder, "project");
mkdirSync(project);
createProject(project);
const faults = await installWithEthers(project, tarball);
if (faults.length > 0) conclude("package", faults, "");

const installed = join(project, "node_modules/lapse");
const { faults: inside, files, bytes } = contentFaults(installed);
faults.push(...inside, ...(await lintFaults(tarball)), ...(await addressFaults()));
faults.push(...(await exportFaults(installed)));
const entries = Object.keys(manifestOf(installed).exports).filter((entry) => !entry.includes("*"));
faults.push(...(await importFaults(project, entries)));

copyExample(
  project,
  "tsconfig.json",
  "create-token.ts",
  "read-and-spend.ts",
  "prepaid.ts",
  "wallet.ts",
  "vehicle.ts",
  "refused",
);
writeEntries(project, entries);
faults.push(...(await typeFaults(project)), ...(await refusalFaults(project)));
// What doesn't type-check or lacks an export fails again when it runs, and says less then.
if (faults.length === 0) faults.push(...(await runFaults(project)));
conclude("package", faults, `${files} files, ${bytes} bytes, used with ethers and with viem`);
