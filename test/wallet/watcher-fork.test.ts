import { expect } from "chai";
import { keccak256 } from "ethers";

import { newMemory } from "../../src/wallet/index.ts";
import { DAY, HOUR, OddNode, ofKind, pass, planFor, quiet, useStage, watchOf } from "./watcher.stage.ts";

describe("the watcher, where a fork changes how the chain writes its headers", () => {
  const staged = useStage();

  it("says so once, when it looks at the format again, a day after it has last", async () => {
    const stage = staged();
    await planFor(stage, stage.ben, { period: 100n * DAY });
    const node = new OddNode(stage.url);
    const watch = watchOf(stage, stage.keeper, { node, acts: [], arrivals: false });
    const memory = newMemory();
    let isNews = false;
    const look = async () => {
      const block = (await stage.node.send("eth_getBlockByNumber", ["latest", false])) as { hash: string };
      const forked = { ...block, hash: keccak256(block.hash), proofOfTomorrow: "0x01" };
      node.answer = (method, [name]) =>
        isNews && method === "eth_getBlockByNumber" && name === "latest" ? { result: forked } : undefined;
      return ofKind(await quiet(watch, memory), "format");
    };
    try {
      await pass(stage, HOUR);
      expect(await look()).to.deep.equal([]);
      isNews = true;
      // What was looked at is taken for granted for a day.
      await pass(stage, HOUR);
      expect(await look()).to.deep.equal([]);
      await pass(stage, DAY);
      const [first, ...more] = await look();
      expect(first!.message).to.contain("Nothing can be proven on this chain now").and.contain("proofOfTomorrow");
      expect(more).to.deep.equal([]);
      await pass(stage, DAY);
      expect(await look()).to.deep.equal([]);
    } finally {
      node.destroy();
    }
  });
});
