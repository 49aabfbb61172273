import { expect } from "chai";

import {
  acceptReturns,
  issue,
  redeem,
  rulesOf,
  settle,
  split,
  transferBalance,
  unsettledOf,
  unsettledSharesOf,
} from "../../src/prepaid/index.ts";
import { moveTo, networkHelpers } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

describe("prepaid, the SDK: what waits to be settled", () => {
  /** Of the company's one that is shared, one that is manual too, one of its own, and those that don't wait; and one of the other party's own. */
  async function staged() {
    const context = await peopled();
    const { company, ann, bob, third, vault } = context;
    const address = await vault.getAddress();
    const shared = rulesOf({ returnTo: third.address, returnBps: 3_333n, minPiece: 1n });
    const order = { holder: ann, amount: 100n, expiry: EXPIRY };
    const pull = await issue(company, address, { ...order, rules: shared });
    const byHand = await issue(company, address, { ...order, rules: { ...shared, manual: true } });
    const own = await issue(company, address, { ...order, rules: rulesOf({ manual: true }) });
    await issue(company, address, order);
    await issue(company, address, { ...order, rules: rulesOf({ returnTo: bob.address, returnBps: 10_000n }) });
    await acceptReturns(third, address, { purchaser: company });
    await issue(company, address, { ...order, rules: shared });
    await transferBalance(company, address, { to: third, amount: 10n });
    const others = await issue(third, address, { ...order, amount: 10n, rules: rulesOf({ manual: true }) });
    return { ...context, address, pull: pull.id, byHand: byHand.id, own: own.id, others: others.id };
  }
  const load = () => networkHelpers.loadFixture(staged);

  it("is told to the purchaser of what he bought, and to the other party of what others did", async () => {
    const { address, company, third, ann, pull, byHand, own, others } = await load();
    const shares = [
      { id: pull, expiry: EXPIRY, amount: 100n, toPurchaser: 67n, manual: false },
      { id: byHand, expiry: EXPIRY, amount: 100n, toPurchaser: 67n, manual: true },
    ];
    const bought = await unsettledOf(address, company, ann);
    expect(bought.slice(0, 3)).to.deep.equal([
      ...shares,
      { id: own, expiry: EXPIRY, amount: 100n, toPurchaser: 100n, manual: true },
    ]);
    expect(bought.slice(3).map(({ toPurchaser }) => toPurchaser)).to.deep.equal([0n]);
    expect(await unsettledSharesOf(address, third, ann)).to.deep.equal(shares);
    expect((await unsettledOf(address, third, ann)).map(({ id }) => id)).to.deep.equal([others]);
    expect(await unsettledSharesOf(address, company, ann)).to.deep.equal([]);
  });

  it("follows what is spent, split off and settled", async () => {
    const { address, company, third, ann, bob, shop, pull, byHand } = await load();
    await redeem(ann, address, { id: byHand, amount: 98n, merchant: shop });
    // Of the two that are left, his share rounds to nothing.
    expect((await unsettledSharesOf(address, third, ann)).map(({ id }) => id)).to.deep.equal([pull]);
    const { piece } = await split(ann, address, { id: pull, amount: 40n, to: bob });
    await moveTo(EXPIRY);
    const told = async () =>
      (await unsettledSharesOf(address, third, ann)).map(({ id, amount, toPurchaser }) => [id, amount, toPurchaser]);
    const parts = [
      [pull, 60n, 41n],
      [piece, 40n, 27n],
    ];
    expect(await told()).to.have.deep.members(parts);
    await settle(bob, address, { id: pull });
    expect(await told()).to.deep.equal(parts.slice(1));
    expect((await unsettledOf(address, company, ann)).map(({ id }) => id))
      .to.include(piece)
      .and.not.include(pull);
  });
});
