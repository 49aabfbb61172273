import type { ContractRunner } from "ethers";

import {
  type ITimeframeBacking,
  ITimeframeBacking__factory,
  type ITimeframeGroups,
  ITimeframeGroups__factory,
  type ITimeframeToken,
  ITimeframeToken__factory,
} from "../ethers.ts";
import { providerOf } from "../chain/runner.ts";

/** A token: as a contract object, or its address. */
export type TokenLike = ITimeframeToken | string;

/**
 * A token as a typed contract.
 *
 * @example
 * const token = connectToken("0x…", provider);
 * await token.balanceOf(account);
 */
export function connectToken(token: TokenLike, runner: ContractRunner): ITimeframeToken {
  return typeof token === "string" ? ITimeframeToken__factory.connect(token, runner) : token.connect(runner);
}

/**
 * The groups contract of a token.
 *
 * @example
 * const groups = await connectGroups(token, signer);
 * await groups.administratorOf(token);
 */
export async function connectGroups(token: TokenLike, runner: ContractRunner): Promise<ITimeframeGroups> {
  return ITimeframeGroups__factory.connect(await connectToken(token, runner).groups(), runner);
}

/**
 * The backing of a token; null where its units can't be spent.
 *
 * @example
 * const backing = await connectBacking(token, signer);
 * const pool = await backing?.poolOf(token);
 */
export async function connectBacking(token: TokenLike, runner: ContractRunner): Promise<ITimeframeBacking | null> {
  const address = await connectToken(token, runner).backing();
  return BigInt(address) === 0n ? null : ITimeframeBacking__factory.connect(address, runner);
}

/**
 * Whether an address holds a backing, by a function that all backings have: its selector stands in the code.
 *
 * @example
 * await isBacking(address, provider); // true
 */
export async function isBacking(address: string, runner: ContractRunner): Promise<boolean> {
  const { selector } = ITimeframeBacking__factory.createInterface().getFunction("openPool");
  return (await providerOf(runner).getCode(address)).includes(selector.slice(2));
}

/**
 * The address of a token.
 *
 * @example
 * const address = await addressOfToken(token);
 */
export async function addressOfToken(token: TokenLike): Promise<string> {
  return typeof token === "string" ? token : token.getAddress();
}
