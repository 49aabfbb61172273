import type { HardhatEthersProvider, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract } from "ethers";

import type { Asset, Plan } from "../../src/wallet/constants.ts";
import type { SafePlace } from "../../src/wallet/safe/safe-place.ts";
import type { WatchMemory } from "../../src/wallet/watcher/memory.ts";
import type {
  DeadMansSwitchAccount,
  DenyListAsset,
  LocalWETH,
  MockDollar,
  MockERC20,
  MockERC721,
  MockERC1155,
} from "../../types/ethers-contracts/index.js";
import type { Chain } from "../support/chain.ts";
import type { Reporter } from "../support/reporter.ts";
import type { Book } from "./book.ts";
import type { Calendar } from "./calendar.ts";
import type { Tally } from "./tally.ts";

/** What the deploy scripts have left. */
export interface Places {
  registry: string;
  /** Knows the life of plain accounts. */
  prover: string;
  /** Creates accounts that know their own. */
  factory: string;
  /** Knows that of Safes. */
  module: string;
}

/** Everybody, by his role. */
export interface People {
  /** Plain account. */
  ada: HardhatEthersSigner;
  adasHeir: HardhatEthersSigner;
  /** The key that Ben will lose. */
  ben: HardhatEthersSigner;
  bensSecond: HardhatEthersSigner;
  bensSister: HardhatEthersSigner;
  /** Two of the three owners of Cara's Safe are keys of hers. */
  carasPhone: HardhatEthersSigner;
  carasCard: HardhatEthersSigner;
  notary: HardhatEthersSigner;
  carasSecond: HardhatEthersSigner;
  spouse: HardhatEthersSigner;
  daughter: HardhatEthersSigner;
  son: HardhatEthersSigner;
  /** Where the son has what his own address is refused. */
  sonsOther: HardhatEthersSigner;
  shop: HardhatEthersSigner;
  /** Pays Ben's rent. */
  robot: HardhatEthersSigner;
  /** Anybody: sends proofs, bundles and executions, and has no right of its own. */
  keeper: HardhatEthersSigner;
}

/** Contracts of the assets. */
export interface Tokens {
  /** Money of six decimals. */
  dollar: MockDollar;
  weth: LocalWETH;
  /** Refuses whoever is on its list. */
  bond: DenyListAsset;
  pension: MockERC20;
  deeds: MockERC721;
  stamps: MockERC1155;
}

/** Assets as plans name them. */
export interface Assets {
  dollar: Asset;
  weth: Asset;
  bond: Asset;
  pension: Asset;
  adasDeed: Asset;
  bensDeed: Asset;
  carasDeed: Asset;
  stamps: Asset;
}

/** Cara's Safe. */
export interface CarasSafe extends SafePlace {
  contract: Contract;
  /** Address of Safe's own `MultiSend`. */
  multiSend: string;
}

/** All that a chapter of the scenario needs. */
export interface Stage extends Places {
  chain: Chain;
  provider: HardhatEthersProvider;
  chainId: bigint;
  reporter: Reporter;
  tally: Tally;
  calendar: Calendar;
  book: Book;
  people: People;
  tokens: Tokens;
  assets: Assets;
  /** Ben's smart account. */
  account: DeadMansSwitchAccount;
  accountAddress: string;
  safe: CarasSafe;
  plans: { ada: Plan; ben: Plan; cara: Plan };
  /** What the watcher remembers of one look for the next. */
  memory: WatchMemory;
}
