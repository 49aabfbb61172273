import { type ContractRunner, Interface, MaxUint256, type Provider, ZeroAddress } from "ethers";

import { providerOf } from "../../chain/runner.ts";
import { type Asset, AssetKind } from "../constants.ts";
import { isRevert } from "./failure.ts";

const TOKEN = new Interface([
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address account, address spender) view returns (uint256)",
  "function ownerOf(uint256 id) view returns (address)",
  "function getApproved(uint256 id) view returns (address)",
  "function isApprovedForAll(address account, address spender) view returns (bool)",
]);
const MULTIPLE = new Interface(["function balanceOf(address account, uint256 id) view returns (uint256)"]);

/** What an account holds of an asset, and how much of that can be moved. */
export interface Holding {
  /** Whether the asset says so at all. */
  readable: boolean;
  held: bigint;
  movable: bigint;
}

/** Whose assets, and what moves them. */
export interface Mover {
  account: string;
  /** What moves them; the zero address for approvals to the executor. */
  holder: string;
  executor: string;
}

/**
 * What an account holds of an asset, as the executor reads it at the end of a block.
 *
 * @example
 * const { held, movable } = await readHolding(provider, asset, { account, holder, executor }, block);
 */
export async function readHolding(
  runner: ContractRunner,
  { kind, token, id }: Asset,
  { account, holder, executor }: Mover,
  block: number,
): Promise<Holding> {
  const provider = providerOf(runner);
  const byApproval = holder === ZeroAddress;
  if (kind === AssetKind.NATIVE) {
    const held = await provider.getBalance(account, block);
    return { readable: true, held, movable: byApproval ? 0n : held };
  }
  const ask = (codec: Interface, name: string, values: unknown[]): Promise<bigint | null> =>
    word(provider, token, codec.encodeFunctionData(name, values), block);
  const found =
    kind === AssetKind.ERC20
      ? await ask(TOKEN, "balanceOf", [account])
      : kind === AssetKind.ERC1155
        ? await ask(MULTIPLE, "balanceOf", [account, id])
        : await ask(TOKEN, "ownerOf", [id]);
  const readable = found !== null;
  const held = kind === AssetKind.ERC721 ? (found === BigInt(account) ? 1n : 0n) : (found ?? 0n);
  if (!byApproval || held === 0n) return { readable, held, movable: held };
  const approved = await approvedOf(kind, id, account, executor, ask);
  return { readable, held, movable: approved < held ? approved : held };
}

async function approvedOf(
  kind: AssetKind,
  id: bigint,
  account: string,
  executor: string,
  ask: (codec: Interface, name: string, values: unknown[]) => Promise<bigint | null>,
): Promise<bigint> {
  if (kind === AssetKind.ERC20) return (await ask(TOKEN, "allowance", [account, executor])) ?? 0n;
  if ((await ask(TOKEN, "isApprovedForAll", [account, executor])) === 1n) return MaxUint256;
  if (kind === AssetKind.ERC1155) return 0n;
  return (await ask(TOKEN, "getApproved", [id])) === BigInt(executor) ? 1n : 0n;
}

/** One word that a contract answers; null where it answers none. */
async function word(provider: Provider, to: string, data: string, blockTag: number): Promise<bigint | null> {
  const answer = await provider.call({ to, data, blockTag }).catch((error: unknown) => {
    if (isRevert(error)) return "0x";
    throw error;
  });
  return answer.length < 66 ? null : BigInt(answer.slice(0, 66));
}
