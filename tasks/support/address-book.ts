import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { isAddress } from "ethers";

import { fail } from "./failure.ts";

/**
 * The names that users give to what they create in a system, kept beside the deployment records in `deployments/<network>/.<system>.json` as
 * `{ "meal": "0x…" }`. A convenience only: an address always works too, and the file can be deleted. Its name begins with a dot because
 * every other file there is taken for a deployment record. Simulated networks end with their process and keep none.
 */
export class AddressBook {
  readonly #folder: string;
  readonly #system: string;
  readonly #isValue: (text: unknown) => boolean;

  /** @param isValue What names can stand for; addresses unless it is said. */
  constructor(network: string, system: string, isValue: (text: unknown) => boolean = isAddress) {
    this.#folder = join(deploymentsFolder(), network);
    this.#system = system;
    this.#isValue = isValue;
  }

  async find(name: string): Promise<string | undefined> {
    return (await this.#read()).get(keyOf(name));
  }

  /** The name of a value; undefined where it has none. */
  async nameOf(value: string): Promise<string | undefined> {
    const same = (known: string): boolean => known.toLowerCase() === value.toLowerCase();
    return [...(await this.#read())].find(([, known]) => same(known))?.[0];
  }

  async names(): Promise<string[]> {
    return [...(await this.#read()).keys()];
  }

  async record(name: string, address: string): Promise<void> {
    const book = (await this.#read()).set(keyOf(name), address);
    const sorted = Object.fromEntries([...book].sort(([a], [b]) => (a < b ? -1 : 1)));
    await mkdir(this.#folder, { recursive: true });
    // Written beside and moved into place, so that an interruption leaves the old file or the new one.
    await writeFile(`${this.#path}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
    await rename(`${this.#path}.new`, this.#path);
  }

  get #path(): string {
    return join(this.#folder, `.${this.#system}.json`);
  }

  async #read(): Promise<Map<string, string>> {
    const text = await readIfThere(this.#path);
    if (text === null) return new Map();
    const book = parsed(text);
    if (typeof book !== "object" || book === null) fail(`${this.#path} is damaged; delete it, and use addresses.`);
    const entries = Object.entries(book).filter((entry): entry is [string, string] => this.#isValue(entry[1]));
    return new Map(entries);
  }
}

/** Where the deploy script recorded a contract; null where it did not. */
export async function recordedAddress(network: string, contract: string): Promise<string | null> {
  const text = await readIfThere(join(deploymentsFolder(), network, `${contract}.json`));
  const record = text === null ? null : parsed(text);
  if (typeof record !== "object" || record === null || !("address" in record)) return null;
  return isAddress(record.address) ? record.address : null;
}

/** As in rocketh/config.ts, read when it is asked for. */
function deploymentsFolder(): string {
  return process.env["LAPSE_DEPLOYMENTS"] ?? "deployments";
}

function keyOf(name: string): string {
  return name.toLowerCase();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
