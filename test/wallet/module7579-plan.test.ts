import { expect } from "chai";
import { TypedDataEncoder, type TypedDataDomain, type TypedDataField, ZeroAddress } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { signAs7579 } from "../../src/wallet/module7579.ts";
import { FalseAsset__factory } from "../../types/ethers-contracts/index.js";
import { DAY, ethers, handle, networkHelpers, succeeded } from "./account-fixture.ts";
import { erc20, Kind, NO_EVIDENCE, SHARED, State } from "./fixture.ts";
import {
  automate,
  GRACE,
  latest,
  lifeOf,
  live,
  load,
  type Modular,
  owners,
  PERIOD,
  planFor,
  registryCall,
  robots,
  session,
} from "./module7579.ts";
import { FAR, signHeartbeat, signRequest } from "./signing.ts";

/** An account with the switch, and its plan in force. */
async function planned(changes: Parameters<typeof planFor>[1] = {}) {
  const stage = await load();
  const plan = await planFor(stage, changes);
  const receipt = await live(stage, [await registryCall(stage, "register", plan)]);
  expect(succeeded(receipt)).to.equal(true);
  return { stage, plan };
}
type Planned = Awaited<ReturnType<typeof planned>>;

const stateOf = async ({ stage, plan }: Planned) => (await stage.registry.statusOf(plan)).state;
const trigger = ({ stage, plan }: Planned) => stage.registry.trigger(plan, NO_EVIDENCE);
const carryOut = ({ stage, plan }: Planned) =>
  stage.executor.execute(plan, [...plan.assets.keys()].map(BigInt), [], NO_EVIDENCE);
async function due(context: Planned) {
  await networkHelpers.time.increase(PERIOD);
  await trigger(context);
  await networkHelpers.time.increase(GRACE);
}

/** The owner's signature, as the account's. */
const asSigner = ({ ann, place }: Modular) =>
  ({
    signTypedData: (
      domain: TypedDataDomain,
      types: Record<string, TypedDataField[]>,
      message: Record<string, unknown>,
    ) => signAs7579(ann, place, TypedDataEncoder.hash(domain, types, message)),
  }) as unknown as HardhatEthersSigner;

describe("a plan of a modular account", () => {
  it("moves all that the account has, from its registration to the last asset", async () => {
    const context = await planned();
    const { stage } = context;
    const { address, heir, dollar, picture, stamps, executor, moduleAddress } = stage;
    await due(context);
    const held = await ethers.provider.getBalance(address);
    const before = await ethers.provider.getBalance(heir.address);
    await carryOut(context);
    expect(await stateOf(context)).to.equal(State.DONE);
    expect((await ethers.provider.getBalance(heir.address)) - before).to.equal(held);
    expect(await dollar.balanceOf(heir)).to.equal(1_000n);
    expect(await picture.ownerOf(7n)).to.equal(heir.address);
    expect(await stamps.balanceOf(heir, 5n)).to.equal(40n);
    for (const none of [address, moduleAddress, await executor.getAddress()])
      expect(await dollar.balanceOf(none)).to.equal(0n);
    // What is taken out is no life.
    expect(await lifeOf(stage)).to.be.lessThan((await latest()) - PERIOD - GRACE);
  });

  it("waits, to the second, whatever automation and session keys do meanwhile", async () => {
    const context = await planned();
    const { stage } = context;
    const { triggerableAt, lastLife } = await stage.registry.statusOf(context.plan);
    expect(triggerableAt).to.equal(lastLife + PERIOD);
    for (let day = 0n; day < 80n; day += 20n) {
      await networkHelpers.time.increase(20n * DAY);
      await automate(stage, { to: stage.stranger.address, value: 1n });
      await session(stage, [{ to: stage.stranger.address, value: 1n }]);
    }
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt - 1n);
    await expect(trigger(context)).to.be.revertedWithCustomError(stage.registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt);
    await trigger(context);
    const { executableAt } = await stage.registry.statusOf(context.plan);
    await networkHelpers.time.setNextBlockTimestamp(executableAt - 1n);
    await expect(carryOut(context)).to.be.revertedWithCustomError(stage.registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(executableAt);
    await carryOut(context);
  });

  it("is stopped by any operation of the owner's before it moves something, even one that fails", async () => {
    const context = await planned();
    const { stage } = context;
    await due(context);
    const failing = await owners(stage, [{ to: await stage.dollar.getAddress(), data: "0x12345678" }]);
    expect(succeeded(await handle(stage.relayer, failing))).to.equal(false);
    await expect(carryOut(context)).to.be.revertedWithCustomError(stage.registry, "WalletState").withArgs(State.ACTIVE);
  });

  it("isn't registered, cancelled nor kept alive by automation or a session key", async () => {
    const context = await planned();
    const { stage, plan } = context;
    await networkHelpers.time.increase(DAY);
    const before = await stage.registry.statusOf(plan);
    for (const call of [await registryCall(stage, "cancel", plan), await registryCall(stage, "heartbeat")]) {
      await expect(automate(stage, call)).to.be.revertedWithCustomError(stage.registry, "WalletNotOwnersAct");
      expect(succeeded(await session(stage, [call]))).to.equal(false);
    }
    expect(await stage.registry.statusOf(plan)).to.deep.equal(before);
    expect(succeeded(await live(stage, [await registryCall(stage, "cancel", plan)]))).to.equal(true);
    expect((await stage.registry.announcementOf(stage.address)).effectiveAt).to.be.greaterThan(0n);
  });

  it("isn't cancelled by a session key that comes before the owner's heartbeat in the same bundle", async () => {
    const { stage, plan } = await planned();
    const mine = await owners(stage, [await registryCall(stage, "heartbeat")]);
    const preCheck = stage.module.interface.encodeFunctionData("preCheck", [
      await stage.module.ENTRY_POINT(),
      0n,
      mine.callData,
    ]);
    const his = await robots(stage, [
      { to: stage.moduleAddress, data: preCheck },
      await registryCall(stage, "cancel", plan),
    ]);
    await handle(stage.relayer, his, mine);
    expect((await stage.registry.announcementOf(stage.address)).effectiveAt).to.equal(0n);
  });

  it("is registered, and kept alive, by what the owner's key signed (ERC-1271), whoever sends it", async () => {
    const stage = await load();
    const { registry } = stage;
    const plan = await planFor(stage);
    const issuedAt = await latest();
    const signature = await signRequest(asSigner(stage), registry, plan, { issuedAt, nonce: 0n });
    const other = await signRequest(asSigner({ ...stage, ann: stage.robot }), registry, plan, { issuedAt, nonce: 0n });
    await expect(registry.registerSigned(plan, issuedAt, FAR, other)).to.be.revertedWithCustomError(
      registry,
      "WalletSignature",
    );
    await registry.registerSigned(plan, issuedAt, FAR, signature);
    await networkHelpers.time.increase(DAY);
    const later = await latest();
    const beat = await signHeartbeat(asSigner(stage), registry, later, stage.address);
    await registry.heartbeatSigned(...beat);
    expect((await registry.statusOf(plan)).lastLife).to.equal(later);
    // For another account the same key signs something else.
    const elsewhere = { ...stage, place: { ...stage.place, account: stage.stranger.address } };
    const foreign = await signHeartbeat(asSigner(elsewhere), registry, later + 1n, stage.address);
    await networkHelpers.time.increase(DAY);
    await expect(registry.heartbeatSigned(...foreign)).to.be.revertedWithCustomError(registry, "WalletSignature");
  });

  it("leaves what an asset refuses to let go claimable, be it by a plain no, and moves the others", async () => {
    const stage = await load();
    const bad = await new FalseAsset__factory(stage.relayer).deploy();
    await bad.mint(stage.address, 9n);
    const refusing = { kind: Kind.ERC20, token: await bad.getAddress(), id: 0n, heir: SHARED };
    const plan = await planFor(stage, {}, [refusing]);
    await live(stage, [await registryCall(stage, "register", plan)]);
    const context = { stage, plan };
    await bad.setRefusing(true);
    await due(context);
    await carryOut(context);
    expect(await bad.balanceOf(stage.address)).to.equal(9n);
    expect(await stage.dollar.balanceOf(stage.heir)).to.equal(1_000n);
    await bad.setRefusing(false);
    const { heir } = stage;
    await stage.executor.claim(plan, refusing, heir.address, `0x${"00".repeat(32)}`, heir.address, NO_EVIDENCE);
    expect(await bad.balanceOf(heir)).to.equal(9n);
  });

  it("has assets released by nobody but the executor, and none that isn't there", async () => {
    const { stage } = await planned();
    const { module, address, heir, stranger } = stage;
    const asset = { kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED };
    await expect(module.connect(stranger).release(address, asset, heir, 1n))
      .to.be.revertedWithCustomError(module, "HolderUnauthorized")
      .withArgs(stranger.address);
    const executor = await ethers.getImpersonatedSigner(await stage.executor.getAddress());
    await networkHelpers.setBalance(executor.address, 10n ** 18n);
    await expect(module.connect(executor).release(address, erc20(stranger.address), heir, 1n))
      .to.be.revertedWithCustomError(module, "HolderRefused")
      .withArgs(address, stranger.address);
    await expect(module.connect(executor).release(stranger.address, asset, heir, 1n)).to.be.revert(ethers);
  });
});
