import { expect } from "chai";
import { ZeroHash } from "ethers";

import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { HOUR, moveTo, networkHelpers, nextBlockAt, rulesOf, START, Trigger } from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectInstrument,
  expectSound,
  issue,
  LINK,
  type Peopled,
  peopled,
  refuses,
  seeAt,
  signClaim,
  signRedemption,
  termsOf,
} from "./support.ts";

const LATE = START + 1_000n * HOUR;

/** The act that starts a clock, done at a moment. */
type Act = (context: Peopled, id: bigint, rules: RulesStruct, moment: bigint) => Promise<unknown>;

const deliverByPurchaser: Act = async ({ vault, company }, id, rules, moment) => {
  await nextBlockAt(moment);
  return vault.connect(company).deliver(id, rules);
};
const deliverByHolder: Act = async ({ vault, ann }, id, rules, moment) => {
  await nextBlockAt(moment);
  return vault.connect(ann).deliver(id, rules);
};
const claim: Act = async ({ vault, bob, stranger }, id, rules, moment) => {
  const signature = await signClaim(LINK, vault, { id, receiver: bob.address, deadline: LATE });
  await nextBlockAt(moment);
  return vault.connect(stranger).claim(id, bob, LATE, rules, LINK.address, signature);
};
const redeem: Act = async ({ vault, ann, shop }, id, rules, moment) => {
  await nextBlockAt(moment);
  return vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules));
};
const redeemByKey: Act = async ({ vault, shop, stranger }, id, rules, moment) => {
  const redemption = { id, amount: 1n, merchant: shop.address, ref: `0x${"01".repeat(32)}`, deadline: LATE };
  const signature = await signRedemption(LINK, vault, redemption);
  await nextBlockAt(moment);
  return vault.connect(stranger).redeemSigned(redemption, termsOf(rules), LINK.address, signature);
};

describe("prepaid: what starts the clock", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  const starts: [string, bigint, boolean, Act][] = [
    ["DELIVERY: the purchaser's word", Trigger.DELIVERY, false, deliverByPurchaser],
    ["DELIVERY: the purchaser's word of one that a key holds", Trigger.DELIVERY, true, deliverByPurchaser],
    ["DELIVERY: the holder's word", Trigger.DELIVERY, false, deliverByHolder],
    ["DELIVERY: the claim", Trigger.DELIVERY, true, claim],
    ["DELIVERY: the first use, if that comes before", Trigger.DELIVERY, false, redeem],
    ["DELIVERY: the first use by the key", Trigger.DELIVERY, true, redeemByKey],
    ["FIRST_USE: the first redemption", Trigger.FIRST_USE, false, redeem],
    ["FIRST_USE: the first redemption by the key", Trigger.FIRST_USE, true, redeemByKey],
  ];

  for (const [what, trigger, byKey, act] of starts) {
    it(`${what}: the expiry is the delay later, rounded up to a bound`, async () => {
      // The act at a bound, one second after one, and one before: the bound on which the instrument ends.
      for (const [offset, delay, end] of [
        [0n, HOUR, 2n * HOUR],
        [1n, HOUR, 3n * HOUR],
        [-1n, HOUR, 2n * HOUR],
        [-1n, 1n, HOUR],
        [0n, 1n, 2n * HOUR],
        [0n, HOUR + 1n, 3n * HOUR],
      ] as const) {
        const context = await load();
        const { vault, company } = context;
        const rules = rulesOf({ trigger, delay });
        const id = await issue(context, {
          byKey,
          rules,
          holder: byKey ? LINK.address : context.ann.address,
        });
        await expectInstrument(vault, id, { started: false, expiry: EXPIRY });
        expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1_000n);
        await act(context, id, rules, START + HOUR + offset);
        const expiry = START + end;
        await expectInstrument(vault, id, { started: true, delivered: true, expiry });
        const { remaining } = await vault.instrumentOf(id);
        expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
        expect(await vault.lockedUntil(company, expiry)).to.equal(remaining);
        for (const [moment, balance] of [
          [expiry - 1n, 9_000n],
          [expiry, 9_000n + remaining],
          [expiry + 1n, 9_000n + remaining],
        ] as const) {
          await seeAt(moment);
          expect(await vault.balanceOf(company), `${offset}, ${delay} at ${moment - expiry}`).to.equal(balance);
        }
        await expectSound(context);
      }
    });

    it(`${what}: never later than what was given at the issue`, async () => {
      const context = await load();
      const { vault } = context;
      const holder = byKey ? LINK.address : context.ann.address;
      for (const [number, delay, expiry] of [
        [1n, 8n * HOUR, START + 9n * HOUR],
        [2n, 9n * HOUR, EXPIRY],
        [3n, 10n * HOUR, EXPIRY],
        [4n, 2n ** 32n - 1n, EXPIRY],
      ] as const) {
        const rules = rulesOf({ trigger, delay });
        const id = await issue(context, { number, byKey, holder, rules });
        const snapshot = await networkHelpers.takeSnapshot();
        await act(context, id, rules, START + HOUR);
        await expectInstrument(vault, id, { started: true, expiry });
        await expectSound(context);
        await snapshot.restore();
      }
    });
  }

  it("the expiry that was given at the issue ends it, where nothing ever starts the clock", async () => {
    const context = await load();
    const { vault, company, ann, shop } = context;
    const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
    const id = await issue(context, { rules });
    await nextBlockAt(EXPIRY);
    await refuses(() => vault.connect(company).deliver(id, rules), "PrepaidExpired", [id, EXPIRY]);
    const spent = () => vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules));
    await refuses(spent, "PrepaidExpired", [id, EXPIRY]);
    await moveTo(EXPIRY);
    expect(await vault.balanceOf(company)).to.equal(10_000n);
    await expectInstrument(vault, id, { started: false, delivered: false, returned: 1_000n });
  });

  it("tells the delivery and the new expiry once, and moves nothing afterwards", async () => {
    const context = await load();
    const { vault, company, ann, shop } = context;
    const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
    const id = await issue(context, { rules });
    await nextBlockAt(START + HOUR);
    expect(await eventsOf(vault.connect(company).deliver(id, rules), vault)).to.deep.equal([
      ["Delivered", id],
      ["ExpirySet", id, START + 2n * HOUR],
    ]);
    await nextBlockAt(START + 2n * HOUR - 1n);
    const sent = vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules));
    expect(await eventsOf(sent, vault)).to.deep.equal([
      ["Transfer", company.address, shop.address, 1n],
      ["Redeemed", id, shop.address, ZeroHash, 1n],
    ]);
    await expectInstrument(vault, id, { expiry: START + 2n * HOUR });
  });

  it("a delivery that changes no expiry tells none, be the delay just as long or longer", async () => {
    const context = await load();
    const { vault, company } = context;
    for (const [number, delay] of [
      [1n, 9n * HOUR],
      [2n, 20n * HOUR],
    ] as const) {
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay });
      const id = await issue(context, { number, rules });
      const snapshot = await networkHelpers.takeSnapshot();
      await nextBlockAt(START + HOUR);
      expect(await eventsOf(vault.connect(company).deliver(id, rules), vault)).to.deep.equal([["Delivered", id]]);
      await snapshot.restore();
    }
  });

  it("FIRST_USE: neither a delivery nor a claim starts it", async () => {
    const context = await load();
    const { vault } = context;
    const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: HOUR });
    const delivered = await issue(context, { byKey: true, holder: LINK.address, rules });
    const claimed = await issue(context, { number: 2n, byKey: true, holder: LINK.address, rules });
    await deliverByPurchaser(context, delivered, rules, START + HOUR);
    await claim(context, claimed, rules, START + HOUR + 1n);
    for (const id of [delivered, claimed]) {
      await expectInstrument(vault, id, { delivered: true, started: false, expiry: EXPIRY });
    }
  });

  it("ISSUE: neither a delivery, a claim nor a use moves the expiry", async () => {
    const context = await load();
    const { vault } = context;
    const rules = rulesOf({ minPiece: 1n });
    for (const [number, act] of [
      [1n, deliverByPurchaser],
      [2n, claim],
      [3n, redeemByKey],
    ] as const) {
      const id = await issue(context, { number, byKey: true, holder: LINK.address, rules });
      await act(context, id, rules, START + number * HOUR);
      await expectInstrument(vault, id, { delivered: true, started: true, expiry: EXPIRY });
    }
    await expectSound(context);
  });

  it("moves both locks of a shared instrument, and none of one that is settled", async () => {
    const context = await load();
    const { vault, company, third } = context;
    await vault.connect(third).acceptReturns(company, true);
    const shared = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR, returnTo: third.address, returnBps: 3_333n });
    const pulled = { ...shared, manual: true };
    const first = await issue(context, { rules: shared });
    const second = await issue(context, { number: 2n, rules: pulled });
    await deliverByPurchaser(context, first, shared, START + HOUR);
    await deliverByPurchaser(context, second, pulled, START + HOUR + 1n);
    const expiry = START + 2n * HOUR;
    expect(await vault.lockedUntil(third, EXPIRY)).to.equal(0n);
    expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
    expect(await vault.lockedUntil(third, expiry)).to.equal(333n);
    expect(await vault.lockedUntil(company, expiry)).to.equal(667n);
    await expectInstrument(vault, second, { expiry: START + 3n * HOUR, pull: true });
    expect(await vault.lockedUntil(company, START + 3n * HOUR)).to.equal(0n);
    await moveTo(expiry);
    expect(await vault.balanceOf(third)).to.equal(333n);
    await expectSound(context);
  });

  it("moves the lock of a share of nothing, and of all, without touching who has none", async () => {
    const context = await load();
    const { vault, company, third } = context;
    await vault.connect(third).acceptReturns(company, true);
    const little = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR, returnTo: third.address, returnBps: 1n });
    const all = { ...little, returnBps: 10_000n };
    const first = await issue(context, { amount: 9_999n, rules: little });
    await deliverByPurchaser(context, first, little, START + HOUR);
    // A ten-thousandth of 9,999 is nothing.
    expect(await vault.usedBuckets(third, START / HOUR / 256n)).to.equal(0n);
    await moveTo(START + 2n * HOUR);
    const second = await issue(context, { number: 2n, rules: all, expiry: EXPIRY + 600n * HOUR });
    await deliverByPurchaser(context, second, all, START + 600n * HOUR);
    const later = START + 601n * HOUR;
    expect(await vault.lockedUntil(third, later)).to.equal(1_000n);
    expect(await vault.usedBuckets(company, later / HOUR / 256n)).to.equal(0n);
    await expectSound(context);
  });
});
