import {
  AbstractSigner,
  type FeeData,
  type Provider,
  type Signer,
  type TransactionRequest,
  type TransactionResponse,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";

import { TooMuchGasError } from "../../chain/transaction.ts";

/** A transaction that wasn't mined while somebody waited for it. */
export interface Stuck {
  nonce: number;
  /** The most that it gives for a unit of gas, and of that to who builds the block; wei. */
  maxFee: bigint;
  priorityFee: bigint;
}

/** What {@link Sender} keeps to. */
export interface Sending {
  /** The most gas of all transactions together. */
  mostGas: bigint;
  /** Milliseconds that a transaction is waited for. */
  patience: number;
  /** Of one whose place the first transaction takes; null = none. */
  bid: Bid | null;
}

/** The signer of a watcher, within limits: what is called decides how much gas it takes, and the market when it is mined. */
export class Sender extends AbstractSigner<Provider> {
  readonly #signer: Signer;
  readonly #limits: Sending;
  #bid: Bid | null;
  #gas = 0n;
  #over = false;
  #isStuck: (stuck: Stuck) => void = () => undefined;
  /** The transaction that wasn't mined in time, once there is one. */
  readonly stuck: Promise<Stuck>;

  constructor(signer: Signer, provider: Provider, limits: Sending) {
    super(provider);
    this.#signer = signer;
    this.#limits = limits;
    this.#bid = limits.bid;
    this.stuck = new Promise((resolve) => (this.#isStuck = resolve));
  }

  getAddress(): Promise<string> {
    return this.#signer.getAddress();
  }

  connect(): never {
    throw new TypeError("A watcher sends to the chain that it watches");
  }

  override async sendTransaction(request: TransactionRequest): Promise<TransactionResponse> {
    const { mostGas, patience } = this.#limits;
    const gas = BigInt(request.gasLimit ?? (await this.estimateGas(request)));
    if (this.#gas + gas > mostGas) throw new TooMuchGasError(this.#gas + gas, mostGas);
    // Nobody waits for what is sent after that.
    if (this.#over) throw new Error("It was given up");
    const bid = this.#bid ?? {};
    this.#bid = null;
    this.#gas += gas;
    const sent = await this.#signer.sendTransaction({ ...request, gasLimit: gas, ...bid });
    void sent.wait(1, patience).catch((error: unknown) => {
      if (!isTimeout(error)) return;
      this.#over = true;
      this.#isStuck(stuckFrom(sent));
    });
    return sent;
  }

  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    return this.#signer.signTypedData(domain, types, value);
  }

  signTransaction(request: TransactionRequest): Promise<string> {
    return this.#signer.signTransaction(request);
  }

  signMessage(message: string | Uint8Array): Promise<string> {
    return this.#signer.signMessage(message);
  }
}

/** What a transaction gives for its gas, and the place that it takes among those of its sender. */
export interface Bid {
  nonce: number;
  maxFeePerGas?: bigint;
  maxPriorityFeePerGas?: bigint;
  gasPrice?: bigint;
}

/**
 * What a transaction must give to take the place of one that is stuck; null where gas costs no more than that one gives, so that it must be waited for. Nodes ask for a tenth more of each price.
 *
 * @example
 * const bid = outbidding(stuck, await provider.getFeeData());
 */
export function outbidding(
  { nonce, maxFee, priorityFee }: Stuck,
  { maxFeePerGas, maxPriorityFeePerGas, gasPrice }: Pick<FeeData, "maxFeePerGas" | "maxPriorityFeePerGas" | "gasPrice">,
): Bid | null {
  const now = maxFeePerGas ?? gasPrice ?? 0n;
  if (now < more(maxFee)) return null;
  if (maxFeePerGas === null) return { nonce, gasPrice: now };
  const tip = maxPriorityFeePerGas ?? 0n;
  const least = more(priorityFee);
  return { nonce, maxFeePerGas: now, maxPriorityFeePerGas: tip > least ? tip : least };
}

/** An eighth more. */
function more(fee: bigint): bigint {
  return (fee * 9n) / 8n + 1n;
}

function stuckFrom({ nonce, maxFeePerGas, maxPriorityFeePerGas, gasPrice }: TransactionResponse): Stuck {
  return { nonce, maxFee: maxFeePerGas ?? gasPrice, priorityFee: maxPriorityFeePerGas ?? gasPrice };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "TIMEOUT";
}
