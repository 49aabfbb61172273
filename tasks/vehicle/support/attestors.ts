import { dataLength, isHexString } from "ethers";

import { messageDigest, signMessage, type Attested, type Finding, vehicleDomain } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import { keyIn, type PasswordArguments } from "./keys.ts";
import type { VehicleSession } from "./session.ts";

/** The length of an address, in bytes. */
const ADDRESS = 20;

/** Keys, one behind the other with commas: accounts, or verifiers with what they check in one hex string. */
export async function signerKeys(text: string, what: string, session: VehicleSession): Promise<string[]> {
  return Promise.all(
    text
      .split(",")
      .map((word) => word.trim())
      .map(async (word) => {
        if (isHexString(word, true) && dataLength(word) > ADDRESS) return word.toLowerCase();
        return (await session.account(word, what)).toLowerCase();
      }),
  );
}

/** Which attestors sign here, as options. */
export interface AttestorArguments extends PasswordArguments {
  attestors: string | undefined;
  keys: string | undefined;
}

/** What attestors say, signed by those whose keys are here: accounts of the network, and keystores. */
export async function attestedHere(
  finding: Finding,
  args: AttestorArguments,
  session: VehicleSession,
): Promise<Attested[]> {
  const stake = await session.stake();
  const words = (text: string | undefined): string[] =>
    text === undefined ? [] : text.split(",").map((word) => word.trim());
  const signed: Attested[] = [];
  for (const word of words(args.attestors)) {
    const signer = await session.signer(word);
    signed.push({
      signer: signer.address.toLowerCase(),
      signature: await signMessage(signer, stake, "Finding", finding),
    });
  }
  const digest = messageDigest("Finding", finding, vehicleDomain(await stake.getAddress(), await session.chainId()));
  for (const path of words(args.keys)) {
    const key = await keyIn(path, args);
    signed.push({ signer: key.bytes, signature: await key.sign(digest) });
  }
  if (signed.length === 0)
    fail("Nobody signs; name attestors of this network with --attestors, or their keystores with --keys.");
  return signed;
}
