import { expect } from "chai";

import {
  acceptReturns,
  balanceAt,
  cancel,
  claimLink,
  conservationOf,
  deliver,
  extend,
  freeNumber,
  idOf,
  instrumentsOfHolder,
  instrumentsOfPurchaser,
  issue,
  MAX_AHEAD,
  newClaimKey,
  readHistory,
  readInstrument,
  readInstruments,
  readInstrumentWithRules,
  readMerchant,
  redeem,
  refOf,
  refund,
  returnsOf,
  rulesOf,
  settle,
  split,
  topUp,
  transferInstrument,
  Trigger,
  withdraw,
} from "../../src/prepaid/index.ts";
import { ethers, fund, HOUR, moveTo, networkHelpers, nextBlockAt, START } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

describe("prepaid, the SDK: readers", () => {
  async function staged() {
    const context = await peopled();
    return { ...context, address: await context.vault.getAddress(), reader: ethers.provider };
  }
  const load = () => networkHelpers.loadFixture(staged);

  describe("of an instrument", () => {
    it("give what it is, with its rules, before and from its expiry", async () => {
      const { address, company, ann, reader } = await load();
      const rules = rulesOf({ minPiece: 5n });
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      const card = {
        id,
        purchaser: company.address,
        holder: ann.address,
        byKey: false,
        delivered: true,
        started: true,
        pull: false,
        settled: false,
        remaining: 100n,
        returned: 0n,
        expiry: EXPIRY,
        piece: false,
      };
      expect(await readInstrumentWithRules(address, id, reader)).to.deep.include({ ...card, rules });
      await moveTo(EXPIRY);
      expect(await readInstrument(address, id, reader)).to.deep.include({ ...card, remaining: 0n, returned: 100n });
    });

    it("give null for one that was never issued, and fail where the chain does", async () => {
      const { address, asset, company, ann, reader } = await load();
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
      const found = await readInstruments(address, [id + 1n, id, 0n], reader);
      expect(found.map((one) => one?.id ?? null)).to.deep.equal([null, id, null]);
      expect(await readInstrumentWithRules(address, id + 1n, reader)).to.equal(null);
      // Another contract answers to nothing of it.
      let failed = false;
      await readInstrument(await asset.getAddress(), id, reader).catch(() => (failed = true));
      expect(failed).to.equal(true);
    });

    it("tell its story in order, with moments", async () => {
      const { address, company, ann, bob, shop, reader } = await load();
      const { address: holder, key } = newClaimKey();
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: 5n * HOUR, cap: 90n, minPiece: 5n });
      await nextBlockAt(START + HOUR);
      const { id } = await issue(company, address, { holder, byKey: true, amount: 100n, expiry: EXPIRY, rules });
      const other = await issue(company, address, { holder, byKey: true, amount: 1n, expiry: EXPIRY, rules });
      await topUp(company, address, { id, amount: 20n });
      await nextBlockAt(START + 2n * HOUR);
      await claimLink(ann, { chainId: 31_337n, vault: address, id, key });
      const { piece } = await split(ann, address, { id, amount: 40n, to: bob });
      await redeem(ann, address, { id, amount: 30n, merchant: shop, ref: "bill" });
      await refund(shop, address, { id, amount: 10n, ref: "bill" });
      await extend(company, address, { id, expiry: START + 8n * HOUR });
      const story = await readHistory(address, id, reader);
      expect(story.map(({ name }) => name)).to.deep.equal([
        "Issued",
        "Ruled",
        "ToppedUp",
        "HolderSet",
        "Delivered",
        "ExpirySet",
        "Split",
        "Ruled",
        "Redeemed",
        "Refunded",
        "ExpirySet",
      ]);
      expect(story[0]).to.deep.include({ timestamp: START + HOUR });
      expect(story[0]?.args).to.deep.include({ id, holder, byKey: true, amount: 100n });
      expect(story[3]).to.deep.include({ timestamp: START + 2n * HOUR });
      expect((await readHistory(address, piece, reader)).map(({ name }) => name)).to.deep.equal(["Split", "Ruled"]);
      expect(await readHistory(address, other.id, reader, { pageSize: 2 })).to.have.length(2);
    });
  });

  describe("of an instrument's money", () => {
    it("add up: funded, topped up and refunded is redeemed, split off, remaining and returned", async () => {
      const { address, company, ann, bob, shop, third, reader } = await load();
      const order = { holder: ann, amount: 100n, expiry: EXPIRY };
      const rules = rulesOf({ returnTo: third.address, returnBps: 3_333n, cap: 2n ** 96n - 1n, minPiece: 1n });
      await acceptReturns(third, address, { purchaser: company });
      const shared = await issue(company, address, { ...order, rules });
      await acceptReturns(third, address, { purchaser: company, accepted: false });
      const pull = await issue(company, address, { ...order, rules });
      const plain = await issue(company, address, order);
      const back = await issue(company, address, { ...order, holder: newClaimKey().address, byKey: true });
      await cancel(company, address, { id: back.id });

      const pieces: bigint[] = [];
      for (const { id } of [shared, pull, plain]) {
        await topUp(company, address, { id, amount: 11n });
        await redeem(ann, address, { id, amount: 40n, merchant: shop, ref: `bill ${id}` });
        await refund(shop, address, { id, amount: 7n, ref: `bill ${id}` });
        pieces.push((await split(ann, address, { id, amount: 20n, to: bob })).piece);
      }
      const before = { funded: 100n, toppedUp: 11n, refunded: 7n, redeemed: 40n, splitOff: 20n };
      const zero = { funded: 20n, toppedUp: 0n, refunded: 0n, redeemed: 0n, splitOff: 0n };
      for (const { id } of [shared, pull, plain]) {
        expect(await conservationOf(address, id, reader)).to.deep.equal({
          ...before,
          remaining: 58n,
          returned: 0n,
          holds: true,
        });
      }
      for (const id of pieces) {
        expect(await conservationOf(address, id, reader)).to.deep.equal({
          ...zero,
          remaining: 20n,
          returned: 0n,
          holds: true,
        });
      }
      expect(await conservationOf(address, back.id, reader)).to.deep.include({
        funded: 100n,
        returned: 100n,
        holds: true,
      });
      await moveTo(EXPIRY);
      await settle(bob, address, { id: pull.id });
      // What comes back after the expiry is told too.
      await refund(shop, address, { id: plain.id, amount: 3n, ref: `bill ${plain.id}` });
      for (const [id, refunded, returned] of [
        [shared.id, 7n, 58n],
        [pull.id, 7n, 58n],
        [plain.id, 10n, 61n],
      ] as const) {
        expect(await conservationOf(address, id, reader)).to.deep.equal({
          ...before,
          refunded,
          remaining: 0n,
          returned,
          holds: true,
        });
      }
    });

    it("say so where events are missing", async () => {
      const { address, company, ann, reader } = await load();
      const { id, receipt } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
      await topUp(company, address, { id, amount: 11n });
      const range = { fromBlock: receipt.blockNumber + 1 };
      expect(await conservationOf(address, id, reader, range)).to.include({ funded: 0n, toppedUp: 11n, holds: false });
    });
  });

  describe("of what comes back when", () => {
    it("give every bucket of an owner, and the chain agrees at each of them", async () => {
      const { address, company, ann, shop, reader, vault } = await load();
      const expiries = [1n, 2n, 255n, 256n, 300n, MAX_AHEAD].map((buckets) => START + buckets * HOUR);
      for (const [place, expiry] of expiries.entries()) {
        await issue(company, address, { number: BigInt(place), holder: ann, amount: 100n, expiry });
      }
      await issue(company, address, { holder: ann, amount: 50n, expiry: expiries[2]! });
      // One is used up, and no longer waited for.
      await redeem(ann, address, { id: idOf(company.address, 1n), amount: 100n, merchant: shop });
      const { balance, locked, returns, now } = await returnsOf(address, company, reader);
      expect(now < expiries[0]!).to.equal(true);
      expect([balance, locked]).to.deep.equal([9_350n, 550n]);
      expect(returns).to.deep.equal([
        { expiry: expiries[0], amount: 100n },
        { expiry: expiries[2], amount: 150n },
        { expiry: expiries[3], amount: 100n },
        { expiry: expiries[4], amount: 100n },
        { expiry: expiries[5], amount: 100n },
      ]);
      let sum = balance;
      for (const { expiry, amount } of returns) {
        expect(await balanceAt(address, company, reader, expiry - 1n)).to.equal(sum);
        sum += amount;
        expect(await balanceAt(address, company, reader, expiry)).to.equal(sum);
      }
      expect(await balanceAt(address, company, reader)).to.equal(balance);

      await moveTo(expiries[2]!);
      const later = await returnsOf(address, company.address, reader);
      expect(later).to.deep.include({ now: expiries[2], balance: 9_600n, locked: 300n });
      expect(later.returns).to.deep.equal(returns.slice(2));
      await withdraw(company, address);
      expect((await returnsOf(address, company, reader)).balance).to.equal(0n);
      expect(await vault.balanceOf(company)).to.equal(0n);
    });

    it("give nothing for who has nothing", async () => {
      const { address, stranger, reader } = await load();
      expect(await returnsOf(address, stranger, reader)).to.deep.include({ balance: 0n, locked: 0n, returns: [] });
    });
  });

  describe("of people", () => {
    it("give the instruments of a purchaser, with their pieces and without those of others", async () => {
      const { address, system, company, ann, bob, third, reader } = await load();
      await fund(system, third, 500n);
      const order = { holder: ann, amount: 100n, expiry: EXPIRY };
      const first = await issue(company, address, { ...order, number: 9n });
      const foreign = await issue(third, address, order);
      const second = await issue(company, address, { ...order, number: 4n });
      const { piece } = await split(ann, address, { id: first.id, amount: 40n, to: bob });
      await split(ann, address, { id: foreign.id, amount: 40n, to: bob });
      const found = await instrumentsOfPurchaser(address, company, reader);
      expect(found.map(({ id, remaining }) => [id, remaining])).to.deep.equal([
        [first.id, 60n],
        [second.id, 100n],
        [piece, 40n],
      ]);
    });

    it("give the lowest number that a purchaser hasn't used", async () => {
      const { address, company, ann, bob, reader } = await load();
      const next = () => freeNumber(address, company, reader);
      expect(await next()).to.equal(1n);
      const order = { holder: ann, amount: 10n, expiry: EXPIRY };
      for (const number of [2n, 1n, 5n]) await issue(company, address, { ...order, number });
      await split(ann, address, { id: idOf(company.address, 1n), amount: 5n, to: bob });
      expect(await next()).to.equal(3n);
      expect(await freeNumber(address, bob, reader)).to.equal(1n);
    });

    it("give what a holder holds now, whatever way it came", async () => {
      const { address, company, ann, bob, reader } = await load();
      const { address: holder, key } = newClaimKey();
      const byIssue = await issue(company, address, { holder: bob, amount: 100n, expiry: EXPIRY });
      const byClaim = await issue(company, address, { holder, byKey: true, amount: 100n, expiry: EXPIRY });
      const gone = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
      expect((await instrumentsOfHolder(address, holder, reader)).map(({ id }) => id)).to.deep.equal([byClaim.id]);
      await claimLink(bob, { chainId: 31_337n, vault: address, id: byClaim.id, key });
      const { piece } = await split(ann, address, { id: gone.id, amount: 40n, to: bob });
      await transferInstrument(ann, address, { id: gone.id, to: bob });
      await transferInstrument(bob, address, { id: gone.id, to: ann });
      await transferInstrument(ann, address, { id: gone.id, to: bob });
      await transferInstrument(bob, address, { id: byIssue.id, to: ann });
      expect((await instrumentsOfHolder(address, bob, reader)).map(({ id }) => id)).to.deep.equal([
        byClaim.id,
        piece,
        gone.id,
      ]);
      expect((await instrumentsOfHolder(address, ann, reader)).map(({ id }) => id)).to.deep.equal([byIssue.id]);
      expect(await instrumentsOfHolder(address, holder, reader)).to.deep.equal([]);
    });

    it("give what a merchant was paid and gave back", async () => {
      const { address, company, ann, shop, cafe, reader } = await load();
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR, cap: 90n });
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      await deliver(ann, address, { id });
      await nextBlockAt(START + HOUR / 2n);
      const { receipt } = await redeem(ann, address, { id, amount: 40n, merchant: shop, ref: "bill" });
      await redeem(ann, address, { id, amount: 20n, merchant: cafe });
      await refund(shop, address, { id, amount: 15n });
      const [paid, back, ...more] = await readMerchant(address, shop, reader);
      expect(paid).to.deep.equal({
        kind: "redeemed",
        id,
        amount: 40n,
        ref: refOf("bill"),
        timestamp: START + HOUR / 2n,
        transactionHash: receipt.hash,
      });
      expect(back).to.deep.include({ kind: "refunded", id, amount: 15n, ref: refOf(undefined) });
      expect(more).to.deep.equal([]);
    });
  });
});
