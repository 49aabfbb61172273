import { type Provider, type Signer, Transaction, type TransactionReceipt } from "ethers";

import { type IVehicleStake, IVehicleStake__factory } from "../../ethers.ts";
import { isRevert } from "../../chain/revert.ts";
import { explainError } from "../errors.ts";
import { shownKey } from "../ids.ts";
import { type Packed, type ParcelFate, ReportRefusedError, type SignedReport } from "./chain.ts";
import { feesNow } from "./fees.ts";
import type { Parcel } from "./outbox-records.ts";
import type { ReportSender } from "./sender.ts";

/** Who pays for reports, and how much. */
export interface TransactionSenderParts {
  provider: Provider;
  /** The contract of the vehicle. */
  contract: string;
  /** Pays for the transactions. It must be the unit's alone: what others send from it takes the places of reports. */
  signer: Pick<Signer, "getAddress" | "signTransaction">;
  /** The vehicle's key, as ERC-7913 has it. */
  key: string;
  /** The most that may be paid for each unit of gas, in wei; 500 gwei unless it is named. */
  mostFeePerGas?: bigint;
}

const MOST_FEE = 500n * 10n ** 9n;
/** The most gas of one transaction (EIP-7825). */
const MOST_GAS = 2n ** 24n;

/**
 * Sends reports by transactions of an account of the unit's own. Each has its place among them for good: what takes its place offers more, and only one of both can come into a block.
 *
 * @example
 * const sender = transactionSender({ provider, contract, signer: new Wallet(feeKey), key: key.bytes });
 */
export function transactionSender(parts: TransactionSenderParts): ReportSender {
  return new TransactionSender(parts);
}

class TransactionSender implements ReportSender {
  readonly #parts: TransactionSenderParts;
  readonly #stake: IVehicleStake;
  readonly #key: string;

  constructor(parts: TransactionSenderParts) {
    this.#parts = parts;
    this.#stake = IVehicleStake__factory.connect(parts.contract, parts.provider);
    this.#key = shownKey(parts.key);
  }

  async pack(reports: readonly SignedReport[], replaces: Parcel | null): Promise<Packed> {
    const { provider, signer, contract, mostFeePerGas = MOST_FEE } = this.#parts;
    const from = await signer.getAddress();
    const count = await this.#countable(reports, from);
    const data = this.#callOf(reports.slice(0, count));
    const [taken, next] = await Promise.all([
      provider.getTransactionCount(from, "latest"),
      provider.getTransactionCount(from, "pending"),
    ]);
    const old = replaces === null ? null : Transaction.from(replaces.bytes);
    // A place that is taken is nobody's to give; and one behind a free place, whose transaction was lost, comes into no block: the free one is taken then, and what comes of both counts once.
    const before = old !== null && old.nonce >= taken && old.nonce <= next ? old : null;
    const [{ chainId }, fees, gas] = await Promise.all([
      provider.getNetwork(),
      feesNow(provider, before, mostFeePerGas),
      provider.estimateGas({ from, to: contract, data }),
    ]);
    const gasLimit = (gas * 6n) / 5n;
    const bytes = await signer.signTransaction({
      chainId,
      to: contract,
      data,
      value: 0n,
      nonce: before?.nonce ?? next,
      gasLimit: gasLimit < MOST_GAS ? gasLimit : MOST_GAS,
      ...fees,
    });
    const { hash } = Transaction.from(bytes);
    if (hash === null) throw new Error("The signer has given back a transaction that isn't signed");
    return { id: hash, bytes, count };
  }

  async send({ bytes }: Parcel): Promise<void> {
    await this.#parts.provider.broadcastTransaction(bytes);
  }

  async fateOf(parcel: Parcel): Promise<ParcelFate> {
    const { provider, signer } = this.#parts;
    const { nonce } = Transaction.from(parcel.bytes);
    // First how many places are taken: a block that comes after that takes none from it.
    const taken = await provider.getTransactionCount(await signer.getAddress(), "latest");
    const receipt = await provider.getTransactionReceipt(parcel.id);
    if (receipt !== null) return { kind: "mined", refused: await this.#refusalIn(receipt, parcel) };
    if (nonce < taken) return { kind: "void" };
    return { kind: (await provider.getTransaction(parcel.id)) === null ? "unknown" : "pending" };
  }

  /** How many of the reports, from the first one on, the chain would count. */
  async #countable(reports: readonly SignedReport[], from: string): Promise<number> {
    const [first] = reports;
    if (first === undefined) throw new RangeError("There is no report to be sent");
    if (reports.length > 1) {
      const counted = Number(await this.#stake.reportBatch.staticCall(...batchOf(reports, this.#key), { from }));
      if (counted !== 0) return counted;
    }
    try {
      await this.#stake.report.staticCall(first.report, this.#key, first.signature, { from });
      return 1;
    } catch (error) {
      if (!isRevert(error)) throw error;
      throw new ReportRefusedError(inWords(error), { cause: error });
    }
  }

  #callOf(reports: readonly SignedReport[]): string {
    const [first] = reports;
    const codec = this.#stake.interface;
    if (reports.length === 1 && first !== undefined)
      return codec.encodeFunctionData("report", [first.report, this.#key, first.signature]);
    return codec.encodeFunctionData("reportBatch", batchOf(reports, this.#key));
  }

  /** Why a block counted none of a parcel's reports, or not all; null = it counted all. */
  async #refusalIn(receipt: TransactionReceipt, { bytes, first, last }: Parcel): Promise<string | null> {
    if (receipt.status === 0) return this.#replayed(bytes, receipt.blockNumber);
    const counted: bigint[] = [];
    const refused: { sequence: bigint; reason: string }[] = [];
    for (const log of receipt.logs) {
      const event =
        log.address.toLowerCase() === this.#parts.contract.toLowerCase() ? this.#stake.interface.parseLog(log) : null;
      if (event?.name !== "ConditionReported" && event?.name !== "ReportRefused") continue;
      const sequence = event.args.getValue("sequence") as bigint;
      if (sequence < first || sequence > last) continue;
      if (event.name === "ConditionReported") counted.push(sequence);
      else refused.push({ sequence, reason: event.args.getValue("reason") as string });
    }
    if (BigInt(counted.length) > last - first) return null;
    // What was refused before one that counts had been counted before.
    const done = counted.at(-1) ?? 0n;
    const why = refused.find(({ sequence }) => sequence > done) ?? refused[0];
    return why === undefined ? "it carries other reports" : inWords(why.reason);
  }

  /** Why a transaction failed, as far as the state before its block tells. */
  async #replayed(bytes: string, block: number): Promise<string> {
    const { from, to, data, gasLimit } = Transaction.from(bytes);
    try {
      await this.#parts.provider.call({ from, to, data, gasLimit, blockTag: block - 1 });
    } catch (error) {
      if (isRevert(error)) return inWords(error);
    }
    return "its transaction failed: it had too little gas, or another one came before it";
  }
}

function batchOf(reports: readonly SignedReport[], key: string): [SignedReport["report"][], string[], string[]] {
  return [reports.map(({ report }) => report), reports.map(() => key), reports.map(({ signature }) => signature)];
}

/** A refusal of the contract in a sentence. */
function inWords(error: unknown): string {
  const told = explainError(error);
  if (told !== null) return `${told.cause} ${told.remedy}`;
  return error instanceof Error ? error.message : `the contract refuses it: ${String(error)}`;
}
