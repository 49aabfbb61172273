import {
  Contract,
  type ContractRunner,
  type ContractTransactionReceipt,
  MaxUint256,
  type Signer,
  ZeroAddress,
} from "ethers";

import { ensureAllowance } from "../chain/allowance.ts";
import { providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { connectExecutor, connectLifeSource, type RegistryLike } from "./connect.ts";
import { type Asset, AssetKind, type Plan } from "./constants.ts";
import { explainError } from "./errors.ts";

/** What an account has of an asset. */
export interface AssetHolding {
  asset: Asset;
  /** Base units; of an ERC-721 1 or 0. Null where the asset doesn't say. */
  held: bigint | null;
  /** How much of it the executor may take; null where the account moves its assets by itself, and where the asset doesn't say. */
  approved: bigint | null;
}

const COLLECTION = [
  "function ownerOf(uint256 id) view returns (address)",
  "function getApproved(uint256 id) view returns (address)",
  "function isApprovedForAll(address owner, address operator) view returns (bool)",
  "function approve(address to, uint256 id)",
  "function setApprovalForAll(address operator, bool approved)",
];
const MULTI = ["function balanceOf(address owner, uint256 id) view returns (uint256)", ...COLLECTION.slice(2)];
const MONEY = [
  "function balanceOf(address owner) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
];

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
  const [executor, byApproval] = await Promise.all([addressOfExecutor(registry, runner), isByApproval(plan, runner)]);
  return Promise.all(
    plan.assets.map(async (asset) => {
      const held = await orNull(heldOf(asset, plan.account, runner));
      const approved = byApproval ? await orNull(approvedOf(asset, plan.account, executor, held, runner)) : null;
      return { asset, held, approved };
    }),
  );
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
  if (!(await isByApproval(plan, signer))) return [];
  const executor = await addressOfExecutor(registry, signer);
  const receipts: ContractTransactionReceipt[] = [];
  for (const { asset, approved } of await readHoldings(registry, plan, signer)) {
    if (asset.kind === AssetKind.ERC20) {
      // What is enough for all that there is needs no other allowance.
      if (approved === null || approved < ENOUGH)
        receipts.push(...(await ensureAllowance(signer, asset.token, executor, MaxUint256)));
    } else if (approved === 0n) {
      const contract = new Contract(asset.token, COLLECTION, signer);
      const [name, inputs] =
        asset.kind === AssetKind.ERC721 ? ["approve", [executor, asset.id]] : ["setApprovalForAll", [executor, true]];
      receipts.push(await mined(contract.getFunction(name).send(...inputs)));
    }
  }
  return receipts;
}

/** Some assets count an unlimited allowance down; half of it is as good. */
const ENOUGH = MaxUint256 / 2n;

/** Whether the executor moves an account's assets by approvals; also of an account that its source of life has no word for now, since it got or lost code. */
async function isByApproval({ source, account }: Plan, runner: ContractRunner): Promise<boolean> {
  try {
    return (await connectLifeSource(source, runner).holderOf(account)) === ZeroAddress;
  } catch (error) {
    if (explainError(error)?.name === "LifeUnknown") return true;
    throw error;
  }
}

async function addressOfExecutor(registry: RegistryLike, runner: ContractRunner): Promise<string> {
  return (await connectExecutor(registry, runner)).getAddress();
}

async function heldOf({ kind, token, id }: Asset, account: string, runner: ContractRunner): Promise<bigint> {
  if (kind === AssetKind.NATIVE) return providerOf(runner).getBalance(account);
  if (kind === AssetKind.ERC20) return read<bigint>(token, MONEY, runner, "balanceOf", account);
  if (kind === AssetKind.ERC1155) return read<bigint>(token, MULTI, runner, "balanceOf", account, id);
  return (await read<string>(token, COLLECTION, runner, "ownerOf", id)) === account ? 1n : 0n;
}

async function approvedOf(
  { kind, token, id }: Asset,
  account: string,
  executor: string,
  held: bigint | null,
  runner: ContractRunner,
): Promise<bigint> {
  if (kind === AssetKind.NATIVE) return 0n;
  if (kind === AssetKind.ERC20) return read<bigint>(token, MONEY, runner, "allowance", account, executor);
  const all = await read<boolean>(token, COLLECTION, runner, "isApprovedForAll", account, executor);
  if (kind === AssetKind.ERC1155) return all ? MaxUint256 : 0n;
  // Whoever has it otherwise approves for his own plan.
  if (held !== 1n) return all ? 1n : 0n;
  return all || (await read<string>(token, COLLECTION, runner, "getApproved", id)) === executor ? 1n : 0n;
}

async function read<Value>(
  token: string,
  abi: readonly string[],
  runner: ContractRunner,
  name: string,
  ...inputs: unknown[]
): Promise<Value> {
  return (await new Contract(token, abi, providerOf(runner)).getFunction(name).staticCall(...inputs)) as Value;
}

/** What an asset says; null where it doesn't answer, as an ERC-721 of a token that is burnt: nodes tell a revert in many ways. */
async function orNull(reading: Promise<bigint>): Promise<bigint | null> {
  try {
    return await reading;
  } catch {
    return null;
  }
}
