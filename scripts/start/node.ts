import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";

import { collect, ended, startHardhat } from "./hardhat.ts";

const HOST = "127.0.0.1";

/** Starts `hardhat node` and resolves when it listens. */
export async function startNode(port: number): Promise<{ child: ChildProcess; url: string }> {
  const child = startHardhat(["node", "--hostname", HOST, "--port", String(port)], "pipe");
  const said = collect(child);
  const listening = new Promise<"listening">((resolve) => {
    child.stdout?.on("data", () => {
      if (said().includes("JSON-RPC server at")) resolve("listening");
    });
  });
  const first = await Promise.race([listening, ended(child)]);
  if (first !== "listening") {
    // Somebody took it since it was asked.
    if (said().includes("EADDRINUSE")) throw taken(port);
    throw new Error(`the local chain ended at once:\n${said().trim()}`);
  }
  return { child, url: `http://${HOST}:${port}` };
}

function taken(port: number): Error {
  return new Error(`port ${port} is taken; stop what listens there, or choose another: npm start -- --port N`);
}

/** Throws where something else listens on a port. */
export async function requireFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? taken(port) : error);
    });
    probe.listen(port, HOST, () =>
      probe.close(() => {
        resolve();
      }),
    );
  });
}
