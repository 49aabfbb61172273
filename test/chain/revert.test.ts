import { expect } from "chai";
import { JsonRpcProvider, makeError } from "ethers";

import { isRevert } from "../../src/chain/revert.ts";
import { connectEoaProver } from "../../src/wallet/index.ts";

const TO = "0x0000000000000000000000000000000000000aaa";

/** What ethers throws where a node gives this answer to a call. */
async function thrownFor(answer: object): Promise<unknown> {
  class Answering extends JsonRpcProvider {
    override _send(payload: { id: number } | { id: number }[]): ReturnType<JsonRpcProvider["_send"]> {
      const asked = Array.isArray(payload) ? payload : [payload];
      return Promise.resolve(asked.map(({ id }) => ({ id, ...answer }))) as ReturnType<JsonRpcProvider["_send"]>;
    }
  }
  const node = new Answering("http://127.0.0.1:1", 1, { staticNetwork: true, cacheTimeout: -1 });
  try {
    return await connectEoaProver(TO, node)
      .factOf(TO, { blockTag: 7 })
      .catch((error: unknown) => error);
  } finally {
    node.destroy();
  }
}

describe("whether a call was refused by what was called", () => {
  const ENDED: readonly (readonly [what: string, answer: object])[] = [
    ["a revert with data", { error: { code: 3, message: "execution reverted", data: "0x08c379a0" } }],
    ["a revert without a reason", { error: { code: 3, message: "execution reverted", data: "0x" } }],
    ["a revert of a node that sends another code", { error: { code: -32000, message: "execution reverted" } }],
    ["an answer of nothing", { result: "0x" }],
    ["an opcode that isn't one", { error: { code: -32000, message: "invalid opcode: INVALID" } }],
    ["gas that doesn't reach, geth", { error: { code: -32000, message: "out of gas" } }],
    [
      "gas that doesn't reach, of an estimate",
      { error: { code: -32000, message: "gas required exceeds allowance (50000000)" } },
    ],
    ["time that doesn't reach, geth", { error: { code: -32000, message: "execution aborted (timeout = 5s)" } }],
    ["besu", { error: { code: -32000, message: "Execution reverted" } }],
    ["nethermind", { error: { code: -32015, message: "VM execution error.", data: "revert" } }],
    ["reth", { error: { code: -32000, message: "EVM error: OpcodeNotFound" } }],
    ["parity", { error: { code: -32015, message: "VM execution error.", data: "Bad instruction fe" } }],
    ["hardhat", { error: { code: -32603, message: "VM Exception while processing transaction: invalid opcode" } }],
  ];
  for (const [what, answer] of ENDED)
    it(`was: ${what}`, async () => {
      expect(isRevert(await thrownFor(answer))).to.equal(true);
    });

  const FAULTS: readonly (readonly [what: string, answer: object])[] = [
    ["a block that isn't there yet", { error: { code: -32000, message: "header not found" } }],
    ["state that is pruned", { error: { code: -32000, message: "missing trie node 5d0d5e8c0a1f (path )" } }],
    ["too many requests", { error: { code: -32005, message: "daily request count exceeded, request rate limited" } }],
    ["something inside", { error: { code: -32603, message: "Internal error" } }],
    ["time that was over", { error: { code: -32002, message: "request timed out" } }],
  ];
  for (const [what, answer] of FAULTS)
    it(`wasn't: the node said ${what}`, async () => {
      expect(isRevert(await thrownFor(answer))).to.equal(false);
    });

  it("wasn't where the node's answer was none at all", () => {
    const lost = makeError("missing response for request", "BAD_DATA", { value: [], info: { payload: {} } });
    expect(isRevert(lost)).to.equal(false);
    expect(isRevert(new Error("socket hang up"))).to.equal(false);
  });
});
