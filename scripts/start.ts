// `npm start`: from a clone to a running system. Plain Node; whatever needs Hardhat or generated code runs in a child process.
import { NAMES } from "../scenarios/names.ts";
import { ended, killChildren, runQuietly, startHardhat, stopChildren } from "./start/hardhat.ts";
import { requireFree, startNode } from "./start/node.ts";
import { DEFAULT_PORT, readOptions, requireReadable, type StartOptions, type System, USAGE } from "./start/options.ts";

const STEPS = 4;
const TARGET = ["--network", "localhost"];

process.once("exit", killChildren);

const state = { keeping: false, ending: false };
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  // Not once: npm hands on what the terminal has sent already, and the second one must not end this process before its children.
  process.on(signal, () => {
    // Ctrl-C is how a kept chain is meant to end.
    void end(state.keeping && signal === "SIGINT" ? 0 : 1);
  });

try {
  // npm runs this in the project's folder, and says where it was called.
  const folder = process.env["INIT_CWD"] ?? process.cwd();
  const options = readOptions(process.argv.slice(2), { isTerminal: process.stdout.isTTY, folder });
  if (options.help) console.log(USAGE);
  else await start(options);
  await end(0);
} catch (error) {
  if (!state.ending) console.error(`start: ${error instanceof Error ? error.message : String(error)}`);
  await end(1);
}

/** Stops what was started and ends; the first call decides the exit code. */
async function end(code: number): Promise<void> {
  // A child that is stopped makes its step fail, which is no news then.
  if (state.ending) return;
  state.ending = true;
  await stopChildren();
  process.exit(code);
}

async function start({ port, only, members, keep }: StartOptions): Promise<void> {
  // Before anything that takes time.
  if (members !== undefined) await requireReadable(members);
  await requireFree(port);
  await step(1, "compiling the contracts (a minute the first time)", () => runQuietly(["build"]));
  const node = await step(2, `starting a local chain on port ${port}`, () => startNode(port));
  const variables = {
    LAPSE_LOCALHOST_URL: node.url,
    ...(only === undefined ? {} : { LAPSE_ONLY: only }),
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

  state.keeping = true;
  console.log(hints(node.url, port, only));
  await lost;
  throw new Error("the local chain ended by itself");
}

async function step<T>(number: number, title: string, act: () => Promise<T>): Promise<T> {
  console.log(`[${number}/${STEPS}] ${title}`);
  const begin = performance.now();
  const seconds = (digits: number): string => ((performance.now() - begin) / 1000).toFixed(digits);
  // A counter where somebody looks; in a log it would be noise.
  const ticking = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r      ${seconds(0)} s `), 1000)
    : undefined;
  try {
    const result = await act();
    console.log(`${ticking === undefined ? "" : "\r"}      done in ${seconds(1)} s`);
    return result;
  } catch (error) {
    // What went wrong gets a line of its own, below the counter.
    if (ticking !== undefined) process.stdout.write("\n");
    throw error;
  } finally {
    clearInterval(ticking);
  }
}

/** What to try on the chain that stays; numbers are those of the node's accounts, as the scenarios cast them. */
function hints(url: string, port: number, only: System | undefined): string {
  const prefix = port === DEFAULT_PORT ? "" : `LAPSE_LOCALHOST_URL=${url} `;
  const { meals } = NAMES.timeframe;
  const { vault } = NAMES.prepaid;
  const { ada, cara } = NAMES.wallet;
  const { policy, unit, sold } = NAMES.vehicle;
  const commands = [
    `timeframe show ${meals}`,
    `timeframe member add ${meals} 13 --group 1 --from 1`,
    `timeframe balance ${meals} 13`,
    `timeframe spend ${meals} 4 3 --from 13`,
    `timeframe collect ${meals} --from 4`,
    `timeframe history ${meals} 13`,
    `prepaid deposit ${vault} 100 --from 1`,
    `prepaid issue ${vault} 50 30d --holder 13 --number 1 --from 1`,
    `prepaid balance ${vault} 1`,
    `prepaid redeem ${vault} 1/1 12.50 4 --from 13`,
    `prepaid show ${vault} 1/1`,
    `wallet show ${ada}`,
    "wallet alive --from 1",
    `wallet show ${ada} --at 180d`,
    `wallet show ${cara}`,
    `vehicle show ${unit}`,
    `vehicle value ${unit} --until 400d`,
    `vehicle history ${sold}`,
    `vehicle verify ${sold}`,
    `vehicle policy show ${policy}`,
  ];
  const fitting = commands.filter((command) => only === undefined || command.startsWith(`${only} `));
  const lines = fitting.map((command) => `  ${prefix}npx hardhat ${command} --network localhost`);
  return `
The chain stays up at ${url}, at the moment where the scenario ended. In another terminal:

${lines.join("\n")}

Ctrl-C ends it.`;
}
