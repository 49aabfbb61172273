import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { AbiCoder, encodeBytes32String, keccak256, ZeroAddress, ZeroHash } from "ethers";

import {
  ContractAuthority__factory,
  DenyListAsset__factory,
  P256Verifier__factory,
} from "../../types/ethers-contracts/index.js";
import type { RedemptionStruct, RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { p256Point, p256Sign } from "../p256.ts";
import {
  createVault,
  DAY,
  ethers,
  HOUR,
  idOf,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_CAP,
  PLAIN,
  rulesOf,
  START,
} from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectBooks,
  expectInstrument,
  expectSound,
  issue,
  keyHolder,
  LINK,
  OTHER_LINK,
  type Peopled,
  peopled,
  PLAIN_TERMS,
  redemptionDigest,
  REF,
  refuses,
  signerOf,
  signRedemption,
  termsOf,
} from "./support.ts";

const LATE = START + 5_000n * HOUR;
const NO_RULES = `0x${"00".repeat(27)}`;

/** Rules that restrict nothing, so that both ways of spending can be tested alike. */
const LOOSE = rulesOf({ minPiece: 1n });

const OTHER_REF = encodeBytes32String("bill 2");

describe("prepaid: redeem", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  const kinds: [string, RulesStruct | undefined][] = [
    ["of a plain instrument", undefined],
    ["of one with rules", LOOSE],
    ["of one whose value waits to be settled", rulesOf({ manual: true })],
  ];
  for (const [what, rules] of kinds) {
    describe(what, () => {
      const spend = (
        { vault, ann }: Peopled,
        id: bigint,
        amount: bigint,
        merchant: string,
        ref: string = ZeroHash,
        by = ann,
      ) =>
        rules === undefined
          ? vault.connect(by).redeem(id, amount, merchant, ref)
          : vault.connect(by).redeemWithRules(id, amount, merchant, ref, termsOf(rules));
      const issued = async () => {
        const context = await load();
        const id = await issue(context, rules === undefined ? {} : { rules });
        /** Who the value comes from, by the `Transfer` events. */
        const from = rules?.manual === true ? await context.vault.getAddress() : context.company.address;
        const locked = async () => context.vault.lockedUntil(context.company, EXPIRY);
        return { ...context, id, from, locked };
      };

      it("credits the merchant, and takes it out of the lock", async () => {
        const context = await issued();
        const { vault, asset, id, from, locked, company, shop } = context;
        const before = await locked();
        const sent = spend(context, id, 300n, shop.address);
        await expect(sent).to.changeTokenBalances(ethers, asset, [vault, shop], [0n, 0n]);
        const transfer = ["Transfer", from, shop.address, 300n];
        const redeemed = ["Redeemed", id, shop.address, ZeroHash, 300n];
        expect(await eventsOf(sent, vault)).to.deep.equal(
          rules === undefined ? [redeemed, transfer] : [transfer, redeemed],
        );
        expect(await vault.balanceOf(shop)).to.equal(300n);
        expect(before - (await locked())).to.equal(rules?.manual === true ? 0n : 300n);
        await expectInstrument(vault, id, { remaining: 700n });
        expect(await vault.balanceOf(company)).to.equal(9_000n);
        await vault.connect(shop).withdraw(300n, shop);
        expect(await asset.balanceOf(shop)).to.equal(300n);
        await expectSound(context);
      });

      it("pushes to a merchant who chose so, until he chooses otherwise", async () => {
        const context = await issued();
        const { vault, asset, id, from, shop } = context;
        await vault.connect(shop).choosePayout(true);
        const sent = spend(context, id, 300n, shop.address);
        await expect(sent).to.changeTokenBalances(ethers, asset, [vault, shop], [-300n, 300n]);
        const transfer = ["Transfer", from, ZeroAddress, 300n];
        const redeemed = ["Redeemed", id, shop.address, ZeroHash, 300n];
        expect(await eventsOf(sent, vault)).to.deep.equal(
          rules === undefined ? [redeemed, transfer] : [transfer, redeemed],
        );
        expect(await vault.balanceOf(shop)).to.equal(0n);
        await expectSound(context);
        await vault.connect(shop).choosePayout(false);
        await spend(context, id, 10n, shop.address);
        expect(await vault.balanceOf(shop)).to.equal(10n);
      });

      it("pays in parts, at several merchants, to the last unit and no further", async () => {
        const context = await issued();
        const { vault, id, locked, shop, cafe } = context;
        await spend(context, id, 400n, shop.address);
        await spend(context, id, 350n, cafe.address);
        await refuses(() => spend(context, id, 251n, shop.address), "PrepaidShort", [id, 251n, 250n]);
        await spend(context, id, 250n, shop.address);
        await refuses(() => spend(context, id, 1n, shop.address), "PrepaidShort", [id, 1n, 0n]);
        expect(await vault.balanceOf(shop)).to.equal(650n);
        expect(await vault.balanceOf(cafe)).to.equal(350n);
        expect(await locked()).to.equal(0n);
        await expectSound(context);
      });

      it("is the holder's alone, with the right rules", async () => {
        const context = await issued();
        const { vault, id, company, ann, shop, stranger } = context;
        for (const by of [company, stranger, shop]) {
          await refuses(() => spend(context, id, 1n, shop.address, ZeroHash, by), "PrepaidNotHolder", [id, by.address]);
        }
        const unknown = idOf(company, 9n);
        await refuses(() => spend(context, unknown, 1n, shop.address), "PrepaidNotHolder", [unknown, ann.address]);
        const byKey = await issue(context, { number: 2n, byKey: true, ...(rules && { rules }) });
        await refuses(() => spend(context, byKey, 1n, shop.address), "PrepaidNotHolder", [byKey, ann.address]);
        const kept = rules === undefined ? NO_RULES : await vault.hashOf(rules);
        const other = rulesOf({ minPiece: 2n });
        await refuses(
          () => vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(other)),
          "PrepaidRulesMismatch",
          [id, await vault.hashOf(other), kept],
        );
        const asPlain = () => vault.connect(ann).redeem(id, 1n, shop, ZeroHash);
        if (rules !== undefined) await refuses(asPlain, "PrepaidRulesMismatch", [id, NO_RULES, kept]);
      });

      it("refuses nothing, nobody and the vault as merchant", async () => {
        const context = await issued();
        const { vault, id, shop } = context;
        for (const ref of [ZeroHash, REF]) {
          await refuses(() => spend(context, id, 0n, shop.address, ref), "PrepaidNothing");
          for (const merchant of [ZeroAddress, await vault.getAddress()]) {
            await refuses(() => spend(context, id, 1n, merchant, ref), "PrepaidInvalidReceiver", [merchant]);
          }
        }
        expect(await vault.redemptionOf(shop, REF)).to.deep.equal([0n, 0n]);
      });

      for (const [seconds, alive] of [
        [-1n, true],
        [0n, false],
        [1n, false],
      ] as const) {
        it(`${seconds} s from the expiry ${alive ? "pays" : "is refused"}`, async () => {
          const context = await issued();
          const { vault, id, shop } = context;
          await nextBlockAt(EXPIRY + seconds);
          if (alive) await spend(context, id, 1_000n, shop.address);
          else await refuses(() => spend(context, id, 1n, shop.address, REF), "PrepaidExpired", [id, EXPIRY]);
          expect(await vault.balanceOf(shop)).to.equal(alive ? 1_000n : 0n);
          await expectSound(context);
        });
      }

      it("with a reference is done once: the same again changes nothing and says so", async () => {
        const context = await issued();
        const { vault, id, ann, shop } = context;
        const again = () =>
          rules === undefined
            ? vault.connect(ann).redeem.staticCall(id, 300n, shop, REF)
            : vault.connect(ann).redeemWithRules.staticCall(id, 300n, shop, REF, termsOf(rules));
        expect(await again()).to.equal(false);
        await spend(context, id, 300n, shop.address, REF);
        expect(await vault.redemptionOf(shop, REF)).to.deep.equal([300n, 0n]);
        expect(await again()).to.equal(true);
        expect(await eventsOf(spend(context, id, 300n, shop.address, REF), vault)).to.deep.equal([]);
        expect(await vault.balanceOf(shop)).to.equal(300n);
        await expectInstrument(vault, id, { remaining: 700n });
        // Even when it could not be done any more.
        await moveTo(EXPIRY);
        expect(await again()).to.equal(true);
        await expectSound(context);
      });

      it("with a reference that stands for other terms is refused", async () => {
        const context = await issued();
        const { vault, id, company, shop, cafe } = context;
        const second = await issue(context, { number: 2n, ...(rules && { rules }) });
        await spend(context, id, 300n, shop.address, REF);
        const used = ["PrepaidReferenceUsed", [shop.address, REF]] as [string, unknown[]];
        for (const amount of [299n, 301n, 0n]) {
          await refuses(() => spend(context, id, amount, shop.address, REF), ...used);
        }
        await refuses(() => spend(context, second, 300n, shop.address, REF), ...used);
        // Another reference, or another merchant's, is another redemption.
        await spend(context, id, 300n, shop.address, OTHER_REF);
        await spend(context, second, 300n, cafe.address, REF);
        expect(await vault.balanceOf(shop)).to.equal(600n);
        expect(await vault.balanceOf(cafe)).to.equal(300n);
        expect(await vault.balanceOf(company)).to.equal(8_000n);
        await expectSound(context);
      });

      it("without a reference keeps no record, and is done as often as it is asked for", async () => {
        const context = await issued();
        const { vault, id, shop } = context;
        await spend(context, id, 300n, shop.address);
        await spend(context, id, 300n, shop.address);
        expect(await vault.balanceOf(shop)).to.equal(600n);
        expect(await vault.redemptionOf(shop, ZeroHash)).to.deep.equal([0n, 0n]);
      });

      it("pays the purchaser too, and the holder, where they are the merchant", async () => {
        const context = await issued();
        const { vault, id, company, ann } = context;
        await spend(context, id, 300n, company.address);
        await spend(context, id, 200n, ann.address);
        expect(await vault.balanceOf(company)).to.equal(9_300n);
        expect(await vault.balanceOf(ann)).to.equal(200n);
        await vault.connect(company).choosePayout(true);
        await spend(context, id, 100n, company.address);
        expect(await vault.balanceOf(company)).to.equal(9_300n);
        await expectSound(context);
      });
    });
  }

  describe("of a shared instrument", () => {
    it("takes from both locks what rounding down gives each part, at every redemption", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 3_333n });
      const id = await issue(context, { amount: 100n, rules });
      let remaining = 100n;
      for (const amount of [1n, 1n, 1n, 7n, 30n, 59n, 1n]) {
        await vault.connect(ann).redeemWithRules(id, amount, shop, ZeroHash, termsOf(rules));
        remaining -= amount;
        const share = (remaining * 3_333n) / 10_000n;
        expect(await vault.lockedUntil(third, EXPIRY)).to.equal(share);
        expect(await vault.lockedUntil(company, EXPIRY)).to.equal(remaining - share);
      }
      expect(remaining).to.equal(0n);
      await expectSound(context);
    });

    it("tells each part's movement, also where one of the two is the merchant", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n });
      const id = await issue(context, { rules });
      const spend = (merchant: string) =>
        vault.connect(ann).redeemWithRules(id, 100n, merchant, ZeroHash, termsOf(rules));
      const redeemed = (merchant: string) => ["Redeemed", id, merchant, ZeroHash, 100n];
      expect(await eventsOf(spend(shop.address), vault)).to.deep.equal([
        ["Transfer", third.address, shop.address, 50n],
        ["Transfer", company.address, shop.address, 50n],
        redeemed(shop.address),
      ]);
      expect(await eventsOf(spend(third.address), vault)).to.deep.equal([
        ["Transfer", company.address, third.address, 50n],
        redeemed(third.address),
      ]);
      expect(await eventsOf(spend(company.address), vault)).to.deep.equal([
        ["Transfer", third.address, company.address, 50n],
        redeemed(company.address),
      ]);
      expect(await vault.balanceOf(third)).to.equal(100n);
      await expectSound(context);
    });

    it("tells nothing of a part that rounding leaves where it was", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = rulesOf({ returnTo: third.address, returnBps: 10n });
      const id = await issue(context, { amount: 1_100n, rules });
      const spent = vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules));
      expect(await eventsOf(spent, vault)).to.deep.equal([
        ["Transfer", company.address, shop.address, 1n],
        ["Redeemed", id, shop.address, ZeroHash, 1n],
      ]);
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(1n);
      await expectSound(context);
    });
  });

  describe("at merchants of a list", () => {
    async function listed() {
      const context = await load();
      const { vault, ann, shop, cafe } = context;
      const tree = StandardMerkleTree.of(
        [
          [shop.address, 1],
          [cafe.address, 2],
          [cafe.address, 255],
          [shop.address, 0],
        ],
        ["address", "uint8"],
      );
      const proofOf = (merchant: string, category: number) => tree.getProof([merchant, category]);
      const anyOfList = rulesOf({ merchants: tree.root });
      const some = rulesOf({ merchants: tree.root, categories: (1n << 1n) | (1n << 255n) });
      const spend = (id: bigint, rules: RulesStruct, merchant: string, category: number, proof: string[]) =>
        vault.connect(ann).redeemWithRules(id, 10n, merchant, ZeroHash, termsOf(rules, BigInt(category), proof));
      return { ...context, tree, proofOf, anyOfList, some, spend };
    }

    it("pays whom the list names, with the category it names", async () => {
      const context = await listed();
      const { vault, proofOf, anyOfList, spend, shop, cafe } = context;
      const id = await issue(context, { rules: anyOfList });
      for (const [merchant, category] of [
        [shop, 1],
        [cafe, 2],
        [cafe, 255],
        [shop, 0],
      ] as const) {
        await spend(id, anyOfList, merchant.address, category, proofOf(merchant.address, category));
      }
      expect(await vault.balanceOf(shop)).to.equal(20n);
      expect(await vault.balanceOf(cafe)).to.equal(20n);
      await expectSound(context);
    });

    it("refuses whom it doesn't name, another's proof, another category and no proof", async () => {
      const context = await listed();
      const { tree, proofOf, anyOfList, spend, shop, cafe, stranger } = context;
      const id = await issue(context, { rules: anyOfList });
      const refused = (merchant: string, category: number, proof: string[]) =>
        refuses(() => spend(id, anyOfList, merchant, category, proof), "PrepaidMerchantRefused", [
          id,
          merchant,
          BigInt(category),
        ]);
      await refused(stranger.address, 1, proofOf(shop.address, 1));
      await refused(shop.address, 2, proofOf(shop.address, 1));
      await refused(shop.address, 1, proofOf(cafe.address, 2));
      await refused(shop.address, 1, []);
      await refused(shop.address, 1, [...proofOf(shop.address, 1), tree.root]);
    });

    it("accepts the categories that the rules name, and no others of the list", async () => {
      const context = await listed();
      const { vault, proofOf, some, spend, shop, cafe } = context;
      const id = await issue(context, { rules: some });
      await spend(id, some, shop.address, 1, proofOf(shop.address, 1));
      await spend(id, some, cafe.address, 255, proofOf(cafe.address, 255));
      for (const [merchant, category] of [
        [cafe, 2],
        [shop, 0],
      ] as const) {
        await refuses(
          () => spend(id, some, merchant.address, category, proofOf(merchant.address, category)),
          "PrepaidMerchantRefused",
          [id, merchant.address, BigInt(category)],
        );
      }
      // An accepted category that isn't his.
      await refuses(() => spend(id, some, cafe.address, 1, proofOf(cafe.address, 2)), "PrepaidMerchantRefused", [
        id,
        cafe.address,
        1n,
      ]);
      expect(await vault.balanceOf(shop)).to.equal(10n);
    });

    it("hashes a leaf twice: no inner node of a tree can pass for a merchant", async () => {
      const context = await load();
      const { shop, ann, vault } = context;
      const once = keccak256(AbiCoder.defaultAbiCoder().encode(["address", "uint8"], [shop.address, 1]));
      const rules = rulesOf({ merchants: once });
      const id = await issue(context, { rules });
      await refuses(
        () => vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(rules, 1n)),
        "PrepaidMerchantRefused",
        [id, shop.address, 1n],
      );
      const single = rulesOf({ merchants: keccak256(once) });
      const second = await issue(context, { number: 2n, rules: single });
      await vault.connect(ann).redeemWithRules(second, 1n, shop, ZeroHash, termsOf(single, 1n));
      expect(await vault.balanceOf(shop)).to.equal(1n);
    });

    it("asks for no proof where the rules name no list", async () => {
      const context = await load();
      const { vault, ann, shop } = context;
      const id = await issue(context, { rules: LOOSE });
      await vault.connect(ann).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(LOOSE, 7n, [REF]));
      expect(await vault.balanceOf(shop)).to.equal(1n);
    });
  });

  describe("under a cap", () => {
    it("pays each merchant up to it, in parts, and what he gave back again", async () => {
      const context = await load();
      const { vault, ann, shop, cafe } = context;
      const rules = rulesOf({ cap: 100n });
      const id = await issue(context, { rules });
      const spend = (amount: bigint, merchant: string) =>
        vault.connect(ann).redeemWithRules(id, amount, merchant, ZeroHash, termsOf(rules));
      await refuses(() => spend(101n, shop.address), "PrepaidCapReached", [id, shop.address, 101n, 100n]);
      await spend(60n, shop.address);
      expect(await vault.spentAt(id, shop)).to.equal(60n);
      await refuses(() => spend(41n, shop.address), "PrepaidCapReached", [id, shop.address, 41n, 40n]);
      await spend(40n, shop.address);
      await refuses(() => spend(1n, shop.address), "PrepaidCapReached", [id, shop.address, 1n, 0n]);
      await spend(100n, cafe.address);
      await vault.connect(shop).refund(id, 30n, ZeroHash, rules);
      expect(await vault.spentAt(id, shop)).to.equal(70n);
      await spend(30n, shop.address);
      await refuses(() => spend(1n, shop.address), "PrepaidCapReached", [id, shop.address, 1n, 0n]);
      await expectSound(context);
    });

    it("of another instrument counts for itself", async () => {
      const context = await load();
      const { vault, ann, shop } = context;
      const rules = rulesOf({ cap: 100n });
      for (const number of [1n, 2n]) {
        const id = await issue(context, { number, rules });
        await vault.connect(ann).redeemWithRules(id, 100n, shop, ZeroHash, termsOf(rules));
      }
      expect(await vault.balanceOf(shop)).to.equal(200n);
    });

    it("that caps nothing keeps what each merchant was paid; without any, nothing is kept", async () => {
      const context = await load();
      const { vault, ann, shop } = context;
      const tracking = rulesOf({ cap: NO_CAP });
      const first = await issue(context, { rules: tracking });
      const second = await issue(context, { number: 2n, rules: LOOSE });
      await vault.connect(ann).redeemWithRules(first, 1_000n, shop, ZeroHash, termsOf(tracking));
      await vault.connect(ann).redeemWithRules(second, 1_000n, shop, ZeroHash, termsOf(LOOSE));
      expect(await vault.spentAt(first, shop)).to.equal(1_000n);
      expect(await vault.spentAt(second, shop)).to.equal(0n);
    });
  });

  describe("by signature", () => {
    async function signed() {
      const context = await load();
      const { vault, stranger, shop } = context;
      const id = await issue(context);
      const redemption: RedemptionStruct = { id, amount: 300n, merchant: shop.address, ref: REF, deadline: LATE };
      /** Sent by somebody who has nothing to do with it. */
      const send = (shown: RedemptionStruct, signer: string, signature: string, terms = PLAIN_TERMS) =>
        vault.connect(stranger).redeemSigned(shown, terms, signer, signature);
      return { ...context, id, redemption, send };
    }

    it("of the holder pays the merchant, whoever sends it", async () => {
      const context = await signed();
      const { vault, id, redemption, send, company, ann, shop } = context;
      const signature = await signRedemption(ann, vault, redemption);
      expect(await vault.redeemSigned.staticCall(redemption, PLAIN_TERMS, ann.address, signature)).to.equal(false);
      expect(await eventsOf(send(redemption, ann.address, signature), vault)).to.deep.equal([
        ["Transfer", company.address, shop.address, 300n],
        ["Redeemed", id, shop.address, REF, 300n],
      ]);
      expect(await vault.balanceOf(shop)).to.equal(300n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(700n);
      // The same again, by whomever, is done already.
      expect(await vault.redeemSigned.staticCall(redemption, PLAIN_TERMS, ann.address, signature)).to.equal(true);
      await send(redemption, ann.address, signature);
      await vault.connect(ann).redeem(id, 300n, shop, REF);
      expect(await vault.balanceOf(shop)).to.equal(300n);
      await expectSound(context);
    });

    it("covers instrument, amount, merchant, reference, deadline, vault and chain", async () => {
      const context = await signed();
      const { vault, system, redemption, send, ann, cafe } = context;
      const second = await issue(context, { number: 2n });
      const signature = await signRedemption(ann, vault, redemption);
      const unsigned = (of: bigint) => ["PrepaidUnsigned", [of, ann.address.toLowerCase()]] as [string, unknown[]];
      for (const changes of [
        { id: second },
        { amount: 301n },
        { merchant: cafe.address },
        { ref: OTHER_REF },
        { deadline: LATE + 1n },
      ]) {
        const shown = { ...redemption, ...changes };
        await refuses(() => send(shown, ann.address, signature), ...unsigned(BigInt(shown.id)));
      }
      const verifyingContract = await (
        await createVault(system.factory, await system.asset.getAddress(), DAY)
      ).getAddress();
      for (const changes of [{ chainId: 1n }, { verifyingContract }, { version: "2" }, { name: "Lapse" }]) {
        const foreign = await signRedemption(ann, vault, redemption, changes);
        await refuses(() => send(redemption, ann.address, foreign), ...unsigned(BigInt(redemption.id)));
      }
      await send(redemption, ann.address, signature);
    });

    it("is the holder's of that moment", async () => {
      const context = await signed();
      const { vault, id, redemption, send, ann, bob, company } = context;
      for (const other of [company, bob]) {
        const signature = await signRedemption(other, vault, redemption);
        for (const signer of [other.address, ann.address]) {
          await refuses(() => send(redemption, signer, signature), "PrepaidUnsigned", [id, signer.toLowerCase()]);
        }
      }
      const signature = await signRedemption(ann, vault, redemption);
      await vault.connect(ann).transferInstrument(id, bob);
      await refuses(() => send(redemption, ann.address, signature), "PrepaidUnsigned", [id, ann.address.toLowerCase()]);
      await send(redemption, bob.address, await signRedemption(bob, vault, redemption));
      await expectSound(context);
    });

    it("that was done is answered with the same for ever: to whoever asks, and whoever holds the instrument", async () => {
      const context = await signed();
      const { vault, id, redemption, send, ann, bob, shop } = context;
      const signature = await signRedemption(ann, vault, redemption);
      await send(redemption, ann.address, signature);
      const again = () => vault.redeemSigned.staticCall(redemption, PLAIN_TERMS, ann.address, signature);
      expect(await again()).to.equal(true);
      await vault.connect(ann).transferInstrument(id, bob);
      expect(await again()).to.equal(true);
      await moveTo(LATE + 1n);
      expect(await again()).to.equal(true);
      expect(await eventsOf(send(redemption, ann.address, signature), vault)).to.deep.equal([]);
      // Nobody's signature is needed for it, and other terms are another redemption.
      expect(await vault.redeemSigned.staticCall(redemption, PLAIN_TERMS, ann.address, "0x")).to.equal(true);
      await refuses(() => send({ ...redemption, amount: 301n }, ann.address, signature), "PrepaidReferenceUsed", [
        shop.address,
        redemption.ref,
      ]);
      await expectSound(context);
    });

    it("needs a reference, and holds until its deadline, that second included", async () => {
      const { vault, redemption, send, ann, shop } = await signed();
      const bare = { ...redemption, ref: ZeroHash };
      const signature = await signRedemption(ann, vault, bare);
      await refuses(() => send(bare, ann.address, signature), "PrepaidReferenceMissing");
      const deadline = START + HOUR;
      const soon = { ...redemption, deadline };
      const timed = await signRedemption(ann, vault, soon);
      await nextBlockAt(deadline + 1n);
      await refuses(() => send(soon, ann.address, timed), "PrepaidSignatureExpired", [deadline]);
      await nextBlockAt(deadline);
      await send(soon, ann.address, timed);
      expect(await vault.balanceOf(shop)).to.equal(300n);
    });

    for (const [seconds, alive] of [
      [-1n, true],
      [0n, false],
      [1n, false],
    ] as const) {
      it(`${seconds} s from the expiry ${alive ? "pays" : "is refused"}`, async () => {
        const { vault, id, redemption, send, ann, shop } = await signed();
        const signature = await signRedemption(ann, vault, redemption);
        await nextBlockAt(EXPIRY + seconds);
        if (alive) await send(redemption, ann.address, signature);
        else await refuses(() => send(redemption, ann.address, signature), "PrepaidExpired", [id, EXPIRY]);
        expect(await vault.balanceOf(shop)).to.equal(alive ? 300n : 0n);
      });
    }

    it("is refused for what is unknown, and with other rules", async () => {
      const context = await signed();
      const { vault, id, redemption, send, ann, company } = context;
      const unknown = { ...redemption, id: idOf(company, 9n) };
      const signature = await signRedemption(ann, vault, unknown);
      await refuses(() => send(unknown, ann.address, signature), "PrepaidUnknown", [unknown.id]);
      await refuses(
        async () => send(redemption, ann.address, await signRedemption(ann, vault, redemption), termsOf(LOOSE)),
        "PrepaidRulesMismatch",
        [id, await vault.hashOf(LOOSE), NO_RULES],
      );
    });

    it("goes by list, category and cap like any other", async () => {
      const context = await signed();
      const { vault, redemption, send, ann, shop } = context;
      const tree = StandardMerkleTree.of([[shop.address, 3]], ["address", "uint8"]);
      const rules = rulesOf({ merchants: tree.root, categories: 8n, cap: 400n });
      const id = await issue(context, { number: 2n, rules });
      const first = { ...redemption, id };
      const signature = await signRedemption(ann, vault, first);
      await refuses(() => send(first, ann.address, signature, termsOf(rules, 2n)), "PrepaidMerchantRefused", [
        id,
        shop.address,
        2n,
      ]);
      await send(first, ann.address, signature, termsOf(rules, 3n));
      const second = { ...first, ref: OTHER_REF };
      const again = await signRedemption(ann, vault, second);
      await refuses(() => send(second, ann.address, again, termsOf(rules, 3n)), "PrepaidCapReached", [
        id,
        shop.address,
        300n,
        100n,
      ]);
      await expectSound(context);
    });

    it("of a claim key spends what nobody has claimed, and delivers it", async () => {
      const context = await signed();
      const { vault, redemption, send, company, bob } = context;
      const id = await issue(context, { number: 2n, byKey: true, holder: LINK.address });
      const shown = { ...redemption, id };
      const wrong = await signRedemption(OTHER_LINK, vault, shown);
      await refuses(() => send(shown, LINK.address, wrong), "PrepaidUnsigned", [id, LINK.address.toLowerCase()]);
      const sent = send(shown, LINK.address, await signRedemption(LINK, vault, shown));
      expect((await eventsOf(sent, vault))[0]).to.deep.equal(["Delivered", id]);
      await expectInstrument(vault, id, { delivered: true, byKey: true, remaining: 700n });
      await refuses(() => vault.connect(company).cancel(id, PLAIN), "PrepaidDelivered", [id]);
      await refuses(() => vault.connect(company).reassign(id, bob, false, PLAIN), "PrepaidDelivered", [id]);
      await expectSound(context);
    });

    it("of a contract (ERC-1271) spends what it holds", async () => {
      const context = await signed();
      const { vault, redemption, send, deployer, cafe, bob, shop } = context;
      const contract = await (await new ContractAuthority__factory(deployer).deploy(cafe)).getAddress();
      const id = await issue(context, { number: 2n, holder: contract });
      const shown = { ...redemption, id };
      const wrong = await signRedemption(bob, vault, shown);
      await refuses(() => send(shown, contract, wrong), "PrepaidUnsigned", [id, contract.toLowerCase()]);
      await send(shown, contract, await signRedemption(cafe, vault, shown));
      expect(await vault.balanceOf(shop)).to.equal(300n);
    });

    it("of a P-256 key (ERC-7913) spends what that key holds, and nothing once an address does", async () => {
      const context = await signed();
      const { vault, redemption, send, deployer, company, shop } = context;
      const key = 0xbeef5n;
      const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
      const signer = signerOf(verifier, p256Point(key));
      const holder = keyHolder(signer);
      const id = await issue(context, { number: 2n, byKey: true, holder });
      const shown = { ...redemption, id };
      const digest = await redemptionDigest(vault, shown);
      await refuses(() => send(shown, signer, p256Sign(key + 1n, digest)), "PrepaidUnsigned", [
        id,
        signer.toLowerCase(),
      ]);
      await send(shown, signer, p256Sign(key, digest));
      expect(await vault.balanceOf(shop)).to.equal(300n);
      // The same 20 bytes as an address: it isn't the key that holds it.
      const asAddress = await issue(context, { number: 3n, holder });
      const other = { ...redemption, id: asAddress, ref: OTHER_REF };
      const signature = p256Sign(key, await redemptionDigest(vault, other));
      await refuses(() => send(other, signer, signature), "PrepaidUnsigned", [asAddress, signer.toLowerCase()]);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(2_700n);
    });
  });

  describe("pushed to a merchant whom the asset refuses", () => {
    it("credits him instead, tells so, and he can have it sent elsewhere", async () => {
      const context = await load();
      const { factory, deployer, company, ann, shop, cafe } = context;
      const asset = await new DenyListAsset__factory(deployer).deploy();
      const vault = await createVault(factory, await asset.getAddress());
      await asset.mint(company, 1_000n);
      await asset.connect(company).approve(vault, 1_000n);
      await vault.connect(company).deposit(1_000n, company);
      await vault.connect(shop).choosePayout(true);
      await asset.setDenied(shop, true);
      await vault.connect(company).issue(1n, ann, false, 500n, EXPIRY);
      const id = idOf(company, 1n);
      expect(await eventsOf(vault.connect(ann).redeem(id, 200n, shop, ZeroHash), vault)).to.deep.equal([
        ["Redeemed", id, shop.address, ZeroHash, 200n],
        ["Transfer", company.address, ZeroAddress, 200n],
        ["Transfer", ZeroAddress, shop.address, 200n],
        ["PushFailed", shop.address, 200n],
      ]);
      expect(await vault.balanceOf(shop)).to.equal(200n);
      await expectBooks(vault, await asset.balanceOf(vault));
      await vault.connect(shop).withdraw(200n, cafe);
      expect(await asset.balanceOf(cafe)).to.equal(200n);
      await asset.setDenied(shop, false);
      await vault.connect(ann).redeem(id, 200n, shop, ZeroHash);
      expect(await asset.balanceOf(shop)).to.equal(200n);
      await expectBooks(vault, await asset.balanceOf(vault));
    });
  });
});
