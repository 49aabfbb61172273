import { expect } from "chai";
import { encodeBytes32String, parseEther } from "ethers";

import {
  acceptReturns,
  addressOfVault,
  BucketLength,
  cancel,
  choosePayout,
  chooseSweep,
  connectVault,
  createCards,
  createVault,
  deliver,
  deposit,
  depositEther,
  depositWithAuthorization,
  depositWithPermit,
  extend,
  findRules,
  formatId,
  idOf,
  isCards,
  isVaultOf,
  looksLikeVault,
  issue,
  isPiece,
  merchantList,
  NO_CAP,
  prune,
  purchaserOf,
  readChoices,
  readInstrument,
  readRedemption,
  readVault,
  reassign,
  redeem,
  refund,
  rulesOf,
  RulesUnknownError,
  settle,
  signAuthorization,
  signPermit,
  split,
  sweep,
  sweepableOwners,
  topUp,
  transferBalance,
  transferInstrument,
  Trigger,
  withdraw,
} from "../../src/prepaid/index.ts";
import {
  LocalWETH__factory,
  OpenZeppelinERC20__factory,
  RenamedDollar__factory,
  VersionedDollar__factory,
} from "../../types/ethers-contracts/index.js";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { deployPrepaid, deskErrors, ethers, HOUR, moveTo, networkHelpers, nextBlockAt, START } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

describe("prepaid, the SDK", () => {
  async function staged() {
    const context = await peopled();
    return { ...context, address: await context.vault.getAddress() };
  }
  const load = () => networkHelpers.loadFixture(staged);

  describe("creating", () => {
    it("makes the vault of an asset once, whoever asks", async () => {
      const { factory, asset, people } = await networkHelpers.loadFixture(deployPrepaid);
      const [ann, bob] = people;
      const at = await factory.getAddress();
      const plan = { asset: await asset.getAddress(), bucketLength: BucketLength.DAY };
      const first = await createVault(ann!, at, plan);
      expect(first.created).to.equal(true);
      expect(first.receipt).to.not.equal(null);
      expect(await factory.isVault(first.address)).to.equal(true);
      const second = await createVault(bob!, at, plan);
      expect(second).to.deep.include({ address: first.address, created: false, receipt: null });
      // Buckets of an hour are what a vault has unless somebody asks for days; the fixture made that one.
      expect(await createVault(bob!, at, { asset: plan.asset })).to.include({ created: false });
      expect(await readVault(first.vault, ethers.provider)).to.deep.equal({
        address: first.address,
        asset: plan.asset,
        bucketLength: 86_400n,
        name: "Prepaid mUSD",
        symbol: "pmUSD",
        decimals: 6n,
      });
    });

    it("makes the cards of a vault once", async () => {
      const { factory, address, ann, bob } = await load();
      const at = await factory.getAddress();
      const first = await createCards(ann, at, address);
      expect(first.created).to.equal(true);
      expect(await first.cards.vault()).to.equal(address);
      expect(await createCards(bob, at, connectVault(address, bob))).to.deep.include({
        address: first.address,
        created: false,
        receipt: null,
      });
    });

    it("tells vaults and cards from whatever else", async () => {
      const { factory, address, asset, ann } = await load();
      const { address: cards } = await createCards(ann, await factory.getAddress(), address);
      const all = [address, cards, await asset.getAddress(), ann.address];
      expect(await Promise.all(all.map((one) => looksLikeVault(one, ann)))).to.deep.equal([true, false, false, false]);
      const at = await factory.getAddress();
      expect(await Promise.all(all.map((one) => isVaultOf(at, one, ann)))).to.deep.equal([true, false, false, false]);
      expect(await Promise.all(all.map((one) => isCards(one, ann)))).to.deep.equal([false, true, false, false]);
    });
  });

  describe("money", () => {
    it("comes in by allowance, approved as far as it is missing", async () => {
      const { address, asset, ann, bob, vault } = await load();
      await asset.mint(ann, 100n);
      await deposit(ann, address, { amount: 60n });
      expect(await asset.allowance(ann, vault)).to.equal(0n);
      await asset.connect(ann).approve(vault, 3n);
      await deposit(ann, address, { amount: 30n, to: bob });
      await asset.connect(ann).approve(vault, 50n);
      await deposit(ann, address, { amount: 10n });
      // What is enough is left alone.
      expect(await asset.allowance(ann, vault)).to.equal(40n);
      expect([await vault.balanceOf(ann), await vault.balanceOf(bob)]).to.deep.equal([70n, 30n]);
    });

    it("comes in by permit, signed here or before, and used by somebody else before", async () => {
      const { address, asset, ann, stranger, vault } = await load();
      await asset.mint(ann, 100n);
      await depositWithPermit(ann, address, { amount: 60n });
      const permit = await signPermit(ann, address, { amount: 40n, deadline: START + 24n * HOUR });
      const { v, r, s } = ethers.Signature.from(permit.signature);
      await asset.connect(stranger).permit(ann, vault, permit.amount, permit.deadline, v, r, s);
      await depositWithPermit(ann, address, permit);
      expect(await vault.balanceOf(ann)).to.equal(100n);
    });

    it("comes in by authorization, sent by anyone", async () => {
      const { address, asset, ann, stranger, vault } = await load();
      await asset.mint(ann, 100n);
      const authorization = await signAuthorization(ann, address, { amount: 60n });
      await depositWithAuthorization(stranger, address, authorization);
      const named = { validAfter: START - 1n, validBefore: START + 24n * HOUR, nonce: encodeBytes32String("second") };
      const second = await signAuthorization(ann, address, { amount: 40n, ...named });
      expect(second).to.include({ from: ann.address, ...named });
      await depositWithAuthorization(stranger, address, second);
      expect(await vault.balanceOf(ann)).to.equal(100n);
    });

    it("comes in by a permit of whatever version the asset signs in", async () => {
      const { factory, deployer, ann } = await load();
      const asset = await new VersionedDollar__factory(deployer).deploy();
      const { address, vault } = await createVault(ann, await factory.getAddress(), {
        asset: await asset.getAddress(),
      });
      await asset.mint(ann, 100n);
      await depositWithPermit(ann, address, { amount: 100n });
      expect(await vault.balanceOf(ann)).to.equal(100n);
    });

    it("is not signed for in a domain that is none of the asset's", async () => {
      const { factory, deployer, ann } = await load();
      // Its name changed after its domain was fixed.
      const asset = await new RenamedDollar__factory(deployer).deploy();
      const { address } = await createVault(ann, await factory.getAddress(), { asset: await asset.getAddress() });
      await expectRejection(
        signPermit(ann, address, { amount: 1n }),
        RangeError,
        `The asset ${await asset.getAddress()} takes signatures in a domain that is none of the usual ones; deposit by allowance`,
      );
    });

    it("is not signed for where the asset takes no signatures", async () => {
      const { factory, deployer, ann } = await load();
      const asset = await new OpenZeppelinERC20__factory(deployer).deploy("Old", "OLD");
      const { address } = await createVault(ann, await factory.getAddress(), { asset: await asset.getAddress() });
      const message = `The asset ${await asset.getAddress()} takes no signatures; deposit by allowance`;
      await expectRejection(signPermit(ann, address, { amount: 1n }), RangeError, message);
      await expectRejection(signAuthorization(ann, address, { amount: 1n }), RangeError, message);
    });

    it("comes in and goes out as ether", async () => {
      const { factory, deployer, ann, bob } = await load();
      const weth = await new LocalWETH__factory(deployer).deploy();
      const { address, vault } = await createVault(ann, await factory.getAddress(), { asset: await weth.getAddress() });
      await depositEther(ann, address, { amount: parseEther("2") });
      await depositEther(ann, address, { amount: parseEther("1"), to: bob });
      expect([await vault.balanceOf(ann), await vault.balanceOf(bob)]).to.deep.equal([
        parseEther("2"),
        parseEther("1"),
      ]);
      await expect(
        withdraw(ann, address, { ether: true, amount: parseEther("0.5"), to: bob }).then(({ receipt }) =>
          receipt.getTransaction(),
        ),
      ).to.changeEtherBalance(ethers, bob, parseEther("0.5"));
      const { amount } = await withdraw(ann, address, { ether: true });
      expect(amount).to.equal(parseEther("1.5"));
      expect(await vault.balanceOf(ann)).to.equal(0n);
    });

    it("goes out in part or whole, with what came back in the very block", async () => {
      const { address, asset, company, ann, bob } = await load();
      await issue(company, address, { holder: ann, amount: 4_000n, expiry: EXPIRY });
      expect((await withdraw(company, address, { amount: 1_000n, to: bob })).amount).to.equal(1_000n);
      expect(await asset.balanceOf(bob)).to.equal(1_000n);
      await nextBlockAt(EXPIRY);
      expect((await withdraw(company, address)).amount).to.equal(9_000n);
      expect(await asset.balanceOf(company)).to.equal(9_000n);
    });

    it("moves within the vault", async () => {
      const { address, company, bob, vault } = await load();
      await transferBalance(company, address, { to: bob, amount: 25n });
      expect(await vault.balanceOf(bob)).to.equal(25n);
    });
  });

  describe("issuing", () => {
    it("makes plain instruments, and such with rules", async () => {
      const { address, company, ann, vault } = await load();
      const plain = await issue(company, address, { number: 7n, holder: ann, amount: 100n, expiry: EXPIRY });
      expect(plain.id).to.equal(idOf(company.address, 7n));
      const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: HOUR, cap: 50n });
      const { id } = await issue(company, address, { holder: ann, byKey: true, amount: 100n, expiry: EXPIRY, rules });
      expect(purchaserOf(id)).to.equal(company.address);
      expect(isPiece(id)).to.equal(false);
      expect((await vault.instrumentOf(id)).rules).to.equal(await vault.hashOf(rules));
      expect(await findRules(address, id, ann)).to.deep.equal(rules);
      expect(await findRules(address, plain.id, ann)).to.deep.equal(rulesOf({}));
    });

    it("says where rules are not in the blocks that are read", async () => {
      const { address, company, ann } = await load();
      const rules = rulesOf({ minPiece: 5n });
      const { id, receipt } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      expect(await findRules(address, id, ann, { fromBlock: receipt.blockNumber, pageSize: 1 })).to.deep.equal(rules);
      await networkHelpers.mine();
      await expectRejection(
        findRules(address, id, ann, { fromBlock: receipt.blockNumber + 1 }),
        RulesUnknownError,
        `The rules of ${formatId(id)} are in none of the events that were read; read from an earlier block`,
      );
    });
  });

  describe("what a purchaser does", () => {
    it("tops up and extends, with rules found by themselves", async () => {
      const { address, company, ann, vault } = await load();
      for (const rules of [rulesOf({}), rulesOf({ minPiece: 5n })]) {
        const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
        await topUp(company, address, { id, amount: 20n });
        await extend(company, address, { id, expiry: EXPIRY + HOUR });
        expect(await readInstrument(address, id, ann)).to.include({ remaining: 120n, expiry: EXPIRY + HOUR });
        await topUp(company, address, { id, amount: 1n, rules });
        expect((await vault.instrumentOf(id)).remaining).to.equal(121n);
      }
    });

    it("reassigns, delivers and takes back", async () => {
      const { address, company, ann, bob } = await load();
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const order = { holder: ann, amount: 100n, expiry: EXPIRY, rules };
      const { id } = await issue(company, address, order);
      await reassign(company, address, { id, holder: bob });
      expect(await readInstrument(address, id, ann)).to.include({
        holder: bob.address,
        byKey: false,
        delivered: false,
      });
      await reassign(company, address, { id, holder: ann, byKey: true });
      expect(await readInstrument(address, id, ann)).to.include({ holder: ann.address, byKey: true });
      await nextBlockAt(START + HOUR);
      await deliver(company, address, { id });
      expect(await readInstrument(address, id, ann)).to.include({
        delivered: true,
        started: true,
        expiry: START + 2n * HOUR,
      });
      const other = await issue(company, address, order);
      await cancel(company, address, { id: other.id });
      expect(await readInstrument(address, other.id, ann)).to.include({ settled: true, remaining: 0n, returned: 100n });
    });
  });

  describe("what a holder does", () => {
    it("spends, and a repeated reference changes nothing", async () => {
      const { address, company, ann, shop, vault } = await load();
      for (const rules of [rulesOf({}), rulesOf({ cap: NO_CAP })]) {
        const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
        const order = { id, amount: 30n, merchant: shop, ref: `bill ${rules.cap}` };
        expect(await redeem(ann, address, order)).to.include({ repeated: false });
        expect(await redeem(ann, address, order)).to.include({ repeated: true });
        await redeem(ann, address, { id, amount: 5n, merchant: shop.address });
        expect((await vault.instrumentOf(id)).remaining).to.equal(65n);
        expect(await readRedemption(address, shop, order.ref, ann)).to.deep.equal({ amount: 30n, refunded: 0n });
      }
      expect(await vault.balanceOf(shop)).to.equal(70n);
      expect(await readRedemption(address, shop, "another", ann)).to.equal(null);
    });

    it("spends at merchants of a list, by the list or by a proof", async () => {
      const { address, company, ann, shop, cafe, stranger, vault } = await load();
      const list = merchantList([
        { merchant: shop.address, category: 1n },
        { merchant: cafe.address, category: 2n },
        { merchant: cafe.address, category: 4n },
      ]);
      const rules = rulesOf({ merchants: list.root, categories: 0b10010n });
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      await redeem(ann, address, { id, amount: 10n, merchant: shop, list });
      await redeem(ann, address, { id, amount: 10n, merchant: cafe, list });
      await redeem(ann, address, { id, amount: 10n, merchant: cafe, ...list.proofOf(cafe.address, 1n << 4n) });
      expect(await vault.balanceOf(cafe)).to.equal(20n);
      await expectRejection(
        redeem(ann, address, { id, amount: 10n, merchant: stranger, list }),
        RangeError,
        `${stranger.address} is not in the list of merchants; spend at one that is`,
      );
      const other = merchantList([{ merchant: shop.address, category: 1n }]);
      await expectRejection(
        redeem(ann, address, { id, amount: 10n, merchant: shop, list: other }),
        RangeError,
        `The list has the root ${other.root}, and the instrument asks for ${list.root}; take the list that it names`,
      );
      await expect(redeem(ann, address, { id, amount: 10n, merchant: shop })).to.be.revertedWithCustomError(
        vault,
        "PrepaidMerchantRefused",
      );
    });

    it("splits and hands over", async () => {
      const { address, company, ann, bob, cafe } = await load();
      const rules = rulesOf({ cap: 50n, minPiece: 10n });
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      const { piece } = await split(ann, address, { id, amount: 40n, to: bob });
      expect(isPiece(piece)).to.equal(true);
      expect(await readInstrument(address, piece, ann)).to.include({
        purchaser: company.address,
        holder: bob.address,
        remaining: 40n,
        piece: true,
      });
      // Both parts have rules of their own now.
      expect((await findRules(address, piece, ann)).cap).to.equal(20n);
      expect((await findRules(address, id, ann)).cap).to.equal(30n);
      const again = await split(ann, address, { id, amount: 10n, to: bob, salt: "for lunch" });
      expect(again.piece).to.not.equal(piece);
      await expect(split(ann, address, { id, amount: 10n, to: bob, salt: "for lunch" }))
        .to.be.revertedWithCustomError(deskErrors, "PrepaidIssuedBefore")
        .withArgs(again.piece);
      await transferInstrument(bob, address, { id: piece, to: cafe });
      expect(await readInstrument(address, piece, ann)).to.include({ holder: cafe.address });
    });
  });

  describe("what comes back by somebody's act", () => {
    it("a merchant refunds, by reference or under a cap", async () => {
      const { address, company, ann, shop } = await load();
      const plain = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
      await redeem(ann, address, { id: plain.id, amount: 30n, merchant: shop, ref: "bill" });
      await refund(shop, address, { id: plain.id, amount: 20n, ref: "bill" });
      expect(await readRedemption(address, shop, "bill", ann)).to.deep.equal({ amount: 30n, refunded: 20n });
      expect(await readInstrument(address, plain.id, ann)).to.include({ remaining: 90n });
      const rules = rulesOf({ cap: NO_CAP });
      const tracked = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      await redeem(ann, address, { id: tracked.id, amount: 30n, merchant: shop });
      await refund(shop, address, { id: tracked.id, amount: 30n });
      expect(await readInstrument(address, tracked.id, ann)).to.include({ remaining: 100n });
    });

    it("is settled, with what each got", async () => {
      const { address, company, ann, third, stranger, vault } = await load();
      const rules = rulesOf({ returnTo: third.address, returnBps: 2_500n });
      const { id } = await issue(company, address, { holder: ann, amount: 101n, expiry: EXPIRY, rules });
      await moveTo(EXPIRY);
      expect(await settle(stranger, address, { id })).to.include({ toPurchaser: 76n, toOther: 25n });
      expect(await vault.balanceOf(third)).to.equal(25n);
    });

    it("is accepted by another, for one purchaser and until he no longer wants it", async () => {
      const { address, company, third, vault } = await load();
      await acceptReturns(third, address, { purchaser: company });
      expect(await vault.acceptsReturns(third, company)).to.equal(true);
      await acceptReturns(third, address, { purchaser: company, accepted: false });
      expect(await vault.acceptsReturns(third, company)).to.equal(false);
    });

    it("is pushed, swept and pruned as its owner chose", async () => {
      const { address, asset, company, ann, shop, stranger, vault } = await load();
      expect(await readChoices(address, company, ann)).to.deep.equal({ push: false, swept: false, tipBps: 0n });
      await choosePayout(shop, address, { push: true });
      await chooseSweep(company, address, { on: true, tipBps: 100n });
      expect(await readChoices(address, shop, ann)).to.deep.equal({ push: true, swept: false, tipBps: 0n });
      expect(await readChoices(address, company, ann)).to.deep.equal({ push: false, swept: true, tipBps: 100n });
      const { id } = await issue(company, address, { holder: ann, amount: 1_000n, expiry: EXPIRY });
      await issue(company, address, { holder: ann, amount: 500n, expiry: EXPIRY + HOUR });
      await redeem(ann, address, { id, amount: 100n, merchant: shop });
      expect(await asset.balanceOf(shop)).to.equal(100n);
      await moveTo(EXPIRY);
      const owners = [company.address, ann.address];
      expect(await sweepableOwners(address, owners, stranger)).to.deep.equal([company.address]);
      expect((await sweep(stranger, address, { owners })).swept).to.deep.equal([
        { owner: company.address, amount: 900n, tip: 9n },
      ]);
      expect(await sweepableOwners(address, owners, stranger)).to.deep.equal([]);
      expect(await vault.balanceOf(stranger)).to.equal(9n);
      await moveTo(EXPIRY + HOUR);
      expect(await prune(company, address, { limit: 10n })).to.include({ value: 500n, buckets: 1n });
      expect((await sweep(stranger, address, { owners, limit: 1n, tipTo: ann })).swept).to.deep.equal([]);
      await chooseSweep(company, address, { on: false });
      expect((await readChoices(address, company, ann)).swept).to.equal(false);
    });
  });

  it("takes a vault as an address or as a contract", async () => {
    const { address, company, ann } = await load();
    const contract = connectVault(address, ann);
    expect(await addressOfVault(contract)).to.equal(address);
    const { id } = await issue(company, contract, { holder: ann, amount: 1n, expiry: EXPIRY });
    expect(await connectVault(contract, company).getAddress()).to.equal(address);
    expect((await contract.instrumentOf(id)).remaining).to.equal(1n);
  });
});
