import type { HardhatEthersProvider, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { TypedDataDomain } from "ethers";

import type { VehicleKey } from "../../src/vehicle/agent/key.ts";
import type { Pool } from "../../src/vehicle/pools.ts";
import type { MockDollar } from "../../types/ethers-contracts/index.js";
import type { Chain } from "../support/chain.ts";
import { at } from "../support/demand.ts";
import type { Reporter } from "../support/reporter.ts";
import type { Calendar } from "./calendar.ts";
import type { Months } from "./fleet.ts";
import type { Ledger } from "./ledger.ts";
import type { Shares } from "./shares.ts";
import type { Tally } from "./tally.ts";
import type { Unit } from "./unit.ts";

/** Who plays. */
export interface People {
  /** Owns the fleet. */
  company: HardhatEthersSigner;
  /** Guarantees for a vehicle, and doubts an accident. */
  insurer: HardhatEthersSigner;
  bank: HardhatEthersSigner;
  buyer: HardhatEthersSigner;
  /** Looks for those who break the rules. */
  watcher: HardhatEthersSigner;
  /** Sends what vehicles have signed. */
  relay: HardhatEthersSigner;
  /** Pays rewards for vehicles that report. */
  sponsor: HardhatEthersSigner;
  /** Appraises the vehicles, and vouches for them. */
  issuer: HardhatEthersSigner;
}

/** A vehicle of the fleet. */
export interface Car {
  /** As its file is called. */
  name: string;
  vehicle: bigint;
  commitment: string;
  key: VehicleKey;
  ledger: Ledger;
  months: Months;
  /** Who has its token. */
  holder: string;
}

/** All that a chapter of the scenario needs. */
export interface Stage {
  chain: Chain;
  provider: HardhatEthersProvider;
  /** Address of the contract of vehicles. */
  stake: string;
  domain: TypedDataDomain;
  reporter: Reporter;
  tally: Tally;
  calendar: Calendar;
  people: People;
  /** Money of six decimals: the unit of account, and what rewards are paid in. */
  dollar: MockDollar;
  policy: string;
  attestors: readonly VehicleKey[];
  cars: readonly Car[];
  /** The vehicles that report by a unit of their own, by their place in the fleet. */
  units: ReadonlyMap<number, Unit>;
  /** Where their files are. */
  folder: string;
  pool: Pool;
  shares: Shares;
  /** What lies in the contract of vehicles for those who show that one breaks the rules, in wei. */
  deposits: bigint;
}

/** Which vehicle something happens to: by their logs, or where these tell of nothing, so that it can. */
export const CAST = {
  /** Damaged by more than 30 % in the third month, and repaired in the fourth. */
  repaired: 16,
  /** Beyond repair in the fourth month. */
  lost: 11,
  /** Damaged by 47 % in the sixth month, and a bank has a lien on it. */
  liened: 43,
  tampered: 20,
  turnedBack: 21,
  /** Damaged by 10 % in the sixteenth month, just when it is to be sold. */
  sold: 49,
  /** Its accident of the eighteenth month never was. */
  disputed: 48,
  cloned: 30,
} as const;

/** The places of vehicles that report by a unit of their own. */
export const UNITS: readonly number[] = [0, 1];
/** The places of vehicles that share rewards. */
export const MEMBERS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** One of the cast. */
export function castOf({ cars }: Pick<Stage, "cars">, role: keyof typeof CAST): Car {
  return at(cars, CAST[role]);
}
