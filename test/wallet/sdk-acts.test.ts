import { expect } from "chai";
import { MaxUint256, toBeHex, ZeroAddress } from "ethers";

import {
  accept,
  AssetKind,
  type Asset,
  claim,
  claimForFallback,
  claimsOf,
  endRequest,
  ETHER,
  evidenceFrom,
  execute,
  heartbeat,
  isProver,
  newSalt,
  NotRecipientError,
  type Plan,
  type PlanDraft,
  PlanError,
  readClaims,
  readStatus,
  register,
  request,
  SHARED,
  sortedAssets,
  State,
  trigger,
} from "../../src/wallet/index.ts";
import { EoaProver__factory, MockERC20__factory, StagedHolder__factory } from "../../types/ethers-contracts/index.js";
import { DAY, ethers, HOUR, load, networkHelpers, now, pass, type Wallet } from "./fixture.ts";
import { draftOf, rejection } from "./sdk-support.ts";

const CALM = { lastLife: 0n, suspendedAt: 0n, lag: 0n, foreign: false, shown: false, holder: ZeroAddress };

/** A plan that is registered, triggered, and past its grace; the owner has dollars and has approved the executor. */
async function due(changes: (wallet: Wallet) => Partial<PlanDraft> = () => ({})) {
  const wallet = await load();
  const { registry, owner, executor, keeper, dollar } = wallet;
  await dollar.mint(owner, 1_000n);
  await dollar.connect(owner).approve(executor, MaxUint256);
  const plan = await draftOf(wallet, changes(wallet));
  await register(owner, registry, { plan });
  await pass(plan.period);
  const triggered = await trigger(keeper, registry, { plan });
  await pass(plan.grace);
  return { ...wallet, plan, triggered };
}

/** So many assets that the owner holds and has approved. */
async function tokensOf({ owner, deployer, executor }: Wallet, count: number): Promise<Asset[]> {
  const assets: Asset[] = [];
  for (let i = 0; i < count; i += 1) {
    const token = await new MockERC20__factory(deployer).deploy(`T${i}`, `T${i}`, 18);
    await token.mint(owner, 100n);
    await token.connect(owner).approve(executor, MaxUint256);
    assets.push({ kind: AssetKind.ERC20, token: await token.getAddress(), id: 0n, heir: 255n });
  }
  return sortedAssets(assets);
}

describe("acts of an owner", () => {
  it("are refused before anything is sent, where the plan can't be carried out", async () => {
    const wallet = await load();
    const { registry, owner } = wallet;
    const nonce = await owner.getNonce();
    const plan = await draftOf(wallet, { grace: HOUR - 1n });
    const error = await register(owner, registry, { plan }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(PlanError).with.property("error", "WalletDuration");
    expect(await owner.getNonce()).to.equal(nonce);
  });
});

describe("trigger", () => {
  it("tells from when on assets can move, and what it earned", async () => {
    const wallet = await load();
    const { registry, owner, keeper } = wallet;
    const plan = await draftOf(wallet, { bounty: 70n });
    await register(owner, registry, { plan });
    await registry.fundBounties(owner, { value: 100n });
    await pass(plan.period);
    const { version, executableAt, byRequest, bounty } = await trigger(keeper, registry, { plan });
    expect({ version, executableAt, byRequest, bounty }).to.deep.equal({
      version: 1n,
      executableAt: (await now()) + plan.grace,
      byRequest: false,
      bounty: 70n,
    });
    expect(await registry.creditOf(keeper)).to.equal(70n);
  });

  it("asks for evidence anew, and gives it to the source", async () => {
    const wallet = await load();
    const { registry, owner, keeper } = wallet;
    const plan = await draftOf(wallet);
    await register(owner, registry, { plan });
    await pass(plan.period);
    const asked: Plan[] = [];
    const evidence = (of: Plan): Promise<string> => {
      asked.push(of);
      return Promise.resolve("0x1234");
    };
    const { receipt } = await trigger(keeper, registry, { plan, evidence });
    expect(asked).to.deep.equal([plan]);
    const sent = await receipt.getTransaction();
    expect(registry.interface.decodeFunctionData("trigger", sent.data)["evidence"]).to.equal("0x1234");
  });

  it("gets evidence for a prover, and none for another source", async () => {
    const { life, deployer, owner, stranger } = await load();
    const prover = await (await new EoaProver__factory(deployer).deploy()).getAddress();
    expect(await isProver(prover, owner)).to.equal(true);
    expect(await isProver(await life.getAddress(), owner)).to.equal(false);
    await networkHelpers.mine(3);
    const evidence = evidenceFrom(ethers.provider, owner);
    if (typeof evidence === "string") throw new Error("it is built when it is needed");
    const of = (source: string) => evidence({ source, account: owner.address } as Plan);
    expect(await of(await life.getAddress())).to.equal("0x");
    // The prover of a chain whose next block is the one of the transaction.
    const known = EoaProver__factory.connect(prover, stranger);
    const [header, proof] = ethers.AbiCoder.defaultAbiCoder().decode(
      ["bytes", "bytes[]"],
      await of(prover),
    ) as unknown as [string, string[]];
    await (await known.checkpoint(owner.address, header, [...proof])).wait();
    expect((await known.factOf(owner.address)).since).to.not.equal(0n);
  });
});

describe("request", () => {
  it("pays the bond, looks up the place, and tells from when on the plan can be triggered", async () => {
    const wallet = await load();
    const { registry, owner, spouse, keeper } = wallet;
    const salt = newSalt();
    const plan = await draftOf(wallet, {
      requestPeriod: 14n * DAY,
      bond: 1_000n,
      tiers: [
        {
          recipients: [
            { address: wallet.second.address, share: 5_000n },
            { secret: { address: spouse.address, salt }, share: 5_000n },
          ],
        },
      ],
    });
    await register(owner, registry, { plan });
    const error = await request(spouse, registry, { plan }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(NotRecipientError);
    const { triggerableAt } = await request(spouse, registry, { plan, salts: [salt] });
    expect(triggerableAt).to.equal((await now()) + 14n * DAY);
    expect((await registry.requestOf(owner)).bond).to.equal(1_000n);
    expect((await readStatus(registry, plan, owner)).triggerableAt).to.equal(triggerableAt);

    await heartbeat(owner, registry);
    const { denied, bond } = await endRequest(keeper, registry, { plan });
    expect([denied, bond]).to.deep.equal([true, 1_000n]);
    expect(await registry.creditOf(owner)).to.equal(1_000n);
  });
});

describe("accept", () => {
  it("accepts for the tier that is open, by whoever of it calls, and for no other", async () => {
    const context = await due(({ spouse, child, second }) => ({
      tiers: [
        { window: DAY, recipients: [{ address: spouse.address, share: 10_000n }] },
        { window: DAY, recipients: [{ address: child.address, share: 10_000n }] },
        { recipients: [{ address: second.address, share: 10_000n }] },
      ],
    }));
    const { registry, child, spouse, plan } = context;
    const early = await accept(child, registry, { plan }).catch((thrown: unknown) => thrown);
    expect(early)
      .to.be.instanceOf(NotRecipientError)
      .with.property("message")
      .which.matches(/tier 1,/);
    await pass(DAY);
    expect(await accept(spouse, registry, { plan }).catch((thrown: unknown) => thrown)).to.be.instanceOf(
      NotRecipientError,
    );
    expect((await accept(child, registry, { plan })).tier).to.equal(1n);
    expect((await readStatus(registry, plan, child)).accepted).to.equal(true);
  });
});

describe("execute", () => {
  it("tells what it moved to whom, and that it is complete", async () => {
    const { registry, keeper, plan, second, dollar } = await due();
    const { moved, claimable, unavailable, complete, receipts } = await execute(keeper, registry, { plan });
    expect({ moved, claimable, unavailable, complete }).to.deep.equal({
      moved: [{ asset: plan.assets[0], to: second.address, amount: 1_000n }],
      claimable: [],
      unavailable: [],
      complete: true,
    });
    expect(receipts).to.have.length(1);
    expect(await dollar.balanceOf(second)).to.equal(1_000n);
    expect((await readStatus(registry, plan, keeper)).state).to.equal(State.DONE);
  });

  it("tells what stays claimable, and what there is nothing of, and is complete only with everything taken up", async () => {
    const salt = newSalt();
    const wallet = await load();
    const { registry, owner, keeper, spouse, second, child, stranger } = wallet;
    const [held, unapproved] = (await tokensOf(wallet, 2)) as [Asset, Asset];
    await MockERC20__factory.connect(unapproved.token, owner).approve(wallet.executor, 0n);
    const plan = await draftOf(wallet, {
      assets: [held, unapproved],
      fallbackRecipient: child.address,
      tiers: [
        {
          recipients: [
            { address: second.address, share: 2_500n },
            { secret: { address: spouse.address, salt }, share: 7_500n },
          ],
        },
      ],
    });
    await register(owner, registry, { plan });
    await pass(plan.period);
    await trigger(keeper, registry, { plan });
    await pass(plan.grace);
    const done = await execute(keeper, registry, { plan });
    const who = plan.tiers[0]!.recipients[1]!.who;
    expect(done.moved).to.deep.equal([{ asset: held, to: second.address, amount: 25n }]);
    expect(done.claimable).to.deep.equal([{ asset: held, who, amount: 75n }]);
    expect(done.unavailable).to.deep.equal([{ asset: unapproved, held: 100n }]);
    expect(done.complete).to.equal(false);

    const claims = await readClaims(registry, plan, keeper);
    expect(claims).to.deep.equal([{ asset: held, who, amount: 75n, since: await now() }]);
    expect(claimsOf(claims, spouse.address)).to.deep.equal([]);
    expect(claimsOf(claims, spouse.address, [salt])).to.deep.equal([{ ...claims[0], salt }]);
    expect(claimsOf(claims, stranger.address, [salt])).to.deep.equal([]);

    await rejection(claimForFallback(keeper, registry, { plan, asset: held, who }), "ExecutorFallbackEarly");
    await rejection(claim(stranger, registry, { plan, asset: held, salt }), "ExecutorNoClaim");
    const paid = await claim(spouse, registry, { plan, asset: held, salt, to: stranger.address });
    expect([paid.amount, paid.to]).to.deep.equal([75n, stranger.address]);
    expect(await readClaims(registry, plan, keeper)).to.deep.equal([]);
  });

  it("pays what nobody has taken for a year to the fallback recipient", async () => {
    const salt = newSalt();
    const context = await due(({ spouse, child }) => ({
      fallbackRecipient: child.address,
      tiers: [{ recipients: [{ secret: { address: spouse.address, salt }, share: 10_000n }] }],
    }));
    const { registry, keeper, plan, child, dollar } = context;
    await execute(keeper, registry, { plan });
    const [found] = await readClaims(registry, plan, keeper);
    await pass(365n * DAY);
    const paid = await claimForFallback(keeper, registry, { plan, asset: found!.asset, who: found!.who });
    expect([paid.amount, paid.to]).to.deep.equal([1_000n, child.address]);
    expect(await dollar.balanceOf(child)).to.equal(1_000n);
  });

  it("has nothing to claim before it was triggered", async () => {
    const wallet = await load();
    const plan = await draftOf(wallet);
    await register(wallet.owner, wallet.registry, { plan });
    expect(await readClaims(wallet.registry, plan, wallet.owner)).to.deep.equal([]);
  });

  it("goes in pages that fit a transaction, tells how far it is, and takes a run that was interrupted up", async () => {
    const wallet = await load();
    const { registry, owner, keeper, second } = wallet;
    const assets = await tokensOf(wallet, 24);
    const plan = await draftOf(wallet, { assets });
    await register(owner, registry, { plan });
    await pass(plan.period);
    await trigger(keeper, registry, { plan });
    await pass(plan.grace);

    const pageGas = 900_000n;
    const first = await execute(keeper, registry, { plan, places: [3n, 5n], pageGas });
    expect(first.moved.map(({ asset }) => asset)).to.deep.equal([assets[3], assets[5]]);
    expect(first.complete).to.equal(false);

    const told: number[] = [];
    const stop = new Error("the line went dead");
    const interrupted = execute(keeper, registry, {
      plan,
      pageGas,
      onProgress: ({ done, total }) => {
        told.push(done, total);
        throw stop;
      },
    });
    expect(await interrupted.catch((thrown: unknown) => thrown)).to.equal(stop);
    const [done, total] = told as [number, number];
    expect(total).to.equal(22);
    expect(done).to.be.greaterThan(0).and.lessThan(22);

    const rest = await execute(keeper, registry, { plan, pageGas });
    expect(rest.moved).to.have.length(22 - done);
    expect(rest.complete).to.equal(true);
    expect(rest.receipts.length).to.be.greaterThan(1);
    for (const { gasUsed } of rest.receipts) expect(gasUsed).to.be.lessThan(pageGas);
    for (const { token } of assets)
      expect(await MockERC20__factory.connect(token, owner).balanceOf(second)).to.equal(100n);
  });

  it("builds evidence anew for each page", async () => {
    const wallet = await load();
    const { registry, owner, keeper } = wallet;
    const plan = await draftOf(wallet, { assets: await tokensOf(wallet, 20) });
    await register(owner, registry, { plan });
    await pass(plan.period);
    await trigger(keeper, registry, { plan });
    await pass(plan.grace);
    let built = 0;
    const evidence = (): Promise<string> => Promise.resolve(toBeHex(++built));
    const { receipts } = await execute(keeper, registry, { plan, pageGas: 900_000n, evidence });
    expect(receipts.length).to.be.greaterThan(1);
    expect(built).to.equal(receipts.length);
  });

  it("fails with the reason, where nothing may move", async () => {
    const { registry, owner, keeper, plan } = await due();
    await heartbeat(owner, registry);
    await rejection(execute(keeper, registry, { plan }), "WalletState");
  });

  it("moves further assets of a plan that says everything", async () => {
    const wallet = await load();
    const { registry, deployer, executor, life, keeper, dollar, second } = wallet;
    const holder = await new StagedHolder__factory(deployer).deploy(executor);
    const account = await holder.getAddress();
    await life.say(account, { ...CALM, holder: account });
    const plan = await draftOf(wallet, { account, everything: true, assets: [{ kind: AssetKind.NATIVE }] });
    await holder.execute(registry, registry.interface.encodeFunctionData("register", [plan]));
    await deployer.sendTransaction({ to: account, value: 7n });
    await dollar.mint(account, 9n);
    await pass(plan.period);
    await trigger(keeper, registry, { plan });
    await pass(plan.grace);
    const further = [{ kind: AssetKind.ERC20, token: await dollar.getAddress(), id: 0n, heir: SHARED }];
    const { moved, complete } = await execute(keeper, registry, { plan, further });
    expect(moved).to.deep.equal([
      { asset: ETHER, to: second.address, amount: 7n },
      { asset: further[0], to: second.address, amount: 9n },
    ]);
    expect(complete).to.equal(true);
  });
});
