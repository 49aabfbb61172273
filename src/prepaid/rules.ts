import {
  AbiCoder,
  type AddressLike,
  type ContractRunner,
  dataSlice,
  getAddress,
  hexlify,
  keccak256,
  resolveAddress,
  ZeroAddress,
} from "ethers";

import type { IPrepaidVault, RulesStructOutput } from "../ethers.ts";
import { creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf } from "../chain/runner.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { PLAIN, type Rules, Trigger, triggerOf, WHOLE_BPS } from "./constants.ts";
import { formatId } from "./ids.ts";
import { formatPercent } from "./percent.ts";

/** The types of {@link Rules}, in the order of the contract's struct. */
const TYPES = ["uint8", "uint32", "bytes32", "uint256", "uint96", "address", "uint16", "bool", "uint96"];

/** What an instrument keeps of its rules: the first 27 bytes of their hash. */
const KEPT = 27;
const NONE = `0x${"00".repeat(KEPT)}`;

/** Rules of which only what differs from a plain instrument's is named. */
export type RulesInput = Partial<Omit<Rules, "returnTo">> & { returnTo?: string };

/** Where to look for events. */
export interface EventRange {
  /** First block; that of the vault's creation unless it is named. */
  fromBlock?: number;
  /** Most blocks a request. */
  pageSize?: number;
}

/**
 * Rules that differ from a plain instrument's in what is named. Throws a `RangeError` for rules that contradict themselves.
 *
 * @example
 * const rules = rulesOf({ merchants: list.root, cap: 50_000_000n, minPiece: 5_000_000n });
 */
export function rulesOf(changes: RulesInput): Rules {
  const rules: Rules = { ...PLAIN, ...changes };
  rules.returnTo = getAddress(rules.returnTo);
  const fail = (problem: string): never => {
    throw new RangeError(problem);
  };
  if (rules.delay < 0n || rules.delay >= 2n ** 32n)
    fail(`A delay of ${rules.delay} seconds doesn't fit 32 bits; give 136 years at most`);
  if ((rules.trigger === Trigger.ISSUE) !== (rules.delay === 0n)) {
    fail("A clock that starts at the issue has no delay, and any other has one of at least a second");
  }
  if (rules.categories !== 0n && BigInt(rules.merchants) === 0n) fail("Categories need a list of merchants");
  requireShare(rules, fail);
  for (const [name, amount] of [
    ["cap", rules.cap],
    ["smallest piece", rules.minPiece],
  ] as const) {
    if (amount < 0n || amount >= 2n ** 96n) fail(`The ${name} of ${amount} doesn't fit 96 bits`);
  }
  return rules;
}

/** Refuses a share that is none, and one of nobody. */
function requireShare({ returnTo, returnBps }: Rules, fail: (problem: string) => never): void {
  const share = `The share of ${formatPercent(returnBps)}`;
  if (returnBps > WHOLE_BPS) fail(`${share} is too large; the largest is ${formatPercent(WHOLE_BPS)}`);
  if (returnTo === ZeroAddress) {
    if (returnBps !== 0n) fail(`${share} returns to nobody; name who has it, or leave it out`);
  } else if (returnBps <= 0n) {
    fail(`${share} returns nothing; give 0.01 % to 100 %, or leave out to whom it returns`);
  }
}

/**
 * Whether rules are those of a plain instrument.
 *
 * @example
 * isPlain(rulesOf({})); // true
 */
export function isPlain(rules: Rules): boolean {
  return hashOfRules(rules) === NONE;
}

/**
 * What an instrument keeps of its rules, as the contract computes it: 27 bytes, zero for a plain one.
 *
 * @example
 * hashOfRules(rules) === (await vault.instrumentOf(id)).rules;
 */
export function hashOfRules(rules: Rules): string {
  const { trigger, delay, merchants, categories, cap, returnTo, returnBps, manual, minPiece } = rules;
  const values = [trigger, delay, merchants, categories, cap, returnTo, returnBps, manual, minPiece];
  const encoded = AbiCoder.defaultAbiCoder().encode(TYPES, values);
  return BigInt(encoded) === 0n ? NONE : dataSlice(keccak256(encoded), 0, KEPT);
}

/** The instrument's rules can't be found in the events that were read. */
export class RulesUnknownError extends Error {
  override readonly name: string = "RulesUnknownError";
  readonly id: bigint;

  constructor(id: bigint) {
    super(`The rules of ${formatId(id)} are in none of the events that were read; read from an earlier block`);
    this.id = id;
  }
}

/**
 * The rules of an instrument, from its last event `Ruled`, held against the hash on the chain.
 *
 * @example
 * await vault.topUp(id, 5_000_000n, await findRules(vault, id, provider));
 */
export async function findRules(
  vault: VaultLike,
  id: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Rules> {
  const contract = connectVault(vault, runner);
  const { rules: kept } = await contract.instrumentOf(id);
  if (kept === NONE) return { ...PLAIN };
  const provider = providerOf(runner);
  const address = await contract.getAddress();
  const logs = await readLogs(provider, {
    address,
    topics: await contract.filters.Ruled(id).getTopicFilter(),
    fromBlock: range.fromBlock ?? (await creationBlock(provider, address)),
    ...(range.pageSize === undefined ? {} : { pageSize: range.pageSize }),
  });
  for (const log of logs.reverse()) {
    const rules = rulesFromEvent(contract, log);
    if (rules !== null && hashOfRules(rules) === kept) return rules;
  }
  throw new RulesUnknownError(id);
}

/** The rules in a log of `Ruled`; null for any other. */
export function rulesFromEvent(vault: IPrepaidVault, log: { topics: readonly string[]; data: string }): Rules | null {
  const event = vault.interface.parseLog(log);
  return event?.name === "Ruled" ? rulesFromChain(event.args.getValue("rules") as RulesStructOutput) : null;
}

/** Rules as a contract gives them. */
export function rulesFromChain(found: RulesStructOutput): Rules {
  const { trigger, delay, merchants, categories, cap, returnTo, returnBps, manual, minPiece } = found;
  return {
    trigger: triggerOf(trigger),
    delay,
    merchants: hexlify(merchants),
    categories,
    cap,
    returnTo,
    returnBps,
    manual,
    minPiece,
  };
}

/** How the rules of an instrument are known: named, or to be found in the events. */
export interface KnownRules extends EventRange {
  rules?: Rules;
}

/** The rules that a caller named, or those that the events tell of. */
export async function rulesFor(
  vault: IPrepaidVault,
  id: bigint,
  runner: ContractRunner,
  known: KnownRules,
): Promise<Rules> {
  return known.rules ?? findRules(vault, id, runner, known);
}

/** An account as its address. */
export async function resolved(account: AddressLike, runner: ContractRunner): Promise<string> {
  return resolveAddress(account, providerOf(runner));
}
