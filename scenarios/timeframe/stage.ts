import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import type { MemberEntry, AccountTree } from "../../src/timeframe/merkle.ts";
import type { ITimeframeToken, MockERC20 } from "../../types/ethers-contracts/index.js";
import type { Chain } from "../support/chain.ts";
import type { Random } from "../support/random.ts";
import type { Reporter } from "../support/reporter.ts";
import type { Book } from "./book.ts";
import type { Quarter } from "./quarter.ts";

/** A token of the programme, with those who take part in it. */
export interface Part {
  token: ITimeframeToken;
  /** Who can be spent to. */
  providers: readonly HardhatEthersSigner[];
  /** What was spent, as the scenario knows it. */
  book: Book;
}

/** All that a chapter of the scenario needs. */
export interface Stage {
  chain: Chain;
  reporter: Reporter;
  random: Random;
  quarter: Quarter;

  administrator: HardhatEthersSigner;
  sponsor: HardhatEthersSigner;
  /** Signs vouchers. */
  clerk: HardhatEthersSigner;
  /** Joins by voucher, for four weeks. */
  visitor: HardhatEthersSigner;
  /** Joins by proof, and is removed. */
  volunteer: HardhatEthersSigner;
  volunteers: AccountTree<MemberEntry>;

  /** Money of six decimals. */
  asset: MockERC20;
  /** Weekly units with a fixed price. */
  meals: Part;
  /** Monthly units on request, whose providers share a pot. */
  rides: Part;

  /** Members who are there now, and spend. */
  residents: HardhatEthersSigner[];
  carers: HardhatEthersSigner[];
  clinics: HardhatEthersSigner[];
}

export const Group = { RESIDENTS: 1n, CARERS: 2n, CLINICS: 1n } as const;

/** What the programme starts with. */
export const Terms = {
  MEAL_PRICE: 4_500_000n,
  MEAL_FUNDS: 60_000_000_000n,
  MEAL_FUNDS_LATER: 10_000_000_000n,
  RIDE_CEILING: 3_250_000n,
  RIDE_POT: 7_000_000_000n,
  RIDE_FUNDS: 21_000_000_000n,
  RIDE_BUDGET: 3_000n,
  RIDE_BUDGET_LATER: 5_000n,
} as const;
