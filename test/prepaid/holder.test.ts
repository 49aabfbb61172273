import { expect } from "chai";
import { encodeBytes32String, solidityPackedKeccak256, ZeroAddress, ZeroHash } from "ethers";

import { InstrumentReceiver__factory } from "../../types/ethers-contracts/index.js";
import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import {
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
  Trigger,
} from "./fixture.ts";
import {
  eventsOf,
  EXPIRY,
  expectInstrument,
  expectSound,
  issue,
  LINK,
  type Peopled,
  peopled,
  REF,
  refuses,
  termsOf,
} from "./support.ts";

const NO_RULES = `0x${"00".repeat(27)}`;
const asArray = (rules: RulesStruct) => Object.values(rules) as unknown[];

describe("prepaid: what a holder can do beside spending", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("transferInstrument", () => {
    it("makes somebody else the holder", async () => {
      const context = await load();
      const { vault, ann, bob, shop } = context;
      const id = await issue(context);
      expect(await eventsOf(vault.connect(ann).transferInstrument(id, bob), vault)).to.deep.equal([
        ["HolderSet", id, bob.address, false],
      ]);
      await refuses(() => vault.connect(ann).redeem(id, 1n, shop, ZeroHash), "PrepaidNotHolder", [id, ann.address]);
      await vault.connect(bob).redeem(id, 1n, shop, ZeroHash);
      await expectInstrument(vault, id, { holder: bob.address, remaining: 999n, delivered: true, expiry: EXPIRY });
      await expectSound(context);
    });

    it("is the holder's, of what is there, delivered, and held by an address", async () => {
      const context = await load();
      const { vault, company, ann, bob } = context;
      const id = await issue(context);
      const byKey = await issue(context, { number: 2n, byKey: true });
      const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
      const waiting = await issue(context, { number: 3n, rules });
      const unknown = idOf(company, 9n);
      const held = vault.connect(ann);
      await refuses(() => held.transferInstrument(unknown, bob), "PrepaidUnknown", [unknown]);
      for (const other of [company, bob]) {
        const given = () => vault.connect(other).transferInstrument(id, bob);
        await refuses(given, "PrepaidNotHolder", [id, other.address]);
      }
      await refuses(() => held.transferInstrument(byKey, bob), "PrepaidNotHolder", [byKey, ann.address]);
      // The purchaser could still take it back: whoever received it would have nothing.
      await refuses(() => held.transferInstrument(waiting, bob), "PrepaidNotDelivered", [waiting]);
      for (const nobody of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => held.transferInstrument(id, nobody), "PrepaidInvalidHolder", [nobody]);
        await refuses(() => held.transferInstrumentAndCall(id, nobody, "0x"), "PrepaidInvalidHolder", [nobody]);
      }
      await held.deliver(waiting, rules);
      await held.transferInstrument(waiting, bob);
    });

    it("is possible after the expiry, when nothing can be redeemed any more", async () => {
      const context = await load();
      const { vault, ann, bob, shop } = context;
      const id = await issue(context);
      await nextBlockAt(EXPIRY);
      await vault.connect(ann).transferInstrument(id, bob);
      await refuses(() => vault.connect(bob).redeem(id, 1n, shop, ZeroHash), "PrepaidExpired", [id, EXPIRY]);
      await expectSound(context);
    });
  });

  describe("transferInstrumentAndCall", () => {
    it("tells a contract that it is the holder now", async () => {
      const context = await load();
      const { vault, ann, deployer } = context;
      const receiver = await new InstrumentReceiver__factory(deployer).deploy();
      const address = await receiver.getAddress();
      const id = await issue(context);
      const sent = vault.connect(ann).transferInstrumentAndCall(id, receiver, "0x1234");
      expect(await eventsOf(sent, vault)).to.deep.equal([["HolderSet", id, address, false]]);
      expect(await eventsOf(sent, receiver)).to.deep.equal([
        ["Came", await vault.getAddress(), ann.address, id, "0x1234", address],
      ]);
    });

    it("lets the contract act at once: spend it, and hand it on", async () => {
      const context = await load();
      const { vault, company, ann, bob, shop, deployer } = context;
      const receiver = await new InstrumentReceiver__factory(deployer).deploy();
      const { interface: codec } = vault;
      const first = await issue(context);
      const second = await issue(context, { number: 2n });
      await receiver.actWith(codec.encodeFunctionData("redeem", [first, 400n, shop.address, REF]));
      await expect(vault.connect(ann).transferInstrumentAndCall(first, receiver, "0x"))
        .to.emit(receiver, "Acted")
        .withArgs(true, ZeroHash);
      await receiver.actWith(codec.encodeFunctionData("transferInstrument", [second, bob.address]));
      await vault.connect(ann).transferInstrumentAndCall(second, receiver, "0x");
      await expectInstrument(vault, first, { holder: await receiver.getAddress(), remaining: 600n });
      await expectInstrument(vault, second, { holder: bob.address, remaining: 1_000n });
      // What he did in the middle goes with the rest, where he refuses in the end.
      const third = await issue(context, { number: 3n });
      await receiver.actWith(codec.encodeFunctionData("redeem", [third, 400n, shop.address, ZeroHash]));
      await receiver.setAnswer("0x00000000");
      await refuses(
        () => vault.connect(ann).transferInstrumentAndCall(third, receiver, "0x"),
        "PrepaidReceiverRefused",
        [await receiver.getAddress()],
      );
      await expectInstrument(vault, third, { holder: ann.address, remaining: 1_000n });
      expect(await vault.balanceOf(shop)).to.equal(400n);
      expect(await vault.balanceOf(company)).to.equal(7_000n);
      await expectSound(context);
    });

    it("changes nothing where it isn't accepted", async () => {
      const context = await load();
      const { vault, ann, bob, deployer, asset } = context;
      const receiver = await new InstrumentReceiver__factory(deployer).deploy();
      const id = await issue(context);
      for (const answer of ["0x00000000", "0xffffffff", "0x12345678"]) {
        await receiver.setAnswer(answer);
        await refuses(
          () => vault.connect(ann).transferInstrumentAndCall(id, receiver, "0x"),
          "PrepaidReceiverRefused",
          [await receiver.getAddress()],
        );
      }
      // Somebody who is no contract, and a contract that knows nothing of instruments.
      for (const to of [bob.address, await asset.getAddress()]) {
        await expect(vault.connect(ann).transferInstrumentAndCall(id, to, "0x")).to.be.revert(ethers);
      }
      await refuses(() => vault.connect(bob).transferInstrumentAndCall(id, receiver, "0x"), "PrepaidNotHolder", [
        id,
        bob.address,
      ]);
      await expectInstrument(vault, id, { holder: ann.address });
    });
  });

  describe("split", () => {
    /** The piece that a split by Ann makes. */
    async function split(
      { vault, ann }: Peopled,
      id: bigint,
      amount: bigint,
      to: string,
      rules: RulesStruct = PLAIN,
      salt: string = ZeroHash,
    ): Promise<bigint> {
      const piece = await vault.connect(ann).split.staticCall(id, amount, to, salt, rules);
      await vault.connect(ann).split(id, amount, to, salt, rules);
      return piece;
    }

    it("gives a piece to somebody: same purchaser, same expiry, and no lock moves", async () => {
      const context = await load();
      const { vault, company, ann, bob, shop } = context;
      const id = await issue(context);
      const piece = await vault.connect(ann).split.staticCall(id, 300n, bob, ZeroHash, PLAIN);
      const sent = vault.connect(ann).split(id, 300n, bob, ZeroHash, PLAIN);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Split", id, piece, bob.address, 300n]]);
      expect(piece >> 96n).to.equal(BigInt(company.address));
      expect(piece & (2n ** 96n - 1n)).to.be.at.least(2n ** 95n);
      const same = { purchaser: company.address, expiry: EXPIRY, delivered: true, started: true, byKey: false };
      await expectInstrument(vault, id, { ...same, holder: ann.address, remaining: 700n, rules: NO_RULES });
      await expectInstrument(vault, piece, { ...same, holder: bob.address, remaining: 300n, rules: NO_RULES });
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1_000n);
      await refuses(() => vault.connect(ann).redeem(piece, 1n, shop, ZeroHash), "PrepaidNotHolder", [
        piece,
        ann.address,
      ]);
      await vault.connect(bob).redeem(piece, 300n, shop, ZeroHash);
      await expectSound(context);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(9_700n);
      await expectInstrument(vault, id, { returned: 700n });
      await expectInstrument(vault, piece, { returned: 0n });
    });

    it("numbers pieces by instrument and salt: the same again is refused", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const id = await issue(context);
      const other = await issue(context, { number: 2n });
      const salt = encodeBytes32String("two");
      const pieces = [
        await split(context, id, 10n, bob.address),
        await split(context, id, 10n, bob.address, PLAIN, salt),
        await split(context, other, 10n, bob.address),
      ];
      expect(new Set(pieces).size).to.equal(3);
      // Anybody can tell the number beforehand: the top bit, and 95 bits of a hash.
      const hash = solidityPackedKeccak256(["uint256", "bytes32"], [id, salt]);
      const number = (2n ** 95n) | ((BigInt(hash) & (2n ** 96n - 1n)) >> 1n);
      expect(pieces[1]).to.equal(idOf(context.company, number));
      await refuses(() => vault.connect(ann).split(id, 10n, bob, salt, PLAIN), "PrepaidIssuedBefore", [pieces[1]]);
      // A piece is an instrument like any other.
      const [first] = pieces as [bigint];
      await vault.connect(bob).split(first, 4n, ann, ZeroHash, PLAIN);
      await expectInstrument(vault, first, { remaining: 6n });
      await expectSound(context);
    });

    it("is the holder's, before the expiry, with the rules, to somebody", async () => {
      const context = await load();
      const { vault, company, ann, bob } = context;
      const id = await issue(context);
      const byKey = await issue(context, { number: 2n, byKey: true });
      const unknown = idOf(company, 9n);
      const other = rulesOf({ minPiece: 1n });
      const held = vault.connect(ann);
      await refuses(() => held.split(unknown, 1n, bob, ZeroHash, PLAIN), "PrepaidUnknown", [unknown]);
      await refuses(() => vault.connect(company).split(id, 1n, bob, ZeroHash, PLAIN), "PrepaidNotHolder", [
        id,
        company.address,
      ]);
      await refuses(() => held.split(byKey, 1n, bob, ZeroHash, PLAIN), "PrepaidNotHolder", [byKey, ann.address]);
      await refuses(() => held.split(id, 1n, bob, ZeroHash, other), "PrepaidRulesMismatch", [
        id,
        await vault.hashOf(other),
        NO_RULES,
      ]);
      for (const nobody of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => held.split(id, 1n, nobody, ZeroHash, PLAIN), "PrepaidInvalidHolder", [nobody]);
      }
      await nextBlockAt(EXPIRY);
      await refuses(() => held.split(id, 1n, bob, ZeroHash, PLAIN), "PrepaidExpired", [id, EXPIRY]);
      await nextBlockAt(EXPIRY + 1n);
      await refuses(() => held.split(id, 1n, bob, ZeroHash, PLAIN), "PrepaidExpired", [id, EXPIRY]);
    });

    it("is possible in the last second", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const id = await issue(context);
      await nextBlockAt(EXPIRY - 1n);
      await vault.connect(ann).split(id, 1n, bob, ZeroHash, PLAIN);
      await expectInstrument(vault, id, { remaining: 999n });
    });

    it("leaves at least one unit on either side of a plain one", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const id = await issue(context);
      const held = vault.connect(ann);
      await refuses(() => held.split(id, 0n, bob, ZeroHash, PLAIN), "PrepaidPieceTooSmall", [0n, 1_000n, 1n]);
      await refuses(() => held.split(id, 1_000n, bob, ZeroHash, PLAIN), "PrepaidPieceTooSmall", [1_000n, 0n, 1n]);
      await refuses(() => held.split(id, 1_001n, bob, ZeroHash, PLAIN), "PrepaidShort", [id, 1_001n, 1_000n]);
      await held.split(id, 999n, bob, ZeroHash, PLAIN);
      await refuses(() => held.split(id, 1n, bob, REF, PLAIN), "PrepaidPieceTooSmall", [1n, 0n, 1n]);
    });

    it("leaves at least what the rules say on either side, and is refused where they say nothing", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const rules = rulesOf({ minPiece: 400n });
      const whole = rulesOf({ manual: true });
      const id = await issue(context, { rules });
      const undivided = await issue(context, { number: 2n, rules: whole });
      const held = vault.connect(ann);
      for (const amount of [399n, 601n]) {
        await refuses(() => held.split(id, amount, bob, ZeroHash, rules), "PrepaidPieceTooSmall", [
          amount,
          1_000n - amount,
          400n,
        ]);
      }
      await refuses(() => held.split(undivided, 500n, bob, ZeroHash, whole), "PrepaidPieceTooSmall", [500n, 500n, 0n]);
      const piece = await split(context, id, 400n, bob.address, rules);
      const kept = await vault.hashOf(rules);
      await expectInstrument(vault, piece, { remaining: 400n, rules: kept });
      await expectInstrument(vault, id, { remaining: 600n, rules: kept });
      await refuses(() => vault.connect(bob).split(piece, 200n, ann, ZeroHash, rules), "PrepaidPieceTooSmall", [
        200n,
        200n,
        400n,
      ]);
    });

    it("takes both sides at exactly the least", async () => {
      const context = await load();
      const { vault, bob } = context;
      const rules = rulesOf({ minPiece: 500n });
      const id = await issue(context, { rules });
      const piece = await split(context, id, 500n, bob.address, rules);
      for (const part of [id, piece]) await expectInstrument(vault, part, { remaining: 500n });
    });

    it("tells the rules of the piece", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const rules = rulesOf({ minPiece: 1n });
      const id = await issue(context, { rules });
      const piece = await vault.connect(ann).split.staticCall(id, 300n, bob, ZeroHash, rules);
      const sent = vault.connect(ann).split(id, 300n, bob, ZeroHash, rules);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Split", id, piece, bob.address, 300n],
        ["Ruled", piece, asArray(rules)],
      ]);
    });

    it("waits for the clock to start: pieces share one end", async () => {
      const context = await load();
      const { vault, company, ann, bob, shop } = context;
      const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: HOUR, minPiece: 1n });
      const id = await issue(context, { rules });
      await refuses(() => vault.connect(ann).split(id, 1n, bob, ZeroHash, rules), "PrepaidNotStarted", [id]);
      await nextBlockAt(START + HOUR);
      await vault.connect(ann).redeemWithRules(id, 100n, shop, ZeroHash, termsOf(rules));
      const piece = await split(context, id, 300n, bob.address, rules);
      await expectInstrument(vault, piece, { expiry: START + 2n * HOUR, started: true, remaining: 300n });
      // The purchaser may extend one of them.
      await vault.connect(company).extend(piece, EXPIRY, rules);
      await moveTo(START + 2n * HOUR);
      await expectInstrument(vault, id, { returned: 600n });
      await expectInstrument(vault, piece, { remaining: 300n });
      expect(await vault.balanceOf(company)).to.equal(9_600n);
      await expectSound(context);
    });

    it("divides the shares of a return, each rounded down: a unit moves to the purchaser at most", async () => {
      for (const [amount, part, before, after] of [
        // Half of 3 is 1; of 1 and 2, 0 and 1.
        [3n, 1n, 1n, 1n],
        // Half of 10 is 5; of 5 and 5, 2 and 2.
        [10n, 5n, 5n, 4n],
        [10n, 4n, 5n, 5n],
        [2n, 1n, 1n, 0n],
      ] as const) {
        const context = await load();
        const { vault, company, bob, third } = context;
        await vault.connect(third).acceptReturns(company, true);
        const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n, minPiece: 1n });
        const id = await issue(context, { amount, rules });
        expect(await vault.lockedUntil(third, EXPIRY)).to.equal(before);
        const piece = await split(context, id, part, bob.address, rules);
        expect(await vault.lockedUntil(third, EXPIRY), `${part} of ${amount}`).to.equal(after);
        expect(await vault.lockedUntil(company, EXPIRY)).to.equal(amount - after);
        await expectInstrument(vault, id, { remaining: amount - part });
        await expectInstrument(vault, piece, { remaining: part, pull: false });
        await expectSound(context);
        await moveTo(EXPIRY);
        expect(await vault.balanceOf(third)).to.equal(after);
      }
    });

    it("divides what waits to be settled", async () => {
      const context = await load();
      const { vault, company, bob } = context;
      const rules = rulesOf({ manual: true, minPiece: 1n });
      const id = await issue(context, { rules });
      const piece = await split(context, id, 300n, bob.address, rules);
      await expectInstrument(vault, piece, { pull: true, remaining: 300n });
      await expectSound(context);
      await moveTo(EXPIRY);
      await vault.connect(company).settle(piece, rules);
      expect(await vault.balanceOf(company)).to.equal(9_300n);
      await vault.connect(company).settle(id, rules);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      await expectSound(context);
    });

    it("divides a cap in proportion, so that no merchant gets more by way of pieces", async () => {
      const context = await load();
      const { vault, ann, bob, shop } = context;
      const rules = rulesOf({ cap: 100n, minPiece: 1n });
      const id = await issue(context, { rules });
      const piece = await vault.connect(ann).split.staticCall(id, 333n, bob, ZeroHash, rules);
      const [lesser, rest] = [
        { ...rules, cap: 33n },
        { ...rules, cap: 67n },
      ];
      const sent = vault.connect(ann).split(id, 333n, bob, ZeroHash, rules);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Split", id, piece, bob.address, 333n],
        ["Ruled", piece, asArray(lesser)],
        ["Ruled", id, asArray(rest)],
      ]);
      await expectInstrument(vault, piece, { rules: await vault.hashOf(lesser) });
      await expectInstrument(vault, id, { rules: await vault.hashOf(rest) });
      const pieces = vault.connect(bob);
      await refuses(() => pieces.redeemWithRules(piece, 34n, shop, ZeroHash, termsOf(lesser)), "PrepaidCapReached", [
        piece,
        shop.address,
        34n,
        33n,
      ]);
      await pieces.redeemWithRules(piece, 33n, shop, ZeroHash, termsOf(lesser));
      await refuses(() => pieces.redeemWithRules(piece, 1n, shop, ZeroHash, termsOf(rules)), "PrepaidRulesMismatch", [
        piece,
        await vault.hashOf(rules),
        await vault.hashOf(lesser),
      ]);
      const held = vault.connect(ann);
      await refuses(() => held.redeemWithRules(id, 68n, shop, ZeroHash, termsOf(rest)), "PrepaidCapReached", [
        id,
        shop.address,
        68n,
        67n,
      ]);
      await held.redeemWithRules(id, 67n, shop, ZeroHash, termsOf(rest));
      expect(await vault.balanceOf(shop)).to.equal(100n);
      await expectSound(context);
    });

    it("refuses a piece, or a rest, whose cap would round to nothing", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const rules = rulesOf({ cap: 2n, minPiece: 1n });
      const id = await issue(context, { rules });
      const held = vault.connect(ann);
      await refuses(() => held.split(id, 499n, bob, ZeroHash, rules), "PrepaidPieceTooSmall", [0n, 2n, 1n]);
      const single = rulesOf({ cap: 1n, minPiece: 1n });
      const other = await issue(context, { number: 2n, rules: single });
      await refuses(() => held.split(other, 999n, bob, ZeroHash, single), "PrepaidPieceTooSmall", [0n, 1n, 1n]);
      const piece = await split(context, id, 999n, bob.address, rules);
      for (const part of [id, piece]) {
        await expectInstrument(vault, part, { rules: await vault.hashOf(rulesOf({ cap: 1n, minPiece: 1n })) });
      }
    });

    it("is refused once something was spent under a cap, even if it was given back", async () => {
      const context = await load();
      const { vault, ann, bob, shop } = context;
      const rules = rulesOf({ cap: 100n, minPiece: 1n });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 10n, shop, ZeroHash, termsOf(rules));
      await refuses(() => vault.connect(ann).split(id, 500n, bob, ZeroHash, rules), "PrepaidSpentUnderCap", [id]);
      await vault.connect(shop).refund(id, 10n, ZeroHash, rules);
      await refuses(() => vault.connect(ann).split(id, 500n, bob, ZeroHash, rules), "PrepaidSpentUnderCap", [id]);
    });

    it("keeps a cap that caps nothing, whatever was spent; each part bounds its own refunds", async () => {
      const context = await load();
      const { vault, ann, bob, shop } = context;
      const rules = rulesOf({ cap: NO_CAP, minPiece: 1n });
      const id = await issue(context, { rules });
      await vault.connect(ann).redeemWithRules(id, 10n, shop, ZeroHash, termsOf(rules));
      const piece = await split(context, id, 500n, bob.address, rules);
      const kept = await vault.hashOf(rules);
      for (const part of [id, piece]) await expectInstrument(vault, part, { rules: kept });
      expect(await vault.spentAt(piece, shop)).to.equal(0n);
      await refuses(() => vault.connect(shop).refund(piece, 1n, ZeroHash, rules), "PrepaidRefundTooHigh", [
        piece,
        1n,
        0n,
      ]);
      await vault.connect(shop).refund(id, 10n, ZeroHash, rules);
      await expectInstrument(vault, id, { remaining: 500n });
      await expectSound(context);
    });

    it("starts a piece with nothing spent, so that it can be reruled by nobody but still be split again", async () => {
      const context = await load();
      const { vault, ann, bob } = context;
      const rules = rulesOf({ cap: 100n, minPiece: 1n });
      const id = await issue(context, { rules });
      const piece = await split(context, id, 500n, bob.address, rules);
      const half = { ...rules, cap: 50n };
      const again = await vault.connect(bob).split.staticCall(piece, 250n, ann, ZeroHash, half);
      await vault.connect(bob).split(piece, 250n, ann, ZeroHash, half);
      for (const part of [piece, again]) {
        await expectInstrument(vault, part, { remaining: 250n, rules: await vault.hashOf({ ...rules, cap: 25n }) });
      }
      await expectSound(context);
    });

    it("is nobody's while a key holds it", async () => {
      const context = await load();
      const { vault, ann } = context;
      const id = await issue(context, { byKey: true, holder: LINK.address });
      await refuses(() => vault.connect(ann).split(id, 1n, ann, ZeroHash, PLAIN), "PrepaidNotHolder", [
        id,
        ann.address,
      ]);
    });
  });
});
