import { toBeHex, type Wallet, ZeroAddress } from "ethers";

import { deployRegistry } from "../../test/wallet/deploy-registry.ts";
import { DAY, erc20, NO_GUARDIANS, only, who } from "../../test/wallet/fixture.ts";
import { EoaProver__factory, MockERC20__factory } from "../../types/ethers-contracts/index.js";
import type { AssetStruct, PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { call, change, empty, fill, log, read, type Term, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { send } from "../send.ts";
import type { Chain } from "./chain.ts";

/** Assets on the page that is measured. */
const PAGE = 30;
const MANY = 32;
const HELD = 1_234_567n;
const MAX = 2n ** 256n - 1n;
/** Recipients that have had something of every asset before. */
const HEIRS = [1n, 2n, 3n, 4n].map((heir) => toBeHex(0xc0ffee_00c0ffee_00c0ffee_00c0ffeen * 257n + heir, 20));

/** Assets with the address of each as text. */
type Listed = AssetStruct & { token: string };

const PLAIN = {
  ...{ period: 90n * DAY, grace: 7n * DAY, changeDelay: 30n * DAY, requestPeriod: 0n, bond: 0n, bounty: 0n },
  ...{ feed: ZeroAddress, fallbackRecipient: ZeroAddress, everything: false, guardians: NO_GUARDIANS },
};

/** The own second wallet, one heir, two heirs by shares. */
const TIERS = HEIRS.slice(0, 3).map((heir, place) => ({
  delay: 90n * DAY * BigInt(place + 1),
  window: 30n * DAY,
  recipients: place < 2 ? only(heir).recipients : HEIRS.slice(2).map((each) => ({ who: who(each), share: 5_000n })),
}));

type Stage = Awaited<ReturnType<typeof enter>>;

/** The life of plans of ordinary accounts, from the registration to the last page. */
export async function measurePlans(chain: Chain, measure: Measure): Promise<void> {
  const stage = await enter(chain);
  const { tokens } = stage;
  await measureRegistration(stage, measure, "1 tier, 1 recipient, 1 asset", 1, tokens.slice(0, 1));
  await measureRegistration(stage, measure, "2 tiers, 2 recipients, 8 assets", 2, tokens.slice(0, 8));
  const many = `3 tiers, 4 recipients, ${String(MANY)} assets`;
  await measureRegistration(stage, measure, many, 3, madeUp(MANY));
  await measureExecution(stage, measure, "one asset", tokens.slice(0, 1));
  await measureExecution(stage, measure, `a page of ${String(PAGE)} assets, for each`, tokens);
}

async function enter(chain: Chain) {
  const [keeper] = await chain.ethers.getSigners();
  if (keeper === undefined) throw new Error("nobody is there to send anything");
  const tokens: Listed[] = [];
  for (let i = 0; i < PAGE; ++i) {
    const token = await new MockERC20__factory(keeper).deploy("Dollar", "USD", 6);
    for (const heir of HEIRS) await token.mint(heir, 1n);
    tokens.push(listed(await token.getAddress()));
  }
  const prover = await new EoaProver__factory(keeper).deploy();
  return { chain, keeper, prover, ...(await deployRegistry(keeper)), tokens: sorted(tokens) };
}

/** A plan with so many tiers, of an account that has acted. */
async function planOf({ chain, prover }: Stage, account: Wallet, tiers: number, assets: Listed[]): Promise<PlanStruct> {
  await chain.act(account);
  const chosen = TIERS.slice(0, tiers).map((tier, place) => (place === tiers - 1 ? { ...tier, window: 0n } : tier));
  const alone = { ...PLAIN, tiers: tiers === 1 ? chosen.map((tier) => ({ ...tier, delay: 0n })) : chosen };
  return { ...alone, account: account.address, source: await prover.getAddress(), assets };
}

async function measureRegistration(stage: Stage, measure: Measure, size: string, tiers: number, assets: Listed[]) {
  const ada = await stage.chain.person(size);
  const request = stage.registry.connect(ada).register.populateTransaction(await planOf(stage, ada, tiers, assets));
  // The event has the text, and which plan it supersedes; the call has the text alone.
  const bytes = 32 + ((await request).data.length - 2) / 2 - 4;
  await measure(`register, ${size}`, ada, request, [fill("the plan", 2), log("PlanRegistered", 3, bytes)]);
}

/** From the registration to the page that moves all; of the acts before it, once. */
async function measureExecution(stage: Stage, measure: Measure, name: string, assets: Listed[]): Promise<void> {
  const { chain, keeper, prover, registry, executor } = stage;
  const ada = await chain.person(name);
  const plan = await planOf(stage, ada, 1, assets);
  for (const { token } of assets) {
    const asset = MockERC20__factory.connect(token, ada);
    await asset.mint(ada, HELD);
    await asset.approve(executor, MAX);
  }
  const proof = () => chain.shown(ada.address);
  const isFirst = assets.length === 1;
  await send(ada, registry.register.populateTransaction(plan));
  await send(keeper, prover.checkpoint.populateTransaction(...(await proof())));
  if (isFirst) {
    const terms = [change("the last life"), log("Heartbeat", 2, 32)];
    await measure("heartbeat", ada, registry.heartbeat.populateTransaction(), terms);
    await send(keeper, prover.proveActivity.populateTransaction(...(await proof())));
  }
  await chain.pass(91n * DAY);
  const silence = [call("the source"), read("what is known of the account"), read("the plan", 2)];
  const trigger = registry.trigger.populateTransaction(plan, await chain.evidence(ada.address));
  if (isFirst) await measure("trigger", keeper, trigger, [...silence, fill("the trigger"), log("Triggered", 3, 96)]);
  else await send(keeper, trigger);

  await chain.pass(7n * DAY);
  const places = assets.map((_, place) => BigInt(place));
  const execute = executor.execute.populateTransaction(plan, places, [], await chain.evidence(ada.address));
  const terms = [...silence, call("the registry"), read("the trigger"), fill("the places that are done")];
  await measure(`execute, ${name}`, keeper, execute, [...terms, ...movesOf(assets.length)], assets.length);
}

const listed = (token: string): Listed => ({ ...erc20(token), token });

const sorted = (assets: Listed[]): Listed[] => assets.sort((a, b) => (BigInt(a.token) < BigInt(b.token) ? -1 : 1));

/** Tokens that nobody has made: a registration doesn't look at them. */
const madeUp = (count: number): Listed[] =>
  sorted(Array.from({ length: count }, (_, i) => listed(toBeHex(0xabcdefn * BigInt(i + 1) ** 9n, 20))));

/** All that an account has of an asset, to one who has had some of it. */
const movesOf = (count: number): Term[] => [
  { ...call("an asset"), count },
  read("an allowance", count),
  empty("the account's balance", count),
  change("the recipient's balance", count),
  transferLog(count),
  log("AssetMoved", 4, 160, count),
];
