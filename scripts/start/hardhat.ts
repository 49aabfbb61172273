import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve("hardhat/package.json")), "dist", "src", "cli.js");

/** Every child that has not ended: whatever way this process ends, none outlives it. */
const running = new Set<ChildProcess>();

/** Where processes come in groups, each child leads one of its own. Ctrl-C then reaches this process alone, which stops them all. */
const GROUPS = process.platform !== "win32";

/** How long a child may take to end when it is asked to, in milliseconds. */
const PATIENCE = 5_000;

/** Stops all children and waits for their end, so that what they held, a port for example, is free again. */
export async function stopChildren(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const force = setTimeout(() => {
        signal(child, "SIGKILL");
      }, PATIENCE);
      signal(child, "SIGTERM");
      await ended(child);
      clearTimeout(force);
    }),
  );
}

/** The last resort, while the process exits and nothing can be waited for. */
export function killChildren(): void {
  for (const child of running) signal(child, "SIGKILL");
}

/** Reaches a child and what it has started itself: the compiler is a process of its own, and busy for a minute. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (!GROUPS || child.pid === undefined) {
    child.kill(name);
    return;
  }
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    // Nobody of the group is left; macOS says of those who just ended that they may not be reached.
    if (!(error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM"))) throw error;
  }
}

/** Starts a Hardhat command as a child, on the same Node that runs this file. */
export function startHardhat(
  args: readonly string[],
  output: "inherit" | "pipe",
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ["ignore", output, output],
    detached: GROUPS,
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Resolves with the exit code of a child (null when a signal ended it). */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}

/** Runs a Hardhat command to its end without showing anything; throws with what it said where it fails. */
export async function runQuietly(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = startHardhat(args, "pipe", variables);
  const text = collect(child);
  const code = await ended(child);
  if (code !== 0) throw new Error(`"hardhat ${args.join(" ")}" failed:\n${withoutForeignWarnings(text()).trim()}`);
  return text();
}

/** Gathers what a child says, its last 100,000 characters; the answer is a look at what there is so far. */
export function collect(child: ChildProcess): () => string {
  let text = "";
  // Decoded by the stream, which knows of characters that are split between two chunks.
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-100_000);
    });
  return () => text;
}

/** Compiler output without the warnings about packages, which are not ours to mend and bury what is. */
function withoutForeignWarnings(text: string): string {
  return text
    .split(/\n(?=Warning: |Error: |\w+Error: )/)
    .filter((block) => !(block.trimStart().startsWith("Warning: ") && block.includes("node_modules/")))
    .join("\n");
}
