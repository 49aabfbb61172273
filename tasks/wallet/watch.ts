import {
  addressOfRegistry,
  eventJson,
  follow,
  lineOf,
  newMemory,
  postEvent,
  tick,
  type Watch,
  WATCH_RULES,
  type Webhook,
  WebhookError,
  type WatchEvent,
} from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { count } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import type { WalletSession } from "./support/session.ts";
import { parseEther, parseSpan } from "../support/spans.ts";

export interface WatchArguments extends CommonArguments {
  accounts: string[];
  dryRun: boolean;
  once: boolean;
  webhook: string | undefined;
  mostCost: string | undefined;
  mostLoss: string | undefined;
  every: string;
  from: string;
}

export default action<WatchArguments>(async (args, session) => {
  const every = parseSpan(args.every, "time between two looks");
  if (every === 0n || every > 86_400n) fail("Give a time between two looks of 1s to 1d with --every.");
  const mostCost = args.mostCost === undefined ? null : parseEther(args.mostCost, "cost of a proof");
  const url = args.webhook === undefined ? null : urlIn(args.webhook);
  const accounts = await Promise.all(args.accounts.map((account) => session.holder(account)));
  const mostLoss = args.mostLoss === undefined ? null : parseEther(args.mostLoss, "loss");
  const signer = args.dryRun ? null : await session.signer(args.from);
  const watch: Watch = {
    node: session.ethers.provider,
    registry: await addressOfRegistry(await session.registry()),
    signer,
    rules: { ...WATCH_RULES, mostCost, mostLoss },
    ...(accounts.length === 0 ? {} : { accounts }),
    // A local chain has no other block to take the place of one, and no next one until somebody sends something.
    ...((await session.isLocal()) ? { confirmations: 0, evidenceBack: 0 } : {}),
  };
  const without = await withoutPlan(accounts, session);
  for (const account of without) console.error(`${account} has no plan in force; what it registers later is followed.`);
  if (!args.once) console.error(`Follows ${whose(accounts)} until it is told to end (Ctrl+C).`);
  if (accounts.length === 0 && signer !== null && mostLoss === null)
    console.error(`${signer.address} pays for strangers' plans, too, whatever their bounty: --most-loss limits that.`);
  const events: WatchEvent[] = [];
  let told = 0;
  const posts = new Set<Promise<void>>();
  const { stop, late } = args.once ? NEVER : untilStopped();
  const onEvent = (event: WatchEvent): void => {
    told += 1;
    // One that runs for years keeps nothing.
    if (args.once) events.push(event);
    console.error(args.json ? eventJson(event) : lineOf(event));
    if (url === null) return;
    const posted = post({ url, ...(args.once ? { retries: 3 } : {}) }, event, late).finally(() => posts.delete(posted));
    posts.add(posted);
  };
  if (args.once) await tick(watch, newMemory(), onEvent);
  else await follow(watch, { onEvent, signal: stop, every: Number(every) * 1_000 });
  await Promise.all(posts);
  return {
    json: { told, ...(args.once ? { events: events.map((event) => JSON.parse(eventJson(event)) as object) } : {}) },
    text: `Told of ${count(told, "event")}.`,
  };
});

/** Those who have no plan: a mistyped account would be followed in silence. */
async function withoutPlan(accounts: readonly string[], session: WalletSession): Promise<string[]> {
  const registry = await session.registry();
  const standings = await Promise.all(accounts.map((account) => registry.planOf(account)));
  return accounts.filter((_, place) => BigInt(standings[place]?.planHash ?? 0) === 0n);
}

function whose(accounts: readonly string[]): string {
  return accounts.length === 0 ? "the plans of all accounts" : `the plans of ${count(accounts.length, "account")}`;
}

/** Who looks once ends by himself, and by Ctrl+C as any other command. */
const NEVER = { stop: new AbortController().signal, late: new AbortController().signal };

/** How long what is being posted is waited for at the end, in milliseconds. */
const LAST_POSTS = 5_000;

/** Aborted when the user, or what started the process, wants it to end: then it ends in good order, and `late` a while after. */
function untilStopped(): { stop: AbortSignal; late: AbortSignal } {
  const [stop, late] = [new AbortController(), new AbortController()];
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      stop.abort();
      setTimeout(() => {
        late.abort();
      }, LAST_POSTS).unref();
    });
  return { stop: stop.signal, late: late.signal };
}

function urlIn(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  return fail(`The webhook "${text}" is no URL; write it like https://example.org/hook.`);
}

/** A receiver that doesn't answer ends no watcher, and keeps none from ending. */
async function post(webhook: Webhook, event: WatchEvent, late: AbortSignal): Promise<void> {
  try {
    await postEvent(webhook, event, late);
  } catch (error) {
    if (late.aborted) console.error("The receiver didn't answer before the end: an event was not posted.");
    else if (error instanceof WebhookError) console.error(`${error.message}.`);
    else throw error;
  }
}
