// A unit in a process of its own, which a test kills: `node agent-child.ts unit FILE URL`. It observes and sends for as long as it lives, and prints each sequence once it was given it.
// What it imports has nothing to do with contracts: it runs without Hardhat, and starts at once.
import { VehicleAgent } from "../../src/vehicle/agent/agent.ts";
import type { VehicleChain } from "../../src/vehicle/agent/chain.ts";
import { Outbox } from "../../src/vehicle/agent/outbox.ts";
import { conditionOf, OWNER, QUICK_KEY } from "./agent-chain.ts";

/** Terms under which a unit soon forgets what is confirmed. */
export const CHILD_TERMS = { confirmations: 1, policyBlocks: 1, policySeconds: 0n, keepBlocks: 2, batch: 10 };

/** JSON with bigints, as `12n`. */
export function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
}

export function read(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === "string" && /^\d+n$/.test(part) ? BigInt(part.slice(0, -1)) : part,
  );
}

/** A chain in another process. */
function remoteChain(url: string): VehicleChain {
  const call = async (name: keyof VehicleChain, args: unknown[]): Promise<unknown> => {
    const answer = await fetch(url, { method: "POST", body: written({ name, args }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === "" ? undefined : read(text);
  };
  return {
    stateAt: (...args) => call("stateAt", args) as ReturnType<VehicleChain["stateAt"]>,
    conditionAt: (...args) => call("conditionAt", args) as ReturnType<VehicleChain["conditionAt"]>,
    pack: (...args) => call("pack", args) as ReturnType<VehicleChain["pack"]>,
    send: (...args) => call("send", args) as ReturnType<VehicleChain["send"]>,
    fateOf: (...args) => call("fateOf", args) as ReturnType<VehicleChain["fateOf"]>,
  };
}

async function live(file: string, url: string): Promise<never> {
  const outbox = await Outbox.open(file, OWNER);
  const agent = new VehicleAgent({ key: QUICK_KEY, outbox, chain: remoteChain(url), terms: CHILD_TERMS });
  for (;;) {
    // The condition says under which sequence it must be found.
    const sequence = await agent.observe(conditionOf(Number(outbox.last) + 1));
    process.stdout.write(`${sequence}\n`);
    await agent.tick();
  }
}

const [, , role, file = "", url = ""] = process.argv;
if (role === "unit") await live(file, url);
