import { expect } from "chai";
import { type EventFragment, hexlify, type ParamType, toBeHex } from "ethers";

import { RESIDUAL_CODEC, STAKE_CODEC, TOKEN_CODEC, type VehicleEvent } from "../../src/vehicle/events.ts";
import { ClaimState, Kind, NEVER, State, stepText } from "../../src/vehicle/index.ts";

const ADA = "0x00000000000000000000000000000000000000Aa";
const BEN = "0x00000000000000000000000000000000000000bB";

/** Something that happened, as a reader of events gives it. */
const happened = (name: string, args: Record<string, unknown>): VehicleEvent => ({
  name,
  args,
  block: 1,
  transaction: toBeHex(1, 32),
  index: 0,
});

/** A value of a type, whatever it says. */
function some(type: ParamType): unknown {
  if (type.components !== null)
    return Object.fromEntries(type.components.map((part) => [part.name, some(part)] as const));
  if (type.type === "address") return ADA;
  if (type.type === "bool") return true;
  if (type.type.startsWith("bytes")) return hexlify(new Uint8Array(type.type === "bytes32" ? 32 : 4));
  return 1n;
}

/** Events that a vehicle's history has: with its number in the first place, or in one that the reader asks for. */
function eventsOfHistory(): EventFragment[] {
  const found: EventFragment[] = [];
  STAKE_CODEC.forEachEvent((event) => {
    if (["vehicle", "part", "one"].includes(event.inputs[0]?.name ?? "")) found.push(event);
  });
  RESIDUAL_CODEC.forEachEvent((event) => {
    if (event.inputs[0]?.name === "vehicle") found.push(event);
  });
  const transfer = TOKEN_CODEC.getEvent("Transfer");
  return transfer === null ? found : [...found, transfer];
}

describe("what happened to a vehicle, in a line", () => {
  it("is a sentence of its own for every event that a history can have", () => {
    const events = eventsOfHistory();
    expect(events.length).to.be.greaterThan(30);
    const lines = events.map(({ name, inputs }) => {
      const args = Object.fromEntries(inputs.map((input) => [input.name, some(input)] as const));
      const line = stepText(happened(name, args));
      expect(line, name)
        .to.match(/^[A-Z0]\S* .+/)
        .and.not.match(/undefined|\[object|[.!]$/);
      expect(line, name).not.to.include(name);
      return line;
    });
    expect(new Set(lines).size).to.equal(lines.length);
  });

  for (const [name, args, line] of [
    [
      "ConditionReported",
      {
        vehicle: 7n,
        sequence: 3n,
        report: { kind: Kind.TOTAL_LOSS, severity: 9_050n, odometer: 12_345n, observedAt: 86_400n },
        value: 5n,
        residual: 2n,
      },
      "Report 3: total loss of 90.5 % at 12.345 km, observed 1970-01-02T00:00:00Z; value 5 units, residual 2 units",
    ],
    [
      "ConditionReported",
      {
        vehicle: 7n,
        sequence: 1n,
        report: { kind: Kind.ODOMETER, severity: 0n, odometer: 9_000n, observedAt: 0n },
        value: 5n,
        residual: 0n,
      },
      "Report 1: odometer at 9 km, observed 1970-01-01T00:00:00Z; value 5 units, residual 0 units",
    ],
    ["ReportRefused", { vehicle: 7n, sequence: 2n, reason: "0xdeadbeef" }, "Report 2 was refused"],
    [
      "ReportRefused",
      { vehicle: 7n, sequence: 2n, reason: STAKE_CODEC.encodeErrorResult("VehicleOdometer", [80_000n, 120_000n]) },
      "Report 2 was refused: The odometer shows 80 km, and has shown 120 km before.",
    ],
    ["VehicleStateChanged", { vehicle: 7n, state: State.STOLEN }, "It is stolen now"],
    ["VehicleClaimed", { vehicle: 7n, sequence: 4n, state: ClaimState.UPHELD }, "Report 4 is upheld"],
    [
      "VehicleDisputed",
      { vehicle: 7n, sequence: 4n, who: ADA, defends: false, decideBy: 86_400n },
      `${ADA} disputes report 4; to be decided before 1970-01-02T00:00:00Z`,
    ],
    [
      "VehicleDisputed",
      { vehicle: 7n, sequence: 4n, who: BEN, defends: true, decideBy: 86_400n },
      `${BEN} defends report 4; to be decided before 1970-01-02T00:00:00Z`,
    ],
    [
      "StakeSlashed",
      { vehicle: 7n, by: ADA, value: 5n, bounty: 3n },
      `Slashed by ${ADA}, who has 3 wei: 5 units are gone`,
    ],
    [
      "VehicleLiened",
      { vehicle: 7n, lender: ADA, minValue: 9n, until: NEVER - 1n },
      `${ADA} has a lien of 9 units; its end: 8921556-12-07T10:44:14Z`,
    ],
    [
      "VehicleLiened",
      { vehicle: 7n, lender: ADA, minValue: 9n, until: NEVER },
      `${ADA} has a lien of 9 units; its end: never`,
    ],
    ["LenderTold", { vehicle: 7n, lender: ADA, value: 8n, heard: true }, `${ADA} was told that it shows 8 units`],
    [
      "LenderTold",
      { vehicle: 7n, lender: ADA, value: 8n, heard: false },
      `${ADA} was told that it shows 8 units, and didn't hear it`,
    ],
    ["VehiclePermitted", { vehicle: 7n, reader: ADA, scopes: 0n, until: 1n }, `${ADA} may read nothing any more`],
    [
      "VehiclePermitted",
      { vehicle: 7n, reader: ADA, scopes: 0b1011n, until: 86_400n },
      `${ADA} may read 3 kinds of its telemetry until 1970-01-02T00:00:00Z`,
    ],
    ["Transfer", { from: toBeHex(0, 20), to: ADA, tokenId: 7n }, `Its token is ${ADA}'s`],
    ["Transfer", { from: ADA, to: BEN, tokenId: 7n }, `Its token went from ${ADA} to ${BEN}`],
    ["GuarantorAdmitted", { vehicle: 7n, guarantor: ADA, admitted: true }, `${ADA} may guarantee for it`],
    ["GuarantorAdmitted", { vehicle: 7n, guarantor: ADA, admitted: false }, `${ADA} may guarantee for it no more`],
  ] as const)
    it(`says of ${name}: ${line}`, () => {
      expect(stepText(happened(name, args))).to.equal(line);
    });

  it("takes the reader's words for accounts, amounts, moments and vehicles, and never asks them for an end that doesn't come", () => {
    const asked: bigint[] = [];
    const words = {
      address: (address: string) => (address === ADA ? "Ada" : "Ben"),
      money: (amount: bigint) => `${amount} USD`,
      ether: (wei: bigint) => `${wei} ETH`,
      vehicle: (vehicle: bigint) => `car ${vehicle}`,
      moment: (timestamp: bigint) => {
        asked.push(timestamp);
        return "soon";
      },
    };
    const told = (name: string, args: Record<string, unknown>): string => stepText(happened(name, args), words);
    expect(told("PartPutIn", { part: 1n, vehicle: 2n })).to.equal("car 1 was put into car 2");
    expect(told("VehicleLiened", { vehicle: 7n, lender: ADA, minValue: 9n, until: NEVER })).to.equal(
      "Ada has a lien of 9 USD; its end: never",
    );
    expect(told("VehiclePolicyProposed", { vehicle: 7n, policy: BEN, since: 5n })).to.equal(
      "The policy Ben is to be in force from soon on",
    );
    expect(told("VehicleDeposited", { vehicle: 7n, from: ADA, amount: 4n })).to.equal("Ada added 4 ETH to the bounty");
    expect(told("VehicleDepositReleased", { vehicle: 7n, owner: BEN, amount: 4n })).to.equal(
      "Ben is credited its deposit of 4 ETH",
    );
    expect(asked).to.deep.equal([5n]);
  });

  it("names an event that it doesn't know, without what a terminal would obey", () => {
    expect(stepText(happened("Later\u001b[31m", {})))
      .to.match(/^Later/)
      .and.not.include("\u001b");
  });

  it("refuses a state that the contracts don't have", () => {
    expect(() => stepText(happened("VehicleStateChanged", { vehicle: 7n, state: 9n }))).to.throw(
      RangeError,
      "9 is no state of a vehicle",
    );
    expect(() => stepText(happened("VehicleStateChanged", { vehicle: 7n }))).to.throw(
      TypeError,
      'VehicleStateChanged has no number "state"',
    );
  });
});
