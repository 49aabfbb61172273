import { type Plan, readFact, showAccount, type Shown } from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import type { WalletSession } from "./session.ts";

/** What came of the first checkpoint of an account. */
export interface First {
  /** Null where it wasn't sent. */
  shown: Shown | null;
  /** What the user should know, where it wasn't sent. */
  note: string | null;
}

/**
 * Shows a prover the account of a new plan. It takes another account than the plan's: who shows himself acts by that, and what he showed is out of date at once.
 * @param keeper Who sends it, as the user named him; another of the network's accounts unless he is named.
 */
export async function firstCheckpoint(plan: Plan, keeper: string | undefined, session: WalletSession): Promise<First> {
  const { account, source } = plan;
  if ((await readFact(source, account, session.ethers.provider)) === null) {
    if (keeper !== undefined) fail("Only an account with a prover needs a checkpoint; leave out --keeper.");
    return { shown: null, note: null };
  }
  const sender =
    keeper === undefined
      ? (await session.ethers.getSigners()).find(({ address }) => address !== account)
      : await session.signer(keeper);
  if (sender === undefined) return { shown: null, note: NOBODY };
  return { shown: await showAccount(sender, source, session.ethers.provider, account), note: null };
}

/** Refuses a keeper who is the account itself, before anything is sent. */
export async function checkKeeper(account: string, keeper: string | undefined, session: WalletSession): Promise<void> {
  if (keeper !== undefined && (await session.signer(keeper)).address === account) refuseSelf(account);
}

/** Nobody shows his own account. */
export function refuseSelf(account: string): never {
  return fail(
    `${account} can't show itself: sending that is an act, after which the proof is out of date; let another account send it.`,
  );
}

const NOBODY =
  "Nobody else's key is here, so the account has not been shown to its prover yet: have somebody run `wallet checkpoint`, now or when the owner falls silent. Silence counts from the registration, or from the checkpoint, whichever is later.";
