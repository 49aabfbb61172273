import { once } from "node:events";
import { createServer } from "node:net";

import { expect } from "chai";

import { killChildren } from "../../scripts/start/hardhat.ts";
import { startNode } from "../../scripts/start/node.ts";
import { readOptions, USAGE } from "../../scripts/start/options.ts";

const CALLER = { isTerminal: false, folder: "/" };

describe("npm start", () => {
  it("says who knows its options, where one is mistyped", () => {
    for (const mistake of ["--bogus", "bogus"])
      expect(() => readOptions([mistake], CALLER)).to.throw(
        /^Un[^.;]*'?(--)?bogus'?[^.;]*; npm start -- --help lists the options$/,
      );
    expect(() => readOptions(["--port"], CALLER)).to.throw(/--help lists the options$/);
    expect(readOptions(["--only", "vehicle", "--port", "8610"], CALLER)).to.include({ only: "vehicle", port: 8610 });
    expect(USAGE).to.contain("plays months and years of each");
  });

  it("says that a port is taken also where somebody takes it in the same second", async function () {
    this.timeout(120_000);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    try {
      const told: unknown = await startNode(address.port).catch((error: unknown) => error);
      expect((told as Error).message).to.equal(
        `port ${address.port} is taken; stop what listens there, or choose another: npm start -- --port N`,
      );
    } finally {
      killChildren();
      server.close();
    }
  });
});
