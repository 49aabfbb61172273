import { BrowserProvider, type Interface, keccak256, toBeHex, toQuantity, Transaction, type Wallet } from "ethers";
import type { EIP1193Provider } from "hardhat/types/providers";

import {
  contractChain,
  type Foresight,
  type Packed,
  type Parcel,
  type ParcelFate,
  transactionSender,
  type VehicleChain,
  type VehicleState,
} from "../../src/vehicle/agent/index.ts";
import { VehicleStake__factory } from "../../types/ethers-contracts/index.js";

export const CHAIN_ID = 31_337n;
export const stakeAbi: Interface = VehicleStake__factory.createInterface();
const GAS = 4_000_000n;

/** A node, as owners and strangers use it, and as a test rules it. */
export class Node {
  readonly contract: string;
  readonly #provider: EIP1193Provider;
  /** Transactions by their hash: the node doesn't give them back as they were sent. */
  readonly #sent = new Map<string, string>();

  constructor(provider: EIP1193Provider, contract: string) {
    this.#provider = provider;
    this.contract = contract;
  }

  async ask<T>(method: string, ...params: unknown[]): Promise<T> {
    const [bytes] = params;
    if (method === "eth_sendRawTransaction") this.#sent.set(keccak256(bytes as string), bytes as string);
    return (await this.#provider.request({ method, params })) as T;
  }

  /** A transaction as it was sent. */
  sent(hash: string): string {
    return this.#sent.get(hash)!;
  }

  newest(): Promise<{ number: string; timestamp: string }> {
    return this.ask("eth_getBlockByNumber", "latest", false);
  }

  /** Asks a view of the contract. */
  async view(name: string, args: readonly unknown[]): Promise<unknown> {
    const data = stakeAbi.encodeFunctionData(name, args);
    const answer = await this.ask<string>("eth_call", { to: this.contract, data, gas: toQuantity(GAS) }, "latest");
    const [first] = stakeAbi.decodeFunctionResult(name, answer).toArray() as unknown[];
    return first;
  }

  /** The evidence of all reports of a vehicle that have counted, in order. */
  async counted(vehicle: bigint): Promise<string[]> {
    const topics = [stakeAbi.getEvent("ConditionReported")!.topicHash, toBeHex(vehicle, 32)];
    const filter = { address: this.contract, fromBlock: "0x0", toBlock: "latest", topics };
    const logs = await this.ask<{ topics: string[]; data: string }[]>("eth_getLogs", filter);
    return logs.map(
      (log) => (stakeAbi.parseLog(log)!.args as unknown as { report: { evidence: string } }).report.evidence,
    );
  }

  /** Signs a call of the contract and sends it. */
  async act(wallet: Wallet, name: string, args: readonly unknown[]): Promise<void> {
    const data = stakeAbi.encodeFunctionData(name, args);
    const nonce = Number(await this.ask<string>("eth_getTransactionCount", wallet.address, "pending"));
    const fee = 40_000_000_000n;
    const unsigned = Transaction.from({
      ...{ type: 2, chainId: CHAIN_ID, nonce, to: this.contract, data },
      ...{ gasLimit: GAS, maxFeePerGas: fee, maxPriorityFeePerGas: fee },
    });
    unsigned.signature = wallet.signingKey.sign(unsigned.unsignedHash);
    await this.send(unsigned.serialized);
  }

  /** Sends it; what is there already, or can't come any more, is no fault. */
  async send(bytes: string): Promise<void> {
    try {
      await this.ask("eth_sendRawTransaction", bytes);
    } catch (error) {
      if (!/nonce too low|already|known transaction|underpriced/i.test((error as Error).message)) throw error;
    }
  }

  /** The same node, as a unit asks it: it keeps no answer. */
  provider(): BrowserProvider {
    const options = { staticNetwork: true, cacheTimeout: -1, polling: false } as const;
    return new BrowserProvider(
      { request: ({ method, params = [] }) => this.ask(method, ...(params as unknown[])) },
      CHAIN_ID,
      options,
    );
  }
}

/** What a call of a chain comes through, or fails at: before it is done, or after. */
type OnCall = (name: keyof VehicleChain, isDone: boolean) => void;

/** A unit's own binding to the contract, over a network that fails where a test wants it to. */
export class FaultyChain implements VehicleChain {
  onCall: OnCall = () => undefined;
  readonly #chain: VehicleChain;

  constructor(node: Node, vehicle: bigint, key: string, payer: Wallet) {
    const parts = { provider: node.provider(), contract: node.contract };
    this.#chain = contractChain({ ...parts, vehicle, sender: transactionSender({ ...parts, signer: payer, key }) });
  }

  stateAt(...given: Parameters<VehicleChain["stateAt"]>): Promise<VehicleState> {
    return this.#served("stateAt", () => this.#chain.stateAt(...given));
  }

  conditionAt(...given: Parameters<VehicleChain["conditionAt"]>): Promise<string | null> {
    return this.#served("conditionAt", () => this.#chain.conditionAt(...given));
  }

  foresee(...given: Parameters<NonNullable<VehicleChain["foresee"]>>): Promise<Foresight | null> {
    return this.#served("foresee", () => this.#chain.foresee!(...given));
  }

  pack(...given: Parameters<VehicleChain["pack"]>): Promise<Packed> {
    return this.#served("pack", () => this.#chain.pack(...given));
  }

  send(parcel: Parcel): Promise<void> {
    return this.#served("send", () => this.#chain.send(parcel));
  }

  fateOf(parcel: Parcel): Promise<ParcelFate> {
    return this.#served("fateOf", () => this.#chain.fateOf(parcel));
  }

  async #served<T>(name: keyof VehicleChain, act: () => Promise<T>): Promise<T> {
    this.onCall(name, false);
    const answer = await act();
    this.onCall(name, true);
    return answer;
  }
}
