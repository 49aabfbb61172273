import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";

import {
  type Anchor,
  chainValuer,
  type DepreciationTerms,
  describePanel,
  describePolicy,
  describeTerms,
  explainError,
  haircut,
  ImplausibleError,
  judge,
  Kind,
  type Panel,
  readPanel,
  type Reading,
  readTerms,
  readValuer,
  type Wear,
  worthIn,
  YEAR,
} from "../../src/vehicle/index.ts";
import { DepreciationPolicy__factory, MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { errorOf } from "./agent-errors.ts";

const { ethers } = await network.create();

const DAY = 86_400n;
const KM = 1_000n;

/** A tenth a year, 1.5 % for 10,000 km, down to a tenth. */
const TERMS: DepreciationTerms = {
  perYear: 1_000n,
  lifetime: 0n,
  perDistance: 150n,
  floor: 1_000n,
  residual: 6_000n,
  restorable: 2_000n,
  grave: 3_000n,
  perDay: 2_000n * KM,
  patience: 7n * DAY,
  silence: 97n * DAY,
};
const NOBODY: Panel = {
  attestors: [],
  confirmations: 0n,
  decisions: 0n,
  disputeWindow: 0n,
  decideWithin: 0n,
  bond: 0n,
};
const PANEL: Panel = {
  attestors: ["0x00000000000000000000000000000000000000a1", "0x00000000000000000000000000000000000000a2"],
  confirmations: 1n,
  decisions: 2n,
  disputeWindow: 3n * DAY,
  decideWithin: 4n * DAY,
  bond: 10n ** 17n,
};

const between = (min: bigint, max: bigint) => fc.bigInt({ min, max });
const anyTerms: fc.Arbitrary<DepreciationTerms> = fc
  .record({
    perYear: between(1n, 9_999n),
    lifetime: between(1n, 2n ** 32n - 1n),
    isEven: fc.boolean(),
    perDistance: between(0n, 10_000n),
    floor: between(0n, 10_000n),
    residual: between(0n, 10_000n),
    restorable: between(0n, 10_000n),
    // More than the whole: nothing is grave.
    grave: fc.oneof(
      { weight: 9, arbitrary: between(0n, 10_000n) },
      { weight: 1, arbitrary: between(10_001n, 65_535n) },
    ),
    perDay: between(1n, 2n ** 32n - 1n),
    patience: between(0n, 2n ** 31n),
    more: between(1n, 2n ** 31n - 1n),
  })
  .map(({ isEven, perYear, lifetime, more, ...rest }) => ({
    ...rest,
    perYear: isEven ? 0n : perYear,
    lifetime: isEven ? lifetime : 0n,
    silence: rest.patience + more,
  }));
const anyAnchor = fc.record({
  value: fc.oneof(between(0n, 1_000n), between(0n, 2n ** 80n - 1n)),
  appraisedAt: between(0n, 2n ** 33n),
  odometer: between(0n, 2n ** 30n),
});
const anyCase = fc.record({
  age: fc.oneof(between(0n, 3n * YEAR), between(0n, 200n * YEAR)),
  driven: between(0n, 2n ** 31n),
  damage: between(0n, 10_000n),
  repaired: between(0n, 10_000n),
  kind: fc.constantFrom(...Object.values(Kind)),
  later: fc.oneof(fc.constant(0n), between(0n, 40n * DAY)),
  further: fc.oneof(fc.constant(0n), between(0n, 2n ** 33n)),
  severity: fc.oneof(
    { weight: 9, arbitrary: between(0n, 10_000n) },
    { weight: 1, arbitrary: between(10_001n, 65_535n) },
  ),
  silence: fc.oneof(between(0n, 2n ** 32n), between(0n, 2n ** 48n)),
});

async function deploy(terms: DepreciationTerms = TERMS, panel: Panel = NOBODY) {
  const [deployer] = await ethers.getSigners();
  return new DepreciationPolicy__factory(deployer!).deploy(terms, panel);
}

/** What a promise or a computation gives, or by which error of the contracts it fails. */
async function outcome(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ImplausibleError) return { error: error.error, given: error.given, most: error.most };
    const told = explainError(error);
    if (told === null) throw error;
    const [given, most] = Object.values(told.args);
    return { error: told.name, given, most };
  }
}

describe("the valuation of the SDK", () => {
  it("is the policy's, to the last unit, for any terms, vehicle and report", async function () {
    this.timeout(120_000);
    const met = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        anyTerms,
        anyAnchor,
        fc.array(anyCase, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (terms, anchor, cases, asks) => {
          const policy = await (await deploy(terms, asks ? PANEL : NOBODY)).getAddress();
          const chain = chainValuer(policy, ethers.provider);
          const here = await readValuer(policy, ethers.provider);
          expect(await readTerms(policy, ethers.provider)).to.deep.equal(terms);
          for (const { age, driven, damage, repaired, kind, later, further, severity, silence } of cases) {
            const wear: Wear = {
              observedAt: anchor.appraisedAt + age,
              odometer: anchor.odometer + driven,
              damage,
              restored: repaired < damage ? repaired : damage,
            };
            const reading: Reading = {
              kind,
              observedAt: wear.observedAt + later,
              odometer: wear.odometer + further,
              severity,
            };
            expect(worthIn(terms, anchor, wear)).to.deep.equal(await chain.worthIn(anchor, wear));
            expect(haircut(terms, silence)).to.equal(await chain.haircut(silence));
            const judged = await outcome(() => here.judge(anchor, wear, reading));
            expect(judged).to.deep.equal(await outcome(() => chain.judge(anchor, wear, reading)));
            const told = judged as { error?: string; grave?: boolean };
            const what = told.error ?? (told.grave === true ? "grave" : "judged");
            met.set(what, (met.get(what) ?? 0) + 1);
          }
        },
      ),
      { numRuns: 60, seed: 0x76616c7565 },
    );
    for (const what of ["judged", "grave", "PolicyTooFar", "PolicySeverity"])
      expect(met.get(what) ?? 0, what).to.be.greaterThan(5);
  });

  it("values by hand as the specification says", () => {
    const anchor: Anchor = { value: 30_000_000_000n, appraisedAt: 1_800_000_000n, odometer: 0n };
    const at = anchor.appraisedAt + YEAR;
    // A tenth stays whatever comes, and a tenth of the rest is gone after a year.
    expect(worthIn(TERMS, anchor, { observedAt: at, odometer: 0n, damage: 0n, restored: 0n })).to.deep.equal({
      value: 27_300_000_000n,
      residual: 0n,
    });
    expect(worthIn(TERMS, anchor, { observedAt: at, odometer: 0n, damage: 2_000n, restored: 500n })).to.deep.equal({
      value: 23_205_000_000n,
      residual: 2_457_000_000n,
    });
  });

  it("takes no moment and no odometer before those of the anchor, as the contract doesn't", () => {
    const anchor: Anchor = { value: 1_000n, appraisedAt: 100n, odometer: 50n };
    const wear: Wear = { observedAt: 100n, odometer: 50n, damage: 0n, restored: 0n };
    expect(() => worthIn(TERMS, anchor, { ...wear, observedAt: 99n })).to.throw(RangeError, "The moment is before");
    expect(() => worthIn(TERMS, anchor, { ...wear, odometer: 49n })).to.throw(RangeError, "The odometer is before");
    const reading: Reading = { kind: Kind.ODOMETER, observedAt: 100n, odometer: 50n, severity: 0n };
    expect(() => judge(TERMS, anchor, { ...wear, odometer: 51n }, reading, true)).to.throw(RangeError, "The odometer");
    expect(() => judge(TERMS, anchor, { ...wear, observedAt: 101n }, reading, true)).to.throw(RangeError, "The moment");
  });

  it("asks a policy of another kind on the chain, and says of what is no policy that it isn't one", async () => {
    const [deployer] = await ethers.getSigners();
    const policy = await (await deploy(TERMS, PANEL)).getAddress();
    expect(await readPanel(policy, ethers.provider)).to.deep.equal(PANEL);
    const anchor: Anchor = { value: 1_000n, appraisedAt: 100n, odometer: 50n };
    const wear: Wear = { observedAt: 100n + YEAR, odometer: 50n, damage: 0n, restored: 0n };
    expect(await (await readValuer(policy, ethers.provider)).worthIn(anchor, wear)).to.deep.equal({
      value: 910n,
      residual: 0n,
    });
    const token = await (await new MockERC20__factory(deployer!).deploy("Some token", "TOK", 18)).getAddress();
    expect(await readTerms(token, ethers.provider)).to.equal(null);
    expect(await errorOf((await readValuer(token, ethers.provider)).haircut(1n))).to.be.instanceOf(Error);
  });

  describe("in words", () => {
    it("says a declining balance, and who confirms and decides", async () => {
      const policy = await (await deploy(TERMS, PANEL)).getAddress();
      const words = { ether: (wei: bigint) => `${ethers.formatEther(wei)} ether`, key: (key: string) => key.slice(-2) };
      expect(await describePolicy(policy, ethers.provider, words)).to.deep.equal([
        "Each year takes 10 % of what is left.",
        "10000 km take 1.5 % of the new vehicle.",
        "Age and distance leave 10 % of the appraised value, whatever they are.",
        "Damage takes its share of what is left; 60 % of that stays as residual.",
        "Services restore what was damaged, 20 % of the vehicle at most in all.",
        "A report tells of at most 2000 km for each day begun since the report before, or is refused: several in one day can each tell of a day's distance.",
        "Silence takes nothing for 7d, then evenly more, and all that the vehicle shows after 97d; the next report gives it back.",
        "A report of more than distance, of a severity from 30 % on, or of the vehicle's end, counts only once 1 of 2 attestors have confirmed it.",
        "Within 3d after it counted a report can be disputed, for a bond of 0.1 ether; 2 of 2 attestors decide, within 4d more, or it stands.",
        "Attestors: a1, a2.",
      ]);
    });

    it("says a straight line, and what takes or restores nothing", () => {
      const terms = { ...TERMS, perYear: 0n, lifetime: 3_650n * DAY, perDistance: 0n, floor: 0n, residual: 0n };
      expect(describeTerms({ ...terms, restorable: 0n, perDay: 1_500n }).slice(0, 5)).to.deep.equal([
        "Age takes all that it can within 3650d, evenly.",
        "Age and distance can take all of it.",
        "Damage takes its share of what is left, and nothing of that stays.",
        "A service restores nothing.",
        "A report tells of at most 1.5 km for each day begun since the report before, or is refused: several in one day can each tell of a day's distance.",
      ]);
      expect(describePanel(NOBODY, TERMS)).to.deep.equal(["Nobody confirms reports, and none can be disputed."]);
      const graves = [0n, 10_000n, 10_001n].map((grave) => describePanel(PANEL, { ...TERMS, grave })[0]!.slice(0, 60));
      expect(graves).to.deep.equal([
        "Each report of more than distance counts only once 1 of 2 at",
        "A report of more than distance, of a severity from 100 % on,",
        "Within 3d after it counted a report can be disputed, for a b",
      ]);
      expect(describePanel(PANEL, null)[0]).to.match(/^A report that the policy calls grave counts/);
    });
  });
});
