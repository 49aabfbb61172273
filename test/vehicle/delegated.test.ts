import { expect } from "chai";
import { concat, toBeHex, Wallet, ZeroAddress } from "ethers";

import { ContractAuthority__factory } from "../../types/ethers-contracts/index.js";
import { announce, refused, rotate, rotationOf } from "./care.ts";
import { confirm, proposes } from "./claims.ts";
import {
  CAR_KEY,
  ClaimState,
  DAY,
  enrolled,
  enrolmentOf,
  ethers,
  FAR,
  Kind,
  load,
  now,
  plainKey,
  report,
  reportOf,
  signedEnrolment,
  signedReport,
  State,
  type World,
} from "./fixture.ts";
import { slash } from "./holding.ts";
import { type Key, signAs } from "./signing.ts";

/** Numbers of keys as the fixture has them. */
const CAR = 0xca4n;
const ISSUER = 0x1550e4n;
const ATTESTOR = 0xa77e5n;
/** Whose signature the code vouches for. */
const CODE_KEY = plainKey(0xc0den);

/** Has an ordinary key delegate its address to code that takes another key's signatures (EIP-7702). */
async function delegate(world: World, number: bigint): Promise<void> {
  const wallet = new Wallet(toBeHex(number, 32));
  const code = await (await new ContractAuthority__factory(world.deployer).deploy(CODE_KEY.bytes)).getAddress();
  const { chainId } = world.domain;
  const authorization = await wallet.authorize({ address: code, nonce: 0n, chainId });
  await world.stranger.sendTransaction({ type: 4, to: ZeroAddress, authorizationList: [authorization] });
  expect(await ethers.provider.getCode(wallet.address)).to.equal(concat(["0xef0100", code]).toLowerCase());
}

/** Both of which sign for an address that has delegated. */
const BOTH: readonly [string, (own: Key) => Key][] = [
  ["by itself", (own) => own],
  ["by its code", () => CODE_KEY],
];

describe("a key whose address has delegated to code", () => {
  for (const [how, signerOf] of BOTH) {
    it(`enrols a vehicle ${how}, as the vehicle's and as the issuer's, and reports`, async () => {
      const world = await load();
      await delegate(world, CAR);
      await delegate(world, ISSUER);
      const enrolment = await enrolmentOf(world);
      const [vehicle, issuer] = [signerOf(CAR_KEY), signerOf(world.issuer)];
      const stranger = plainKey(7n);
      await refused(
        world,
        world.stake.enrol(...signedEnrolment(world, enrolment, vehicle, stranger)),
        "VehicleSignature",
        world.issuer.bytes,
      );
      await refused(
        world,
        world.stake.enrol(...signedEnrolment(world, enrolment, stranger, issuer)),
        "VehicleSignature",
        CAR_KEY.bytes,
      );
      await world.stake.enrol(...signedEnrolment(world, enrolment, vehicle, issuer));
      const id = await world.stake.vehicleOf(enrolment.issuer, enrolment.commitment);
      const car = { id, key: CAR_KEY, enrolment };
      const given = await reportOf(world, car);
      await refused(
        world,
        world.stake.report(...signedReport(world, given, stranger)),
        "VehicleSignature",
        CAR_KEY.bytes,
      );
      await world.stake.report(...signedReport(world, given, vehicle));
      expect((await world.stake.vehicle(id)).sequence).to.equal(1n);
    });

    it(`vouches for what the issuer has to ${how}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      await delegate(world, ISSUER);
      const issuer = signerOf(world.issuer);
      const { commitment } = car.enrolment;
      const appraisal = { vehicle: car.id, value: 5n, appraisedAt: await now(), odometer: 10n ** 9n, deadline: FAR };
      const signature = signAs(issuer, world.domain, "Appraisal", appraisal);
      await world.stake.appraise(appraisal, commitment, world.issuer.bytes, signature);
      expect((await world.stake.bookOf(car.id)).value).to.equal(5n);
      const next = plainKey(0xbeefn);
      const issuerSignature = signAs(issuer, world.domain, "Rotation", rotationOf(car, next, 0n));
      await announce(world, car, next, { issuerSignature });
      expect((await world.stake.announcedKeyOf(car.id))[0].toLowerCase()).to.equal(next.bytes);
      const policy = await world.policy.getAddress();
      await proposes({ ...world, issuer }, car, await world.dollar.getAddress(), (await now()) + 2n * DAY);
      expect((await world.stake.vehicle(car.id)).policy).to.equal(policy);
    });

    it(`gives way to another, and is one, ${how}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      await delegate(world, CAR);
      await delegate(world, 0xbeefn);
      const next = plainKey(0xbeefn);
      const given = rotationOf(car, next, 1n);
      const signed = (key: Key) => signAs(signerOf(key), world.domain, "Rotation", given);
      await rotate(world, car, next, given, { old: signed(car.key), new: signed(next) });
      expect((await world.stake.vehicle(car.id)).key.toLowerCase()).to.equal(next.bytes);
    });

    it(`attests ${how}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      await report(world, car, { kind: Kind.ACCIDENT, severity: 5_000n });
      const numbers = [1n, 2n, 3n].map((n) => ATTESTOR + n);
      for (const number of numbers) await delegate(world, number);
      const keys = numbers.map((number) => plainKey(number).bytes);
      const ordinary = world.attestors.filter(({ bytes }) => keys.includes(bytes)).slice(0, 2);
      await confirm(
        world,
        car,
        1n,
        true,
        ordinary.map((own) => ({ ...signerOf(own), bytes: own.bytes })),
      );
      expect((await world.stake.claimOf(car.id, 1n)).state).to.equal(ClaimState.COUNTED);
    });

    it(`is accused of what it has signed ${how}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      await delegate(world, CAR);
      await slash(world, { ...car, key: signerOf(car.key) });
      expect((await world.stake.vehicle(car.id)).state).to.equal(State.SLASHED);
    });
  }
});
