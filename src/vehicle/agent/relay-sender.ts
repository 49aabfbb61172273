import { concat, hexlify, keccak256, toUtf8Bytes, toUtf8String } from "ethers";

import { printable } from "../../chain/printable.ts";
import { isRaw } from "../../chain/raw.ts";
import { shownKey } from "../ids.ts";
import { type Packed, type ParcelFate, ReportRefusedError, type SignedReport } from "./chain.ts";
import type { Parcel } from "./outbox-records.ts";
import { hostOf, NodeDownError } from "./rpc.ts";
import type { ReportSender } from "./sender.ts";

/** Who sends for a unit that has no ether. */
export interface RelaySenderParts {
  /** Where the relayer takes reports. Only its host is ever told: the rest may be a key. */
  url: string;
  /** The contract of the vehicle, and its chain. */
  chainId: bigint;
  contract: string;
  /** The vehicle's key, as ERC-7913 has it. */
  key: string;
  /** Milliseconds until a relayer that says nothing is taken for one that is down; 15,000 unless it is named. */
  timeout?: number;
}

const TIMEOUT = 15_000;
/** Of what a relayer says, so many characters are told. */
const MOST_WORDS = 300;
/** Answers of somebody who has too much to do now, though they are numbered as refusals. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sends reports by somebody else: a relayer, who pays, and can change nothing of what the vehicle has signed. It is given by POST, as JSON with numbers in decimal text,
 * `{"chainId", "contract", "reports": [{"report": {…}, "key", "signature"}]}`: the arguments of `reportBatch`, in order. A status of 2xx says that it will send them, one of 4xx that it won't, and `error` of its JSON why; all else
 * means that it is down. The same request may come again, since nobody believes a relayer: that a report counts the unit reads from the chain, where it counts once.
 *
 * @example
 * const sender = relaySender({ url: "https://relay.example/reports", chainId, contract, key: key.bytes });
 * const chain = contractChain({ provider, contract, vehicle, sender });
 */
export function relaySender(parts: RelaySenderParts): ReportSender {
  return new RelaySender(parts);
}

class RelaySender implements ReportSender {
  readonly #parts: RelaySenderParts;
  /** What it has said that it will send, since this was made. */
  readonly #taken = new Set<string>();

  constructor(parts: RelaySenderParts) {
    if (!URL.canParse(parts.url)) throw new RangeError("The relayer's address can't be read: give a URL");
    this.#parts = parts;
  }

  /** What is packed anew after a while has another name, so that it is waited for as long again. Should both be sent, each report counts once. */
  pack(reports: readonly SignedReport[], replaces: Parcel | null): Promise<Packed> {
    if (reports.length === 0) return Promise.reject(new RangeError("There is no report to be sent"));
    const { chainId, contract } = this.#parts;
    const key = shownKey(this.#parts.key);
    const request = { chainId, contract, reports: reports.map((signed) => ({ ...signed, key })) };
    const bytes = hexlify(toUtf8Bytes(JSON.stringify(request, decimal)));
    const id = keccak256(replaces === null ? bytes : concat([bytes, replaces.id]));
    return Promise.resolve({ id, bytes, count: reports.length });
  }

  async send({ id, bytes }: Parcel): Promise<void> {
    const { url, timeout = TIMEOUT } = this.#parts;
    const headers = { "content-type": "application/json" };
    let status: number;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeout);
      const answer = await fetch(url, {
        method: "POST",
        headers,
        body: toUtf8String(bytes),
        redirect: "error",
        signal,
      });
      [status, text] = [answer.status, await answer.text()];
    } catch {
      // What it says may have the address in it, and with it a key.
      throw new NodeDownError(`${hostOf(url)} doesn't answer`);
    }
    if (status >= 200 && status < 300) {
      this.#taken.add(id);
      return;
    }
    this.#taken.delete(id);
    if (status < 400 || status >= 500 || PASSING.has(status))
      throw new NodeDownError(`${hostOf(url)} answered with status ${status}`);
    throw new ReportRefusedError(`${hostOf(url)} doesn't send it: ${wordsIn(text)}`);
  }

  /** What it has taken waits with it, as far as anybody knows; all else is sent again. */
  fateOf({ id }: Parcel): Promise<ParcelFate> {
    return Promise.resolve({ kind: this.#taken.has(id) ? "pending" : "unknown" });
  }
}

const decimal = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}` : value);

/** Why it won't, as it says. */
function wordsIn(text: string): string {
  try {
    const found: unknown = JSON.parse(text);
    if (isRaw(found) && typeof found["error"] === "string") return printable(found["error"], MOST_WORDS);
  } catch {
    // Told below.
  }
  return "it doesn't say why";
}
