import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { keccak256 } from "ethers";

/** What several nodes of a network share: transactions that one has got reach the others, unless that is held up. */
export class FakeNetwork {
  readonly transactions = new Set<string>();
}

/** How a node behaves. */
export interface Behaviour {
  chainId: bigint;
  number: bigint;
  /** Seconds before the present clock that its newest block is of. */
  age: number;
  /** Milliseconds before each answer. */
  delay: number;
  /** What it does with a transaction: takes it; dies before, or after it has taken it; or refuses it. */
  onTransaction: "take" | "die before" | "die after" | { refuse: string };
  /** What it answers instead, whatever is asked. */
  instead: { status: number; body: string } | null;
}

interface Asked {
  id: number;
  method: string;
  params: unknown[];
}

/** A node that speaks JSON-RPC on a port of this machine. */
export class FakeNode {
  readonly asked: Asked[] = [];
  readonly behaviour: Behaviour;
  url = "";
  readonly #network: FakeNetwork;
  #server: Server | null = null;

  constructor(network: FakeNetwork, behaviour: Partial<Behaviour> = {}) {
    this.#network = network;
    this.behaviour = {
      chainId: 5n,
      number: 1_000n,
      age: 3,
      delay: 0,
      onTransaction: "take",
      instead: null,
      ...behaviour,
    };
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    }).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v3/s3cret`;
    return this;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  /** Ends at once, with whatever it was asked. */
  die(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#server = null;
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const asked = JSON.parse(body) as Asked;
    this.asked.push(asked);
    const { delay, instead, onTransaction } = this.behaviour;
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    if (instead !== null) {
      response.writeHead(instead.status).end(instead.body);
      return;
    }
    if (asked.method === "eth_sendRawTransaction" && onTransaction !== "take") {
      if (onTransaction === "die after") this.#network.transactions.add(keccak256(String(asked.params[0])));
      if (typeof onTransaction === "string") {
        this.die();
        return;
      }
      const error = { code: -32_000, message: onTransaction.refuse };
      response.end(JSON.stringify({ jsonrpc: "2.0", id: asked.id, error }));
      return;
    }
    response.end(JSON.stringify({ jsonrpc: "2.0", id: asked.id, ...this.#answer(asked) }));
  }

  #answer({ method, params }: Asked): object {
    const { chainId, number, age } = this.behaviour;
    const hex = (value: bigint): string => `0x${value.toString(16)}`;
    const hashes = this.#network.transactions;
    switch (method) {
      case "eth_chainId":
        return { result: hex(chainId) };
      case "eth_getBlockByNumber":
        return { result: { number: hex(number), timestamp: hex(BigInt(Math.floor(Date.now() / 1_000) - age)) } };
      case "eth_blockNumber":
        return { result: hex(number) };
      case "eth_getTransactionByHash":
        return { result: hashes.has(String(params[0])) ? { hash: params[0] } : null };
      case "eth_sendRawTransaction": {
        const hash = keccak256(String(params[0]));
        if (hashes.has(hash)) return { error: { code: -32_000, message: "already known" } };
        hashes.add(hash);
        return { result: hash };
      }
      default:
        return { error: { code: -32_601, message: `the method ${method} does not exist/is not available` } };
    }
  }
}
