import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { HDNodeWallet } from "ethers";

import type { BatchRow } from "../../src/prepaid/batch-csv.ts";
import type { MerchantList } from "../../src/prepaid/merchants.ts";
import type { IPrepaidVault, MockDollar } from "../../types/ethers-contracts/index.js";
import type { Chain } from "../support/chain.ts";
import type { Random } from "../support/random.ts";
import type { Reporter } from "../support/reporter.ts";
import type { Book } from "./book.ts";
import type { Calendar } from "./calendar.ts";

/** A shop that takes cards. */
export interface Merchant {
  signer: HardhatEthersSigner;
  category: bigint;
  /** Whether it wants its money in its own wallet at once; otherwise it has it in the vault. */
  push: boolean;
}

/** All that a chapter of the scenario needs. */
export interface Stage {
  chain: Chain;
  reporter: Reporter;
  random: Random;
  calendar: Calendar;
  book: Book;

  /** Buys the cards, and gets back what is not used. */
  company: HardhatEthersSigner;
  /** Sends the claims of people who have no ether. */
  relay: HardhatEthersSigner;
  merchants: readonly Merchant[];
  /** The merchants and their categories, as they were published. */
  list: MerchantList;
  /** The wallets of all people, by address. They sign, and send only where they have ether. */
  people: ReadonlyMap<string, HDNodeWallet>;

  /** Money of six decimals. */
  asset: MockDollar;
  vault: IPrepaidVault;
  /** The file of cards. */
  rows: readonly BatchRow[];
}

/** A cent of an asset of six decimals. */
export const CENT = 10_000n;
export const WHOLE = 100n * CENT;
