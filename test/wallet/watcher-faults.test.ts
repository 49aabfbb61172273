import { expect } from "chai";
import { Wallet } from "ethers";

import { newMemory, State, tick, type WatchEvent } from "../../src/wallet/index.ts";
import { DAY, HOUR, OddNode, ofKind, pass, planFor, quiet, useStage, watchOf } from "./watcher.stage.ts";

describe("a watcher whose node doesn't serve", () => {
  const staged = useStage();

  it("serves other plans where its node fails with one, whatever that is, and says so", async () => {
    const stage = staged();
    const { ben, cas, keeper, url, registry } = stage;
    const broken = await planFor(stage, ben);
    const sound = await planFor(stage, cas);
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper));
    await pass(stage, 11n * DAY);
    const node = new OddNode(url);
    const { data } = await registry.statusOf.populateTransaction(broken);
    node.answer = (method, [call]) =>
      method === "eth_call" && (call as { data: string }).data === data
        ? { error: { code: -32603, message: "Internal error" } }
        : undefined;
    const memory = newMemory();
    const watch = watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node), arrivals: false });
    const thrown = await tick(watch, memory, () => undefined).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error);
    expect((await registry.statusOf(sound)).state).to.equal(State.GRACE);
    expect((await registry.statusOf(broken)).state).to.equal(State.ACTIVE);
    node.answer = () => undefined;
    await quiet(watch, memory);
    expect((await registry.statusOf(broken)).state).to.equal(State.GRACE);
    node.destroy();
  });

  it("takes no fault of its node for the word of a contract", async () => {
    const stage = staged();
    const { ben, keeper, url, prover } = stage;
    await planFor(stage, ben);
    await pass(stage, 11n * DAY);
    const node = new OddNode(url);
    const factOf = prover.interface.getFunction("factOf").selector;
    node.answer = (method, [call]) =>
      method === "eth_call" && (call as { data: string }).data.startsWith(factOf)
        ? { error: { code: -32000, message: "header not found" } }
        : undefined;
    const told: WatchEvent[] = [];
    const watch = watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node) });
    const thrown = await tick(watch, newMemory(), (event) => told.push(event)).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error);
    // With a prover taken for something else it would have tried to trigger without evidence.
    expect(told).to.deep.equal([]);
    expect(node.asked).not.to.include("eth_estimateGas");
    node.destroy();
  });

  it("says once what is refused, though the numbers in the reason change with each block", async () => {
    const stage = staged();
    const { ben, keeper, url } = stage;
    await planFor(stage, ben);
    const node = new OddNode(url);
    let asked = 0;
    node.answer = (method) => {
      if (method !== "eth_getProof") return undefined;
      asked += 1;
      return { error: { code: -32000, message: `distance to target block exceeds maximum proof window ${asked}` } };
    };
    const memory = newMemory();
    const told: WatchEvent[] = [];
    const watch = watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node) });
    for (let i = 0; i < 5; ++i) {
      await pass(stage, HOUR, 2);
      await tick(watch, memory, (event) => told.push(event));
    }
    expect(ofKind(told, "refused").map(({ act }) => act)).to.deep.equal(["checkpoint"]);
    node.destroy();
  });
});
