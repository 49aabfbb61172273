import { concat, Interface, type Signer, type TypedDataDomain, type TypedDataField } from "ethers";

import type { AccountCall } from "./account/calls.ts";

/** Which module of which account on which chain. */
export interface ModulePlace {
  account: string;
  /** Address of `DeadMansSwitchModule7579`. */
  module: string;
  chainId: bigint;
}

/** ERC-7579's numbers of the types of modules that the switch is, in the order in which it is installed: as hook last, since that sees all that comes after. */
const TYPES = { validator: 1n, executor: 2n, hook: 4n } as const;
/** What else a nonce's key has, behind the validator. */
const KEY_BITS = 32n;

const ACCOUNT = new Interface([
  "function installModule(uint256 moduleTypeId, address module, bytes initData)",
  "function uninstallModule(uint256 moduleTypeId, address module, bytes deInitData)",
]);
const MESSAGE: Record<"AccountMessage", TypedDataField[]> = {
  AccountMessage: [
    { name: "account", type: "address" },
    { name: "hash", type: "bytes32" },
  ],
};

/**
 * The calls by which a modular account installs the switch. A plan is registered in a later operation, which the switch validates: only that is seen.
 *
 * @param owner An ERC-7913 signer: the address of the owner's key, or a verifier's address and a key of 64 bytes.
 *
 * @example
 * const calls = installModule7579(account, module, ann.address);
 */
export function installModule7579(account: string, module: string, owner: string): AccountCall[] {
  return Object.values(TYPES).map((type) => {
    const data = type === TYPES.validator ? owner : "0x";
    return { to: account, data: ACCOUNT.encodeFunctionData("installModule", [type, module, data]) };
  });
}

/**
 * The calls by which a modular account removes the switch; its plan is suspended then. The account must have another validator, or nobody can have it do anything.
 *
 * @example
 * const calls = uninstallModule7579(account, module);
 */
export function uninstallModule7579(account: string, module: string): AccountCall[] {
  return Object.values(TYPES)
    .reverse()
    .map((type) => ({ to: account, data: ACCOUNT.encodeFunctionData("uninstallModule", [type, module, "0x"]) }));
}

/**
 * The key of the nonces that have a modular account ask the switch about a user operation, for the entry point's `getNonce(account, key)`. So it is for accounts that find their validator in
 * the first 20 bytes of the nonce, as OpenZeppelin's and Safe's adapter do.
 *
 * @example
 * const nonce = await entryPoint.getNonce(account, nonceKey7579(module));
 */
export function nonceKey7579(module: string): bigint {
  return BigInt(module) << KEY_BITS;
}

/**
 * A modular account's own signature of a digest (ERC-1271) by its owner's key, say of a plan or a heartbeat. So it is for accounts that find their validator in the first 20 bytes of the
 * signature, as most do.
 *
 * @example
 * const signature = await signAs7579(ann, { account, module, chainId: 1n }, digest);
 * await registry.heartbeatSigned(account, issuedAt, blockNumber, signature);
 */
export async function signAs7579(owner: Signer, place: ModulePlace, digest: string): Promise<string> {
  const message = { account: place.account, hash: digest };
  return concat([place.module, await owner.signTypedData(moduleDomain(place), MESSAGE, message)]);
}

function moduleDomain({ module, chainId }: ModulePlace): TypedDataDomain {
  return { name: "Lapse Module7579", version: "1", chainId, verifyingContract: module };
}
