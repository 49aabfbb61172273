import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { Signer } from "ethers";

import { type ConditionReport, reportBatch } from "../../src/vehicle/index.ts";

/** A request as it comes to a relayer. */
export interface Request {
  chainId: string;
  contract: string;
  reports: { report: Record<keyof ConditionReport, string>; key: string; signature: string }[];
}

/** Somebody who sends for others: what he answers is what a test says. */
export class Relayer {
  readonly requests: Request[] = [];
  answer: { status: number; body: string } | "dies" = { status: 202, body: "" };
  /** What he does with a request before he answers. */
  act: (request: Request) => Promise<unknown> = () => Promise.resolve();
  url = "";
  #server: Server | null = null;

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void (async () => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const given = JSON.parse(body) as Request;
        this.requests.push(given);
        await this.act(given);
        if (this.answer === "dies") request.socket.destroy();
        else response.writeHead(this.answer.status).end(this.answer.body);
      })();
    }).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/s3cret`;
    return this;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** What a relayer does with a request: it has all that `reportBatch` needs. */
export function sendingBy(signer: Signer, contract: string): (request: Request) => Promise<unknown> {
  return ({ reports }) =>
    reportBatch(signer, contract, {
      reports: reports.map(({ report, key, signature }) => {
        const { evidence, policyHash, ...numbers } = report;
        const read = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
        return { report: { ...read, evidence, policyHash } as unknown as ConditionReport, key, signature };
      }),
    });
}
