import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";

import { createSafe } from "../../scenarios/support/safe.ts";
import { safeBatch, safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  answersIn,
  batch,
  DAY,
  deployOf,
  execute,
  executed,
  foreignCall,
  install,
  installed,
  type Installed,
  moduleExecution,
  networkHelpers,
  node,
  nonceOf,
  probeCall,
  type Release,
  signed,
  timeOf,
} from "./safe.ts";

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);

const nothing = (stage: Installed) => safeCall(stage.heir.address, "0x");

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`the owners' act on a Safe ${release}`, () => {
    it("is what the Safe calls in their execution, where life is that second", async () => {
      const stage = await load(release);
      const response = await execute(stage, await probeCall(stage));
      const now = await timeOf((await response.wait())!);
      const [answer] = await answersIn(response);
      expect(answer).to.include({ isOwnersAct: true, lastLife: now });
      expect(answer!.suspendedAt < now).to.equal(true);
    });

    it("isn't what a module has the Safe call in the same second, before or after", async () => {
      const stage = await load(release);
      const gasLimit = 500_000n;
      const robots = { ...moduleExecution(stage, await probeCall(stage)), gasLimit };
      const [first, second] = [await signed(stage, nothing(stage)), await signed(stage, nothing(stage), {}, 1n)];
      await networkHelpers.time.increase(DAY);
      await node.send("evm_setAutomine", [false]);
      const responses = [
        await stage.stranger.sendTransaction({ ...first, gasLimit }),
        await stage.robot.sendTransaction(robots),
        await stage.stranger.sendTransaction({ ...second, gasLimit }),
      ];
      await node.send("evm_mine", []);
      await node.send("evm_setAutomine", [true]);
      const receipts = await Promise.all(responses.map(({ hash }) => node.getTransactionReceipt(hash)));
      expect(receipts.map((receipt) => receipt!.index)).to.deep.equal([0, 1, 2]);
      expect(new Set(receipts.map((receipt) => receipt!.blockNumber)).size).to.equal(1);
      expect(receipts.map((receipt) => receipt!.status)).to.deep.equal([1, 1, 1]);
      const [answer] = await answersIn(responses[1]!);
      expect(answer).to.include({ isOwnersAct: false, lastLife: await timeOf(receipts[1]!) });
    });

    it("isn't what a module does within their execution", async () => {
      const stage = await load(release);
      const inner = await probeCall(stage);
      const run = stage.eager.interface.encodeFunctionData("run", [stage.address, inner.to, inner.data, 0n]);
      const direct = safeCall(await addressOf(stage.eager), run);
      for (const call of [direct, batch(stage, direct)]) {
        const [answer] = await answersIn(execute(stage, call));
        expect(answer!.isOwnersAct).to.equal(false);
      }
    });

    it("is none any more where a module has acted in between", async () => {
      const stage = await load(release);
      const { to, data } = nothing(stage);
      const run = stage.eager.interface.encodeFunctionData("run", [stage.address, to, data, 0n]);
      const calls = [await probeCall(stage), safeCall(await addressOf(stage.eager), run), await probeCall(stage)];
      const answers = await answersIn(execute(stage, batch(stage, ...calls)));
      expect(answers.map(({ isOwnersAct }) => isOwnersAct)).to.deep.equal([release === "1.5.0", false]);
    });

    it("is over with their execution, also in the same transaction", async () => {
      const stage = await load(release);
      const { data } = await signed(stage, nothing(stage));
      const { to, data: ask } = await probeCall(stage, safeCall(stage.address, data));
      const answers = await answersIn(stage.robot.sendTransaction({ to, data: ask }));
      expect(answers.map(({ isOwnersAct }) => isOwnersAct)).to.deep.equal([false, false]);
      // Whoever asks without an address, too.
      const question = stage.module.interface.encodeFunctionData("isOwnersAct", [stage.address]);
      for (const from of [stage.robot.address, ZeroAddress])
        expect(await node.call({ from, to: stage.moduleAddress, data: question })).to.equal(toBeHex(0, 32));
    });

    it("isn't what a module has the Safe call after their execution, in the same transaction", async () => {
      const stage = await load(release);
      const inner = await probeCall(stage);
      const owners = await signed(stage, inner);
      const run = stage.eager.interface.encodeFunctionData("run", [stage.address, inner.to, inner.data, 0n]);
      // Anybody can have both called one after the other.
      const together = await deployOf(release, "libraries/MultiSendCallOnly", stage.stranger);
      const calls = [safeCall(stage.address, owners.data), safeCall(await addressOf(stage.eager), run)];
      const { to, data } = safeBatch(await addressOf(together), calls);
      const answers = await answersIn(stage.stranger.sendTransaction({ to, data }));
      expect(answers.map(({ isOwnersAct }) => isOwnersAct)).to.deep.equal([true, false]);
    });
  });

describe("foreign code that runs as two Safes in one transaction", () => {
  it("is held to the code that each of them had, though that isn't the same", async () => {
    const one = await load("1.5.0");
    const terms = { owners: [one.ann, one.bob].map(({ address }) => address), threshold: 2n, salt: 7n };
    const safe = await createSafe({ ...one, singleton: one.singletonL2 }, terms);
    const address = await safe.getAddress();
    const two = { ...one, safe, address, place: { ...one.place, safe: address } };
    await install(two);
    const { data } = await signed(two, await foreignCall(two, {}));
    await executed(one, await foreignCall(one, {}, safeCall(address, data)));
    // The installation, and what was executed within the other's execution.
    expect(await nonceOf(two)).to.equal(2n);
  });
});

describe("the owners' act without a module guard", () => {
  it("is only the call of which their execution consists: not within a batch, nor where somebody is refunded", async () => {
    const stage = await load("1.4.1");
    const probe = await probeCall(stage);
    const terms = { gasPrice: 1n, refundReceiver: stage.stranger.address };
    const answers = [
      await answersIn(execute(stage, probe)),
      await answersIn(execute(stage, batch(stage, probe))),
      await answersIn(execute(stage, probe, { terms: { ...terms, safeTxGas: 300_000n } })),
    ];
    expect(answers.flat().map(({ isOwnersAct }) => isOwnersAct)).to.deep.equal([true, false, false]);
  });
});
