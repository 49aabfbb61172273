import { type ContractTransactionReceipt, getAddress, isAddress, type Signer, ZeroHash } from "ethers";

import type { ITimeframeToken } from "../ethers.ts";
import { runnerOf } from "../chain/runner.ts";
import { connectGroups, connectToken, type TokenLike } from "./connect.ts";
import { NO_CAP } from "./constants.ts";
import { sendPages, type Skipped } from "./pages.ts";
import { eventsOf, mined } from "../chain/transaction.ts";

/** The terms of a group; what is left out is the usual. */
export interface GroupTermsInput {
  /** Units per member and frame; for a group on request, the most that a member can request. */
  quota: bigint;
  /** Whether members must request their units; usually not. */
  onRequest?: boolean;
  /** Whether members can only spend, not transfer; usually not. */
  soulbound?: boolean;
  /** The most that a member may receive by transfer in a frame; usually no limit. */
  receiveCap?: bigint;
  /** Units that all members together may request in a frame; for groups on request. */
  budget?: bigint;
}

/** Who may join a group without the administrator. */
export interface GroupPolicyInput {
  /** ERC-7913 signer of vouchers: an address, or a verifier and a key. */
  authority?: string;
  /** Merkle root of members, see {@link memberTree}. */
  root?: string;
}

/**
 * Opens a group; its terms rule at once. The signer is the administrator, as in all functions of this file.
 *
 * @example
 * const { group } = await openGroup(administrator, token, { quota: 40n });
 */
export async function openGroup(
  signer: Signer,
  token: TokenLike,
  terms: GroupTermsInput,
  policy: GroupPolicyInput = {},
): Promise<{ group: bigint; receipt: ContractTransactionReceipt }> {
  const groups = await connectGroups(token, signer);
  const receipt = await mined(
    groups.openGroup(
      token,
      {
        onRequest: terms.onRequest ?? false,
        soulbound: terms.soulbound ?? false,
        quota: terms.quota,
        receiveCap: terms.receiveCap ?? NO_CAP,
        budget: terms.budget ?? 0n,
      },
      policy.authority ?? "0x",
      policy.root ?? ZeroHash,
    ),
  );
  const contract = connectToken(token, signer);
  const [opened] = eventsOf(receipt, await contract.getAddress(), contract.interface, "GroupOpened");
  if (opened === undefined) throw new Error("The token opened no group");
  return { group: opened.args.getValue("group") as bigint, receipt };
}

/**
 * Announces a quota for the next frame.
 *
 * @example
 * await scheduleQuota(administrator, token, 1n, 50n);
 */
export async function scheduleQuota(
  signer: Signer,
  token: TokenLike,
  group: bigint,
  quota: bigint,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).scheduleQuota(token, group, quota));
}

/**
 * Announces a receive cap for the next frame; `NO_CAP` takes it off.
 *
 * @example
 * await scheduleReceiveCap(administrator, token, 1n, 20n);
 */
export async function scheduleReceiveCap(
  signer: Signer,
  token: TokenLike,
  group: bigint,
  receiveCap: bigint,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).scheduleReceiveCap(token, group, receiveCap));
}

/**
 * Announces the budget of a group on request for the next frame.
 *
 * @example
 * await scheduleBudget(administrator, token, 2n, 5_000n);
 */
export async function scheduleBudget(
  signer: Signer,
  token: TokenLike,
  group: bigint,
  budget: bigint,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).scheduleBudget(token, group, budget));
}

/**
 * Sets the Merkle root of a group's members; proofs for the old one are void. `ZeroHash` takes the list away.
 *
 * @example
 * await setRoot(administrator, token, 1n, memberTree(entries).root);
 */
export async function setRoot(
  signer: Signer,
  token: TokenLike,
  group: bigint,
  root: string,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).setRoot(token, group, root));
}

/**
 * Sets who signs the vouchers of a group; all that were signed before are void. "0x" leaves nobody.
 *
 * @example
 * await setAuthority(administrator, token, 1n, await clerk.getAddress());
 */
export async function setAuthority(
  signer: Signer,
  token: TokenLike,
  group: bigint,
  authority: string,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).setAuthority(token, group, authority));
}

/**
 * Sets the Merkle root of a token's providers, see {@link providerTree}. `ZeroHash` takes the list away.
 *
 * @example
 * await setProviderRoot(administrator, token, providerTree(accounts).root);
 */
export async function setProviderRoot(
  signer: Signer,
  token: TokenLike,
  root: string,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).setProviderRoot(token, root));
}

/** Who may join a group without the administrator, as it stands. */
export interface GroupPolicyReading {
  /** ERC-7913 signer of vouchers: an address, or a verifier and a key; null for none. */
  authority: string | null;
  /** Vouchers of other versions are void. */
  voucherVersion: bigint;
  /** Merkle root of members; null for none. */
  root: string | null;
  /** How often the root was set. */
  rootVersion: bigint;
}

/**
 * Who may join a group without the administrator.
 *
 * @example
 * const { authority, root } = await readGroupPolicy(token, 1n);
 */
export async function readGroupPolicy(token: ITimeframeToken, group: bigint): Promise<GroupPolicyReading> {
  const groups = await connectGroups(token, runnerOf(token));
  const { authority, root, rootVersion, voucherVersion } = await groups.groupPolicy(token, group);
  return {
    authority: authority === "0x" ? null : isAddress(authority) ? getAddress(authority) : authority,
    voucherVersion,
    root: root === ZeroHash ? null : root,
    rootVersion,
  };
}

/**
 * The Merkle root of a token's providers; null for none.
 *
 * @example
 * const root = await readProviderRoot(token);
 */
export async function readProviderRoot(token: ITimeframeToken): Promise<string | null> {
  const root = await (await connectGroups(token, runnerOf(token))).providerRoot(token);
  return root === ZeroHash ? null : root;
}

/** What became of a list of providers. */
export interface ProvidersSet {
  /** Those who were changed. */
  changed: string[];
  /** Those who are what they shall be already. */
  unchanged: string[];
  skipped: Skipped[];
  receipts: ContractTransactionReceipt[];
}

/**
 * Admits providers at once, in pages; those who are admitted already are left out.
 *
 * @example
 * const { changed, skipped } = await admitProviders(administrator, token, [canteen, bakery]);
 */
export async function admitProviders(
  signer: Signer,
  token: TokenLike,
  accounts: readonly string[],
  options: { pageSize?: number } = {},
): Promise<ProvidersSet> {
  return setProviders(signer, token, accounts, true, options);
}

/**
 * Dismisses providers at once and bars them, in pages; what they have earned stays theirs.
 *
 * @example
 * await dismissProviders(administrator, token, [bakery]);
 */
export async function dismissProviders(
  signer: Signer,
  token: TokenLike,
  accounts: readonly string[],
  options: { pageSize?: number } = {},
): Promise<ProvidersSet> {
  return setProviders(signer, token, accounts, false, options);
}

async function setProviders(
  signer: Signer,
  token: TokenLike,
  accounts: readonly string[],
  admitted: boolean,
  options: { pageSize?: number },
): Promise<ProvidersSet> {
  const groups = await connectGroups(token, signer);
  const contract = connectToken(token, signer);
  const unchanged: string[] = [];
  const wanted: string[] = [];
  for (const account of accounts) {
    // A dismissal bars too, so one who never was a provider is dismissed all the same, unless he is barred.
    const there = admitted
      ? (await contract.accountOf(account)).provider
      : (await groups.isBarred(token, account)) && !(await contract.accountOf(account)).provider;
    (there ? unchanged : wanted).push(account);
  }
  const sent = await sendPages(groups, wanted, options.pageSize, (page) =>
    admitted ? groups.admitProviders(token, page) : groups.dismissProviders(token, page),
  );
  return { changed: sent.done, unchanged, skipped: sent.skipped, receipts: sent.receipts };
}
