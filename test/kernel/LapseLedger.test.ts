import { expect } from "chai";
import { type ContractTransactionResponse, Interface } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";
import hre from "hardhat";

import { type LapseLedgerHarness, LapseLedgerHarness__factory } from "../../types/ethers-contracts/index.js";
import { LapseModel } from "../models/lapse.ts";
import { Refusal } from "../models/support.ts";

const { ethers, networkHelpers } = await network.create();

const MAX_AHEAD = 4_096n;
const WIDEST = 2n ** 128n - 1n;
const TRANSACTION_GAS = 2n ** 24n;

/** A day in 2026, as a bucket of hours. */
const NOW = 498_000n;

describe("LapseLedger", () => {
  async function deploy() {
    const [ada, ben] = await ethers.getSigners();
    const ledger = await new LapseLedgerHarness__factory(ada!).deploy();
    return { ledger, ada: ada!.address, ben: ben!.address };
  }
  const load = () => networkHelpers.loadFixture(deploy);
  const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<bigint> =>
    (await (await sent).wait())?.gasUsed ?? 0n;

  describe("the example of its documentation", () => {
    it("gives 20, then 30 and 40 by themselves, and all of it at once", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 50n);
      await ledger.lock(ada, 100n, 103n, 20n);
      await ledger.lock(ada, 100n, 110n, 10n);
      expect(await ledger.available(ada, 100n)).to.equal(20n);
      await ledger.unlock(ada, 102n, 103n, 10n);
      expect(await ledger.available(ada, 102n)).to.equal(20n);
      expect(await ledger.available(ada, 103n)).to.equal(30n);
      expect(await ledger.available(ada, 109n)).to.equal(30n);
      expect(await ledger.available(ada, 110n)).to.equal(40n);
      await ledger.debit(ada, 110n, 40n);
      expect(await ledger.available(ada, 110n)).to.equal(0n);
    });
  });

  describe("lock", () => {
    it("takes a bucket from the next one on, and at most 4,096 ahead", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 10n);
      for (const bucket of [NOW - 1n, NOW, NOW + MAX_AHEAD + 1n, 2n ** 40n, 2n ** 256n - 1n]) {
        await expect(ledger.lock(ada, NOW, bucket, 1n))
          .to.be.revertedWithCustomError(ledger, "LapseBucketOutOfRange")
          .withArgs(bucket, NOW);
      }
      // The numbers of buckets end where their field does.
      const last = 2n ** 40n - 1n;
      await expect(ledger.lock(ada, last - 1n, last, 1n))
        .to.be.revertedWithCustomError(ledger, "LapseBucketOutOfRange")
        .withArgs(last, last - 1n);
      await ledger.lock(ada, NOW, NOW + 1n, 1n);
      await ledger.lock(ada, NOW, NOW + MAX_AHEAD, 1n);
      expect(await ledger.parts(ada)).to.deep.equal([8n, NOW + 1n, NOW + MAX_AHEAD]);
    });

    it("takes no more than is available, what has lapsed included", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 10n);
      await ledger.lock(ada, NOW, NOW + 5n, 6n);
      await expect(ledger.lock(ada, NOW + 4n, NOW + 9n, 5n))
        .to.be.revertedWithCustomError(ledger, "LapseShort")
        .withArgs(5n, 4n);
      await ledger.lock(ada, NOW + 5n, NOW + 9n, 9n);
      expect(await ledger.available(ada, NOW + 5n)).to.equal(1n);
      expect(await ledger.available(ada, NOW + 9n)).to.equal(10n);
    });

    it("locks into a bucket again after it was used up", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 10n);
      await ledger.lock(ada, NOW, NOW + 5n, 6n);
      await ledger.unlock(ada, NOW, NOW + 5n, 6n);
      expect(await ledger.lockedUntil(ada, NOW + 5n)).to.equal(0n);
      // An empty bucket is not walked over.
      expect(await ledger.prune.staticCall(ada, NOW + 5n, 9n)).to.deep.equal([0n, 0n]);
      await ledger.lock(ada, NOW, NOW + 5n, 2n);
      expect(await ledger.available(ada, NOW + 5n)).to.equal(4n);
    });
  });

  describe("unlock", () => {
    it("takes nothing out of a bucket that has begun, nor more than it holds", async () => {
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 5n, 6n);
      await expect(ledger.unlock(ada, NOW + 5n, NOW + 5n, 1n))
        .to.be.revertedWithCustomError(ledger, "LapseBucketOutOfRange")
        .withArgs(NOW + 5n, NOW + 5n);
      await expect(ledger.unlock(ada, NOW + 4n, NOW + 5n, 7n))
        .to.be.revertedWithCustomError(ledger, "LapseNotLocked")
        .withArgs(NOW + 5n, 7n, 6n);
      await ledger.unlock(ada, NOW + 4n, NOW + 5n, 6n);
      expect(await ledger.available(ada, NOW + 5n)).to.equal(0n);
    });
  });

  describe("credit and debit", () => {
    it("hold up to 128 bits, and refuse one more", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, WIDEST);
      expect(await ledger.available(ada, NOW)).to.equal(WIDEST);
      await expect(ledger.credit(ada, 1n))
        .to.be.revertedWithCustomError(ledger, "LapseTooWide")
        .withArgs(2n ** 128n);
      await ledger.lock(ada, NOW, NOW + 1n, WIDEST);
      await ledger.debit(ada, NOW + 1n, WIDEST);
      expect(await ledger.available(ada, NOW + 1n)).to.equal(0n);
    });

    it("take all at once: what is free and what has lapsed, and nothing that is locked", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 10n);
      await ledger.lock(ada, NOW, NOW + 1n, 3n);
      await ledger.lock(ada, NOW, NOW + 2n, 4n);
      expect(await ledger.debitAll.staticCall(ada, NOW + 1n)).to.equal(6n);
      await ledger.debitAll(ada, NOW + 1n);
      expect(await ledger.parts(ada)).to.deep.equal([0n, NOW + 2n, NOW + 2n]);
      expect(await ledger.debitAll.staticCall(ada, NOW + 1n)).to.equal(0n);
      expect(await ledger.available(ada, NOW + 2n)).to.equal(4n);
    });

    it("hold up to 128 bits in a bucket, and refuse one more", async () => {
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 1n, WIDEST);
      for (const amount of [1n, 2n ** 255n]) {
        await expect(ledger.lockFrom(ada, NOW, NOW + 1n, amount))
          .to.be.revertedWithCustomError(ledger, "LapseTooWide")
          .withArgs(WIDEST + amount);
      }
      await ledger.debit(ada, NOW + 1n, WIDEST);
    });

    it("touch nobody else", async () => {
      const { ledger, ada, ben } = await load();
      await ledger.credit(ada, 5n);
      await ledger.lockFrom(ada, NOW, NOW + 1n, 5n);
      expect(await ledger.available(ben, NOW + 9n)).to.equal(0n);
      expect(await ledger.parts(ben)).to.deep.equal([0n, 0n, 0n]);
    });
  });

  describe("prune", () => {
    it("counts so many lapsed buckets, the oldest first, and changes nothing that is shown", async () => {
      const { ledger, ada } = await load();
      for (const ahead of [1n, 2n, 300n, 700n]) await ledger.lockFrom(ada, NOW, NOW + ahead, ahead);
      expect(await ledger.prune.staticCall(ada, NOW + 300n, 2n)).to.deep.equal([3n, 2n]);
      await ledger.prune(ada, NOW + 300n, 2n);
      expect(await ledger.parts(ada)).to.deep.equal([3n, NOW + 300n, NOW + 700n]);
      expect(await ledger.available(ada, NOW + 300n)).to.equal(303n);
      expect(await ledger.prune.staticCall(ada, NOW + 300n, 9n)).to.deep.equal([300n, 1n]);
      await ledger.prune(ada, NOW + 300n, 9n);
      expect(await ledger.parts(ada)).to.deep.equal([303n, NOW + 301n, NOW + 700n]);
      expect(await ledger.prune.staticCall(ada, NOW + 300n, 9n)).to.deep.equal([0n, 0n]);
      await ledger.prune(ada, NOW + 699n, 9n);
      expect(await ledger.available(ada, NOW + 700n)).to.equal(1_003n);
    });

    it("keeps a lock in the bucket after the last that was counted", async () => {
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 1n, 1n);
      await ledger.lockFrom(ada, NOW, NOW + 5n, 5n);
      await ledger.prune(ada, NOW + 3n, 9n);
      expect(await ledger.available(ada, NOW + 4n)).to.equal(1n);
      expect(await ledger.available(ada, NOW + 5n)).to.equal(6n);
      await ledger.debit(ada, NOW + 5n, 6n);
    });
  });

  describe("the tag", () => {
    const WIDEST_TAG = 2n ** 24n - 1n;

    it("is 0 at first, holds 24 bits, and leaves the rest of the word alone", async () => {
      const { ledger, ada, ben } = await load();
      expect(await ledger.tag(ada)).to.equal(0n);
      await ledger.credit(ada, WIDEST);
      await ledger.lock(ada, NOW, NOW + 5n, 7n);
      await ledger.lock(ada, NOW + 9n, NOW + 300n, 3n);
      const before = await ledger.parts(ada);
      expect(before.map((part) => part > 0n)).to.deep.equal([true, true, true]);
      for (const value of [WIDEST_TAG, 0n, 1n, 2n ** 23n, 0x123456n]) {
        await ledger.setTag(ada, value);
        expect(await ledger.tag(ada)).to.equal(value);
        expect(await ledger.parts(ada)).to.deep.equal(before);
      }
      expect(await ledger.tag(ben)).to.equal(0n);
      expect(await ledger.available(ada, NOW + 300n)).to.equal(WIDEST);
    });

    for (const value of [WIDEST_TAG, 0xa5a5a5n, 1n]) {
      it(`of ${value.toString(16)} is kept by every other function`, async () => {
        const { ledger, ada } = await load();
        await ledger.setTag(ada, value);
        const acts: [string, () => Promise<unknown>][] = [
          ["credit", () => ledger.credit(ada, WIDEST - 100n)],
          ["lock", () => ledger.lock(ada, NOW, NOW + 2n, 50n)],
          ["lockFrom a new bucket", () => ledger.lockFrom(ada, NOW, NOW + 4_000n, 50n)],
          ["lockFrom a bucket in use", () => ledger.lockFrom(ada, NOW, NOW + 2n, 50n)],
          ["unlock", () => ledger.unlock(ada, NOW, NOW + 2n, 1n)],
          ["prune", () => ledger.prune(ada, NOW + 2n, 9n)],
          ["debit", () => ledger.debit(ada, NOW + 4_000n, WIDEST - 10n)],
          ["debitAll", () => ledger.debitAll(ada, NOW + 4_000n)],
        ];
        for (const [name, act] of acts) {
          await act();
          expect(await ledger.tag(ada), name).to.equal(value);
        }
        expect(await ledger.available(ada, NOW + 4_000n)).to.equal(0n);
      });
    }
  });

  describe("the walk", () => {
    it("makes one of the two oldest lapsed buckets for each new one, so that at most 4,097 wait", async () => {
      const { ledger, ada } = await load();
      for (const ahead of [1n, 2n, 3n]) await ledger.lockFrom(ada, NOW, NOW + ahead, ahead);
      const waiting = () => ledger.prune.staticCall(ada, NOW + 3n, 9n);
      expect(await waiting()).to.deep.equal([6n, 3n]);
      await ledger.lockFrom(ada, NOW + 3n, NOW + 10n, 1n);
      expect(await ledger.parts(ada)).to.deep.equal([0n, NOW + 2n, NOW + 10n]);
      expect(await waiting()).to.deep.equal([6n, 2n]);
      expect(await ledger.prune.staticCall(ada, NOW + 3n, 1n)).to.deep.equal([3n, 1n]);
      // A bucket that is in use already changes nothing.
      await ledger.lockFrom(ada, NOW + 3n, NOW + 10n, 1n);
      expect(await waiting()).to.deep.equal([6n, 2n]);
      // What an owner locks himself is no different: it counts nothing either.
      await ledger.credit(ada, 1n);
      await ledger.lock(ada, NOW + 3n, NOW + 11n, 1n);
      expect(await waiting()).to.deep.equal([6n, 1n]);
      // One alone has none to be made one with.
      await ledger.lockFrom(ada, NOW + 3n, NOW + 12n, 1n);
      expect(await waiting()).to.deep.equal([6n, 1n]);
      expect(await ledger.available(ada, NOW + 3n)).to.equal(6n);
    });

    it("meets no bucket that nothing was put into", async () => {
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 1n, 0n);
      await ledger.lock(ada, NOW, NOW + 2n, 0n);
      expect(await ledger.prune.staticCall(ada, NOW + 2n, 9n)).to.deep.equal([0n, 0n]);
      expect(await ledger.parts(ada)).to.deep.equal([0n, 0n, 0n]);
    });

    it("meets no bucket that was emptied, of one unit or of more", async () => {
      const { ledger, ada } = await load();
      for (const amount of [1n, 2n]) {
        await ledger.lockFrom(ada, NOW, NOW + amount, amount);
        await ledger.unlock(ada, NOW, NOW + amount, amount);
      }
      expect(await ledger.prune.staticCall(ada, NOW + 2n, 9n)).to.deep.equal([0n, 0n]);
    });

    it("reads no page at all where nothing can have lapsed", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { ledger, ada, ben } = await load();
      // The next bucket lies in the page of this one, or far away.
      await ledger.lockFrom(ada, NOW, NOW + 1n, 1n);
      await ledger.lockFrom(ben, NOW, NOW + 3_000n, 1n);
      const [near, far] = [await gasOf(ledger.debitAll(ada, NOW)), await gasOf(ledger.debitAll(ben, NOW))];
      expect(near - far).to.be.below(1_000n);
    });

    it("keeps every page to come when all that lapsed was counted", async () => {
      const { ledger, ada } = await load();
      // One in each page that can be locked into, the first of which is counted.
      for (let page = 0n; page <= 15n; page += 1n) await ledger.lockFrom(ada, NOW, NOW + 1n + page * 256n, 1n);
      await ledger.debitAll(ada, NOW + 1n);
      for (let page = 1n; page <= 15n; page += 1n) {
        expect(await ledger.available(ada, NOW + 1n + page * 256n), `page ${page}`).to.equal(page);
      }
    });

    it("goes on from what waited for years to what lies ahead, one at a time", async () => {
      const { ledger, ada } = await load();
      for (const ahead of [1n, 2n, 3n, 4n]) await ledger.lockFrom(ada, NOW, NOW + ahead, ahead);
      // 273 pages later: more than a word has bits.
      const later = NOW + 70_000n;
      for (const [bucket, counted] of [
        [1n, 1n],
        [2n, 3n],
        [3n, 6n],
      ] as const) {
        await ledger.lockFrom(ada, later, later + bucket, 100n);
        expect((await ledger.parts(ada))[0]).to.equal(counted);
      }
      expect(await ledger.available(ada, later)).to.equal(10n);
      expect(await ledger.available(ada, later + 3n)).to.equal(310n);
      await ledger.debit(ada, later + 3n, 310n);
    });

    it("keeps a page of which the first bucket alone is left", async () => {
      const { ledger, ada } = await load();
      const first = ((NOW >> 8n) + 1n) << 8n;
      await ledger.lockFrom(ada, NOW, first, 1n);
      await ledger.lockFrom(ada, NOW, first + 1n, 2n);
      await ledger.unlock(ada, NOW, first + 1n, 2n);
      expect(await ledger.available(ada, first)).to.equal(1n);
      await ledger.unlock(ada, NOW, first, 1n);
      expect(await ledger.available(ada, first)).to.equal(0n);
    });

    describe("reads one page for one bucket", () => {
      /** What it takes to have all, for somebody who has one bucket in one page, and for him who is prepared here. */
      async function costs(prepare: (ledger: LapseLedgerHarness, owner: string) => Promise<bigint>) {
        const { ledger, ada, ben } = await load();
        const now = await prepare(ledger, ada);
        await ledger.lockFrom(ben, now - 300n, now, 1n);
        expect(await ledger.available(ada, now)).to.equal(await ledger.available(ben, now));
        return { known: await gasOf(ledger.debitAll(ben, now)), asked: await gasOf(ledger.debitAll(ada, now)) };
      }
      before(function () {
        if (hre.globalOptions.coverage) this.skip();
      });

      it("though it was moved through 15 pages", async () => {
        const { known, asked } = await costs(async (ledger, owner) => {
          let bucket = NOW + 1n;
          await ledger.lockFrom(owner, NOW, bucket, 1n);
          for (let page = 0n; page < 15n; page += 1n) {
            await ledger.unlock(owner, NOW, bucket, 1n);
            await ledger.lockFrom(owner, NOW, (bucket += 256n), 1n);
          }
          return bucket;
        });
        expect(asked - known).to.be.below(2_100n);
      });

      it("though many pages were used and counted, always with something ahead", async () => {
        const { known, asked } = await costs(async (ledger, owner) => {
          let now = NOW;
          await ledger.lockFrom(owner, now, now + 256n, 1n);
          for (let page = 0n; page < 24n; page += 1n) {
            await ledger.lockFrom(owner, now, now + 512n, 1n);
            now += 256n;
            await ledger.debitAll(owner, now);
          }
          // The last of them is moved as far as can be.
          await ledger.lockFrom(owner, now, now + MAX_AHEAD, 1n);
          await ledger.unlock(owner, now, now + 256n, 1n);
          return now + MAX_AHEAD;
        });
        // 16 pages more are stepped over, and none is read.
        expect(asked - known).to.be.below(4_200n);
      });

      it("though another in a page before was counted when it lapsed", async () => {
        const { known, asked } = await costs(async (ledger, owner) => {
          await ledger.lockFrom(owner, NOW, NOW + 1n, 1n);
          await ledger.lockFrom(owner, NOW, NOW + 1_001n, 1n);
          await ledger.debitAll(owner, NOW + 1n);
          return NOW + 1_001n;
        });
        expect(asked - known).to.be.below(2_100n);
      });
    });

    it("counts nothing where the free balance is enough, to the last unit", async () => {
      const { ledger, ada } = await load();
      await ledger.credit(ada, 5n);
      await ledger.lockFrom(ada, NOW, NOW + 1n, 3n);
      await ledger.debit(ada, NOW + 1n, 5n);
      expect(await ledger.prune.staticCall(ada, NOW + 1n, 9n)).to.deep.equal([3n, 1n]);
    });

    it("costs the same for a bucket that is hours or half a year away", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { ledger, ada, ben } = await load();
      const costOf = async (owner: string, from: bigint, ahead: bigint): Promise<bigint> => {
        await ledger.lockFrom(owner, from, from + ahead, 5n);
        return gasOf(ledger.debitAll(owner, from + ahead));
      };
      const near = await costOf(ada, NOW, 3n);
      // 16 pages lie between, none of which was used: no cold read, which is 2,100 each.
      expect((await costOf(ben, NOW, MAX_AHEAD)) - near).to.be.below(2_100n);
    });

    it("reads no page of the past, however many were used", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { ledger, ada, ben } = await load();
      let now = NOW;
      // A lock in each of 24 pages in a row, and each counted in its time.
      for (let page = 0n; page < 24n; page += 1n) {
        await ledger.lockFrom(ada, now, now + 256n, 1n);
        now += 256n;
        await ledger.debitAll(ada, now);
      }
      await ledger.lockFrom(ben, NOW, NOW + 1n, 1n);
      await ledger.debitAll(ben, NOW + 1n);
      const costOf = async (owner: string): Promise<bigint> => {
        await ledger.lockFrom(owner, now, now + MAX_AHEAD, 1n);
        return gasOf(ledger.debitAll(owner, now + MAX_AHEAD));
      };
      const [busy, fresh] = [await costOf(ada), await costOf(ben)];
      expect(busy - fresh).to.be.below(2_100n);
    });

    for (const gap of [34n, 102n, 340n]) {
      it(`costs no more after a gap of ${gap} pages, for an account that nobody ever counted`, async function () {
        if (hre.globalOptions.coverage) this.skip();
        const { ledger, ada } = await load();
        let now = NOW;
        // A lock in each of 30 pages, each of which lapses before the next is made.
        for (let page = 0n; page < 30n; page += 1n) {
          await ledger.lockFrom(ada, now, now + 10n, 1n);
          now += 256n;
        }
        now += gap * 256n;
        await ledger.lockFrom(ada, now, now + 10n, 1n);
        await ledger.lockFrom(ada, now, now + 11n, 1n);
        // A bucket and the page's word are written, and an older bucket is looked for.
        expect(await gasOf(ledger.lockFrom(ada, now, now + 12n, 1n))).to.be.below(80_000n);
        expect(await ledger.available(ada, now)).to.equal(30n);
        expect(await gasOf(ledger.debitAll(ada, now + 9n))).to.be.below(50_000n);
        expect(await ledger.available(ada, now + 12n)).to.equal(3n);
      });
    }

    it("counts, and doesn't keep waiting, what lies a whole ring of pages back", async () => {
      const { ledger, ada } = await load();
      const waiting = async (now: bigint) => ledger.prune.staticCall(ada, now, 9n);
      // The last bucket that is 23 pages after the first one that wasn't counted, and the one after it.
      const near = ((NOW >> 8n) + 23n) * 256n + 255n;
      await ledger.lockFrom(ada, NOW, NOW + 9n, 1n);
      expect(await ledger.parts(ada)).to.deep.equal([0n, NOW + 1n, NOW + 9n]);
      const clean = await networkHelpers.takeSnapshot();
      await ledger.lockFrom(ada, near, near + 5n, 1n);
      expect(await waiting(near)).to.deep.equal([1n, 1n]);
      await clean.restore();
      await ledger.lockFrom(ada, near + 1n, near + 5n, 1n);
      expect(await waiting(near + 1n)).to.deep.equal([0n, 0n]);
      expect(await ledger.available(ada, near + 1n)).to.equal(1n);
      expect(await ledger.available(ada, near + 5n)).to.equal(2n);
    });

    it("counts nothing that lapsed lately, however long ago the account was looked at", async () => {
      const { ledger, ada, ben } = await load();
      const later = NOW + 25n * 256n;
      for (const [owner, buckets] of [
        [ada, [later - 1n]],
        [ben, [later - 2n, later - 1n]],
      ] as const) {
        await ledger.lockFrom(owner, NOW, NOW + 1n, 1n);
        await ledger.debitAll(owner, NOW + 1n);
        for (const bucket of buckets) await ledger.lockFrom(owner, later - 2_500n, bucket, 5n);
        expect(await ledger.parts(owner)).to.deep.equal([0n, NOW + 2n, later - 1n]);
        await ledger.lockFrom(owner, later, later + 1n, 1n);
        // All of it waits, as one bucket: two that lapsed have become one.
        expect(await ledger.prune.staticCall(owner, later, 9n)).to.deep.equal([5n * BigInt(buckets.length), 1n]);
        expect(await ledger.parts(owner)).to.deep.equal([0n, later - 1n, later + 1n]);
      }
    });

    it("loses nothing where nothing is unlocked from a page that shares a bit", async () => {
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 5n, 1n);
      await ledger.unlock(ada, NOW + 3_000n, NOW + 5n + 24n * 256n, 0n);
      expect(await ledger.available(ada, NOW + 5n)).to.equal(1n);
      await ledger.debit(ada, NOW + 3_000n, 1n);
    });

    it("reads no page that was emptied, and every one that shares its bit", async () => {
      const { ledger, ada, ben } = await load();
      const lap = 24n * 256n;
      // A page that lapsed holds 1, and one that is 24 further, 2: to empty the second leaves the first to be found.
      await ledger.lockFrom(ada, NOW, NOW + 300n, 1n);
      const later = NOW + 3_000n;
      await ledger.lockFrom(ada, later, NOW + 300n + lap, 2n);
      await ledger.unlock(ada, later, NOW + 300n + lap, 2n);
      expect(await ledger.available(ada, later)).to.equal(1n);
      await ledger.debit(ada, later, 1n);
      // The same where the two are 24 pages apart to the page.
      await ledger.lockFrom(ben, NOW, NOW + 5n, 1n);
      await ledger.lockFrom(ben, later, NOW + 5n + lap, 2n);
      await ledger.unlock(ben, later, NOW + 5n + lap, 2n);
      expect(await ledger.available(ben, later)).to.equal(1n);
      // A page with two buckets is found until both are empty, and again when one comes back.
      for (const ahead of [10n, 11n]) await ledger.lockFrom(ada, later, later + ahead, 4n);
      await ledger.unlock(ada, later, later + 10n, 4n);
      expect(await ledger.available(ada, later + 11n)).to.equal(4n);
      await ledger.unlock(ada, later, later + 11n, 4n);
      expect(await ledger.available(ada, later + 11n)).to.equal(0n);
      await ledger.lockFrom(ada, later, later + 10n, 8n);
      expect(await ledger.available(ada, later + 10n)).to.equal(8n);
      // Nothing comes of unlocking nothing from what was never used.
      await ledger.unlock(ada, later, later + 2_000n, 0n);
      expect(await ledger.available(ada, later + 10n)).to.equal(8n);
    });

    it("finds what lies in pages that leave the same when divided by 24", async () => {
      const { ledger, ada } = await load();
      const lap = 24n * 256n;
      await ledger.lockFrom(ada, NOW, NOW + 1n, 1n);
      await ledger.lockFrom(ada, NOW + 3_000n, NOW + 3_000n + MAX_AHEAD, 2n);
      await ledger.lockFrom(ada, NOW + 3_000n, NOW + 1n + lap, 4n);
      expect(await ledger.available(ada, NOW + 1n)).to.equal(1n);
      expect(await ledger.available(ada, NOW + lap)).to.equal(1n);
      expect(await ledger.available(ada, NOW + 1n + lap)).to.equal(5n);
      await ledger.debit(ada, NOW + 5_000n, 1n);
      expect(await ledger.available(ada, NOW + 1n + lap)).to.equal(4n);
      expect(await ledger.available(ada, NOW + 3_000n + MAX_AHEAD)).to.equal(6n);
      await ledger.debit(ada, NOW + 3_000n + MAX_AHEAD, 6n);
    });

    it("takes all of 4,096 distinct buckets in one transaction, at less than 2,800 gas each", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { ledger, ada } = await load();
      await setBuckets(ledger, ada, NOW + 1n, MAX_AHEAD);
      const later = NOW + MAX_AHEAD;
      expect(await ledger.available(ada, later)).to.equal(MAX_AHEAD);
      const clean = await networkHelpers.takeSnapshot();
      for (const take of [() => ledger.debit(ada, later, MAX_AHEAD), () => ledger.debitAll(ada, later)]) {
        const gas = await gasOf(take());
        expect(await ledger.available(ada, later)).to.equal(0n);
        expect(gas).to.be.below(TRANSACTION_GAS);
        expect(gas).to.be.below(50_000n + 2_800n * MAX_AHEAD);
        await clean.restore();
      }
    });

    it("reads no time that lies between the last bucket and now", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { ledger, ada } = await load();
      await ledger.lockFrom(ada, NOW, NOW + 1n, 5n);
      // Ten years of hours, and a thousand.
      const decade = await gasOf(ledger.debit(ada, NOW + 87_600n, 1n));
      expect(decade).to.be.below(50_000n);
      expect(await ledger.parts(ada)).to.deep.equal([4n, NOW + 87_601n, NOW + 1n]);
      await ledger.debit(ada, NOW + 8_760_000n, 4n);
    });
  });

  it("does what the reference model does, given any sequence of acts and moments", async () => {
    const ahead = fc.oneof(
      { weight: 6, arbitrary: fc.bigInt(1n, 6n) },
      { weight: 2, arbitrary: fc.bigInt(200n, 600n) },
      { weight: 1, arbitrary: fc.bigInt(1_000n, MAX_AHEAD) },
      fc.constantFrom(0n, -1n, MAX_AHEAD, MAX_AHEAD + 1n),
    );
    const amount = fc.bigInt(0n, 40n);
    const pass = fc.oneof({ weight: 4, arbitrary: fc.bigInt(0n, 3n) }, fc.bigInt(200n, 9_000n));
    const act = fc.oneof(
      fc.record({ what: fc.constant("credit" as const), pass, amount, ahead }),
      fc.record({
        what: fc.constantFrom("lock", "lock", "lockFrom", "unlock", "debit", "debitAll", "prune"),
        pass,
        amount,
        ahead,
      }),
    );
    const errors = new Interface(LapseLedgerHarness__factory.abi);
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25, size: "max" }), async (acts) => {
        const { ledger, ada } = await load();
        const model = new LapseModel();
        let now = NOW;
        for (const { what, pass: passed, amount: units, ahead: distance } of acts) {
          now += passed;
          const bucket = now + distance;
          let expected = "done";
          try {
            if (what === "credit") model.credit(units);
            if (what === "debit") model.debit(now, units);
            if (what === "debitAll") model.debit(now, model.available(now));
            if (what === "lock") model.lock(now, bucket, units);
            if (what === "lockFrom") model.lockFrom(now, bucket, units);
            if (what === "unlock") model.unlock(now, bucket, units);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            expected = error.message;
          }
          expect(await outcome(ledger, errors, ada, what, now, bucket, units)).to.equal(expected);
          for (const moment of [now, now + 1n, now + 3n, now + 500n, now + 5_000n]) {
            expect(await ledger.available(ada, moment), `at +${moment - now}`).to.equal(model.available(moment));
          }
        }
      }),
      { numRuns: 40, seed: 0x6c61707365, endOnFailure: process.env["LAPSE_PROFILE"] === "mutation" },
    );
  });
});

/** What came of an act: "done", or the error as the model names it. */
async function outcome(
  ledger: LapseLedgerHarness,
  errors: Interface,
  owner: string,
  what: string,
  now: bigint,
  bucket: bigint,
  units: bigint,
): Promise<string> {
  try {
    if (what === "credit") await ledger.credit(owner, units);
    if (what === "debit") await ledger.debit(owner, now, units);
    if (what === "debitAll") await ledger.debitAll(owner, now);
    if (what === "lock") await ledger.lock(owner, now, bucket, units);
    if (what === "lockFrom") await ledger.lockFrom(owner, now, bucket, units);
    if (what === "unlock") await ledger.unlock(owner, now, bucket, units);
    if (what === "prune") await ledger.prune(owner, now, units);
    return "done";
  } catch (error) {
    const { data } = error as { data?: string };
    const parsed = data === undefined ? null : errors.parseError(data);
    if (parsed === null) throw error;
    return `${parsed.name}(${parsed.args.toArray().join(", ")})`;
  }
}

/** Fills a range of buckets with 1 each, as if they had been locked into: by transactions it would take 4,096 of them. */
async function setBuckets(ledger: LapseLedgerHarness, owner: string, first: bigint, count: bigint): Promise<void> {
  for (let from = first; from < first + count; from += 1n) await ledger.lockFrom(owner, first - 1n, from, 1n);
}
