import { expect } from "chai";
import { JsonRpcProvider, makeError } from "ethers";

import { isMissingState } from "../../src/timeframe/index.ts";

const ROOT = "5d0d5e8c0a1f0d6d8f6c2c9b7a3e4f1d2c3b4a5968778695a4b3c2d1e0f9a8b7";

/** An answer of a node, as JSON-RPC carries it. */
interface Answer {
  code: number;
  message: string;
  data?: unknown;
}

const PRUNED: readonly (readonly [client: string, answer: Answer])[] = [
  ["geth, hash scheme", { code: -32000, message: `missing trie node ${ROOT} (path ) <nil>` }],
  [
    "geth since 1.11",
    { code: -32000, message: `missing trie node ${ROOT} (path ) state 0x${ROOT} is not available, not found` },
  ],
  ["geth, path scheme", { code: -32000, message: `historical state ${ROOT} is not available` }],
  ["geth, path scheme without the block", { code: -32000, message: `state 0x${ROOT} is not available` }],
  ["geth, path scheme of old", { code: -32000, message: "historical state not available in path scheme yet" }],
  ["geth, indexing", { code: -32000, message: "state histories haven't been fully indexed yet" }],
  ["geth, running again", { code: -32000, message: "required historical state unavailable (reexec=128)" }],
  ["geth without the block", { code: -32000, message: "header not found" }],
  ["geth and reth after EIP-4444", { code: 4444, message: "pruned history unavailable" }],
  ["nitro", { code: -32000, message: "historical state is not available" }],
  ["erigon 3", { code: -32000, message: "old data not available due to pruning: requested block 7" }],
  ["erigon", { code: -32000, message: "history has been pruned for this block" }],
  ["nethermind", { code: -32002, message: `No state available for block 7 (0x${ROOT})` }],
  [
    "nethermind, too late",
    {
      code: -32603,
      message: "Internal error",
      data: `Nethermind.Trie.MissingTrieNodeException: Node 0x${ROOT} is missing from the DB`,
    },
  ],
  ["besu", { code: -32000, message: "World state unavailable" }],
  ["reth", { code: -32603, message: "state at block #7 is pruned" }],
  [
    "openethereum",
    {
      code: -32000,
      message:
        "This request is not supported because your node is running with state pruning. Run with --pruning=archive.",
    },
  ],
];

const OTHER: readonly (readonly [what: string, answer: Answer])[] = [
  ["a revert without a reason", { code: 3, message: "execution reverted", data: "0x" }],
  [
    "a revert that quotes a node",
    { code: 3, message: "execution reverted: missing trie node 5d0d", data: "0x08c379a0" },
  ],
  [
    "a revert of a node that sends another code for it",
    { code: -32000, message: "execution reverted: header not found" },
  ],
  ["a fault of the node", { code: -32603, message: "Internal error" }],
  ["a limit of the node", { code: -32005, message: "limit exceeded" }],
  ["a header of another kind", { code: -32000, message: "Authorization header not found" }],
  ["a method that is missing", { code: -32601, message: "the method eth_call does not exist/is not available" }],
  ["a state of another kind", { code: -32000, message: "pending state is not available" }],
];

const call = { method: "eth_call" as const, params: [{ to: null, data: "0x" }, "0x7"], id: 1, jsonrpc: "2.0" as const };
const balance = { ...call, method: "eth_getBalance" };

/** The same answer, as those hand it on who asked for it. */
function wrapped(answer: Answer): readonly (readonly [by: string, error: unknown])[] {
  const provider = new JsonRpcProvider("http://127.0.0.1:1", 1, { staticNetwork: true });
  const response = { id: 1, error: answer };
  const errors = [
    ["ethers, of a call", provider.getRpcError(call, response)],
    ["ethers, of another read", provider.getRpcError(balance, response)],
    ["Hardhat", Object.assign(new Error(answer.message), answer)],
    ["a wallet", { code: -32603, message: "Internal JSON-RPC error.", data: answer }],
    ["an error with a cause", new Error("could not read", { cause: Object.assign(new Error(answer.message), answer) })],
  ] as const;
  provider.destroy();
  return errors;
}

describe("given a read of a past block that failed", () => {
  for (const [client, answer] of PRUNED)
    it(`when ${client} says that it keeps no state, then the state is missing, whoever passes that on`, () => {
      for (const [by, error] of wrapped(answer)) expect(isMissingState(error), by).to.equal(true);
    });

  for (const [what, answer] of OTHER)
    it(`when it was ${what}, then no state is missing, whoever passes that on`, () => {
      for (const [by, error] of wrapped(answer)) expect(isMissingState(error), by).to.equal(false);
    });

  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:8545"), { code: "ECONNREFUSED" });
  const circle: { cause?: unknown } = {};
  circle.cause = circle;
  for (const [what, error] of [
    ["no connection", refused],
    ["a timeout", makeError("request timeout", "TIMEOUT", { operation: "request.send", reason: "timeout" })],
    ["an answer that is no number", makeError("could not decode result data", "BAD_DATA", { value: "0x" })],
    ["an error of a library that only quotes a node", new Error(`missing trie node ${ROOT}`)],
    ["an error that is its own cause", circle],
    ["nothing", undefined],
    ["a text", "header not found"],
  ] as const)
    it(`when it was ${what}, then no state is missing`, () => {
      expect(isMissingState(error)).to.equal(false);
    });
});
