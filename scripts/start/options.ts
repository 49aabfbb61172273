import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { NAMES } from "../../scenarios/names.ts";

export const DEFAULT_PORT = 8545;

export const USAGE = `npm start -- [options]

Starts a local chain, deploys every system to it, plays months and years of each and prints what it cost.

  --only SYSTEM   play that of one system: ${Object.keys(NAMES).join(", ")}
  --port N        port of the local chain (${DEFAULT_PORT}, which the tasks expect)
  --members FILE  CSV of the members of the timeframe programme (scenarios/data/timeframe-members.csv)
  --keep          keep the chain up at the end, for the tasks (the default on a terminal)
  --exit          end when all is played (the default elsewhere)
  --help          this text`;

export type System = keyof typeof NAMES;

/** Where `npm start` was called. */
export interface Caller {
  isTerminal: boolean;
  /** What a relative path is relative to. */
  folder: string;
}

/** What `npm start` was asked for. */
export interface StartOptions {
  port: number;
  /** The one system that is played; all of them where it is undefined. */
  only: System | undefined;
  /** In full. */
  members: string | undefined;
  keep: boolean;
  help: boolean;
}

/** Reads the command line; throws an `Error` whose message says what to write instead. */
export function readOptions(args: readonly string[], { isTerminal, folder }: Caller): StartOptions {
  const values = readValues(args);
  if (values.keep && values.exit) throw new Error("--keep and --exit exclude each other; give one of them");
  return {
    port: readPort(values.port),
    only: readSystem(values.only),
    members: values.members === undefined ? undefined : resolve(folder, values.members),
    keep: values.keep || (isTerminal && !values.exit),
    help: values.help,
  };
}

function readValues(args: readonly string[]) {
  const options = {
    port: { type: "string" },
    only: { type: "string" },
    members: { type: "string" },
    keep: { type: "boolean", default: false },
    exit: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node says what it doesn't know, but not who does.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new Error(`${problem}; npm start -- --help lists the options`, { cause: error });
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new Error(`--port takes a number from 1 to 65535, not "${text}"`);
  return port;
}

function readSystem(text: string | undefined): System | undefined {
  if (text === undefined || isSystem(text)) return text;
  throw new Error(`--only takes one of ${Object.keys(NAMES).join(", ")}, not "${text}"`);
}

function isSystem(text: string): text is System {
  return Object.hasOwn(NAMES, text);
}

/** Throws where a file can't be read. */
export async function requireReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch {
    throw new Error(`--members names ${file}, which can't be read`);
  }
}
