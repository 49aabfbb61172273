import { ZeroAddress } from "ethers";

import { timeframeAddresses } from "../../../src/addresses.ts";
import { connectToken, type Formatters, isBacking } from "../../../src/timeframe/index.ts";
import {
  ITimeframeFactory__factory,
  type ITimeframeToken,
  ITimeframeToken__factory,
} from "../../../types/ethers-contracts/index.js";
import { fail } from "../../support/failure.ts";
import { type Chain, Session } from "../../support/session.ts";
import { formattersOf } from "./formatters.ts";
import type { Ledger } from "./remedies.ts";

/** What every task of timeframe works with: beside what all systems share, tokens and backings. */
export class TimeframeSession extends Session {
  /** The token that the task is about, once it is known. */
  #token: ITimeframeToken | null = null;

  constructor(chain: Chain) {
    super(chain, "timeframe");
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

  /** The factory that the user names; else the one of the deploy script. */
  async factory(text?: string): Promise<string> {
    if (text === undefined) return this.deployed("TimeframeFactory", timeframeAddresses.TimeframeFactory);
    const named = await this.contract(text, "--factory");
    // Never a proxy either.
    const { selector } = ITimeframeFactory__factory.createInterface().getFunction("predictToken");
    if ((await this.ethers.provider.getCode(named)).includes(selector.slice(2))) return named;
    fail(`The contract at ${named} is no timeframe factory; leave out --factory to use the one of the deploy script.`);
  }
}

/** A token is full code, never a proxy, so its functions show there; a call that fails would look different on every node. */
function isToken(code: string): boolean {
  const { selector } = ITimeframeToken__factory.createInterface().getFunction("clockParts");
  return code.includes(selector.slice(2));
}
