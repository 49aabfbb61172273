import type { ContractRunner } from "ethers";

import {
  IPrepaidCards__factory,
  type IPrepaidDirectory,
  IPrepaidDirectory__factory,
  type IPrepaidFactory,
  IPrepaidFactory__factory,
  type IPrepaidKeeper,
  IPrepaidKeeper__factory,
  type IPrepaidVault,
  IPrepaidVault__factory,
  type PrepaidCards,
  PrepaidCards__factory,
} from "../ethers.ts";
import { hasCode, providerOf } from "../chain/runner.ts";

/** A vault: as a contract object, or its address. */
export type VaultLike = IPrepaidVault | string;

/**
 * A vault as a typed contract.
 *
 * @example
 * const vault = connectVault("0x…", provider);
 * await vault.balanceOf(company);
 */
export function connectVault(vault: VaultLike, runner: ContractRunner): IPrepaidVault {
  return typeof vault === "string" ? IPrepaidVault__factory.connect(vault, runner) : vault.connect(runner);
}

/**
 * A factory as a typed contract.
 *
 * @example
 * const vault = await connectFactory(addressOf(31337, "PrepaidFactory"), provider).vaultOf(usdc, BucketLength.HOUR);
 */
export function connectFactory(address: string, runner: ContractRunner): IPrepaidFactory {
  return IPrepaidFactory__factory.connect(address, runner);
}

/**
 * A keeper as a typed contract.
 *
 * @example
 * await connectKeeper(addressOf(31337, "PrepaidKeeper"), provider).checkUpkeep(encodeWork(work));
 */
export function connectKeeper(address: string, runner: ContractRunner): IPrepaidKeeper {
  return IPrepaidKeeper__factory.connect(address, runner);
}

/**
 * A directory of merchants' lists as a typed contract.
 *
 * @example
 * await connectDirectory(addressOf(31337, "PrepaidDirectory"), company).publish(list.root, 0n, entries);
 */
export function connectDirectory(address: string, runner: ContractRunner): IPrepaidDirectory {
  return IPrepaidDirectory__factory.connect(address, runner);
}

/**
 * The cards of a vault as a typed contract, ERC-721 included.
 *
 * @example
 * const owner = await connectCards(cards, provider).ownerOf(id);
 */
export function connectCards(address: string, runner: ContractRunner): PrepaidCards {
  return PrepaidCards__factory.connect(address, runner);
}

/**
 * The address of a vault.
 *
 * @example
 * const address = await addressOfVault(vault);
 */
export async function addressOfVault(vault: VaultLike): Promise<string> {
  return typeof vault === "string" ? vault : vault.getAddress();
}

/**
 * Whether an address holds cards, by a function that only they have.
 *
 * @example
 * await isCards(instrument.holder, provider); // true while it is wrapped
 */
export async function isCards(address: string, runner: ContractRunner): Promise<boolean> {
  return holds(address, IPrepaidCards__factory.createInterface().getFunction("unwrap").selector, runner);
}

/**
 * Whether what stands at an address has a vault's functions: to tell a vault from an asset or a factory. It says nothing about what they do.
 *
 * @example
 * await looksLikeVault(address, provider); // true
 */
export async function looksLikeVault(address: string, runner: ContractRunner): Promise<boolean> {
  return holds(address, IPrepaidVault__factory.createInterface().getFunction("balanceOfAt").selector, runner);
}

/**
 * Whether a factory made a vault. Ask this of a vault that comes in somebody else's link or file: anybody can write a contract that answers as a
 * vault does. Then look which asset it holds: anybody can make the vault of a worthless one with a well-known symbol.
 *
 * @example
 * if (!(await isVaultOf(addressOf(1, "PrepaidFactory"), link.vault, provider))) throw new Error("not a vault of Lapse");
 */
export async function isVaultOf(factory: string, vault: string, runner: ContractRunner): Promise<boolean> {
  return connectFactory(factory, runner).isVault(vault);
}

/** Whether the selector of a function stands in the code at an address. */
async function holds(address: string, selector: string, runner: ContractRunner): Promise<boolean> {
  return (await hasCode(runner, address)) && (await providerOf(runner).getCode(address)).includes(selector.slice(2));
}

/** What a vault is, whatever happens in it. */
export interface VaultFacts {
  address: string;
  /** What it holds money in. */
  asset: string;
  /** Seconds of a bucket. */
  bucketLength: bigint;
  name: string;
  symbol: string;
  decimals: bigint;
}

/**
 * What a vault is.
 *
 * @example
 * const { asset, bucketLength, decimals } = await readVault(vault, provider);
 */
export async function readVault(vault: VaultLike, runner: ContractRunner): Promise<VaultFacts> {
  const contract = connectVault(vault, runner);
  const [address, asset, bucketLength, name, symbol, decimals] = await Promise.all([
    contract.getAddress(),
    contract.asset(),
    contract.bucketLength(),
    contract.name(),
    contract.symbol(),
    contract.decimals(),
  ]);
  return { address, asset, bucketLength, name, symbol, decimals };
}
