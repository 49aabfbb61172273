import { ZeroAddress } from "ethers";
import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { AddressBook, recordedAddress } from "./address-book.ts";
import { fail } from "./failure.ts";
import { parseAddress } from "./parse.ts";
import type { Place } from "./unreachable.ts";

/** The network that a task runs on. */
export interface Chain {
  ethers: HardhatEthers;
  place: Place;
  /** Whether it ends with its process. */
  simulated: boolean;
}

/** The network that the user has named. */
export async function chainOf(hre: HardhatRuntimeEnvironment): Promise<Chain> {
  const { ethers, networkName, networkConfig } = await hre.network.getOrCreate();
  const url = networkConfig.type === "http" ? await networkConfig.url.getUrl() : null;
  return { ethers, place: { network: networkName, url }, simulated: networkConfig.type === "edr-simulated" };
}

/** What every task works with: the network, its accounts, and what the user's words stand for on it. A system adds what is its own. */
export class Session {
  readonly ethers: HardhatEthers;
  readonly network: string;
  readonly place: Place;
  readonly simulated: boolean;
  readonly book: AddressBook;

  /** @param system The word of the system, which keeps names of its own. */
  constructor({ ethers, place, simulated }: Chain, system: string) {
    this.ethers = ethers;
    this.network = place.network;
    this.place = place;
    this.simulated = simulated;
    this.book = new AddressBook(place.network, system);
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

  /** Refuses a block that the chain does not have yet: reading from there would find nothing, and seem to say that there is nothing. */
  async checkBlock(number: number, option: string): Promise<void> {
    const newest = await this.ethers.provider.getBlockNumber();
    if (number < 0 || number > newest) {
      fail(`There is no block ${number} on network "${this.network}"; give ${option} a number from 0 to ${newest}.`);
    }
  }

  /** An address, or a name of the address book. */
  async addressNamed(text: string, what: string): Promise<string> {
    if (text.startsWith("0x")) return parseAddress(text, what, "the name under which it was created here");
    const known = await this.book.find(text);
    if (known !== undefined) return known;
    const names = await this.book.names();
    const list = names.length === 0 ? "none is recorded here" : `recorded here: ${names.join(", ")}`;
    const elsewhere = this.simulated ? ", or name the network: --network localhost" : "";
    fail(
      `No ${what} named "${text}" on network "${this.network}" (${list}); give its address, or create it first${elsewhere}.`,
    );
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

  /** Where a contract of the deploy scripts is; null where it isn't deployed. */
  async deployedOrNull(contract: string, everywhere: string): Promise<string | null> {
    const address = (await recordedAddress(this.network, contract)) ?? everywhere;
    return (await this.hasCode(address)) ? address : null;
  }

  /** The same, which must be there: the address that the scripts recorded, or the one that it has on every chain. */
  async deployed(contract: string, everywhere: string): Promise<string> {
    return (
      (await this.deployedOrNull(contract, everywhere)) ??
      fail(
        this.simulated
          ? "The contracts are not on this simulated network, which ends with its process; start a node and add --network localhost."
          : `The contracts are not deployed on network "${this.network}"; run \`npx hardhat deploy --network ${this.network}\`.`,
      )
    );
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

  protected async hasCode(address: string): Promise<boolean> {
    return (await this.ethers.provider.getCode(address)) !== "0x";
  }
}

/** The number of an account; anything longer is a mistyped address. */
const NUMBER = /^\d{1,4}$/;

const NUMBERED = "the number of one of the network's accounts";

/** Neither an address nor anything that a shell would take apart. */
const NAME = /^(?!0x)[\p{L}\p{N}._-]+$/iu;
