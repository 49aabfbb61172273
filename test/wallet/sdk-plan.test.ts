import { expect } from "chai";
import { dataSlice, getAddress, hexlify, randomBytes, toBeHex, ZeroAddress } from "ethers";
import fc from "fast-check";

import {
  AssetKind,
  checkPlan,
  commitment,
  describePlan,
  ETHER,
  explainError,
  type Ground,
  isNamed,
  keptHash,
  newSalt,
  type Plan,
  type PlanDraft,
  PlanError,
  planHash,
  planOf,
  placesOf,
  readGround,
  sortedKeys,
} from "../../src/wallet/index.ts";
import { PlanRulesHarness__factory } from "../../types/ethers-contracts/index.js";
import { DAY, ethers, HOUR, load, networkHelpers } from "./fixture.ts";
import { addressOf, anyPlan, rejection, TOKEN } from "./sdk-support.ts";

const ACCOUNT = addressOf(1n);
const SOURCE = addressOf(2n);
const [ANN, BOB, CAT] = [addressOf(11n), addressOf(12n), addressOf(13n)] as const;

const DRAFT: PlanDraft = {
  account: ACCOUNT,
  source: SOURCE,
  period: 90n * DAY,
  grace: 7n * DAY,
  assets: [{ kind: AssetKind.ERC20, token: TOKEN }],
  tiers: [{ recipients: [{ address: ANN, share: 10_000n }] }],
};
const GROUND: Ground = {
  chainId: 1n,
  registry: addressOf(21n),
  executor: addressOf(22n),
  byApproval: true,
  missing: [addressOf(23n)],
};

describe("planOf", () => {
  it("fills in what isn't named", () => {
    expect(planOf(DRAFT)).to.deep.equal({
      account: ACCOUNT,
      source: SOURCE,
      period: 90n * DAY,
      grace: 7n * DAY,
      changeDelay: 0n,
      requestPeriod: 0n,
      bond: 0n,
      bounty: 0n,
      feed: ZeroAddress,
      fallbackRecipient: ZeroAddress,
      everything: false,
      assets: [{ kind: 1n, token: TOKEN, id: 0n, heir: 255n }],
      tiers: [{ delay: 0n, window: 0n, recipients: [{ who: toBeHex(BigInt(ANN), 32), share: 10_000n }] }],
      guardians: { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n },
    });
  });

  it("puts assets in order by token as a number, and then by id", () => {
    const [low, high] = [addressOf(0x0f00n), getAddress(`0xa${"0".repeat(39)}`)];
    const { assets } = planOf({
      ...DRAFT,
      assets: [
        { kind: AssetKind.ERC721, token: high, id: 10n },
        { kind: AssetKind.ERC721, token: high, id: 9n },
        { kind: AssetKind.ERC20, token: low },
        { kind: AssetKind.NATIVE },
      ],
    });
    expect(assets.map(({ token, id }) => [token, id])).to.deep.equal([
      [ZeroAddress, 0n],
      [low, 0n],
      [high, 9n],
      [high, 10n],
    ]);
  });

  it("puts guardians in order by the Keccak-256 of their keys, whatever the order and the case they come in", () => {
    const keys = Array.from({ length: 8 }, () => hexlify(randomBytes(20)));
    const order = (given: string[]) => planOf({ ...DRAFT, guardians: { keys: given, threshold: 2n } }).guardians.keys;
    const hashes = order(keys).map((key) => BigInt(ethers.keccak256(key)));
    expect(hashes).to.deep.equal([...hashes].sort((a, b) => (a < b ? -1 : 1)));
    expect(order([...keys].reverse().map((key) => key.toUpperCase().replace("0X", "0x")))).to.deep.equal(order(keys));
  });

  it("leaves out the last tier's window, and opens a tier no earlier than the one before", () => {
    const recipients = [{ address: ANN, share: 10_000n }];
    const { tiers } = planOf({
      ...DRAFT,
      tiers: [
        { delay: DAY, window: HOUR, recipients },
        { window: 2n * HOUR, recipients },
        { window: HOUR, recipients },
      ],
    });
    expect(tiers.map(({ delay, window }) => [delay, window])).to.deep.equal([
      [DAY, HOUR],
      [DAY, 2n * HOUR],
      [DAY, 0n],
    ]);
  });

  for (const [what, changes] of [
    ["an address that is none", { account: "0x12" }],
    ["an address with a wrong checksum", { source: "0x8ba1f109551bD432803012645Ac136ddd64DBa72" }],
    ["a period that doesn't fit", { period: 1n << 32n }],
    ["a bond below zero", { bond: -1n }],
    ["a salt that is none", { tiers: [{ recipients: [{ secret: { address: ANN, salt: "0x01" }, share: 1n }] }] }],
    ["a commitment that is none", { tiers: [{ recipients: [{ commitment: ANN, share: 1n }] }] }],
    ["a guardian who is no bytes", { guardians: { keys: ["ann"], threshold: 1n } }],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => planOf({ ...DRAFT, ...changes })).to.throw(RangeError);
    });
});

describe("a secret recipient", () => {
  it("is named by address and salt together, and by nothing else", () => {
    const [salt, other] = [newSalt(), newSalt()];
    const who = commitment(ANN, salt);
    expect(salt)
      .to.match(/^0x[0-9a-f]{64}$/)
      .and.not.equal(other);
    expect(isNamed(who, ANN, salt)).to.equal(true);
    expect(isNamed(who, ANN, other)).to.equal(false);
    expect(isNamed(who, BOB, salt)).to.equal(false);
    expect(isNamed(who, ANN)).to.equal(false);
    expect(isNamed(toBeHex(BigInt(ANN), 32), ANN)).to.equal(true);
  });

  it("finds his places by his salts, beside those in which he is open", () => {
    const salt = newSalt();
    const plan = planOf({
      ...DRAFT,
      tiers: [
        {
          window: DAY,
          recipients: [
            { address: BOB, share: 4_000n },
            { secret: { address: ANN, salt }, share: 6_000n },
          ],
        },
        { recipients: [{ address: ANN, share: 10_000n }] },
      ],
    });
    const open = { tier: 1n, place: 0n, share: 10_000n, salt: ethers.ZeroHash };
    expect(placesOf(plan, ANN)).to.deep.equal([open]);
    expect(placesOf(plan, ANN, [newSalt(), salt])).to.deep.equal([{ tier: 0n, place: 1n, share: 6_000n, salt }, open]);
    expect(placesOf(plan, CAT, [salt])).to.deep.equal([]);
  });

  it("accepts at the registry with the commitment that is made here", async () => {
    const { registry, life, second, owner, dollar } = await load();
    const salt = newSalt();
    const plan = planOf({
      ...DRAFT,
      account: owner.address,
      source: await life.getAddress(),
      assets: [{ kind: AssetKind.ERC20, token: await dollar.getAddress() }],
      tiers: [{ recipients: [{ secret: { address: second.address, salt }, share: 10_000n }] }],
      requestPeriod: HOUR,
    });
    await registry.connect(owner).register(plan);
    await rejection(registry.connect(second).request(plan, 0, 0, newSalt(), "0x"), "WalletNotRecipient");
    await expect(registry.connect(second).request(plan, 0, 0, salt, "0x")).to.emit(registry, "Requested");
  });
});

describe("the hash of a plan", () => {
  it("is the registry's, for any plan", async () => {
    const { registry } = await load();
    await fc.assert(
      fc.asyncProperty(anyPlan(), async (plan) => {
        expect(planHash(plan)).to.equal(await registry.hashOf(plan));
      }),
      { numRuns: 60 },
    );
  });

  it("is kept by the registry as its first 26 bytes", async () => {
    const { registry, life, owner, dollar } = await load();
    const plan = planOf({
      ...DRAFT,
      account: owner.address,
      source: await life.getAddress(),
      assets: [{ kind: AssetKind.ERC20, token: await dollar.getAddress() }],
    });
    await registry.connect(owner).register(plan);
    expect(keptHash(plan)).to.equal((await registry.planOf(owner)).planHash);
  });
});

describe("checkPlan", () => {
  const plan = planOf(DRAFT);
  const guardians = {
    keys: sortedKeys([ANN, BOB]),
    threshold: 2n,
    confirm: true,
    pauseFor: 0n,
    pauses: 0n,
  };
  const tier = { delay: 0n, window: 0n, recipients: [{ who: toBeHex(BigInt(ANN), 32), share: 10_000n }] };
  const half = (address: string, share = 5_000n) => ({ who: toBeHex(BigInt(address), 32), share });

  it("gives a sound plan back", () => {
    expect(checkPlan(plan, GROUND)).to.equal(plan);
  });

  for (const [changes, error, message] of [
    [{ period: DAY - 1n }, "WalletDuration", /^The period of 23h 59min 59s must be 1d to 36500d$/],
    [{ grace: HOUR - 1n }, "WalletDuration", /^The grace of 59min 59s must be 1h to 365d$/],
    [{ changeDelay: 90n * DAY + 1n }, "WalletDuration", /^The delay of changes of 90d 1s must be 0s to 90d$/],
    [{ requestPeriod: HOUR - 1n }, "WalletDuration", /^The period of requests/],
    [{ requestPeriod: HOUR, bond: 1n, bounty: 2n }, "WalletBondBelowBounty", /^The bond of 0\.0{17}1 ETH is below/],
    [{ everything: true }, "WalletEverythingNeedsCode", /approves$/],
    [{ assets: [] }, "WalletCount", /^There must be 1 to 256 assets, not 0$/],
    [{ assets: [ETHER] }, "WalletEtherNeedsCode", /WETH.*EIP-7702/],
    [{ assets: [{ ...plan.assets[0]!, id: 1n }] }, "WalletAsset", /^Asset 1 has/],
    [{ assets: [plan.assets[0]!, plan.assets[0]!] }, "WalletAsset", /^Asset 2 is listed twice/],
    [{ tiers: [] }, "WalletCount", /^There must be 1 to 8 tiers, not 0$/],
    [{ tiers: [{ ...tier, delay: DAY, window: DAY }, tier] }, "WalletTierOrder", /^Tier 2 opens before/],
    [{ tiers: [tier, tier] }, "WalletDuration", /^The window of tier 1 of 0s/],
    [{ tiers: [{ ...tier, window: 1n }] }, "WalletDuration", /^The last tier waits for no acceptance/],
    [{ tiers: [{ ...tier, recipients: [] }] }, "WalletCount", /^There must be 1 to 32 recipients in tier 1, not 0$/],
    [{ tiers: [{ ...tier, recipients: [half(ZeroAddress)] }] }, "WalletRecipient", /^Recipient 1 of tier 1 can't/],
    [{ tiers: [{ ...tier, recipients: [half(ANN), half(ACCOUNT)] }] }, "WalletRecipient", /^Recipient 2 of tier 1/],
    [{ tiers: [{ ...tier, recipients: [half(GROUND.executor)] }] }, "WalletRecipient", /the executor$/],
    [{ tiers: [{ ...tier, recipients: [half(GROUND.registry)] }] }, "WalletRecipient", /the executor$/],
    [{ tiers: [{ ...tier, recipients: [half(ANN, 0n)] }] }, "WalletShares", /is 0: leave him out$/],
    [{ tiers: [{ ...tier, recipients: [half(ANN), half(BOB, 4_999n)] }] }, "WalletShares", /are 9999 hundredths/],
    [{ tiers: [{ ...tier, recipients: [half(SOURCE)] }] }, "WalletRecipient", /source of life/],
    [{ fallbackRecipient: SOURCE }, "WalletRecipient", /fallback/],
    [{ fallbackRecipient: ACCOUNT }, "WalletRecipient", /fallback/],
    [{ fallbackRecipient: GROUND.executor }, "WalletRecipient", /fallback/],
    [{ fallbackRecipient: GROUND.registry }, "WalletRecipient", /fallback/],
    [{ guardians: { ...guardians, threshold: 3n } }, "WalletGuardians", /^3 of 2 guardians can't sign/],
    [{ guardians: { ...guardians, threshold: 0n } }, "WalletGuardians", /^0 of 2/],
    [{ guardians: { ...guardians, confirm: false } }, "WalletGuardians", /something to do/],
    [{ guardians: { ...guardians, pauses: 1n } }, "WalletGuardians", /both a length and a number/],
    [{ guardians: { ...guardians, keys: [...guardians.keys].reverse() } }, "WalletGuardians", /^Guardian 2 is named/],
    [{ guardians: { ...guardians, keys: ["0x1234"], threshold: 1n } }, "WalletGuardians", /20 bytes/],
    [{ guardians: { ...guardians, keys: [ZeroAddress], threshold: 1n } }, "WalletGuardians", /is nobody, or/],
    [{ guardians: { ...guardians, keys: [ACCOUNT], threshold: 1n } }, "WalletGuardians", /or the account itself$/],
    [
      { guardians: { ...guardians, keys: [`${addressOf(23n)}07`], threshold: 1n } },
      "WalletGuardians",
      /no verifier at 0x0{38}17 on this chain$/,
    ],
    [{ guardians: { ...guardians, keys: [], threshold: 0n } }, "WalletGuardians", /^There are no guardians/],
  ] as const)
    it(`refuses by ${error}: ${message.source}`, () => {
      expect(() => checkPlan({ ...plan, ...changes } as Plan, GROUND))
        .to.throw(PlanError, message)
        .with.property("error", error);
    });

  it("asks for a grace of a week where a sequencer can be down", () => {
    const day = { ...plan, grace: DAY };
    expect(checkPlan(day, GROUND)).to.equal(day);
    expect(() => checkPlan(day, { ...GROUND, chainId: 10n })).to.throw(
      PlanError,
      /sequencer, of 1d must be 7d to 365d/,
    );
  });

  it("refuses what the registry refuses, with the same error, and nothing else", async () => {
    const { rules } = await load();
    // Two of those whom the plans name.
    const [executor, registry] = [addressOf(30n), addressOf(31n)];
    await networkHelpers.setCode(registry, (await rules.getDeployedCode())!);
    const asked = PlanRulesHarness__factory.connect(registry, ethers.provider);
    const known = { refused: 0, sound: 0 };
    await fc.assert(
      fc.asyncProperty(anyPlan(), fc.boolean(), async (plan, byApproval) => {
        // On this chain there is none of them.
        const missing = plan.guardians.keys.map((key) => getAddress(dataSlice(`${key}${"00".repeat(20)}`, 0, 20)));
        const ground = { chainId: 31_337n, registry, executor, byApproval, missing };
        let own: string | null = null;
        try {
          checkPlan(plan, ground);
        } catch (error) {
          if (!(error instanceof PlanError)) throw error;
          own = error.error;
        }
        const theirs = await asked.check(plan, byApproval, executor).then(
          () => null,
          (error: unknown) => explainError(error)?.name ?? error,
        );
        expect(own).to.equal(theirs);
        known[own === null ? "sound" : "refused"] += 1;
      }),
      { numRuns: 200 },
    );
    // Half of it would show nothing.
    expect(known.sound).to.be.greaterThan(20);
    expect(known.refused).to.be.greaterThan(20);
  });

  it("knows an account's ground: who moves its assets, on which chain", async () => {
    const { registry, executor, life, owner } = await load();
    const own = { ...plan, account: owner.address, source: await life.getAddress() };
    const calm = { lastLife: 0n, suspendedAt: 0n, lag: 0n, foreign: false, shown: false };
    const expected = { chainId: 31_337n, registry: await registry.getAddress(), executor: await executor.getAddress() };
    const there = `${await executor.getAddress()}01`;
    const guarded = { ...own, guardians: { ...own.guardians, keys: [there, `${addressOf(23n)}01`, ANN] } };
    expect((await readGround(registry, guarded, owner)).missing).to.deep.equal([addressOf(23n)]);
    Object.assign(expected, { missing: [] });
    expect(await readGround(registry, own, owner)).to.deep.equal({ ...expected, byApproval: true });
    await life.say(owner, { ...calm, holder: owner.address });
    expect(await readGround(registry, own, owner)).to.deep.equal({ ...expected, byApproval: false });
  });
});

describe("describePlan", () => {
  it("tells who receives what, after how long, and who can change or stop it", () => {
    const salt = newSalt();
    const lines = describePlan(
      planOf({
        ...DRAFT,
        changeDelay: 30n * DAY,
        requestPeriod: 14n * DAY,
        bond: 5n,
        bounty: 7n,
        feed: CAT,
        fallbackRecipient: BOB,
        assets: [
          { kind: AssetKind.ERC20, token: TOKEN },
          { kind: AssetKind.ERC721, token: BOB, id: 3n, heir: 1n },
        ],
        tiers: [
          { delay: 90n * DAY, window: 30n * DAY, recipients: [{ address: ANN, share: 10_000n }] },
          {
            delay: 365n * DAY,
            recipients: [
              { secret: { address: BOB, salt }, share: 6_667n },
              { address: CAT, share: 3_333n },
            ],
          },
        ],
        guardians: { keys: [ANN, CAT], threshold: 1n, confirm: true, pauseFor: 14n * DAY, pauses: 2n },
      }),
      { ether: (wei) => `${wei} gwei` },
    );
    expect(lines).to.have.members([
      `What ${ACCOUNT} leaves, after 90d of silence and 7d of grace.`,
      `Life is known from ${SOURCE}.`,
      "From 90d of silence, if one of them accepts within 30d, it goes to one recipient:",
      `  100 % to ${ANN}`,
      "From 365d of silence, without an acceptance, it goes to 2 recipients:",
      `  66.67 % to somebody secret, ${commitment(BOB, salt)}`,
      `  33.33 % to ${CAT}`,
      `Moves ${TOKEN}.`,
      `Moves token 3 of ${BOB}, all of it to recipient 2 of the tier that receives.`,
      "A recipient can ask earlier, for a bond of 5 gwei: 14d without an act of the owner are enough then.",
      "Who triggers it, and who completes it, is paid 7 gwei.",
      "A change of who receives, or when, is announced 30d before it holds.",
      "Nothing moves before 1 of 2 guardians have confirmed it.",
      "1 of 2 guardians can hold it up for 14d, 2 times.",
      `Outages that ${CAT} tells of add to the grace, 30d at most.`,
      `What nobody has taken a year after it was due can go to ${BOB}.`,
    ]);
  });
});
