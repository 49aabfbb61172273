import { type AddressLike, type ContractTransactionReceipt, hexlify, type Signer, toUtf8Bytes, ZeroHash } from "ethers";

import { connectBacking, connectToken, type TokenLike } from "./connect.ts";
import { BackingKind } from "./constants.ts";
import { collectableFrames, connectFixedPrice, connectProRata, kindOfBacking } from "./earnings.ts";
import { bytes32Of, eventsOf, mined } from "../chain/transaction.ts";

/**
 * Spends units to a provider: the signer's own, or those of an account that allowed it, see {@link approve}.
 *
 * @example
 * await spend(member, token, { provider: canteen, amount: 3n, ref: "order 17" });
 */
export async function spend(
  signer: Signer,
  token: TokenLike,
  order: {
    provider: AddressLike;
    amount: bigint;
    /** 32 bytes as hex, or a text. */
    ref?: string;
    /** Whose units, out of the signer's allowance; the signer's own unless it is named. */
    account?: AddressLike;
  },
): Promise<ContractTransactionReceipt> {
  const contract = connectToken(token, signer);
  const ref = order.ref === undefined ? ZeroHash : bytes32Of(order.ref);
  return mined(
    order.account === undefined
      ? contract.spend(order.provider, order.amount, ref)
      : contract.spendFrom(order.account, order.provider, order.amount, ref),
  );
}

/**
 * Lets a spender use units of the signer, up to an amount; 0 withdraws it. An allowance has no frame: what is left of it reaches the units
 * of later frames too.
 *
 * @example
 * await approve(member, token, { spender: till, amount: 10n });
 */
export async function approve(
  signer: Signer,
  token: TokenLike,
  terms: { spender: AddressLike; amount: bigint },
): Promise<ContractTransactionReceipt> {
  return mined(connectToken(token, signer).approve(terms.spender, terms.amount));
}

/**
 * Draws units that the signer may request in this frame.
 *
 * @example
 * await request(member, token, 12n);
 */
export async function request(signer: Signer, token: TokenLike, amount: bigint): Promise<ContractTransactionReceipt> {
  return mined(connectToken(token, signer).request(amount));
}

/**
 * Draws units as a package, with metadata for the record.
 *
 * @example
 * await requestPackage(member, token, { amount: 12n, metadata: "box 4" });
 */
export async function requestPackage(
  signer: Signer,
  token: TokenLike,
  order: { amount: bigint; /** Bytes, or a text (kept as UTF-8). */ metadata: string | Uint8Array },
): Promise<ContractTransactionReceipt> {
  const metadata = typeof order.metadata === "string" ? toUtf8Bytes(order.metadata) : order.metadata;
  return mined(connectToken(token, signer).requestPackage(order.amount, hexlify(metadata)));
}

/**
 * Transfers units, those that expire first, or those of one epoch: the signer's own, or those of an account that allowed it.
 *
 * @example
 * await transfer(member, token, { to: friend, amount: 2n });
 */
export async function transfer(
  signer: Signer,
  token: TokenLike,
  order: {
    to: AddressLike;
    amount: bigint;
    epoch?: bigint;
    /** Whose units, out of the signer's allowance; the signer's own unless it is named. */
    account?: AddressLike;
  },
): Promise<ContractTransactionReceipt> {
  const contract = connectToken(token, signer);
  const { to, amount, epoch, account } = order;
  if (account === undefined) {
    return mined(epoch === undefined ? contract.transfer(to, amount) : contract.transferAtEpoch(epoch, to, amount));
  }
  return mined(
    epoch === undefined
      ? contract.transferFrom(account, to, amount)
      : contract.transferFromAtEpoch(epoch, account, to, amount),
  );
}

/** What a collection paid. */
export interface Collection {
  /** Base units of the asset; 0 where there was nothing to collect, or only shares that round to nothing. */
  amount: bigint;
  /** Pro rata: the frames whose shares were settled. */
  frames: bigint[];
  receipts: ContractTransactionReceipt[];
}

/** How many frames of a pro-rata backing are collected in one transaction. */
const FRAMES_A_TRANSACTION = 100;

/**
 * Pays what a provider has earned. For himself the signer names where to; for another provider it goes to that provider. With a pro-rata
 * backing all ended frames that are not collected yet are found from the events.
 *
 * @example
 * const { amount } = await collect(canteen, token);
 */
export async function collect(
  signer: Signer,
  token: TokenLike,
  options: { to?: string; provider?: string; frames?: readonly bigint[]; fromBlock?: number } = {},
): Promise<Collection> {
  const self = await signer.getAddress();
  const provider = options.provider ?? self;
  const own = provider.toLowerCase() === self.toLowerCase();
  if (!own && options.to !== undefined) throw new TypeError("Only the provider himself chooses where his earnings go");
  const to = options.to ?? provider;
  const backing = await connectBacking(token, signer);
  if (backing === null) throw new TypeError("The token has no backing, so nothing was earned");
  const address = await backing.getAddress();

  const receipts: ContractTransactionReceipt[] = [];
  const frames: bigint[] = [];
  if ((await kindOfBacking(backing)) === BackingKind.FIXED_PRICE) {
    const fixed = connectFixedPrice(backing, signer);
    if ((await fixed.collectable(token, provider)) !== 0n) {
      receipts.push(await mined(own ? fixed.collect(token, to) : fixed.collectFor(token, provider)));
    }
  } else {
    const shared = connectProRata(backing, signer);
    frames.push(...(options.frames ?? (await collectableFrames(connectToken(token, signer), provider, options))));
    for (let i = 0; i < frames.length; i += FRAMES_A_TRANSACTION) {
      const some = frames.slice(i, i + FRAMES_A_TRANSACTION);
      receipts.push(await mined(own ? shared.collect(token, some, to) : shared.collectFor(token, provider, some)));
    }
  }

  let amount = 0n;
  for (const receipt of receipts) {
    for (const event of eventsOf(receipt, address, backing.interface, "Collected")) {
      amount += event.args.getValue("amount") as bigint;
    }
  }
  return { amount, frames, receipts };
}
