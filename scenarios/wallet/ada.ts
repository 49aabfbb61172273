import { PlanError } from "../../src/wallet/check.ts";
import { connectRegistry } from "../../src/wallet/connect.ts";
import { ETHER, State, stateName } from "../../src/wallet/constants.ts";
import { activityProof, encodeEvidence } from "../../src/wallet/evidence.ts";
import { execute } from "../../src/wallet/execute.ts";
import { readStatus } from "../../src/wallet/facts.ts";
import { approveAssets } from "../../src/wallet/holdings.ts";
import { register } from "../../src/wallet/acts.ts";
import { evidenceFrom, trigger } from "../../src/wallet/silence.ts";
import { sortedAssets } from "../../src/wallet/plan.ts";
import { tick } from "../../src/wallet/watcher/tick.ts";
import type { WatchEvent } from "../../src/wallet/watcher/event.ts";
import { demand } from "../support/demand.ts";
import { refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";

/** What she pays each time. */
const PRICE = 50_000_000n;
/** Seconds after the beginning of a chapter at which she pays: no block before it comes so late. */
const MINUTE = 60n;

/** Ada registers a plan. What can't be moved without her key is refused before she pays for it. */
export async function adaBegins(stage: Stage): Promise<void> {
  const { chain, people, plans, registry, reporter } = stage;
  const { ada } = people;
  const withEther = { ...plans.ada, assets: sortedAssets([ETHER, ...plans.ada.assets]) };
  const why = await register(ada, registry, { plan: withEther }).then(
    () => "nothing",
    (error: unknown) => {
      if (error instanceof PlanError) return error.error;
      throw error;
    },
  );
  demand("why Ada's own ether is refused", why, "WalletEtherNeedsCode");

  const approvals = await approveAssets(ada, registry, { plan: plans.ada });
  await register(ada, registry, { plan: plans.ada });
  await reporter.step(
    "Ada's plan",
    `a plain account: ${approvals.length} approvals and a plan; ether of its own is refused, since it can't be approved`,
  );
  await chain.tick();
  await chain.tick();
  await look(stage);
  const status = await readStatus(registry, plans.ada, ada);
  demand("the state of Ada's plan", stateName(status.state), "active");
  stage.tally.add("Ada's proofs", await reporter.takeCost());
}

/** Ada pays for something, as people do. She does nothing else in these two years. */
export async function adaPays(stage: Stage, begins: bigint): Promise<void> {
  const { assets, book, chain, people, reporter, tally, tokens } = stage;
  const { ada, shop } = people;
  await chain.nextAt(begins + MINUTE);
  await (await tokens.dollar.connect(ada).transfer(shop, PRICE)).wait();
  demand("the moment of Ada's payment", await chain.now(), begins + MINUTE);
  book.move(assets.dollar, ada.address, shop.address, PRICE);
  tally.add("Ada pays", await reporter.takeCost());
}

/** A watcher looks whether a proof of Ada's life is worth its gas. Whoever runs it is anybody. */
export async function watchAda(stage: Stage): Promise<void> {
  await stage.chain.tick();
  await stage.chain.tick();
  await look(stage);
  stage.tally.add("Ada's proofs", await stage.reporter.takeCost());
}

async function look({ memory, people, provider, registry }: Stage): Promise<void> {
  const told: WatchEvent[] = [];
  const watch = {
    ...{ node: provider, registry, signer: people.keeper, accounts: [people.ada.address], confirmations: 1 },
    // It proves, and nothing else: what becomes due is done at its exact second.
    acts: ["checkpoint", "proveActivity"] as const,
  };
  await tick(watch, memory, (event) => told.push(event));
  const failed = told.find(({ kind }) => kind === "refused" || kind === "waiting");
  if (failed !== undefined) throw new Error(`The watcher could not prove Ada's life: ${JSON.stringify(failed, wide)}`);
}

const wide = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

/** The second from which Ada's silence is long enough: she left when she paid last. */
export function adasSilence({ calendar, plans }: Pick<Stage, "calendar" | "plans">): bigint {
  return calendar.ada.leaves + MINUTE + plans.ada.period;
}

/** Ada is on a journey. Her silence is proven by headers: one of the second before it is long enough isn't taken. */
export async function triggerAda(stage: Stage): Promise<void> {
  const { chain, people, plans, provider, registry, reporter } = stage;
  const { ada, keeper } = people;
  const plan = plans.ada;
  const due = adasSilence(stage);
  demand("the second of Ada's trigger", (await readStatus(registry, plan, keeper)).triggerableAt, due);
  const blocks: number[] = [];
  for (const second of [due - 1n, due]) {
    await chain.moveTo(second);
    blocks.push(await provider.getBlockNumber());
  }
  const [early = "", exact = ""] = await Promise.all(
    blocks.map(async (block) => encodeEvidence(await activityProof(provider, ada.address, block))),
  );
  await chain.tick();
  await refusal("WalletTooEarly", { from: due, now_: due - 1n }, () =>
    trigger(keeper, registry, { plan, evidence: early }),
  );
  await chain.nextAt(due + MINUTE);
  const { executableAt } = await trigger(keeper, registry, { plan, evidence: exact });
  demand("the end of Ada's grace", executableAt, adasGraceEnd(stage));
  await reporter.step(
    "Ada is silent",
    "180 days on a journey: two headers a second apart, and the later one is enough",
  );
}

/** The first second in which Ada's assets could move. */
export function adasGraceEnd(stage: Pick<Stage, "calendar" | "plans">): bigint {
  return adasSilence(stage) + MINUTE + stage.plans.ada.grace;
}

/** She came home a day before her grace was over, and has told nobody: nothing moves all the same. */
export async function keepAda(stage: Stage): Promise<void> {
  const { chain, people, plans, provider, registry, reporter } = stage;
  const { ada, keeper } = people;
  const plan = plans.ada;
  const end = adasGraceEnd(stage);
  const evidence = evidenceFrom(provider, provider);
  const tryIt = () => execute(keeper, registry, { plan, evidence });
  demand("the state of Ada's plan", stateName((await readStatus(registry, plan, keeper)).state), "grace");
  await chain.nextAt(end - 1n);
  await refusal("WalletTooEarly", { from: end, now_: end - 1n }, tryIt);
  await chain.nextAt(end);
  await refusal("LifeShown", { account: ada.address }, tryIt);
  await watchAda(stage);
  const status = await readStatus(registry, plan, keeper);
  demand("the state of Ada's plan", stateName(status.state), "active");
  demand("Ada's last act", status.lastLife, stage.calendar.ada.returns + MINUTE);
  await refusal("WalletState", { state: State.ACTIVE }, tryIt);
  await reporter.step(
    "Ada is back",
    "one payment a day before: no proof of silence can be had, and one of her life ends it",
  );
}

/** At the end she is as she was, and nobody needed her for it. */
export async function requireAlive({ people, plans, registry }: Stage): Promise<void> {
  const { state, version } = await readStatus(registry, plans.ada, people.keeper);
  demand("the state of Ada's plan at the end", stateName(state), "active");
  demand("the number of Ada's plans", version, 1n);
  demand("how often Ada registered or changed", await connectRegistry(registry, people.keeper).nonceOf(people.ada), 1n);
}
