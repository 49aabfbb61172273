import {
  concat,
  type Signer,
  toBeHex,
  toUtf8Bytes,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
} from "ethers";

import { accountDomain } from "./batch.ts";

/** Typed data that an application wants an account to sign. */
export interface AppData {
  domain: TypedDataDomain;
  types: Record<string, TypedDataField[]>;
  value: Record<string, unknown>;
}

const PERSONAL_TYPES = { PersonalSign: [{ name: "prefixed", type: "bytes" }] };
const WRAPPER: readonly TypedDataField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
];
const NO_SALT = toBeHex(0n, 32);

/**
 * Signs a message for an account, so that its `isValidSignature(hashMessage(message), signature)` holds (ERC-7739), and no other account's of the owner.
 *
 * @example
 * const signature = await signPersonal(ann, account, "Sign in to example.org", chainId);
 */
export function signPersonal(signer: Signer, account: string, message: string, chainId: bigint): Promise<string> {
  const text = toUtf8Bytes(message);
  const prefixed = concat([toUtf8Bytes(`\x19Ethereum Signed Message:\n${text.length}`), text]);
  return signer.signTypedData(accountDomain(account, chainId), PERSONAL_TYPES, { prefixed });
}

/**
 * Signs an application's typed data for an account (ERC-7739): the owner sees the application's data, and for which of his accounts he signs.
 *
 * @example
 * const signature = await signNested(ann, account, { domain: tokenDomain, types: { Permit }, value: permit }, chainId);
 */
export async function signNested(signer: Signer, account: string, app: AppData, chainId: bigint): Promise<string> {
  const encoder = TypedDataEncoder.from(app.types);
  const name = encoder.primaryType;
  const types = { ...app.types, TypedDataSign: [{ name: "contents", type: name }, ...WRAPPER] };
  const value = { contents: app.value, ...accountDomain(account, chainId), salt: NO_SALT };
  const signature = await signer.signTypedData(app.domain, types, value);
  // ERC-7739 has the types as they stand behind the wrapper's, in the order of EIP-712, and the name of the one that is signed.
  const wrapped = TypedDataEncoder.from(types).encodeType("TypedDataSign");
  const description = toUtf8Bytes(wrapped.slice(wrapped.indexOf(")") + 1) + name);
  return concat([
    signature,
    TypedDataEncoder.hashDomain(app.domain),
    encoder.hash(app.value),
    description,
    toBeHex(description.length, 2),
  ]);
}
