import { type AddressLike, type ContractTransactionReceipt, type Signer, ZeroAddress, ZeroHash } from "ethers";

import {
  type ITimeframeBacking,
  ITimeframeBacking__factory,
  ITimeframeFactory__factory,
  type ITimeframeToken,
  ITimeframeToken__factory,
} from "../ethers.ts";
import type { TokenTermsStruct } from "../../types/ethers-contracts/timeframe/ITimeframeFactory.js";
import { ensureAllowance } from "../chain/allowance.ts";
import { hasCode } from "../chain/runner.ts";
import { connectBacking, type TokenLike } from "./connect.ts";
import { BackingKind, type Layout, type Rhythm } from "./constants.ts";
import { connectProRata, kindOfBacking } from "./earnings.ts";
import { bytes32Of, mined } from "../chain/transaction.ts";

/** The terms of a token; what is left out is the usual. */
export interface TokenTermsInput {
  /** ERC-20 name, at most 31 bytes. */
  name: string;
  /** ERC-20 symbol. */
  symbol: string;
  /** ERC-20 decimals; usually 0. */
  decimals?: bigint;
  rhythm: Rhythm;
  /** Start of frame 1 in Unix seconds; for `Rhythm.FIXED` only. */
  anchor?: bigint;
  /** Seconds in a frame; for `Rhythm.FIXED` only. */
  frameLength?: bigint;
  /** Whether anybody may receive units; usually not. */
  open?: boolean;
  /** First administrator; usually the signer. */
  administrator?: AddressLike;
  /** The backing; none where units are only transferred. */
  backing?: AddressLike;
}

/** What a token is created from. */
export interface TokenPlan {
  layout: Layout;
  terms: TokenTermsInput;
}

/** A token at its predictable address. */
export interface CreatedToken {
  token: ITimeframeToken;
  address: string;
  /** False where it was there before. */
  created: boolean;
  /** Of the transaction that created it; null where it was there before. */
  receipt: ContractTransactionReceipt | null;
}

/** A backing at its predictable address. */
export interface CreatedBacking {
  backing: ITimeframeBacking;
  address: string;
  /** False where it was there before. */
  created: boolean;
  /** Of the transaction that created it; null where it was there before. */
  receipt: ContractTransactionReceipt | null;
}

/** The most tokens whose creation fits one transaction. */
const TOKENS_A_TRANSACTION = 3;

/**
 * Creates a token, or gives the one that is there: the address follows from signer, layout, terms and salt, so a second run sends nothing.
 *
 * @example
 * const { token, created } = await createToken(signer, factory, {
 *   layout: Layout.PLAIN,
 *   terms: { name: "Meals", symbol: "MEAL", rhythm: Rhythm.WEEK },
 * });
 */
export async function createToken(
  signer: Signer,
  factoryAddress: string,
  plan: TokenPlan & { salt?: string },
): Promise<CreatedToken> {
  const [made] = await createTokens(signer, factoryAddress, [plan], plan.salt === undefined ? {} : { salt: plan.salt });
  if (made === undefined) throw new Error("One plan gives one token");
  return made;
}

/**
 * Creates the tokens of a programme, one for each rhythm, as few transactions as can be; those that are there are left as they are.
 *
 * @example
 * const [weekly, monthly] = await createTokens(signer, factory, [
 *   { layout: Layout.PLAIN, terms: { name: "Meals", symbol: "MEAL", rhythm: Rhythm.WEEK } },
 *   { layout: Layout.CAPPED, terms: { name: "Trips", symbol: "TRIP", rhythm: Rhythm.MONTH } },
 * ]);
 */
export async function createTokens(
  signer: Signer,
  factoryAddress: string,
  plans: readonly TokenPlan[],
  options: { salt?: string } = {},
): Promise<CreatedToken[]> {
  const factory = ITimeframeFactory__factory.connect(factoryAddress, signer);
  const creator = await signer.getAddress();
  const salt = saltOf(options.salt);

  const tokens: (CreatedToken & { layout: Layout; terms: TokenTermsStruct })[] = [];
  for (const { layout, terms: input } of plans) {
    const terms = fullTerms(input, creator);
    const address = await factory.predictToken(layout, terms, creator, salt);
    const token = ITimeframeToken__factory.connect(address, signer);
    const created = !(await hasCode(signer, address));
    tokens.push({ layout, terms, token, address, created, receipt: null });
  }

  const missing = tokens.filter(({ created }) => created);
  for (let i = 0; i < missing.length; i += TOKENS_A_TRANSACTION) {
    const some = missing.slice(i, i + TOKENS_A_TRANSACTION);
    const receipt = await mined(
      factory.createTokens(
        some.map(({ layout }) => layout),
        some.map(({ terms }) => terms),
        salt,
      ),
    );
    for (const made of some) made.receipt = receipt;
  }
  return tokens.map(({ token, address, created, receipt }) => ({ token, address, created, receipt }));
}

/**
 * The address that {@link createToken} gives.
 *
 * @example
 * const address = await predictToken(signer, factory, { layout: Layout.PLAIN, terms });
 */
export async function predictToken(
  signer: Signer,
  factoryAddress: string,
  plan: TokenPlan & { salt?: string },
): Promise<string> {
  const factory = ITimeframeFactory__factory.connect(factoryAddress, signer);
  const creator = await signer.getAddress();
  return factory.predictToken(plan.layout, fullTerms(plan.terms, creator), creator, saltOf(plan.salt));
}

/** What a backing is created from. */
export interface BackingPlan {
  kind: BackingKind;
  /** The ERC-20 in which providers are paid; the zero address for none. */
  asset: AddressLike;
  sponsor: AddressLike;
}

/**
 * Creates a backing, or gives the one that is there.
 *
 * @example
 * const { backing } = await createBacking(signer, factory, {
 *   kind: BackingKind.FIXED_PRICE,
 *   asset: usdc,
 *   sponsor: await signer.getAddress(),
 * });
 */
export async function createBacking(
  signer: Signer,
  factoryAddress: string,
  plan: BackingPlan & { salt?: string },
): Promise<CreatedBacking> {
  const factory = ITimeframeFactory__factory.connect(factoryAddress, signer);
  const salt = saltOf(plan.salt);
  const address = await predictBacking(signer, factoryAddress, plan);
  const created = !(await hasCode(signer, address));
  const receipt = created ? await mined(factory.createBacking(plan.kind, plan.asset, plan.sponsor, salt)) : null;
  return { backing: ITimeframeBacking__factory.connect(address, signer), address, created, receipt };
}

/**
 * The address that {@link createBacking} gives.
 *
 * @example
 * const address = await predictBacking(signer, factory, { kind: BackingKind.FIXED_PRICE, asset: usdc, sponsor });
 */
export async function predictBacking(
  signer: Signer,
  factoryAddress: string,
  plan: BackingPlan & { salt?: string },
): Promise<string> {
  const factory = ITimeframeFactory__factory.connect(factoryAddress, signer);
  return factory.predictBacking(plan.kind, plan.asset, plan.sponsor, signer, saltOf(plan.salt));
}

/**
 * Opens the pool of a token in its backing; the signer is the sponsor.
 *
 * @example
 * await openPool(sponsor, token, { price: 1_500_000n });
 */
export async function openPool(
  signer: Signer,
  token: TokenLike,
  terms: { price: bigint; pot?: bigint },
): Promise<ContractTransactionReceipt> {
  const backing = await requireBacking(token, signer);
  return mined(backing.openPool(token, terms.price, terms.pot ?? 0n));
}

/**
 * Announces a price, or the ceiling of a pro-rata backing, for the token's next frame; the signer is the sponsor.
 *
 * @example
 * await schedulePrice(sponsor, token, 1_750_000n);
 */
export async function schedulePrice(
  signer: Signer,
  token: TokenLike,
  price: bigint,
): Promise<ContractTransactionReceipt> {
  return mined((await requireBacking(token, signer)).schedulePrice(token, price));
}

/**
 * Announces the pot of a pro-rata backing for the token's next frame; the signer is the sponsor.
 *
 * @example
 * await schedulePot(sponsor, token, 500_000_000n);
 */
export async function schedulePot(signer: Signer, token: TokenLike, pot: bigint): Promise<ContractTransactionReceipt> {
  const backing = await requireBacking(token, signer);
  if ((await kindOfBacking(backing)) !== BackingKind.PRO_RATA) {
    throw new RangeError("A backing with a fixed price has no pot; announce a price, or use a pro-rata backing");
  }
  return mined(connectProRata(backing, signer).schedulePot(token, pot));
}

/**
 * Brings money into the pool of a token: approves what is missing of the allowance, then funds.
 *
 * @example
 * await fund(sponsor, token, 10_000_000_000n);
 */
export async function fund(signer: Signer, token: TokenLike, amount: bigint): Promise<ContractTransactionReceipt> {
  const backing = await requireBacking(token, signer);
  const asset = await backing.asset();
  if (asset !== ZeroAddress) await ensureAllowance(signer, asset, backing, amount);
  return mined(backing.fund(token, amount));
}

/**
 * Takes money that is not reserved out of the pool of a token; the signer is the sponsor.
 *
 * @example
 * await withdraw(sponsor, token, { amount: 5_000_000n });
 */
export async function withdraw(
  signer: Signer,
  token: TokenLike,
  terms: { amount: bigint; to?: AddressLike },
): Promise<ContractTransactionReceipt> {
  const backing = await requireBacking(token, signer);
  return mined(backing.withdraw(token, terms.amount, terms.to ?? (await signer.getAddress())));
}

async function requireBacking(token: TokenLike, signer: Signer): Promise<ITimeframeBacking> {
  const backing = await connectBacking(token, signer);
  if (backing === null) throw new TypeError("The token has no backing: its units can be transferred, not spent");
  return backing;
}

function fullTerms(terms: TokenTermsInput, creator: string): TokenTermsStruct {
  return {
    name: terms.name,
    symbol: terms.symbol,
    decimals: terms.decimals ?? 0n,
    rhythm: terms.rhythm,
    anchor: terms.anchor ?? 0n,
    frameLength: terms.frameLength ?? 0n,
    open: terms.open ?? false,
    administrator: terms.administrator ?? creator,
    backing: terms.backing ?? ZeroAddress,
  };
}

function saltOf(salt: string | undefined): string {
  return salt === undefined ? ZeroHash : bytes32Of(salt);
}
