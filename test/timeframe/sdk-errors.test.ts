import { expect } from "chai";
import { Interface, type InterfaceAbi } from "ethers";
import { artifacts } from "hardhat";

import { type ErrorEntry, ERRORS, explainError } from "../../src/timeframe/index.ts";
import { createToken, deployTimeframe, ethers, Layout, networkHelpers, openGroup } from "./fixture.ts";

const TABLE: Readonly<Record<string, ErrorEntry>> = ERRORS;
const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

describe("explainError", () => {
  async function errorsOfAllContracts() {
    const found = new Map<string, string>();
    for (const name of await artifacts.getAllFullyQualifiedNames()) {
      if (!/^contracts\/(timeframe|kernel|interfaces)\//.test(name)) continue;
      const codec = new Interface((await artifacts.readArtifact(name)).abi as InterfaceAbi);
      codec.forEachError((error) => found.set(error.name, error.format("full").replace(/^error /, "")));
    }
    return found;
  }

  it("has an entry for every error of every ABI, as it is declared, and no other", async () => {
    const declared = await errorsOfAllContracts();
    expect(declared.size).to.be.greaterThan(60);
    for (const [name, signature] of declared) expect(TABLE[name]?.signature, name).to.equal(signature);
    const compiler = ["Error", "Panic"];
    expect(Object.keys(ERRORS).filter((name) => !declared.has(name) && !compiler.includes(name))).to.deep.equal([]);
  });

  for (const [name, { signature, cause, remedy }] of Object.entries(TABLE)) {
    it(`puts ${name} in whole sentences about its own arguments`, () => {
      const inputs = new Interface([`function ${signature}`]).getFunction(name)!.inputs.map((input) => input.name);
      for (const sentence of [cause, remedy]) {
        expect(sentence)
          .to.match(/^[A-Z{"].*\.$/)
          .and.not.include("\n");
        for (const [, used] of sentence.matchAll(/\{(\w+)\}/g)) expect(inputs).to.include(used);
      }
    });
  }

  it("explains bare revert data", () => {
    const codec = new Interface([`error ${ERRORS.TimeframeReceiveCapExceeded.signature}`]);
    const data = codec.encodeErrorResult("TimeframeReceiveCapExceeded", [ANN, 9n, 5n]);
    expect(explainError(data)).to.deep.equal({
      name: "TimeframeReceiveCapExceeded",
      args: { receiver: ANN, value: 9n, remaining: 5n },
      cause: `${ANN} may receive only 5 more units in this frame, not 9.`,
      remedy: "Send at most 5, or wait for the next frame.",
    });
  });

  it("explains the reverts of the compiler", () => {
    const codec = new Interface(["function Error(string)", "function Panic(uint256)"]);
    expect(explainError(codec.encodeFunctionData("Error", ["no"]))).to.include({
      name: "Error",
      cause: "A contract reverted: no.",
    });
    expect(explainError(codec.encodeFunctionData("Panic", [17n]))?.args).to.deep.equal({ code: 17n });
  });

  it("finds the data wherever a node or a library puts it", () => {
    const data = new Interface(["error TimeframeZeroAmount()"]).encodeErrorResult("TimeframeZeroAmount");
    const nested = new Error("outer", { cause: { info: { error: { code: 3, data: { message: "x", data } } } } });
    for (const error of [{ data }, { error: { data } }, { info: { error: { data } } }, nested]) {
      expect(explainError(error)?.name).to.equal("TimeframeZeroAmount");
    }
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    for (const other of [
      circle,
      null,
      undefined,
      5,
      "text",
      "0x",
      "0x12345678",
      new Error("refused"),
      { data: "0x" },
    ]) {
      expect(explainError(other)).to.equal(null);
    }
    // The selector alone, where arguments belong.
    expect(
      explainError(new Interface(["error TimeframeNoPool(address)"]).getError("TimeframeNoPool")!.selector),
    ).to.equal(null);
  });

  it("explains what a call, a transaction and an estimate throw", async () => {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const token = await createToken(system, Layout.PLAIN);
    await openGroup(system, token);
    const stranger = system.people[0]!;
    const groups = system.groups.connect(stranger);
    const expected = {
      name: "TimeframeNotAdministrator",
      args: { token: await token.getAddress(), caller: stranger.address },
    };
    for (const attempt of [
      () => groups.scheduleQuota.staticCall(token, 1n, 5n),
      () => groups.scheduleQuota(token, 1n, 5n),
      () => groups.scheduleQuota.estimateGas(token, 1n, 5n),
      () => groups.connect(ethers.provider).scheduleQuota.estimateGas(token, 1n, 5n, { from: stranger.address }),
    ]) {
      const error: unknown = await attempt().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(explainError(error)).to.deep.include(expected);
    }
  });
});
