import { expect } from "chai";
import { ZeroHash } from "ethers";

import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { HOUR, idOf, moveTo, networkHelpers, nextBlockAt, NO_CAP, PLAIN, rulesOf } from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectInstrument,
  expectSound,
  issue,
  LINK,
  peopled,
  REF,
  refuses,
  signRedemption,
  termsOf,
} from "./support.ts";

const OTHER_REF = `0x${"02".repeat(32)}`;

describe("prepaid: refund and settle", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** An instrument of 1,000 units of which the shop was paid 400. */
  async function spent(rules: RulesStruct = PLAIN, ref: string = REF, accepted = false) {
    const context = await load();
    const { vault, company, ann, shop, third } = context;
    if (accepted) await vault.connect(third).acceptReturns(company, true);
    const id = await issue(context, { rules });
    await vault.connect(ann).redeemWithRules(id, 400n, shop, ref, termsOf(rules));
    const refund = (amount: bigint, by = shop, of = ref) => vault.connect(by).refund(id, amount, of, rules);
    return { ...context, id, rules, refund };
  }

  describe("refund before the expiry", () => {
    it("goes back on the instrument, to be spent again", async () => {
      const context = await spent();
      const { vault, id, refund, company, ann, shop, cafe } = context;
      expect(await eventsOf(refund(150n), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 150n],
        ["Transfer", shop.address, company.address, 150n],
      ]);
      expect(await vault.balanceOf(shop)).to.equal(250n);
      await expectInstrument(vault, id, { remaining: 750n });
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(750n);
      expect(await vault.balanceOf(company)).to.equal(9_000n);
      expect(await vault.redemptionOf(shop, REF)).to.deep.equal([400n, 150n]);
      await vault.connect(ann).redeem(id, 750n, cafe, ZeroHash);
      await expectSound(context);
    });

    it("goes back to both locks by the share", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 3_333n });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 400n, shop, REF, termsOf(rules));
      expect(await eventsOf(vault.connect(shop).refund(id, 150n, REF, rules), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 150n],
        ["Transfer", shop.address, third.address, 50n],
        ["Transfer", shop.address, company.address, 100n],
      ]);
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(249n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(501n);
      await expectSound(context);
    });

    it("goes back into what waits to be settled", async () => {
      const context = await spent(rulesOf({ manual: true }));
      const { vault, id, refund, shop } = context;
      expect(await eventsOf(refund(150n), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 150n],
        ["Transfer", shop.address, await vault.getAddress(), 150n],
      ]);
      await expectInstrument(vault, id, { remaining: 750n });
      await expectSound(context);
    });

    it("puts an empty instrument's lock back where it was", async () => {
      const context = await spent();
      const { vault, id, refund, company, ann, shop } = context;
      await vault.connect(ann).redeem(id, 600n, shop, ZeroHash);
      const word = EXPIRY / HOUR / 256n;
      expect(await vault.usedBuckets(company, word)).to.equal(0n);
      await refund(1n);
      expect(await vault.usedBuckets(company, word)).to.equal(1n << ((EXPIRY / HOUR) % 256n));
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(9_001n);
    });

    it("is paid from what the merchant has, whatever became of what he earned", async () => {
      const context = await spent();
      const { vault, asset, refund, company, shop } = context;
      await vault.connect(shop).withdraw(400n, shop);
      await refuses(() => refund(150n), "LapseShort", [150n, 0n]);
      await asset.connect(shop).approve(vault, 400n);
      await vault.connect(shop).deposit(400n, shop);
      await refund(400n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1_000n);
      await expectSound(context);
    });
  });

  describe("refund from the expiry on", () => {
    for (const [seconds, back] of [
      [-1n, "on the instrument"],
      [0n, "to the purchaser"],
      [1n, "to the purchaser"],
    ] as const) {
      it(`${seconds} s from it goes ${back}`, async () => {
        const context = await spent();
        const { vault, id, refund, company, shop } = context;
        await nextBlockAt(EXPIRY + seconds);
        expect(await eventsOf(refund(150n), vault)).to.deep.equal([
          ["Refunded", id, shop.address, REF, 150n],
          ["Transfer", shop.address, company.address, 150n],
        ]);
        expect(await vault.balanceOf(company)).to.equal(seconds < 0n ? 9_000n : 9_750n);
        const left = { remaining: seconds < 0n ? 750n : 0n, returned: seconds < 0n ? 0n : 750n };
        await expectInstrument(vault, id, left);
        await expectSound(context);
      });
    }

    it("goes to both by the share, rounded down for the other", async () => {
      const rules = (to: string) => rulesOf({ returnTo: to, returnBps: 3_333n });
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const id = await issue(context, { rules: rules(third.address) });
      await vault.connect(ann).redeemWithRules(id, 400n, shop, REF, termsOf(rules(third.address)));
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(third)).to.equal(199n);
      expect(await vault.balanceOf(company)).to.equal(9_401n);
      const refund = (amount: bigint) => vault.connect(shop).refund(id, amount, REF, rules(third.address));
      expect(await eventsOf(refund(150n), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 150n],
        ["Transfer", shop.address, third.address, 50n],
        ["Transfer", shop.address, company.address, 100n],
      ]);
      // 250 of 751, where 249 of 750 were there; then 250 of 752.
      for (const receiver of [third, company]) {
        expect(await eventsOf(refund(1n), vault)).to.deep.equal([
          ["Refunded", id, shop.address, REF, 1n],
          ["Transfer", shop.address, receiver.address, 1n],
        ]);
      }
      expect(await vault.balanceOf(third)).to.equal(250n);
      await expectInstrument(vault, id, { returned: 752n, remaining: 0n });
      await expectSound(context);
    });

    it("gives the other party as much in however many parts it comes", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      await vault.connect(third).acceptReturns(company, true);
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 400n, shop, REF, termsOf(rules));
      await moveTo(EXPIRY);
      for (let i = 0; i < 40; i++) await vault.connect(shop).refund(id, 1n, REF, rules);
      expect(await vault.balanceOf(third)).to.equal(300n + 20n);
      await expectSound(context);
    });

    it("goes into what waits to be settled, and after that to those to whom it was paid", async () => {
      const context = await load();
      const { vault, company, ann, shop, third, stranger } = context;
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 400n, shop, REF, termsOf(rules));
      await moveTo(EXPIRY);
      const refund = (amount: bigint) => vault.connect(shop).refund(id, amount, REF, rules);
      expect(await eventsOf(refund(100n), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 100n],
        ["Transfer", shop.address, await vault.getAddress(), 100n],
      ]);
      await expectInstrument(vault, id, { returned: 700n, settled: false });
      await expectSound(context);
      await vault.connect(stranger).settle(id, rules);
      expect(await vault.balanceOf(third)).to.equal(350n);
      expect(await eventsOf(refund(100n), vault)).to.deep.equal([
        ["Refunded", id, shop.address, REF, 100n],
        ["Transfer", shop.address, third.address, 50n],
        ["Transfer", shop.address, company.address, 50n],
      ]);
      expect(await vault.balanceOf(third)).to.equal(400n);
      await expectInstrument(vault, id, { returned: 800n, settled: true });
      await refuses(() => vault.settle(id, rules), "PrepaidNothingToSettle", [id]);
      await expectSound(context);
    });

    it("moves no lock of another instrument in the same bucket", async () => {
      const context = await spent();
      const { vault, refund, company } = context;
      await issue(context, { number: 2n, expiry: EXPIRY + HOUR });
      await moveTo(EXPIRY);
      await refund(100n);
      expect(await vault.lockedUntil(company, EXPIRY + HOUR)).to.equal(1_000n);
      expect(await vault.balanceOf(company)).to.equal(8_700n);
    });
  });

  describe("what a refund is bounded by", () => {
    it("the redemption it names: no more than was paid, in all", async () => {
      const context = await spent();
      const { vault, id, refund, shop, cafe } = context;
      await refuses(() => refund(401n), "PrepaidRefundTooHigh", [id, 401n, 400n]);
      await refund(250n);
      await refuses(() => refund(151n), "PrepaidRefundTooHigh", [id, 151n, 150n]);
      await refund(150n);
      await refuses(() => refund(1n), "PrepaidRefundTooHigh", [id, 1n, 0n]);
      expect(await vault.redemptionOf(shop, REF)).to.deep.equal([400n, 400n]);
      // The reference isn't free again: the redemption was done.
      expect(await vault.connect(context.ann).redeem.staticCall(id, 400n, shop, REF)).to.equal(true);
      await refuses(() => refund(1n, shop, OTHER_REF), "PrepaidRefundTooHigh", [id, 1n, 0n]);
      await refuses(() => refund(1n, cafe), "PrepaidRefundTooHigh", [id, 1n, 0n]);
    });

    it("the instrument that was spent from", async () => {
      const context = await spent();
      const { vault, shop } = context;
      const second = await issue(context, { number: 2n });
      await refuses(() => vault.connect(shop).refund(second, 1n, REF, PLAIN), "PrepaidRefundTooHigh", [second, 1n, 0n]);
    });

    it("all that the merchant was paid, where the rules keep count and no redemption is named", async () => {
      for (const cap of [500n, NO_CAP]) {
        const context = await spent(rulesOf({ cap }), ZeroHash);
        const { vault, id, rules, refund, ann, shop, cafe } = context;
        await vault.connect(ann).redeemWithRules(id, 50n, shop, ZeroHash, termsOf(rules));
        await refuses(() => refund(451n), "PrepaidRefundTooHigh", [id, 451n, 450n]);
        await refuses(() => refund(1n, cafe), "PrepaidRefundTooHigh", [id, 1n, 0n]);
        await refund(400n);
        await refuses(() => refund(51n), "PrepaidRefundTooHigh", [id, 51n, 50n]);
        await refund(50n);
        expect(await vault.spentAt(id, shop)).to.equal(0n);
        await expectInstrument(vault, id, { remaining: 1_000n });
        await expectSound(context);
      }
    });

    it("both, where both are there", async () => {
      const context = await spent(rulesOf({ cap: 500n }));
      const { vault, id, rules, refund, ann, shop } = context;
      await vault.connect(ann).redeemWithRules(id, 100n, shop, OTHER_REF, termsOf(rules));
      await refuses(() => refund(401n), "PrepaidRefundTooHigh", [id, 401n, 400n]);
      // Without naming one: what is left for each is less by it.
      await refund(450n, shop, ZeroHash);
      await refuses(() => refund(51n), "PrepaidRefundTooHigh", [id, 51n, 50n]);
      await refund(50n);
      expect(await vault.spentAt(id, shop)).to.equal(0n);
      expect(await vault.redemptionOf(shop, REF)).to.deep.equal([400n, 50n]);
      await refuses(() => refund(1n, shop, OTHER_REF), "PrepaidRefundTooHigh", [id, 1n, 0n]);
      await expectSound(context);
    });

    it("a reference is needed where nothing else tells what the merchant was paid", async () => {
      for (const rules of [PLAIN, rulesOf({ minPiece: 1n })]) {
        const { id, refund, shop } = await spent(rules);
        await refuses(() => refund(1n, shop, ZeroHash), "PrepaidRefundNeedsReference", [id]);
      }
    });

    it("an instrument that is known, its rules, and something to give", async () => {
      const { vault, id, refund, company, shop } = await spent();
      const other = rulesOf({ cap: 1n });
      await refuses(() => refund(0n), "PrepaidNothing");
      const unknown = idOf(company, 9n);
      await refuses(() => vault.connect(shop).refund(unknown, 1n, REF, PLAIN), "PrepaidUnknown", [unknown]);
      await refuses(() => vault.connect(shop).refund(id, 1n, REF, other), "PrepaidRulesMismatch", [
        id,
        await vault.hashOf(other),
        `0x${"00".repeat(27)}`,
      ]);
    });

    it("what an instrument can have: 2^96 - 1 units, before and after the expiry", async () => {
      const context = await spent();
      const { vault, asset, id, refund, company } = context;
      const most = 2n ** 96n - 1n;
      await asset.mint(company, most);
      await asset.connect(company).approve(vault, most);
      await vault.connect(company).deposit(most, company);
      await vault.connect(company).topUp(id, most - 600n, PLAIN);
      await refuses(() => refund(1n), "PrepaidTooMuch", [id, most + 1n]);
      await nextBlockAt(EXPIRY);
      await refuses(() => refund(1n), "PrepaidTooMuch", [id, most + 1n]);
    });

    it("gives back what a key spent by signature", async () => {
      const context = await load();
      const { vault, shop, stranger } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      const redemption = { id, amount: 400n, merchant: shop.address, ref: REF, deadline: EXPIRY };
      const signature = await signRedemption(LINK, vault, redemption);
      await vault.connect(stranger).redeemSigned(redemption, termsOf(PLAIN), LINK.address, signature);
      await vault.connect(shop).refund(id, 400n, REF, PLAIN);
      await expectInstrument(vault, id, { remaining: 1_000n, byKey: true });
      await expectSound(context);
    });

    it("doesn't free a merchant's reference for another refund of another instrument", async () => {
      const context = await spent();
      const { vault, id, refund, ann, shop } = context;
      const second = await issue(context, { number: 2n });
      await vault.connect(ann).redeem(second, 400n, shop, OTHER_REF);
      await refuses(() => refund(1n, shop, OTHER_REF), "PrepaidRefundTooHigh", [id, 1n, 0n]);
    });
  });

  describe("settle", () => {
    async function waiting(changes: Partial<RulesStruct>, share = 0n) {
      const context = await load();
      const rules = rulesOf({ ...(share > 0n && { returnTo: context.third.address, returnBps: share }), ...changes });
      const id = await issue(context, { rules });
      return { ...context, id, rules };
    }

    it("credits both by the share, by anyone, once", async () => {
      const context = await waiting({}, 3_333n);
      const { vault, id, rules, company, third, stranger } = context;
      const address = await vault.getAddress();
      await moveTo(EXPIRY);
      expect(await eventsOf(vault.connect(stranger).settle(id, rules), vault)).to.deep.equal([
        ["Transfer", address, third.address, 333n],
        ["Transfer", address, company.address, 667n],
        ["Settled", id, 667n, 333n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(9_667n);
      expect(await vault.balanceOf(third)).to.equal(333n);
      await expectInstrument(vault, id, { settled: true, pull: true, returned: 1_000n });
      for (const by of [stranger, company, third]) {
        await refuses(() => vault.connect(by).settle(id, rules), "PrepaidNothingToSettle", [id]);
      }
      await expectSound(context);
    });

    it("is the purchaser's alone where the rules say so", async () => {
      const context = await waiting({ manual: true }, 5_000n);
      const { vault, id, rules, company, ann, third, stranger } = context;
      await moveTo(EXPIRY);
      for (const by of [stranger, third, ann]) {
        await refuses(() => vault.connect(by).settle(id, rules), "PrepaidNotPurchaser", [id, by.address]);
      }
      expect(await vault.balanceOf(company)).to.equal(9_000n);
      await vault.connect(company).settle(id, rules);
      expect(await vault.balanceOf(company)).to.equal(9_500n);
      expect(await vault.balanceOf(third)).to.equal(500n);
      await expectSound(context);
    });

    for (const [seconds, due] of [
      [-1n, false],
      [0n, true],
      [1n, true],
    ] as const) {
      it(`${seconds} s from the expiry ${due ? "is possible" : "is refused"}`, async () => {
        const { vault, id, rules, company } = await waiting({ manual: true });
        await nextBlockAt(EXPIRY + seconds);
        if (due) await vault.connect(company).settle(id, rules);
        else await refuses(() => vault.connect(company).settle(id, rules), "PrepaidNotExpired", [id, EXPIRY]);
        expect(await vault.balanceOf(company)).to.equal(due ? 10_000n : 9_000n);
      });
    }

    it("has nothing to do for what returned by itself", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 1n });
      const shared = await issue(context, { rules });
      const plain = await issue(context, { number: 2n });
      await moveTo(EXPIRY);
      await refuses(() => vault.connect(company).settle(shared, rules), "PrepaidNothingToSettle", [shared]);
      await refuses(() => vault.connect(company).settle(plain, PLAIN), "PrepaidNothingToSettle", [plain]);
    });

    it("asks for an instrument that is known, and its rules", async () => {
      const { vault, id, rules, company } = await waiting({ manual: true });
      const unknown = idOf(company, 9n);
      await moveTo(EXPIRY);
      await refuses(() => vault.settle(unknown, rules), "PrepaidUnknown", [unknown]);
      await refuses(() => vault.settle(id, PLAIN), "PrepaidRulesMismatch", [
        id,
        `0x${"00".repeat(27)}`,
        await vault.hashOf(rules),
      ]);
    });

    it("ends an instrument of which nothing is left", async () => {
      const context = await waiting({ manual: true });
      const { vault, id, rules, company, ann, shop } = context;
      await vault.connect(ann).redeemWithRules(id, 1_000n, shop, REF, termsOf(rules));
      await moveTo(EXPIRY);
      expect(await eventsOf(vault.connect(company).settle(id, rules), vault)).to.deep.equal([["Settled", id, 0n, 0n]]);
      // What comes late goes the same way.
      await vault.connect(shop).refund(id, 10n, REF, rules);
      expect(await vault.balanceOf(company)).to.equal(9_010n);
      await expectSound(context);
    });

    it("gives all to the other party where that is the share", async () => {
      const context = await waiting({}, 10_000n);
      const { vault, id, rules, company, third } = context;
      await moveTo(EXPIRY);
      expect(await eventsOf(vault.settle(id, rules), vault)).to.deep.equal([
        ["Transfer", await vault.getAddress(), third.address, 1_000n],
        ["Settled", id, 0n, 1_000n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(9_000n);
      expect(await vault.balanceOf(third)).to.equal(1_000n);
    });
  });
});
