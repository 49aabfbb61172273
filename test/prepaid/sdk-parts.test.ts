import { expect } from "chai";
import { ZeroAddress } from "ethers";
import fc from "fast-check";

import {
  bucketAt,
  BucketLength,
  boundFrom,
  checkExpiry,
  clampExpiry,
  expiryAfter,
  FIRST_PIECE,
  formatId,
  formatPercent,
  hashOfRules,
  idOf,
  isBound,
  isPiece,
  isPlain,
  latestExpiry,
  nameOfBucketLength,
  nameOfTrigger,
  nextBound,
  NO_CAP,
  numberInBatch,
  numberOf,
  parseBucketLength,
  parseDuration,
  parseId,
  parseMoment,
  parsePercent,
  parseTrigger,
  PLAIN,
  purchaserOf,
  randomNumber,
  type Rules,
  rulesOf,
  Trigger,
  triggerOf,
} from "../../src/prepaid/index.ts";
import { deployPrepaid, networkHelpers, START } from "./fixture.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const { HOUR, DAY } = BucketLength;

describe("prepaid, the SDK: ids", () => {
  const anyId = fc.bigInt(0n, 2n ** 256n - 1n);

  it("are those of the contract", async () => {
    const { vault } = await networkHelpers.loadFixture(deployPrepaid);
    for (const number of [0n, 42n, FIRST_PIECE - 1n, 2n ** 96n - 1n]) {
      expect(idOf(ANN, number)).to.equal(await vault.idOf(ANN, number));
    }
  });

  it("are written and read again, whatever they are", () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(parseId(formatId(id))).to.equal(id);
        expect(idOf(purchaserOf(id), numberOf(id))).to.equal(id);
        expect(isPiece(id)).to.equal(numberOf(id) >= FIRST_PIECE);
      }),
    );
  });

  it("are written as purchaser and number, those of pieces in hex", () => {
    expect(formatId(idOf(ANN, 42n))).to.equal(`${ANN}/42`);
    expect(formatId(idOf(ANN, FIRST_PIECE + 5n))).to.equal(`${ANN}/0x800000000000000000000005`);
    expect(parseId(` ${ANN.toLowerCase()}/0x2a `)).to.equal(idOf(ANN, 42n));
    expect(parseId(idOf(ANN, 42n).toString())).to.equal(idOf(ANN, 42n));
  });

  for (const text of [
    "",
    "42",
    ANN,
    `${ANN}/`,
    `${ANN}/x`,
    `${ANN}/-1`,
    `${ANN}/1/2`,
    `${ANN.slice(2)}/1`,
    "0x8Ba1f109551bD432803012645Ac136ddd64DBA72/1",
    `${ANN}/${2n ** 96n}`,
    (2n ** 256n).toString(),
  ]) {
    it(`refuses "${text.slice(0, 60)}"`, () => {
      expect(() => parseId(text)).to.throw(RangeError, `"${text}" is no instrument`);
    });
  }

  it("refuse numbers that don't fit", () => {
    for (const number of [-1n, 2n ** 96n]) expect(() => idOf(ANN, number)).to.throw(RangeError, "is no number");
    for (const id of [-1n, 2n ** 256n]) expect(() => formatId(id)).to.throw(RangeError, "doesn't fit 256 bits");
  });

  it("of a batch follow from its name and the row, and from nothing else", () => {
    const numbers = [
      numberInBatch("May", "1"),
      numberInBatch("May", "2"),
      numberInBatch("June", "1"),
      // Name and row are told apart.
      numberInBatch("May/1", "1"),
      numberInBatch("May", "1/1"),
    ];
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(numberInBatch("May", "1")).to.equal(numbers[0]);
    for (const number of [...numbers, randomNumber()]) expect(number < FIRST_PIECE).to.equal(true);
    expect(randomNumber()).to.not.equal(randomNumber());
  });
});

describe("prepaid, the SDK: time", () => {
  it("counts buckets and bounds", () => {
    expect(bucketAt(START, DAY)).to.equal(21_921n);
    expect([START, START - 1n, START + 1n].map((moment) => isBound(moment, HOUR))).to.deep.equal([true, false, false]);
    expect([START - 1n, START].map((moment) => nextBound(moment, HOUR))).to.deep.equal([START, START + HOUR]);
    expect([START, START + 1n].map((moment) => boundFrom(moment, HOUR))).to.deep.equal([START, START + HOUR]);
    expect(() => bucketAt(-1n, HOUR)).to.throw(RangeError, "-1 is no moment");
  });

  it("clamps a wish to what can be an expiry", () => {
    const last = START + 4_096n * HOUR;
    expect(latestExpiry(START + HOUR - 1n, HOUR)).to.equal(last);
    for (const [wish, expiry] of [
      [START - DAY, START + HOUR],
      [START, START + HOUR],
      [START + 1n, START + HOUR],
      [START + HOUR, START + HOUR],
      [START + HOUR + 1n, START + 2n * HOUR],
      [last, last],
      [last + 1n, last],
    ] as const) {
      expect(clampExpiry(wish, START, HOUR)).to.equal(expiry);
    }
  });

  it("says what is wrong with an expiry", () => {
    const at = { now: START, bucketLength: HOUR };
    expect(checkExpiry(START + HOUR, at)).to.equal(START + HOUR);
    expect(checkExpiry(START + 4_096n * HOUR, at)).to.equal(START + 4_096n * HOUR);
    for (const [expiry, problem] of [
      [
        START + HOUR + 1n,
        "2030-01-07T01:00:01Z is no bound of 3600 seconds; the nearest are 2030-01-07T01:00:00Z and 2030-01-07T02:00:00Z",
      ],
      [START, "2030-01-07T00:00:00Z is too early; the earliest is 2030-01-07T01:00:00Z"],
      [START + 4_097n * HOUR, "2030-06-26T17:00:00Z is too late; the latest is 2030-06-26T16:00:00Z"],
    ] as const) {
      expect(() => checkExpiry(expiry, at)).to.throw(RangeError, problem);
    }
  });

  it("tells when a clock that started would end", () => {
    const latest = START + 100n * HOUR;
    const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: 90n * 60n });
    expect(expiryAfter(PLAIN, START, latest, HOUR)).to.equal(latest);
    expect(expiryAfter(rules, START, latest, HOUR)).to.equal(START + 2n * HOUR);
    expect(expiryAfter(rules, START + 30n * 60n, latest, HOUR)).to.equal(START + 2n * HOUR);
    expect(expiryAfter(rules, latest - HOUR, latest, HOUR)).to.equal(latest);
  });

  it("reads lengths of time", () => {
    for (const [text, seconds] of [
      ["90", 90n],
      ["30d", 2_592_000n],
      ["12h", 43_200n],
      ["1w 2d", 777_600n],
      ["5min 10s", 310n],
    ] as const) {
      expect(parseDuration(text)).to.equal(seconds);
    }
    for (const text of ["", "d", "3 d", "1x", "-1d", "1.5h"]) {
      expect(() => parseDuration(text)).to.throw(RangeError, `"${text}" is no length of time`);
    }
  });

  it("reads moments", () => {
    for (const [text, second] of [
      ["2030-01-07", START],
      ["2030-01-07T01:00Z", START + HOUR],
      ["2030-01-07 02:00:01+02:00", START + 1n],
      ["1893974400", START],
    ] as const) {
      expect(parseMoment(text)).to.equal(second);
    }
    for (const text of ["", "tomorrow", "2030-02-30", "2030-1-7", "7", "1969-12-31", (2n ** 48n).toString()]) {
      expect(parseMoment(text), text).to.equal(null);
    }
  });
});

describe("prepaid, the SDK: words", () => {
  it("for triggers and lengths of buckets are read and written", () => {
    for (const trigger of Object.values(Trigger)) {
      expect(parseTrigger(nameOfTrigger(trigger))).to.equal(trigger);
      expect(triggerOf(trigger)).to.equal(trigger);
    }
    for (const length of Object.values(BucketLength))
      expect(parseBucketLength(nameOfBucketLength(length))).to.equal(length);
    expect(parseTrigger(" First-Use ")).to.equal(Trigger.FIRST_USE);
    expect(() => parseTrigger("never")).to.throw(
      RangeError,
      '"never" is no trigger; use one of issue, delivery, first-use',
    );
    expect(() => parseBucketLength("week")).to.throw(RangeError, "use one of hour, day");
    expect(() => nameOfTrigger(3n)).to.throw(RangeError, "3 is no trigger");
  });
});

describe("prepaid, the SDK: shares", () => {
  it("are written and read again, whatever they are", () => {
    for (const [bps, text] of [
      [0n, "0 %"],
      [1n, "0.01 %"],
      [50n, "0.5 %"],
      [3_333n, "33.33 %"],
      [10_000n, "100 %"],
    ] as const) {
      expect(formatPercent(bps)).to.equal(text);
    }
    fc.assert(
      fc.property(fc.bigInt(0n, 10_000n), (bps) => {
        expect(parsePercent(formatPercent(bps))).to.equal(bps);
      }),
    );
  });

  for (const text of ["", "%", "-1", "1.234", "1,5", "half", "12345", "1e2", "5 % %"]) {
    it(`are refused: "${text}"`, () => {
      expect(() => parsePercent(text)).to.throw(
        RangeError,
        `The share "${text}" is no percentage; write it like 50 or 33.33`,
      );
    });
  }

  it("are refused above the largest", () => {
    expect(parsePercent("1", { largest: 100n })).to.equal(100n);
    expect(() => parsePercent("1.01", { largest: 100n, what: "tip" })).to.throw(
      RangeError,
      "The tip of 1.01 % is too large; the largest is 1 %",
    );
    expect(() => parsePercent("100.01")).to.throw(
      RangeError,
      "The share of 100.01 % is too large; the largest is 100 %",
    );
  });
});

describe("prepaid, the SDK: rules", () => {
  const address = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
  const anyRules: fc.Arbitrary<Rules> = fc.record({
    trigger: fc.constantFrom(...Object.values(Trigger)),
    delay: fc.bigInt(0n, 2n ** 32n - 1n),
    merchants: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
    categories: fc.bigInt(0n, 2n ** 256n - 1n),
    cap: fc.bigInt(0n, NO_CAP),
    returnTo: address,
    returnBps: fc.bigInt(0n, 10_000n),
    manual: fc.boolean(),
    minPiece: fc.bigInt(0n, NO_CAP),
  });

  it("have the hash that the contract gives them", async () => {
    const { vault } = await networkHelpers.loadFixture(deployPrepaid);
    await fc.assert(
      fc.asyncProperty(anyRules, async (rules) => {
        expect(hashOfRules(rules)).to.equal(await vault.hashOf(rules));
      }),
      { numRuns: 25 },
    );
    expect(hashOfRules(PLAIN))
      .to.equal(await vault.hashOf(PLAIN))
      .and.equal(`0x${"00".repeat(27)}`);
  });

  it("are plain where nothing is asked", () => {
    expect(isPlain(rulesOf({}))).to.equal(true);
    expect(isPlain(rulesOf({ minPiece: 1n }))).to.equal(false);
  });

  for (const [changes, problem] of [
    [{ delay: 1n }, "A clock that starts at the issue has no delay"],
    [{ trigger: Trigger.DELIVERY }, "has one of at least a second"],
    [{ trigger: Trigger.DELIVERY, delay: 2n ** 32n }, "doesn't fit 32 bits"],
    [{ categories: 1n }, "Categories need a list of merchants"],
    [{ returnTo: ANN }, "The share of 0 % returns nothing; give 0.01 % to 100 %, or leave out to whom it returns"],
    [{ returnTo: ANN, returnBps: -1n }, "The share of -0.01 % returns nothing"],
    [{ returnBps: 1n }, "The share of 0.01 % returns to nobody; name who has it, or leave it out"],
    [{ returnTo: ANN, returnBps: 10_001n }, "The share of 100.01 % is too large; the largest is 100 %"],
    [{ cap: 2n ** 96n }, "The cap of 79228162514264337593543950336 doesn't fit 96 bits"],
    [{ minPiece: -1n }, "The smallest piece of -1 doesn't fit 96 bits"],
  ] as const) {
    it(`refuses rules in which ${problem}`, () => {
      expect(() => rulesOf(changes)).to.throw(RangeError, problem);
    });
  }

  it("take a receiver's address in any case", () => {
    expect(rulesOf({ returnTo: ANN.toLowerCase(), returnBps: 1n }).returnTo).to.equal(ANN);
    expect(rulesOf({}).returnTo).to.equal(ZeroAddress);
  });
});
