import { expect } from "chai";
import { getAddress, hexlify, toBeHex, ZeroAddress } from "ethers";
import fc from "fast-check";

import {
  type Asset,
  AssetKind,
  explainError,
  type Guardians,
  type Plan,
  type PlanDraft,
  planOf,
  sortedAssets,
  sortedKeys,
  type Tier,
} from "../../src/wallet/index.ts";
import { DAY, HOUR, type Wallet } from "./fixture.ts";

/** A made-up address. */
export const addressOf = (number: bigint): string => getAddress(toBeHex(number, 20));

/** A token that nobody has deployed. */
export const TOKEN = addressOf(0x70_0000n);

/** A plan of the owner, by the SDK: ninety days, a week of grace, his dollars, all to his second wallet; and what a test wants otherwise. */
export async function draftOf(
  { owner, life, dollar, second }: Wallet,
  changes: Partial<PlanDraft> = {},
): Promise<Plan> {
  return planOf({
    account: owner.address,
    source: await life.getAddress(),
    period: 90n * DAY,
    grace: 7n * DAY,
    changeDelay: 30n * DAY,
    assets: [{ kind: AssetKind.ERC20, token: await dollar.getAddress() }],
    tiers: [{ recipients: [{ address: second.address, share: 10_000n }] }],
    ...changes,
  });
}

/** Expects a call to be refused with an error, as the SDK explains it. */
export async function rejection(sent: Promise<unknown>, name: string): Promise<void> {
  const told = await sent.then(
    () => "accepted",
    (error: unknown) => explainError(error)?.name ?? error,
  );
  expect(told).to.equal(name);
}

/** A value, or mostly another one: so that most plans are sound, and each way to be unsound comes up. */
const mostly = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: seldom });

const between = (min: bigint, max: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min, max });
const uint = (bits: bigint): fc.Arbitrary<bigint> => between(0n, (1n << bits) - 1n);
const anyAddress = mostly(
  between(1n, 40n).map(addressOf),
  fc.constantFrom(ZeroAddress, addressOf(1n), addressOf((1n << 160n) - 1n)),
);

function anyAsset(): fc.Arbitrary<Asset> {
  const kinds = [AssetKind.ERC20, AssetKind.ERC20, AssetKind.ERC721, AssetKind.ERC1155] as const;
  const listed = fc
    .record({ kind: fc.constantFrom(...kinds), token: anyAddress, id: uint(256n), heir: uint(8n) })
    .map((asset) => ({ ...asset, id: asset.kind === AssetKind.ERC20 ? 0n : asset.id }));
  const odd = fc.record({
    kind: fc.constantFrom(...Object.values(AssetKind)),
    token: anyAddress,
    id: between(0n, 1n),
    heir: uint(8n),
  });
  return mostly(listed, odd);
}

function anyTier(last: boolean): fc.Arbitrary<Tier> {
  const recipient = mostly(
    anyAddress.map((address) => toBeHex(BigInt(address), 32)),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hexlify(bytes)),
  );
  const cuts = fc
    .uniqueArray(between(1n, 9_999n), { maxLength: 4 })
    .map((some) => [...some].sort((a, b) => Number(a - b)));
  return fc
    .record({
      delay: mostly(between(0n, 400n * DAY), uint(32n)),
      window: last ? mostly(fc.constant(0n), uint(32n)) : mostly(between(1n, 90n * DAY), between(0n, 1n)),
      whos: fc.array(recipient, { minLength: 5, maxLength: 5 }),
      shares: cuts.map((some) => [...some, 10_000n].map((cut, i) => cut - (some[i - 1] ?? 0n))),
      error: mostly(fc.constant(0n), between(0n, 2n)),
    })
    .map(({ delay, window, whos, shares, error }) => ({
      delay,
      window,
      recipients: shares.map((share, i) => ({
        who: whos[i]!,
        share: i === 0 ? share - (share > error ? error : 0n) : share,
      })),
    }));
}

function anyTiers(): fc.Arbitrary<Tier[]> {
  return between(0n, 3n).chain((before) =>
    fc
      .tuple(fc.tuple(...Array.from({ length: Number(before) }, () => anyTier(false))), anyTier(true), fc.boolean())
      .map(([first, last]) => [...first, last])
      .chain((tiers) => mostly(fc.constant(inOrder(tiers)), fc.constant(tiers))),
  );
}

/** Tiers with their delays in order. */
function inOrder(tiers: readonly Tier[]): Tier[] {
  const delays = tiers.map(({ delay }) => delay).sort((a, b) => Number(a - b));
  return tiers.map((tier, i) => ({ ...tier, delay: delays[i]! }));
}

function anyGuardians(): fc.Arbitrary<Guardians> {
  const key = mostly(
    fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => hexlify(bytes)),
    fc.uint8Array({ minLength: 0, maxLength: 84 }).map((bytes) => hexlify(bytes)),
  );
  const none = { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n };
  const some = fc
    .record({
      keys: fc.uniqueArray(key, { minLength: 1, maxLength: 4 }),
      threshold: between(1n, 4n),
      confirm: fc.boolean(),
      pauseFor: between(1n, 90n * DAY),
      pauses: between(1n, 8n),
    })
    .map((found) => {
      const { keys, threshold } = found;
      const most = BigInt(keys.length);
      return { ...found, keys: sortedKeys(keys), threshold: threshold > most ? most : threshold };
    });
  const odd = fc.record({
    keys: fc.array(key, { maxLength: 3 }),
    threshold: between(0n, 3n),
    confirm: fc.boolean(),
    pauseFor: between(0n, 1n),
    pauses: between(0n, 1n),
  });
  return fc.oneof(fc.constant(none), some, mostly(some, odd));
}

/** Any plan, most of them sound, of a made-up account. */
export function anyPlan(): fc.Arbitrary<Plan> {
  return fc.record({
    account: fc.constant(addressOf(1n)),
    source: anyAddress,
    period: mostly(between(DAY, 400n * DAY), uint(32n)),
    grace: mostly(between(HOUR, 90n * DAY), uint(32n)),
    changeDelay: mostly(between(0n, DAY), uint(32n)),
    requestPeriod: mostly(between(HOUR, 90n * DAY), between(0n, HOUR)),
    bond: uint(96n),
    bounty: mostly(fc.constant(0n), uint(96n)),
    feed: anyAddress,
    fallbackRecipient: mostly(between(2n, 40n).map(addressOf), fc.constant(addressOf(1n))),
    everything: mostly(fc.constant(false), fc.constant(true)),
    assets: mostly(
      fc.uniqueArray(anyAsset(), { minLength: 1, maxLength: 6, selector: ({ token, id }) => `${token} ${id}` }),
      fc.array(anyAsset(), { maxLength: 2 }),
    ).chain((assets) => mostly(fc.constant(sortedAssets(assets)), fc.constant(assets))),
    tiers: anyTiers(),
    guardians: anyGuardians(),
  });
}
