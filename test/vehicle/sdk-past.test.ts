import { expect } from "chai";
import { MaxUint256 } from "ethers";

import { IVehicleStake__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  BeforeEnrolmentError,
  momentLabel,
  type PastValue,
  pastValue,
  State,
  stateOf,
  vehicleLabel,
  VehicleUnknownError,
} from "../../src/vehicle/index.ts";
import { appraises, confirm, dispute, endDispute, judge, policyOf, proposes, tells } from "./claims.ts";
import {
  attested,
  type Car,
  DAY,
  enrolled,
  ethers,
  inOneBlock,
  Kind,
  load,
  moveTo,
  now,
  PANEL,
  pass,
  report,
  reportOf,
  signedReport,
  START,
  VALUE,
  type World,
} from "./fixture.ts";
import { putIn, slash } from "./holding.ts";

/** What the chain itself said of a second. */
interface Said extends PastValue {
  after: string;
  at: bigint;
}

/** How long after an act the chain is asked what it will show then, if nothing intervenes. */
const LATER = [1n, 3_600n, DAY, 29n * DAY, 31n * DAY, 80n * DAY, 200n * DAY, 364n * DAY, 366n * DAY, 900n * DAY];

/** Keeps what the chain says of a vehicle on its way, and asks later for all of it again. */
class Witness {
  readonly world: World;
  readonly car: Car;
  #said: Said[] = [];

  constructor(world: World, car: Car) {
    this.world = world;
    this.car = car;
  }

  /** Has something happen in a block of its own, and asks what the vehicle shows then, and will show if nothing more happens. */
  async sees(after: string, act: () => Promise<unknown>): Promise<void> {
    const last = await ethers.provider.getBlockNumber();
    await act();
    const block = await ethers.provider.getBlockNumber();
    expect(block, `${after} takes one block`).to.equal(last + 1);
    await this.looks(after);
  }

  /** Asks, after something that has happened. What the chain said of this second before, or of later ones, doesn't hold any more. */
  async looks(after: string): Promise<void> {
    const { stake } = this.world;
    const { id } = this.car;
    const blockTag = await ethers.provider.getBlockNumber();
    const time = await now();
    const shown = await stake.getFunction("valueOf").staticCall(id, { blockTag });
    const { value, residual, consumed, slashed, credited } = await stake.bookOf(id, { blockTag });
    const state = stateOf((await stake.vehicle(id, { blockTag })).state);
    const books = { value, residual, consumed, slashed, credited };
    this.#said = this.#said.filter(({ at }) => at < time);
    this.#said.push({ after, at: time, value: shown, state, books });
    for (const later of LATER)
      this.#said.push({ after, at: time + later, value: await stake.valueAt(id, time + later), state, books });
  }

  /** What the chain said of seconds that are over, of which each is recomputed to the same. */
  async holds(): Promise<Said[]> {
    const stake = await this.world.stake.getAddress();
    const end = await now();
    const over = this.#said.filter(({ at }) => at <= end);
    for (const { after, at, ...said } of over)
      expect(
        await pastValue(stake, this.car.id, at, ethers.provider),
        `${momentLabel(at)}, after ${after}`,
      ).to.deep.equal(said);
    return over;
  }
}

/** A vehicle that is enrolled, and who watches it from then on. */
async function witnessed(world: World): Promise<Witness> {
  const witness = new Witness(world, await enrolled(world));
  await witness.looks("its enrolment");
  return witness;
}

/** What was shown after an act, and before the next one. */
const shownAfter = (said: readonly Said[], act: string): bigint[] =>
  said.filter(({ after }) => after === act).map(({ value }) => value);

describe("what a vehicle showed in a second that is over, computed again", () => {
  it("is what the chain said of it through reports, damage, attestation, disputes and silence", async () => {
    const world = await load();
    const witness = await witnessed(world);
    const { car } = witness;
    const sees = witness.sees.bind(witness);
    await pass(20n * DAY);
    await sees("its first report", () => report(world, car));
    await pass(60n * DAY);
    await sees("an accident", () => tells(world, car, Kind.ACCIDENT, 1_500n));
    await pass(DAY);
    await sees("a service", () => tells(world, car, Kind.SERVICE, 700n));
    await sees("the service's dispute", () => dispute(world, car, 3n));
    await sees("the accident's dispute", () => dispute(world, car, 2n));
    await pass(2n * DAY);
    await sees("that the service was none", () => judge(world, car, 3n, false));
    await sees("another service", () => tells(world, car, Kind.SERVICE, 400n));
    await sees("its dispute", () => dispute(world, car, 4n));
    await pass(PANEL.decideWithin);
    await sees("no answer about that", () => endDispute(world, car, 4n));
    await sees("no answer about the accident", () => endDispute(world, car, 2n));
    await sees("a grave accident", () => tells(world, car, Kind.ACCIDENT, 4_000n));
    await pass(5n * DAY);
    await sees("a graver one", () => tells(world, car, Kind.ACCIDENT, 5_000n));
    await sees("a grave service", () => tells(world, car, Kind.SERVICE, 3_500n));
    await pass(40n * DAY);
    await sees("that the graver one was none", () => confirm(world, car, 6n, false));
    await sees("that the grave one is true", () => confirm(world, car, 5n));
    await sees("that the service is true", () => confirm(world, car, 7n));
    await pass(400n * DAY);
    await sees("a long silence", () => pass(1n));
    await sees("its return", () => report(world, car));
    await pass(DAY);

    const said = await witness.holds();
    expect(said.length > 50, `${said.length} moments`).to.equal(true);
    expect(shownAfter(said, "that the service is true").at(-1)).to.equal(0n);
    expect(shownAfter(said, "a long silence")).to.deep.equal([0n]);
    expect(shownAfter(said, "its return")[0]! > VALUE / 4n).to.equal(true);
    // What the dispute of a service hangs, and what an accident that waits does.
    const [service = 0n, disputed = 0n] = ["a service", "the service's dispute"].map((act) => shownAfter(said, act)[0]);
    expect(disputed < service).to.equal(true);
    const [before = 0n, grave = 0n] = ["no answer about the accident", "a grave accident"].map(
      (act) => shownAfter(said, act)[0],
    );
    expect(grave < (before * 3n) / 4n).to.equal(true);
  });

  it("is what the chain said through other policies, of which no event tells when they come into force", async () => {
    const world = await load();
    const witness = await witnessed(world);
    const { car } = witness;
    const sees = witness.sees.bind(witness);
    const harsh = await policyOf(world, {
      perYear: 4_000n,
      residual: 1_000n,
      patience: 10n * DAY,
      silence: 100n * DAY,
    });
    const mild = await policyOf(world, { perYear: 500n, silence: 900n * DAY });
    await sees("an accident", () => tells(world, car, Kind.ACCIDENT, 2_000n));
    await sees("a service", () => tells(world, car, Kind.SERVICE, 1_000n));
    await sees("a proposal", async () => proposes(world, car, await harsh.getAddress(), (await now()) + 5n * DAY));
    await pass(DAY);
    await sees("another proposal", async () =>
      proposes(world, car, await mild.getAddress(), (await now()) + 50n * DAY),
    );
    await pass(7n * DAY);
    await sees("its withdrawal", () => world.stake.connect(world.owner).withdrawPolicy(car.id));
    await pass(100n * DAY);
    await sees("a third proposal", async () =>
      proposes(world, car, await harsh.getAddress(), (await now()) + 60n * DAY),
    );
    await sees("another service", () => tells(world, car, Kind.SERVICE, 500n));
    await pass(3n * DAY);
    await sees("its dispute", () => dispute(world, car, 3n));
    await sees("a grave accident", () => tells(world, car, Kind.ACCIDENT, 3_000n));
    // It comes into force meanwhile, and silence has taken its part.
    await pass(70n * DAY);
    await sees("a fourth proposal", async () =>
      proposes(world, car, await mild.getAddress(), (await now()) + 9n * DAY),
    );
    await sees("no answer about the service", () => endDispute(world, car, 3n));
    await sees("that the accident is true", () => confirm(world, car, 4n));
    await pass(20n * DAY);
    await sees("a report under the last one", () => report(world, car));
    await sees("its accident", () => tells(world, car, Kind.ACCIDENT, 500n));
    await pass(100n * DAY);

    const said = await witness.holds();
    expect(said.length > 35, `${said.length} moments`).to.equal(true);
    const waiting = shownAfter(said, "a grave accident");
    expect(waiting.length > 4 && waiting.every((value, i) => i === 0 || value < waiting[i - 1]!)).to.equal(true);
  });

  it("is what the chain said through appraisals, of which each settles what was open", async () => {
    const world = await load();
    const witness = await witnessed(world);
    const { car } = witness;
    const sees = witness.sees.bind(witness);
    await pass(100n * DAY);
    const before = await now();
    await sees("an accident", () => tells(world, car, Kind.ACCIDENT, 1_000n));
    await sees("a service", () => tells(world, car, Kind.SERVICE, 300n));
    await sees("its dispute", () => dispute(world, car, 2n));
    await sees("a total loss that waits", () => tells(world, car, Kind.TOTAL_LOSS));
    await pass(3n * DAY);
    await sees("an appraisal for less", () => appraises(world, car, VALUE / 2n));
    const observedAt = (await now()) - 3_600n;
    await sees("an accident of before it", () => tells(world, car, Kind.ACCIDENT, 900n, { observedAt }));
    await sees("the end of the old dispute", () => endDispute(world, car, 2n));
    await pass(50n * DAY);
    await sees("a grave accident", () => tells(world, car, Kind.ACCIDENT, 4_000n));
    await pass(DAY);
    await sees("an appraisal for more", () => appraises(world, car, 2n * VALUE));
    await pass(50n * DAY);

    const said = await witness.holds();
    expect(said.length > 18, `${said.length} moments`).to.equal(true);
    expect(shownAfter(said, "a total loss that waits").every((value) => value === 0n)).to.equal(true);
    // It waits, though the old dispute has ended meanwhile.
    expect(shownAfter(said, "a grave accident")[0]! < VALUE / 3n).to.equal(true);
    // It is of the second before.
    const [less = 0n, more = 0n] = ["an appraisal for less", "an appraisal for more"].map(
      (act) => shownAfter(said, act)[0],
    );
    expect(less < VALUE / 2n && less > (VALUE * 49n) / 100n).to.equal(true);
    expect(more < 2n * VALUE && more > (VALUE * 199n) / 100n).to.equal(true);
    expect(said.filter(({ at }) => at < before).every(({ books }) => books.credited === VALUE)).to.equal(true);
    expect(said.at(-1)!.books.credited > 2n * VALUE).to.equal(true);
  });

  it("is what the chain said through thefts and recoveries, and ends that were undone and came again", async () => {
    const world = await load();
    const witness = await witnessed(world);
    const { car } = witness;
    const sees = witness.sees.bind(witness);
    const owner = world.stake.connect(world.owner);
    await sees("an accident", () => tells(world, car, Kind.ACCIDENT, 1_000n));
    await sees("a theft", () => owner.declareStolen(car.id));
    await pass(2n * DAY);
    await sees("its recovery", () => owner.declareRecovered(car.id));
    await sees("a grave theft", () => tells(world, car, Kind.THEFT, 9_000n));
    await pass(DAY);
    await sees("that it was none", () => confirm(world, car, 2n, false));
    await sees("a theft that it tells of", () => tells(world, car, Kind.THEFT));
    await sees("a total loss while it is stolen", () => tells(world, car, Kind.TOTAL_LOSS));
    await sees("its end", () => confirm(world, car, 4n));
    await pass(DAY);
    await sees("the end's dispute", () => dispute(world, car, 4n));
    await sees("that it was none, and it is stolen", () => judge(world, car, 4n, false));
    await pass(DAY);
    await sees("that it is found", () => owner.declareRecovered(car.id));
    await sees("a service", () => tells(world, car, Kind.SERVICE, 400n));
    await sees("scrapping", () => tells(world, car, Kind.SCRAPPING));
    await sees("the second end", () => confirm(world, car, 6n));
    // What it did before is taken back while it has ended.
    await sees("the service's dispute", () => dispute(world, car, 5n));
    await sees("that the service was none", () => judge(world, car, 5n, false));
    await sees("the second end's dispute", () => dispute(world, car, 6n));
    await sees("that that was none either", () => judge(world, car, 6n, false));
    await pass(10n * DAY);
    await sees("a report", () => report(world, car));
    await sees("a third total loss", () => tells(world, car, Kind.TOTAL_LOSS, 10_000n));
    await sees("the third end", () => confirm(world, car, 8n));
    await pass(10n * DAY);

    const said = await witness.holds();
    expect(said.length > 35, `${said.length} moments`).to.equal(true);
    const statesAfter = (act: string): unknown[] =>
      said.filter(({ after, value }) => after === act && value === 0n).map(({ state }) => state);
    expect(statesAfter("that it was none, and it is stolen")[0]).to.equal(State.STOLEN);
    expect(statesAfter("a grave theft")[0]).to.equal(State.ACTIVE);
    expect(statesAfter("the third end")[0]).to.equal(State.ENDED);
    for (const act of ["its recovery", "that it is found", "that that was none either"])
      expect(shownAfter(said, act)[0]! > (VALUE * 8n) / 10n, act).to.equal(true);
  });

  it("is nothing after a slash, and what the chain said before", async () => {
    const world = await load();
    const witness = await witnessed(world);
    await pass(10n * DAY);
    await witness.sees("an accident", () => tells(world, witness.car, Kind.ACCIDENT, 2_000n));
    await pass(10n * DAY);
    await witness.sees("a slash", () => slash(world, witness.car));
    await pass(10n * DAY);
    const said = await witness.holds();
    expect(shownAfter(said, "an accident").every((value) => value !== 0n)).to.equal(true);
    expect(said.at(-1)).to.include({ value: 0n, state: State.SLASHED });
  });

  it("has what its parts showed while they were in it", async () => {
    const world = await load();
    const part = await enrolled(world, { value: VALUE / 4n });
    const other = await enrolled(world, { value: VALUE / 8n });
    const witness = await witnessed(world);
    const { car } = witness;
    const sees = witness.sees.bind(witness);
    const asPart = new Witness(world, part);
    const owner = world.stake.connect(world.owner);
    await sees("a part", () => putIn(world, part, car));
    await pass(DAY);
    await sees("another one", () => putIn(world, other, car));
    await sees("its own report", () => report(world, car));
    await pass(50n * DAY);
    await sees("the part's accident", () => tells(world, part, Kind.ACCIDENT, 2_500n));
    await asPart.looks("its accident");
    await sees("a theft", () => owner.declareStolen(car.id));
    await pass(DAY);
    await sees("its recovery", () => owner.declareRecovered(car.id));
    await sees("one part less", () => owner.takeOut(part.id, world.owner.address));
    await pass(DAY);
    await sees("none", () => owner.takeOut(other.id, world.owner.address));
    await sees("one again", () => putIn(world, part, car));
    await pass(40n * DAY);

    const said = await witness.holds();
    expect(said.length > 20, `${said.length} moments`).to.equal(true);
    expect(shownAfter(said, "another one")[0]! > VALUE + VALUE / 4n).to.equal(true);
    expect(shownAfter(said, "a theft")).to.deep.equal([0n, 0n, 0n, 0n]);
    expect(shownAfter(said, "none")[0]! < shownAfter(said, "one part less")[0]!).to.equal(true);
    // A part shows its own alone.
    expect((await asPart.holds()).length > 4).to.equal(true);
  });

  it("counts all of a block's events, or none of them", async () => {
    const world = await load();
    const witness = await witnessed(world);
    const { car } = witness;
    await witness.sees("a grave accident", () => tells(world, car, Kind.ACCIDENT, 4_000n));
    const time = (await now()) + DAY;
    const given = await reportOf(world, car, { observedAt: time, kind: Kind.ACCIDENT, severity: 1_000n });
    const next = { ...given, sequence: 3n, kind: Kind.SERVICE, severity: 500n };
    const { condition } = await world.stake.claimOf(car.id, 1n);
    const finding = {
      vehicle: car.id,
      sequence: 1n,
      condition,
      holds: true,
      disputed: false,
      deadline: MaxUint256 >> 208n,
    };
    const gasLimit = 2_000_000n;
    const statuses = await inOneBlock(time, [
      () => world.stake.connect(world.keeper).report(...signedReport(world, given, car.key), { gasLimit }),
      () => world.stake.connect(world.keeper).report(...signedReport(world, next, car.key), { gasLimit }),
      () => world.stake.connect(world.keeper).decide(...attested(world, finding), { gasLimit }),
      () => world.stake.connect(world.owner).declareStolen(car.id, { gasLimit }),
      () => world.stake.connect(world.owner).declareRecovered(car.id, { gasLimit }),
    ]);
    expect(statuses).to.deep.equal([1, 1, 1, 1, 1]);
    await witness.looks("five acts in a block");
    await pass(2n * DAY);
    await witness.holds();
    const showed = async (at: bigint): Promise<PastValue> =>
      pastValue(await world.stake.getAddress(), car.id, at, ethers.provider);
    const [before, then] = [await showed(time - 1n), await showed(time)];
    expect(before.books.residual).to.equal(0n);
    expect(then.books.residual > VALUE / 20n).to.equal(true);
    expect(then.value < before.books.value / 2n + before.books.value / 10n).to.equal(true);
  });

  it("asks a policy of another kind, of which a new vehicle may be worth less than it was appraised at", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(VALUE / 2n, VALUE / 8n, true);
    await policy.cut(1_000n);
    await policy.ask(world.panel);
    const witness = new Witness(world, await enrolled(world, { policy: await policy.getAddress() }));
    await witness.looks("its enrolment");
    await pass(DAY);
    await witness.sees("an accident", () => tells(world, witness.car, Kind.ACCIDENT, 100n));
    await pass(DAY);
    await witness.sees("scrapping", () => tells(world, witness.car, Kind.SCRAPPING));
    // It says that something is left, and is asked in vain.
    await witness.sees("its end", () => confirm(world, witness.car, 2n));
    await pass(DAY);
    const said = await witness.holds();
    expect(said.at(-1)).to.include({ value: 0n, state: State.ENDED });
    expect(said.at(-1)!.books).to.include({ value: 0n, residual: VALUE / 8n });
    expect(said[0]!.books).to.include({ value: VALUE / 2n, residual: VALUE / 8n, credited: VALUE });
    expect(said[0]!.value).to.equal((VALUE * 9n) / 20n);
  });

  it("is the same by pages of few blocks, and of a contract as an object", async () => {
    const world = await load();
    const witness = await witnessed(world);
    await witness.sees("an accident", () => tells(world, witness.car, Kind.ACCIDENT, 1_000n));
    const at = await now();
    await pass(DAY);
    const [said] = (await witness.holds()).slice(-1);
    const { id } = witness.car;
    const stake = IVehicleStake__factory.connect(await world.stake.getAddress(), ethers.provider);
    for (const pageSize of [1, 7])
      expect(await pastValue(stake, id, at + DAY, ethers.provider, { pageSize })).to.include({
        value: said!.value,
      });
  });

  it("is refused before the enrolment, whose moment is named, for what is to come, and for no vehicle", async () => {
    const world = await load();
    const car = await enrolled(world);
    const enrolledAt = await now();
    await moveTo(enrolledAt + 10n * DAY);
    const stake = await world.stake.getAddress();
    const refusal = async (id: bigint, at: bigint): Promise<unknown> =>
      pastValue(stake, id, at, ethers.provider).catch((error: unknown) => error);
    for (const at of [0n, START - 1n, enrolledAt - 1n]) {
      const error = await refusal(car.id, at);
      expect(error).to.be.instanceOf(BeforeEnrolmentError).and.include({ vehicle: car.id, enrolledAt });
      expect((error as Error).message).to.equal(
        `At ${momentLabel(at)} vehicle ${vehicleLabel(car.id)} wasn't enrolled yet: that was at ${momentLabel(enrolledAt)}; give a later moment`,
      );
    }
    expect(await pastValue(stake, car.id, enrolledAt, ethers.provider)).to.deep.include({ state: State.ACTIVE });
    expect(await refusal(car.id, enrolledAt + 10n * DAY + 1n))
      .to.be.instanceOf(RangeError)
      .and.have.property("message")
      .that.matches(/ is to come; /);
    expect(await refusal(car.id + 1n, enrolledAt)).to.be.instanceOf(VehicleUnknownError);
  });
});
