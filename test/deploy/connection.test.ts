import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

import { expect } from "chai";
import hre from "hardhat";

describe("given a local node that ends idle connections, on a machine where it comes late to do so", () => {
  let server: Server;
  let url: string;

  before(async () => {
    const used = new Set<Socket>();
    server = createServer((request, response) => {
      const { socket } = request;
      // The idle time is over already: the timer fires before the request that has just arrived is read.
      if (used.has(socket)) socket.destroy();
      used.add(socket);
      void text(request).then((body) => {
        const { id } = JSON.parse(body) as { id: number };
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: "0x7a69" }));
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    url = `http://127.0.0.1:${address.port}`;
  });

  after(async () => {
    server.close();
    await once(server, "close");
  });

  it("when two requests are sent, one after the other, then both are answered", async () => {
    const connection = await hre.network.create({ network: "localhost", override: { url } });
    try {
      expect(await connection.provider.request({ method: "eth_chainId" })).to.equal("0x7a69");
      // The client takes a connection back a moment after the answer.
      await wait(50);
      expect(await connection.provider.request({ method: "eth_chainId" })).to.equal("0x7a69");
    } finally {
      await connection.close();
    }
  });
});
