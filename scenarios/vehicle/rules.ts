import type { DepreciationTerms } from "../../src/vehicle/depreciation.ts";
import type { Panel } from "../../src/vehicle/policy.ts";
import { parseEther } from "ethers";
import { DAY } from "./calendar.ts";

/** An amount of the unit of account, of six decimals. */
export const DOLLAR = 1_000_000n;

/**
 * What the fleet's vehicles are valued by: after three years and 90,000 km there are 61 % left, as iSeeCars found (39.1 % lost). From 30 % of damage on attestors are asked: less than a quarter of all
 * claims are so grave (CCC, 2015). See fleet/README.md.
 */
export const TERMS: Readonly<DepreciationTerms> = {
  perYear: 1_300n,
  lifetime: 0n,
  perDistance: 150n,
  floor: 1_000n,
  residual: 3_000n,
  restorable: 5_000n,
  grave: 3_000n,
  perDay: 3_000_000n,
  patience: 45n * DAY,
  silence: 365n * DAY,
};

/** Two of five attestors confirm a grave report, four decide a dispute. */
export const PANEL: Readonly<Omit<Panel, "attestors">> = {
  confirmations: 2n,
  decisions: 4n,
  disputeWindow: 7n * DAY,
  decideWithin: 14n * DAY,
  bond: parseEther("0.1"),
};

/** What lies ready for whoever shows that a vehicle breaks the rules. */
export const DEPOSIT = parseEther("0.05");
