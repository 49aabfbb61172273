import { Interface, type Log, type LogDescription } from "ethers";

import { IResidualToken__factory, IVehicleStake__factory } from "../ethers.ts";

/** Something that a contract of vehicles told. */
export interface VehicleEvent {
  /** As the contract names it. */
  name: string;
  /** Its values, by the names of the contract's parameters. */
  args: Readonly<Record<string, unknown>>;
  block: number;
  transaction: string;
  /** Its place among all that was told in its block. */
  index: number;
}

/** Of ERC-721, what the contracts of vehicles tell beside their own. */
const TOKEN = new Interface([
  "event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)",
  "event Locked(uint256 tokenId)",
  "event Unlocked(uint256 tokenId)",
]);
/** By ERC-721 and ERC-6909 something else each. */
const STAKE = IVehicleStake__factory.createInterface();
const RESIDUAL = IResidualToken__factory.createInterface();

/** What the contract of vehicles itself tells. */
export const STAKE_CODEC: Interface = STAKE;
/** What the contract of residual shares tells. */
export const RESIDUAL_CODEC: Interface = RESIDUAL;
/** What tells who owns a vehicle. */
export const TOKEN_CODEC: Interface = TOKEN;

/** What a log says; null where it is none of these contracts', or of a kind that they share with all tokens. */
export function eventOf(log: Log): VehicleEvent | null {
  const found = STAKE.parseLog(log) ?? RESIDUAL.parseLog(log) ?? tokenEvent(log);
  if (found === null) return null;
  const args = argsOf(found);
  return { name: found.name, args, block: log.blockNumber, transaction: log.transactionHash, index: log.index };
}

/** A transfer of ERC-721 has as many topics as it has values. */
function tokenEvent(log: Log): LogDescription | null {
  try {
    return TOKEN.parseLog(log);
  } catch {
    return null;
  }
}

/** Values by their names, structs among them too. */
function argsOf({ args, fragment }: LogDescription): Record<string, unknown> {
  return Object.fromEntries(
    fragment.inputs.map((input, place) => {
      const value: unknown = args[place];
      if (input.baseType !== "tuple" || input.components === null) return [input.name, value];
      const parts = value as readonly unknown[];
      return [input.name, Object.fromEntries(input.components.map((part, i) => [part.name, parts[i]]))];
    }),
  );
}

/** A number of an event. */
export function numberIn({ name, args }: Pick<VehicleEvent, "name" | "args">, key: string): bigint {
  const value = args[key];
  if (typeof value !== "bigint") throw new TypeError(`${name} has no number "${key}"`);
  return value;
}

/** A text of an event: an address, a hash, bytes. */
export function textIn({ name, args }: Pick<VehicleEvent, "name" | "args">, key: string): string {
  const value = args[key];
  if (typeof value !== "string") throw new TypeError(`${name} has no text "${key}"`);
  return value;
}

/** Yes or no, of an event. */
export function truthIn({ name, args }: Pick<VehicleEvent, "name" | "args">, key: string): boolean {
  const value = args[key];
  if (typeof value !== "boolean") throw new TypeError(`${name} has no answer "${key}"`);
  return value;
}

/** A struct of an event. */
export function structIn({ name, args }: Pick<VehicleEvent, "name" | "args">, key: string): Record<string, unknown> {
  const value = args[key];
  if (typeof value !== "object" || value === null) throw new TypeError(`${name} has no struct "${key}"`);
  return value as Record<string, unknown>;
}
