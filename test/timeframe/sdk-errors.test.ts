import { expect } from "chai";
import { Interface } from "ethers";

import { type ErrorName, ERRORS, explainError, NO_END, retell } from "../../src/timeframe/index.ts";
import { holdErrorTable } from "../error-table.ts";
import { createToken, deployTimeframe, ethers, Layout, networkHelpers, openGroup } from "./fixture.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

describe("explainError", () => {
  holdErrorTable(ERRORS, /^contracts\/(timeframe\/|interfaces\/IERC78)/, 60);

  it("explains bare revert data", () => {
    const codec = new Interface([`error ${ERRORS.TimeframeReceiveCapExceeded.signature}`]);
    const data = codec.encodeErrorResult("TimeframeReceiveCapExceeded", [ANN, 9n, 5n]);
    expect(explainError(data)).to.deep.equal({
      name: "TimeframeReceiveCapExceeded",
      args: { receiver: ANN, value: 9n, remaining: 5n },
      cause: `${ANN} may receive only 5 base units more in this frame, not 9 base units.`,
      remedy: "Send at most that, or wait for the next frame.",
    });
  });

  describe("writes numbers by what they measure", () => {
    const formatters = {
      units: (amount: bigint) => `${amount} MEAL`,
      money: (amount: bigint) => `${amount} EUR`,
      moment: (second: bigint) => `second ${second}`,
      frame: (index: bigint) => `${index} (week ${index})`,
      end: (until: bigint) => `up to week ${until}`,
    };
    const dataOf = (name: ErrorName, args: unknown[]): string =>
      new Interface([`error ${ERRORS[name].signature}`]).encodeErrorResult(name, args);

    for (const [name, args, plain, formatted] of [
      [
        "ERC20InsufficientBalance",
        [ANN, 1n, 41n],
        `${ANN} has 1 base unit of what is asked for and needs 41 base units.`,
        `${ANN} has 1 MEAL of what is asked for and needs 41 MEAL.`,
      ],
      [
        "TimeframePoolShort",
        [ANN, 9n, 5n],
        `The pool of ${ANN} needs 9 base units and has 5 base units.`,
        `The pool of ${ANN} needs 9 EUR and has 5 EUR.`,
      ],
      [
        "TimeframeVoucherExpired",
        [1_925_424_000n],
        "The voucher could be used until 2031-01-06T00:00:00Z.",
        "The voucher could be used until second 1925424000.",
      ],
      [
        "TimeframeFrameOpen",
        [7n, 7n],
        "Frame 7 has not ended, it is frame 7 now, and its pot is fixed at its end.",
        "Frame 7 (week 7) has not ended, it is frame 7 (week 7) now, and its pot is fixed at its end.",
      ],
      [
        "TimeframeAlreadyMember",
        [ANN, 2n, NO_END],
        `${ANN} is in group 2 already, without end.`,
        `${ANN} is in group 2 already, up to week ${NO_END}.`,
      ],
      [
        "TimeframeAlreadyMember",
        [ANN, 2n, 9n],
        `${ANN} is in group 2 already, until frame 9.`,
        `${ANN} is in group 2 already, up to week 9.`,
      ],
      ["TimeframeUnknownGroup", [3n], "The token has no group 3.", "The token has no group 3."],
    ] as const) {
      it(`in ${name}(${args.join(", ")})`, () => {
        const data = dataOf(name, [...args]);
        const bare = explainError(data);
        expect(bare?.cause).to.equal(plain);
        expect(explainError(data, formatters)?.cause).to.equal(formatted);
        expect(retell(bare!, formatters)).to.deep.equal(explainError(data, formatters));
      });
    }

    it("and leaves alone what it doesn't know", () => {
      const unknown = { name: "Unknown", args: {}, cause: "Something.", remedy: "Ask." };
      expect(retell(unknown, formatters)).to.equal(unknown);
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
