import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { root } from "../gate.ts";
import { start } from "./run.ts";

export interface LocalNode {
  url: string;
  /** The groups contract, as the deploy scripts report it. */
  groups: string;
  /** A dollar of six decimals, of which the fourth account has a thousand. */
  asset: string;
  stop: () => Promise<void>;
}

function isReady(value: unknown): value is { url: string; groups: string; asset: string } {
  return typeof value === "object" && value !== null && "url" in value && "groups" in value && "asset" in value;
}

/** A local node with the system on it, in a process of its own that ends with its input. */
export async function startNode(): Promise<LocalNode> {
  const child = start(join(root, "node_modules/.bin/hardhat"), [
    "run",
    "--no-compile",
    "scripts/gates/package/serve.ts",
  ]);
  const closed = once(child, "close");
  const printed: string[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error("the local node has no output");
  child.stderr.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line);
    if (!line.startsWith('{"url"')) continue;
    const ready: unknown = JSON.parse(line);
    if (!isReady(ready)) break;
    const stop = async (): Promise<void> => {
      child.stdin?.end();
      await closed;
    };
    child.stdout.resume();
    return { url: ready.url, groups: ready.groups, asset: ready.asset, stop };
  }
  // Without this a node that says something else would wait for the end of its input, and this process for the node.
  child.kill();
  throw new Error(`the local node did not start: ${printed.join("\n")}`);
}
