import { isAddress, isHexString } from "ethers";

import type { Redemption } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";

/** A redemption with its signature, as a file holds it. */
export interface SignedRedemption {
  chainId: bigint;
  vault: string;
  redemption: Redemption;
  /** 20 bytes of an address, or an ERC-7913 verifier and its key. */
  signer: string;
  signature: string;
}

/** The largest numbers of a redemption's fields. */
const LARGEST = { id: 2n ** 256n - 1n, amount: 2n ** 96n - 1n, deadline: 2n ** 48n - 1n } as const;

/** A file that `prepaid sign` wrote. Takes nothing that could not be sent: what was changed by hand is told, with the place. */
export async function readSigned(path: string): Promise<SignedRedemption> {
  const none = (): never => fail(`${path} holds no signed redemption; make one with prepaid sign.`);
  const damaged = (key: string, value: string, form: string): never =>
    fail(`The ${key} "${value}" in ${path} is no ${form}; ask the holder for the file again.`);
  const text = await readText(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return none();
  }
  const read = (holder: unknown, key: string): unknown =>
    typeof holder === "object" && holder !== null ? (Reflect.get(holder, key) as unknown) : none();
  const word = (holder: unknown, key: string): string => {
    const value = read(holder, key);
    return typeof value === "string" ? value : none();
  };
  const redemption = read(document, "redemption");
  const address = (holder: unknown, key: string): string => {
    const value = word(holder, key);
    // A wrong checksum is a changed address.
    return value.startsWith("0x") && isAddress(value) ? value : damaged(key, value, "address");
  };
  const hex = (holder: unknown, key: string, bytes: number | true): string => {
    const value = word(holder, key);
    return isHexString(value, bytes)
      ? value
      : damaged(key, value, bytes === true ? "hex text of whole bytes" : `${bytes} bytes as hex`);
  };
  const whole = (holder: unknown, key: string, largest: bigint): bigint => {
    const value = word(holder, key);
    if (!/^\d+$/.test(value) || BigInt(value) > largest) return damaged(key, value, `number up to ${largest}`);
    return BigInt(value);
  };
  return {
    chainId: whole(document, "chainId", LARGEST.id),
    vault: address(document, "vault"),
    redemption: {
      id: whole(redemption, "id", LARGEST.id),
      amount: whole(redemption, "amount", LARGEST.amount),
      merchant: address(redemption, "merchant"),
      ref: hex(redemption, "ref", 32),
      deadline: whole(redemption, "deadline", LARGEST.deadline),
    },
    signer: hex(document, "signer", true),
    signature: hex(document, "signature", true),
  };
}
