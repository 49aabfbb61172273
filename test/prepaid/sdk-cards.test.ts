import { expect } from "chai";
import { concat } from "ethers";

import {
  connectCards,
  createCards,
  findCards,
  isCards,
  issue,
  newClaimKey,
  NO_CAP,
  readCard,
  readInstrument,
  redeem,
  rulesOf,
  transferInstrument,
  unwrap,
  wrap,
} from "../../src/prepaid/index.ts";
import { IPrepaidCards__factory } from "../../types/ethers-contracts/index.js";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { ethers, networkHelpers } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

describe("prepaid, the SDK: cards", () => {
  async function carded() {
    const context = await peopled();
    const [address, factory] = [await context.vault.getAddress(), await context.factory.getAddress()];
    const { address: cards } = await createCards(context.ann, factory, address);
    return { ...context, address, factory, cards };
  }
  const load = () => networkHelpers.loadFixture(carded);

  it("wrap an instrument, are spent from and unwrapped, with rules and without", async () => {
    const { address, cards, company, ann, bob, shop, vault } = await load();
    for (const rules of [rulesOf({}), rulesOf({ cap: NO_CAP })]) {
      const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY, rules });
      await wrap(ann, address, { id, cards, owner: bob });
      expect(await connectCards(cards, ann).ownerOf(id)).to.equal(bob.address);
      expect(await readInstrument(address, id, ann)).to.include({ holder: cards });
      expect(await redeem(bob, address, { id, amount: 10n, merchant: shop, ref: `card ${rules.cap}` })).to.include({
        repeated: false,
      });
      await unwrap(bob, cards, { id, to: ann });
      expect(await readInstrument(address, id, ann)).to.include({ holder: ann.address, remaining: 90n });
      await wrap(ann, address, { id, cards });
      expect(await connectCards(cards, ann).ownerOf(id)).to.equal(ann.address);
      await unwrap(ann, cards, { id });
    }
    expect(await vault.balanceOf(shop)).to.equal(20n);
  });

  it("are read: whose, none, and nobody's", async () => {
    const { address, cards, company, ann, bob } = await load();
    const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
    expect(await readCard(address, id, ann)).to.equal(null);
    await wrap(ann, address, { id, cards, owner: bob });
    expect(await readCard(address, id, ann)).to.deep.equal({ cards, owner: bob.address });
    await unwrap(bob, cards, { id });
    expect(await readCard(address, id, ann)).to.equal(null);
    await transferInstrument(bob, address, { id, to: cards });
    expect(await readCard(address, id, ann)).to.deep.equal({ cards, owner: null });
    expect(await readCard(address, 7n, ann)).to.equal(null);
    const keyed = { holder: newClaimKey().address, byKey: true, amount: 1n, expiry: EXPIRY };
    expect(await readCard(address, (await issue(company, address, keyed)).id, ann)).to.equal(null);
  });

  for (const [what, code] of [
    ["reverts", "0x5f5ffd"],
    ["answers nothing", "0x00"],
  ] as const) {
    it(`are none where a holder has their function and ${what}`, async () => {
      const { address, company, ann } = await load();
      const { selector } = IPrepaidCards__factory.createInterface().getFunction("unwrap");
      const holder = ethers.getAddress(`0x${"ca".repeat(20)}`);
      await networkHelpers.setCode(holder, concat([code, selector]));
      expect(await isCards(holder, ann), "what looks like cards").to.equal(true);
      const { id } = await issue(company, address, { holder, amount: 100n, expiry: EXPIRY });
      expect(await readCard(address, id, ann)).to.equal(null);
    });
  }

  it("are found by the factory that made the vault, once they are there", async () => {
    const { factory, address, ann, asset, vault } = await peopled().then(async (context) => ({
      ...context,
      factory: await context.factory.getAddress(),
      address: await context.vault.getAddress(),
    }));
    expect(await findCards(factory, vault, ann)).to.equal(null);
    const { address: cards } = await createCards(ann, factory, address);
    expect(await findCards(factory, address, ann)).to.equal(cards);
    expect(await findCards(factory, await asset.getAddress(), ann)).to.equal(null);
  });

  it("go to nobody who can't spend", async () => {
    const { address, cards, company, ann } = await load();
    const { id } = await issue(company, address, { holder: ann, amount: 100n, expiry: EXPIRY });
    const told = (receiver: string, what: string) =>
      `${receiver} is ${what}, from which nobody could spend; name somebody else`;
    const nonce = await ann.getNonce();
    for (const [receiver, what] of [
      [address, "the vault"],
      [cards, "the contract of the cards"],
    ] as const) {
      await expectRejection(wrap(ann, address, { id, cards, owner: receiver }), RangeError, told(receiver, what));
    }
    expect(await ann.getNonce()).to.equal(nonce);
    await wrap(ann, address, { id, cards });
    for (const [receiver, what] of [
      [address, "the vault"],
      [cards, "the contract of the cards"],
    ] as const) {
      await expectRejection(unwrap(ann, cards, { id, to: receiver }), RangeError, told(receiver, what));
    }
    expect(await readCard(address, id, ann)).to.deep.equal({ cards, owner: ann.address });
  });
});
