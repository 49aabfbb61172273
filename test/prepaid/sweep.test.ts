import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import {
  ContractAccount__factory,
  DenyListAsset__factory,
  HookAsset__factory,
  type PrepaidVault,
} from "../../types/ethers-contracts/index.js";
import { createVault, ethers, HOUR, idOf, moveTo, networkHelpers, PLAIN, rulesOf } from "./fixture.ts";
import { eventsOf, EXPIRY, expectBooks, expectSound, peopled, REF, refuses, termsOf } from "./support.ts";

describe("prepaid: what an owner chooses, and sweeps", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** The company has 1,000 locked in each of so many buckets, from {@link EXPIRY} on. */
  async function locked(buckets = 3n) {
    const context = await load();
    const own = context.vault.connect(context.company);
    for (let n = 0n; n < buckets; ++n) await own.issue(n + 1n, context.ann, false, 1_000n, EXPIRY + n * HOUR);
    return { ...context, own };
  }
  const ALL = 100n;

  describe("choosePayout and chooseSweep", () => {
    it("keep each other's choice, and the balance", async () => {
      const { vault, company } = await locked();
      const own = vault.connect(company);
      expect(await vault.choicesOf(company)).to.deep.equal([false, false, 0n]);
      await expect(own.choosePayout(true)).to.emit(vault, "PayoutChosen").withArgs(company.address, true);
      expect(await vault.choicesOf(company)).to.deep.equal([true, false, 0n]);
      await expect(own.chooseSweep(true, 100n)).to.emit(vault, "SweepChosen").withArgs(company.address, true, 100n);
      expect(await vault.choicesOf(company)).to.deep.equal([true, true, 100n]);
      await expect(own.choosePayout(false)).to.emit(vault, "PayoutChosen").withArgs(company.address, false);
      expect(await vault.choicesOf(company)).to.deep.equal([false, true, 100n]);
      await own.choosePayout(true);
      await own.chooseSweep(true, 7n);
      expect(await vault.choicesOf(company)).to.deep.equal([true, true, 7n]);
      await expect(own.chooseSweep(false, 100n)).to.emit(vault, "SweepChosen").withArgs(company.address, false, 0n);
      expect(await vault.choicesOf(company)).to.deep.equal([true, false, 0n]);
      await own.chooseSweep(true, 0n);
      expect(await vault.choicesOf(company)).to.deep.equal([true, true, 0n]);
      expect(await vault.balanceOf(company)).to.equal(7_000n);
      expect(await vault.balanceOfAt(company, EXPIRY + 9n * HOUR)).to.equal(10_000n);
    });

    it("survive whatever happens to the balance", async () => {
      const { vault, asset, company, ann, own } = await locked();
      await own.choosePayout(true);
      await own.chooseSweep(true, 55n);
      await moveTo(EXPIRY);
      await own.transfer(ann, 10n);
      await own.issue(9n, ann, false, 5n, EXPIRY + 9n * HOUR);
      await own.prune(9n);
      await asset.mint(company, 3n);
      await asset.connect(company).approve(vault, 3n);
      await own.deposit(3n, company);
      await own.withdrawAll(company);
      expect(await vault.choicesOf(company)).to.deep.equal([true, true, 55n]);
    });

    it("refuse a tip of more than a hundredth", async () => {
      const { vault, company } = await load();
      for (const tip of [101n, 65_535n]) {
        for (const on of [true, false]) {
          await refuses(() => vault.connect(company).chooseSweep(on, tip), "PrepaidTipTooHigh", [tip, 100n]);
        }
      }
    });
  });

  describe("acceptReturns", () => {
    it("holds for one purchaser, until it is taken back", async () => {
      const { vault, company, ann, third } = await load();
      await expect(vault.connect(third).acceptReturns(company, true))
        .to.emit(vault, "ReturnsAccepted")
        .withArgs(third.address, company.address, true);
      expect(await vault.acceptsReturns(third, company)).to.equal(true);
      expect(await vault.acceptsReturns(third, ann)).to.equal(false);
      expect(await vault.acceptsReturns(company, third)).to.equal(false);
      await expect(vault.connect(third).acceptReturns(company, false))
        .to.emit(vault, "ReturnsAccepted")
        .withArgs(third.address, company.address, false);
      expect(await vault.acceptsReturns(third, company)).to.equal(false);
    });
  });

  describe("prune", () => {
    it("counts so many lapsed buckets, and changes no balance", async () => {
      const { vault, company, own } = await locked();
      await moveTo(EXPIRY + 2n * HOUR);
      await expect(own.prune(2n)).to.emit(vault, "Pruned").withArgs(company.address, 2_000n, 2n);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      await expect(own.prune(9n)).to.emit(vault, "Pruned").withArgs(company.address, 1_000n, 1n);
      await expect(own.prune(9n)).to.emit(vault, "Pruned").withArgs(company.address, 0n, 0n);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
    });

    it("leaves a bucket that has not begun", async () => {
      const { vault, company, own } = await locked();
      await moveTo(EXPIRY + HOUR - 2n);
      await expect(own.prune(9n)).to.emit(vault, "Pruned").withArgs(company.address, 1_000n, 1n);
      await moveTo(EXPIRY + 2n * HOUR);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
    });
  });

  describe("sweep", () => {
    it("pays out exactly what has come back, with the owner's tip to whom the sweeper names", async () => {
      const context = await locked();
      const { vault, asset, own, company, stranger, bob } = context;
      await own.chooseSweep(true, 50n);
      expect(await vault.sweepable(company)).to.equal(0n);
      await moveTo(EXPIRY + HOUR - 1n);
      expect(await vault.sweepable(company)).to.equal(1_000n);
      await moveTo(EXPIRY + HOUR);
      expect(await vault.sweepable(company)).to.equal(2_000n);
      const sent = vault.connect(stranger).sweep([company], ALL, bob);
      await expect(sent).to.changeTokenBalances(ethers, asset, [vault, company, bob], [-1_990n, 1_990n, 0n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Pruned", company.address, 2_000n, 2n],
        ["Transfer", company.address, ZeroAddress, 1_990n],
        ["Transfer", company.address, bob.address, 10n],
        ["Swept", company.address, bob.address, 2_000n, 10n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(7_000n);
      expect(await vault.balanceOf(bob)).to.equal(10n);
      expect(await vault.sweepable(company)).to.equal(0n);
      await expectSound(context);
      // Nothing is left to do.
      expect(await eventsOf(vault.sweep([company], ALL, bob), vault)).to.deep.equal([]);
    });

    it("pays no tip where the owner gives none, and all of a little that a tip rounds to nothing of", async () => {
      const context = await locked(1n);
      const { vault, asset, own, company, ann, bob } = context;
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY);
      await expect(vault.sweep([company], ALL, bob)).to.changeTokenBalance(ethers, asset, company, 1_000n);
      await own.chooseSweep(true, 100n);
      await own.issue(8n, ann, false, 99n, EXPIRY + HOUR);
      await moveTo(EXPIRY + HOUR);
      await expect(vault.sweep([company], ALL, bob)).to.changeTokenBalance(ethers, asset, company, 99n);
      expect(await vault.balanceOf(bob)).to.equal(0n);
      await expectSound(context);
    });

    it("passes over who didn't choose it, chose no more, or for whom nothing has come back", async () => {
      const context = await locked();
      const { vault, asset, own, company, ann, stranger, bob } = context;
      await vault.connect(ann).chooseSweep(true, 100n);
      await moveTo(EXPIRY);
      const nothing = async () =>
        expect(
          await eventsOf(vault.sweep([company, ann, stranger, ZeroAddress, company], ALL, bob), vault),
        ).to.deep.equal([]);
      await nothing();
      expect(await vault.sweepable(company)).to.equal(0n);
      await own.chooseSweep(true, 100n);
      await own.chooseSweep(false, 0n);
      await nothing();
      await own.chooseSweep(true, 100n);
      expect(await vault.sweepable(company)).to.equal(1_000n);
      // Named twice, he is paid once; the others hold nobody up.
      await expect(vault.sweep([stranger, company, ann, company], ALL, bob)).to.changeTokenBalance(
        ethers,
        asset,
        company,
        990n,
      );
      expect(await vault.balanceOf(bob)).to.equal(10n);
      await expectSound(context);
    });

    it("counts at most so many buckets of each owner, and goes on from there", async () => {
      const context = await locked(5n);
      const { vault, asset, own, company, bob } = context;
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY + 9n * HOUR);
      for (const [limit, paid] of [
        [0n, 0n],
        [2n, 2_000n],
        [1n, 1_000n],
        [9n, 2_000n],
        [9n, 0n],
      ] as const) {
        await expect(vault.sweep([company], limit, bob)).to.changeTokenBalance(ethers, asset, company, paid);
        await expectSound(context);
      }
    });

    it("leaves what an owner has pruned by his own act", async () => {
      const context = await locked();
      const { vault, asset, own, company, ann, bob } = context;
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY + HOUR);
      await own.prune(1n);
      expect(await vault.sweepable(company)).to.equal(1_000n);
      // To issue into a new bucket counts nothing where the free balance is enough.
      await own.issue(9n, ann, false, 100n, EXPIRY + 50n * HOUR);
      expect(await vault.sweepable(company)).to.equal(1_000n);
      await moveTo(EXPIRY + 2n * HOUR);
      await expect(vault.sweep([company], ALL, bob)).to.changeTokenBalance(ethers, asset, company, 2_000n);
      expect(await vault.balanceOf(company)).to.equal(7_900n);
      await expectSound(context);
    });

    it("is spoilt by nobody: what others' acts bring into use counts nothing of the owner's", async () => {
      const context = await locked(2n);
      const { vault, asset, own, company, ann, bob, shop, third } = context;
      await own.chooseSweep(true, 0n);
      await vault.connect(third).chooseSweep(true, 0n);
      await vault.connect(third).acceptReturns(company, true);
      const shared = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      await own.issueWithRules(20n, ann, false, 1_000n, EXPIRY, shared);
      await own.issueWithRules(21n, ann, false, 1_000n, EXPIRY + HOUR, shared);
      const late = EXPIRY + 50n * HOUR;
      const firstUse = rulesOf({ trigger: 2n, delay: HOUR });
      await own.issue(22n, ann, false, 500n, late);
      await own.issueWithRules(23n, ann, false, 500n, late, firstUse);
      await moveTo(EXPIRY + HOUR);
      const due = [3_000n, 1_000n];
      const sweepable = async () => [await vault.sweepable(company), await vault.sweepable(third)];
      expect(await sweepable()).to.deep.equal(due);
      // A bucket is emptied, and a refund brings it into use again.
      await vault.connect(ann).redeem(idOf(company, 22n), 500n, shop, REF);
      await vault.connect(ann).redeemWithRules(idOf(company, 23n), 500n, shop, ZeroHash, termsOf(firstUse));
      await vault.connect(shop).refund(idOf(company, 22n), 500n, REF, PLAIN);
      // An issue in favour of somebody who accepts it.
      await own.issueWithRules(24n, ann, false, 100n, late + HOUR, shared);
      // A first use that moves a lock to a bucket of its own.
      await own.issueWithRules(25n, ann, false, 100n, late, firstUse);
      await vault.connect(ann).redeemWithRules(idOf(company, 25n), 1n, shop, ZeroHash, termsOf(firstUse));
      expect(await sweepable()).to.deep.equal(due);
      await expect(vault.sweep([company, third], ALL, bob)).to.changeTokenBalances(
        ethers,
        asset,
        [company, third],
        due,
      );
      await expectSound(context);
    });

    it("pays what came back an hour before a new bucket came into use, though nothing had come back for most of a year", async () => {
      const context = await locked(1n);
      const { vault, asset, own, company, ann, bob } = context;
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY);
      await vault.sweep([company], ALL, bob);
      // More than 24 pages of 256 hours later.
      const late = EXPIRY + 25n * 256n * HOUR;
      await moveTo(late - 2_500n * HOUR);
      await own.issue(20n, ann, false, 700n, late - HOUR);
      await moveTo(late);
      await own.issue(21n, ann, false, 100n, late + HOUR);
      expect(await vault.sweepable(company)).to.equal(700n);
      await expect(vault.sweep([company], ALL, bob)).to.changeTokenBalance(ethers, asset, company, 700n);
      await expectSound(context);
    });

    it("credits the owner, and nobody a tip, where the asset refuses him", async () => {
      const context = await load();
      const { factory, deployer, company, ann, bob, third } = context;
      const asset = await new DenyListAsset__factory(deployer).deploy();
      const vault = await createVault(factory, await asset.getAddress());
      for (const owner of [company, third]) {
        await asset.mint(owner, 1_000n);
        await asset.connect(owner).approve(vault, 1_000n);
        await vault.connect(owner).deposit(1_000n, owner);
        await vault.connect(owner).issue(1n, ann, false, 1_000n, EXPIRY);
        await vault.connect(owner).chooseSweep(true, 100n);
      }
      await asset.setDenied(company, true);
      await moveTo(EXPIRY);
      expect(await eventsOf(vault.sweep([company, third], ALL, bob), vault)).to.deep.equal([
        ["Pruned", company.address, 1_000n, 1n],
        ["Transfer", company.address, ZeroAddress, 990n],
        ["Transfer", ZeroAddress, company.address, 990n],
        ["PushFailed", company.address, 990n],
        ["Pruned", third.address, 1_000n, 1n],
        ["Transfer", third.address, ZeroAddress, 990n],
        ["Transfer", third.address, bob.address, 10n],
        ["Swept", third.address, bob.address, 1_000n, 10n],
      ]);
      expect(await vault.balanceOf(company)).to.equal(1_000n);
      expect(await vault.balanceOf(bob)).to.equal(10n);
      await expectBooks(vault, await asset.balanceOf(vault));
      await vault.connect(company).withdrawAll(ann);
      expect(await asset.balanceOf(ann)).to.equal(1_000n);
    });

    it("refuses nobody and the vault as receivers of tips", async () => {
      const { vault, company } = await load();
      for (const to of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => vault.sweep([company], ALL, to), "PrepaidInvalidReceiver", [to]);
      }
    });

    it("tips the owner himself where he sweeps", async () => {
      const context = await locked(1n);
      const { vault, asset, own, company } = context;
      await own.chooseSweep(true, 100n);
      await moveTo(EXPIRY);
      await expect(own.sweep([company], ALL, company)).to.changeTokenBalance(ethers, asset, company, 990n);
      expect(await vault.balanceOf(company)).to.equal(9_010n);
      await expectSound(context);
    });
  });

  describe("an owner who is called in the middle of his payout", () => {
    /** A contract with 1,000 units that come back at {@link EXPIRY}, for a tip of a hundredth, and 500 that are free. */
    async function called() {
      const context = await load();
      const { factory, deployer, ann } = context;
      const asset = await new HookAsset__factory(deployer).deploy();
      const vault = await createVault(factory, await asset.getAddress());
      const agent = await new ContractAccount__factory(deployer).deploy();
      const address = await agent.getAddress();
      await asset.mint(address, 1_500n);
      const act = (data: string) => agent.execute(vault, data);
      await agent.execute(asset, asset.interface.encodeFunctionData("approve", [await vault.getAddress(), 1_500n]));
      await act(encode(vault, "deposit", [1_500n, address]));
      await act(encode(vault, "issue", [1n, ann.address, false, 1_000n, EXPIRY]));
      await act(encode(vault, "chooseSweep", [true, 100n]));
      await moveTo(EXPIRY);
      const sound = async () => expectBooks(vault, await asset.balanceOf(vault));
      return { ...context, asset, vault, agent, address, sound };
    }

    it("can't take the tip before it is paid", async () => {
      const { vault, asset, agent, address, bob, sound } = await called();
      await agent.reenterWith(vault, encode(vault, "withdrawAll", [address]));
      await vault.sweep([address], ALL, bob);
      expect(await asset.balanceOf(address)).to.equal(1_490n);
      expect(await vault.balanceOf(address)).to.equal(0n);
      expect(await vault.balanceOf(bob)).to.equal(10n);
      await sound();
    });

    it("can't withdraw a unit more than is free", async () => {
      const { vault, asset, agent, address, bob, sound } = await called();
      await agent.reenterWith(vault, encode(vault, "withdraw", [501n, address]));
      const reason = vault.interface.encodeErrorResult("LapseShort", [501n, 500n]);
      await expect(vault.sweep([address], ALL, bob))
        .to.emit(agent, "Reentered")
        .withArgs(false, reason);
      expect(await asset.balanceOf(address)).to.equal(990n);
      await sound();
    });

    it("is paid once, though he sweeps himself again", async () => {
      const { vault, asset, agent, address, bob, sound } = await called();
      await agent.reenterWith(vault, encode(vault, "sweep", [[address], ALL, address]));
      await expect(vault.sweep([address], ALL, bob))
        .to.emit(agent, "Reentered")
        .withArgs(true, "0x");
      expect(await asset.balanceOf(address)).to.equal(990n);
      expect(await vault.balanceOf(address)).to.equal(500n);
      expect(await vault.balanceOf(bob)).to.equal(10n);
      await sound();
    });

    it("pays the tip he had chosen before, whatever he chooses meanwhile", async () => {
      const { vault, agent, address, bob, sound } = await called();
      await agent.reenterWith(vault, encode(vault, "chooseSweep", [false, 0n]));
      await vault.sweep([address], ALL, bob);
      expect(await vault.balanceOf(bob)).to.equal(10n);
      expect(await vault.choicesOf(address)).to.deep.equal([false, false, 0n]);
      await sound();
    });
  });

  it("sweepable and choices are each owner's own", async () => {
    const { vault, own, ann, company } = await locked();
    await own.chooseSweep(true, 100n);
    await vault.connect(company).topUp(idOf(company, 1n), 1n, PLAIN);
    await moveTo(EXPIRY);
    expect(await vault.sweepable(company)).to.equal(1_001n);
    expect(await vault.sweepable(ann)).to.equal(0n);
    expect(await vault.choicesOf(ann)).to.deep.equal([false, false, 0n]);
  });
});

/** The data of a call to a vault. */
function encode(
  vault: PrepaidVault,
  name: "deposit" | "issue" | "chooseSweep" | "withdraw" | "withdrawAll" | "sweep",
  args: unknown[],
): string {
  const fragment = vault.interface.getFunction(name);
  return vault.interface.encodeFunctionData(fragment as never, args as never);
}
