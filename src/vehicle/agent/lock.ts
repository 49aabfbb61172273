import { readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { hasErrorCode, PRIVATE } from "./files.ts";

/** Somebody else has the file. */
export class LockedError extends Error {
  override readonly name: string = "LockedError";
}

/** Who holds a lock. */
interface Holder {
  host: string;
  pid: number;
  /** What tells a process from a later one with its number: the start of the machine, and its own; empty where the system doesn't say. */
  boot: string;
  start: string;
  /** Inside what its number counts: processes of containers see other numbers. */
  space: string;
  released?: boolean;
}

/** A file that nobody else has. */
export interface Lock {
  release(): Promise<void>;
}

/** How often, and how long in milliseconds, one who has just made a lock is given time to write its name in. */
const [PATIENCE, PAUSE] = [20, 50];

/**
 * Takes a file for this process alone, by files beside it with rising numbers: the one with the highest number is the lock. It is taken over where its holder has released it or is dead, by making
 * the next number's, which only one can; so there is no moment in which two have it.
 *
 * @throws {LockedError} With the process that has it.
 * @example
 * const lock = await lockFile("vehicle.outbox");
 */
export async function lockFile(path: string): Promise<Lock> {
  const self = await holderOfThis();
  for (;;) {
    const [newest = 0] = await numbersOf(path);
    if (newest > 0) await requireGone(path, lockName(path, newest));
    const mine = newest + 1;
    if (!(await made(lockName(path, mine), self))) continue;
    // Whoever was slow may have made a number that is no more the next one.
    const numbers = await numbersOf(path);
    if (numbers[0] !== mine) {
      await rm(lockName(path, mine), { force: true });
      continue;
    }
    for (const old of numbers.slice(1)) await rm(lockName(path, old), { force: true });
    return {
      release: async () => {
        // It stays, so that its number isn't taken twice.
        await writeFile(lockName(path, mine), JSON.stringify({ ...self, released: true }));
      },
    };
  }
}

function lockName(path: string, number: number): string {
  return `${path}.lock.${number}`;
}

/** The numbers of a file's locks, the highest first. */
async function numbersOf(path: string): Promise<number[]> {
  const start = `${basename(path)}.lock.`;
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(start));
  return names
    .map((name) => Number(name.slice(start.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0)
    .sort((a, b) => b - a);
}

async function made(name: string, self: Holder): Promise<boolean> {
  try {
    await writeFile(name, JSON.stringify(self), { flag: "wx", mode: PRIVATE });
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Throws unless the holder of a lock has released it, or can't be alive. */
async function requireGone(path: string, name: string): Promise<void> {
  const holder = await readHolder(name);
  // Nobody's: its maker lost power before he had written his name in.
  if (holder === null || holder.released === true) return;
  const self = await holderOfThis();
  const where = `process ${holder.pid} on ${holder.host}`;
  const remedy = `end it first, or, if it is gone for good, delete ${name}`;
  if (holder.host !== self.host) throw new LockedError(`${path} is in use by ${where}: ${remedy}`);
  if (holder.boot !== self.boot) return;
  if (holder.space === self.space && !(await isAlive(holder))) return;
  throw new LockedError(`${path} is in use by ${where}: ${remedy}`);
}

async function readHolder(name: string): Promise<Holder | null> {
  for (let i = 0; i < PATIENCE; ++i) {
    const text = await readFile(name, "utf8").catch((error: unknown) => {
      if (hasErrorCode(error, "ENOENT")) return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return JSON.parse(text) as Holder;
    } catch {
      await wait(PAUSE);
    }
  }
  return null;
}

async function isAlive({ pid, start }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process can't be asked, but it is there.
    if (!hasErrorCode(error, "EPERM")) return false;
  }
  return start === (await startOf(pid));
}

async function holderOfThis(): Promise<Holder> {
  const boot = await textOf(readFile("/proc/sys/kernel/random/boot_id", "utf8"));
  const space = await textOf(readlink("/proc/self/ns/pid"));
  const { pid } = process;
  return { host: hostname(), pid, boot, start: await startOf(pid), space };
}

/** When a process was started, in ticks of its machine. */
async function startOf(pid: number): Promise<string> {
  const text = await textOf(readFile(join("/proc", `${pid}`, "stat"), "utf8"));
  // The name of the program, in parentheses, may hold spaces. After it come the state and, as the twentieth field, the start.
  const fields = text
    .slice(text.lastIndexOf(")") + 1)
    .trim()
    .split(" ");
  // One that is dead keeps its number until its parent has asked how it ended, which some never do.
  return /^[ZX]$/.test(fields[0] ?? "") ? "" : (fields[19] ?? "");
}

/** A text of Linux; empty elsewhere. */
async function textOf(reading: Promise<string>): Promise<string> {
  return (await reading.catch(() => "")).trim();
}
