import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import {
  HOUR,
  idOf,
  MAX_AHEAD,
  moveTo,
  networkHelpers,
  nextBlockAt,
  PLAIN,
  rulesOf,
  START,
  Trigger,
} from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectInstrument,
  expectSound,
  issue,
  LINK,
  OTHER_LINK,
  peopled,
  refuses,
  signClaim,
  termsOf,
} from "./support.ts";

const LATE = START + 5_000n * HOUR;
const DIVISIBLE = rulesOf({ minPiece: 1n });

describe("prepaid: what a purchaser can do after the issue", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("each of these acts", () => {
    const acts = ["topUp", "extend", "reassign", "deliver", "cancel"] as const;
    const act = (
      vault: Awaited<ReturnType<typeof load>>["vault"],
      what: (typeof acts)[number],
      id: bigint,
      bob: string,
    ) => {
      if (what === "topUp") return vault.topUp(id, 5n, PLAIN);
      if (what === "extend") return vault.extend(id, EXPIRY + HOUR, PLAIN);
      if (what === "reassign") return vault.reassign(id, bob, true, PLAIN);
      if (what === "deliver") return vault.deliver(id, PLAIN);
      return vault.cancel(id, PLAIN);
    };

    for (const what of acts) {
      it(`${what} is the purchaser's, of an instrument that is there, before its expiry and with its rules`, async () => {
        const context = await load();
        const { vault, company, bob, stranger } = context;
        const id = await issue(context, { byKey: true, holder: LINK.address });
        const unknown = idOf(company, 99n);
        await refuses(() => act(vault.connect(company), what, unknown, bob.address), "PrepaidUnknown", [unknown]);
        await refuses(
          () => act(vault.connect(stranger), what, id, bob.address),
          what === "deliver" ? "PrepaidNotHolder" : "PrepaidNotPurchaser",
          [id, stranger.address],
        );
        const ruled = await issue(context, { number: 2n, byKey: true, holder: LINK.address, rules: DIVISIBLE });
        const kept = await vault.hashOf(DIVISIBLE);
        await refuses(() => act(vault.connect(company), what, ruled, bob.address), "PrepaidRulesMismatch", [
          ruled,
          `0x${"00".repeat(27)}`,
          kept,
        ]);
        await nextBlockAt(EXPIRY);
        await refuses(() => act(vault.connect(company), what, id, bob.address), "PrepaidExpired", [id, EXPIRY]);
        await nextBlockAt(EXPIRY + 1n);
        await refuses(() => act(vault.connect(company), what, id, bob.address), "PrepaidExpired", [id, EXPIRY]);
      });

      it(`${what} is possible until the second before the expiry`, async () => {
        const context = await load();
        const { vault, company, bob } = context;
        const id = await issue(context, { byKey: true, holder: LINK.address });
        await nextBlockAt(EXPIRY - 1n);
        await act(vault.connect(company), what, id, bob.address);
        await expectSound(context);
      });
    }
  });

  describe("topUp", () => {
    it("adds from the purchaser's balance to what is locked", async () => {
      const context = await load();
      const { vault, company } = context;
      const id = await issue(context);
      expect(await eventsOf(vault.connect(company).topUp(id, 500n, PLAIN), vault)).to.deep.equal([
        ["ToppedUp", id, 500n],
      ]);
      await expectInstrument(vault, id, { remaining: 1_500n });
      expect(await vault.balanceOf(company)).to.equal(8_500n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1_500n);
      await expectSound(context);
    });

    it("is delivered value too: it needn't be claimed again, and can't be taken back", async () => {
      const context = await load();
      const { vault, company, ann, shop } = context;
      const id = await issue(context);
      await vault.connect(company).topUp(id, 500n, PLAIN);
      await vault.connect(ann).redeem(id, 1_500n, shop, ZeroHash);
      expect(await vault.balanceOf(shop)).to.equal(1_500n);
    });

    it("adds to both locks by the share of the new sum", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      const id = await issue(context, { amount: 1n, rules });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(0n);
      // Half of 1 is nothing, half of 2 is 1: all of the second unit goes there.
      expect(await eventsOf(vault.connect(company).topUp(id, 1n, rules), vault)).to.deep.equal([
        ["Transfer", company.address, third.address, 1n],
        ["ToppedUp", id, 1n],
      ]);
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(1n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1n);
      await expectSound(context);
    });

    it("adds to what waits in the instrument where that is settled", async () => {
      const context = await load();
      const { vault, company } = context;
      const rules = rulesOf({ manual: true });
      const id = await issue(context, { rules });
      expect(await eventsOf(vault.connect(company).topUp(id, 5n, rules), vault)).to.deep.equal([
        ["Transfer", company.address, await vault.getAddress(), 5n],
        ["ToppedUp", id, 5n],
      ]);
      await expectInstrument(vault, id, { remaining: 1_005n });
      await expectSound(context);
    });

    it("refuses nothing, more than there is, and more than an instrument can have", async () => {
      const context = await load();
      const { vault, asset, company } = context;
      const id = await issue(context);
      const own = vault.connect(company);
      await refuses(() => own.topUp(id, 0n, PLAIN), "PrepaidNothing");
      await refuses(() => own.topUp(id, 9_001n, PLAIN), "LapseShort", [9_001n, 9_000n]);
      const most = 2n ** 96n - 1n;
      await asset.mint(company, most);
      await asset.connect(company).approve(vault, most);
      await own.deposit(most, company);
      await refuses(() => own.topUp(id, most - 999n, PLAIN), "PrepaidTooMuch", [id, most + 1n]);
      await own.topUp(id, most - 1_000n, PLAIN);
      await expectInstrument(vault, id, { remaining: most });
      await expectSound(context);
    });
  });

  describe("extend", () => {
    it("moves the expiry and the return to a later bound", async () => {
      const context = await load();
      const { vault, company, ann, shop } = context;
      const id = await issue(context);
      expect(await eventsOf(vault.connect(company).extend(id, EXPIRY + HOUR, PLAIN), vault)).to.deep.equal([
        ["ExpirySet", id, EXPIRY + HOUR],
      ]);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
      expect(await vault.lockedUntil(company, EXPIRY + HOUR)).to.equal(1_000n);
      await nextBlockAt(EXPIRY);
      await vault.connect(ann).redeem(id, 1n, shop, ZeroHash);
      expect(await vault.balanceOf(company)).to.equal(9_000n);
      await moveTo(EXPIRY + HOUR);
      expect(await vault.balanceOf(company)).to.equal(9_999n);
      await expectSound(context);
    });

    it("refuses one that isn't later, is off a bound, or lies too far ahead", async () => {
      const context = await load();
      const { vault, company } = context;
      const id = await issue(context);
      const own = vault.connect(company);
      for (const expiry of [EXPIRY, EXPIRY - HOUR]) {
        await refuses(() => own.extend(id, expiry, PLAIN), "PrepaidNotLater", [expiry, EXPIRY]);
      }
      await refuses(() => own.extend(id, EXPIRY + 1n, PLAIN), "PrepaidExpiryOffBound", [
        EXPIRY + 1n,
        HOUR,
        EXPIRY + HOUR,
      ]);
      const now = START / HOUR;
      for (const bucket of [now + MAX_AHEAD + 1n, 2n ** 32n + now + 1n]) {
        await refuses(() => own.extend(id, bucket * HOUR, PLAIN), "LapseBucketOutOfRange", [bucket, now]);
      }
      await own.extend(id, (now + MAX_AHEAD) * HOUR, PLAIN);
    });

    it("moves both locks of a shared instrument, and none where it is settled", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const shared = rulesOf({ returnTo: third.address, returnBps: 3_333n });
      const pulled = rulesOf({ manual: true });
      const first = await issue(context, { rules: shared });
      const second = await issue(context, { number: 2n, rules: pulled });
      await vault.connect(company).extend(first, EXPIRY + HOUR, shared);
      await vault.connect(company).extend(second, EXPIRY + HOUR, pulled);
      for (const [owner, locked] of [
        [third, 333n],
        [company, 667n],
      ] as const) {
        expect(await vault.lockedUntil(owner, EXPIRY)).to.equal(0n);
        expect(await vault.lockedUntil(owner, EXPIRY + HOUR)).to.equal(locked);
      }
      await expectInstrument(vault, second, { expiry: EXPIRY + HOUR, pull: true });
      const now = START / HOUR;
      const far = (now + MAX_AHEAD + 1n) * HOUR;
      await refuses(() => vault.connect(company).extend(second, far, pulled), "LapseBucketOutOfRange", [
        now + MAX_AHEAD + 1n,
        now,
      ]);
      await expectSound(context);
    });

    it("moves what an instrument never goes beyond, before its clock has started", async () => {
      const context = await load();
      const { vault, company } = context;
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: 20n * HOUR });
      const id = await issue(context, { rules });
      await vault.connect(company).extend(id, EXPIRY + 100n * HOUR, rules);
      await nextBlockAt(START + HOUR);
      await vault.connect(company).deliver(id, rules);
      await expectInstrument(vault, id, { expiry: START + 21n * HOUR, started: true });
      // Once it runs, it can be extended further.
      await vault.connect(company).extend(id, EXPIRY + 200n * HOUR, rules);
      await expectInstrument(vault, id, { expiry: EXPIRY + 200n * HOUR });
      await expectSound(context);
    });

    it("leaves an empty instrument without a lock", async () => {
      const context = await load();
      const { vault, company, ann, shop } = context;
      const id = await issue(context);
      await vault.connect(ann).redeem(id, 1_000n, shop, ZeroHash);
      const later = EXPIRY + 500n * HOUR;
      await vault.connect(company).extend(id, later, PLAIN);
      expect(await vault.usedBuckets(company, EXPIRY / HOUR / 256n)).to.equal(0n);
      expect(await vault.usedBuckets(company, later / HOUR / 256n)).to.equal(0n);
      await expectInstrument(vault, id, { remaining: 0n, expiry: later });
    });
  });

  describe("reassign", () => {
    it("gives an instrument to another key, and the first no longer opens it", async () => {
      const context = await load();
      const { vault, company, bob } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      const sent = vault.connect(company).reassign(id, OTHER_LINK.address, true, PLAIN);
      expect(await eventsOf(sent, vault)).to.deep.equal([["HolderSet", id, OTHER_LINK.address, true]]);
      await expectInstrument(vault, id, { holder: OTHER_LINK.address, byKey: true, delivered: false });
      const claim = { id, receiver: bob.address, deadline: LATE };
      const old = await signClaim(LINK, vault, claim);
      await refuses(() => vault.claim(id, bob, LATE, PLAIN, LINK.address, old), "PrepaidUnsigned", [
        id,
        LINK.address.toLowerCase(),
      ]);
      await vault.claim(id, bob, LATE, PLAIN, OTHER_LINK.address, await signClaim(OTHER_LINK, vault, claim));
      await expectInstrument(vault, id, { holder: bob.address, byKey: false, delivered: true });
    });

    it("delivers what it gives to an address, and then no more", async () => {
      const context = await load();
      const { vault, company, bob, ann } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      const sent = vault.connect(company).reassign(id, bob, false, PLAIN);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["HolderSet", id, bob.address, false],
        ["Delivered", id],
      ]);
      await expectInstrument(vault, id, { holder: bob.address, byKey: false, delivered: true, expiry: EXPIRY });
      await refuses(() => vault.connect(company).reassign(id, ann, false, PLAIN), "PrepaidDelivered", [id]);
      await refuses(() => vault.connect(company).reassign(id, LINK.address, true, PLAIN), "PrepaidDelivered", [id]);
    });

    it("delivers nothing where the clock waits for the delivery, and starts none that waits for the first use", async () => {
      const context = await load();
      const { vault, company, bob } = context;
      const waiting = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const unused = rulesOf({ trigger: Trigger.FIRST_USE, delay: HOUR });
      const first = await issue(context, { rules: waiting });
      const second = await issue(context, { number: 2n, byKey: true, holder: LINK.address, rules: unused });
      await vault.connect(company).reassign(first, bob, false, waiting);
      await expectInstrument(vault, first, { holder: bob.address, delivered: false, started: false });
      // To a key and back: the flag follows.
      await vault.connect(company).reassign(first, LINK.address, true, waiting);
      await expectInstrument(vault, first, { holder: LINK.address, byKey: true });
      await vault.connect(company).reassign(first, bob, false, waiting);
      await expectInstrument(vault, first, { byKey: false, delivered: false });
      await vault.connect(company).reassign(second, bob, false, unused);
      await expectInstrument(vault, second, { delivered: true, started: false, expiry: EXPIRY });
    });

    it("refuses nobody as holder", async () => {
      const context = await load();
      const { vault, company } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      for (const byKey of [true, false]) {
        for (const nobody of [ZeroAddress, await vault.getAddress()]) {
          const sent = () => vault.connect(company).reassign(id, nobody, byKey, PLAIN);
          await refuses(sent, "PrepaidInvalidHolder", [nobody]);
        }
      }
    });
  });

  describe("deliver", () => {
    it("ends what the purchaser can take back", async () => {
      const context = await load();
      const { vault, company, bob } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      expect(await eventsOf(vault.connect(company).deliver(id, PLAIN), vault)).to.deep.equal([["Delivered", id]]);
      await expectInstrument(vault, id, { delivered: true, byKey: true, holder: LINK.address });
      await refuses(() => vault.connect(company).cancel(id, PLAIN), "PrepaidDelivered", [id]);
      await refuses(() => vault.connect(company).reassign(id, bob, false, PLAIN), "PrepaidDelivered", [id]);
      await refuses(() => vault.connect(company).deliver(id, PLAIN), "PrepaidDelivered", [id]);
    });

    it("is the holder's too, if he is an address, and not a key's", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const id = await issue(context, { rules });
      const byKey = await issue(context, { number: 2n, byKey: true, rules });
      await refuses(() => vault.connect(bob).deliver(id, rules), "PrepaidNotHolder", [id, bob.address]);
      await refuses(() => vault.connect(ann).deliver(byKey, rules), "PrepaidNotHolder", [byKey, ann.address]);
      await vault.connect(ann).deliver(id, rules);
      await expectInstrument(vault, id, { delivered: true, started: true });
      await refuses(() => vault.connect(ann).deliver(id, rules), "PrepaidDelivered", [id]);
    });
  });

  describe("cancel", () => {
    it("takes back what isn't delivered, at once", async () => {
      const context = await load();
      const { vault, company, bob } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      await nextBlockAt(START + HOUR + 5n);
      expect(await eventsOf(vault.connect(company).cancel(id, PLAIN), vault)).to.deep.equal([
        ["Cancelled", id, 1_000n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
      await expectInstrument(vault, id, {
        remaining: 0n,
        returned: 1_000n,
        settled: true,
        pull: false,
        expiry: START + HOUR,
      });
      await expectSound(context);
      // It is over, for the key as well, and can't be taken back twice or settled.
      const signature = await signClaim(LINK, vault, { id, receiver: bob.address, deadline: LATE });
      await refuses(() => vault.claim(id, bob, LATE, PLAIN, LINK.address, signature), "PrepaidExpired", [
        id,
        START + HOUR,
      ]);
      await refuses(() => vault.connect(company).cancel(id, PLAIN), "PrepaidExpired", [id, START + HOUR]);
      await refuses(() => vault.connect(company).settle(id, PLAIN), "PrepaidNothingToSettle", [id]);
      await refuses(() => vault.connect(company).topUp(id, 1n, PLAIN), "PrepaidExpired", [id, START + HOUR]);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
    });

    it("takes a share back from the other party's lock", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 3_333n });
      const id = await issue(context, { byKey: true, holder: LINK.address, rules });
      expect(await eventsOf(vault.connect(company).cancel(id, rules), vault)).to.deep.equal([
        ["Transfer", third.address, company.address, 333n],
        ["Cancelled", id, 1_000n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      expect(await vault.balanceOf(third)).to.equal(0n);
      await expectSound(context);
    });

    it("takes back what waits to be settled, and leaves nothing to settle", async () => {
      const context = await load();
      const { vault, company, third } = context;
      const rules = rulesOf({ returnTo: third.address, returnBps: 3_333n });
      const id = await issue(context, { byKey: true, holder: LINK.address, rules });
      expect(await eventsOf(vault.connect(company).cancel(id, rules), vault)).to.deep.equal([
        ["Transfer", await vault.getAddress(), company.address, 1_000n],
        ["Cancelled", id, 1_000n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      await refuses(() => vault.settle(id, rules), "PrepaidNothingToSettle", [id]);
      await moveTo(EXPIRY);
      await refuses(() => vault.settle(id, rules), "PrepaidNothingToSettle", [id]);
      await expectSound(context);
    });

    it("takes back what an address holds while the clock waits for the delivery, and not after", async () => {
      const context = await load();
      const { vault, company, ann } = context;
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const first = await issue(context, { rules });
      const second = await issue(context, { number: 2n, rules });
      await vault.connect(company).cancel(first, rules);
      await vault.connect(ann).deliver(second, rules);
      await refuses(() => vault.connect(company).cancel(second, rules), "PrepaidDelivered", [second]);
      const plain = await issue(context, { number: 3n });
      await refuses(() => vault.connect(company).cancel(plain, PLAIN), "PrepaidDelivered", [plain]);
      await expectSound(context);
    });

    it("is over when the first use came before it", async () => {
      const context = await load();
      const { vault, company, ann, shop } = context;
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules));
      await refuses(() => vault.connect(company).cancel(id, rules), "PrepaidDelivered", [id]);
    });
  });
});
