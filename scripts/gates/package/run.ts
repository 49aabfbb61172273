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
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    all += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (all += chunk));
  child.stdin?.end();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, out, all };
}

/** What was started and has not ended; none of it outlives this process. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill();
});

/** Starts a command; the caller ends it. */
export function start(
  command: string,
  args: string[],
  { cwd = root, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcess {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, shell: process.platform === "win32" });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}
