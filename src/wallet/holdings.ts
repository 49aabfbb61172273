import {
  Contract,
  type ContractRunner,
  type ContractTransactionReceipt,
  Interface,
  MaxUint256,
  type Provider,
  type Signer,
  ZeroAddress,
} from "ethers";

import { ensureAllowance } from "../chain/allowance.ts";
import { inBatches } from "../chain/batches.ts";
import { isRevert } from "../chain/revert.ts";
import { providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { connectExecutor, connectLifeSource, type RegistryLike } from "./connect.ts";
import { type Asset, AssetKind, type Plan } from "./constants.ts";

/** What an account has of an asset, as the executor reads it. */
export interface AssetHolding {
  asset: Asset;
  /** Base units; of an ERC-721 1 or 0. Null where the asset doesn't say. */
  held: bigint | null;
  /** How much of it the executor may take; null where the account moves its assets by itself, and where the asset doesn't say. */
  approved: bigint | null;
  /** How much of it can be moved. */
  movable: bigint;
}

/** Whose assets, and what moves them. */
export interface Mover {
  account: string;
  /** What moves them; the zero address for approvals to the executor. */
  holder: string;
  executor: string;
}

/** How many assets are read at once. */
const READS = 25;

const TOKEN = new Interface([
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address account, address spender) view returns (uint256)",
  "function ownerOf(uint256 id) view returns (address)",
  "function getApproved(uint256 id) view returns (address)",
  "function isApprovedForAll(address account, address spender) view returns (bool)",
  "function approve(address to, uint256 id)",
  "function setApprovalForAll(address operator, bool approved)",
]);
const MULTIPLE = new Interface(["function balanceOf(address account, uint256 id) view returns (uint256)"]);

/** Asks a contract for a word; null where it answers none. */
type Ask = (codec: Interface, name: string, ...values: unknown[]) => Promise<bigint | null>;

/**
 * What moves the assets of a plan's account; null where its source of life has no word for that now, since the account got or lost code.
 *
 * @param block At the end of which; the newest unless it is named.
 */
export async function readMover(
  registry: RegistryLike,
  { source, account }: Plan,
  runner: ContractRunner,
  block?: number,
): Promise<{ executor: string; mover: Mover | null }> {
  const [contract, holder] = await Promise.all([
    connectExecutor(registry, runner),
    connectLifeSource(source, runner)
      .holderOf(account, block === undefined ? {} : { blockTag: block })
      .catch((error: unknown) => {
        if (isRevert(error)) return null;
        throw error;
      }),
  ]);
  const executor = await contract.getAddress();
  return { executor, mover: holder === null ? null : { account, holder, executor } };
}

/**
 * What an account has of an asset, as the executor reads it.
 *
 * @param block At the end of which; the newest unless it is named.
 * @example
 * const { held, movable } = await readHolding(provider, asset, { account, holder, executor });
 */
export async function readHolding(
  runner: ContractRunner,
  asset: Asset,
  { account, holder, executor }: Mover,
  block?: number,
): Promise<AssetHolding> {
  const provider = providerOf(runner);
  const isByApproval = holder === ZeroAddress;
  const ask: Ask = (codec, name, ...values) =>
    word(provider, asset.token, codec.encodeFunctionData(name, values), block);
  const held =
    asset.kind === AssetKind.NATIVE ? await provider.getBalance(account, block) : await heldOf(asset, account, ask);
  if (!isByApproval) return { asset, held, approved: null, movable: held ?? 0n };
  const approved = await approvedOf(asset, account, executor, held, ask);
  return { asset, held, approved, movable: least(held ?? 0n, approved ?? 0n) };
}

/**
 * What an account has of the assets of its plan, and how much of it the executor may take.
 *
 * @example
 * for (const { asset, held, approved } of await readHoldings(registry, plan, provider)) console.log(asset.token, held, approved);
 */
export async function readHoldings(
  registry: RegistryLike,
  plan: Plan,
  runner: ContractRunner,
): Promise<AssetHolding[]> {
  const { executor, mover } = await readMover(registry, plan, runner);
  // Also of an account that its source of life has no word for now.
  const known = mover ?? { account: plan.account, holder: ZeroAddress, executor };
  return inBatches(plan.assets, READS, (asset) => readHolding(runner, asset, known));
}

/**
 * Has the executor take what a plan of the signer lists, where it may not yet: all of an ERC-20, the one ERC-721, all ids of an ERC-1155. An approved executor can pay
 * nobody but the recipients of the plan in force.
 *
 * @example
 * const receipts = await approveAssets(owner, registry, { plan });
 */
export async function approveAssets(
  signer: Signer,
  registry: RegistryLike,
  { plan }: { plan: Plan },
): Promise<ContractTransactionReceipt[]> {
  const { executor, mover } = await readMover(registry, plan, signer);
  if (mover !== null && mover.holder !== ZeroAddress) return [];
  const receipts: ContractTransactionReceipt[] = [];
  for (const { asset, approved } of await readHoldings(registry, plan, signer)) {
    if (asset.kind === AssetKind.ERC20) {
      // What is enough for all that there is needs no other allowance.
      if (approved === null || approved < ENOUGH)
        receipts.push(...(await ensureAllowance(signer, asset.token, executor, MaxUint256)));
    } else if (approved === 0n) {
      const contract = new Contract(asset.token, TOKEN, signer);
      const [name, inputs] =
        asset.kind === AssetKind.ERC721 ? ["approve", [executor, asset.id]] : ["setApprovalForAll", [executor, true]];
      receipts.push(await mined(contract.getFunction(name).send(...inputs)));
    }
  }
  return receipts;
}

/** Some assets count an unlimited allowance down; half of it is as good. */
const ENOUGH = MaxUint256 / 2n;

async function heldOf({ kind, id }: Asset, account: string, ask: Ask): Promise<bigint | null> {
  if (kind === AssetKind.ERC20) return ask(TOKEN, "balanceOf", account);
  if (kind === AssetKind.ERC1155) return ask(MULTIPLE, "balanceOf", account, id);
  const owner = await ask(TOKEN, "ownerOf", id);
  // Of one that is gone (burnt) the collection says nothing.
  return owner === null ? null : owner === BigInt(account) ? 1n : 0n;
}

async function approvedOf(
  { kind, id }: Asset,
  account: string,
  executor: string,
  held: bigint | null,
  ask: Ask,
): Promise<bigint | null> {
  if (kind === AssetKind.NATIVE) return 0n;
  if (kind === AssetKind.ERC20) return ask(TOKEN, "allowance", account, executor);
  const all = await ask(TOKEN, "isApprovedForAll", account, executor);
  if (all === null) return null;
  if (kind === AssetKind.ERC1155) return all === 1n ? MaxUint256 : 0n;
  // Whoever has it otherwise approves for his own plan.
  return all === 1n || (held === 1n && (await ask(TOKEN, "getApproved", id)) === BigInt(executor)) ? 1n : 0n;
}

/** One word that a contract answers; null where it answers none. */
async function word(provider: Provider, to: string, data: string, block: number | undefined): Promise<bigint | null> {
  const call = block === undefined ? { to, data } : { to, data, blockTag: block };
  const answer = await provider.call(call).catch((error: unknown) => {
    if (isRevert(error)) return "0x";
    throw error;
  });
  return answer.length < 66 ? null : BigInt(answer.slice(0, 66));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
