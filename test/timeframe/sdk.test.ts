import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import hre from "hardhat";
import { encodeBytes32String, hexlify, id, toUtf8Bytes, VoidSigner, ZeroAddress, ZeroHash } from "ethers";

import {
  addressOfToken,
  admitProviders,
  approve,
  BackingKind,
  becomeProvider,
  collect,
  collectableFrames,
  connectToken,
  createBacking,
  createToken,
  createTokens,
  dismissProviders,
  explainError,
  frameAt,
  fund,
  joinWithProof,
  joinWithVoucher,
  kindOfBacking,
  Layout,
  layoutOf,
  memberTree,
  nameOfBackingKind,
  nameOfLayout,
  nameOfRhythm,
  NO_CAP,
  NO_END,
  openGroup,
  openPool,
  parseBackingKind,
  parseLayout,
  parseRhythm,
  predictToken,
  providerOf,
  providerTree,
  readBalance,
  readClock,
  readFrame,
  readProvider,
  readToken,
  request,
  requestPackage,
  Rhythm,
  rhythmOf,
  runnerOf,
  scheduleBudget,
  scheduleQuota,
  scheduleReceiveCap,
  setAuthority,
  setProviderRoot,
  setRoot,
  signVoucher,
  spend,
  transfer,
  voucherFor,
  withdraw,
} from "../../src/timeframe/index.ts";
import { ITimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import { deployTimeframe, ethers, moveTo, networkHelpers, START, WEEK } from "./fixture.ts";
import { expectRejection } from "./sdk-helpers.ts";

const weekly = { name: "Meals", symbol: "MEAL", rhythm: Rhythm.FIXED, anchor: START, frameLength: WEEK };

async function nameOfRevert(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => explainError(error)?.name,
  );
}

describe("timeframe kit", () => {
  async function load() {
    const deployed = await networkHelpers.loadFixture(deployTimeframe);
    const [ann, bob, canteen, bakery, clerk] = deployed.people as [
      HardhatEthersSigner,
      HardhatEthersSigner,
      HardhatEthersSigner,
      HardhatEthersSigner,
      HardhatEthersSigner,
    ];
    await deployed.asset.mint(deployed.sponsor, 10n ** 12n);
    return { ...deployed, factoryAddress: await deployed.factory.getAddress(), ann, bob, canteen, bakery, clerk };
  }

  /** A token that can be spent, with one group of ann and bob, and canteen and bakery as providers. */
  async function backed(kind: BackingKind, layout: Layout = Layout.PLAIN, pot = 0n) {
    const parts = await load();
    const { administrator, sponsor, asset, factoryAddress, ann, bob, canteen, bakery } = parts;
    const { backing, address } = await createBacking(sponsor, factoryAddress, {
      kind,
      asset: await asset.getAddress(),
      sponsor: sponsor.address,
    });
    const { token } = await createToken(administrator, factoryAddress, {
      layout,
      terms: { ...weekly, backing: address },
    });
    const { group } = await openGroup(administrator, token, { quota: 40n });
    await parts.groups.addMembers(token, group, [ann, bob], NO_END);
    await admitProviders(administrator, token, [canteen.address, bakery.address]);
    await openPool(sponsor, token, { price: 100n, pot });
    await fund(sponsor, token, 1_000_000n);
    return { ...parts, backing, token, group };
  }

  describe("words", () => {
    it("become the numbers of the contracts, and back", () => {
      expect(parseLayout("plain")).to.equal(Layout.PLAIN);
      expect(parseLayout(" Grace ")).to.equal(Layout.GRACE);
      expect(parseRhythm("weekly")).to.equal(Rhythm.WEEK);
      expect(parseRhythm("month")).to.equal(Rhythm.MONTH);
      expect(parseBackingKind("pro-rata")).to.equal(BackingKind.PRO_RATA);
      expect(nameOfLayout(Layout.CAPPED)).to.equal("capped");
      expect(nameOfRhythm(Rhythm.QUARTER)).to.equal("quarter");
      expect(nameOfBackingKind(BackingKind.FIXED_PRICE)).to.equal("fixed-price");
      for (const layout of Object.values(Layout)) expect(layoutOf(layout)).to.equal(layout);
      for (const rhythm of Object.values(Rhythm)) expect(rhythmOf(rhythm)).to.equal(rhythm);
    });

    it("that don't exist are refused with those that do", () => {
      expect(() => parseLayout("wide")).to.throw(RangeError, '"wide" is no layout; use one of plain, capped, grace');
      expect(() => parseRhythm("hourly")).to.throw(RangeError, '"hourly" is no rhythm; use one of fixed, day, daily');
      expect(() => layoutOf(3n)).to.throw(RangeError, "3 is no layout");
    });
  });

  describe("createToken", () => {
    it("creates once, at the address that was predicted", async () => {
      const { administrator, factoryAddress } = await load();
      const plan = { layout: Layout.CAPPED, terms: weekly, salt: "first" };
      const predicted = await predictToken(administrator, factoryAddress, plan);
      const first = await createToken(administrator, factoryAddress, plan);
      expect(first.address).to.equal(predicted);
      expect(first.created).to.equal(true);
      expect(first.receipt?.status).to.equal(1);
      expect(await first.token.accountLayout()).to.equal(Layout.CAPPED);

      const sent = await ethers.provider.getTransactionCount(administrator);
      const second = await createToken(administrator, factoryAddress, plan);
      expect([second.address, second.created, second.receipt]).to.deep.equal([predicted, false, null]);
      expect(await ethers.provider.getTransactionCount(administrator)).to.equal(sent);
      const other = await createToken(administrator, factoryAddress, { ...plan, salt: id("second") });
      expect(other.created).to.equal(true);
      expect(other.address).to.not.equal(predicted);
    });

    it("creates what is missing of a programme, three in a transaction", async () => {
      const { administrator, factoryAddress } = await load();
      const rhythms = [Rhythm.DAY, Rhythm.WEEK, Rhythm.MONTH, Rhythm.QUARTER, Rhythm.YEAR];
      const plans = rhythms.map((rhythm) => ({
        layout: Layout.PLAIN,
        terms: { name: "Meals", symbol: "MEAL", rhythm },
      }));
      await createToken(administrator, factoryAddress, plans[1]!);
      const made = await createTokens(administrator, factoryAddress, plans);
      expect(made.map(({ created }) => created)).to.deep.equal([true, false, true, true, true]);
      const receipts = made.map(({ receipt }) => receipt?.hash ?? null);
      expect(receipts[0]).to.equal(receipts[2]).and.equal(receipts[3]);
      expect(receipts[4]).to.not.equal(receipts[0]);
      expect(receipts[1]).to.equal(null);
      for (const [i, { token }] of made.entries()) expect((await readClock(token)).rhythm).to.equal(rhythms[i]);
      // Code that is instrumented for coverage costs more than what is deployed.
      if (!hre.globalOptions.coverage) expect(made[0]!.receipt!.gasUsed < 2n ** 24n).to.equal(true);
    });
  });

  describe("backings", () => {
    it("are created once, funded with what allowance lacks, and emptied by the sponsor", async () => {
      const { token, backing, sponsor, asset, factoryAddress, ann } = await backed(BackingKind.FIXED_PRICE);
      const again = await createBacking(sponsor, factoryAddress, {
        kind: BackingKind.FIXED_PRICE,
        asset,
        sponsor: sponsor.address,
      });
      expect([again.address, again.created, again.receipt]).to.deep.equal([await backing.getAddress(), false, null]);
      expect((await backing.poolOf(token)).balance).to.equal(1_000_000n);
      expect(await asset.allowance(sponsor, backing)).to.equal(0n);
      await asset.connect(sponsor).approve(backing, 3n);
      await fund(sponsor, token, 10n);
      expect(await asset.allowance(sponsor, backing)).to.equal(0n);
      await withdraw(sponsor, token, { amount: 9n });
      await withdraw(sponsor, token, { amount: 1n, to: ann.address });
      expect(await asset.balanceOf(ann)).to.equal(1n);
      expect((await backing.poolOf(token)).balance).to.equal(1_000_000n);
    });

    it("are told apart by their kind", async () => {
      const fixed = await backed(BackingKind.FIXED_PRICE);
      expect(await kindOfBacking(fixed.backing)).to.equal(BackingKind.FIXED_PRICE);
      const shared = await backed(BackingKind.PRO_RATA);
      expect(await kindOfBacking(shared.backing)).to.equal(BackingKind.PRO_RATA);
    });

    it("are missed where a token has none", async () => {
      const { administrator, factoryAddress } = await load();
      const { token } = await createToken(administrator, factoryAddress, { layout: Layout.PLAIN, terms: weekly });
      const none = "The token has no backing: its units can be transferred, not spent";
      await expectRejection(fund(administrator, token, 1n), TypeError, none);
      await expectRejection(
        collect(administrator, token),
        TypeError,
        "The token has no backing, so nothing was earned",
      );
      expect((await readToken(token)).backing).to.equal(null);
      expect(await collectableFrames(token, administrator.address)).to.deep.equal([]);
    });
  });

  describe("groups", () => {
    it("open with the usual terms, and change with the next frame", async () => {
      const { administrator, factoryAddress } = await load();
      const { token } = await createToken(administrator, factoryAddress, { layout: Layout.CAPPED, terms: weekly });
      const first = await openGroup(administrator, token, { quota: 40n });
      const second = await openGroup(administrator, token, {
        quota: 9n,
        onRequest: true,
        budget: 100n,
        soulbound: true,
      });
      expect([first.group, second.group]).to.deep.equal([1n, 2n]);
      await scheduleQuota(administrator, token, 1n, 50n);
      await scheduleReceiveCap(administrator, await token.getAddress(), 1n, 20n);
      await scheduleBudget(administrator, token, 2n, 200n);
      const { groups } = await readToken(token);
      expect(groups).to.deep.equal([
        {
          group: 1n,
          onRequest: false,
          soulbound: false,
          members: 0n,
          quota: 40n,
          quotaNext: 50n,
          receiveCap: NO_CAP,
          receiveCapNext: 20n,
          budget: 0n,
          budgetNext: 0n,
          requested: 0n,
        },
        {
          group: 2n,
          onRequest: true,
          soulbound: true,
          members: 0n,
          quota: 9n,
          quotaNext: 9n,
          receiveCap: NO_CAP,
          receiveCapNext: NO_CAP,
          budget: 100n,
          budgetNext: 200n,
          requested: 0n,
        },
      ]);
    });
  });

  describe("providers", () => {
    it("are admitted and dismissed, and who is so already is left out", async () => {
      const { administrator, token, canteen, clerk, groups } = await backed(BackingKind.FIXED_PRICE);
      const admitted = await admitProviders(administrator, token, [canteen.address, clerk.address]);
      expect([admitted.changed, admitted.unchanged, admitted.skipped]).to.deep.equal([
        [clerk.address],
        [canteen.address],
        [],
      ]);
      const dismissed = await dismissProviders(administrator, token, [clerk.address]);
      expect(dismissed.changed).to.deep.equal([clerk.address]);
      expect(await groups.isBarred(token, clerk)).to.equal(true);
      const again = await dismissProviders(administrator, token, [clerk.address]);
      expect([again.changed, again.unchanged, again.receipts]).to.deep.equal([[], [clerk.address], []]);
      const { skipped } = await admitProviders(administrator, token, [clerk.address]);
      expect(skipped.map(({ account, reason }) => [account, reason.name])).to.deep.equal([
        [clerk.address, "TimeframeBarred"],
      ]);
    });

    it("enter by proof", async () => {
      const { administrator, token, ann, clerk } = await backed(BackingKind.FIXED_PRICE);
      const tree = providerTree([ann.address, clerk.address]);
      await setProviderRoot(administrator, token, tree.root);
      await becomeProvider(clerk, token, tree.proofOf(clerk.address).proof);
      expect((await token.accountOf(clerk)).provider).to.equal(true);
      expect(await nameOfRevert(becomeProvider(ann, token, []))).to.equal("TimeframeProofInvalid");
    });
  });

  describe("members by themselves", () => {
    it("enter by proof", async () => {
      const { administrator, token, group, canteen, clerk } = await backed(BackingKind.FIXED_PRICE);
      const tree = memberTree([{ account: canteen.address }, { account: clerk.address, until: 9n }]);
      await setRoot(administrator, token, group, tree.root);
      const { entry, proof } = tree.proofOf(clerk.address);
      await joinWithProof(clerk, token, { group, until: entry.until, proof });
      await joinWithProof(canteen, token, { group, proof: tree.proofOf(canteen.address).proof });
      expect((await token.accountOf(clerk)).until).to.equal(9n);
      expect((await token.accountOf(canteen)).until).to.equal(NO_END);
    });

    it("enter by a voucher that anybody brings", async () => {
      const { administrator, token, group, canteen, clerk, bakery, groups } = await backed(BackingKind.FIXED_PRICE);
      await setAuthority(administrator, token, group, clerk.address);
      const deadline = START + WEEK;
      const voucher = await voucherFor(clerk, token, { group, account: canteen.address, deadline, until: 7n });
      expect(voucher).to.deep.equal({
        token: await token.getAddress(),
        group,
        account: canteen.address,
        until: 7n,
        version: 1n,
        deadline,
      });
      const signature = await signVoucher(clerk, await groups.getAddress(), voucher);
      expect(await nameOfRevert(joinWithVoucher(bakery, { ...voucher, until: 8n }, signature))).to.equal(
        "TimeframeVoucherUnsigned",
      );
      await joinWithVoucher(bakery, voucher, signature);
      expect((await token.accountOf(canteen)).until).to.equal(7n);
      expect(await nameOfRevert(joinWithVoucher(bakery, voucher, signature))).to.equal("TimeframeVoucherUsed");
    });
  });

  describe("units", () => {
    it("are spent with a reference in bytes, in words, or none", async () => {
      const { token, ann, canteen } = await backed(BackingKind.FIXED_PRICE);
      const long = "a reference of more than thirty-one bytes";
      for (const ref of [undefined, "order 17", long, id("hash")]) {
        const order = { provider: canteen.address, amount: 1n };
        await spend(ann, token, ref === undefined ? order : { ...order, ref });
      }
      const spent = await token.queryFilter(token.filters.Spent(ann));
      expect(spent.map(({ args }) => args.ref)).to.deep.equal([
        ZeroHash,
        encodeBytes32String("order 17"),
        id(long),
        id("hash"),
      ]);
      expect(await token.balanceOf(ann)).to.equal(36n);
    });

    it("are transferred, in GRACE also by epoch", async () => {
      const { token, ann, bob } = await backed(BackingKind.FIXED_PRICE, Layout.GRACE);
      await moveTo(START + WEEK);
      await transfer(ann, await token.getAddress(), { to: bob.address, amount: 5n });
      await transfer(ann, token, { to: bob.address, amount: 3n, epoch: 2n });
      expect(await token.balanceOfAtEpoch(1n, ann)).to.equal(35n);
      expect(await token.balanceOfAtEpoch(2n, ann)).to.equal(37n);
    });

    it("are spent and transferred out of an allowance, which outlives the frame", async () => {
      const { token, ann, bob, canteen } = await backed(BackingKind.FIXED_PRICE, Layout.GRACE);
      await approve(ann, token, { spender: bob.address, amount: 12n });
      await spend(bob, token, { account: ann.address, provider: canteen.address, amount: 2n, ref: "order 18" });
      await moveTo(START + WEEK);
      await transfer(bob, token, { account: ann.address, to: bob.address, amount: 3n });
      await transfer(bob, token, { account: ann.address, to: bob.address, amount: 4n, epoch: 2n });
      expect(await token.allowance(ann, bob)).to.equal(3n);
      expect(await token.balanceOfAtEpoch(1n, ann)).to.equal(35n);
      expect(await token.balanceOfAtEpoch(2n, ann)).to.equal(36n);
      await approve(ann, token, { spender: bob.address, amount: 0n });
      expect(await nameOfRevert(transfer(bob, token, { account: ann.address, to: bob.address, amount: 1n }))).to.equal(
        "ERC20InsufficientAllowance",
      );
    });

    it("are requested, also as a package", async () => {
      const { administrator, factoryAddress, groups, ann } = await load();
      const { token } = await createToken(administrator, factoryAddress, { layout: Layout.CAPPED, terms: weekly });
      const { group } = await openGroup(administrator, token, { quota: 20n, onRequest: true, budget: 100n });
      await groups.addMembers(token, group, [ann], NO_END);
      await request(ann, token, 4n);
      await requestPackage(ann, token, { amount: 5n, metadata: "box 4" });
      await requestPackage(ann, token, { amount: 6n, metadata: new Uint8Array([1, 2]) });
      const packages = await token.queryFilter(token.filters.Package(ann));
      expect(packages.map(({ args }) => args.metadata)).to.deep.equal([hexlify(toUtf8Bytes("box 4")), "0x0102"]);
      expect(await token.balanceOf(ann)).to.equal(15n);
    });
  });

  describe("collect", () => {
    it("pays a fixed price to the provider, to whom he names, or by anybody's favour", async () => {
      const { token, asset, ann, canteen, bakery, clerk } = await backed(BackingKind.FIXED_PRICE);
      await spend(ann, token, { provider: canteen.address, amount: 3n });
      expect(await readProvider(token, canteen.address)).to.deep.equal({
        account: canteen.address,
        admitted: true,
        earned: 3n,
        collectable: 300n,
        frames: [],
      });
      const first = await collect(canteen, token);
      expect([first.amount, first.frames, first.receipts.length]).to.deep.equal([300n, [], 1]);
      const nothing = await collect(canteen, token);
      expect([nothing.amount, nothing.receipts]).to.deep.equal([0n, []]);

      await spend(ann, token, { provider: canteen.address, amount: 2n });
      await collect(canteen, token, { to: clerk.address });
      expect(await asset.balanceOf(clerk)).to.equal(200n);
      await spend(ann, token, { provider: canteen.address, amount: 1n });
      expect((await collect(bakery, token, { provider: canteen.address })).amount).to.equal(100n);
      expect(await asset.balanceOf(canteen)).to.equal(400n);
      await expectRejection(
        collect(bakery, token, { provider: canteen.address, to: bakery.address }),
        TypeError,
        "Only the provider himself chooses where his earnings go",
      );
    });

    it("finds the ended frames of a pro-rata backing", async () => {
      const { token, asset, ann, bob, canteen, bakery, clerk } = await backed(BackingKind.PRO_RATA, Layout.PLAIN, 600n);
      await spend(ann, token, { provider: canteen.address, amount: 10n });
      await spend(bob, token, { provider: bakery.address, amount: 20n });
      await moveTo(START + 2n * WEEK);
      await spend(ann, token, { provider: canteen.address, amount: 1n });
      await moveTo(START + 3n * WEEK);
      await spend(ann, token, { provider: canteen.address, amount: 7n });

      expect(await readProvider(token, canteen.address)).to.deep.equal({
        account: canteen.address,
        admitted: true,
        earned: 18n,
        collectable: 300n,
        frames: [1n, 3n],
      });
      const paid = await collect(canteen, token, { to: clerk.address });
      expect([paid.amount, paid.frames]).to.deep.equal([300n, [1n, 3n]]);
      expect(await asset.balanceOf(clerk)).to.equal(300n);
      const nothing = await collect(canteen, token);
      expect([nothing.amount, nothing.frames]).to.deep.equal([0n, []]);
      expect((await collect(clerk, token, { provider: bakery.address, frames: [1n] })).amount).to.equal(400n);
    });
  });

  describe("readers", () => {
    it("read a token whole", async () => {
      const { token, administrator, sponsor, asset, groups, backing } = await backed(
        BackingKind.PRO_RATA,
        Layout.GRACE,
        600n,
      );
      const read = await readToken(token);
      expect(read).to.deep.include({
        address: await token.getAddress(),
        name: "Meals",
        symbol: "MEAL",
        decimals: 0n,
        layout: Layout.GRACE,
        clock: { rhythm: Rhythm.FIXED, anchor: START, frameLength: WEEK },
        open: false,
        maxAmount: 2n ** 80n - 1n,
        groupsAddress: await groups.getAddress(),
        administrator: administrator.address,
        frame: { index: 1n, start: START, end: START + WEEK, label: "2030-01-07T00:00:00Z" },
        totalSupply: 80n,
        backing: {
          address: await backing.getAddress(),
          kind: BackingKind.PRO_RATA,
          asset: await asset.getAddress(),
          sponsor: sponsor.address,
          pool: {
            balance: 1_000_000n,
            reserved: 0n,
            free: 1_000_000n,
            price: 100n,
            priceNext: 100n,
            pot: 600n,
            potNext: 600n,
          },
        },
      });
      await groups.renounceAdministration(token);
      expect((await readToken(token)).administrator).to.equal(null);
    });

    it("read a backing that only counts and has no pool yet", async () => {
      const { administrator, factoryAddress } = await load();
      const plan = { kind: BackingKind.FIXED_PRICE, asset: ZeroAddress, sponsor: administrator.address };
      const { address } = await createBacking(administrator, factoryAddress, plan);
      const { token } = await createToken(administrator, factoryAddress, {
        layout: Layout.PLAIN,
        terms: { ...weekly, backing: address },
      });
      expect((await readToken(token)).backing).to.deep.equal({
        address,
        kind: BackingKind.FIXED_PRICE,
        asset: null,
        sponsor: administrator.address,
        pool: null,
      });
      expect((await readProvider(token, administrator.address)).collectable).to.equal(0n);
    });

    it("read the frame of now and of any moment", async () => {
      const { token } = await backed(BackingKind.FIXED_PRICE);
      expect((await readFrame(token)).index).to.equal(1n);
      expect(await readFrame(token, START + WEEK)).to.deep.equal({
        index: 2n,
        start: START + WEEK,
        end: START + 2n * WEEK,
        label: "2030-01-14T00:00:00Z",
      });
      expect(frameAt(await readClock(token), START - 1n)).to.equal(0n);
    });

    it("read a balance now, at a block, in frames past and to come", async () => {
      const { token, administrator, ann, canteen } = await backed(BackingKind.FIXED_PRICE, Layout.GRACE);
      const before = await ethers.provider.getBlock("latest");
      await moveTo(START + 86_400n);
      await spend(ann, token, { provider: canteen.address, amount: 4n });
      const spent = await ethers.provider.getBlock("latest");
      await scheduleQuota(administrator, token, 1n, 50n);
      await moveTo(START + WEEK + 7n);

      const ends = (frame: bigint) => START + frame * WEEK;
      const now = await readBalance(token, ann.address);
      expect(now).to.deep.include({
        account: ann.address,
        balance: 86n,
        source: "chain",
        units: [
          { epoch: 1n, amount: 36n, expiresAt: ends(2n) },
          { epoch: 2n, amount: 50n, expiresAt: ends(3n) },
        ],
      });
      expect(now.frame.index).to.equal(2n);
      expect(await readBalance(token, ann.address, { frame: 2n })).to.deep.equal(now);

      const atBlock = await readBalance(token, ann.address, { blockTag: before!.number });
      expect([atBlock.balance, atBlock.frame.index, atBlock.source]).to.deep.equal([40n, 1n, "chain"]);

      const past = await readBalance(token, ann.address, { frame: 1n });
      expect([past.balance, past.source]).to.deep.equal([36n, "history"]);
      expect(past.units).to.deep.equal([{ epoch: 1n, amount: 36n, expiresAt: ends(2n) }]);
      const second = BigInt(spent!.timestamp);
      expect((await readBalance(token, ann.address, { timestamp: second - 1n })).balance).to.equal(40n);
      expect((await readBalance(token, ann.address, { timestamp: second })).balance).to.equal(36n);

      const next = await readBalance(token, ann.address, { frame: 3n });
      expect([next.balance, next.source]).to.deep.equal([100n, "announced"]);
      expect(next.units).to.deep.equal([
        { epoch: 2n, amount: 50n, expiresAt: ends(3n) },
        { epoch: 3n, amount: 50n, expiresAt: ends(4n) },
      ]);
      expect((await readBalance(token, ann.address, { timestamp: START + 9n * WEEK })).frame.index).to.equal(10n);
      expect(await token.balanceOfAtFrame(ann, 10n)).to.equal(100n);
      await expectRejection(
        readBalance(token, ann.address, { frame: 1n, timestamp: 5n }),
        TypeError,
        "Name one moment: a frame, a timestamp or a block",
      );
    });
  });

  it("says what a contract object or signer lacks", async () => {
    const { ann } = await load();
    const detached = ITimeframeToken__factory.connect(ann.address);
    expect(() => runnerOf(detached)).to.throw(TypeError, "The contract is connected to no provider or signer");
    expect(() => providerOf(new VoidSigner(ann.address))).to.throw(TypeError, "The signer is connected to no provider");
    expect(await addressOfToken(connectToken(ann.address, ann))).to.equal(ann.address);
  });
});
