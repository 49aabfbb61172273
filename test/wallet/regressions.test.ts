import { expect } from "chai";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import { connection, DAY, load, moveTo, now, pass, planOf, State } from "./fixture.ts";
import { proverTools } from "./prover.support.ts";
import { answersIn, execute, installed, moduleExecutes, networkHelpers, probeCall, watchOf } from "./safe.ts";

const { act, evidence, person, shown } = proverTools(connection);
const SALT = new Uint8Array(32);

/** An ordinary account with a plan of the shortest period that this peer allows, and nothing but its transactions as its life. */
async function ordinary() {
  const wallet = await load();
  const prover = await new EoaProver__factory(wallet.deployer).deploy();
  const ada = await person("Ada");
  const terms = { period: 30n * DAY, requestPeriod: 30n * DAY, bond: 5n };
  const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress(), ...terms });
  await wallet.registry.connect(ada).register(plan);
  await prover.checkpoint(...(await shown(ada.address)));
  const trigger = async () => wallet.registry.connect(wallet.keeper).trigger(plan, await evidence(ada.address));
  return { wallet, prover, ada, plan, trigger };
}

/** What went wrong with others who did this before us, as tests of ours. */
describe("what failed elsewhere", () => {
  describe("a clock that takes note of an act once in thirty days (Loopring)", () => {
    it("is wound up by each act: who acted yesterday isn't inherited today, a period after the one before", async () => {
      const { wallet, prover, ada, plan, trigger } = await ordinary();
      const registeredAt = await now();
      await moveTo(registeredAt + 29n * DAY);
      const block = await act(ada);
      const acted = await now();
      await moveTo(registeredAt + 31n * DAY);
      await expect(trigger()).to.be.revertedWithCustomError(prover, "LifeShown").withArgs(ada.address);
      await prover.proveActivity(...(await shown(ada.address, BigInt(block))));
      const { lastLife, triggerableAt } = await wallet.registry.statusOf(plan);
      expect([lastLife, triggerableAt]).to.deep.equal([acted, acted + 30n * DAY]);
      await expect(trigger()).to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly");
    });
  });

  describe("an event of something that was cleared before (Loopring)", () => {
    it("tells who it was: a request's end its requester and his bond, a trigger its sender", async () => {
      const { wallet, ada, plan } = await ordinary();
      await pass(DAY);
      const asHeir = wallet.registry.connect(wallet.second);
      await asHeir.request(plan, 0n, 0n, SALT, await evidence(ada.address), { value: 5n });
      await pass(30n * DAY);
      const proof = await evidence(ada.address);
      const triggered = wallet.registry.connect(wallet.keeper).trigger(plan, proof);
      await expect(triggered)
        .to.emit(wallet.registry, "RequestEnded")
        .withArgs(ada.address, wallet.second.address, 5n, false);
      const [event] = await wallet.registry.queryFilter(wallet.registry.filters.Triggered(), "latest");
      expect(event!.args.by).to.equal(wallet.keeper.address);
      expect((await wallet.registry.requestOf(ada.address)).requester).to.equal(`0x${"00".repeat(20)}`);
    });
  });

  describe("a dead account that strangers keep alive (Circles)", () => {
    it("is due to the second, whatever they send, tell or prove", async () => {
      const { wallet, prover, ada, plan, trigger } = await ordinary();
      const { triggerableAt } = await wallet.registry.statusOf(plan);
      const { stranger } = wallet;
      for (let week = 0; week < 4; ++week) {
        await pass(7n * DAY);
        await stranger.sendTransaction({ to: ada.address, value: 1n });
        await wallet.dollar.mint(ada.address, 1n);
        await expect(wallet.registry.connect(stranger).heartbeat()).to.be.revertedWithCustomError(
          wallet.registry,
          "WalletOtherPlan",
        );
        await expect(
          prover.connect(stranger).proveActivity(...(await shown(ada.address))),
        ).to.be.revertedWithCustomError(prover, "ProverNoActivity");
      }
      expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(triggerableAt);
      await moveTo(triggerableAt);
      await trigger();
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.GRACE);
    });
  });

  describe("automation that is taken for its owner (Rhinestone)", () => {
    for (const release of ["1.4.1", "1.5.0"] as const)
      it(`is no life, however often a module of a Safe ${release} has it execute`, async () => {
        const stage = await installed(release);
        await execute(stage, await probeCall(stage));
        const { lastLife } = await watchOf(stage);
        expect(lastLife).to.be.greaterThan(0n);
        for (let year = 0; year < 5; ++year) {
          await networkHelpers.time.increase(365n * DAY);
          const asked = moduleExecutes(stage, await probeCall(stage));
          expect((await answersIn(asked)).map(({ isOwnersAct }) => isOwnersAct)).to.deep.equal([false]);
          await moduleExecutes(stage, safeCall(stage.heir.address, "0x", 1n));
        }
        expect((await watchOf(stage)).lastLife).to.equal(lastLife);
      });
  });
});
