// `npm start`: from a clone to a running system. Plain Node; whatever needs Hardhat or generated code runs in a child process.
import { ended, runQuietly, startHardhat, stopChildren } from "./start/hardhat.ts";
import { requireFree, startNode } from "./start/node.ts";
import { DEFAULT_PORT, readOptions, type StartOptions, USAGE } from "./start/options.ts";

const STEPS = 4;
const TARGET = ["--network", "localhost"];

process.once("exit", stopChildren);

let keeping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    // Ctrl-C is how a kept chain is meant to end.
    process.exit(keeping && signal === "SIGINT" ? 0 : 1);
  });

try {
  const options = readOptions(process.argv.slice(2), process.stdout.isTTY);
  if (options.help) console.log(USAGE);
  else await start(options);
  process.exit(0);
} catch (error) {
  console.error(`start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

async function start({ port, members, keep }: StartOptions): Promise<void> {
  // Before anything that takes time.
  await requireFree(port);
  await step(1, "compiling the contracts (up to a minute the first time)", () => runQuietly(["build", "--no-tests"]));
  const node = await step(2, `starting a local chain on port ${port}`, () => startNode(port));
  const variables = {
    LAPSE_LOCALHOST_URL: node.url,
    ...(members === undefined ? {} : { LAPSE_MEMBERS: members }),
  };
  await step(3, "deploying every system", () => runQuietly(["deploy", ...TARGET, "--skip-prompts"], variables));

  console.log(`[4/${STEPS}] playing the scenarios`);
  const play = startHardhat(["run", "--no-compile", "scenarios/play.ts", ...TARGET], "inherit", variables);
  const lost = ended(node.child).then(() => "lost" as const);
  const result = await Promise.race([ended(play), lost]);
  if (result === "lost") throw new Error("the local chain ended while the scenarios were playing");
  if (result !== 0) throw new Error("a scenario failed; its reason stands above");
  if (!keep) return;

  keeping = true;
  console.log(hints(node.url, port));
  await lost;
  throw new Error("the local chain ended by itself");
}

async function step<T>(number: number, title: string, act: () => Promise<T>): Promise<T> {
  console.log(`[${number}/${STEPS}] ${title}`);
  const begin = performance.now();
  const result = await act();
  console.log(`      done in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}

function hints(url: string, port: number): string {
  // The tasks find the chain at the usual port by themselves.
  const prefix = port === DEFAULT_PORT ? "" : `LAPSE_LOCALHOST_URL=${url} `;
  return `
The chain stays up at ${url}, at the moment where the scenario ended. In another terminal:

  ${prefix}npx hardhat timeframe --help
  ${prefix}npx hardhat timeframe frame MEAL --network localhost

Ctrl-C ends it.`;
}
