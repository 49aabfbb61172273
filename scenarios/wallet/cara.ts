import { ZeroHash } from "ethers";

import { checkPlan, readGround } from "../../src/wallet/check.ts";
import { connectRegistry } from "../../src/wallet/connect.ts";
import { stateName } from "../../src/wallet/constants.ts";
import { readStatus } from "../../src/wallet/facts.ts";
import { installSwitch, readInstallation } from "../../src/wallet/safe/installation.ts";
import {
  safeCall,
  type SafeCall,
  safeExecution,
  safeTransaction,
  signSafeTransaction,
} from "../../src/wallet/safe/safe-transaction.ts";
import { accept, trigger } from "../../src/wallet/silence.ts";
import { DeadMansSwitchModule__factory } from "../../types/ethers-contracts/index.js";
import { demand } from "../support/demand.ts";
import { DAY } from "./calendar.ts";
import { refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";

const PRICE = 110_000_000n;
const REMOVAL_DELAY = 7n * DAY;
const LATEST = { blockTag: "latest" } as const;

/** Cara's Safe gets module and guards in one execution, and its plan in the next. */
export async function caraBegins(stage: Stage): Promise<void> {
  const { module, people, plans, provider, registry, reporter } = stage;
  const { safe, multiSend } = stage.safe;
  const choice = { safe, module, removalDelay: REMOVAL_DELAY, multiSend };
  await signAndSend(stage, installSwitch(choice, await readInstallation(provider, safe, module)));
  const plan = checkPlan(plans.cara, await readGround(registry, plans.cara, people.keeper));
  const data = connectRegistry(registry, people.keeper).interface.encodeFunctionData("register", [plan]);
  await signAndSend(stage, safeCall(registry, data));
  demand("the state of Cara's plan", stateName((await readStatus(registry, plan, people.keeper)).state), "active");
  await reporter.step(
    "Cara's plan",
    "the Safe enables module and guards, and registers its plan: everything that it will have",
  );
}

/** Cara gives to somebody, by an execution that two keys of hers sign. */
export async function caraPays(stage: Stage): Promise<void> {
  const { assets, book, chain, people, reporter, safe, tally, tokens } = stage;
  const data = tokens.dollar.interface.encodeFunctionData("transfer", [people.shop.address, PRICE]);
  await signAndSend(stage, safeCall(assets.dollar.token, data));
  book.move(assets.dollar, safe.safe, people.shop.address, PRICE);
  const { lastLife } = await DeadMansSwitchModule__factory.connect(stage.module, people.keeper).lifeOf(safe.safe);
  demand("Cara's last act", lastLife, await chain.now());
  tally.add("Cara's Safe", await reporter.takeCost());
}

/** Cara's last act. */
export async function caraDies(stage: Stage, second: bigint): Promise<void> {
  await stage.chain.nextAt(second);
  await caraPays(stage);
  demand("the second of Cara's last act", await stage.chain.now(), second);
}

/** The second from which Cara's silence is long enough, and those of what follows if nobody accepts. */
export function carasMoments({ calendar, plans }: Pick<Stage, "calendar" | "plans">) {
  const { period, grace, tiers } = plans.cara;
  const [second, family] = tiers;
  if (second === undefined || family === undefined) throw new Error("Cara's plan has two tiers");
  const due = calendar.cara.dies + period;
  const opens = due + grace;
  return { due, opens, closes: opens + second.window, inherits: calendar.cara.dies + family.delay };
}

/** Anybody says that Cara was silent: a second too early, and in the second. */
export async function triggerCara(stage: Stage): Promise<void> {
  const { chain, people, plans, registry, reporter } = stage;
  const { due, opens } = carasMoments(stage);
  const tryIt = () => trigger(people.keeper, registry, { plan: plans.cara });
  await chain.nextAt(due - 1n);
  await refusal("WalletTooEarly", { from: due, now_: due - 1n }, tryIt);
  await chain.nextAt(due);
  const { executableAt } = await tryIt();
  demand("the moment of Cara's trigger", await chain.now(), due);
  demand("the end of Cara's grace", executableAt, opens);
  await reporter.step("Cara is silent", "refused a second early; in the second anybody triggers");
}

/** Nobody has accepted for Cara's second wallet: in its last second it still could, in the next one it can't. */
export async function passOver(stage: Stage): Promise<void> {
  const { chain, people, plans, registry, reporter } = stage;
  const plan = plans.cara;
  const { closes, inherits } = carasMoments(stage);
  // By its second wallet, in the newest block.
  const acceptIt = () =>
    connectRegistry(registry, people.carasSecond).accept.staticCall(plan, 0n, 0n, ZeroHash, LATEST);
  await chain.moveTo(closes - 1n);
  await acceptIt();
  const last = await readStatus(registry, plan, people.keeper);
  demand("the tier in the last second of the first", last.tier, 0n);
  demand("when the first tier closes", last.closesAt, closes);

  await chain.moveTo(closes);
  await refusal("WalletTierClosed", { tier: 0n, current: 1n }, acceptIt);
  const next = await readStatus(registry, plan, people.keeper);
  demand("the tier in the second after", next.tier, 1n);
  demand("when the family's tier opens", next.opensAt, inherits);
  await refusal("WalletTierClosed", { tier: 1n, current: 1n, opensAt: inherits }, () =>
    accept(people.spouse, registry, { plan }),
  );
  await reporter.step("tier 1 closes", "its last second passes, and nobody has accepted on Cara's second wallet");
}

/** Two of the Safe's three keys, both Cara's, sign a call; anybody sends it. */
async function signAndSend({ people, safe }: Stage, call: SafeCall): Promise<void> {
  const nonce = (await safe.contract.getFunction("nonce").staticCall()) as bigint;
  const transaction = safeTransaction(call, nonce);
  const signatures = await Promise.all(
    [people.carasPhone, people.carasCard].map((owner) => signSafeTransaction(owner, safe, transaction)),
  );
  await (await people.keeper.sendTransaction(safeExecution(safe.safe, transaction, signatures))).wait();
}
