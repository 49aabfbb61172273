import { type ChildProcess, spawn } from "node:child_process";

import { root } from "../gate.ts";

export interface Outcome {
  code: number | null;
  out: string;
  /** Everything it printed, in order. */
  all: string;
}

/** Runs a command to its end and keeps what it prints. */
export async function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = start(command, args, options);
  let out = "";
  let all = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    all += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => (all += chunk.toString()));
  child.stdin?.end();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, out, all };
}

/** Starts a command; the caller ends it. */
export function start(
  command: string,
  args: string[],
  { cwd = root, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcess {
  return spawn(command, args, { cwd, env: { ...process.env, ...env }, shell: process.platform === "win32" });
}
