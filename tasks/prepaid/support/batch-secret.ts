import { rm } from "node:fs/promises";

import { isHexString } from "ethers";

import { type BatchFound, newBatchSecret, type TermDifference } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { readTextIfThere, writeText } from "../../support/file.ts";
import { count } from "../../support/format.ts";

/** For files that are as good as money. */
export const OWN = 0o600;

/** What the claim keys of a batch are made of, and the file in which it is kept. */
export class BatchSecret {
  readonly path: string;
  readonly secret: string;
  #kept: boolean;
  /** Whether its file is of this run. */
  #written = false;

  private constructor(path: string, secret: string, kept: boolean) {
    this.path = path;
    this.secret = secret;
    this.#kept = kept;
  }

  /** That of a file, or a new one, of which no file knows yet. */
  static async at(path: string): Promise<BatchSecret> {
    const there = (await readTextIfThere(path))?.trim();
    if (there === undefined) return new BatchSecret(path, newBatchSecret(), false);
    if (isHexString(there, 32)) return new BatchSecret(path, there, true);
    return fail(`${path} holds no secret of a batch (32 bytes as hex); name another file with --secret.`);
  }

  /** Whether its file has it. */
  get kept(): boolean {
    return this.#kept;
  }

  /** Keeps it, before anything is sent that needs it; refuses it where the batch's keys are made of another. */
  async keepFor({ due, different }: BatchFound, batch: string): Promise<void> {
    const others = different.filter(({ differs }) => differs.some(isOtherKey));
    if (others.length > 0) {
      const them = count(others.length, "instrument");
      const why = this.#kept
        ? `their claim keys are not made of the secret in ${this.path}`
        : `there is no secret in ${this.path} of which their claim keys are made`;
      fail(
        `${them} of the batch "${batch}" are there already, and ${why}; give the file of the one that they were issued with by --secret. ` +
          "If it is lost, take them back with `prepaid cancel --file` and issue them under another --batch.",
      );
    }
    if (this.#kept || !due.some(({ link }) => link !== null)) return;
    await writeText(this.path, `${this.secret}\n`, OWN);
    this.#kept = true;
    this.#written = true;
  }

  /** Removes the file that this run wrote: for a run in which no key that is made of it got an instrument, or will. */
  async forget(): Promise<void> {
    if (!this.#written) return;
    await rm(this.path);
    this.#kept = false;
  }
}

/** Whether both were issued to a key, and to another one each. */
function isOtherKey({ what, issued, wanted }: TermDifference): boolean {
  return what === "holder" && issued.startsWith("key ") && wanted.startsWith("key ");
}
