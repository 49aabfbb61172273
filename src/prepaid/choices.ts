import { type AddressLike, type ContractRunner, type ContractTransactionReceipt, type Signer } from "ethers";

import { eventsOf, mined } from "../chain/transaction.ts";
import { connectVault, type VaultLike } from "./connect.ts";

/** What an owner has chosen. */
export interface Choices {
  /** What he earns as a merchant is pushed to him as asset, instead of credited. */
  push: boolean;
  /** Anyone may pay out to him what has come back. */
  swept: boolean;
  /** The tip for that, in hundredths of a percent. */
  tipBps: bigint;
}

/**
 * What an owner has chosen.
 *
 * @example
 * const { swept, tipBps } = await readChoices(vault, company, provider);
 */
export async function readChoices(vault: VaultLike, owner: AddressLike, runner: ContractRunner): Promise<Choices> {
  // By place: a result is an array, which has a `push` of its own.
  const [push, swept, tipBps] = await connectVault(vault, runner).choicesOf(owner);
  return { push, swept, tipBps };
}

/**
 * Has what the signer earns as a merchant pushed to him as asset, or credited to his balance.
 *
 * @example
 * await choosePayout(canteen, vault, { push: true });
 */
export async function choosePayout(
  signer: Signer,
  vault: VaultLike,
  terms: { push: boolean },
): Promise<ContractTransactionReceipt> {
  return mined(connectVault(vault, signer).choosePayout(terms.push));
}

/**
 * Lets anyone pay out to the signer what has come back to him, for a tip, or no more.
 *
 * @example
 * await chooseSweep(company, vault, { on: true, tipBps: 10n });
 */
export async function chooseSweep(
  signer: Signer,
  vault: VaultLike,
  terms: { on: boolean; tipBps?: bigint },
): Promise<ContractTransactionReceipt> {
  return mined(connectVault(vault, signer).chooseSweep(terms.on, terms.tipBps ?? 0n));
}

/**
 * Accepts, or no more, that unused value of a purchaser's later instruments comes back to the signer by itself.
 *
 * @example
 * await acceptReturns(charity, vault, { purchaser: company });
 */
export async function acceptReturns(
  signer: Signer,
  vault: VaultLike,
  terms: { purchaser: AddressLike; accepted?: boolean },
): Promise<ContractTransactionReceipt> {
  return mined(connectVault(vault, signer).acceptReturns(terms.purchaser, terms.accepted ?? true));
}

/**
 * Counts lapsed buckets of the signer into his free balance: later walks get shorter, balances stay.
 *
 * @example
 * const { value, buckets } = await prune(company, vault, { limit: 500n });
 */
export async function prune(
  signer: Signer,
  vault: VaultLike,
  terms: { limit: bigint },
): Promise<{ value: bigint; buckets: bigint; receipt: ContractTransactionReceipt }> {
  const contract = connectVault(vault, signer);
  const receipt = await mined(contract.prune(terms.limit));
  const [pruned] = eventsOf(receipt, await contract.getAddress(), contract.interface, "Pruned");
  if (pruned === undefined) throw new Error("Pruning gives an event");
  return {
    value: pruned.args.getValue("value") as bigint,
    buckets: pruned.args.getValue("buckets") as bigint,
    receipt,
  };
}

/** What was paid out to an owner by a sweep. */
export interface Sweep {
  owner: string;
  /** With the tip. */
  amount: bigint;
  tip: bigint;
}

/** The most buckets that a sweep counts for each owner unless the caller says otherwise. */
export const SWEEP_LIMIT = 500n;

/**
 * Those of these owners to whom a sweep would pay something now: they chose it, and something has come back to them.
 *
 * @example
 * const due = await sweepableOwners(vault, [company], provider);
 */
export async function sweepableOwners(
  vault: VaultLike,
  owners: readonly string[],
  runner: ContractRunner,
): Promise<string[]> {
  const contract = connectVault(vault, runner);
  const due: string[] = [];
  for (const owner of owners) if ((await contract.sweepable(owner)) > 0n) due.push(owner);
  return due;
}

/**
 * Pays out to owners who chose it what has come back to them. Whoever didn't choose it, or has nothing back, is passed over.
 *
 * @example
 * const { swept } = await sweep(anyone, vault, { owners: [company] });
 */
export async function sweep(
  signer: Signer,
  vault: VaultLike,
  terms: {
    owners: readonly string[];
    /** The most buckets for each; {@link SWEEP_LIMIT} unless it is named. */
    limit?: bigint;
    /** Who has the tips as balance; the signer unless it is named. */
    tipTo?: AddressLike;
  },
): Promise<{ swept: Sweep[]; receipt: ContractTransactionReceipt }> {
  const contract = connectVault(vault, signer);
  const tipTo = terms.tipTo ?? (await signer.getAddress());
  const receipt = await mined(contract.sweep([...terms.owners], terms.limit ?? SWEEP_LIMIT, tipTo));
  const swept = eventsOf(receipt, await contract.getAddress(), contract.interface, "Swept").map(({ args }) => ({
    owner: args.getValue("owner") as string,
    amount: args.getValue("amount") as bigint,
    tip: args.getValue("tip") as bigint,
  }));
  return { swept, receipt };
}
