import { expect } from "chai";
import { AbiCoder, type AddressLike, encodeBytes32String, Interface, ZeroAddress, ZeroHash } from "ethers";

import {
  AnsweringAsset__factory,
  ContractAccount__factory,
  HookAsset__factory,
  type PrepaidCards,
  PrepaidCards__factory,
} from "../../types/ethers-contracts/index.js";
import {
  createVault,
  ethers,
  HOUR,
  idOf,
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
  give,
  issue,
  peopled,
  REF,
  refuses,
  signRedemption,
  termsOf,
  type Wanted,
} from "./support.ts";

const coder = AbiCoder.defaultAbiCoder();
const LOOSE = rulesOf({ minPiece: 1n });

/** What a card's metadata say. */
interface Face {
  name: string;
  description: string;
  image: string;
  attributes: { trait_type: string; value: string | number; display_type?: string }[];
}

const decode = (uri: string, type: string): string => {
  expect(uri.slice(0, type.length + 13)).to.equal(`data:${type};base64,`);
  return Buffer.from(uri.slice(type.length + 13), "base64").toString("utf8");
};

async function faceOf(cards: PrepaidCards, id: bigint): Promise<Face & { svg: string }> {
  const face = JSON.parse(decode(await cards.tokenURI(id), "application/json")) as Face;
  return { ...face, svg: decode(face.image, "image/svg+xml") };
}

describe("PrepaidCards", () => {
  async function fixture() {
    const context = await peopled();
    const { factory, vault, ann } = context;
    const of = await vault.getAddress();
    const address = await factory.cardsOf(of);
    await factory.createCards(of);
    const cards = PrepaidCards__factory.connect(address, ann);
    const id = await issue(context);
    return {
      ...context,
      cards,
      address,
      id,
      wrap: () => vault.connect(ann).transferInstrumentAndCall(id, cards, "0x"),
    };
  }
  const load = () => networkHelpers.loadFixture(fixture);
  async function wrapped() {
    const context = await load();
    await nextBlockAt(START + HOUR);
    await context.wrap();
    return context;
  }
  const missing = async (cards: PrepaidCards, id: bigint, act: () => Promise<unknown>) =>
    refuses(act, "ERC721NonexistentToken", [id], cards);

  describe("wrap", () => {
    it("gives a card to who hands his instrument over", async () => {
      const { vault, cards, address, id, ann, wrap } = await load();
      await missing(cards, id, () => cards.ownerOf(id));
      await nextBlockAt(START + HOUR);
      const sent = wrap();
      expect(await eventsOf(sent, cards)).to.deep.equal([
        ["Transfer", ZeroAddress, ann.address, id],
        ["TokenExpiryUpdated", id, START + HOUR, EXPIRY],
      ]);
      expect(await cards.ownerOf(id)).to.equal(ann.address);
      expect(await cards.balanceOf(ann)).to.equal(1n);
      await expectInstrument(vault, id, { holder: address, remaining: 1_000n });
      expect(await cards.vault()).to.equal(await vault.getAddress());
    });

    it("gives it to whom he names", async () => {
      const { vault, cards, id, ann, bob } = await load();
      await vault.connect(ann).transferInstrumentAndCall(id, cards, coder.encode(["address"], [bob.address]));
      expect(await cards.ownerOf(id)).to.equal(bob.address);
      await refuses(() => cards.unwrap(id, ann), "ERC721InsufficientApproval", [ann.address, id], cards);
    });

    it("gives none to the cards or the vault, which could neither spend nor unwrap", async () => {
      const { vault, cards, address, id, ann } = await load();
      for (const owner of [address, await vault.getAddress()]) {
        const data = coder.encode(["address"], [owner]);
        await refuses(
          () => vault.connect(ann).transferInstrumentAndCall(id, cards, data),
          "ERC721InvalidReceiver",
          [owner],
          cards,
        );
      }
    });

    it("gives none to nobody, for data that are no address, or by another than the vault", async () => {
      const { vault, cards, id, ann, stranger } = await load();
      const wrap = (data: string) => vault.connect(ann).transferInstrumentAndCall(id, cards, data);
      await refuses(
        () => wrap(coder.encode(["address"], [ZeroAddress])),
        "ERC721InvalidReceiver",
        [ZeroAddress],
        cards,
      );
      for (const data of ["0x01", `0x${"ff".repeat(32)}`]) await expect(wrap(data)).to.be.revert(ethers);
      await refuses(
        () => cards.connect(stranger).onInstrumentReceived(stranger, id, "0x"),
        "PrepaidNotVault",
        [stranger.address],
        cards,
      );
      await expectInstrument(vault, id, { holder: ann.address });
    });

    it("takes no instrument of another vault", async () => {
      const { factory, asset, cards, company, ann } = await load();
      const other = await createVault(factory, await asset.getAddress(), 86_400n);
      await asset.mint(company, 10n);
      await asset.connect(company).approve(other, 10n);
      await other.connect(company).deposit(10n, company);
      await other.connect(company).issue(1n, ann, false, 10n, START + 86_400n);
      await refuses(
        () => other.connect(ann).transferInstrumentAndCall(idOf(company, 1n), cards, "0x"),
        "PrepaidNotVault",
        [await other.getAddress()],
        cards,
      );
    });

    it("takes one only that is in its holder's hands", async () => {
      const context = await load();
      const { vault, cards, ann } = context;
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const waiting = await issue(context, { number: 2n, rules });
      await refuses(() => vault.connect(ann).transferInstrumentAndCall(waiting, cards, "0x"), "PrepaidNotDelivered", [
        waiting,
      ]);
    });
  });

  describe("the owner of a card", () => {
    it("spends a plain instrument, and listeners are told", async () => {
      const context = await wrapped();
      const { vault, cards, id, ann, shop } = context;
      await refuses(() => vault.connect(ann).redeem(id, 1n, shop, ZeroHash), "PrepaidNotHolder", [id, ann.address]);
      expect(await cards.redeem.staticCall(id, 300n, shop, REF)).to.equal(false);
      expect(await eventsOf(cards.redeem(id, 300n, shop, REF), cards)).to.deep.equal([["MetadataUpdate", id]]);
      expect(await cards.redeem.staticCall(id, 300n, shop, REF)).to.equal(true);
      expect(await vault.balanceOf(shop)).to.equal(300n);
      await expectInstrument(vault, id, { remaining: 700n });
      await expectSound(context);
    });

    it("spends one with rules, the clock of which may start by it", async () => {
      const context = await load();
      const { vault, cards, ann, shop } = context;
      const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: HOUR });
      const id = await issue(context, { number: 2n, rules });
      await nextBlockAt(START + HOUR);
      await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
      expect(await cards.redeemWithRules.staticCall(id, 300n, shop, REF, termsOf(rules))).to.equal(false);
      await nextBlockAt(START + 2n * HOUR);
      const sent = cards.redeemWithRules(id, 300n, shop, REF, termsOf(rules));
      expect(await eventsOf(sent, cards)).to.deep.equal([
        ["MetadataUpdate", id],
        ["TokenExpiryUpdated", id, START + HOUR, START + 3n * HOUR],
      ]);
      expect(await cards.redeemWithRules.staticCall(id, 300n, shop, REF, termsOf(rules))).to.equal(true);
      expect(await vault.balanceOf(shop)).to.equal(300n);
      await expectSound(context);
    });

    it("leaves the instrument neither to the cards nor to the vault", async () => {
      const { vault, cards, address, id, ann } = await wrapped();
      const [self, home] = [address, await vault.getAddress()];
      await refuses(() => cards.unwrap(id, self), "ERC721InvalidReceiver", [self], cards);
      await refuses(() => cards.unwrap(id, home), "PrepaidInvalidHolder", [home]);
      expect(await cards.ownerOf(id)).to.equal(ann.address);
    });

    it("takes the instrument out, and the card is gone", async () => {
      const { vault, cards, address, id, ann, bob, shop } = await wrapped();
      const sent = cards.unwrap(id, bob);
      expect(await eventsOf(sent, cards)).to.deep.equal([["Transfer", ann.address, ZeroAddress, id]]);
      await expectInstrument(vault, id, { holder: bob.address });
      await missing(cards, id, () => cards.ownerOf(id));
      await vault.connect(bob).redeem(id, 1n, shop, ZeroHash);
      await missing(cards, id, () => cards.unwrap(id, ann));
      // And back in.
      await vault.connect(bob).transferInstrumentAndCall(id, cards, "0x");
      expect(await cards.ownerOf(id)).to.equal(bob.address);
      await expectInstrument(vault, id, { holder: address });
    });

    it("is who bought it, or whom he approved, and nobody else", async () => {
      const { vault, cards, id, ann, bob, cafe, shop, stranger, company } = await wrapped();
      const acts = (by: PrepaidCards): [string, () => Promise<unknown>][] => [
        ["redeem", () => by.redeem(id, 1n, shop, ZeroHash)],
        ["redeemWithRules", () => by.redeemWithRules(id, 1n, shop, ZeroHash, termsOf(PLAIN))],
        ["unwrap", () => by.unwrap(id, stranger)],
      ];
      for (const by of [stranger, company]) {
        for (const [, act] of acts(cards.connect(by))) {
          await refuses(act, "ERC721InsufficientApproval", [by.address, id], cards);
        }
      }
      await cards.transferFrom(ann, bob, id);
      for (const [, act] of acts(cards)) await refuses(act, "ERC721InsufficientApproval", [ann.address, id], cards);
      await cards.connect(bob).redeem(id, 1n, shop, ZeroHash);
      await cards.connect(bob).approve(cafe, id);
      await cards.connect(cafe).redeem(id, 1n, shop, ZeroHash);
      await cards.connect(bob).approve(ZeroAddress, id);
      await refuses(
        () => cards.connect(cafe).redeem(id, 1n, shop, ZeroHash),
        "ERC721InsufficientApproval",
        [cafe.address, id],
        cards,
      );
      await cards.connect(bob).setApprovalForAll(cafe, true);
      await cards.connect(cafe).redeemWithRules(id, 1n, shop, ZeroHash, termsOf(PLAIN));
      await cards.connect(cafe).unwrap(id, cafe);
      await expectInstrument(vault, id, { holder: cafe.address, remaining: 997n });
    });

    it("can't spend by signature what the contract holds", async () => {
      const { vault, address, id, ann, shop } = await wrapped();
      const redemption = { id, amount: 1n, merchant: shop.address, ref: REF, deadline: EXPIRY };
      const signature = await signRedemption(ann, vault, redemption);
      for (const signer of [ann.address, address]) {
        await refuses(() => vault.redeemSigned(redemption, termsOf(PLAIN), signer, signature), "PrepaidUnsigned", [
          id,
          signer.toLowerCase(),
        ]);
      }
    });

    it("gets nothing out of what came without the call, and nobody else does", async () => {
      const { vault, cards, address, id, ann, shop } = await load();
      await vault.connect(ann).transferInstrument(id, cards);
      await missing(cards, id, () => cards.unwrap(id, ann));
      await missing(cards, id, () => cards.redeem(id, 1n, shop, ZeroHash));
      await missing(cards, id, () => cards.redeemWithRules(id, 1n, shop, ZeroHash, termsOf(PLAIN)));
      await expectInstrument(vault, id, { holder: address, remaining: 1_000n });
      // It returns like any other.
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(idOwner(id))).to.equal(10_000n);
    });
  });

  describe("the validity of a card (ERC-7858)", () => {
    it("reaches from its wrapping to the instrument's expiry, to the second", async () => {
      const { cards, id } = await wrapped();
      expect(await cards.expiryType()).to.equal(1n);
      expect(await cards.startTime(id)).to.equal(START + HOUR);
      expect(await cards.endTime(id)).to.equal(EXPIRY);
      for (const [moment, expired] of [
        [EXPIRY - 1n, false],
        [EXPIRY, true],
        [EXPIRY + 1n, true],
      ] as const) {
        await moveTo(moment);
        expect(await cards.isTokenExpired(id)).to.equal(expired);
      }
    });

    it("follows an extension at once, and refresh tells it to listeners", async () => {
      const { vault, cards, id, company, stranger } = await wrapped();
      await vault.connect(company).extend(id, EXPIRY + HOUR, PLAIN);
      expect(await cards.endTime(id)).to.equal(EXPIRY + HOUR);
      expect(await eventsOf(cards.connect(stranger).refresh(id), cards)).to.deep.equal([
        ["MetadataUpdate", id],
        ["TokenExpiryUpdated", id, START + HOUR, EXPIRY + HOUR],
      ]);
    });

    it("is none of an instrument that isn't wrapped", async () => {
      const { cards, id } = await load();
      for (const view of [
        () => cards.startTime(id),
        () => cards.endTime(id),
        () => cards.isTokenExpired(id),
        () => cards.tokenURI(id),
        () => cards.refresh(id),
      ]) {
        await missing(cards, id, view);
      }
    });
  });

  describe("the fingerprint of a card (ERC-5646)", () => {
    const CAPPED = rulesOf({ cap: 500n });

    /** Ann's card of another instrument, issued as a test wants it. */
    async function carded(wanted: Wanted) {
      const context = await load();
      const { vault, cards, ann } = context;
      const id = await issue(context, { number: 2n, ...wanted });
      await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
      return { ...context, id };
    }
    /** Expects of an act that it makes the card another one, or that it leaves it the same. */
    async function expectChange(cards: PrepaidCards, id: bigint, changes: boolean, act: () => Promise<unknown>) {
      const before = await cards.getStateFingerprint(id);
      await act();
      const after = await cards.getStateFingerprint(id);
      if (changes) expect(after).to.not.equal(before);
      else expect(after).to.equal(before);
    }

    it("is the same while nothing happens to the card, whoever owns it", async () => {
      const context = await wrapped();
      const { vault, cards, id, company, ann, bob, cafe, stranger } = context;
      for (const act of [
        () => moveTo(EXPIRY - HOUR),
        () => cards.refresh(id),
        () => cards.approve(cafe, id),
        () => cards.transferFrom(ann, bob, id),
        // What happens to another instrument, or to its purchaser's money.
        () => issue(context, { number: 3n }),
        () => vault.connect(company).withdraw(1n, stranger),
        () => moveTo(EXPIRY - 1n),
      ]) {
        await expectChange(cards, id, false, act);
      }
    });

    it("changes when the card is spent from, refunded, topped up and extended", async () => {
      const { vault, cards, id, company, shop } = await wrapped();
      await expectChange(cards, id, true, () => cards.redeem(id, 1_000n, shop, REF));
      // A redemption that is only repeated is none.
      await expectChange(cards, id, false, () => cards.redeem(id, 1_000n, shop, REF));
      await expectChange(cards, id, true, () => vault.connect(shop).refund(id, 400n, REF, PLAIN));
      await expectChange(cards, id, true, () => vault.connect(company).topUp(id, 5n, PLAIN));
      await expectChange(cards, id, true, () => vault.connect(company).extend(id, EXPIRY + HOUR, PLAIN));
    });

    for (const [kind, spent] of [
      ["full", 0n],
      ["emptied", 1_000n],
    ] as const) {
      it(`changes in the second in which a card expires that is ${kind}, with no transaction`, async () => {
        const { cards, id, shop } = await wrapped();
        if (spent !== 0n) await cards.redeem(id, spent, shop, ZeroHash);
        await expectChange(cards, id, false, () => moveTo(EXPIRY - 1n));
        await expectChange(cards, id, true, () => moveTo(EXPIRY));
        await expectChange(cards, id, false, () => moveTo(EXPIRY + 1n));
      });
    }

    it("changes when the clock of the card starts, and when what is left of it is settled", async () => {
      const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: 100n * HOUR, manual: true });
      const { vault, cards, id, company, shop } = await carded({ rules });
      // Its delay reaches beyond the expiry, so that the start moves nothing.
      await expectChange(cards, id, true, async () => {
        await cards.redeemWithRules(id, 300n, shop, REF, termsOf(rules));
        await vault.connect(shop).refund(id, 300n, REF, rules);
      });
      await moveTo(EXPIRY);
      await expectChange(cards, id, true, () => vault.connect(company).settle(id, rules));
    });

    it("is the same after a redemption was repeated by its reference, with a cap or without", async () => {
      for (const rules of [CAPPED, rulesOf({ minPiece: 1n })]) {
        const { cards, id, shop } = await carded({ rules });
        const spend = () => cards.redeemWithRules(id, 100n, shop, REF, termsOf(rules));
        await expectChange(cards, id, true, spend);
        await expectChange(cards, id, false, spend);
      }
    });

    it("is another after a unit was spent under a cap of one, and came back", async () => {
      const rules = rulesOf({ cap: 1n });
      const { vault, cards, id, shop } = await carded({ rules });
      await expectChange(cards, id, true, async () => {
        await cards.redeemWithRules(id, 1n, shop, REF, termsOf(rules));
        await vault.connect(shop).refund(id, 1n, REF, rules);
      });
    });

    it("tells cards apart of which as much is left, but less can be spent at a merchant", async () => {
      const { vault, cards, id, company, shop, cafe } = await carded({ rules: CAPPED });
      const by = (merchant: AddressLike, ref = ZeroHash) =>
        cards.redeemWithRules(id, 100n, merchant, ref, termsOf(CAPPED));
      await by(shop, REF);
      await expectChange(cards, id, true, async () => {
        await by(cafe);
        await vault.connect(shop).refund(id, 100n, REF, CAPPED);
      });
      await expectChange(cards, id, true, async () => {
        await by(cafe);
        await vault.connect(company).topUp(id, 100n, CAPPED);
      });
      await by(shop, encodeBytes32String("bill 2"));
      await expectChange(cards, id, false, () => by(shop, encodeBytes32String("bill 2")));
    });

    it("is another for a card that was unwrapped and wrapped again, even within one second", async () => {
      const context = await load();
      const { vault, cards, address, company, ann, shop } = context;
      const id = await issue(context, { number: 2n, rules: CAPPED });
      const gasLimit = 1_000_000n;
      const held = vault.connect(ann);
      const wrap = () => held.transferInstrumentAndCall(id, cards, "0x", { gasLimit });
      const fingerprintAfter = async (...acts: (() => Promise<unknown>)[]) => {
        const snapshot = await networkHelpers.takeSnapshot();
        await ethers.provider.send("evm_setAutomine", [false]);
        try {
          for (const act of acts) await act();
          await nextBlockAt(START + HOUR);
          await networkHelpers.mine();
        } finally {
          await ethers.provider.send("evm_setAutomine", [true]);
        }
        await expectInstrument(vault, id, { holder: address, remaining: 1_000n });
        const fingerprint = await cards.getStateFingerprint(id);
        await snapshot.restore();
        return fingerprint;
      };
      const once = await fingerprintAfter(wrap);
      expect(await fingerprintAfter(wrap)).to.equal(once);
      // What was spent in between leaves less to spend at that merchant.
      const again = await fingerprintAfter(
        wrap,
        () => cards.unwrap(id, ann, { gasLimit }),
        () => held.redeemWithRules(id, 9n, shop, ZeroHash, termsOf(CAPPED), { gasLimit }),
        () => vault.connect(company).topUp(id, 9n, CAPPED, { gasLimit }),
        wrap,
      );
      expect(again).to.not.equal(once);
    });

    it("is another already when a merchant is called back in the middle of what is spent under a cap", async () => {
      const { factory, deployer, company, ann } = await load();
      const asset = await new HookAsset__factory(deployer).deploy();
      const vault = await createVault(factory, await asset.getAddress());
      await factory.createCards(vault);
      const cards = PrepaidCards__factory.connect(await factory.cardsOf(vault), ann);
      await asset.mint(company, 200n);
      await asset.connect(company).approve(vault, 200n);
      const own = vault.connect(company);
      await own.deposit(200n, company);
      await own.issueWithRules(2n, ann, false, 100n, EXPIRY, CAPPED);
      const id = idOf(company, 2n);
      await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
      const before = await cards.getStateFingerprint(id);
      await own.topUp(id, 10n, CAPPED);
      const shop = await new ContractAccount__factory(deployer).deploy();
      await shop.execute(vault, vault.interface.encodeFunctionData("choosePayout", [true]));
      await shop.reenterWith(cards, cards.interface.encodeFunctionData("getStateFingerprint", [id]));
      const seen = await eventsOf(cards.redeemWithRules(id, 10n, shop, ZeroHash, termsOf(CAPPED)), shop);
      await expectInstrument(vault, id, { remaining: 100n });
      const after = await cards.getStateFingerprint(id);
      expect(after).to.not.equal(before);
      expect(seen).to.deep.equal([["Reentered", true, after]]);
    });

    it("is none of an instrument that isn't wrapped", async () => {
      const { cards, id } = await load();
      await missing(cards, id, () => cards.getStateFingerprint(id));
    });
  });

  describe("supportsInterface", () => {
    it("names ERC-165, ERC-721 and its metadata, ERC-4906, ERC-5646, ERC-7858 and the receiver", async () => {
      const { cards } = await load();
      const receiver = new Interface(["function onInstrumentReceived(address,uint256,bytes) returns (bytes4)"]);
      for (const id of [
        "0x01ffc9a7",
        "0x80ac58cd",
        "0x5b5e139f",
        "0x49064906",
        "0xf5112315",
        "0x3ebdfa31",
        receiver.getFunction("onInstrumentReceived")!.selector,
      ]) {
        expect(await cards.supportsInterface(id), id).to.equal(true);
      }
      for (const id of ["0xffffffff", "0x00000000", "0xd9b67a26"]) {
        expect(await cards.supportsInterface(id), id).to.equal(false);
      }
    });
  });

  describe("tokenURI", () => {
    it("shows what is left, until when, as JSON and as a drawn card", async () => {
      const { vault, cards, id, shop } = await wrapped();
      expect(await faceOf(cards, id)).to.deep.include({
        name: "0.001 pmUSD until 2030-01-07 10:00 UTC",
        description: "Prepaid value. What is not used by its expiry returns to its purchaser by itself.",
        attributes: [
          { trait_type: "Remaining", value: "0.001" },
          { trait_type: "Expiry", display_type: "date", value: Number(EXPIRY) },
          { trait_type: "Restricted", value: "no" },
        ],
      });
      const { svg } = await faceOf(cards, id);
      expect(svg).to.match(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 320 200" [^>]*>.*<\/svg>$/s);
      expect(texts(svg)).to.deep.equal(["0.001 pmUSD", "until 2030-01-07 10:00 UTC", "0x01"]);
      expect(svg).to.include('fill="#0f4c5c"');
      await cards.redeem(id, 1n, shop, ZeroHash);
      expect((await faceOf(cards, id)).name).to.equal("0.000999 pmUSD until 2030-01-07 10:00 UTC");
      await moveTo(EXPIRY - 1n);
      expect((await faceOf(cards, id)).name).to.equal("0.000999 pmUSD until 2030-01-07 10:00 UTC");
      await moveTo(EXPIRY);
      const gone = await faceOf(cards, id);
      expect(gone.name).to.equal("0 pmUSD expired 2030-01-07 10:00 UTC");
      expect(gone.attributes[0]?.value).to.equal("0");
      expect(texts(gone.svg)).to.deep.equal(["0 pmUSD", "expired 2030-01-07 10:00 UTC", "0x01"]);
      expect(gone.svg).to.include('fill="#6b7280"');
      expect(await vault.symbol()).to.equal("pmUSD");
    });

    it("says when an instrument has rules", async () => {
      const context = await load();
      const { vault, cards, ann } = context;
      const id = await issue(context, { number: 255n, rules: LOOSE });
      await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
      const face = await faceOf(cards, id);
      expect(face.attributes[2]).to.deep.equal({ trait_type: "Restricted", value: "yes" });
      expect(texts(face.svg)[2]).to.equal("0xff");
    });

    for (const [amount, text] of [
      [1n, "0.000001"],
      [10n, "0.00001"],
      [1_000_000n, "1"],
      [1_050_000n, "1.05"],
      [999_999n, "0.999999"],
      [12_345_678_900n, "12345.6789"],
      [10_100_000n, "10.1"],
    ] as const) {
      it(`writes ${amount} units of six decimals as ${text}`, async () => {
        const context = await load();
        const { vault, asset, cards, company, ann } = context;
        await asset.mint(company, amount);
        await asset.connect(company).approve(vault, amount);
        await vault.connect(company).deposit(amount, company);
        const id = await issue(context, { number: 2n, amount });
        await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
        const face = await faceOf(cards, id);
        expect(face.name).to.equal(`${text} pmUSD until 2030-01-07 10:00 UTC`);
        expect(face.attributes[0]?.value).to.equal(text);
      });
    }

    it("writes moments of two digits", async () => {
      const context = await load();
      const { vault, cards, ann } = context;
      const expiry = START + 7n * HOUR + 24n * HOUR * 20n;
      const id = await issue(context, { number: 2n, expiry });
      await vault.connect(ann).transferInstrumentAndCall(id, cards, "0x");
      expect((await faceOf(cards, id)).name).to.match(/until 2030-01-27 07:00 UTC$/);
      const later = await issue(context, { number: 3n, expiry: START + 4_096n * HOUR });
      await vault.connect(ann).transferInstrumentAndCall(later, cards, "0x");
      expect((await faceOf(cards, later)).name).to.match(/until 2030-06-26 16:00 UTC$/);
    });

    /** A stage for cards of an asset that says of itself whatever it is told. */
    async function answering(decimals: number, symbol: string) {
      const context = await load();
      const { factory, deployer, company, ann } = context;
      const asset = await new AnsweringAsset__factory(deployer).deploy();
      const answer = async (signature: string, type: string, value: unknown) =>
        asset.setAnswer(ethers.id(signature).slice(0, 10), coder.encode([type], [value]));
      await answer("decimals()", "uint8", decimals);
      await answer("symbol()", "string", symbol);
      const vault = await createVault(factory, await asset.getAddress());
      const of = await vault.getAddress();
      const address = await factory.cardsOf(of);
      await factory.createCards(of);
      // A balance that was never brought in: the first word of the company's account.
      await give(vault, company.address, 10n ** 28n);
      const show = async (amount: bigint) => {
        await vault.connect(company).issue(1n, ann, false, amount, EXPIRY);
        await vault.connect(ann).transferInstrumentAndCall(idOf(company, 1n), address, "0x");
        return faceOf(PrepaidCards__factory.connect(address, ann), idOf(company, 1n));
      };
      return { show };
    }

    for (const [decimals, amount, text] of [
      [0, 1_200n, "1200"],
      [1, 1_205n, "120.5"],
      [18, 1_500_000_000_000_000_000n, "1.5"],
      [18, 1n, "0.000000000000000001"],
      [77, 12n, `0.${"0".repeat(75)}12`],
      [78, 12n, `0.${"0".repeat(76)}12`],
      [255, 10n ** 27n, `0.${"0".repeat(227)}1`],
    ] as const) {
      it(`writes ${amount} units of ${decimals} decimals`, async () => {
        const { show } = await answering(decimals, "X");
        expect((await show(amount)).attributes[0]?.value).to.equal(text);
      });
    }

    it("lets an asset's symbol break neither JSON nor the picture", async () => {
      const symbol = `"},<script>&'\\\n`;
      const { show } = await answering(0, symbol);
      const face = await show(5n);
      expect(face.name).to.equal(`5 p${symbol} until 2030-01-07 10:00 UTC`);
      expect(Object.keys(face).sort()).to.deep.equal(["attributes", "description", "image", "name", "svg"]);
      expect(face.svg).to.include("5 p&quot;},&lt;script&gt;&amp;&#39;\\\n</text>");
      expect(face.svg).to.not.include("<script");
    });
  });
});

/** The purchaser in an id. */
const idOwner = (id: bigint): string => ethers.getAddress(`0x${(id >> 96n).toString(16).padStart(40, "0")}`);

/** The texts of a drawn card. */
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? "");
