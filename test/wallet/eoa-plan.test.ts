import { expect } from "chai";
import type { Wallet as Key } from "ethers";

import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  connection,
  DAY,
  erc20,
  inOneBlock,
  load,
  moveTo,
  networkHelpers,
  now,
  only,
  pass,
  planOf,
  State,
  who,
} from "./fixture.ts";
import { proverTools } from "./prover.support.ts";

const { act, creator, delegate, evidence, person, shown } = proverTools(connection);

/** An ordinary account of which nobody expects anything but its transactions: a plan for it, its approval, and its first checkpoint. */
async function ordinary(changes: Partial<PlanStruct> = {}) {
  const wallet = await load();
  const prover = await new EoaProver__factory(wallet.deployer).deploy();
  const ada: Key = await person("Ada");
  const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress(), ...changes });
  const asAda = wallet.registry.connect(ada);
  await wallet.dollar.mint(ada.address, 1_000n);
  await wallet.dollar.connect(ada).approve(await wallet.executor.getAddress(), 1_000n);
  await asAda.register(plan);
  await prover.checkpoint(...(await shown(ada.address)));
  const lived = await now();
  const stateOf = async () => (await wallet.registry.statusOf(plan)).state;
  const trigger = async () => wallet.registry.connect(wallet.keeper).trigger(plan, await evidence(ada.address));
  const execute = async () =>
    wallet.executor.connect(wallet.keeper).execute(plan, [0n], [], await evidence(ada.address));
  return { wallet, prover, ada, plan, asAda, lived, stateOf, trigger, execute };
}

describe("the plan of an ordinary account", () => {
  it("is executed when its key is lost, without a transaction of its owner's, a server or an oracle", async () => {
    const { wallet, ada, stateOf, trigger, execute } = await ordinary();
    await pass(91n * DAY);
    await trigger();
    expect(await stateOf()).to.equal(State.GRACE);
    await pass(7n * DAY);
    await execute();
    expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(1_000n);
    expect(await wallet.dollar.balanceOf(ada.address)).to.equal(0n);
    expect(await stateOf()).to.equal(State.DONE);
  });

  it("can't be triggered while it lives by ordinary transactions, which anybody can show", async () => {
    const { wallet, prover, ada, plan, lived, trigger } = await ordinary();
    for (let month = 0; month < 12; ++month) {
      await pass(30n * DAY);
      await act(ada);
    }
    const acted = await now();
    // Nobody has shown any of it: the clock is old, but what is proven for the trigger gives it away.
    expect((await wallet.registry.statusOf(plan)).lastLife).to.be.lessThan(lived + DAY);
    await expect(trigger()).to.be.revertedWithCustomError(prover, "LifeShown").withArgs(ada.address);
    await prover.connect(wallet.stranger).proveActivity(...(await shown(ada.address)));
    expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(acted);
    await expect(trigger()).to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly");
  });

  it("needs silence proven for the whole period: a header of the second before it is over isn't enough", async () => {
    const { wallet, prover, ada, plan, trigger } = await ordinary();
    const [, since] = await prover.factOf(ada.address);
    const due = since + 90n * DAY;
    expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(due);
    await moveTo(due - 1n);
    await networkHelpers.time.setNextBlockTimestamp(due + 100n);
    await expect(trigger())
      .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
      .withArgs(due, due - 1n);
    await networkHelpers.mine();
    await trigger();
  });

  for (const [what, moved] of [
    ["before an asset has moved, and is ACTIVE again", false],
    ["between two pages, and stays so", true],
  ] as const) {
    it(`is stopped by an ordinary transaction ${what}`, async () => {
      const { wallet, prover, ada, plan, stateOf, trigger, execute } = await ordinary();
      await pass(91n * DAY);
      await trigger();
      await pass(7n * DAY);
      if (moved) await execute();
      await wallet.dollar.mint(ada.address, 50n);
      await act(ada);
      const before = await wallet.dollar.balanceOf(ada.address);
      // Before anybody has recorded the act, no fresh proof of silence can be had; after it, the registry knows.
      await expect(execute()).to.be.revertedWithCustomError(prover, "LifeShown");
      await prover.proveActivity(...(await shown(ada.address)));
      expect(await stateOf()).to.equal(moved ? State.STOPPED : State.ACTIVE);
      await expect(execute()).to.be.revertedWithCustomError(wallet.registry, "WalletState");
      expect(await wallet.dollar.balanceOf(ada.address)).to.equal(before);
      expect(plan.account).to.equal(ada.address);
    });
  }

  for (const [what, end] of [
    ["a heartbeat", "heartbeat"],
    ["a cancellation", "cancel"],
  ] as const)
    it(`moves nothing in a block in which ${what} comes first, and nothing more after one that comes second`, async () => {
      for (const isFirst of [true, false]) {
        const { wallet, ada, plan, asAda, stateOf, trigger } = await ordinary();
        await pass(91n * DAY);
        await trigger();
        await pass(8n * DAY);
        const proof = await evidence(ada.address);
        const limit = { gasLimit: 1_000_000n };
        const page = () => wallet.executor.connect(wallet.keeper).execute(plan, [0n], [], proof, limit);
        const act = () => (end === "cancel" ? asAda.cancel(plan, limit) : asAda.heartbeat(limit));
        const results = await inOneBlock((await now()) + 12n, isFirst ? [act, page] : [page, act]);
        expect(results).to.deep.equal(isFirst ? [1, 0] : [1, 1]);
        expect(await stateOf()).to.equal(isFirst ? State.ACTIVE : State.STOPPED);
        expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(isFirst ? 0n : 1_000n);
        await wallet.dollar.mint(ada.address, 1n);
        await expect(page()).to.be.revertedWithCustomError(wallet.registry, "WalletState");
      }
    });

  it("is stopped by an act in the blocks between the trigger's proof and the trigger", async () => {
    const { wallet, prover, ada, plan, stateOf } = await ordinary();
    await pass(91n * DAY);
    const stale = await evidence(ada.address);
    await act(ada);
    await wallet.registry.connect(wallet.keeper).trigger(plan, stale);
    expect(await stateOf()).to.equal(State.GRACE);
    await prover.proveActivity(...(await shown(ada.address)));
    expect(await stateOf()).to.equal(State.ACTIVE);
  });

  it("isn't triggered or executed with evidence of another account, or older than 32 blocks", async () => {
    const { wallet, prover, ada, plan, trigger, execute } = await ordinary();
    const bob = await person("Bob");
    await pass(91n * DAY);
    const asKeeper = wallet.registry.connect(wallet.keeper);
    await expect(asKeeper.trigger(plan, await evidence(bob.address))).to.be.revert(connection.ethers);
    await expect(asKeeper.trigger(plan, "0x")).to.be.revertedWithCustomError(prover, "LifeUnknown");
    const old = await evidence(ada.address);
    for (let block = 0; block < 32; ++block) await networkHelpers.mine();
    await expect(asKeeper.trigger(plan, old)).to.be.revertedWithCustomError(prover, "ProverStale");
    // Nor is a page of it, nor a claim paid.
    await trigger();
    await pass(8n * DAY);
    const late = await evidence(ada.address);
    for (let block = 0; block < 32; ++block) await networkHelpers.mine();
    const asset = plan.assets[0]!;
    const { address } = wallet.second;
    const salt = new Uint8Array(32);
    for (const [proof, error] of [
      [late, "ProverStale"],
      [await evidence(bob.address), null],
      ["0x", "LifeUnknown"],
    ] as const) {
      for (const acts of [
        wallet.executor.execute(plan, [0n], [], proof),
        wallet.executor.claim(plan, asset, address, salt, address, proof),
      ]) {
        if (error === null) await expect(acts).to.be.revert(connection.ethers);
        else await expect(acts).to.be.revertedWithCustomError(prover, error);
      }
    }
    await execute();
    expect(await wallet.dollar.balanceOf(address)).to.equal(1_000n);
  });

  it("is suspended while the account has code, and until its owner registers anew", async () => {
    const { wallet, prover, ada, plan, asAda, stateOf, trigger } = await ordinary();
    await delegate(ada, await creator());
    // Whoever looks sees the code, without any proof ...
    expect(await stateOf()).to.equal(State.SUSPENDED);
    await pass(91n * DAY);
    await expect(trigger()).to.be.revertedWithCustomError(wallet.registry, "WalletState").withArgs(State.SUSPENDED);
    // ... a stranger can raise the nonce by a call, which is no life ...
    await wallet.stranger.sendTransaction({ to: ada.address });
    await expect(prover.proveActivity(...(await shown(ada.address)))).to.be.revertedWithCustomError(
      prover,
      "ProverCodeFound",
    );
    // ... and what was seen once counts also when it is gone.
    await prover.proveCode(...(await shown(ada.address)));
    await delegate(ada);
    expect(await stateOf()).to.equal(State.SUSPENDED);
    await asAda.supersede(plan, plan);
    expect(await stateOf()).to.equal(State.ACTIVE);
  });

  it("can't hold ether, and says what can", async () => {
    const { wallet, plan, ada } = await ordinary();
    const asset = { kind: 0n, token: `0x${"00".repeat(20)}`, id: 0n, heir: 255n };
    await expect(wallet.registry.connect(ada).supersede(plan, { ...plan, assets: [asset] }))
      .to.be.revertedWithCustomError(wallet.registry, "WalletEtherNeedsCode")
      .withArgs(ada.address);
  });

  it("lets a recipient ask earlier, and an ordinary transaction denies it", async () => {
    const { wallet, prover, ada, plan, stateOf } = await ordinary({ requestPeriod: 10n * DAY, bond: 5n });
    const ask = async () =>
      wallet.registry
        .connect(wallet.second)
        .request(plan, 0n, 0n, new Uint8Array(32), await evidence(ada.address), { value: 5n });
    await pass(20n * DAY);
    await ask();
    await pass(5n * DAY);
    await act(ada);
    await pass(5n * DAY);
    await expect(wallet.registry.trigger(plan, await evidence(ada.address))).to.be.revertedWithCustomError(
      prover,
      "LifeShown",
    );
    await prover.proveActivity(...(await shown(ada.address)));
    await wallet.registry.endRequest(plan);
    expect(await wallet.registry.creditOf(ada.address)).to.equal(5n);
    // Silent after the next one, she is taken at her word.
    await pass(DAY);
    await ask();
    await pass(10n * DAY);
    await wallet.registry.trigger(plan, await evidence(ada.address));
    expect(await stateOf()).to.equal(State.GRACE);
  });

  it("isn't a matter of what strangers send to it, or do for it", async () => {
    const { wallet, prover, ada, plan, lived } = await ordinary();
    for (let month = 0; month < 3; ++month) {
      await pass(30n * DAY);
      await wallet.stranger.sendTransaction({ to: ada.address, value: 1n });
      await wallet.dollar.mint(ada.address, 1n);
      await expect(prover.proveActivity(...(await shown(ada.address)))).to.be.revertedWithCustomError(
        prover,
        "ProverNoActivity",
      );
      await expect(wallet.registry.connect(wallet.stranger).heartbeat()).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherPlan",
      );
    }
    expect((await wallet.registry.statusOf(plan)).lastLife).to.be.at.most(lived);
  });

  it("pays the whole family in shares from its approvals, as far as they reach", async () => {
    const other = { tiers: [] as PlanStruct["tiers"] };
    const first = await load();
    other.tiers = [
      { ...only(first.second.address), window: 30n * DAY },
      {
        delay: 180n * DAY,
        window: 0n,
        recipients: [
          { who: who(first.spouse.address), share: 6_000n },
          { who: who(first.child.address), share: 4_000n },
        ],
      },
    ];
    const { wallet, ada, plan, trigger, execute } = await ordinary({
      ...other,
      assets: [erc20(await first.dollar.getAddress())],
    });
    await pass(91n * DAY);
    await trigger();
    await pass(8n * DAY);
    await expect(execute()).to.be.revertedWithCustomError(wallet.registry, "WalletUnaccepted");
    await pass(100n * DAY);
    await execute();
    expect(await wallet.dollar.balanceOf(wallet.spouse.address)).to.equal(600n);
    expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(400n);
    await wallet.dollar.mint(ada.address, 10n);
    expect(plan.tiers.length).to.equal(2);
    // The approval was for 1,000, and is used up: what arrives later stays where it is.
    await execute();
    expect(await wallet.dollar.balanceOf(ada.address)).to.equal(10n);
  });
});
