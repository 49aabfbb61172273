import { id as hashOf, toBeHex, Wallet } from "ethers";
import { network } from "hardhat";

import { policyHash, vehicleId } from "../../src/vehicle/ids.ts";
import { deployStake } from "../../test/vehicle/deploy-stake.ts";
import { type Domain, type Key, p256Key, secpKey, signAs } from "../../test/vehicle/signing.ts";
import {
  DepreciationPolicy__factory,
  MockERC20__factory,
  MockERC721__factory,
  P256Verifier__factory,
} from "../../types/ethers-contracts/index.js";
import type { ConditionReportStruct, EnrolmentStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";

/** 2030-01-07, midnight UTC. */
const START = 1_893_974_400n;
const DAY = 86_400n;
const FAR = 4_000_000_000n;
const ODOMETER = 12_345_678n;
const VALUE = 30_123_456_789n;
/** Kinds of report. */
export const ODOMETER_READING = 0n;
export const ACCIDENT = 1n;

/** The terms that docs/vehicle.md tells of, and a panel of three attestors. */
const TERMS = {
  ...{ perYear: 1_000n, lifetime: 0n, perDistance: 150n, floor: 1_000n, residual: 3_000n, restorable: 5_000n },
  ...{ grave: 3_000n, perDay: 3_000_000n, patience: 30n * DAY, silence: 365n * DAY },
};
const PANEL = { confirmations: 1, decisions: 2, disputeWindow: 7n * DAY, decideWithin: 14n * DAY, bond: 10n ** 17n };

export interface Car {
  id: bigint;
  key: Key;
  sequence: bigint;
  odometer: bigint;
}

/** An ordinary key of this number. */
function plainKey(number: bigint): Key {
  const { privateKey, address } = new Wallet(toBeHex(number, 32));
  return secpKey(privateKey, address);
}

/** The contracts on a chain of these rules, whose blocks are twelve seconds apart, so that two runs take the same gas. */
export async function enter(hardfork?: "prague") {
  const override = { initialDate: new Date(Number(START) * 1_000), ...(hardfork === undefined ? {} : { hardfork }) };
  const { ethers, networkHelpers } = await network.create({ override });
  const [deployer, owner, buyer, keeper] = await ethers.getSigners();
  if (deployer === undefined || owner === undefined || buyer === undefined || keeper === undefined) {
    throw new Error("nobody is there to send anything");
  }
  const { stake } = await deployStake(deployer);
  const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
  const attestors = [1n, 2n, 3n].map((number) => plainKey(0xa77e5n + number).bytes);
  attestors.sort((a, b) => (BigInt(ethers.keccak256(a)) < BigInt(ethers.keccak256(b)) ? -1 : 1));
  const policy = await new DepreciationPolicy__factory(deployer).deploy(TERMS, { ...PANEL, attestors });
  const unit = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  const collection = await new MockERC721__factory(deployer).deploy();
  const domain: Domain = {
    ...{ name: "Lapse Vehicle", version: "1", chainId: (await ethers.provider.getNetwork()).chainId },
    verifyingContract: await stake.getAddress(),
  };
  let time = START + DAY;
  await networkHelpers.time.increaseTo(time);
  /** The next block's time, and the one before, which reports can tell of. */
  const next = async (seconds = 12n): Promise<bigint> => {
    const before = time;
    await networkHelpers.time.setNextBlockTimestamp((time += seconds));
    return before;
  };
  return {
    ...{ stake, collection, domain, owner, buyer, keeper, next },
    ...{ policy: await policy.getAddress(), unit: await unit.getAddress() },
    keys: { secp256k1: plainKey, "P-256": (number: bigint) => p256Key(verifier, number) },
    issuer: plainKey(0x1550e4n),
  };
}

export type Stage = Awaited<ReturnType<typeof enter>>;

/** What enrols a vehicle with this key, and the vehicle. */
export function enrolmentOf(
  stage: Stage,
  key: Key,
  owner = stage.owner,
): { car: Car; call: [EnrolmentStruct, string, string] } {
  const { issuer, policy, unit, domain } = stage;
  const enrolment = {
    ...{ issuer: issuer.bytes, commitment: hashOf(`the vehicle of ${key.bytes}`), key: key.bytes },
    ...{ owner: owner.address, residualHolder: owner.address, policy, unit },
    ...{ value: VALUE, appraisedAt: START, odometer: ODOMETER, deadline: FAR },
  };
  const signed = (by: Key) => signAs(by, domain, "Enrolment", enrolment);
  const id = vehicleId(enrolment.issuer, enrolment.commitment);
  return { car: { id, key, sequence: 0n, odometer: ODOMETER }, call: [enrolment, signed(issuer), signed(key)] };
}

/** A vehicle's next report, 123.457 km later, as it is sent. */
export function reportOf(
  stage: Stage,
  car: Car,
  observedAt: bigint,
  kind = ODOMETER_READING,
): [ConditionReportStruct, string, string] {
  const given = {
    ...{ vehicle: car.id, sequence: ++car.sequence, kind, observedAt, odometer: (car.odometer += 123_457n) },
    ...{ severity: kind === ACCIDENT ? 1_234n : 0n, evidence: hashOf("evidence"), deadline: FAR },
    policyHash: policyHash(stage.policy),
  };
  return [given, car.key.shown, signAs(car.key, stage.domain, "ConditionReport", given)];
}
