import { expect } from "chai";
import { AbiCoder } from "ethers";

import { type AccountCall, ENTRY_POINT } from "../../src/wallet/account/index.ts";
import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import { DAY, handle, networkHelpers, succeeded } from "./account-fixture.ts";
import { State } from "./fixture.ts";
import {
  answersIn,
  ask,
  automate,
  latest,
  lifeOf,
  live,
  load,
  type Modular,
  NOBODY,
  owners,
  planFor,
  registryCall,
  Type,
} from "./module7579.ts";

/** Calls in a row, as an executor has an account make them. */
const BATCH = `0x01${"00".repeat(31)}`;
const nothing = { to: NOBODY, value: 1n };

const told = (stage: Modular, name: "onInstall" | "preCheck" | "validateUserOp", inputs: readonly unknown[]) => ({
  to: stage.moduleAddress,
  data: stage.module.interface.encodeFunctionData(name as "onInstall", inputs as [string]),
});
const moduleCall = (stage: Modular, name: "installModule" | "uninstallModule", type: bigint) => ({
  to: stage.address,
  data: stage.account.interface.encodeFunctionData(name as "installModule", [type, stage.moduleAddress, "0x"]),
});

/** Automation has the account make several calls at once. */
function automateAll(stage: Modular, calls: readonly AccountCall[]) {
  const executions = calls.map(({ to, data = "0x" }) => [to, 0n, data]);
  const data = AbiCoder.defaultAbiCoder().encode(["tuple(address,uint256,bytes)[]"], [executions]);
  return stage.robotModule.run(stage.address, BATCH, data);
}

describe("automation that can have a modular account call itself", () => {
  it("can't take the hook off, put it back and go on as the owner, with what he signed long ago", async () => {
    const stage = await load();
    const { registry, relayer } = stage;
    const plan = await planFor(stage);
    await live(stage, [await registryCall(stage, "register", plan)]);
    const mine = await owners(stage, [nothing]);
    const hash = (await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(mine)) as string;
    expect(succeeded(await handle(relayer, mine))).to.equal(true);
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    await automate(stage, moduleCall(stage, "uninstallModule", Type.HOOK));
    // He signed nothing of that: neither the calls, nor when they were issued.
    const { callData } = await owners(stage, [nothing], { issuedAt: (await latest()) + 900n * DAY });
    const calls = [
      moduleCall(stage, "installModule", Type.HOOK),
      told(stage, "validateUserOp", [{ ...mine, callData }, hash]),
      told(stage, "preCheck", [ENTRY_POINT, 0n, callData]),
      await ask(stage),
    ];
    const again = registry.interface.encodeFunctionData("supersede", [plan, plan]);
    await expect(
      automateAll(stage, [...calls, { to: await registry.getAddress(), data: again }]),
    ).to.be.revertedWithCustomError(registry, "WalletNotOwnersAct");
    const receipt = await (await automateAll(stage, calls)).wait();
    expect(answersIn(stage, receipt)).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(before);
    expect((await registry.statusOf(plan)).state).to.equal(State.SUSPENDED);
    // In a transaction of its own, the owner's next operation is his act again.
    expect(answersIn(stage, await live(stage, [await ask(stage)]))).to.deep.equal([true]);
  });
});

describe("an act of a modular account's owner that changes the switch's parts", () => {
  it("ends when one is removed, and goes on when one is put back", async () => {
    const stage = await load();
    const removal = await live(stage, [
      await ask(stage),
      moduleCall(stage, "uninstallModule", Type.EXECUTOR),
      await ask(stage),
    ]);
    expect(answersIn(stage, removal)).to.deep.equal([true, false]);
    const now = await latest();
    expect(await lifeOf(stage)).to.equal(now);
    const back = await live(stage, [moduleCall(stage, "installModule", Type.EXECUTOR), await ask(stage)]);
    expect(answersIn(stage, back)).to.deep.equal([true]);
  });
});
