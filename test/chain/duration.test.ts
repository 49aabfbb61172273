import { expect } from "chai";
import fc from "fast-check";

import { durationLabel, parseDuration } from "../../src/chain/duration.ts";

describe("lengths of time", () => {
  for (const [seconds, label] of [
    [0n, "0s"],
    [59n, "59s"],
    [3_600n, "1h"],
    [129_600n, "1d 12h"],
    [90n * 86_400n, "90d"],
    [86_399n, "23h 59min 59s"],
  ] as const)
    it(`are written in days: ${seconds} as ${label}`, () => {
      expect(durationLabel(seconds)).to.equal(label);
    });

  it("are read as they are written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 40n }), (seconds) => {
        expect(parseDuration(durationLabel(seconds))).to.equal(seconds);
      }),
    );
  });

  it("aren't below nothing", () => {
    expect(() => durationLabel(-1n)).to.throw(RangeError, "below 0");
  });
});
