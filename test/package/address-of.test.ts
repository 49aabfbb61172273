import { expect } from "chai";

import { addresses, addressOf, isKnownChain, timeframeAddresses } from "../../src/index.ts";

// Callers without types reach what the types forbid; this is how their calls look to the compiler.
const untyped: (chainId: number, name: string) => string = (chainId, name) =>
  Reflect.apply(addressOf, undefined, [chainId, name]) as string;

describe("addressOf", () => {
  describe("given a chain with a deployment", () => {
    it("gives the address of a contract on it", () => {
      expect(addressOf(31337, "TimeframeFactory")).to.equal(timeframeAddresses.TimeframeFactory);
      expect(addressOf(31337, "TimeframeGroups")).to.equal(addresses[31337].TimeframeGroups);
    });

    it("says what is there when a name is not", () => {
      const message = "lapse has no toString on chain 31337; it has: TimeframeFactory, TimeframeGroups";
      expect(() => untyped(31337, "toString")).to.throw(RangeError, message);
    });
  });

  describe("given a chain without one", () => {
    it("says which chains it knows", () => {
      expect(() => untyped(1, "TimeframeFactory")).to.throw(
        RangeError,
        "lapse knows no deployment on chain 1; it knows: 31337",
      );
    });
  });
});

describe("isKnownChain", () => {
  it("tells chains with a deployment from others, as ids known only at run time", () => {
    const ids = [31337, 1, Number.NaN];
    expect(ids.map(isKnownChain)).to.deep.equal([true, false, false]);
  });
});
