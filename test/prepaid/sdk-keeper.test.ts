import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  acceptReturns,
  checkWork,
  chooseSweep,
  decodeWork,
  encodeWork,
  findWork,
  issue,
  pagesOfWork,
  redeem,
  rulesOf,
  runKeeper,
  settle,
  split,
  SWEEP_LIMIT,
} from "../../src/prepaid/index.ts";
import { HOUR, moveTo, networkHelpers } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

describe("prepaid, the SDK: the keeper", () => {
  async function staged() {
    const context = await peopled();
    const { company, ann, third, bob } = context;
    const address = await context.vault.getAddress();
    const at = await context.keeper.getAddress();
    await chooseSweep(company, address, { on: true, tipBps: 100n });
    await chooseSweep(bob, address, { on: true });
    await chooseSweep(bob, address, { on: false });
    const shared = rulesOf({ returnTo: third.address, returnBps: 5_000n, cap: 100n, minPiece: 1n });
    const order = { holder: ann, amount: 100n, expiry: EXPIRY };
    const plain = await issue(company, address, order);
    const pull = await issue(company, address, { ...order, rules: shared });
    // What its purchaser settles himself, and what returns by itself, is no work for others.
    await issue(company, address, { ...order, rules: rulesOf({ manual: true }) });
    await issue(company, address, { ...order, rules: { ...shared, manual: true } });
    await acceptReturns(third, address, { purchaser: company });
    await issue(company, address, { ...order, rules: shared });
    await acceptReturns(third, address, { purchaser: company, accepted: false });
    return { ...context, address, at, shared, plain: plain.id, pull: pull.id };
  }
  const load = () => networkHelpers.loadFixture(staged);

  it("finds whom to sweep and what to settle, now or later", async () => {
    const { address, company, pull, shared, stranger, at } = await load();
    const work = await findWork(address, stranger);
    expect(work).to.deep.equal({
      vault: address,
      owners: [company.address],
      limit: SWEEP_LIMIT,
      tipTo: ZeroAddress,
      settlements: [{ id: pull, rules: shared }],
    });
    expect(decodeWork(encodeWork(work))).to.deep.equal(work);
    expect(await checkWork(at, work, stranger)).to.equal(null);
  });

  it("does it, and is paid the tips", async () => {
    const { address, at, company, third, stranger, vault, pull, asset } = await load();
    await moveTo(EXPIRY);
    const due = await checkWork(at, await findWork(address, stranger, { limit: 7n }), stranger);
    expect(due).to.deep.include({ owners: [company.address], limit: 7n });
    const { swept, settled, skipped } = await runKeeper(stranger, at, due!);
    // The plain one, and the half of the shared one that returned by itself.
    expect(swept).to.deep.equal([{ owner: company.address, amount: 150n, tip: 1n }]);
    expect([settled, skipped]).to.deep.equal([[pull], []]);
    expect(await vault.balanceOf(stranger)).to.equal(1n);
    expect(await asset.balanceOf(company)).to.equal(149n);
    expect(await vault.balanceOf(third)).to.equal(100n);
    expect(await checkWork(at, await findWork(address, stranger), stranger)).to.equal(null);
    expect((await findWork(address, stranger)).settlements).to.deep.equal([]);
  });

  it("gives the tips to whom it is told", async () => {
    const { address, at, bob, stranger, vault } = await load();
    const candidates = await findWork(address, stranger, { tipTo: bob.address });
    expect(candidates.tipTo).to.equal(bob.address);
    expect(decodeWork(encodeWork(candidates))).to.deep.equal(candidates);
    await moveTo(EXPIRY);
    const due = await checkWork(at, candidates, stranger);
    expect(due?.tipTo).to.equal(bob.address);
    await runKeeper(stranger, at, due!);
    expect(await vault.balanceOf(bob)).to.equal(1n);
    expect(await vault.balanceOf(stranger)).to.equal(0n);
  });

  it("passes over what somebody else did before, and says why", async () => {
    const { address, at, stranger, ann, pull } = await load();
    await moveTo(EXPIRY);
    const due = await checkWork(at, await findWork(address, stranger), stranger);
    await settle(ann, address, { id: pull });
    const { settled, skipped } = await runKeeper(stranger, at, due!);
    expect(settled).to.deep.equal([]);
    expect(skipped.map(({ id, reason }) => [id, reason?.name])).to.deep.equal([[pull, "PrepaidNothingToSettle"]]);
  });

  it("takes its work in parts", async () => {
    const { address, stranger } = await load();
    const { settlements, ...work } = await findWork(address, stranger);
    const [one] = settlements;
    const owners = ["a", "b", "c", "d", "e"];
    const many = { ...work, owners, settlements: [one!, one!, one!] };
    expect(pagesOfWork(many, 2)).to.deep.equal([
      { ...work, owners: ["a", "b"], settlements: [one, one] },
      { ...work, owners: ["c", "d"], settlements: [one] },
      { ...work, owners: ["e"], settlements: [] },
    ]);
    expect(pagesOfWork({ ...work, owners: [], settlements: [] }, 2)).to.deep.equal([]);
    expect(() => pagesOfWork(many, 0)).to.throw(RangeError, "A page of 0 items makes no sense");
  });

  it("knows the rules of pieces, and of what they were split off", async () => {
    const { address, at, ann, bob, shop, stranger, pull, shared } = await load();
    const { piece } = await split(ann, address, { id: pull, amount: 25n, to: bob });
    const { settlements } = await findWork(address, stranger);
    expect(settlements.map(({ id, rules }) => [id, rules.cap])).to.have.deep.members([
      [pull, (shared.cap * 3n) / 4n],
      [piece, shared.cap / 4n],
    ]);
    // What is used up leaves nothing to settle.
    await redeem(bob, address, { id: piece, amount: 25n, merchant: shop });
    await moveTo(EXPIRY + HOUR);
    const due = await checkWork(at, await findWork(address, stranger), stranger);
    expect(due?.settlements.map(({ id }) => id)).to.deep.equal([pull]);
  });
});
