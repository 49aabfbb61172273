import { ZeroAddress } from "ethers";
import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { timeframeAddresses } from "../../src/addresses.ts";
import { connectToken, type Formatters, isBacking } from "../../src/timeframe/index.ts";
import {
  ITimeframeFactory__factory,
  type ITimeframeToken,
  ITimeframeToken__factory,
} from "../../types/ethers-contracts/index.js";
import { formattersOf } from "../timeframe/support/formatters.ts";
import { AddressBook, recordedAddress } from "./address-book.ts";
import { fail } from "./failure.ts";
import { parseAddress } from "./parse.ts";
import type { Ledger } from "./remedies.ts";
import type { Place } from "./unreachable.ts";

/** What every task works with: the network, its accounts, and what the user's words stand for on it. */
export class Session {
  readonly ethers: HardhatEthers;
  readonly network: string;
  readonly place: Place;
  readonly simulated: boolean;
  readonly book: AddressBook;
  /** The token that the task is about, once it is known. */
  #token: ITimeframeToken | null = null;

  private constructor(ethers: HardhatEthers, place: Place, simulated: boolean) {
    this.ethers = ethers;
    this.network = place.network;
    this.place = place;
    this.simulated = simulated;
    this.book = new AddressBook(place.network);
  }

  static async open(hre: HardhatRuntimeEnvironment): Promise<Session> {
    const { ethers, networkName, networkConfig } = await hre.network.getOrCreate();
    const url = networkConfig.type === "http" ? await networkConfig.url.getUrl() : null;
    return new Session(ethers, { network: networkName, url }, networkConfig.type === "edr-simulated");
  }

  /** The account that signs: its number among the node's or the configured accounts, or its address. */
  async signer(from: string): Promise<HardhatEthersSigner> {
    const signers = await this.ethers.getSigners();
    if (signers.length === 0) {
      fail(`Network "${this.network}" has no accounts to sign with; name one under "accounts" in hardhat.config.ts.`);
    }
    if (NUMBER.test(from)) {
      const signer = signers[Number(from)];
      return signer ?? fail(`There is no account ${from}; network "${this.network}" has 0 to ${signers.length - 1}.`);
    }
    const address = parseAddress(from, "account of --from", NUMBERED);
    const signer = signers.find((known) => known.address === address);
    return (
      signer ?? fail(`Network "${this.network}" has no key for ${address}; name one of its ${signers.length} accounts.`)
    );
  }

  /** Any account: an address, or the number of one of the network's own. */
  async account(text: string, what: string): Promise<string> {
    return NUMBER.test(text) ? (await this.signer(text)).address : parseAddress(text, what, NUMBERED);
  }

  /** The same, or none: so the zero address is read too, since it is nobody's. */
  async accountOrNone(text: string, what: string): Promise<string | null> {
    const account = text === "none" ? ZeroAddress : await this.account(text, what);
    return account === ZeroAddress ? null : account;
  }

  async accounts(texts: readonly string[], what: string): Promise<string[]> {
    return Promise.all(texts.map((text) => this.account(text, what)));
  }

  /** A token, by its address or by the name under which it was created here. */
  async token(text: string): Promise<ITimeframeToken> {
    const address = await this.addressNamed(text, "token");
    const code = await this.ethers.provider.getCode(address);
    if (code === "0x") {
      const hint = this.simulated
        ? "this network ends with its process; add --network localhost"
        : "after a restart of the node, create it again: it gets the same address";
      fail(`There is no contract at ${address} on network "${this.network}"; ${hint}.`);
    }
    if (!isToken(code)) {
      fail(`The contract at ${address} is no timeframe token; give the address that \`timeframe create\` printed.`);
    }
    this.#token = connectToken(address, this.ethers.provider);
    return this.#token;
  }

  /** A backing, by its address, its name here, or a token that names it. */
  async backing(text: string): Promise<string> {
    const address = await this.contract(text, "backing or token");
    if (await isBacking(address, this.ethers.provider)) return address;
    const backing = await (await this.token(address)).backing();
    if (backing === ZeroAddress) fail(`The token ${address} has no backing; give the address or name of a backing.`);
    return backing;
  }

  /** The backing of a token that is yet to be created. Whether it is one, the factory decides; a token, easily taken for one, is told here. */
  async backingOfNew(text: string): Promise<string> {
    const address = await this.addressNamed(text, "backing");
    if (isToken(await this.ethers.provider.getCode(address))) {
      fail(
        `The backing ${text} is a token; create a backing with \`timeframe backing create\`, and give its address or name.`,
      );
    }
    return address;
  }

  /** Refuses a block that the chain does not have yet: reading from there would find nothing, and seem to say that there is nothing. */
  async checkBlock(number: number, option: string): Promise<void> {
    const newest = await this.ethers.provider.getBlockNumber();
    if (number < 0 || number > newest) {
      fail(`There is no block ${number} on network "${this.network}"; give ${option} a number from 0 to ${newest}.`);
    }
  }

  /** How numbers in errors are written: as those of the token, where it is known and answers. */
  async formatters(ledger: Ledger = "units"): Promise<Formatters> {
    if (this.#token === null) return {};
    try {
      return await formattersOf(this.#token, this.ethers.provider, await this.now(), ledger);
    } catch {
      // An error is being told: that the node doesn't answer must not hide it.
      return {};
    }
  }

  /** An address, or a name of the address book. */
  async addressNamed(text: string, what: string): Promise<string> {
    if (text.startsWith("0x")) return parseAddress(text, what, "the name under which it was created here");
    const known = await this.book.find(text);
    if (known !== undefined) return known;
    const names = await this.book.names();
    const list = names.length === 0 ? "none is recorded here" : `recorded here: ${names.join(", ")}`;
    fail(`No ${what} named "${text}" on network "${this.network}" (${list}); give its address, or create it first.`);
  }

  /** The address of something that must be there. */
  async contract(text: string, what: string): Promise<string> {
    const address = await this.addressNamed(text, what);
    if (!(await this.hasCode(address))) {
      fail(
        `There is no contract at ${address} (${what}) on network "${this.network}"; check the address and the network.`,
      );
    }
    return address;
  }

  /** The factory that the user names; else the one that the deploy script recorded, or the address that it has on every chain. */
  async factory(text?: string): Promise<string> {
    if (text !== undefined) {
      const named = await this.contract(text, "--factory");
      // Never a proxy either.
      const { selector } = ITimeframeFactory__factory.createInterface().getFunction("predictToken");
      if ((await this.ethers.provider.getCode(named)).includes(selector.slice(2))) return named;
      fail(
        `The contract at ${named} is no timeframe factory; leave out --factory to use the one of the deploy script.`,
      );
    }
    const address = (await recordedAddress(this.network, "TimeframeFactory")) ?? timeframeAddresses.TimeframeFactory;
    if (!(await this.hasCode(address))) {
      fail(
        this.simulated
          ? "The contracts are not on this simulated network, which ends with its process; start a node and add --network localhost."
          : `The contracts are not deployed on network "${this.network}"; run \`npx hardhat deploy --network ${this.network}\`.`,
      );
    }
    return address;
  }

  /**
   * Refuses a name that stands for something else that is alive: a later command would reach the wrong contract.
   * @param address What the name shall stand for, where that is known before it is created.
   */
  async checkName(name: string, address?: string): Promise<void> {
    if (!NAME.test(name))
      fail(`"${name}" can't be a name here; give one of letters, digits, "-", "_" and "." with --as.`);
    const known = await this.book.find(name);
    if (known !== undefined && known !== address && (await this.hasCode(known))) {
      fail(`The name "${name}" stands for ${known} already; give another with --as.`);
    }
  }

  /** Keeps a name for an address, where the network outlives the process; null where it doesn't. */
  async remember(name: string, address: string): Promise<string | null> {
    if (this.simulated) return null;
    await this.book.record(name, address);
    return name;
  }

  /** Of the newest block: the clock that the contracts read, not the computer's. */
  async now(): Promise<bigint> {
    const block = await this.ethers.provider.getBlock("latest");
    return BigInt(block?.timestamp ?? 0);
  }

  private async hasCode(address: string): Promise<boolean> {
    return (await this.ethers.provider.getCode(address)) !== "0x";
  }
}

/** A token is full code, never a proxy, so its functions show there; a call that fails would look different on every node. */
function isToken(code: string): boolean {
  const { selector } = ITimeframeToken__factory.createInterface().getFunction("clockParts");
  return code.includes(selector.slice(2));
}

/** The number of an account; anything longer is a mistyped address. */
const NUMBER = /^\d{1,4}$/;

const NUMBERED = "the number of one of the network's accounts";

/** Neither an address nor anything that a shell would take apart. */
const NAME = /^(?!0x)[\p{L}\p{N}._-]+$/iu;
