import type { Voucher } from "../../../src/timeframe/index.ts";
import { Fields } from "../../support/document.ts";
import { fail } from "../../support/failure.ts";

/** A voucher with its signature, as a file holds it. */
export interface SignedVoucher {
  voucher: Voucher;
  signature: string;
}

/** A file that `timeframe voucher` wrote. Takes nothing that could not be sent: what was changed by hand is told, with the place, and not by the node. */
export async function readVoucher(path: string): Promise<SignedVoucher> {
  const fields = await Fields.read(path, "voucher", "ask the group's authority for the file again");
  if (!fields.has("voucher")) fail(`${path} holds no voucher; make one with \`timeframe voucher\`.`);
  const voucher = fields.object("voucher");
  return {
    voucher: {
      token: voucher.address("token"),
      group: voucher.whole("group", 24n),
      account: voucher.address("account"),
      until: voucher.whole("until", 32n),
      version: voucher.whole("version", 32n),
      deadline: voucher.whole("deadline", 48n),
    },
    signature: fields.hex("signature", true),
  };
}
