import { AbiCoder, type ContractRunner, type ContractTransactionReceipt, type Signer, ZeroAddress } from "ethers";

import type { RulesStructOutput } from "../ethers.ts";
import { eventsOf, mined } from "../chain/transaction.ts";
import { connectKeeper, connectVault, type VaultLike } from "./connect.ts";
import { SWEEP_LIMIT } from "./choices.ts";
import type { Rules } from "./constants.ts";
import { type Explanation, explainError } from "./errors.ts";
import { decoded, logsOf, startingFrom } from "./reader.ts";
import { type EventRange, rulesFromChain } from "./rules.ts";
import { unreturnedWith } from "./unsettled.ts";

/** An instrument to settle. */
export interface Settlement {
  id: bigint;
  rules: Rules;
}

/** Work for a keeper, in one vault. */
export interface Work {
  vault: string;
  /** Owners to sweep. */
  owners: string[];
  /** The most buckets to count for each of them. */
  limit: bigint;
  /** Who has the tips, as balance in the vault; the zero address for whoever calls the keeper's contract. */
  tipTo: string;
  /** Instruments to settle. */
  settlements: Settlement[];
}

/** A settlement that the vault refused. */
export interface SettlementSkipped {
  id: bigint;
  /** Null for an error that isn't known. */
  reason: Explanation | null;
}

const RULES =
  "tuple(uint8 trigger, uint32 delay, bytes32 merchants, uint256 categories, uint96 cap, address returnTo, uint16 returnBps, bool manual, uint96 minPiece)";
const WORK = `tuple(address vault, address[] owners, uint256 limit, address tipTo, tuple(uint256 id, ${RULES} rules)[] settlements)`;

/**
 * Finds by the events whom to sweep and what to settle, now or later: owners who let others sweep, and instruments that don't return by
 * themselves, are not settled, and whose purchaser doesn't settle them himself.
 *
 * @example
 * const work = await checkWork(keeper, await findWork(vault, provider), provider);
 */
export async function findWork(
  vault: VaultLike,
  runner: ContractRunner,
  options: EventRange & {
    /** {@link SWEEP_LIMIT} unless it is named. */
    limit?: bigint;
    /** Who has the tips; whoever calls the keeper's contract unless he is named. Name him where a forwarder calls it. */
    tipTo?: string;
  } = {},
): Promise<Work> {
  const contract = connectVault(vault, runner);
  const choosing = [contract.interface.getEvent("SweepChosen").topicHash];
  const blocks = await startingFrom(contract, runner, options);
  const owners = new Set<string>();
  for (const log of await logsOf(contract, runner, [choosing], blocks)) {
    const { args } = decoded(contract, log);
    const owner = args.getValue("owner") as string;
    // The last word counts.
    if (args.getValue("on") as boolean) owners.add(owner);
    else owners.delete(owner);
  }

  const shared = ({ manual, returnBps }: Rules): boolean => !manual && returnBps !== 0n;
  const found = await unreturnedWith(contract, runner, shared, blocks);
  const settlements = found.map(({ instrument, rules }) => ({ id: instrument.id, rules }));
  const { limit = SWEEP_LIMIT, tipTo = ZeroAddress } = options;
  return { vault: await contract.getAddress(), owners: [...owners], limit, tipTo, settlements };
}

/**
 * Work in parts that each fit a transaction, and a question to a node.
 *
 * @param size The most owners, and the most instruments, in a part.
 * @example
 * for (const page of pagesOfWork(await findWork(vault, provider), 100)) await checkWork(keeper, page, provider);
 */
export function pagesOfWork(work: Work, size: number): Work[] {
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`A page of ${size} items makes no sense`);
  const pages: Work[] = [];
  for (let i = 0; i < Math.max(work.owners.length, work.settlements.length); i += size) {
    const [owners, settlements] = [work.owners.slice(i, i + size), work.settlements.slice(i, i + size)];
    pages.push({ ...work, owners, settlements });
  }
  return pages;
}

/**
 * Work as the keeper takes it: `checkData` and `performData`.
 *
 * @example
 * await keeper.checkUpkeep(encodeWork(work));
 */
export function encodeWork(work: Work): string {
  return AbiCoder.defaultAbiCoder().encode([WORK], [work]);
}

/**
 * Reads work from `checkData` or `performData`.
 *
 * @example
 * const { owners } = decodeWork(performData);
 */
export function decodeWork(data: string): Work {
  const [work] = AbiCoder.defaultAbiCoder().decode([WORK], data).toArray() as [
    {
      vault: string;
      owners: string[];
      limit: bigint;
      tipTo: string;
      settlements: { id: bigint; rules: RulesStructOutput }[];
    },
  ];
  return {
    vault: work.vault,
    owners: [...work.owners],
    limit: work.limit,
    tipTo: work.tipTo,
    settlements: work.settlements.map(({ id, rules }) => ({ id, rules: rulesFromChain(rules) })),
  };
}

/**
 * Asks the keeper's contract what of the candidates is due now; null where nothing is.
 *
 * @example
 * const due = await checkWork(keeper, candidates, provider);
 */
export async function checkWork(keeperAddress: string, work: Work, runner: ContractRunner): Promise<Work | null> {
  const { upkeepNeeded, performData } = await connectKeeper(keeperAddress, runner).checkUpkeep(encodeWork(work));
  return upkeepNeeded ? decodeWork(performData) : null;
}

/** What a keeper's run did. */
export interface KeeperRun {
  /** What was paid out, owner by owner. */
  swept: { owner: string; amount: bigint; tip: bigint }[];
  /** Ids of what was settled. */
  settled: bigint[];
  skipped: SettlementSkipped[];
  receipt: ContractTransactionReceipt;
}

/**
 * Has the keeper's contract do the work. The tips are for whom it names, or the signer's, as balance in the vault.
 *
 * @example
 * const due = await checkWork(keeper, await findWork(vault, bot), bot);
 * if (due !== null) await runKeeper(bot, keeper, due);
 */
export async function runKeeper(signer: Signer, keeperAddress: string, work: Work): Promise<KeeperRun> {
  const keeper = connectKeeper(keeperAddress, signer);
  const vault = connectVault(work.vault, signer);
  const receipt = await mined(keeper.performUpkeep(encodeWork(work)));
  const swept = eventsOf(receipt, work.vault, vault.interface, "Swept").map(({ args }) => ({
    owner: args.getValue("owner") as string,
    amount: args.getValue("amount") as bigint,
    tip: args.getValue("tip") as bigint,
  }));
  const settled = eventsOf(receipt, work.vault, vault.interface, "Settled").map(
    ({ args }) => args.getValue("id") as bigint,
  );
  const skipped = eventsOf(receipt, keeperAddress, keeper.interface, "SettlementSkipped").map(({ args }) => ({
    id: args.getValue("id") as bigint,
    reason: explainError(args.getValue("reason")),
  }));
  return { swept, settled, skipped, receipt };
}
