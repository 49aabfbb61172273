import { walletAddresses } from "../../../src/addresses.ts";
import {
  connectRegistry,
  type Evidence,
  evidenceFrom,
  findPlan,
  type Formatters,
  type PlanInForce,
} from "../../../src/wallet/index.ts";
import type { IDeadMansSwitch } from "../../../src/ethers.ts";
import { fail } from "../../support/failure.ts";
import { duration, moment } from "../../support/format.ts";
import { type Chain, Session } from "../../support/session.ts";

/** Contracts of the deploy script that tasks go to. */
export type Deployed = keyof typeof walletAddresses;

/** The plan that a task is about. */
export interface PlanHere extends PlanInForce {
  account: string;
}

/** What every task of wallet works with: beside what all systems share, the registry, plans, and proofs. */
export class WalletSession extends Session {
  constructor(chain: Chain) {
    super(chain, "wallet");
  }

  /** The registry of the deploy script. */
  async registry(): Promise<IDeadMansSwitch> {
    return connectRegistry(await this.at("DeadMansSwitch"), this.ethers.provider);
  }

  /** Where a contract of the deploy script is. */
  async at(contract: Deployed): Promise<string> {
    return this.deployed(contract, walletAddresses[contract]);
  }

  /** An account, by its address, its number, or the name under which it was created here. */
  async holder(text: string, what = "account"): Promise<string> {
    if (/^(\d{1,4}|0x.*)$/i.test(text)) return this.account(text, what);
    const known = await this.book.find(text);
    return (
      known ??
      fail(
        `The ${what} "${text}" is no account; give 0x and 40 hex digits, the number of one of the network's accounts, or the name under which it was created here.`,
      )
    );
  }

  /** The plan in force of an account, which must have one. */
  async plan(text: string): Promise<PlanHere> {
    const account = await this.holder(text);
    const found = await findPlan(await this.registry(), account, this.ethers.provider);
    if (found === null)
      fail(`The account ${account} has no plan in force; register one with \`wallet register\`, or see the account.`);
    return { account, ...found };
  }

  /** What shows a prover that there was no act, for plans that need it. */
  async evidence(): Promise<Evidence> {
    const { provider } = this.ethers;
    // A local chain mines when there is something to mine: the block before the newest, which is taken elsewhere, may be months old.
    return (await this.isLocal()) ? evidenceFrom(provider, provider, 0) : evidenceFrom(provider, provider);
  }

  /** Whether the chain is one on a developer's machine. */
  async isLocal(): Promise<boolean> {
    return (await this.ethers.provider.getNetwork()).chainId === LOCAL_CHAIN;
  }

  /** The code at an address: a contract's, or a delegation. */
  async codeAt(address: string): Promise<string> {
    return this.ethers.provider.getCode(address);
  }

  /** How numbers in errors are written. */
  async formatters(): Promise<Formatters> {
    try {
      const now = await this.now();
      return { moment: (timestamp) => moment(timestamp, now), duration };
    } catch {
      // An error is being told: that the node doesn't answer must not hide it.
      return {};
    }
  }
}

/** That of Hardhat's own nodes. */
const LOCAL_CHAIN = 31_337n;
