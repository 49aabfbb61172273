import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { toBeHex } from "ethers";

import { encodeBundle } from "../../scenarios/support/entry-point.ts";
import { ENTRY_POINT, type UserOperation } from "../../src/wallet/account/index.ts";
import { provider } from "./account-fixture.ts";

/** A step of the machine as `debug_traceTransaction` tells it, as far as it matters here. */
interface RawStep {
  op: string;
  depth: number;
  stack: string[];
}

/** A step that the account, or what it calls, took. */
export interface Step {
  op: string;
  phase: "validation" | "execution";
  /** Whether it ran in the account's name. */
  isAccount: boolean;
  /** Of what is stored: where. */
  slot: string;
}

/** Has a bundle of one operation traced, and gives what ran below the entry point. */
export async function tracesOf(bundler: HardhatEthersSigner, operation: UserOperation): Promise<Step[]> {
  const data = encodeBundle([operation], bundler.address);
  const sent = await bundler.sendTransaction({ to: ENTRY_POINT, data, gasLimit: 3_000_000n });
  await sent.wait();
  const params = [sent.hash, { disableMemory: true, disableStorage: true }];
  const { structLogs } = (await provider.request({ method: "debug_traceTransaction", params })) as {
    structLogs: RawStep[];
  };
  return stepsOf(structLogs, operation.sender);
}

/** The steps below the entry point. Each frame runs in somebody's name: whom it was called as, or, by DELEGATECALL, the caller's. */
function stepsOf(raw: readonly RawStep[], account: string): Step[] {
  const [entryPoint, sender] = [BigInt(ENTRY_POINT), BigInt(account)];
  const names = [entryPoint];
  const steps: Step[] = [];
  let phase: Step["phase"] = "validation";
  raw.forEach(({ op, depth, stack }, i) => {
    names.length = depth;
    const name = names.at(-1)!;
    const top = (place: number) => BigInt(`0x${(stack.at(-place) ?? "0").replace("0x", "")}`);
    // The entry point says so between the two.
    if (depth === 1 && op === "LOG1") phase = "execution";
    if (name !== entryPoint) steps.push({ op, phase, isAccount: name === sender, slot: toBeHex(top(1), 32) });
    if ((raw[i + 1]?.depth ?? 0) > depth) names.push(op === "DELEGATECALL" ? name : top(2) & (2n ** 160n - 1n));
  });
  return steps;
}
