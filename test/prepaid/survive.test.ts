import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { type BaseContract, encodeBytes32String, Signature, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  BombAsset__factory,
  BurningAsset__factory,
  ContractAccount__factory,
  DenyListAsset__factory,
  FalseAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
  RebasingAsset__factory,
  RevertingAsset__factory,
  SilentAsset__factory,
} from "../../types/ethers-contracts/index.js";
import type { RedemptionStruct, RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import {
  createVault,
  DAY,
  ethers,
  fund,
  gasOf,
  HOUR,
  idOf,
  MAX_AHEAD,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_CAP,
  PLAIN,
  rulesOf,
  START,
  Trigger,
} from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectBooks,
  expectInstrument,
  expectSound,
  issue,
  LINK,
  type Peopled,
  peopled,
  PLAIN_TERMS,
  REF,
  refuses,
  signClaim,
  signRedemption,
  termsOf,
} from "./support.ts";

/** What the tests need of an asset beside ERC-20. */
interface Asset extends BaseContract {
  mint(to: string, amount: bigint): Promise<unknown>;
  balanceOf(owner: string): Promise<bigint>;
}

const MODES = { NONE: 0n, TYPED: 1n, EMPTY: 2n, BOMB: 3n } as const;
const TRANSACTION_GAS = 2n ** 24n;
const LATE = START + 5_000n * HOUR;

/** What the specification names under "Must survive", one by one. */
describe("what prepaid survives", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** The vault of an asset, with 1,000 of it that the company brought in, of which Ann may spend 600. */
  async function staged(context: Peopled, asset: Asset) {
    const { system, company, ann } = context;
    const vault = await createVault(system.factory, await asset.getAddress());
    const address = await vault.getAddress();
    const bring = async (owner: HardhatEthersSigner, amount: bigint) => {
      const approve = asset.interface.encodeFunctionData("approve", [address, amount]);
      await owner.sendTransaction({ to: await asset.getAddress(), data: approve });
      return vault.connect(owner).deposit(amount, owner);
    };
    await asset.mint(company.address, 2_000n);
    await bring(company, 1_000n);
    await vault.connect(company).issue(1n, ann, false, 600n, EXPIRY);
    const sound = async () => expectBooks(vault, await asset.balanceOf(address));
    return {
      vault,
      address,
      bring,
      sound,
      id: idOf(company, 1n),
      own: vault.connect(company),
      held: vault.connect(ann),
    };
  }

  describe("the expiry less a second, the expiry, and a second more", () => {
    const DELAYED = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
    const COUNTED = rulesOf({ cap: NO_CAP });
    const MANUAL = rulesOf({ manual: true });

    interface Path {
      rules?: RulesStruct;
      byKey?: boolean;
      /** What is done before the moment. */
      prepare?: (context: Peopled, id: bigint) => Promise<unknown>;
      act: (context: Peopled, id: bigint) => Promise<unknown>;
      /** How it is refused from the expiry on; or, where it says so, before. */
      refused: (id: bigint) => [string, unknown[]];
      after?: boolean;
    }
    const expired = (id: bigint): [string, unknown[]] => ["PrepaidExpired", [id, EXPIRY]];
    const spend = (rules: RulesStruct) => (context: Peopled, id: bigint) =>
      context.vault.connect(context.ann).redeemWithRules(id, 1n, context.shop, ZeroHash, termsOf(rules));

    const paths: Record<string, Path> = {
      redeem: {
        act: ({ vault, ann, shop }, id) => vault.connect(ann).redeem(id, 1n, shop, ZeroHash),
        refused: expired,
      },
      redeemWithRules: { rules: COUNTED, act: spend(COUNTED), refused: expired },
      "the first use that starts the clock": { rules: DELAYED, act: spend(DELAYED), refused: expired },
      redeemSigned: {
        act: async ({ vault, ann, shop }, id) => {
          const redemption = { id, amount: 1n, merchant: shop.address, ref: REF, deadline: LATE };
          const signature = await signRedemption(ann, vault, redemption);
          return vault.redeemSigned(redemption, PLAIN_TERMS, ann.address, signature);
        },
        refused: expired,
      },
      claim: {
        byKey: true,
        act: async ({ vault, bob }, id) => {
          const signature = await signClaim(LINK, vault, { id, receiver: bob.address, deadline: LATE });
          return vault.claim(id, bob, LATE, PLAIN, LINK.address, signature);
        },
        refused: expired,
      },
      split: { act: ({ vault, ann, bob }, id) => vault.connect(ann).split(id, 1n, bob, REF, PLAIN), refused: expired },
      topUp: { act: ({ vault, company }, id) => vault.connect(company).topUp(id, 1n, PLAIN), refused: expired },
      extend: {
        act: ({ vault, company }, id) => vault.connect(company).extend(id, EXPIRY + HOUR, PLAIN),
        refused: expired,
      },
      reassign: {
        byKey: true,
        act: ({ vault, company, bob }, id) => vault.connect(company).reassign(id, bob, false, PLAIN),
        refused: expired,
      },
      "deliver, by the purchaser": {
        rules: DELAYED,
        act: ({ vault, company }, id) => vault.connect(company).deliver(id, DELAYED),
        refused: expired,
      },
      "deliver, by the holder": {
        rules: DELAYED,
        act: ({ vault, ann }, id) => vault.connect(ann).deliver(id, DELAYED),
        refused: expired,
      },
      cancel: {
        byKey: true,
        act: ({ vault, company }, id) => vault.connect(company).cancel(id, PLAIN),
        refused: expired,
      },
      settle: {
        rules: MANUAL,
        act: ({ vault, company }, id) => vault.connect(company).settle(id, MANUAL),
        refused: (id) => ["PrepaidNotExpired", [id, EXPIRY]],
        after: true,
      },
      "withdraw, of what was locked": {
        act: ({ vault, company }) => vault.connect(company).withdraw(10_000n, company),
        refused: () => ["LapseShort", [10_000n, 9_000n]],
        after: true,
      },
      "transfer, of what was locked": {
        act: ({ vault, company, bob }) => vault.connect(company).transfer(bob, 10_000n),
        refused: () => ["LapseShort", [10_000n, 9_000n]],
        after: true,
      },
      "issue, from what was locked": {
        act: ({ vault, company, bob }) => vault.connect(company).issue(99n, bob, false, 10_000n, EXPIRY + HOUR),
        refused: () => ["LapseShort", [10_000n, 9_000n]],
        after: true,
      },
      "topUp of another, from what was locked": {
        prepare: (context) => issue(context, { number: 98n, amount: 9_000n, expiry: EXPIRY + HOUR }),
        act: ({ vault, company }) => vault.connect(company).topUp(idOf(company, 98n), 1_000n, PLAIN),
        refused: () => ["LapseShort", [1_000n, 0n]],
        after: true,
      },
    };
    for (const [name, { rules, byKey = false, prepare, act, refused, after = false }] of Object.entries(paths)) {
      for (const [seconds, when] of [
        [-1n, "a second before"],
        [0n, "at"],
        [1n, "a second after"],
      ] as const) {
        const works = seconds < 0n !== after;
        it(`${name} ${works ? "works" : "is refused"} ${when} the expiry`, async () => {
          const context = await load();
          const holder = byKey ? LINK.address : context.ann.address;
          const id = await issue(context, { byKey, holder, ...(rules && { rules }) });
          await prepare?.(context, id);
          await nextBlockAt(EXPIRY + seconds);
          if (works) await act(context, id);
          else await refuses(() => act(context, id), ...refused(id));
          await expectSound(context);
        });
      }
    }
  });

  describe("an asset with a deny list", () => {
    async function denying() {
      const context = await load();
      const asset = await new DenyListAsset__factory(context.deployer).deploy();
      return { ...context, context, asset, ...(await staged(context, asset)) };
    }
    const denied = (asset: DenyListAssetLike, of: HardhatEthersSigner, act: () => Promise<unknown>) =>
      refuses(act, "Denied", [of.address], asset);
    type DenyListAssetLike = Awaited<ReturnType<typeof denying>>["asset"];

    it("and its purchaser on it: his value returns in its second all the same, holders spend on, and he has it sent elsewhere", async () => {
      const { vault, asset, id, own, held, company, shop, bob, sound } = await denying();
      await asset.setDenied(company, true);
      await held.redeem(id, 100n, shop, ZeroHash);
      await own.issue(2n, bob, false, 10n, EXPIRY);
      await moveTo(EXPIRY - 1n);
      expect(await vault.balanceOf(company)).to.equal(390n);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(900n);
      await denied(asset, company, () => own.withdrawAll(company));
      await own.chooseSweep(true, 100n);
      await vault.sweep([company], 9n, bob);
      expect(await vault.balanceOf(company)).to.equal(900n);
      expect(await vault.balanceOf(bob)).to.equal(0n);
      await sound();
      await own.withdrawAll(bob);
      expect(await asset.balanceOf(bob)).to.equal(900n);
      await vault.connect(shop).withdrawAll(shop);
      await sound();
    });

    it("and a merchant on it: he is credited, whatever he chose, gives back, and stops nobody", async () => {
      const { vault, asset, id, held, company, shop, cafe, sound } = await denying();
      for (const merchant of [shop, cafe]) await vault.connect(merchant).choosePayout(true);
      await asset.setDenied(shop, true);
      await held.redeem(id, 100n, shop, REF);
      await held.redeem(id, 100n, cafe, REF);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      expect(await asset.balanceOf(cafe)).to.equal(100n);
      await denied(asset, shop, () => vault.connect(shop).withdraw(1n, shop));
      await vault.connect(shop).refund(id, 40n, REF, PLAIN);
      await vault.connect(shop).withdraw(60n, cafe);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(440n);
      await sound();
    });

    it("and a third party on it: his share comes back to his ledger, is settled, and holds up nobody's sweep", async () => {
      const { vault, asset, own, company, ann, third, stranger, sound } = await denying();
      await vault.connect(third).acceptReturns(company, true);
      await vault.connect(third).chooseSweep(true, 100n);
      await own.chooseSweep(true, 0n);
      const shared = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      await own.issueWithRules(2n, ann, false, 100n, EXPIRY, shared);
      await vault.connect(third).acceptReturns(company, false);
      await own.issueWithRules(3n, ann, false, 100n, EXPIRY, shared);
      await asset.setDenied(third, true);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(third)).to.equal(50n);
      await vault.settle(idOf(company, 3n), shared);
      expect(await vault.balanceOf(third)).to.equal(100n);
      await vault.sweep([third, company], 9n, stranger);
      expect(await vault.balanceOf(third)).to.equal(100n);
      expect(await vault.balanceOf(stranger)).to.equal(0n);
      // What was swept to the company is what lapsed: 600 and 50. What was settled was never in a bucket.
      expect(await asset.balanceOf(company)).to.equal(1_650n);
      await vault.connect(third).withdrawAll(stranger);
      expect(await asset.balanceOf(stranger)).to.equal(100n);
      await sound();
    });

    it("and the vault on it: nothing goes in or out, and nothing is lost", async () => {
      const { vault, asset, address, bring, id, own, held, company, shop, sound } = await denying();
      await vault.connect(shop).choosePayout(true);
      await asset.setDenied(address, true);
      await refuses(() => bring(company, 1n), "Denied", [address], asset);
      await refuses(() => own.withdraw(1n, company), "Denied", [address], asset);
      await held.redeem(id, 100n, shop, ZeroHash);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      await sound();
      await asset.setDenied(address, false);
      await vault.connect(shop).withdrawAll(shop);
      await sound();
    });
  });

  describe("a token that returns false", () => {
    it("brings nothing in and takes nothing out by it; what was to be pushed is credited", async () => {
      const context = await load();
      const { deployer, company, shop } = context;
      const asset = await new FalseAsset__factory(deployer).deploy();
      const { vault, bring, id, own, held, sound } = await staged(context, asset);
      await vault.connect(shop).choosePayout(true);
      await own.chooseSweep(true, 100n);
      await asset.setRefusing(true);
      const failed = ["SafeERC20FailedOperation", [await asset.getAddress()]] as [string, unknown[]];
      await refuses(() => bring(company, 1n), ...failed);
      await refuses(() => own.withdraw(1n, company), ...failed);
      await refuses(() => own.withdrawAll(company), ...failed);
      await held.redeem(id, 100n, shop, ZeroHash);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      await moveTo(EXPIRY);
      await vault.sweep([company], 9n, shop);
      expect(await vault.balanceOf(company)).to.equal(900n);
      await sound();
      await asset.setRefusing(false);
      await own.withdrawAll(company);
      await vault.connect(shop).withdrawAll(shop);
      expect(await asset.balanceOf(company)).to.equal(1_900n);
      await sound();
    });
  });

  describe("a token that returns nothing", () => {
    it("works as with any other", async () => {
      const context = await load();
      const { deployer, company, shop, cafe, stranger } = context;
      const asset = await new SilentAsset__factory(deployer).deploy();
      const { vault, bring, id, own, held, sound } = await staged(context, asset);
      await bring(company, 500n);
      await vault.connect(shop).choosePayout(true);
      await held.redeem(id, 100n, shop, ZeroHash);
      await held.redeem(id, 100n, cafe, ZeroHash);
      expect(await asset.balanceOf(shop)).to.equal(100n);
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY);
      await vault.sweep([company], 9n, stranger);
      expect(await asset.balanceOf(company)).to.equal(900n);
      await own.withdrawAll(company);
      expect(await asset.balanceOf(company)).to.equal(1_800n);
      await sound();
    });
  });

  describe("a token that calls back, and a merchant who acts in the middle of his payment", () => {
    /** The agent is a contract that holds an instrument of 600, is a merchant who is pushed, and has 300 of the token outside. */
    async function hooked() {
      const context = await load();
      const { deployer, ann } = context;
      const asset = await new HookAsset__factory(deployer).deploy();
      const made = await staged(context, asset);
      const agent = await new ContractAccount__factory(deployer).deploy();
      const name = await agent.getAddress();
      await asset.mint(name, 300n);
      await agent.execute(asset, asset.interface.encodeFunctionData("approve", [made.address, 300n]));
      const { interface: codec } = made.vault;
      const call = (data: string) => agent.execute(made.vault, data);
      await call(codec.encodeFunctionData("choosePayout", [true]));
      await made.vault.connect(ann).transferInstrument(made.id, agent);
      return { ...context, ...made, asset, agent, name, codec, call };
    }

    it("pays each unit once: redeeming again in the middle meets what is left", async () => {
      const { vault, asset, agent, name, codec, call, id, company, sound } = await hooked();
      const redeem = codec.encodeFunctionData("redeem", [id, 400n, name, ZeroHash]);
      await agent.reenterWith(vault, redeem);
      const reason = codec.encodeErrorResult("PrepaidShort", [id, 400n, 200n]);
      await expect(call(redeem)).to.emit(agent, "Reentered").withArgs(false, reason);
      expect(await asset.balanceOf(name)).to.equal(700n);
      await agent.reenterWith(vault, codec.encodeFunctionData("redeem", [id, 150n, name, ZeroHash]));
      await expect(call(codec.encodeFunctionData("redeem", [id, 50n, name, ZeroHash])))
        .to.emit(agent, "Reentered")
        .withArgs(true, `0x${"00".repeat(32)}`);
      expect(await asset.balanceOf(name)).to.equal(900n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
      await sound();
    });

    it("does a redemption with a reference once, though it is asked for again in the middle", async () => {
      const { vault, asset, agent, name, codec, call, id, sound } = await hooked();
      const redeem = codec.encodeFunctionData("redeem", [id, 100n, name, REF]);
      await agent.reenterWith(vault, redeem);
      await expect(call(redeem))
        .to.emit(agent, "Reentered")
        .withArgs(true, `0x${"00".repeat(31)}01`);
      expect(await asset.balanceOf(name)).to.equal(400n);
      await sound();
    });

    it("bounds a refund in the middle by what was spent, and lets it be paid from the merchant's balance alone", async () => {
      const { vault, agent, name, codec, call, id, sound } = await hooked();
      const redeem = codec.encodeFunctionData("redeem", [id, 100n, name, REF]);
      await agent.reenterWith(vault, codec.encodeFunctionData("refund", [id, 100n, REF, PLAIN]));
      // The money is on its way out: there is none to give back.
      const reason = codec.encodeErrorResult("LapseShort", [100n, 0n]);
      await expect(call(redeem)).to.emit(agent, "Reentered").withArgs(false, reason);
      await expectInstrument(vault, id, { remaining: 500n });
      await sound();
    });

    it("splits and hands over in the middle what is left, and no more", async () => {
      const { vault, agent, name, codec, call, id, bob, sound } = await hooked();
      await agent.reenterWith(vault, codec.encodeFunctionData("split", [id, 501n, bob.address, ZeroHash, PLAIN]));
      const redeem = codec.encodeFunctionData("redeem", [id, 100n, name, ZeroHash]);
      await expect(call(redeem))
        .to.emit(agent, "Reentered")
        .withArgs(false, codec.encodeErrorResult("PrepaidShort", [id, 501n, 500n]));
      await agent.reenterWith(vault, codec.encodeFunctionData("transferInstrument", [id, bob.address]));
      await call(redeem);
      await expectInstrument(vault, id, { remaining: 400n, holder: bob.address });
      await sound();
    });

    it("counts a deposit once that is made in the middle of another: the outer one is refused", async () => {
      const { vault, asset, agent, name, codec, call, sound } = await hooked();
      const deposit = (amount: bigint) => codec.encodeFunctionData("deposit", [amount, name]);
      await agent.reenterWith(vault, deposit(40n));
      await refuses(() => call(deposit(60n)), "PrepaidAssetTakesFee", [60n, 100n], vault);
      expect(await vault.balanceOf(name)).to.equal(0n);
      expect(await asset.balanceOf(name)).to.equal(300n);
      await sound();
    });

    it("gives no money twice to who withdraws in the middle of his deposit", async () => {
      const { vault, asset, agent, name, codec, call, sound } = await hooked();
      await call(codec.encodeFunctionData("deposit", [100n, name]));
      await agent.reenterWith(vault, codec.encodeFunctionData("withdrawAll", [name]));
      // 100 go out while 60 come in.
      await expect(call(codec.encodeFunctionData("deposit", [60n, name]))).to.be.revert(ethers);
      await agent.reenterWith(vault, codec.encodeFunctionData("withdraw", [10n, name]));
      await refuses(
        () => call(codec.encodeFunctionData("deposit", [60n, name])),
        "PrepaidAssetTakesFee",
        [60n, 50n],
        vault,
      );
      expect(await vault.balanceOf(name)).to.equal(100n);
      expect(await asset.balanceOf(name)).to.equal(200n);
      await sound();
    });

    it("pays out once to who withdraws again while he is paid", async () => {
      const { vault, asset, agent, name, codec, call, sound } = await hooked();
      await call(codec.encodeFunctionData("deposit", [100n, name]));
      const withdraw = codec.encodeFunctionData("withdraw", [100n, name]);
      await agent.reenterWith(vault, withdraw);
      const reason = codec.encodeErrorResult("LapseShort", [100n, 0n]);
      await expect(call(withdraw)).to.emit(agent, "Reentered").withArgs(false, reason);
      expect(await asset.balanceOf(name)).to.equal(300n);
      await sound();
    });
  });

  describe("a permit that somebody else uses first", () => {
    it("does no harm: the allowance counts", async () => {
      const { vault, asset, ann, stranger } = await load();
      await asset.mint(ann, 100n);
      const { chainId } = await ethers.provider.getNetwork();
      const domain = { name: "Mock Dollar", version: "1", chainId, verifyingContract: await asset.getAddress() };
      const message = { owner: ann.address, spender: await vault.getAddress(), value: 60n, nonce: 0n, deadline: LATE };
      const fields = ["owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256"];
      const types = fields.map((field) => field.split(":") as [string, string]).map(([name, type]) => ({ name, type }));
      const { v, r, s } = Signature.from(await ann.signTypedData(domain, { Permit: types }, message));
      await asset.connect(stranger).permit(ann, vault, 60n, LATE, v, r, s);
      await vault.connect(ann).depositWithPermit(60n, LATE, v, r, s);
      expect(await vault.balanceOf(ann)).to.equal(60n);
    });
  });

  describe("a signature that is shown again", () => {
    /** Two vaults of one asset, in which the same purchaser has instruments with the same numbers, and so with the same ids. */
    async function twins() {
      const context = await load();
      const { system, asset, company, ann } = context;
      const twin = await createVault(system.factory, await asset.getAddress(), DAY);
      await asset.mint(company, 10_000n);
      await asset.connect(company).approve(twin, 10_000n);
      await twin.connect(company).deposit(10_000n, company);
      const expiry = START + DAY;
      for (const vault of [context.vault, twin]) {
        for (const number of [1n, 2n]) await vault.connect(company).issue(number, ann, false, 500n, expiry);
        for (const number of [3n, 4n]) await vault.connect(company).issue(number, LINK.address, true, 500n, expiry);
      }
      const redemption: RedemptionStruct = {
        id: idOf(company, 1n),
        amount: 100n,
        merchant: context.shop.address,
        ref: REF,
        deadline: LATE,
      };
      const claim = { id: idOf(company, 3n), receiver: context.bob.address, deadline: LATE };
      return { ...context, twin, redemption, claim };
    }

    it("on another chain is refused", async () => {
      const { vault, redemption, claim, ann, bob } = await twins();
      const spent = await signRedemption(ann, vault, redemption, { chainId: 1n });
      await refuses(() => vault.redeemSigned(redemption, PLAIN_TERMS, ann.address, spent), "PrepaidUnsigned", [
        redemption.id,
        ann.address.toLowerCase(),
      ]);
      const claimed = await signClaim(LINK, vault, claim, { chainId: 1n });
      await refuses(() => vault.claim(claim.id, bob, LATE, PLAIN, LINK.address, claimed), "PrepaidUnsigned", [
        claim.id,
        LINK.address.toLowerCase(),
      ]);
    });

    it("at another vault is refused, though the instrument there has the same id", async () => {
      const { vault, twin, redemption, claim, ann, bob, shop } = await twins();
      const spent = await signRedemption(ann, vault, redemption);
      const claimed = await signClaim(LINK, vault, claim);
      await refuses(() => twin.redeemSigned(redemption, PLAIN_TERMS, ann.address, spent), "PrepaidUnsigned", [
        redemption.id,
        ann.address.toLowerCase(),
      ]);
      await refuses(() => twin.claim(claim.id, bob, LATE, PLAIN, LINK.address, claimed), "PrepaidUnsigned", [
        claim.id,
        LINK.address.toLowerCase(),
      ]);
      await vault.redeemSigned(redemption, PLAIN_TERMS, ann.address, spent);
      await vault.claim(claim.id, bob, LATE, PLAIN, LINK.address, claimed);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      expect(await twin.balanceOf(shop)).to.equal(0n);
    });

    it("for another instrument is refused, though holder and key are the same", async () => {
      const { vault, redemption, claim, company, ann, bob } = await twins();
      const spent = await signRedemption(ann, vault, redemption);
      const claimed = await signClaim(LINK, vault, claim);
      const [other, otherByKey] = [idOf(company, 2n), idOf(company, 4n)];
      await refuses(
        () => vault.redeemSigned({ ...redemption, id: other }, PLAIN_TERMS, ann.address, spent),
        "PrepaidUnsigned",
        [other, ann.address.toLowerCase()],
      );
      await refuses(() => vault.claim(otherByKey, bob, LATE, PLAIN, LINK.address, claimed), "PrepaidUnsigned", [
        otherByKey,
        LINK.address.toLowerCase(),
      ]);
    });

    it("for the same a second time pays nothing, even after a refund", async () => {
      const { vault, redemption, ann, shop } = await twins();
      const spent = await signRedemption(ann, vault, redemption);
      const send = () => vault.redeemSigned(redemption, PLAIN_TERMS, ann.address, spent);
      await send();
      await send();
      await vault.connect(shop).refund(redemption.id, 100n, REF, PLAIN);
      await send();
      expect(await vault.balanceOf(shop)).to.equal(0n);
      await expectInstrument(vault, BigInt(redemption.id), { remaining: 500n });
    });

    it("of a claim is of no use as a redemption, and the other way round", async () => {
      const { vault, claim, company, bob, shop } = await twins();
      const redemption = { id: claim.id, amount: 1n, merchant: shop.address, ref: REF, deadline: LATE };
      const claimed = await signClaim(LINK, vault, claim);
      const spent = await signRedemption(LINK, vault, redemption);
      const unsigned = ["PrepaidUnsigned", [idOf(company, 3n), LINK.address.toLowerCase()]] as [string, unknown[]];
      await refuses(() => vault.redeemSigned(redemption, PLAIN_TERMS, LINK.address, claimed), ...unsigned);
      await refuses(() => vault.claim(claim.id, bob, LATE, PLAIN, LINK.address, spent), ...unsigned);
    });
  });

  describe("the same reference with other terms", () => {
    it("is refused, by whichever way it comes, and the first result stands", async () => {
      const context = await load();
      const { vault, ann, shop, stranger } = context;
      const id = await issue(context);
      const ruled = await issue(context, { number: 2n, rules: rulesOf({ minPiece: 1n }) });
      await vault.connect(ann).redeem(id, 100n, shop, REF);
      const used = ["PrepaidReferenceUsed", [shop.address, REF]] as [string, unknown[]];
      await refuses(() => vault.connect(ann).redeem(id, 101n, shop, REF), ...used);
      const terms = termsOf(rulesOf({ minPiece: 1n }));
      await refuses(() => vault.connect(ann).redeemWithRules(ruled, 100n, shop, REF, terms), ...used);
      const redemption = { id, amount: 99n, merchant: shop.address, ref: REF, deadline: LATE };
      const signature = await signRedemption(ann, vault, redemption);
      await refuses(
        () => vault.connect(stranger).redeemSigned(redemption, PLAIN_TERMS, ann.address, signature),
        ...used,
      );
      expect(await vault.redemptionOf(shop, REF)).to.deep.equal([100n, 0n]);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      await expectSound(context);
    });
  });

  describe("a sweep after the owner withdrew and bought again", () => {
    it("pays nothing that he has had already, and later what is new", async () => {
      const context = await load();
      const { system, vault, asset, company, ann, stranger } = context;
      const own = vault.connect(company);
      await own.chooseSweep(true, 100n);
      await issue(context, { amount: 4_000n });
      await moveTo(EXPIRY);
      expect(await vault.sweepable(company)).to.equal(4_000n);
      await own.withdrawAll(company);
      await fund(system, company, 5_000n);
      await own.issue(2n, ann, false, 3_000n, EXPIRY + 2n * HOUR);
      expect(await vault.sweepable(company)).to.equal(0n);
      await expect(vault.sweep([company, company], 99n, stranger)).to.changeTokenBalances(
        ethers,
        asset,
        [company, vault],
        [0n, 0n],
      );
      expect(await vault.balanceOf(company)).to.equal(2_000n);
      await moveTo(EXPIRY + 2n * HOUR);
      await expect(vault.sweep([company], 99n, stranger)).to.changeTokenBalances(
        ethers,
        asset,
        [company, vault],
        [2_970n, -2_970n],
      );
      expect(await vault.balanceOf(company)).to.equal(2_000n);
      expect(await vault.balanceOf(stranger)).to.equal(30n);
      await expectSound(context);
    });

    it("pays nothing that a purchase out of it has locked again", async () => {
      const context = await load();
      const { vault, asset, company, ann, stranger } = context;
      await vault.connect(company).chooseSweep(true, 0n);
      await issue(context, { amount: 10_000n });
      await nextBlockAt(EXPIRY);
      await vault.connect(company).issue(2n, ann, false, 9_999n, EXPIRY + HOUR);
      await expect(vault.sweep([company], 99n, stranger)).to.changeTokenBalance(ethers, asset, company, 0n);
      expect(await vault.balanceOf(company)).to.equal(1n);
      await expectSound(context);
    });
  });

  describe("a split into dust", () => {
    it("conserves every unit, costs the purchaser no longer walk, and ends for all pieces in one second", async () => {
      const context = await load();
      const { vault, company, ann, bob, shop } = context;
      const id = await issue(context, { amount: 40n });
      const pieces = [];
      for (let n = 0; n < 39; ++n) {
        const salt = encodeBytes32String(n.toString());
        pieces.push(await vault.connect(ann).split.staticCall(id, 1n, bob, salt, PLAIN));
        await vault.connect(ann).split(id, 1n, bob, salt, PLAIN);
      }
      await refuses(() => vault.connect(ann).split(id, 1n, bob, ZeroHash, PLAIN), "PrepaidPieceTooSmall", [1n, 0n, 1n]);
      const bucket = EXPIRY / HOUR;
      expect(await vault.usedBuckets(company, bucket / 256n)).to.equal(1n << (bucket % 256n));
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(40n);
      for (const piece of pieces.slice(0, 20)) await vault.connect(bob).redeem(piece, 1n, shop, ZeroHash);
      await expectSound(context);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(9_980n);
    });

    it("rounds a third party's share down for each piece, no unit further, and no lower than the smallest piece allows", async () => {
      const context = await load();
      const { vault, company, ann, bob, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const dusty = rulesOf({ returnTo: third.address, returnBps: 5_000n, minPiece: 1n });
      const id = await issue(context, { amount: 21n, rules: dusty });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(10n);
      for (let n = 20n; n > 0n; --n) {
        await vault.connect(ann).split(id, 1n, bob, encodeBytes32String(n.toString()), dusty);
        // Half of what is left, and of each unit that was split off nothing.
        expect(await vault.lockedUntil(third, EXPIRY)).to.equal(n / 2n);
        expect(await vault.lockedUntil(company, EXPIRY)).to.equal(21n - n / 2n);
      }
      const even = { ...dusty, minPiece: 10n };
      const second = await issue(context, { number: 2n, amount: 20n, rules: even });
      await refuses(() => vault.connect(ann).split(second, 1n, bob, ZeroHash, even), "PrepaidPieceTooSmall", [
        1n,
        19n,
        10n,
      ]);
      await expectSound(context);
    });
  });

  describe("a third party that is flooded with buckets", () => {
    it("by a purchaser whose returns it accepted counts them in pages, and pays no more than 2,800 gas for each", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const context = await load();
      const { vault, asset, company, ann, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      const { interface: codec } = vault;
      const count = 300n;
      const calls = [];
      for (let n = 1n; n <= count; ++n) {
        calls.push(codec.encodeFunctionData("issueWithRules", [n, ann.address, false, 2n, START + n * HOUR, rules]));
      }
      // Four transactions, none of which is larger than one may be.
      for (let n = 0; n < 300; n += 75) {
        expect(await gasOf(vault.connect(company).multicall(calls.slice(n, n + 75)))).to.be.below(TRANSACTION_GAS);
      }
      await moveTo(START + (count + 1n) * HOUR);
      expect(await vault.balanceOf(third)).to.equal(count);
      const snapshot = await networkHelpers.takeSnapshot();
      expect(await gasOf(vault.connect(third).withdrawAll(third))).to.be.below(80_000n + 2_800n * count);
      await snapshot.restore();
      for (let n = 0; n < 6; ++n) expect(await gasOf(vault.connect(third).prune(50n))).to.be.below(180_000n);
      expect(await gasOf(vault.connect(third).withdrawAll(third))).to.be.below(80_000n);
      expect(await asset.balanceOf(third)).to.equal(count);
      await expectSound(context);
    });

    it("can't be by one whose returns it didn't accept, nor by one who extends, splits or refunds", async () => {
      const context = await load();
      const { vault, company, ann, bob, shop, third } = context;
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n, minPiece: 1n });
      const used = async () => vault.usedBuckets(third, EXPIRY / HOUR / 256n);
      await issue(context, { rules });
      expect(await used()).to.equal(0n);
      await vault.connect(third).acceptReturns(company, true);
      const id = await issue(context, { number: 2n, rules });
      const one = await used();
      expect(one).to.equal(1n << ((EXPIRY / HOUR) % 256n));
      await vault.connect(ann).split(id, 100n, bob, ZeroHash, rules);
      await vault.connect(ann).redeemWithRules(id, 100n, shop, REF, termsOf(rules));
      await vault.connect(shop).refund(id, 50n, REF, rules);
      expect(await used()).to.equal(one);
      await vault.connect(company).extend(id, EXPIRY + HOUR, rules);
      await vault.connect(company).extend(id, EXPIRY + 2n * HOUR, rules);
      // The piece stayed where it was; the rest moved, and left nothing behind.
      expect(await used()).to.equal(one | (one << 2n));
      await expectSound(context);
    });
  });

  describe("many distinct buckets", () => {
    /** The company locks a unit in each of so many buckets, in transactions as large as a block takes. */
    async function spread({ vault, company, ann }: Peopled, count: bigint): Promise<void> {
      const { interface: codec } = vault;
      const page = 130n;
      for (let from = 1n; from <= count; from += page) {
        const calls = [];
        for (let n = from; n < from + page && n <= count; ++n) {
          calls.push(codec.encodeFunctionData("issue", [n, ann.address, false, 1n, START + n * HOUR]));
        }
        const sent = vault.connect(company).multicall(calls, { gasLimit: TRANSACTION_GAS });
        expect(await gasOf(sent)).to.be.below(TRANSACTION_GAS);
      }
    }

    for (const count of [365n, MAX_AHEAD]) {
      it(`${count} of them are withdrawn at once or paged, below 2^24 gas`, async function () {
        if (hre.globalOptions.coverage) this.skip();
        const context = await load();
        const { vault, company } = context;
        await spread(context, count);
        await moveTo(START + count * HOUR - 1n);
        expect(await vault.balanceOf(company)).to.equal(9_999n);
        await moveTo(START + count * HOUR);
        expect(await vault.balanceOf(company)).to.equal(10_000n);
        const whole = await networkHelpers.takeSnapshot();
        const gas = await gasOf(vault.connect(company).withdrawAll(company, { gasLimit: TRANSACTION_GAS }));
        expect(gas).to.be.below(TRANSACTION_GAS);
        expect(gas).to.be.at.most(50_000n + 2_800n * count);
        await whole.restore();
        // Or in pages of a hundred or a thousand, after which everything costs as little as ever.
        const page = count > 1_000n ? 1_000n : 100n;
        for (let left = count; left > 0n; left -= page) {
          expect(await gasOf(vault.connect(company).prune(page))).to.be.below(60_000n + 2_800n * page);
          expect(await vault.balanceOf(company)).to.equal(10_000n);
        }
        expect(await gasOf(vault.connect(company).withdraw(5_000n, company))).to.be.below(80_000n);
        expect(await vault.balanceOf(company)).to.equal(5_000n);
      });
    }

    it("are no more than 4,097 that wait: each new one makes one of two that have lapsed, and all of it stays to be swept", async () => {
      const context = await load();
      const { vault, company, ann } = context;
      for (let n = 1n; n <= 3n; ++n) await issue(context, { number: n, expiry: START + n * HOUR });
      await moveTo(START + 3n * HOUR);
      await vault.connect(company).chooseSweep(true, 0n);
      expect(await vault.sweepable(company)).to.equal(3_000n);
      const waiting = async (limit: bigint): Promise<bigint> => {
        const [pruned] = await eventsOf(vault.connect(company).prune(limit), vault);
        const [, , , buckets] = pruned as [string, string, bigint, bigint];
        return buckets;
      };
      const clean = await networkHelpers.takeSnapshot();
      expect(await waiting(9n)).to.equal(3n);
      await clean.restore();
      await vault.connect(company).issue(4n, ann, false, 1n, START + 9n * HOUR);
      expect(await vault.sweepable(company)).to.equal(3_000n);
      // One in use already changes nothing.
      await vault.connect(company).issue(5n, ann, false, 1n, START + 9n * HOUR);
      expect(await vault.sweepable(company)).to.equal(3_000n);
      expect(await waiting(9n)).to.equal(2n);
    });
  });

  describe("a refund after the expiry", () => {
    it("goes to whom the return went, in the second of the expiry and long after it", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 400n, shop, REF, termsOf(rules));
      for (const [moment, given] of [
        [EXPIRY, 100n],
        [EXPIRY + 9_000n * HOUR, 200n],
      ] as const) {
        await nextBlockAt(moment);
        await vault.connect(shop).refund(id, 100n, REF, rules);
        expect(await vault.balanceOf(third)).to.equal(300n + given / 2n);
        expect(await vault.balanceOf(company)).to.equal(9_300n + given / 2n);
        await expectInstrument(vault, id, { remaining: 0n, returned: 600n + given });
      }
      await refuses(
        () => vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules)),
        "PrepaidExpired",
        [id, EXPIRY],
      );
      await expectSound(context);
    });
  });

  describe("a return-bomb in a payout", () => {
    it("as the asset's answer is not copied, and what it moved has moved", async () => {
      const context = await load();
      const { deployer, company, shop, stranger } = context;
      const asset = await new BombAsset__factory(deployer).deploy();
      const { vault, id, own, held, sound } = await staged(context, asset);
      await vault.connect(shop).choosePayout(true);
      const gas = await gasOf(held.redeem(id, 100n, shop, ZeroHash));
      // The asset's own 200,000 bytes, once; to copy them would cost as much again.
      if (!hre.globalOptions.coverage) expect(gas).to.be.below(220_000n);
      expect(await asset.balanceOf(shop)).to.equal(100n);
      await own.chooseSweep(true, 0n);
      await moveTo(EXPIRY);
      await vault.sweep([company], 9n, stranger);
      await own.withdrawAll(company);
      expect(await asset.balanceOf(company)).to.equal(1_900n);
      await sound();
    });

    it("as the reason of its refusal is not copied either: the merchant is credited", async () => {
      const context = await load();
      const { deployer, company, shop, stranger } = context;
      const asset = await new RevertingAsset__factory(deployer).deploy();
      const { vault, id, own, held, sound } = await staged(context, asset);
      await vault.connect(shop).choosePayout(true);
      await own.chooseSweep(true, 100n);
      let paid = 0n;
      for (const mode of [MODES.TYPED, MODES.EMPTY, MODES.BOMB]) {
        await asset.setMode(mode);
        await held.redeem(id, 100n, shop, ZeroHash, { gasLimit: 2_000_000n });
        paid += 100n;
        expect(await vault.balanceOf(shop)).to.equal(paid);
        await sound();
      }
      await moveTo(EXPIRY);
      await vault.sweep([company], 9n, stranger, { gasLimit: 2_000_000n });
      expect(await vault.balanceOf(company)).to.equal(700n);
      expect(await vault.balanceOf(stranger)).to.equal(0n);
      await sound();
      await asset.setMode(MODES.NONE);
      await own.withdrawAll(company);
      await vault.connect(shop).withdrawAll(shop);
      await sound();
    });
  });

  describe("a rebasing asset", () => {
    it("does its damage inside the vault that holds it, and more money makes good for it", async () => {
      const context = await load();
      const { deployer, company, shop, cafe } = context;
      const asset = await new RebasingAsset__factory(deployer).deploy();
      const hit = await staged(context, asset);
      // Another vault of the same asset, with other buckets.
      const spared = await createVault(context.factory, await asset.getAddress(), DAY);
      await asset.connect(company).approve(spared, 500n);
      await spared.connect(company).deposit(500n, company);
      await asset.shrink(hit.address, 700n);
      await hit.held.redeem(hit.id, 100n, shop, ZeroHash);
      // Who comes first is paid, the last one meets the asset's own error.
      await hit.vault.connect(shop).withdrawAll(shop);
      await refuses(
        () => hit.own.withdraw(400n, company),
        "ERC20InsufficientBalance",
        [hit.address, 200n, 400n],
        asset,
      );
      // To push what isn't there is refused like any push.
      await hit.own.withdraw(150n, company);
      await hit.vault.connect(cafe).choosePayout(true);
      await hit.held.redeem(hit.id, 100n, cafe, ZeroHash);
      expect(await hit.vault.balanceOf(cafe)).to.equal(100n);
      await asset.mint(hit.address, 700n);
      await moveTo(EXPIRY);
      await hit.own.withdrawAll(company);
      await hit.vault.connect(cafe).withdrawAll(cafe);
      await hit.sound();
      expect(await asset.balanceOf(hit.address)).to.equal(0n);

      await spared.connect(company).withdrawAll(company);
      await expectBooks(spared, 0n);
    });
  });

  describe("an asset that takes a fee", () => {
    it("is refused on the way in, with what was sent and what arrived, and leaves nothing behind", async () => {
      const context = await load();
      const { factory, deployer, company } = context;
      const asset = await new FeeAsset__factory(deployer).deploy();
      const vault = await createVault(factory, await asset.getAddress());
      await asset.mint(company, 1_000n);
      await asset.connect(company).approve(vault, 1_000n);
      const own = vault.connect(company);
      await refuses(() => own.deposit(500n, company), "PrepaidAssetTakesFee", [500n, 495n]);
      await refuses(() => own.depositWithPermit(500n, LATE, 27n, ZeroHash, ZeroHash), "PrepaidAssetTakesFee", [
        500n,
        495n,
      ]);
      expect(await asset.balanceOf(company)).to.equal(1_000n);
      expect(await vault.balanceOf(company)).to.equal(0n);
    });
  });

  describe("a transaction with as little gas as it takes", () => {
    it("pushes, where the merchant wants it pushed: the estimate finds no less", async () => {
      const context = await load();
      const { vault, asset, ann, shop } = context;
      await vault.connect(shop).choosePayout(true);
      const ruled = rulesOf({ cap: NO_CAP });
      const plain = await issue(context);
      const second = await issue(context, { number: 2n, rules: ruled });
      const held = vault.connect(ann);
      const gasLimit = await held.redeem.estimateGas(plain, 100n, shop, ZeroHash);
      await held.redeem(plain, 100n, shop, ZeroHash, { gasLimit });
      expect(await asset.balanceOf(shop)).to.equal(100n);
      const more = await held.redeemWithRules.estimateGas(second, 100n, shop, REF, termsOf(ruled));
      await held.redeemWithRules(second, 100n, shop, REF, termsOf(ruled), { gasLimit: more });
      expect(await asset.balanceOf(shop)).to.equal(200n);
      expect(await vault.balanceOf(shop)).to.equal(0n);
    });

    it("pushes or does nothing at all, with any limit", async () => {
      const context = await load();
      const { vault, asset, ann, shop } = context;
      await vault.connect(shop).choosePayout(true);
      const id = await issue(context);
      const data = vault.interface.encodeFunctionData("redeem", [id, 100n, shop.address, ZeroHash]);
      const to = await vault.getAddress();
      let pushed = 0;
      for (let gasLimit = 40_000n; gasLimit < 160_000n; gasLimit += 1_000n) {
        const snapshot = await networkHelpers.takeSnapshot();
        const done = await ann.sendTransaction({ to, data, gasLimit }).then(
          () => true,
          () => false,
        );
        if (done) {
          ++pushed;
          expect(await asset.balanceOf(shop), `with ${gasLimit}`).to.equal(100n);
        }
        await snapshot.restore();
      }
      expect(pushed).to.be.within(10, 110);
    });

    it("burnt by an owner who is swept stops nobody: he has his money as balance, and the others are paid", async () => {
      const context = await load();
      const { deployer, company, ann, shop, stranger } = context;
      const asset = await new BurningAsset__factory(deployer).deploy();
      const { vault, own, sound } = await staged(context, asset);
      await own.transfer(shop, 100n);
      await vault.connect(shop).issue(1n, ann, false, 100n, EXPIRY);
      await vault.connect(shop).chooseSweep(true, 0n);
      await own.chooseSweep(true, 0n);
      await asset.setBurner(shop);
      await moveTo(EXPIRY);
      const sweep = (owners: string[]) => vault.sweep(owners, 9n, stranger, { gasLimit: 2_000_000n });
      await sweep([shop.address, company.address]);
      expect(await asset.balanceOf(company)).to.equal(1_600n);
      expect(await asset.balanceOf(shop)).to.equal(0n);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      await sound();
    });

    it("burnt by a merchant who wants pushes: he is credited, and the others are paid", async () => {
      const context = await load();
      const { deployer, company, shop, cafe } = context;
      const asset = await new BurningAsset__factory(deployer).deploy();
      const { vault, id, held, sound } = await staged(context, asset);
      for (const merchant of [shop, cafe]) await vault.connect(merchant).choosePayout(true);
      await asset.setBurner(shop);
      await refuses(() => held.redeem(id, 100n, shop, ZeroHash, { gasLimit: 400_000n }), "PayoutOutOfGas");
      // A wallet that asks the node for the gas finds enough.
      await held.redeem(id, 100n, shop, ZeroHash, {
        gasLimit: await held.redeem.estimateGas(id, 100n, shop, ZeroHash),
      });
      await held.redeem(id, 100n, cafe, ZeroHash);
      expect(await asset.balanceOf(cafe)).to.equal(100n);
      expect(await asset.balanceOf(shop)).to.equal(0n);
      expect(await vault.balanceOf(shop)).to.equal(100n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(400n);
      await sound();
    });
  });

  it("a stranger: what belongs to an owner, a purchaser or a holder is not his to move", async () => {
    const context = await load();
    const { vault, company, stranger } = context;
    const id = await issue(context);
    const own = vault.connect(stranger);
    const attempts: (() => Promise<unknown>)[] = [
      () => own.withdraw(1n, stranger),
      () => own.withdrawAll(stranger),
      () => own.transferFrom(company, stranger, 1n),
      () => own.topUp(id, 1n, PLAIN),
      () => own.extend(id, EXPIRY + HOUR, PLAIN),
      () => own.reassign(id, stranger, false, PLAIN),
      () => own.cancel(id, PLAIN),
      () => own.deliver(id, PLAIN),
      () => own.transferInstrument(id, stranger),
      () => own.split(id, 1n, stranger, ZeroHash, PLAIN),
      () => own.redeem(id, 1n, stranger, ZeroHash),
      () => own.redeemWithRules(id, 1n, stranger, ZeroHash, PLAIN_TERMS),
      () => own.refund(id, 1n, REF, PLAIN),
      () => own.settle(id, PLAIN),
      () => own.issue(1n, stranger, false, 1n, EXPIRY),
    ];
    for (const attempt of attempts) await expect(attempt()).to.be.revert(ethers);
    expect(await vault.balanceOf(stranger)).to.equal(0n);
    expect(await vault.balanceOf(ZeroAddress)).to.equal(0n);
    await expectInstrument(vault, id, { remaining: 1_000n });
    await expectSound(context);
  });
});
