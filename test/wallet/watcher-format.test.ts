import { expect } from "chai";
import { encodeRlp, keccak256, toBeHex, toQuantity } from "ethers";

import type { JsonRpcNode } from "../../src/chain/node.ts";
import { type ChainShape, readShape, shapeWarnings } from "../../src/wallet/index.ts";
import { ethers, load } from "./fixture.ts";

const node = ethers.provider;

describe("the format of a chain", () => {
  const shape = (headerItems: number | null, faults: string[] = []): ChainShape => ({
    headerItems,
    accountItems: null,
    faults,
  });

  it("of this chain is one that ChainProof reads", async () => {
    const { owner } = await load();
    const seen = await readShape(node, owner.address);
    expect(seen.faults).to.deep.equal([]);
    expect(seen.accountItems).to.equal(4);
    expect(seen.headerItems).to.be.within(20, 23);
    expect(shapeWarnings(seen, null)).to.deep.equal([]);
    expect(shapeWarnings(seen, seen)).to.deep.equal([]);
  });

  it("is warned of where headers change, lack what is read, or have more than is known", () => {
    expect(shapeWarnings(shape(22), shape(21))).to.satisfy(
      ([line, more]: string[]) => line!.includes("22 items now, and had 21") && more === undefined,
    );
    expect(shapeWarnings(shape(14), null)[0]).to.contain("nothing can be proven there");
    expect(shapeWarnings(shape(15), null)).to.deep.equal([]);
    expect(shapeWarnings(shape(23), null)).to.deep.equal([]);
    expect(shapeWarnings(shape(24), null)[0]).to.contain("24 items, and 23 are known here");
    expect(shapeWarnings(shape(null, ["why"]), shape(21))).to.deep.equal([
      "Nothing can be proven on this chain now: why",
    ]);
  });

  /** The node of a chain that writes something in another way. */
  const altered = (
    method: string,
    alter: (answer: Record<string, unknown>) => Record<string, unknown>,
  ): JsonRpcNode => ({
    send: async (name, params) => {
      const answer: unknown = await node.send(name, params);
      return name === method ? alter(answer as Record<string, unknown>) : answer;
    },
  });

  it("is warned of where the header can't be built any more", async () => {
    await load();
    const strange = altered("eth_getBlockByNumber", (block) => ({
      ...block,
      hash: keccak256("0x01"),
      proofOfTomorrow: "0x01",
    }));
    const seen = await readShape(strange, null);
    expect(seen.headerItems).to.equal(null);
    const [line] = shapeWarnings(seen, null);
    expect(line).to.contain("in a format that isn't known here").and.contain("proofOfTomorrow");
  });

  it("is warned of where the chain keeps a further item of each account", async () => {
    const { owner } = await load();
    const path = keccak256(owner.address).slice(2);
    const account = encodeRlp(["0x01", "0x02", keccak256("0x"), keccak256("0x"), "0x05"]);
    const leaf = encodeRlp([`0x20${path}`, account]);
    const block = (await node.send("eth_getBlockByNumber", ["latest", false])) as Record<string, unknown>;
    const of = (name: string): string => String(block[name]);
    const number = (name: string): string => (BigInt(of(name)) === 0n ? "0x" : toBeHex(BigInt(of(name))));
    const stateRoot = keccak256(leaf);
    const header = encodeRlp([
      ...["parentHash", "sha3Uncles", "miner"].map(of),
      stateRoot,
      ...["transactionsRoot", "receiptsRoot", "logsBloom"].map(of),
      ...["difficulty", "number", "gasLimit", "gasUsed", "timestamp"].map(number),
      ...["extraData", "mixHash", "nonce"].map(of),
    ]);
    const fields = ["parentHash", "sha3Uncles", "miner", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty"];
    const rest = ["number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"];
    const told = Object.fromEntries([...fields, ...rest].map((name) => [name, block[name]]));
    const tomorrow: JsonRpcNode = {
      send: (name) =>
        Promise.resolve(
          name === "eth_getProof"
            ? { accountProof: [leaf] }
            : name === "eth_chainId"
              ? toQuantity(31_337)
              : { ...told, stateRoot, hash: keccak256(header) },
        ),
    };
    const seen = await readShape(tomorrow, owner.address);
    expect(seen.headerItems).to.equal(15);
    expect(shapeWarnings(seen, null)[0]).to.contain("keeps 5 items of an account, and 4 are known");
  });
});
