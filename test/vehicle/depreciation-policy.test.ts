import { expect } from "chai";
import { keccak256, type Result, toBeHex } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { DepreciationPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  type Appraisal,
  exactResidual,
  exactValue,
  floorOf,
  mostBelow,
  type State,
  type Terms,
  YEAR,
} from "../models/vehicle-policy.ts";

const { ethers, networkHelpers } = await network.create();

const DAY = 86_400n;
const KM = 1_000n;
const Kind = { ODOMETER: 0n, ACCIDENT: 1n, SERVICE: 2n, TOTAL_LOSS: 3n, THEFT: 4n, SCRAPPING: 5n } as const;

/** A tenth a year, 1.5 % for 10,000 km, down to a tenth. */
const TERMS: Terms = {
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
const ANCHOR: Appraisal = { value: 30_000_000_000n, appraisedAt: 1_800_000_000n, odometer: 0n };
/** A struct as the bindings have it, by the names of its fields. */
const named = (struct: object): unknown => (struct as Result).toObject(true);
const byHash = (signers: readonly string[]): string[] =>
  [...signers].sort((a, b) => (keccak256(a) < keccak256(b) ? -1 : 1));
/** Attestors that never sign: some are addresses, some a verifier and what it checks. */
const attestors = (count: number): string[] =>
  byHash(Array.from({ length: count }, (_, i) => toBeHex(BigInt(i) + 2n ** 160n - 1_000n, i % 2 === 0 ? 20 : 84)));
const PANEL = {
  attestors: attestors(5),
  confirmations: 2n,
  decisions: 4n,
  disputeWindow: 14n * DAY,
  decideWithin: 7n * DAY,
  bond: 10n ** 17n,
};
const NOBODY = { attestors: [], confirmations: 0n, decisions: 0n, disputeWindow: 0n, decideWithin: 0n, bond: 0n };
const NEW: State = { observedAt: ANCHOR.appraisedAt, odometer: 0n, damage: 0n, restored: 0n };

describe("the depreciation policy", () => {
  async function deploy(terms: Terms = TERMS, panel: typeof PANEL = PANEL) {
    const [deployer] = await ethers.getSigners();
    return new DepreciationPolicy__factory(deployer!).deploy(terms, panel);
  }
  const load = () => networkHelpers.loadFixture(deployUsual);
  async function deployUsual() {
    return deploy();
  }

  const between = (min: bigint, max: bigint) => fc.bigInt({ min, max });
  const anyTerms = fc
    .record({
      perYear: between(1n, 9_999n),
      lifetime: between(1n, 2n ** 32n - 1n),
      isEven: fc.boolean(),
      perDistance: between(0n, 10_000n),
      floor: between(0n, 10_000n),
      residual: between(0n, 10_000n),
      restorable: between(0n, 10_000n),
    })
    .map(({ isEven, perYear, lifetime, ...rest }) => ({
      ...TERMS,
      ...rest,
      perYear: isEven ? 0n : perYear,
      lifetime: isEven ? lifetime : 0n,
    }));
  const anyAnchor = fc.record({
    value: fc.oneof(between(0n, 1_000n), between(0n, 2n ** 80n - 1n)),
    appraisedAt: between(0n, 2n ** 33n),
    odometer: between(0n, 2n ** 30n),
  });
  const anySince = fc.record({
    age: fc.oneof(between(0n, 3n * YEAR), between(0n, 200n * YEAR)),
    driven: between(0n, 2n ** 31n),
    damage: between(0n, 10_000n),
    repaired: between(0n, 10_000n),
  });
  const stateOf = (
    anchor: Appraisal,
    since: { age: bigint; driven: bigint; damage: bigint; repaired: bigint },
  ): State => ({
    observedAt: anchor.appraisedAt + since.age,
    odometer: anchor.odometer + since.driven,
    damage: since.damage,
    restored: since.repaired < since.damage ? since.repaired : since.damage,
  });

  it("values a vehicle and its residual as exact fractions do, rounded by next to nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTerms,
        anyAnchor,
        fc.array(anySince, { minLength: 1, maxLength: 8 }),
        async (terms, anchor, all) => {
          const policy = await deploy(terms);
          for (const since of all) {
            const state = stateOf(anchor, since);
            const exact = floorOf(exactValue(terms, anchor, state));
            const { value, residual } = await policy.worthIn(anchor, state);
            expect(value <= exact, `${value} is more than ${exact}`).to.equal(true);
            expect(value + mostBelow(anchor, state) >= exact, `${value} is far below ${exact}`).to.equal(true);
            const parts = floorOf(exactResidual(terms, anchor, state));
            expect(residual <= parts + 1n, `${residual} is more than ${parts}`).to.equal(true);
            expect(residual + mostBelow(anchor, state) >= parts, `${residual} is far below ${parts}`).to.equal(true);
            expect(value + residual <= anchor.value).to.equal(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("never values more what is older, was driven further or is more damaged", async () => {
    await fc.assert(
      fc.asyncProperty(anyTerms, anyAnchor, anySince, anySince, async (terms, anchor, one, more) => {
        const policy = await deploy(terms);
        const state = stateOf(anchor, { ...one, repaired: 0n });
        const before = await policy.worthIn(anchor, state);
        for (const later of [
          { ...state, observedAt: state.observedAt + 1n },
          { ...state, observedAt: state.observedAt + more.age },
          // Across the end of a year.
          { ...state, observedAt: anchor.appraisedAt + ((state.observedAt - anchor.appraisedAt) / YEAR + 1n) * YEAR },
          { ...state, odometer: state.odometer + 1n },
          { ...state, odometer: state.odometer + more.driven },
          { ...state, damage: state.damage + (10_000n - state.damage) / 2n },
        ]) {
          const { value, residual } = await policy.worthIn(anchor, later);
          expect(value <= before.value).to.equal(true);
          expect(value + residual <= before.value + before.residual).to.equal(true);
        }
        const repaired = { ...state, restored: state.damage < 100n ? state.damage : 100n };
        expect((await policy.worthIn(anchor, repaired)).value >= before.value).to.equal(true);
      }),
      { numRuns: 40 },
    );
  });

  it("takes what ten thousand small reports tell as it takes one large one, to the last unit", async function () {
    this.timeout(300_000);
    const policy = await load();
    let condition = NEW;
    for (let i = 1n; i <= 10_000n; ++i) {
      const reading = {
        kind: i % 50n === 0n ? Kind.ACCIDENT : Kind.ODOMETER,
        observedAt: ANCHOR.appraisedAt + (i * DAY) / 10n,
        odometer: i * 5_317n,
        severity: 3n,
      };
      const { observedAt, odometer, damage, restored } = (await policy.judge(ANCHOR, condition, reading)).condition;
      condition = { observedAt, odometer, damage, restored };
    }
    const last = {
      kind: Kind.ACCIDENT,
      observedAt: ANCHOR.appraisedAt + 1_000n * DAY,
      odometer: 53_170_000n,
      severity: 600n,
    };
    const all = await policy.judge(ANCHOR, NEW, last);
    expect(condition).to.deep.equal({
      observedAt: last.observedAt,
      odometer: last.odometer,
      damage: 600n,
      restored: 0n,
    });
    expect([...(await policy.worthIn(ANCHOR, condition))]).to.deep.equal([all.value, all.residual]);
  });

  it("leaves the floor alone after a hundred years, and not a second before", async () => {
    // A share that leaves nearly all after a century.
    const policy = await deploy({ ...TERMS, perYear: 1n, lifetime: 0n, perDistance: 0n, floor: 1_000n });
    const valueAt = async (age: bigint) =>
      (await policy.worthIn(ANCHOR, { ...NEW, observedAt: ANCHOR.appraisedAt + age })).value;
    expect((await valueAt(100n * YEAR - 1n)) > (ANCHOR.value * 99n) / 100n).to.equal(true);
    expect(await valueAt(100n * YEAR)).to.equal(ANCHOR.value / 10n);
  });

  it("leaves nothing at the end of a lifetime, of the greatest value neither", async () => {
    const lifetime = 10n * YEAR;
    const policy = await deploy({ ...TERMS, perYear: 0n, lifetime, perDistance: 0n, floor: 0n });
    const anchor = { ...ANCHOR, value: 2n ** 80n - 1n };
    const valueAt = async (age: bigint) =>
      (await policy.worthIn(anchor, { ...NEW, observedAt: ANCHOR.appraisedAt + age })).value;
    expect((await valueAt(lifetime - 1n)) > 0n).to.equal(true);
    expect(await valueAt(lifetime)).to.equal(0n);
    expect(await valueAt(lifetime + 1n)).to.equal(0n);
  });

  it("keeps in the residual what it says of a loss by damage, and takes it back with a service", async () => {
    const policy = await load();
    const at = ANCHOR.appraisedAt + YEAR;
    const read = (kind: bigint, damage: bigint, severity: bigint) =>
      policy.judge(
        ANCHOR,
        { observedAt: at, odometer: 0n, damage, restored: 0n },
        { kind, observedAt: at, odometer: 0n, severity },
      );
    // 30,000: a tenth stays whatever comes, and a tenth of the rest is gone after a year.
    const drive = await read(Kind.ODOMETER, 0n, 0n);
    expect([drive.value, drive.residual, drive.grave]).to.deep.equal([27_300_000_000n, 0n, false]);
    const accident = await read(Kind.ACCIDENT, 0n, 2_000n);
    expect([accident.value, accident.residual, accident.grave]).to.deep.equal([21_840_000_000n, 3_276_000_000n, false]);
    const service = await read(Kind.SERVICE, 2_000n, 500n);
    expect([service.value, service.residual]).to.deep.equal([23_205_000_000n, 2_457_000_000n]);
    const theft = await read(Kind.THEFT, 2_000n, 0n);
    expect([theft.value, theft.residual]).to.deep.equal([accident.value, accident.residual]);
  });

  it("reads distance from the last report on, also where the anchor is later", async () => {
    const policy = await load();
    // Valued anew on the tenth day, after a report of the first one: ten days and what begins the next can have been driven.
    const before = { observedAt: ANCHOR.appraisedAt - 9n * DAY, odometer: 0n, damage: 0n, restored: 0n };
    const drive = (odometer: bigint) =>
      policy.judge(ANCHOR, before, { kind: Kind.ODOMETER, observedAt: ANCHOR.appraisedAt, odometer, severity: 0n });
    await drive(20_000n * KM);
    await expect(drive(20_000n * KM + 1n))
      .to.be.revertedWithCustomError(policy, "PolicyTooFar")
      .withArgs(20_000n * KM + 1n, 20_000n * KM);
  });

  it("lets services restore no more than was damaged, nor more than it allows in all", async () => {
    const policy = await load();
    const service = async (damage: bigint, restored: bigint, severity: bigint) => {
      const reading = { kind: Kind.SERVICE, observedAt: NEW.observedAt, odometer: 0n, severity };
      return (await policy.judge(ANCHOR, { ...NEW, damage, restored }, reading)).condition.restored;
    };
    expect(await service(0n, 0n, 100n)).to.equal(0n);
    expect(await service(150n, 100n, 100n)).to.equal(150n);
    expect(await service(5_000n, 0n, 1_999n)).to.equal(1_999n);
    expect(await service(5_000n, 1_999n, 10_000n)).to.equal(2_000n);
  });

  it("leaves nothing of an end, and asks attestors about it whatever severity it names", async () => {
    const policy = await load();
    for (const kind of [Kind.TOTAL_LOSS, Kind.SCRAPPING]) {
      const damaged = { ...NEW, damage: 4_000n, restored: 2_000n };
      for (const severity of [0n, 1n, 2_999n, 3_000n, 10_000n]) {
        const reading = { kind, observedAt: NEW.observedAt, odometer: 0n, severity };
        const { value, residual, condition, grave } = await policy.judge(ANCHOR, damaged, reading);
        expect([value, residual]).to.deep.equal([0n, (ANCHOR.value * 6n) / 10n]);
        expect([condition.damage, condition.restored]).to.deep.equal([10_000n, 0n]);
        expect(grave, `severity ${severity}`).to.equal(true);
      }
      const reading = { kind, observedAt: NEW.observedAt, odometer: 0n, severity: 10_001n };
      await expect(policy.judge(ANCHOR, damaged, reading))
        .to.be.revertedWithCustomError(policy, "PolicySeverity")
        .withArgs(10_001n, 10_000n);
    }
  });

  it("asks attestors about all else but distance from a severity on", async () => {
    const policy = await load();
    for (const [kind, severity, grave] of [
      [Kind.ACCIDENT, 2_999n, false],
      [Kind.ACCIDENT, 3_000n, true],
      [Kind.SERVICE, 2_999n, false],
      [Kind.SERVICE, 3_000n, true],
      // It shows nothing, and draws nothing.
      [Kind.THEFT, 2_999n, false],
      [Kind.THEFT, 3_000n, true],
      [Kind.ODOMETER, 10_000n, false],
    ] as const)
      expect(
        (await policy.judge(ANCHOR, NEW, { kind, observedAt: NEW.observedAt, odometer: 0n, severity })).grave,
      ).to.equal(grave);
  });

  it("refuses a distance that can't be driven in that time, and a severity beyond the whole", async () => {
    const policy = await load();
    const drive = (seconds: bigint, metres: bigint) =>
      policy.judge(ANCHOR, NEW, {
        kind: Kind.ODOMETER,
        observedAt: NEW.observedAt + seconds,
        odometer: metres,
        severity: 0n,
      });
    await drive(0n, 2_000n * KM);
    await drive(DAY, 4_000n * KM);
    await expect(drive(DAY - 1n, 2_000n * KM + 1n))
      .to.be.revertedWithCustomError(policy, "PolicyTooFar")
      .withArgs(2_000n * KM + 1n, 2_000n * KM);
    await expect(
      policy.judge(ANCHOR, NEW, { kind: Kind.ACCIDENT, observedAt: NEW.observedAt, odometer: 0n, severity: 10_001n }),
    )
      .to.be.revertedWithCustomError(policy, "PolicySeverity")
      .withArgs(10_001n, 10_000n);
  });

  it("takes nothing for silence at first, then evenly more, and all in the end", async () => {
    const policy = await load();
    for (const [silence, parts] of [
      [0n, 0n],
      [7n * DAY, 0n],
      [7n * DAY + 1n, 1n],
      [52n * DAY, 5_000n],
      [97n * DAY - 1n, 10_000n],
      [97n * DAY, 10_000n],
      [10n ** 9n, 10_000n],
    ] as const)
      expect(await policy.haircut(silence), `${silence}`).to.equal(parts);
  });

  it("finds nothing grave where there is nobody to ask", async () => {
    const policy = await deploy({ ...TERMS, grave: 0n }, NOBODY);
    for (const kind of Object.values(Kind)) {
      const reading = { kind, observedAt: NEW.observedAt, odometer: 0n, severity: 10_000n };
      expect((await policy.judge(ANCHOR, NEW, reading)).grave, `kind ${kind}`).to.equal(false);
    }
    expect((await policy.panel()).attestors.length).to.equal(0);
  });

  it("finds nothing grave from more than the whole on, and an end still at the whole", async () => {
    const ends: bigint[] = [Kind.TOTAL_LOSS, Kind.SCRAPPING];
    for (const least of [9_999n, 10_000n, 10_001n, 65_535n]) {
      const policy = await deploy({ ...TERMS, grave: least }, PANEL);
      for (const kind of Object.values(Kind)) {
        for (const severity of [0n, 9_998n, 10_000n]) {
          const reading = { kind, observedAt: NEW.observedAt, odometer: 0n, severity };
          const { grave } = await policy.judge(ANCHOR, NEW, reading);
          const isGrave = least <= 10_000n && kind !== Kind.ODOMETER && (ends.includes(kind) || severity === 10_000n);
          expect(grave, `kind ${kind} of ${severity}, grave from ${least} on`).to.equal(isGrave);
        }
      }
    }
  });

  it("has terms that mean something, and tells them", async () => {
    const policy = await load();
    expect(named(await policy.terms())).to.deep.equal(TERMS);
    for (const terms of [
      { ...TERMS, perYear: 0n },
      { ...TERMS, lifetime: 1n },
      { ...TERMS, perYear: 10_000n },
      { ...TERMS, perDistance: 10_001n },
      { ...TERMS, floor: 10_001n },
      { ...TERMS, residual: 10_001n },
      { ...TERMS, restorable: 10_001n },
      { ...TERMS, perDay: 0n },
      { ...TERMS, patience: 97n * DAY },
    ])
      await expect(deploy(terms)).to.be.revertedWithCustomError(policy, "PolicyTerms");
  });

  it("has a panel that can answer, and tells it", async () => {
    const policy = await load();
    expect(named(await policy.panel())).to.deep.equal(PANEL);
    const most = { ...PANEL, attestors: attestors(16), decisions: 16n };
    expect(named(await (await deploy(TERMS, most)).panel())).to.deep.equal(most);
    for (const panel of [
      { ...PANEL, attestors: attestors(17) },
      { ...PANEL, confirmations: 0n },
      { ...PANEL, confirmations: 4n },
      { ...PANEL, decisions: 6n },
      { ...PANEL, attestors: [] },
      { ...NOBODY, confirmations: 1n },
      { ...NOBODY, decisions: 1n },
      { ...NOBODY, disputeWindow: 1n },
      { ...NOBODY, decideWithin: 1n },
      { ...NOBODY, bond: 1n },
    ])
      await expect(deploy(TERMS, panel))
        .to.be.revertedWithCustomError(policy, "PolicyPanel")
        .withArgs(panel.attestors.length, panel.confirmations, panel.decisions);
  });

  it("has attestors who can sign, each of them once", async () => {
    const policy = await load();
    const [first, second, ...rest] = attestors(4) as [string, string, ...string[]];
    const withShort = byHash([first, second, ...rest, toBeHex(1n, 19)]);
    for (const [list, place] of [
      [[second, first, ...rest], 1],
      [[first, second, second, ...rest], 2],
      [withShort, withShort.indexOf(toBeHex(1n, 19))],
    ] as const)
      await expect(deploy(TERMS, { ...PANEL, attestors: [...list] }))
        .to.be.revertedWithCustomError(policy, "PolicyAttestor")
        .withArgs(place);
  });
});
