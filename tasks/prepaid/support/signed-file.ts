import type { Redemption } from "../../../src/prepaid/index.ts";
import { Fields } from "../../support/document.ts";
import { fail } from "../../support/failure.ts";

/** A redemption with its signature, as a file holds it. */
export interface SignedRedemption {
  chainId: bigint;
  vault: string;
  redemption: Redemption;
  /** 20 bytes of an address, or an ERC-7913 verifier and its key. */
  signer: string;
  signature: string;
}

/** A file that `prepaid sign` wrote. Takes nothing that could not be sent: what was changed by hand is told, with the place. */
export async function readSigned(path: string): Promise<SignedRedemption> {
  const fields = await Fields.read(path, "signed redemption", "ask the holder for the file again");
  if (!fields.has("redemption")) fail(`${path} holds no signed redemption; make one with \`prepaid sign\`.`);
  const redemption = fields.object("redemption");
  return {
    chainId: fields.whole("chainId", 256n),
    vault: fields.address("vault"),
    redemption: {
      id: redemption.whole("id", 256n),
      amount: redemption.whole("amount", 96n),
      merchant: redemption.address("merchant"),
      ref: redemption.hex("ref", 32),
      deadline: redemption.whole("deadline", 48n),
    },
    signer: fields.hex("signer", true),
    signature: fields.hex("signature", true),
  };
}
