import { type LogDescription, parseUnits } from "ethers";

import { signBatch, encodeBatch } from "../../src/wallet/account/batch.ts";
import { type AccountCall, encodeExecution } from "../../src/wallet/account/calls.ts";
import { buildOperation, ENTRY_POINT, signOperation } from "../../src/wallet/account/operation.ts";
import { checkPlan, readGround } from "../../src/wallet/check.ts";
import { connectRegistry } from "../../src/wallet/connect.ts";
import { ETHER, stateName } from "../../src/wallet/constants.ts";
import { fundBounties, withdrawCredit } from "../../src/wallet/ether.ts";
import { execute } from "../../src/wallet/execute.ts";
import { readStatus } from "../../src/wallet/facts.ts";
import { accept, trigger } from "../../src/wallet/silence.ts";
import { demand } from "../support/demand.ts";
import { encodeBundle, entryPointAt, entryPointInterface } from "../support/entry-point.ts";
import { money } from "../support/money.ts";
import { inherit, proveConservation } from "./conservation.ts";
import { DAY, HOUR } from "./calendar.ts";
import { BOUNTY } from "./plans.ts";
import { refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";

const PRICE = 70_000_000n;
const RENT = 300_000_000n;
/** For how long a robot may do so: longer than whatever is played. */
const LONG = 10_000n * DAY;
const SELF = "0x0000000000000000000000000000000000000000";

/** Ben lets a robot pay his rent, and registers his plan by an operation. */
export async function benBegins(stage: Stage): Promise<void> {
  const { account, accountAddress, chain, people, plans, registry, reporter } = stage;
  const { ben, robot } = people;
  const until = (await chain.now()) + LONG;
  const authorize = account.interface.encodeFunctionData("authorizeOperator", [robot.address, until]);
  await batch(stage, [{ to: SELF, data: authorize }]);
  const plan = checkPlan(plans.ben, await readGround(registry, plans.ben, ben));
  const data = connectRegistry(registry, ben).interface.encodeFunctionData("register", [plan]);
  await operate(stage, [{ to: registry, data }]);
  await fundBounties(ben, registry, { account: accountAddress, amount: 2n * BOUNTY });
  const status = await readStatus(registry, plan, ben);
  demand("the state of Ben's plan", stateName(status.state), "active");
  await reporter.step(
    "Ben's plan",
    "by a user operation; a robot may pay his rent; bounties for who triggers and completes",
  );
}

/** Ben pays for something: by an operation or by a batch, in turns. */
export async function benPays(stage: Stage, turn: number): Promise<void> {
  await (turn % 2 === 0 ? operate : batch)(stage, [payment(stage, PRICE)]);
  await noteLife(stage);
}

/** Ben pays for the last time with his key, and loses it. */
export async function benLoses(stage: Stage, second: bigint): Promise<void> {
  await stage.chain.nextAt(second);
  await batch(stage, [payment(stage, PRICE)]);
  await noteLife(stage);
  demand(
    "the second of Ben's last act",
    await stage.account.lifeOf(stage.account).then(({ lastLife }) => lastLife),
    second,
  );
}

async function noteLife(stage: Stage): Promise<void> {
  const { account, accountAddress, assets, book, chain, people, reporter, tally } = stage;
  book.move(assets.dollar, accountAddress, people.shop.address, PRICE);
  const { lastLife } = await account.lifeOf(account);
  demand("Ben's last act", lastLife, await chain.now());
  tally.add("Ben acts", await reporter.takeCost());
}

/** The robot pays the rent, before and after Ben's loss: his clock doesn't move by it. */
export async function robotPays(stage: Stage): Promise<void> {
  const { account, accountAddress, assets, book, people, plans, registry, reporter, tally } = stage;
  const before = await readStatus(registry, plans.ben, people.keeper);
  const data = encodeExecution([payment(stage, RENT)]);
  await (await people.robot.sendTransaction({ to: account, data })).wait();
  book.move(assets.dollar, accountAddress, people.shop.address, RENT);
  const after = await readStatus(registry, plans.ben, people.keeper);
  demand("Ben's last act after a rent", after.lastLife, before.lastLife);
  tally.add("Ben's robot", await reporter.takeCost());
}

/** Anybody says that Ben was silent: a second too early, and in the second. */
export async function triggerBen(stage: Stage): Promise<void> {
  const { calendar, chain, people, plans, registry, reporter } = stage;
  const { keeper } = people;
  const plan = plans.ben;
  const due = calendar.ben.loses + plan.period;
  const tryIt = () => trigger(keeper, registry, { plan });
  await chain.nextAt(due - 1n);
  await refusal("WalletTooEarly", { from: due, now_: due - 1n }, tryIt);
  await chain.nextAt(due);
  const { bounty, executableAt } = await tryIt();
  demand("the moment of Ben's trigger", await chain.now(), due);
  demand("the bounty of Ben's trigger", bounty, BOUNTY);
  demand("the end of Ben's grace", executableAt, due + plan.grace);
  await reporter.step(
    "Ben is silent",
    "refused a second early; in the second anybody triggers, for a bounty of 0.01 ether",
  );
}

/** Ben takes everything back on his second wallet: he accepts for tier 1 in its first second. */
export async function benReturns(stage: Stage): Promise<void> {
  const { accountAddress, assets, book, calendar, chain, people, plans, registry, reporter } = stage;
  const { bensSecond, keeper } = people;
  const plan = plans.ben;
  const opens = calendar.ben.loses + plan.period + plan.grace;
  await stage.account.connect(keeper).collectDeposit();
  const acceptIt = () => accept(bensSecond, registry, { plan });
  await chain.nextAt(opens - 1n);
  await refusal("WalletTierClosed", { tier: 0n, current: 0n, opensAt: opens }, acceptIt);
  await chain.nextAt(opens);
  const { tier } = await acceptIt();
  demand("the moment of Ben's acceptance", await chain.now(), opens);
  demand("the tier that accepted", tier, 0n);
  await reporter.step(
    "Ben accepts",
    "on his second wallet, in the first second of tier 1, not a second before; his deposit at the entry point is brought home",
  );

  const had = book.held(assets.dollar, accountAddress);
  const execution = await inherit(stage, accountAddress, () => execute(keeper, registry, { plan }));
  demand("whether all of Ben's assets are taken up", execution.complete, true);
  for (const asset of plan.assets) {
    const what = `what Ben's account has left of ${asset.token}`;
    demand(what, book.held(asset, accountAddress), 0n);
  }
  demand("Ben's money on his second wallet", await stage.tokens.dollar.balanceOf(bensSecond), had);
  demand("the state of Ben's plan", stateName((await readStatus(registry, plan, keeper)).state), "done");
  await reporter.step("Ben has it back", `${money(had)}, the ether and the deed are on his second wallet, in one page`);
  await requirePaid(stage);
  await proveConservation(stage, "after Ben");
}

/** Who triggered and completed has both bounties, and takes them. */
async function requirePaid({ people: { keeper }, registry, reporter, accountAddress }: Stage): Promise<void> {
  const contract = connectRegistry(registry, keeper);
  demand("what the keeper earned", await contract.creditOf(keeper), 2n * BOUNTY);
  demand("what is left for bounties", await contract.bountiesOf(accountAddress), 0n);
  await withdrawCredit(keeper, registry, { to: keeper.address });
  demand("what the keeper has still to take", await contract.creditOf(keeper), 0n);
  await reporter.step("bounties", "whoever triggered and executed takes 0.02 ether");
}

function payment({ people, tokens, assets }: Stage, amount: bigint): AccountCall {
  const data = tokens.dollar.interface.encodeFunctionData("transfer", [people.shop.address, amount]);
  return { to: assets.dollar.token, data };
}

/** A user operation that Ben signs and a bundler sends; the account pays for its gas. */
async function operate(stage: Stage, calls: readonly AccountCall[]): Promise<void> {
  const { accountAddress, book, chain, chainId, people } = stage;
  const { ben, keeper } = people;
  const nonce = (await entryPointAt(keeper).getFunction("getNonce").staticCall(accountAddress, 0n)) as bigint;
  const issuedAt = await chain.now();
  const order = { account: accountAddress, calls, nonce, issuedAt, maxFeePerGas: parseUnits("10", "gwei") };
  const operation = await signOperation(ben, buildOperation(order), chainId);
  const data = encodeBundle([operation], keeper.address);
  const sent = await keeper.sendTransaction({ to: ENTRY_POINT, data, gasLimit: 3_000_000n });
  const logs = (await sent.wait())?.logs ?? [];
  const event = logs
    .map((log): LogDescription | null => entryPointInterface.parseLog(log))
    .find((parsed) => parsed?.name === "UserOperationEvent");
  demand("whether Ben's operation succeeded", event?.args.getValue("success"), true);
  book.move(ETHER, accountAddress, keeper.address, event?.args.getValue("actualGasCost") as bigint);
}

/** A batch that Ben signs and anybody sends. */
async function batch(stage: Stage, calls: readonly AccountCall[]): Promise<void> {
  const { account, accountAddress, chain, chainId, people } = stage;
  const order = { calls, nonce: await account.batchNonce(), deadline: (await chain.now()) + 2n * HOUR };
  const data = encodeBatch(order, await signBatch(people.ben, accountAddress, order, chainId));
  await (await people.keeper.sendTransaction({ to: accountAddress, data })).wait();
}
