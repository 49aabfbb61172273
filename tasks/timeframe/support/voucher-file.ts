import { isAddress, isHexString } from "ethers";

import { type Voucher, VOUCHER_TYPES } from "../../../src/timeframe/index.ts";
import { fail } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";

/** A voucher with its signature, as a file holds it. */
export interface SignedVoucher {
  voucher: Voucher;
  signature: string;
}

/** A file that `timeframe voucher` wrote. */
export async function readVoucher(path: string): Promise<SignedVoucher> {
  return parseVoucher(await readText(path), path);
}

/** Takes nothing that could not be sent: a file that was changed by hand is told, with the place, and not by the node. */
function parseVoucher(text: string, path: string): SignedVoucher {
  const none = (): never => fail(`${path} holds no voucher; make one with timeframe voucher.`);
  const damaged = (key: string, value: string, form: string): never =>
    fail(`The ${key} "${value}" in ${path} is no ${form}; ask the group's authority for the file again.`);

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
  const voucher = read(document, "voucher");
  const address = (key: keyof Voucher): string => {
    const value = word(voucher, key);
    // A wrong checksum is a changed address.
    return value.startsWith("0x") && isAddress(value) ? value : damaged(key, value, "address");
  };
  const whole = (key: keyof Voucher): bigint => {
    const value = word(voucher, key);
    const bits = Number(VOUCHER_TYPES.Voucher.find(({ name }) => name === key)?.type.replace("uint", ""));
    const largest = 2n ** BigInt(bits) - 1n;
    if (!/^\d+$/.test(value) || BigInt(value) > largest) return damaged(key, value, `number up to ${largest}`);
    return BigInt(value);
  };
  const signature = word(document, "signature");
  if (!isHexString(signature, true)) damaged("signature", signature, "hex text of whole bytes");
  return {
    voucher: {
      token: address("token"),
      group: whole("group"),
      account: address("account"),
      until: whole("until"),
      version: whole("version"),
      deadline: whole("deadline"),
    },
    signature,
  };
}
