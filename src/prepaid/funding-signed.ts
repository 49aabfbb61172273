import {
  Contract,
  type ContractTransactionReceipt,
  hexlify,
  randomBytes,
  Signature,
  type Signer,
  TypedDataEncoder,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";

import { latestTimestamp } from "../chain/block.ts";
import { hasCode, providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { chainIdOf } from "./signing.ts";
import { byWay, requireWay } from "./ways.ts";

/** How long a signed permit or authorization can be used unless the caller says otherwise, in seconds. */
const USABLE = 3_600n;

/** A signed permit of ERC-2612 for a vault. */
export interface Permit {
  amount: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
  signature: string;
}

/**
 * Signs a permit for a vault over the signer's asset, which must know ERC-2612.
 *
 * @example
 * const permit = await signPermit(company, vault, { amount: 10_000_000_000n });
 */
export async function signPermit(
  signer: Signer,
  vault: VaultLike,
  terms: { amount: bigint; deadline?: bigint },
): Promise<Permit> {
  const contract = connectVault(vault, signer);
  const asset = await contract.asset();
  const deadline = terms.deadline ?? (await inAnHour(signer));
  const owner = await signer.getAddress();
  const domain = await assetDomain(asset, signer);
  const nonce = (await signedAsset(asset, signer).getFunction("nonces").staticCall(owner)) as bigint;
  const message = { owner, spender: await contract.getAddress(), value: terms.amount, nonce, deadline };
  const signature = await signer.signTypedData(domain, PERMIT_TYPES, message);
  return { amount: terms.amount, deadline, signature };
}

/**
 * Brings in the signer's asset by a permit, in one transaction; without one it is signed here. A permit that somebody else has used before
 * does no harm.
 *
 * @example
 * await depositWithPermit(company, vault, { amount: 10_000_000_000n });
 */
export async function depositWithPermit(
  signer: Signer,
  vault: VaultLike,
  terms: Permit | { amount: bigint; deadline?: bigint },
): Promise<ContractTransactionReceipt> {
  const { amount, deadline, signature } = "signature" in terms ? terms : await signPermit(signer, vault, terms);
  const { v, r, s } = Signature.from(signature);
  return mined(connectVault(vault, signer).depositWithPermit(amount, deadline, v, r, s));
}

/** A signed authorization of ERC-3009 for a vault. Anyone may send it. */
export interface Authorization {
  /** Who signed, pays and has the balance. */
  from: string;
  amount: bigint;
  validAfter: bigint;
  validBefore: bigint;
  /** 32 bytes that the signer has not used before. */
  nonce: string;
  signature: string;
}

/**
 * Signs an authorization for a vault to receive the signer's asset. Throws {@link WayUnknownError} where that doesn't know ERC-3009.
 *
 * @example
 * const authorization = await signAuthorization(company, vault, { amount: 10_000_000_000n });
 */
export async function signAuthorization(
  signer: Signer,
  vault: VaultLike,
  terms: { amount: bigint; validAfter?: bigint; validBefore?: bigint; nonce?: string },
): Promise<Authorization> {
  const contract = connectVault(vault, signer);
  const authorization = {
    from: await signer.getAddress(),
    amount: terms.amount,
    validAfter: terms.validAfter ?? 0n,
    validBefore: terms.validBefore ?? (await inAnHour(signer)),
    nonce: terms.nonce ?? hexlify(randomBytes(32)),
  };
  const { from, amount: value, validAfter, validBefore, nonce } = authorization;
  const message = { from, to: await contract.getAddress(), value, validAfter, validBefore, nonce };
  const asset = await contract.asset();
  const domain = await assetDomain(asset, signer);
  await requireWay(asset, "authorization", signer);
  return { ...authorization, signature: await signer.signTypedData(domain, AUTHORIZATION_TYPES, message) };
}

/**
 * Brings in somebody's asset by his authorization; the signer only sends it. Throws {@link WayUnknownError} where the asset doesn't know ERC-3009.
 *
 * @example
 * await depositWithAuthorization(relayer, vault, authorization);
 */
export async function depositWithAuthorization(
  signer: Signer,
  vault: VaultLike,
  { from, amount, validAfter, validBefore, nonce, signature }: Authorization,
): Promise<ContractTransactionReceipt> {
  const { v, r, s } = Signature.from(signature);
  const contract = connectVault(vault, signer);
  const sent = contract.depositWithAuthorization(from, amount, validAfter, validBefore, nonce, v, r, s);
  return byWay("authorization", contract, signer, mined(sent));
}

const PERMIT_TYPES: Record<"Permit", TypedDataField[]> = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const AUTHORIZATION_TYPES: Record<"ReceiveWithAuthorization", TypedDataField[]> = {
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

/** What is asked of an asset that takes signatures. */
const SIGNED_ASSET = [
  "function name() view returns (string)",
  "function version() view returns (string)",
  "function nonces(address owner) view returns (uint256)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
];

function signedAsset(asset: string, signer: Signer): Contract {
  return new Contract(asset, SIGNED_ASSET, signer);
}

/**
 * The domain in which an asset takes signatures, held against its own separator: a wrong one would make a signature of nobody. Its version
 * is what the asset says, or one of those that are common.
 */
async function assetDomain(asset: string, signer: Signer): Promise<TypedDataDomain> {
  const contract = signedAsset(asset, signer);
  const chainId = await chainIdOf(signer);
  let name: string;
  let separator: string;
  try {
    name = (await contract.getFunction("name").staticCall()) as string;
    separator = (await contract.getFunction("DOMAIN_SEPARATOR").staticCall()) as string;
  } catch (error) {
    // Nodes and libraries tell differently of a function that isn't there; one that is down fails this look as well.
    if (!(await hasCode(signer, asset))) throw error;
    throw new RangeError(`The asset ${asset} takes no signatures; deposit by allowance`, { cause: error });
  }
  const said = await (contract.getFunction("version").staticCall() as Promise<string>).catch(() => "1");
  for (const version of [said, "1", "2"]) {
    const domain = { name, version, chainId, verifyingContract: asset };
    if (TypedDataEncoder.hashDomain(domain) === separator) return domain;
  }
  throw new RangeError(
    `The asset ${asset} takes signatures in a domain that is none of the usual ones; deposit by allowance`,
  );
}

async function inAnHour(signer: Signer): Promise<bigint> {
  return (await latestTimestamp(providerOf(signer))) + USABLE;
}
