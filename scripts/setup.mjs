// Makes node_modules complete before `npm start` and `npm test`, on any Node from 18 on.
//
// npm under Node < 22 silently skips EDR, Hardhat's native chain: it is an optional dependency that asks for Node >= 22.
// `npm ci` then succeeds and Hardhat fails later (HHE27). So a tree counts as complete only if it holds every package
// that the lock file wants on this platform, and an install always runs under Node >= 22.
//
// Plain JavaScript without dependencies: nothing is installed yet when this runs.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE_TO_INSTALL_WITH = 22;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** The same of npm's own record, which an install that was interrupted may have left half written; undefined then. */
function readRecord(file) {
  try {
    return readPackages(file);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** "musl" or "glibc" on Linux, as EDR's own loader tells them apart; undefined elsewhere. */
function libcFamily() {
  if (process.platform !== "linux") return undefined;
  try {
    return readFileSync("/usr/bin/ldd", "utf8").includes("musl") ? "musl" : "glibc";
  } catch {
    return existsSync("/etc/alpine-release") ? "musl" : "glibc";
  }
}

const libc = libcFamily();

/** npm's rule for `os`, `cpu` and `libc`: a list of accepted values, or of refused ones with a leading "!". */
function accepts(list, value) {
  if (list === undefined || value === undefined || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  const accepted = list.filter((item) => !item.startsWith("!"));
  return accepted.length === 0 || accepted.includes(value);
}

function isForThisPlatform(entry) {
  return accepts(entry.os, process.platform) && accepts(entry.cpu, process.arch) && accepts(entry.libc, libc);
}

/** npm may leave out an optional package, but not one that was made for this very platform: that one is a binary we need. */
function mayBeAbsent(entry) {
  const namesPlatform = entry.os !== undefined || entry.cpu !== undefined || entry.libc !== undefined;
  return entry.optional === true && !(namesPlatform && isForThisPlatform(entry));
}

/** Why node_modules does not match the lock file, in a few words; undefined when it does. */
function findFault(wanted) {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return "no packages installed";
  const installed = readRecord(record);
  if (installed === undefined) return "the record of what is installed is damaged";

  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.link === true) continue;
    const name = path.slice("node_modules/".length);
    const found = installed[path];
    if (found === undefined) {
      if (!mayBeAbsent(entry)) return `${name} is missing`;
    } else if (found.version !== entry.version) {
      return `${name} is ${found.version}, not ${entry.version}`;
    } else if (!existsSync(join(root, path, "package.json"))) {
      return `${name} is recorded but not there`;
    }
  }

  // These two arrive by install script or as a bare binary, so their package.json alone proves nothing.
  const edr = Object.entries(wanted).find(([path, entry]) => /\/edr-[^/]+$/.test(path) && isForThisPlatform(entry));
  if (edr === undefined)
    fail(`EDR, Hardhat's chain, has no build for ${process.platform} ${process.arch} (${libc ?? "any libc"})`);
  if (!readdirSync(join(root, edr[0])).some((file) => file.endsWith(".node"))) return `${edr[0]} holds no binary`;
  const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(node)) return "the pinned Node is missing (are install scripts turned off?)";
  return undefined;
}

/** The environment without this project's own bin folder: an install must not run on a Node that it is about to delete. */
function environmentOutsideProject() {
  const environment = { ...process.env };
  const key = Object.keys(environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const folders = (environment[key] ?? "").split(delimiter);
  environment[key] = folders.filter((folder) => !`${folder}${sep}`.startsWith(modules + sep)).join(delimiter);
  return environment;
}

function install(pinnedNode) {
  const major = Number(process.versions.node.split(".")[0]);
  const ownNodeWillDo = major >= OLDEST_NODE_TO_INSTALL_WITH && !process.execPath.startsWith(modules + sep);
  const npmCi = ["npm", "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const [command, ...args] = ownNodeWillDo ? npmCi : ["npx", "--yes", `--package=node@${pinnedNode}`, "--", ...npmCi];

  const result = spawnSync(command, args, {
    cwd: root,
    env: environmentOutsideProject(),
    stdio: "inherit",
    shell: process.platform === "win32", // npm and npx are .cmd files there
  });
  if (result.error !== undefined) fail(`cannot run ${command}: ${result.error.message}`);
  if (result.status !== 0) fail(`"${[command, ...args].join(" ")}" ended with ${result.status ?? result.signal}`);
}

const wanted = readPackages(join(root, "package-lock.json"));
const fault = findFault(wanted);
if (fault !== undefined) {
  console.log(`setup: ${fault}; installing the packages of package-lock.json (takes a minute)`);
  install(wanted["node_modules/node"].version);
  const remaining = findFault(wanted);
  if (remaining !== undefined) fail(`after installing, ${remaining}`);
  console.log("setup: done");
}
