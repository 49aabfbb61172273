import { parseEther } from "ethers";

import { claim, readClaims } from "../../src/wallet/claims.ts";
import { type Asset, ETHER, stateName, WHOLE_SHARE } from "../../src/wallet/constants.ts";
import { execute } from "../../src/wallet/execute.ts";
import { readStatus } from "../../src/wallet/facts.ts";
import { addressOfRecipient } from "../../src/wallet/secret.ts";
import { demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { grouped } from "../support/table.ts";
import { carasMoments } from "./cara.ts";
import { inherit, proveConservation, requireConservation } from "./conservation.ts";
import { refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";

const PENSION = parseEther("1234") + 3n;
const DIVIDEND = parseEther("0.7") + 1n;

/** A pension is paid to Cara's Safe after her death, in a token that her plan doesn't list. */
export async function pensionArrives({
  assets,
  book,
  people,
  plans,
  registry,
  reporter,
  safe,
  tokens,
}: Stage): Promise<void> {
  const before = await readStatus(registry, plans.cara, people.keeper);
  await (await tokens.pension.connect(people.keeper).mint(safe.safe, PENSION)).wait();
  book.add(assets.pension, safe.safe, PENSION);
  const after = await readStatus(registry, plans.cara, people.keeper);
  demand("Cara's last act after something came in", after.lastLife, before.lastLife);
  await reporter.step("pension", "it reaches Cara's Safe 100 days after her last act; the plan doesn't list it");
}

/** The family inherits, in the first second in which its tier is open: by shares, and what one refuses stops no other. */
export async function familyInherits(stage: Stage): Promise<void> {
  const { assets, book, chain, people, plans, registry, reporter, safe, tokens } = stage;
  const { keeper, son } = people;
  const plan = plans.cara;
  const { inherits } = carasMoments(stage);
  await (await tokens.bond.connect(keeper).setDenied(son, true)).wait();
  await reporter.step("deny list", "whoever issued the bond puts Cara's son on its list");
  const held = plan.assets.map((asset) => book.held(asset, safe.safe));
  const run = () => execute(keeper, registry, { plan });
  await chain.nextAt(inherits - 1n);
  await refusal("WalletTooEarly", { from: inherits, now_: inherits - 1n }, run);
  await chain.nextAt(inherits);
  const { claimable, complete, receipts } = await inherit(stage, safe.safe, run);
  demand("the moment at which the family inherits", await chain.now(), inherits);
  demand("whether all of Cara's assets are taken up", complete, true);
  demand("the number of pages", BigInt(receipts.length), 1n);

  const [failed] = claimable;
  demand("the number of shares that failed", BigInt(claimable.length), 1n);
  demand("whose share failed", addressOfRecipient(failed?.who ?? "0x"), son.address);
  demand("of what", failed?.asset.token, assets.bond.token);
  const shares = sharesOf(stage);
  for (const [place, asset] of plan.assets.entries())
    for (const [who, amount] of shares(asset, held[place] ?? 0n)) {
      const isFailed = asset.token === assets.bond.token && who === son.address;
      if (isFailed) demand("what the son can claim", failed?.amount, amount);
      if (asset.token !== ETHER.token) demand(`what ${who} inherits`, book.held(asset, who), isFailed ? 0n : amount);
    }
  demand("what stays in the Safe of the bond", book.held(assets.bond, safe.safe), failed?.amount ?? 0n);
  await reporter.step(
    "the family inherits",
    `in the second, not before: half, a quarter and a quarter of ${money(held[plan.assets.indexOf(listed(plan.assets, assets.dollar))] ?? 0n)} and of ` +
      `ether, bonds and stamps; the house is the spouse's; the bond refuses the son, who can claim ${grouped(failed?.amount ?? 0n)}`,
  );
  await proveConservation(stage, "after Cara");
}

function listed(assets: readonly Asset[], { token, id }: Asset): Asset {
  const found = assets.find((asset) => asset.token === token && asset.id === id);
  if (found === undefined) throw new Error(`Cara's plan doesn't list ${token}`);
  return found;
}

/** What each of the family gets of an asset: whole parts, what is left over to the first; the house to one alone. */
function sharesOf({ plans }: Stage): (asset: Asset, amount: bigint) => [who: string, amount: bigint][] {
  const family = plans.cara.tiers.at(-1)?.recipients ?? [];
  const names = family.map(({ who }) => addressOfRecipient(who) ?? who);
  return ({ heir }, amount) => {
    if (heir < BigInt(family.length)) return names.map((name, i) => [name, BigInt(i) === heir ? amount : 0n]);
    const parts = family.map(({ share }) => (amount * share) / WHOLE_SHARE);
    const rest = amount - parts.reduce((sum, part) => sum + part, 0n);
    return names.map((name, i) => [name, (parts[i] ?? 0n) + (i === 0 ? rest : 0n)]);
  };
}

/** The son takes what his own address was refused, to another one. Nobody else can say where it goes. */
export async function sonClaims(stage: Stage): Promise<void> {
  const { assets, book, people, plans, registry, reporter, safe } = stage;
  const { keeper, son, sonsOther } = people;
  const plan = plans.cara;
  const asset = listed(plan.assets, assets.bond);
  const waiting = book.held(asset, safe.safe);
  const [found] = await readClaims(registry, plan, keeper);
  demand("what is claimable", found?.amount, waiting);
  await refusal("ExecutorNotRecipient", { caller: keeper.address }, () =>
    claim(keeper, registry, { plan, asset, recipient: son.address, to: sonsOther.address }),
  );
  await refusal("ExecutorClaimFailed", {}, () => claim(son, registry, { plan, asset }));
  const { amount, to } = await claim(son, registry, { plan, asset, to: sonsOther.address });
  demand("what the son claimed", amount, waiting);
  book.move(asset, safe.safe, to, amount);
  demand("what his other address has", book.held(asset, sonsOther.address), waiting);
  demand("what is still claimable", BigInt((await readClaims(registry, plan, keeper)).length), 0n);
  await requireConservation(stage);
  await reporter.step(
    "the son claims",
    `${grouped(amount)} of the bond, to another address of his, which nobody else can name`,
  );
}

/** What arrived after Cara's death is executed as a further asset, and ether that came when all was done, once more. */
export async function moveLate(stage: Stage): Promise<void> {
  const { assets, book, people, plans, registry, reporter, safe } = stage;
  const { keeper } = people;
  const plan = plans.cara;
  await (await keeper.sendTransaction({ to: safe.safe, value: DIVIDEND })).wait();
  book.add(ETHER, safe.safe, DIVIDEND);
  await reporter.step("dividend", "0.7 ether reach the Safe, when all that the plan lists has been taken up");
  const places = [BigInt(plan.assets.indexOf(listed(plan.assets, ETHER)))];
  const order = { plan, places, further: [assets.pension] };
  const { claimable } = await inherit(stage, safe.safe, () => execute(keeper, registry, order));
  demand("the number of shares that failed", BigInt(claimable.length), 0n);
  for (const [who, amount] of sharesOf(stage)(assets.pension, PENSION))
    demand(`what ${who} has of the pension`, book.held(assets.pension, who), amount);
  for (const asset of [...plan.assets, assets.pension])
    demand(`what is left in the Safe of ${asset.token}`, book.held(asset, safe.safe), 0n);
  demand("the state of Cara's plan", stateName((await readStatus(registry, plan, keeper)).state), "done");
  await reporter.step(
    "what came later",
    "the pension, which no plan lists, and the dividend, in one page, by the same shares",
  );
}
