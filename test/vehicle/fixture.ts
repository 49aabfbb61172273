import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  type BytesLike,
  type ContractTransactionResponse,
  id as hashOf,
  keccak256,
  toBeHex,
  Wallet,
  ZeroAddress,
} from "ethers";
import { network } from "hardhat";

import {
  DepreciationPolicy__factory,
  MockERC20__factory,
  P256Verifier__factory,
} from "../../types/ethers-contracts/index.js";
import type { DepreciationTermsStruct, PanelStruct } from "../../types/ethers-contracts/vehicle/DepreciationPolicy.js";
import type { ConditionReportStruct, EnrolmentStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { momentsOf } from "../moments.ts";
import { deployStake } from "./deploy-stake.ts";
import { type Domain, type Key, p256Key, secpKey, signAs } from "./signing.ts";

/** One simulated chain for a test file. */
export const connection = await network.create();
export const { ethers, networkHelpers, provider } = connection;
export const moments = momentsOf(connection);
export const { now, pass, nextBlockAt, moveTo, inOneBlock } = moments;

export const DAY = 86_400n;
export const YEAR = 31_556_952n;
export const KM = 1_000n;
export const ETHER = 10n ** 18n;
/** A Monday, midnight UTC, in the future of every simulated chain: 2030-01-07. */
export const START = 1_893_974_400n;
/** A deadline that no test reaches. */
export const FAR = 4_000_000_000n;

export const Kind = { ODOMETER: 0n, ACCIDENT: 1n, SERVICE: 2n, TOTAL_LOSS: 3n, THEFT: 4n, SCRAPPING: 5n } as const;
export const State = { NONE: 0n, ACTIVE: 1n, STOLEN: 2n, ENDED: 3n, SLASHED: 4n } as const;
export const ClaimState = { NONE: 0n, COUNTED: 1n, PENDING: 2n, DISPUTED: 3n, UNDONE: 4n, UPHELD: 5n } as const;

/** What every vehicle of these tests is appraised at, in cents of a dollar with six decimals, and when: 30,000. */
export const VALUE = 30_000_000_000n;
export const ODOMETER = 12_000n * KM;

/** A tenth a year, 1.5 % for 10,000 km, down to a tenth; 30 % of a loss by damage stays, half of it can be restored; from 30 % on attestors are asked. */
export const TERMS: DepreciationTermsStruct = {
  perYear: 1_000n,
  lifetime: 0n,
  perDistance: 150n,
  floor: 1_000n,
  residual: 3_000n,
  restorable: 5_000n,
  grave: 3_000n,
  perDay: 3_000n * KM,
  patience: 30n * DAY,
  silence: 365n * DAY,
};
export const PANEL = {
  confirmations: 2n,
  decisions: 4n,
  disputeWindow: 7n * DAY,
  decideWithin: 14n * DAY,
  bond: ETHER / 10n,
} as const;

/** Five attestors, two of them with keys of secure elements, in the order that a panel has. */
function attestorsBehind(verifier: string): Key[] {
  const keys = [1n, 2n, 3n].map((n) => plainKey(0xa77e5n + n));
  keys.push(p256Key(verifier, 0xa77e51n), p256Key(verifier, 0xa77e52n));
  return keys.sort((a, b) => (keccak256(a.bytes) < keccak256(b.bytes) ? -1 : 1));
}

/** An ordinary key of this number. */
export function plainKey(number: bigint): Key {
  const { privateKey, address } = new Wallet(toBeHex(number, 32));
  return secpKey(privateKey, address);
}

/** The contract with its desks, a policy, two units of account and people, at {@link START}. */
export async function deployVehicles() {
  const signers = (await ethers.getSigners()) as unknown as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
  ];
  const [deployer, owner, buyer, keeper, stranger, lender, challenger, defender, guarantor] = signers;
  const people = { deployer, owner, buyer, keeper, stranger, lender, challenger, defender, guarantor };
  const issuer = plainKey(0x1550e4n);
  const otherIssuer = plainKey(0x1550e5n);
  const deployed = await deployStake(deployer);
  const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
  const attestors = attestorsBehind(verifier);
  const panel: PanelStruct = { ...PANEL, attestors: attestors.map(({ bytes }) => bytes) };
  const policy = await new DepreciationPolicy__factory(deployer).deploy(TERMS, panel);
  const dollar = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  const reward = await new MockERC20__factory(deployer).deploy("Reward", "RWD", 18);
  const domain: Domain = {
    name: "Lapse Vehicle",
    version: "1",
    chainId: (await ethers.provider.getNetwork()).chainId,
    verifyingContract: await deployed.stake.getAddress(),
  };
  await networkHelpers.time.increaseTo(START);
  return { ...people, ...deployed, issuer, otherIssuer, verifier, attestors, panel, policy, dollar, reward, domain };
}

export type World = Awaited<ReturnType<typeof deployVehicles>>;
export const load = () => networkHelpers.loadFixture(deployVehicles);

/** A vehicle as a test knows it. */
export interface Car {
  id: bigint;
  key: Key;
  enrolment: EnrolmentStruct;
}

/** A vehicle's number is never told. */
let cars = 0n;

/** The key that vehicles have unless a test says otherwise. */
export const CAR_KEY = plainKey(0xca4n);
export const secureKey = (world: World, number = 0xca4n): Key => p256Key(world.verifier, number);

/** The kinds of key that a vehicle may have. */
export const KEYS: readonly [string, (world: World) => Key][] = [
  ["an ordinary key", () => CAR_KEY],
  ["a key of a secure element", secureKey],
];

/** What vehicles sign with unless a test says otherwise. */
let usualKey = KEYS[0]![1];

/** Tests of vehicles that sign with an ordinary key, and the same of those that sign with a secure element's. */
export function describeForEachKey(title: string, suite: () => void): void {
  for (const [name, keyOf] of KEYS)
    describe(`${title}, with ${name}`, () => {
      before(() => {
        usualKey = keyOf;
      });
      after(() => {
        usualKey = KEYS[0]![1];
      });
      suite();
    });
}

/** The words by which a vehicle enters: of this world's issuer, for the owner; and what a test wants otherwise. */
export async function enrolmentOf(
  world: World,
  changes: Partial<EnrolmentStruct> = {},
  key: Key = usualKey(world),
): Promise<EnrolmentStruct> {
  return {
    issuer: world.issuer.bytes,
    commitment: hashOf(`vehicle ${++cars}`),
    key: key.bytes,
    owner: world.owner.address,
    residualHolder: world.owner.address,
    policy: await world.policy.getAddress(),
    unit: await world.dollar.getAddress(),
    value: VALUE,
    appraisedAt: START,
    odometer: ODOMETER,
    deadline: FAR,
    ...changes,
  };
}

/** An enrolment as it is sent: with the issuer's signature and the vehicle's. */
export function signedEnrolment(
  world: World,
  enrolment: EnrolmentStruct,
  key: Key = usualKey(world),
  issuer: Key = world.issuer,
): [EnrolmentStruct, string, string] {
  const by = (signer: Key) => signAs(signer, world.domain, "Enrolment", enrolment);
  return [enrolment, by(issuer), by(key)];
}

/** The token of an issuer's vehicle, as the design says and not as the contract does. */
export function idOf(issuer: string, commitment: BytesLike): bigint {
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [issuer, commitment])));
}

/** Enrols a vehicle. */
export async function enrolled(
  world: World,
  changes: Partial<EnrolmentStruct> = {},
  key: Key = usualKey(world),
  deposit = 0n,
): Promise<Car> {
  const enrolment = await enrolmentOf(world, changes, key);
  const issuer = enrolment.issuer === world.otherIssuer.bytes ? world.otherIssuer : world.issuer;
  const signed = signedEnrolment(world, enrolment, key, issuer);
  await world.stake.connect(world.keeper).enrol(...signed, { value: deposit });
  return { id: idOf(enrolment.issuer as string, enrolment.commitment), key, enrolment };
}

/** How a report names a policy. */
export const policyHashOf = (policy: string): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["address"], [policy]));

/** A vehicle's next report: of its policy, now, after 100 km without an event; and what a test wants otherwise. */
export async function reportOf(
  world: World,
  car: Car,
  changes: Partial<ConditionReportStruct> = {},
): Promise<ConditionReportStruct> {
  const known = await world.stake.vehicle(car.id);
  return {
    vehicle: car.id,
    sequence: known.sequence + 1n,
    kind: Kind.ODOMETER,
    observedAt: await now(),
    odometer: known.condition.odometer + 100n * KM,
    severity: 0n,
    evidence: hashOf("evidence"),
    policyHash: policyHashOf(known.policy === ZeroAddress ? (car.enrolment.policy as string) : known.policy),
    deadline: FAR,
    ...changes,
  };
}

/** A report as it is sent: with the key where it is a long one, and the signature. */
export function signedReport(
  world: World,
  report: ConditionReportStruct,
  key: Key,
): [ConditionReportStruct, string, string] {
  return [report, key.shown, signAs(key, world.domain, "ConditionReport", report)];
}

/** Has a vehicle report. */
export async function report(
  world: World,
  car: Car,
  changes: Partial<ConditionReportStruct> = {},
): Promise<ContractTransactionResponse> {
  const given = await reportOf(world, car, changes);
  return world.stake.connect(world.keeper).report(...signedReport(world, given, car.key));
}

/** Enrols a vehicle and has it report. */
export async function reported(
  world: World,
  changes: Partial<ConditionReportStruct> = {},
  key: Key = usualKey(world),
): Promise<Car> {
  const car = await enrolled(world, {}, key);
  await report(world, car, changes);
  return car;
}

/** Signers of a finding in the order that is asked for, with their signatures. */
export function attested(
  world: World,
  finding: {
    vehicle: bigint;
    sequence: bigint;
    condition: string;
    holds: boolean;
    disputed: boolean;
    deadline: bigint;
  },
  by: readonly Key[] = world.attestors.slice(0, finding.disputed ? 4 : 2),
): [typeof finding, string[], string[]] {
  const signatures = by.map((key) => signAs(key, world.domain, "Finding", finding));
  return [finding, by.map(({ bytes }) => bytes), signatures];
}

/** What a vehicle shows now: every object has a `valueOf` of its own, and so a contract object doesn't have this one. */
export const shown = (world: World, { id }: Pick<Car, "id">): Promise<bigint> =>
  world.stake.getFunction("valueOf").staticCall(id);

/** What a policy anchors a vehicle's worth at. */
export const anchorOf = (value: bigint, appraisedAt: bigint, odometer: bigint) => ({ value, appraisedAt, odometer });
/** What has become of a vehicle since, as its policy sees it. */
export const conditionOf = (observedAt: bigint, odometer: bigint, damage = 0n, restored = 0n) => ({
  observedAt,
  odometer,
  damage,
  restored,
});
