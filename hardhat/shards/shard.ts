import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { Group } from "./groups.ts";

const HARDHAT = join(dirname(createRequire(import.meta.url).resolve("hardhat/package.json")), "dist/src/cli.js");

/** What a shard tells at its end. */
export interface Summary {
  passed: number;
  failed: number;
}

/** How a group went, and what it printed. */
export interface Outcome extends Summary {
  group: Group;
  output: string;
  seconds: number;
}

/** Whether this process is one of several. */
export const isShard = process.env["LAPSE_SHARD"] !== undefined;
/** Whether what a shard prints is for a terminal. */
export const isColoured = process.env["LAPSE_SHARD"] === "colour";

/** Tells the process that started this one. */
export function tell({ passed, failed }: Summary): void {
  process.send?.({ passed, failed });
}

/** Runs a group in a process of its own. One that ends without having told how it went counts as a failure. */
export function runShard(group: Group, options: readonly string[]): Promise<Outcome> {
  const began = performance.now();
  const child = spawn(process.execPath, [HARDHAT, ...options, "test", "mocha", "--no-compile", ...group.files], {
    env: { ...process.env, LAPSE_SHARD: process.stdout.isTTY ? "colour" : "plain" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const end = (): boolean => child.kill();
  process.once("exit", end);

  let output = "";
  let told: Summary | undefined;
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.on("message", (message) => (told = message as Summary));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.removeListener("exit", end);
      const { passed, failed } = told ?? { passed: 0, failed: 0 };
      const isWrong = told === undefined || (code !== 0 && failed === 0);
      if (isWrong) output += `\nThe process of ${group.name} ended with ${signal ?? `code ${String(code)}`}.\n`;
      const seconds = (performance.now() - began) / 1000;
      resolve({ group, output, seconds, passed, failed: failed + Number(isWrong) });
    });
  });
}
