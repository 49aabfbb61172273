import type { ContractRunner } from "ethers";

import { isRevert } from "../chain/revert.ts";
import { kindOf, WHOLE_PARTS } from "./constants.ts";
import { connectDepreciationPolicy, connectPolicy } from "./connect.ts";
import { type DepreciationTerms, haircut, judge, worthIn } from "./depreciation.ts";
import type { Kind } from "./agent/report.ts";

/** A vehicle as it was appraised: what all later values are computed from. */
export interface Anchor {
  /** In the smallest unit of its unit of account. */
  value: bigint;
  /** Unix seconds. */
  appraisedAt: bigint;
  /** Metres. */
  odometer: bigint;
}

/** What has become of a vehicle since it was appraised: `Condition` of the contracts. */
export interface Wear {
  /** When it was observed, Unix seconds. */
  observedAt: bigint;
  /** Metres. */
  odometer: bigint;
  /** All damage that counts, in basis points of the undamaged vehicle. */
  damage: bigint;
  /** What of it services have restored. */
  restored: bigint;
}

/** What a vehicle reports, as its policy sees it. */
export interface Reading {
  kind: Kind;
  /** Unix seconds. */
  observedAt: bigint;
  /** Metres. */
  odometer: bigint;
  /** Basis points. */
  severity: bigint;
}

/** What a vehicle is worth, and what of its losses by damage stays in its parts; in the smallest unit of its unit of account. */
export interface Worth {
  value: bigint;
  residual: bigint;
}

/** What a policy makes of a report. */
export interface Verdict extends Worth {
  wear: Wear;
  /** Whether attestors have to confirm it. */
  grave: boolean;
}

/** Who confirms grave reports and decides disputes. */
export interface Panel {
  /** ERC-7913 signers in ascending order of their Keccak-256. */
  attestors: string[];
  /** How many of them confirm a grave report, or reject it. */
  confirmations: bigint;
  /** How many of them decide a dispute. */
  decisions: bigint;
  /** How long after it counted a report can be disputed, seconds. */
  disputeWindow: bigint;
  /** How long after that there is time for a decision, seconds. */
  decideWithin: bigint;
  /** What whoever disputes, or defends, puts down, in wei. */
  bond: bigint;
}

/** By what a vehicle is valued: a policy's rules, wherever they are computed. */
export interface Valuer {
  worthIn(anchor: Anchor, wear: Wear): Promise<Worth>;
  judge(anchor: Anchor, wear: Wear, reading: Reading): Promise<Verdict>;
  /** What so many seconds of silence take, in basis points. */
  haircut(silence: bigint): Promise<bigint>;
}

/**
 * The numbers of a depreciation policy; null for a policy of another kind.
 *
 * @example
 * const terms = await readTerms(policy, provider);
 * if (terms !== null) for (const line of describeTerms(terms)) console.log(line);
 */
export async function readTerms(policy: string, runner: ContractRunner): Promise<DepreciationTerms | null> {
  try {
    const { perYear, lifetime, perDistance, floor, residual, restorable, grave, perDay, patience, silence } =
      await connectDepreciationPolicy(policy, runner).terms();
    return { perYear, lifetime, perDistance, floor, residual, restorable, grave, perDay, patience, silence };
  } catch (error) {
    if (isRevert(error)) return null;
    throw error;
  }
}

/**
 * Who confirms and decides by a policy.
 *
 * @example
 * const { attestors, confirmations } = await readPanel(policy, provider);
 */
export async function readPanel(policy: string, runner: ContractRunner): Promise<Panel> {
  const { attestors, confirmations, decisions, disputeWindow, decideWithin, bond } = await connectPolicy(
    policy,
    runner,
  ).panel();
  return { attestors: [...attestors], confirmations, decisions, disputeWindow, decideWithin, bond };
}

/**
 * A depreciation policy by its numbers, computed here: exactly as the contract does, to the last unit, without a node.
 *
 * @param asks Whether it has attestors: without any, nothing is grave.
 * @example
 * const { value } = await valuerOf(terms, panel.attestors.length !== 0).worthIn(anchor, wear);
 */
export function valuerOf(terms: DepreciationTerms, asks: boolean): Valuer {
  return {
    worthIn: (anchor, wear) => Promise.resolve().then(() => worthIn(terms, anchor, wear)),
    judge: (anchor, wear, reading) => Promise.resolve().then(() => judge(terms, anchor, wear, reading, asks)),
    haircut: (silence) => Promise.resolve().then(() => haircut(terms, silence)),
  };
}

/**
 * A policy on the chain, of whatever kind, asked there. It has no state, so that it answers the same at any time.
 *
 * @example
 * const { value } = await chainValuer(policy, provider).worthIn(anchor, wear);
 */
export function chainValuer(policy: string, runner: ContractRunner, blockTag: number | "latest" = "latest"): Valuer {
  const contract = connectPolicy(policy, runner);
  return {
    worthIn: async (anchor, wear) => {
      const { value, residual } = await contract.worthIn(anchor, wear, { blockTag });
      return { value, residual };
    },
    judge: async (anchor, wear, reading) => {
      const { condition, value, residual, grave } = await contract.judge(anchor, wear, reading, { blockTag });
      const { observedAt, odometer, damage, restored } = condition;
      return { wear: { observedAt, odometer, damage, restored }, value, residual, grave };
    },
    haircut: (silence) => contract.haircut(silence, { blockTag }),
  };
}

/**
 * A policy by its address: a depreciation policy computed here, one of another kind asked on the chain.
 *
 * @example
 * const { value } = await (await readValuer(policy, provider)).worthIn(anchor, wear);
 */
export async function readValuer(policy: string, runner: ContractRunner): Promise<Valuer> {
  const terms = await readTerms(policy, runner);
  if (terms === null) return chainValuer(policy, runner);
  const { attestors } = await readPanel(policy, runner);
  return valuerOf(terms, attestors.length !== 0);
}

/**
 * What a condition that a vehicle signs is for its policy.
 *
 * @example
 * const { before, verdict } = await reported(standing, valuers, readingOf(report));
 */
export function readingOf({ kind, observedAt, odometer, severity }: Reading): Reading {
  return { kind: kindOf(kind), observedAt, odometer, severity };
}

/**
 * A part of a value, by basis points.
 *
 * @example
 * partOf(30_000n, 1_500n); // 4500n
 */
export function partOf(value: bigint, parts: bigint): bigint {
  return (value * parts) / WHOLE_PARTS;
}
