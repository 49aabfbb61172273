import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { TypedDataEncoder, type TypedDataDomain, type TypedDataField, ZeroAddress } from "ethers";

import { safeSignature } from "../../src/wallet/safe/safe-signature.ts";
import { safeCall, type SafeCall } from "../../src/wallet/safe/safe-transaction.ts";
import { DeadMansSwitchModule__factory, MockERC20__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { deployRegistry } from "./deploy-registry.ts";
import { Kind, NO_EVIDENCE, NO_GUARDIANS, only, SHARED, State } from "./fixture.ts";
import {
  addressOf,
  batch,
  DAY,
  deployOf,
  execute,
  executed,
  install,
  installed,
  moduleExecutes,
  networkHelpers,
  node,
  type Release,
  REMOVAL_DELAY,
  selfCall,
  switchCall,
} from "./safe.ts";
import { FAR, signHeartbeat, signRequest } from "./signing.ts";

const PERIOD = 90n * DAY;
const GRACE = 7n * DAY;

/** A Safe with the switch of a real registry and executor, and a plan over one asset of each kind. */
async function deploy(release: Release) {
  const before = await installed(release);
  const { stranger, heir } = before;
  const { registry, executor } = await deployRegistry(stranger);
  const module = await new DeadMansSwitchModule__factory(stranger).deploy(await addressOf(executor));
  const moduleAddress = await addressOf(module);
  const fresh = { ...before, module, moduleAddress, safe: await before.create(2n) };
  const address = await addressOf(fresh.safe);
  const stage = { ...fresh, address, place: { safe: address, chainId: before.chainId } };
  for (const other of [stage.robot.address, await addressOf(stage.eager)])
    await executed(stage, selfCall(stage, "enableModule", other));
  await install(stage);

  const dollar = await new MockERC20__factory(stranger).deploy("Dollar", "USD", 6n);
  const picture = await deployOf("1.5.0", "test/ERC721Token", stranger);
  const stamps = await deployOf("1.5.0", "test/ERC1155Token", stranger);
  await dollar.mint(address, 1_000n);
  await picture.getFunction("mint")(address, 7n);
  await stamps.getFunction("mint")(address, 5n, 40n, "0x");
  const of = (kind: bigint, token: string, id = 0n) => ({ kind, token, id, heir: SHARED });
  const assets = [
    of(Kind.NATIVE, ZeroAddress),
    of(Kind.ERC20, await addressOf(dollar)),
    of(Kind.ERC721, await addressOf(picture), 7n),
    of(Kind.ERC1155, await addressOf(stamps), 5n),
  ];
  const plan: PlanStruct = {
    ...{ account: address, source: moduleAddress, period: PERIOD, grace: GRACE, changeDelay: 30n * DAY },
    ...{ requestPeriod: 0n, bond: 0n, bounty: 0n, feed: ZeroAddress, fallbackRecipient: ZeroAddress },
    ...{ everything: false, tiers: [only(heir.address)], guardians: NO_GUARDIANS },
    assets: assets.sort((a, b) => (BigInt(a.token) < BigInt(b.token) ? -1 : 1)),
  };
  return { ...stage, stage, registry, executor, dollar, picture, stamps, plan };
}

const plan141 = () => deploy("1.4.1");
const plan150 = () => deploy("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? plan141 : plan150);
type Planned = Awaited<ReturnType<typeof deploy>>;

const registryCall = async ({ registry }: Planned, name: "register" | "cancel", plan: PlanStruct): Promise<SafeCall> =>
  safeCall(await addressOf(registry), registry.interface.encodeFunctionData(name as "register", [plan]));
const heartbeatCall = async ({ registry }: Planned): Promise<SafeCall> =>
  safeCall(await addressOf(registry), registry.interface.encodeFunctionData("heartbeat"));
const register = async (planned: Planned) =>
  executed(planned.stage, await registryCall(planned, "register", planned.plan));
const stateOf = async ({ registry, plan }: Planned) => (await registry.statusOf(plan)).state;
const trigger = ({ registry, plan }: Planned) => registry.trigger(plan, NO_EVIDENCE);
const carryOut = ({ executor, plan }: Planned) => executor.execute(plan, [0n, 1n, 2n, 3n], [], NO_EVIDENCE);

const refuses = (sent: Promise<unknown>, { registry }: Planned, state: bigint) =>
  expect(sent).to.be.revertedWithCustomError(registry, "WalletState").withArgs(state);

/** Its owners' signature, as that of a signer. */
const asSigner = ({ ann, bob, place }: Planned) =>
  ({
    signTypedData: (
      domain: TypedDataDomain,
      types: Record<string, TypedDataField[]>,
      message: Record<string, unknown>,
    ) => safeSignature([ann, bob], place, TypedDataEncoder.hash(domain, types, message)),
  }) as unknown as HardhatEthersSigner;

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`a plan of a Safe ${release}`, () => {
    it("moves what the Safe has, once its owners were silent", async () => {
      const planned = await load(release);
      const { address, heir, dollar, picture, stamps, executor } = planned;
      await register(planned);
      await networkHelpers.time.increase(PERIOD);
      await trigger(planned);
      await networkHelpers.time.increase(GRACE);
      const held = await node.getBalance(address);
      const before = await node.getBalance(heir.address);
      await carryOut(planned);
      expect(await stateOf(planned)).to.equal(State.DONE);
      expect((await node.getBalance(heir.address)) - before).to.equal(held);
      expect(await dollar.balanceOf(heir)).to.equal(1_000n);
      expect(await picture.getFunction("ownerOf")(7n)).to.equal(heir.address);
      expect(await stamps.getFunction("balanceOf")(heir.address, 5n)).to.equal(40n);
      expect(await dollar.balanceOf(executor)).to.equal(0n);
    });

    it("waits, to the second, whatever modules do meanwhile: automation that goes on is no life", async () => {
      const planned = await load(release);
      const { stage, registry } = planned;
      await register(planned);
      const { triggerableAt } = await registry.statusOf(planned.plan);
      for (let day = 0n; day < 80n; day += 20n) {
        await networkHelpers.time.increase(20n * DAY);
        await moduleExecutes(stage, safeCall(stage.stranger.address, "0x", 1n));
      }
      await networkHelpers.time.setNextBlockTimestamp(triggerableAt - 1n);
      await expect(trigger(planned)).to.be.revertedWithCustomError(registry, "WalletTooEarly");
      await networkHelpers.time.setNextBlockTimestamp(triggerableAt);
      await trigger(planned);
      expect(await stateOf(planned)).to.equal(State.GRACE);
    });

    it("is stopped by any execution of the owners before it moves something, even one that fails", async () => {
      const planned = await load(release);
      const { stage } = planned;
      await register(planned);
      await networkHelpers.time.increase(PERIOD);
      await trigger(planned);
      await networkHelpers.time.increase(GRACE);
      await execute(stage, selfCall(stage, "changeThreshold", 9n), { terms: { safeTxGas: 100_000n } });
      expect(await stateOf(planned)).to.equal(State.ACTIVE);
      await refuses(carryOut(planned), planned, State.ACTIVE);
    });

    it("isn't registered, cancelled nor kept alive by a module, be it within an execution of the owners", async () => {
      const planned = await load(release);
      const { stage, registry, plan } = planned;
      await register(planned);
      const { lastLife } = await registry.statusOf(plan);
      await networkHelpers.time.increase(DAY);
      for (const call of [await registryCall(planned, "cancel", plan), await heartbeatCall(planned)]) {
        await moduleExecutes(stage, call);
        await moduleExecutes(stage, batch(stage, call));
      }
      const status = await registry.statusOf(plan);
      expect([status.state, status.version, status.lastLife]).to.deep.equal([State.ACTIVE, 1n, lastLife]);
      const { to, data } = await registryCall(planned, "cancel", plan);
      const run = stage.eager.interface.encodeFunctionData("run", [stage.address, to, data, 0n]);
      const nested = safeCall(await addressOf(stage.eager), run);
      if (release === "1.4.1") await expect(execute(stage, nested)).to.be.revertedWith("GS013");
      else await expect(execute(stage, nested)).to.be.revertedWithCustomError(registry, "WalletNotOwnersAct");
    });

    it("is registered, and kept alive, by what the owners signed (ERC-1271), whoever sends it", async () => {
      const planned = await load(release);
      const { registry, plan, address } = planned;
      const issuedAt = BigInt(await networkHelpers.time.latest());
      const signature = await signRequest(asSigner(planned), registry, plan, { issuedAt, nonce: 0n });
      await registry.registerSigned(plan, issuedAt, FAR, signature);
      expect(await stateOf(planned)).to.equal(State.ACTIVE);
      await networkHelpers.time.increase(DAY);
      const later = BigInt(await networkHelpers.time.latest());
      const heartbeat = await signHeartbeat(asSigner(planned), registry, later, address);
      await registry.heartbeatSigned(...heartbeat);
      expect((await registry.statusOf(plan)).lastLife).to.equal(later);
    });

    it("is suspended once the switch is removed, and stays so when it is back, until it is registered anew", async () => {
      const planned = await load(release);
      const { stage, registry } = planned;
      await register(planned);
      await executed(stage, switchCall(stage, "announceRemoval"));
      await networkHelpers.time.increase(REMOVAL_DELAY);
      await executed(stage, selfCall(stage, "setGuard", ZeroAddress));
      expect(await stateOf(planned)).to.equal(State.SUSPENDED);
      await networkHelpers.time.increase(PERIOD);
      await refuses(trigger(planned), planned, State.SUSPENDED);
      await install(stage);
      expect(await stateOf(planned)).to.equal(State.SUSPENDED);
      await networkHelpers.time.increase(PERIOD);
      await refuses(trigger(planned), planned, State.SUSPENDED);
      const data = registry.interface.encodeFunctionData("supersede", [planned.plan, planned.plan]);
      await executed(stage, safeCall(await addressOf(registry), data));
      expect(await stateOf(planned)).to.equal(State.ACTIVE);
    });
  });
