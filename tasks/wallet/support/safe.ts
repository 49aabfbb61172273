import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { Contract, type Provider } from "ethers";

import { fail } from "../../support/failure.ts";
import type { WalletSession } from "./session.ts";

const SAFE = [
  "function VERSION() view returns (string)",
  "function nonce() view returns (uint256)",
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
];

/** A Safe whose owners' keys are here, as many as must sign. */
export interface SafeHere {
  owners: HardhatEthersSigner[];
  nonce: () => Promise<bigint>;
}

/** Whether a contract answers as a Safe does. */
export async function isSafe(address: string, provider: Provider): Promise<boolean> {
  const safe = new Contract(address, SAFE, provider);
  try {
    await Promise.all(["VERSION", "getThreshold", "getOwners"].map((name) => safe.getFunction(name).staticCall()));
    return true;
  } catch {
    // Another contract fails differently on every node.
    return false;
  }
}

/** The owners of a Safe whose keys are here; refuses where that are too few. */
export async function readSafe(address: string, session: WalletSession): Promise<SafeHere> {
  const { here, threshold, nonce } = await ownersHere(address, session);
  if (here.length < threshold) {
    fail(
      `The Safe ${address} needs ${threshold} of its owners, and the keys of ${here.length} are on network "${session.network}"; have them sign in Safe's own app, or sign with \`wallet sign\` where all keys are.`,
    );
  }
  return { owners: here.slice(0, threshold), nonce };
}

/** Those owners of a Safe whose keys are here, and how many must sign. */
export async function ownersHere(
  address: string,
  session: WalletSession,
): Promise<{ here: HardhatEthersSigner[]; threshold: number; nonce: () => Promise<bigint> }> {
  const safe = new Contract(address, SAFE, session.ethers.provider);
  const read = async <Value>(name: string): Promise<Value> => (await safe.getFunction(name).staticCall()) as Value;
  const [owners, threshold] = await Promise.all([read<string[]>("getOwners"), read<bigint>("getThreshold")]);
  const here = (await session.ethers.getSigners()).filter((signer) => owners.includes(signer.address));
  return { here, threshold: Number(threshold), nonce: () => read<bigint>("nonce") };
}
