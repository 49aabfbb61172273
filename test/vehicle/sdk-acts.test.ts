import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";

import { newSecret, vehicleKey } from "../../src/vehicle/agent/index.ts";
import {
  admitGuarantor,
  announceRotation,
  appraise,
  type Attested,
  cancelRotation,
  chainIdOf,
  claimLocked,
  claimRewards,
  ClaimState,
  commitmentOf,
  completeRotation,
  createPolicy,
  decide,
  declareRecovered,
  declareStolen,
  defend,
  deposit,
  dispute,
  endDispute,
  explainError,
  findingOf,
  frameAt,
  fundFrames,
  guarantee,
  join,
  MOST_FUNDED_FRAMES,
  keptKey,
  Kind,
  lock,
  messageDigest,
  NEVER,
  newSalt,
  permit,
  type Pool,
  poolId,
  proposePolicy,
  proveDuplicate,
  putIn,
  quit,
  readBooks,
  readClaim,
  readClaims,
  readFinalFrom,
  readLien,
  readOpenClaims,
  readPermission,
  readResidual,
  readRewards,
  readShares,
  readTerms,
  readUnit,
  readValue,
  readVehicle,
  reclaim,
  redeem,
  releaseDeposit,
  reportBatch,
  Rhythm,
  rotate,
  signByKey,
  slashEquivocation,
  slashTampering,
  State,
  takeGuaranteeBack,
  takeOut,
  transferIfAtLeast,
  unlock,
  VehicleUnknownError,
  vehicleDomain,
  withdraw,
  withdrawPolicy,
} from "../../src/vehicle/index.ts";
import { errorOf } from "./agent-errors.ts";
import { DAY, ethers, load, now, ODOMETER, PANEL, pass, START, VALUE, YEAR } from "./fixture.ts";
import { type Enrolled, enrolBySdk, KEYS, MAKER, reportBySdk, signed } from "./sdk-support.ts";

const MAKER_KEY = vehicleKey({ curve: "secp256k1", privateKey: MAKER.privateKey });
const domainOf = async ({ stake }: Enrolled) => vehicleDomain(stake, await chainIdOf(ethers.provider));
const nameOf = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => "nothing",
    (thrown: unknown) => explainError(thrown)?.name,
  );

/** What attestors sign about a claim, as many as are asked for. */
async function findingBy(car: Enrolled, sequence: bigint, holds: boolean, count: number) {
  const claim = await readClaim(car.stake, car.vehicle, sequence, ethers.provider);
  const finding = findingOf(claim!, { holds, deadline: NEVER });
  const digest = messageDigest("Finding", finding, await domainOf(car));
  const signatures: Attested[] = car.world.attestors
    .slice(0, count)
    .map((key) => ({ signer: key.bytes, signature: key.sign(digest) }));
  return { finding, signatures: signatures.reverse() };
}

describe("acts of the SDK", () => {
  for (const [name, keyOf] of KEYS)
    describe(`for a vehicle with ${name}`, () => {
      it("enrols it and has it report, one by one and in a batch of which one is refused", async () => {
        const world = await load();
        const car = await enrolBySdk(world, keyOf(world), {}, parseEther("1"));
        const { provider } = ethers;
        const found = await readVehicle(car.stake, car.vehicle, provider);
        expect(found).to.deep.include({ state: State.ACTIVE, sequence: 0n, owner: world.owner.address, parts: [] });
        expect(found).to.deep.include({
          deposit: parseEther("1"),
          pending: false,
          lien: null,
          next: null,
          partOf: null,
        });
        const { id, long } = keptKey(car.key.bytes);
        expect({ id: found.key.toLowerCase(), long: found.longKey }).to.deep.equal({ id, long });
        await pass(100n * DAY);
        const counted = await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 500n });
        const books = await readBooks(car.stake, car.vehicle, provider);
        expect(counted).to.include({ sequence: 1n, claim: ClaimState.COUNTED, state: null, lenderHeard: null });
        expect([counted.value, counted.residual]).to.deep.equal([books.value, books.residual]);
        expect(books.value + books.residual + books.consumed + books.slashed).to.equal(books.credited);
        const next = await signed(car);
        const batch = await reportBatch(world.stranger, car.stake, { reports: [next, next] });
        expect(batch.counted.map(({ sequence }) => sequence)).to.deep.equal([2n]);
        expect(batch.refused.map(({ reason }) => reason?.name)).to.deep.equal(["VehicleSequence"]);
        const shown = await readValue(car.stake, car.vehicle, provider);
        const later = await readValue(car.stake, car.vehicle, provider, (await now()) + 200n * DAY);
        expect(shown > later && later > 0n).to.equal(true);
      });

      it("gives it another key at once, or after a delay where the old one is lost", async () => {
        const world = await load();
        const car = await enrolBySdk(world, keyOf(world));
        const domain = await domainOf(car);
        const { vehicle, stake, commitment } = car;
        const next = keyOf(world);
        const rotation = { vehicle, key: next.bytes, firstSequence: 1n, deadline: NEVER };
        const [oldSignature, newSignature] = await Promise.all(
          [car.key, next].map((key) => signByKey(key, domain, "Rotation", rotation)),
        );
        const turn = { vehicle, newKey: next.bytes, deadline: NEVER, oldKey: car.key.bytes };
        const done = await rotate(world.stranger, stake, {
          ...turn,
          oldSignature: oldSignature!,
          newSignature: newSignature!,
        });
        expect(done.firstSequence).to.equal(1n);
        expect(await nameOf(reportBySdk(car))).to.be.oneOf(["VehicleSignature", "VehicleKey"]);
        expect((await reportBySdk({ ...car, key: next })).sequence).to.equal(1n);
        const last = vehicleKey(newSecret());
        const lost = { vehicle, key: last.bytes, firstSequence: 0n, deadline: NEVER };
        const announce = {
          vehicle,
          commitment,
          issuer: MAKER.address,
          newKey: last.bytes,
          deadline: NEVER,
          issuerSignature: await signByKey(MAKER_KEY, domain, "Rotation", lost),
          newSignature: await signByKey(last, domain, "Rotation", lost),
        };
        await announceRotation(world.owner, stake, announce);
        await cancelRotation(world.owner, stake, { vehicle });
        expect((await readVehicle(stake, vehicle, ethers.provider)).nextKey).to.equal(null);
        const { from } = await announceRotation(world.owner, stake, announce);
        expect((await readVehicle(stake, vehicle, ethers.provider)).nextKey?.from).to.equal(from);
        const complete = () => completeRotation(world.stranger, stake, { vehicle, newKey: last.bytes });
        expect(await nameOf(complete())).to.equal("VehicleTooEarly");
        await pass(7n * DAY);
        expect((await complete()).firstSequence).to.equal(2n);
      });

      it("slashes it for two conditions under one sequence, and for rules that it never had", async () => {
        const world = await load();
        const [car, other] = [
          await enrolBySdk(world, keyOf(world), {}, 100n),
          await enrolBySdk(world, keyOf(world), {}, 5n),
        ];
        const [one, two] = [await signed(car), await signed(car, { odometer: ODOMETER })];
        const key = car.key.bytes;
        expect(await nameOf(slashEquivocation(world.stranger, car.stake, { one, other: one, key }))).to.equal(
          "VehicleNoContradiction",
        );
        const slashed = await slashEquivocation(world.stranger, car.stake, { one, other: two, key });
        expect(slashed).to.include({ value: VALUE, bounty: 100n });
        const tampered = await signed(other, { policyHash: `0x${"01".repeat(32)}` });
        await deposit(world.owner, car.stake, { vehicle: other.vehicle, amount: 2n });
        expect(await slashTampering(world.stranger, car.stake, tampered)).to.include({ value: VALUE, bounty: 7n });
        const books = await readBooks(car.stake, other.vehicle, ethers.provider);
        expect(books).to.deep.equal({ value: 0n, residual: 0n, consumed: 0n, slashed: VALUE, credited: VALUE });
        expect((await withdraw(world.stranger, car.stake, { to: world.stranger.address })).amount).to.equal(107n);
      });
    });

  it("values a vehicle anew, and under another policy, as its issuer has signed", async () => {
    const world = await load();
    const car = await enrolBySdk(world);
    const { vehicle, stake, commitment } = car;
    const domain = await domainOf(car);
    await pass(10n * DAY);
    const appraisal = { vehicle, value: 2n * VALUE, appraisedAt: START + DAY, odometer: ODOMETER, deadline: NEVER };
    const issuerSignature = await signByKey(MAKER_KEY, domain, "Appraisal", appraisal);
    const vouched = { issuer: MAKER.address, commitment };
    const booked = await appraise(world.stranger, stake, { ...vouched, appraisal, issuerSignature });
    expect(booked).to.include({ value: 2n * VALUE, residual: 0n, slashed: 0n, credited: 2n * VALUE });
    const terms = await readTerms(await world.policy.getAddress(), ethers.provider);
    const { policy } = await createPolicy(world.owner, { terms: { ...terms!, perYear: 5_000n } });
    const since = (await now()) + 2n * DAY;
    const change = { vehicle, policy, since, deadline: NEVER };
    const signature = await signByKey(MAKER_KEY, domain, "PolicyChange", change);
    const proposal = { ...vouched, ...change, issuerSignature: signature };
    expect((await proposePolicy(world.owner, stake, proposal)).since).to.equal(since);
    await withdrawPolicy(world.owner, stake, { vehicle });
    expect((await readVehicle(stake, vehicle, ethers.provider)).next).to.equal(null);
    await proposePolicy(world.owner, stake, proposal);
    expect((await readVehicle(stake, vehicle, ethers.provider)).next).to.deep.equal({ policy, since });
    await pass(3n * DAY);
    expect((await readVehicle(stake, vehicle, ethers.provider)).policy).to.equal(policy);
    expect((await reportBySdk(car)).sequence).to.equal(1n);
  });

  it("has attestors confirm what is grave, and decide what is disputed", async () => {
    const world = await load();
    const car = await enrolBySdk(world);
    const { vehicle, stake } = car;
    const pending = await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 4_000n });
    expect(pending.claim).to.equal(ClaimState.PENDING);
    expect(await readOpenClaims(stake, vehicle, ethers.provider)).to.deep.equal({
      damage: 4_000n,
      restored: 0n,
      count: 1n,
    });
    const confirmed = await decide(world.stranger, stake, await findingBy(car, 1n, true, 2));
    expect(confirmed.claim).to.equal(ClaimState.COUNTED);
    expect(confirmed.value < pending.value).to.equal(true);
    const { decideBy } = await dispute(world.challenger, stake, { vehicle, sequence: 1n });
    expect((await defend(world.defender, stake, { vehicle, sequence: 1n })).decideBy).to.equal(decideBy);
    const claim = await readClaim(stake, vehicle, 1n, ethers.provider);
    expect(claim?.dispute).to.deep.equal({
      challenger: world.challenger.address,
      defender: world.defender.address,
      bond: PANEL.bond,
      decideBy,
    });
    const undone = await decide(world.stranger, stake, await findingBy(car, 1n, false, 4));
    expect([undone.claim, undone.value]).to.deep.equal([ClaimState.UNDONE, pending.value]);
    const won = await withdraw(world.challenger, stake, { to: world.challenger.address });
    expect(won.amount).to.equal(2n * PANEL.bond);
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 100n });
    await dispute(world.challenger, stake, { vehicle, sequence: 2n });
    await pass(PANEL.decideWithin);
    expect((await endDispute(world.stranger, stake, { vehicle, sequence: 2n })).claim).to.equal(ClaimState.UPHELD);
    await reportBySdk(car);
    const states = (await readClaims(stake, vehicle, ethers.provider)).map(({ state }) => state);
    expect(states).to.deep.equal([ClaimState.UNDONE, ClaimState.UPHELD]);
    expect(await readClaim(stake, vehicle, 3n, ethers.provider)).to.equal(null);
    expect(() => findingOf({ ...claim!, state: ClaimState.UNDONE }, { holds: true, deadline: 1n })).to.throw(
      RangeError,
      "Nobody asks about report 1",
    );
  });

  it("brings the deposit of a vehicle home that has ended for good", async () => {
    const world = await load();
    const { vehicle, stake, ...car } = await enrolBySdk(world, undefined, {}, 100n);
    await reportBySdk({ ...car, vehicle, stake }, { kind: Kind.SCRAPPING });
    await decide(world.stranger, stake, await findingBy({ ...car, vehicle, stake }, 1n, true, 2));
    expect(await nameOf(releaseDeposit(world.stranger, stake, { vehicle }))).to.equal("VehicleTooEarly");
    await pass(PANEL.disputeWindow);
    const { owner, amount } = await releaseDeposit(world.stranger, stake, { vehicle });
    expect([owner, amount]).to.deep.equal([world.owner.address, 100n]);
    expect((await readVehicle(stake, vehicle, ethers.provider)).deposit).to.equal(0n);
    expect((await withdraw(world.owner, stake, { to: world.buyer.address })).amount).to.equal(100n);
  });

  it("sells a vehicle for no less than the buyer wants, lends on it, and has a lender claim it", async () => {
    const world = await load();
    const { vehicle, stake } = await enrolBySdk(world);
    const { owner, buyer, lender, stranger } = world;
    const sale = { vehicle, from: owner, to: buyer, least: VALUE };
    expect(await nameOf(transferIfAtLeast(owner, stake, sale))).to.equal("VehicleBelow");
    await transferIfAtLeast(owner, stake, { ...sale, least: VALUE / 2n });
    await transferIfAtLeast(buyer, stake, { vehicle, from: buyer, to: owner, least: 0n, safe: false });
    const terms = { vehicle, lender, minValue: (VALUE * 9n) / 10n };
    await lock(owner, stake, terms);
    expect(await readLien(stake, vehicle, ethers.provider)).to.deep.equal({
      lender: lender.address,
      minValue: terms.minValue,
      until: NEVER,
    });
    await unlock(lender, stake, { vehicle });
    expect(await readLien(stake, vehicle, ethers.provider)).to.equal(null);
    await lock(owner, stake, { ...terms, until: (await now()) + 9n * YEAR });
    await permit(owner, stake, { vehicle, reader: stranger, scopes: 3n, until: NEVER });
    expect(await readPermission(stake, vehicle, stranger.address, ethers.provider)).to.include({ scopes: 3n });
    await declareStolen(owner, stake, { vehicle });
    await declareRecovered(owner, stake, { vehicle });
    expect(await nameOf(claimLocked(lender, stake, { vehicle, to: lender }))).to.equal("VehicleLien");
    await pass(YEAR / 2n);
    const claimed = await claimLocked(lender, stake, { vehicle, to: lender });
    expect(claimed.minValue).to.equal(terms.minValue);
    expect(claimed.value < claimed.minValue).to.equal(true);
    expect((await readVehicle(stake, vehicle, ethers.provider)).owner).to.equal(lender.address);
    expect(await readPermission(stake, vehicle, stranger.address, ethers.provider)).to.equal(null);
  });

  it("puts a part in and takes it out, and links two tokens of one vehicle", async () => {
    const world = await load();
    const { owner, stranger } = world;
    const [car, part] = [await enrolBySdk(world), await enrolBySdk(world)];
    const { stake, vehicle } = car;
    await putIn(owner, stake, {
      part: part.vehicle,
      vehicle,
      issuer: MAKER.address,
      partCommitment: part.commitment,
      vehicleCommitment: car.commitment,
    });
    const within = await readVehicle(stake, part.vehicle, ethers.provider);
    expect(within).to.deep.include({ partOf: vehicle, owner: owner.address });
    expect((await readVehicle(stake, vehicle, ethers.provider)).parts).to.deep.equal([part.vehicle]);
    expect((await readValue(stake, vehicle, ethers.provider)) > VALUE).to.equal(true);
    const out = await takeOut(owner, stake, { part: part.vehicle, to: stranger });
    expect(out.vehicle).to.equal(vehicle);
    const vin = "WVWZZZ1JZXW000002";
    const salts = [newSalt(), newSalt()] as const;
    const one = await enrolBySdk(world, undefined, { commitment: commitmentOf(salts[0], vin) });
    const two = await enrolBySdk(world, undefined, { commitment: commitmentOf(salts[1], vin) });
    const linked = await proveDuplicate(stranger, stake, {
      vin: ` ${vin.toLowerCase()}`,
      one: { issuer: MAKER.address, salt: salts[0] },
      other: { issuer: MAKER.address, salt: salts[1] },
    });
    expect(linked.vehicles).to.deep.equal([one.vehicle, two.vehicle]);
    expect((await readVehicle(stake, two.vehicle, ethers.provider)).duplicates).to.deep.equal([one.vehicle]);
    const unknown = await errorOf(readVehicle(stake, 1n, ethers.provider));
    expect(unknown).to.be.instanceOf(VehicleUnknownError);
  });

  it("guarantees a residual and pays its shares once the vehicle has ended for good", async () => {
    const world = await load();
    const { owner, guarantor } = world;
    const car = await enrolBySdk(world);
    const { stake, vehicle } = car;
    await world.dollar.mint(guarantor, VALUE);
    const until = (await now()) + 90n * DAY;
    expect(await nameOf(guarantee(guarantor, stake, { vehicle, amount: VALUE, until }))).to.equal(
      "ResidualNotAdmitted",
    );
    await admitGuarantor(owner, stake, { vehicle, guarantor });
    expect((await guarantee(guarantor, stake, { vehicle, amount: VALUE, until })).arrived).to.equal(VALUE);
    expect((await reportBySdk(car, { kind: Kind.SCRAPPING })).claim).to.equal(ClaimState.PENDING);
    await decide(world.stranger, stake, await findingBy(car, 1n, true, 2));
    const final = await readFinalFrom(stake, vehicle, ethers.provider);
    expect(final).to.equal((await now()) + PANEL.disputeWindow);
    await pass(PANEL.disputeWindow);
    const { residual, payable, shares, guarantees } = await readResidual(stake, vehicle, ethers.provider);
    expect(residual > 0n && payable === residual).to.equal(true);
    expect(guarantees).to.deep.equal([{ guarantor: guarantor.address, amount: VALUE, until }]);
    expect(await readShares(stake, vehicle, owner.address, ethers.provider)).to.deep.equal({ shares, worth: residual });
    const paid = await redeem(owner, stake, { vehicle, to: owner });
    expect([paid.shares, paid.amount]).to.deep.equal([shares, residual]);
    const back = await takeGuaranteeBack(guarantor, stake, { vehicle, to: guarantor });
    expect(back.amount).to.equal(VALUE - residual);
  });

  it("shares rewards of a pool among its vehicles, and gives back what nobody shared", async () => {
    const world = await load();
    const { owner, keeper } = world;
    const car = await enrolBySdk(world);
    const { stake, vehicle, commitment } = car;
    const pool: Pool = {
      token: await world.reward.getAddress(),
      unit: await world.dollar.getAddress(),
      issuer: MAKER.address,
      clock: { rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n },
    };
    await world.reward.mint(keeper, 300n);
    await join(owner, stake, { vehicle, pool, commitment });
    const frame = frameAt(pool.clock, await now());
    await fundFrames(keeper, stake, { pool, firstFrame: frame, frames: 3n, amount: 100n });
    await reportBySdk(car);
    const read = await readRewards(stake, vehicle, pool, ethers.provider);
    expect(read).to.include({ pool: poolId(pool), isMember: true, claimable: 0n, frame, funded: 100n });
    expect(read.weight).to.equal((await readBooks(stake, vehicle, ethers.provider)).value);
    await pass(8n * DAY);
    expect((await readRewards(stake, vehicle, pool, ethers.provider)).claimable).to.equal(100n);
    expect((await claimRewards(owner, stake, { vehicle, pool, to: owner })).amount).to.equal(100n);
    await reportBySdk(car);
    await pass(7n * DAY);
    expect((await quit(owner, stake, { vehicle, pool, to: owner })).amount).to.equal(100n);
    expect(await readRewards(stake, vehicle, pool, ethers.provider)).to.include({ isMember: false, claimable: 0n });
    await pass(7n * DAY);
    const back = await reclaim(keeper, stake, { pool, frame: frame + 2n, to: keeper });
    expect(back.amount).to.equal(100n);
    // Too many frames, or none, are refused before anything is approved.
    for (const frames of [0n, MOST_FUNDED_FRAMES + 1n]) {
      const refused = fundFrames(keeper, stake, { pool, firstFrame: frame + 3n, frames, amount: 1n });
      expect(await refused.catch((thrown: unknown) => thrown)).to.be.instanceOf(RangeError);
    }
    expect(await world.reward.allowance(keeper, await world.stake.getAddress())).to.equal(0n);
    await world.reward.mint(keeper, MOST_FUNDED_FRAMES);
    await fundFrames(keeper, stake, { pool, firstFrame: frame + 3n, frames: MOST_FUNDED_FRAMES, amount: 1n });
  });

  it("reads a unit as it calls itself, and what is none by its address", async () => {
    const world = await load();
    const dollar = await world.dollar.getAddress();
    expect(await readUnit(dollar, ethers.provider)).to.deep.equal({ address: dollar, symbol: "USD", decimals: 6 });
    const policy = await world.policy.getAddress();
    expect(await readUnit(policy, ethers.provider)).to.deep.equal({ address: policy, symbol: policy, decimals: 0 });
    expect(await nameOf(withdraw(world.owner, await world.stake.getAddress(), { to: ZeroAddress }))).to.equal(
      "VehicleNothing",
    );
  });
});
