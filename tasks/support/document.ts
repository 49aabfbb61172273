import { getAddress, isAddress, isHexString } from "ethers";

import { fail } from "./failure.ts";
import { readText } from "./file.ts";

/** An object of a JSON file. What isn't as it must be is told with the file and the place in it. */
export class Fields {
  /** "tiers[0].share", for a message. */
  readonly place: string;
  readonly #file: string;
  readonly #remedy: string;
  readonly #value: Readonly<Record<string, unknown>>;

  private constructor(file: string, remedy: string, place: string, value: Readonly<Record<string, unknown>>) {
    this.#file = file;
    this.#remedy = remedy;
    this.place = place;
    this.#value = value;
  }

  /**
   * The object that a file holds.
   * @param what What it should be, for a message: "plan".
   * @param remedy What to do where a field is wrong. Of what somebody has signed nothing can be corrected by hand.
   */
  static async read(path: string, what: string, remedy?: string): Promise<Fields> {
    return Fields.in(path, await readText(path), what, remedy);
  }

  /** The same of a text that has been read. */
  static in(path: string, text: string, what: string, remedy = "correct the file"): Fields {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      fail(`${path} holds no ${what}: it is no JSON; check its name.`, error instanceof Error ? error : undefined);
    }
    if (!isObject(value)) fail(`${path} holds no ${what}, but something else in JSON; check its name.`);
    return new Fields(path, remedy, "", value);
  }

  /** Refuses names that mean nothing: a mistyped one would be passed over. */
  only(known: readonly string[]): this {
    const odd = Object.keys(this.#value).find((name) => !known.includes(name));
    if (odd !== undefined)
      fail(`${this.#file} has "${this.#at(odd)}", which is unknown; there are ${known.join(", ")}.`);
    return this;
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined && this.#value[name] !== null;
  }

  /** A text; a number is taken as it is written. */
  text(name: string): string {
    const value = this.#value[name];
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    return typeof value === "string" ? value : this.wrong(name, "text");
  }

  flag(name: string): boolean {
    const value = this.#value[name];
    return typeof value === "boolean" ? value : this.wrong(name, "true or false");
  }

  address(name: string): string {
    const value = this.text(name);
    return value.startsWith("0x") && isAddress(value) ? getAddress(value) : this.wrong(name, "address");
  }

  /** Bytes as hex: so many, or any number of them. */
  hex(name: string, bytes: number | true): string {
    const value = this.text(name);
    if (isHexString(value, bytes)) return value;
    return this.wrong(name, bytes === true ? "hex text of whole bytes" : `${bytes} bytes as hex`);
  }

  /** A whole number of at most so many bits. */
  whole(name: string, bits: bigint): bigint {
    const value = this.text(name);
    if (!/^\d{1,78}$/.test(value) || BigInt(value) >> bits !== 0n) return this.wrong(name, `number below 2^${bits}`);
    return BigInt(value);
  }

  list(name: string): unknown[] {
    const value = this.#value[name];
    return Array.isArray(value) ? (value as unknown[]) : this.wrong(name, "list");
  }

  object(name: string): Fields {
    const value = this.#value[name];
    return isObject(value) ? new Fields(this.#file, this.#remedy, this.#at(name), value) : this.wrong(name, "object");
  }

  objects(name: string): Fields[] {
    return this.list(name).map((value, i) =>
      isObject(value)
        ? new Fields(this.#file, this.#remedy, `${this.#at(name)}[${i}]`, value)
        : this.wrong(`${name}[${i}]`, "object"),
    );
  }

  /** Ends the task: the value of a field is none of its kind. */
  wrong(name: string, form: string): never {
    const value = this.#value[name];
    const given = value === undefined ? "is missing" : `${JSON.stringify(value)} is no ${form}`;
    return fail(`${this.#file}, ${this.#at(name)}: ${given}. Nothing was sent; ${this.#remedy}.`);
  }

  #at(name: string): string {
    return this.place === "" ? name : `${this.place}.${name}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
