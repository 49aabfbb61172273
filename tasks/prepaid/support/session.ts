import { prepaidAddresses } from "../../../src/addresses.ts";
import type { IPrepaidVault } from "../../../src/ethers.ts";
import {
  connectVault,
  formatId,
  type Formatters,
  idOf,
  isVaultOf,
  looksLikeVault,
  parseId,
  readVault,
  type VaultFacts,
} from "../../../src/prepaid/index.ts";
import { IPrepaidFactory__factory } from "../../../types/ethers-contracts/index.js";
import { fail } from "../../support/failure.ts";
import { moment } from "../../support/format.ts";
import { type Money, moneyOf } from "../../support/money.ts";
import { type Chain, Session } from "../../support/session.ts";

/** A vault, with what tasks have to know of it. */
export interface VaultHere extends VaultFacts {
  vault: IPrepaidVault;
  /** How its asset writes amounts. */
  money: Money;
}

/** What every task of prepaid works with: beside what all systems share, vaults and instruments. */
export class PrepaidSession extends Session {
  /** The vault that the task is about, once it is known. */
  #here: VaultHere | null = null;

  constructor(chain: Chain) {
    super(chain, "prepaid");
  }

  /** The vault that the task is about; null until it is known. */
  get here(): VaultHere | null {
    return this.#here;
  }

  /** A vault, by its address or by the name under which it was created here. */
  async vault(text: string): Promise<VaultHere> {
    const address = await this.addressNamed(text, "vault");
    const { provider } = this.ethers;
    if (!(await this.hasCode(address))) {
      const hint = this.simulated
        ? "this network ends with its process; add --network localhost"
        : "after a restart of the node, create it again: it gets the same address";
      fail(`There is no contract at ${address} on network "${this.network}"; ${hint}.`);
    }
    if (!(await looksLikeVault(address, provider))) {
      fail(
        `The contract at ${address} is no prepaid vault; give the address that \`prepaid vault create\` printed, not that of the asset.`,
      );
    }
    const facts = await readVault(address, provider);
    const money = await moneyOf(facts.asset, provider);
    this.#here = { ...facts, vault: connectVault(address, provider), money };
    return this.#here;
  }

  /**
   * A vault that somebody else named, in his link or file. Anybody can write a contract that answers as a vault does, so the factory is asked.
   */
  async vaultNamedBy(address: string, what: "link" | "file"): Promise<VaultHere> {
    const here = await this.vault(address);
    const factory = await this.factory();
    if (await isVaultOf(factory, address, this.ethers.provider)) return here;
    return fail(
      `The ${what} names ${address}, which is no vault of the factory ${factory}: nothing that it says of money need be true. Ask for one that is.`,
    );
  }

  /**
   * The id of an instrument: purchaser/number, the bare number of one that who signs bought, or the id itself.
   * @param from Who signs, as the user named him.
   */
  async instrument(text: string, from: string): Promise<bigint> {
    const [, owner, written] = /^(?:(.*)\/)?(\d{1,78}|0x[0-9a-f]{1,24})$/i.exec(text) ?? [];
    if (written === undefined) {
      fail(`The instrument "${text}" is none; write purchaser/number, like 0x…/42 or 0/42, or the number of your own.`);
    }
    const number = BigInt(written);
    if (number > LARGEST_NUMBER) {
      if (owner === undefined) return parseId(text);
      fail(`The number ${written} is too large; the largest is ${LARGEST_NUMBER}.`);
    }
    const purchaser = owner === undefined ? (await this.signer(from)).address : await this.account(owner, "purchaser");
    return idOf(purchaser, number);
  }

  /** The factory that the user names; else the one of the deploy script. */
  async factory(text?: string): Promise<string> {
    if (text === undefined) return this.deployed("PrepaidFactory", prepaidAddresses.PrepaidFactory);
    const named = await this.contract(text, "--factory");
    // Never a proxy.
    const { selector } = IPrepaidFactory__factory.createInterface().getFunction("createVault");
    if ((await this.ethers.provider.getCode(named)).includes(selector.slice(2))) return named;
    fail(`The contract at ${named} is no prepaid factory; leave out --factory to use the one of the deploy script.`);
  }

  /** The factory of the deploy script; null where it isn't on this network. */
  async factoryIfThere(): Promise<string | null> {
    return this.deployedOrNull("PrepaidFactory", prepaidAddresses.PrepaidFactory);
  }

  /** The directory of the deploy script. */
  async directory(): Promise<string> {
    return this.deployed("PrepaidDirectory", prepaidAddresses.PrepaidDirectory);
  }

  /** Refuses a network that others share: what follows is for trying out. */
  async requireLocal(): Promise<void> {
    const { chainId } = await this.ethers.provider.getNetwork();
    if (chainId !== LOCAL_CHAIN) {
      fail(
        `Money to try with is for local networks, and "${this.network}" is chain ${chainId}; use the asset that people have there.`,
      );
    }
  }

  /** How numbers in errors are written: as those of the vault's asset, where it is known. */
  async formatters(): Promise<Formatters> {
    const money = this.#here?.money ?? null;
    try {
      const now = await this.now();
      return {
        moment: (timestamp) => moment(timestamp, now),
        instrument: formatId,
        ...(money === null ? {} : { money: money.show, units: money.show }),
      };
    } catch {
      // An error is being told: that the node doesn't answer must not hide it.
      return {};
    }
  }
}

const LARGEST_NUMBER = 2n ** 96n - 1n;

/** That of Hardhat's own nodes. */
const LOCAL_CHAIN = 31_337n;
