import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { keccak256, ZeroHash } from "ethers";
import hre from "hardhat";

import { fund, gasOf, HOUR, idOf, moveTo, networkHelpers, provider, rulesOf } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

const AMOUNT = 25_000_000n;

/** Receipt gas, held against the table of the specification. Accounts are known before, as they are in daily use. */
describe("Gas budgets of prepaid", () => {
  before(function () {
    // Instrumented code costs more than what is deployed.
    if (hre.globalOptions.coverage) this.skip();
  });

  async function fixture() {
    const context = await peopled();
    const { system, vault, company, ann, shop, cafe } = context;
    await fund(system, company, 1_000n * AMOUNT);
    await vault.connect(company).issue(1n, ann, false, AMOUNT, EXPIRY);
    // Both merchants were paid before, one of them by push.
    await vault.connect(cafe).choosePayout(true);
    for (const merchant of [shop, cafe])
      await vault.connect(ann).redeem(idOf(company, 1n), 1_000_000n, merchant, ZeroHash);
    return { ...context, own: vault.connect(company), held: vault.connect(ann), id: idOf(company, 1n) };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  it("to issue a plain instrument into a bucket in use costs at most 86,000", async () => {
    const { own, ann, bob } = await load();
    const number = 0x123456n;
    expect(await gasOf(own.issue(number, bob, false, AMOUNT, EXPIRY))).to.be.at.most(86_000n);
    expect(await gasOf(own.issue(number + 1n, ann, true, AMOUNT, EXPIRY))).to.be.at.most(86_000n);
  });

  it("to issue one with rules into a bucket in use costs at most 110,000", async () => {
    const { own, bob, third } = await load();
    const rules = rulesOf({ merchants: keccak256("0x01"), categories: 0b1011n, cap: AMOUNT, minPiece: 1_000_000n });
    expect(await gasOf(own.issueWithRules(0x123456n, bob, false, AMOUNT, EXPIRY, rules))).to.be.at.most(110_000n);
    // The same where the value waits to be settled.
    const pulled = { ...rules, returnTo: third.address, returnBps: 2_500n };
    expect(await gasOf(own.issueWithRules(0x123457n, bob, false, AMOUNT, EXPIRY, pulled))).to.be.at.most(110_000n);
  });

  it("to redeem without a reference costs at most 50,000 where the merchant is credited", async () => {
    const { held, id, shop } = await load();
    expect(await gasOf(held.redeem(id, 4_200_000n, shop, ZeroHash))).to.be.at.most(50_000n);
  });

  it("to redeem without a reference costs at most 60,000 where the merchant is pushed", async () => {
    const { asset, held, id, cafe } = await load();
    const before = await asset.balanceOf(cafe);
    expect(await gasOf(held.redeem(id, 4_200_000n, cafe, ZeroHash))).to.be.at.most(60_000n);
    expect((await asset.balanceOf(cafe)) - before).to.equal(4_200_000n);
  });

  for (const count of [1n, 5n, 30n]) {
    it(`to withdraw all of ${count} lapsed buckets costs at most 50,000 + 2,800 for each`, async () => {
      const { system, vault, asset, bob } = await load();
      // Somebody who had no part so far.
      const [buyer] = system.people.slice(12) as [HardhatEthersSigner];
      await fund(system, buyer, count * AMOUNT);
      await asset.mint(buyer, 1n);
      for (let n = 1n; n <= count; ++n) {
        await vault.connect(buyer).issue(n, bob, false, AMOUNT, EXPIRY + n * HOUR);
      }
      await moveTo(EXPIRY + 40n * HOUR);
      expect(await vault.balanceOf(buyer)).to.equal(count * AMOUNT);
      expect(await gasOf(vault.connect(buyer).withdrawAll(buyer))).to.be.at.most(50_000n + 2_800n * count);
      expect(await asset.balanceOf(buyer)).to.equal(count * AMOUNT + 1n);
    });
  }

  it("to withdraw one lapsed bucket of hours costs no more where it was issued months before, time and again", async () => {
    const { system, vault, asset, bob } = await load();
    const [buyer] = system.people.slice(12) as [HardhatEthersSigner];
    await fund(system, buyer, 5n * AMOUNT);
    await asset.mint(buyer, 1n);
    let expiry = EXPIRY;
    for (const [number, days] of [10n, 30n, 90n, 170n].entries()) {
      await vault.connect(buyer).issue(BigInt(number), bob, false, AMOUNT, (expiry += days * 24n * HOUR));
      await moveTo(expiry);
      // All but one unit, so that his part of the vault is never cleared.
      const amount = (await vault.balanceOf(buyer)) - 1n;
      expect(await gasOf(vault.connect(buyer).withdraw(amount, buyer)), `${days} days`).to.be.at.most(52_800n);
      await fund(system, buyer, amount);
    }
    // Two that were bought together, and come back 100 days apart.
    for (const [number, days] of [1n, 101n].entries()) {
      await vault.connect(buyer).issue(10n + BigInt(number), bob, false, AMOUNT, expiry + days * 24n * HOUR);
    }
    await moveTo(expiry + 24n * HOUR);
    await vault.connect(buyer).withdrawAll(buyer);
    await moveTo(expiry + 101n * 24n * HOUR);
    expect(await gasOf(vault.connect(buyer).withdrawAll(buyer)), "the second").to.be.at.most(52_800n);
  });

  describe("to withdraw one lapsed bucket of hours costs at most 52,800", () => {
    const PAGE = 256n * HOUR;

    async function stage() {
      const context = await load();
      const { system, vault, asset } = context;
      const [buyer, other] = system.people.slice(12) as [HardhatEthersSigner, HardhatEthersSigner];
      await fund(system, buyer, 10n * AMOUNT);
      for (const owner of [buyer, other]) await asset.mint(owner, 1n);
      /** Of all but a unit: what is never cleared gives nothing back. */
      const cost = async (owner: HardhatEthersSigner): Promise<bigint> =>
        gasOf(vault.connect(owner).withdraw((await vault.balanceOf(owner)) - 1n, owner));
      return { ...context, buyer, other, cost, bought: vault.connect(buyer) };
    }

    it("after it was moved through 15 pages, for the purchaser and for who shares it", async () => {
      const { vault, buyer, other, bought, ann, cost } = await stage();
      await vault.connect(other).acceptReturns(buyer, true);
      const rules = rulesOf({ returnTo: other.address, returnBps: 5_000n });
      await bought.issueWithRules(1n, ann, false, AMOUNT, EXPIRY, rules);
      for (let n = 1n; n <= 15n; ++n) await bought.extend(idOf(buyer, 1n), EXPIRY + n * PAGE, rules);
      await moveTo(EXPIRY + 15n * PAGE);
      expect(await vault.balanceOf(other)).to.equal(AMOUNT / 2n);
      expect(await cost(buyer), "purchaser").to.be.at.most(52_800n);
      expect(await cost(other), "other party").to.be.at.most(52_800n);
    });

    it("where 15 cards in pages before were spent to nothing", async () => {
      const { buyer, bought, held, shop, ann, cost } = await stage();
      for (let n = 0n; n <= 15n; ++n) {
        await bought.issue(n, ann, false, 100n, EXPIRY + n * PAGE);
        if (n < 15n) await held.redeem(idOf(buyer, n), 100n, shop, ZeroHash);
      }
      await moveTo(EXPIRY + 15n * PAGE);
      expect(await cost(buyer)).to.be.at.most(52_800n);
    });

    for (const pages of [34n, 102n, 340n]) {
      it(`where it waited until a new card was bought ${pages} pages later`, async () => {
        const { buyer, bought, ann, cost } = await stage();
        await bought.issue(1n, ann, false, AMOUNT, EXPIRY);
        await moveTo(EXPIRY + pages * PAGE);
        await bought.issue(2n, ann, false, AMOUNT, EXPIRY + (pages + 1n) * PAGE);
        expect(await cost(buyer)).to.be.at.most(52_800n);
      });
    }
  });

  it("of what returns, nothing costs anything: no transaction, and no storage that changes", async () => {
    const { vault, company, own, ann } = await load();
    for (let n = 2n; n < 12n; ++n) await own.issue(n, ann, false, AMOUNT, EXPIRY + n * HOUR);
    const before = await vault.balanceOf(company);
    const root = async (): Promise<string> => {
      const params = [await vault.getAddress(), [], "latest"];
      const proof: unknown = await provider.request({ method: "eth_getProof", params });
      if (typeof proof !== "object" || proof === null || !("storageHash" in proof)) throw new Error("no proof");
      return String(proof.storageHash);
    };
    const unmoved = await root();
    await moveTo(EXPIRY + 20n * HOUR);
    expect((await vault.balanceOf(company)) - before).to.equal(11n * AMOUNT - 2_000_000n);
    expect(await root()).to.equal(unmoved);
  });
});
