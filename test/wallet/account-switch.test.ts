import { expect } from "chai";
import { ZeroAddress, zeroPadValue } from "ethers";

import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import { type AccountCall, encodeExecution, signNested } from "../../src/wallet/account/index.ts";
import { type AssetKind } from "../../src/wallet/constants.ts";
import { sortedAssets } from "../../src/wallet/plan.ts";
import { PlanExecutor__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  CHAIN,
  DAY,
  deployAccounts,
  ethers,
  handle,
  lifeOf,
  networkHelpers,
  note,
  operationOf,
  own,
  refuse,
  sendBatch,
  succeeded,
} from "./account-fixture.ts";

const [NATIVE, ERC20, ERC721, ERC1155] = [0n, 1n, 2n, 3n] as const;
const [ACTIVE, GRACE, EXECUTING, DONE] = [1n, 2n, 3n, 4n];
const NO_EVIDENCE = "0x";

describe("account: under the dead man's switch", () => {
  /** The account has some of everything, and an operator who is at work each week; all of it is for the heir. */
  async function fixture() {
    const context = await deployAccounts();
    const { account, address, ann, relayer, operator, heir, executor, registry, token, collection, tokens } = context;
    await token.mint(address, 100n);
    await collection.mint(address, 1n);
    await tokens.mint(address, 7n, 50n);
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [operator.address, 2n ** 40n])]);
    const asset = async (kind: AssetKind, of: { getAddress: () => Promise<string> } | undefined, id = 0n) => {
      return { kind, token: of === undefined ? ZeroAddress : await of.getAddress(), id, heir: 255n };
    };
    const assets = sortedAssets([
      await asset(NATIVE, undefined),
      await asset(ERC20, token),
      await asset(ERC721, collection, 1n),
      await asset(ERC1155, tokens, 7n),
    ]);
    const placeOf = (kind: bigint): bigint => BigInt(assets.findIndex((each) => each.kind === kind));
    const plan: PlanStruct = {
      account: address,
      source: address,
      period: 90n * DAY,
      grace: 7n * DAY,
      changeDelay: 30n * DAY,
      requestPeriod: 0n,
      bond: 0n,
      bounty: 0n,
      feed: ZeroAddress,
      fallbackRecipient: ZeroAddress,
      everything: true,
      assets,
      tiers: [{ delay: 0n, window: 0n, recipients: [{ who: zeroPadValue(heir.address, 32), share: 10_000n }] }],
      guardians: { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n },
    };
    const registryAddress = await registry.getAddress();
    const register: AccountCall = {
      to: registryAddress,
      data: registry.interface.encodeFunctionData("register", [plan]),
    };
    const heartbeat: AccountCall = { to: registryAddress, data: registry.interface.encodeFunctionData("heartbeat") };
    const executorContract = PlanExecutor__factory.connect(executor.address, relayer);
    return { ...context, plan, placeOf, register, heartbeat, executorContract };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** The plan is registered by a user operation, and 90 days have passed with nobody but the operator at work. */
  async function silent() {
    const context = await load();
    const { account, ann, relayer, operator, address, register, probeAddress } = context;
    expect(succeeded(await handle(relayer, await operationOf(ann, account, [register])))).to.equal(true);
    for (let week = 0; week < 13; ++week) {
      await networkHelpers.time.increase(7n * DAY);
      await operator.sendTransaction({ to: address, data: encodeExecution([note(probeAddress)]) });
    }
    return context;
  }

  it("is registered by its owner's operation or batch, and by no operator", async () => {
    const { account, address, ann, relayer, operator, registry, plan, register } = await load();
    await expect(operator.sendTransaction({ to: address, data: encodeExecution([register]) }))
      .to.be.revertedWithCustomError(account, "AccountOperatorTarget")
      .withArgs(operator.address, await registry.getAddress());
    await sendBatch(relayer, ann, account, [register]);
    const status = await registry.statusOf(plan);
    expect([status.state, status.lastLife]).to.deep.equal([ACTIVE, await lifeOf(account)]);
  });

  it("goes to its heirs, all of it, when nobody but an operator was at work", async () => {
    const { address, relayer, heir, registry, executorContract, plan, token, collection, tokens } = await silent();
    await registry.connect(heir).trigger(plan, NO_EVIDENCE);
    expect((await registry.statusOf(plan)).state).to.equal(GRACE);
    await networkHelpers.time.increase(7n * DAY);
    const before = await ethers.provider.getBalance(heir);
    const ether = await ethers.provider.getBalance(address);
    await executorContract.connect(relayer).execute(plan, [0n, 1n, 2n, 3n], [], NO_EVIDENCE);
    expect(await ethers.provider.getBalance(address)).to.equal(0n);
    expect(await ethers.provider.getBalance(heir)).to.equal(before + ether);
    expect(await token.balanceOf(heir)).to.equal(100n);
    expect(await collection.ownerOf(1n)).to.equal(heir.address);
    expect(await tokens.balanceOf(heir, 7n)).to.equal(50n);
    expect((await registry.statusOf(plan)).state).to.equal(DONE);
  });

  it("stays its owner's if he comes back in the grace period, though all he tries reverts", async () => {
    const { account, ann, relayer, registry, executorContract, plan, probeAddress } = await silent();
    await registry.trigger(plan, NO_EVIDENCE);
    await networkHelpers.time.increase(6n * DAY);
    const failing = await operationOf(ann, account, [refuse(probeAddress)]);
    await networkHelpers.time.increase(DAY - 10n);
    expect(succeeded(await handle(relayer, failing))).to.equal(false);
    expect((await registry.statusOf(plan)).state).to.equal(ACTIVE);
    await networkHelpers.time.increase(DAY);
    await expect(executorContract.execute(plan, [0n], [], NO_EVIDENCE)).to.revert(ethers);
  });

  it("can be triggered at the second that is 90 days after its owner's last act, whatever an operator did since", async () => {
    const { account, address, ann, relayer, operator, registry, plan, register, probeAddress } = await load();
    await sendBatch(relayer, ann, account, [register]);
    const due = (await lifeOf(account)) + 90n * DAY;
    await networkHelpers.time.increase(89n * DAY);
    await operator.sendTransaction({ to: address, data: encodeExecution([note(probeAddress)]) });
    await networkHelpers.time.setNextBlockTimestamp(due - 1n);
    await expect(registry.trigger(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(due);
    await registry.trigger(plan, NO_EVIDENCE);
  });

  it("lives by a heartbeat of its owner's, called or signed", async () => {
    const { account, address, ann, relayer, registry, plan, heartbeat } = await silent();
    await sendBatch(relayer, ann, account, [heartbeat]);
    expect((await registry.statusOf(plan)).lastLife).to.equal(await lifeOf(account));
    await networkHelpers.time.increase(10n * DAY);
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const types = {
      Heartbeat: [
        { name: "account", type: "address" },
        { name: "issuedAt", type: "uint48" },
        { name: "blockNumber", type: "uint256" },
        { name: "blockHash", type: "bytes32" },
      ],
    };
    const { number: blockNumber, hash: blockHash } = (await ethers.provider.getBlock("latest"))!;
    const domain = { name: "Lapse DeadMansSwitch", version: "1", chainId: CHAIN, verifyingContract: heartbeat.to };
    const value = { account: address, issuedAt, blockNumber, blockHash };
    await networkHelpers.time.increase(DAY);
    const plain = await ann.signTypedData(domain, types, value);
    await expect(registry.heartbeatSigned(address, issuedAt, blockNumber, plain)).to.be.revertedWithCustomError(
      registry,
      "WalletSignature",
    );
    const nested = await signNested(ann, address, { domain, types, value }, CHAIN);
    await registry.heartbeatSigned(address, issuedAt, blockNumber, nested);
    expect((await registry.statusOf(plan)).lastLife).to.equal(issuedAt);
  });

  it("stops being moved as soon as its owner acts, and what hasn't moved is his", async () => {
    const { account, ann, relayer, registry, executorContract, plan, placeOf, token, probeAddress } = await silent();
    await registry.trigger(plan, NO_EVIDENCE);
    await networkHelpers.time.increase(7n * DAY);
    await executorContract.execute(plan, [placeOf(ERC1155)], [], NO_EVIDENCE);
    expect((await registry.statusOf(plan)).state).to.equal(EXECUTING);
    await handle(relayer, await operationOf(ann, account, [note(probeAddress)]));
    await expect(executorContract.execute(plan, [placeOf(ERC20)], [], NO_EVIDENCE)).to.revert(ethers);
    expect(await token.balanceOf(account)).to.equal(100n);
  });

  it("gives heirs what the entry point kept, too", async () => {
    const { account, address, relayer, heir, registry, executorContract, plan } = await silent();
    await registry.trigger(plan, NO_EVIDENCE);
    await networkHelpers.time.increase(7n * DAY);
    const kept = (await entryPointAt(relayer).getFunction("balanceOf").staticCall(address)) as bigint;
    const before = await ethers.provider.getBalance(address);
    await account.connect(heir).collectDeposit();
    expect(kept).to.be.greaterThan(0n);
    expect(await ethers.provider.getBalance(address)).to.equal(before + kept);
    await executorContract.connect(relayer).execute(plan, [0n, 1n, 2n, 3n], [], NO_EVIDENCE);
    expect(await ethers.provider.getBalance(address)).to.equal(0n);
  });
});
