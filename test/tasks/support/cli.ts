import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { JsonRpcProvider } from "ethers";

const HARDHAT = join(dirname(createRequire(import.meta.url).resolve("hardhat/package.json")), "dist/src/cli.js");

/** What a command left behind. */
export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A place of its own for the records of a test, with the node that they are about. */
export interface Workplace {
  url: string;
  /** Folder of deployment records. */
  deployments: string;
  provider: JsonRpcProvider;
  /** Runs `hardhat` as a user does, on this node. */
  hardhat: (...args: string[]) => Promise<Finished>;
  /** The same, still running. */
  start: (...args: string[]) => ChildProcess;
  end: () => Promise<void>;
}

/** Starts a node on a free port. */
export async function openWorkplace(): Promise<Workplace> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const deployments = await mkdtemp(join(tmpdir(), "lapse-deployments-"));
  const node = await startNode(port);
  const provider = new JsonRpcProvider(url, 31337, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 });
  const environment = { LAPSE_LOCALHOST_URL: url, LAPSE_DEPLOYMENTS: deployments };
  return {
    url,
    deployments,
    provider,
    hardhat: (...args) => finished(launch(args, environment)),
    start: (...args) => launch(args, environment),
    end: async () => {
      provider.destroy();
      await stop(node);
      await rm(deployments, { recursive: true });
    },
  };
}

/** Starts a node on this port; it serves when this returns. */
export async function startNode(port: number): Promise<ChildProcess> {
  const node = launch(["node", "--port", port.toString()], {});
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Started HTTP")) resolve();
    };
    node.stdout?.on("data", read);
    node.stderr?.on("data", read);
    node.once("exit", (code) => {
      reject(new Error(`The node ended with code ${String(code)}: ${output}`));
    });
  });
  return node;
}

/** Ends a process that this test started. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

/** Starts `hardhat` in an environment without what the test run itself added, or the user keeps for real networks. */
export function launch(args: readonly string[], environment: Record<string, string>): ChildProcess {
  const dropped = /^(HH_|HARDHAT_|LAPSE_|SEPOLIA_|NODE_OPTIONS$|NODE_V8_COVERAGE$|FORCE_COLOR$|CI$)/;
  const kept = Object.entries(process.env).filter(([name]) => !dropped.test(name));
  return spawn(process.execPath, [HARDHAT, ...args], {
    env: { ...Object.fromEntries(kept), ...environment, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Waits for the end of a command. */
export async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** What the user reads of a mistake: the line, without the prefix and the footer that Hardhat adds to every one. */
export function lineOf({ stderr }: Finished): string {
  const [line = "", ...rest] = stderr
    .trim()
    .split("\n")
    .filter((text) => text !== "");
  const footer = rest.filter((text) => !text.startsWith("For more info run Hardhat with --show-stack-traces"));
  if (footer.length > 0) throw new Error(`More than one line: ${stderr}`);
  return line.replace("Error in community plugin lapse: ", "");
}
