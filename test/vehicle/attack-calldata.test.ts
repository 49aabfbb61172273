import { expect } from "chai";
import { AbiCoder, concat, dataSlice, id as hashOf, keccak256, TypedDataEncoder, toBeHex } from "ethers";

import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { refused } from "./care.ts";
import {
  type Car,
  enrolled,
  ethers,
  FAR,
  load,
  reportOf,
  secureKey,
  signedReport,
  State,
  type World,
} from "./fixture.ts";
import { type Key, TYPES } from "./signing.ts";

/** Where the members of a report are that fill less than their words, and a bit of each word that isn't theirs. */
const NARROW = [
  ["sequence", 1, 32n],
  ["kind", 2, 8n],
  ["moment", 3, 48n],
  ["odometer", 4, 40n],
  ["severity", 5, 16n],
  ["deadline", 8, 48n],
] as const;
const MEMBERS = 9;

/** A report as it is encoded, with a bit set that a member doesn't have. */
function soiled(given: ConditionReportStruct, place: number, bit: bigint): bigint[] {
  const { vehicle, sequence, kind, observedAt, odometer, severity, evidence, policyHash, deadline } = given;
  const members = [vehicle, sequence, kind, observedAt, odometer, severity, evidence, policyHash, deadline];
  const words = members.map((member) => BigInt(member.toString()));
  words[place]! |= 1n << bit;
  return words;
}

/** A signature of words, whether they make sense or not. */
function signWords(world: World, key: Key, words: readonly bigint[]): string {
  const type = TypedDataEncoder.from({ ConditionReport: [...TYPES.ConditionReport] }).encodeType("ConditionReport");
  const structHash = keccak256(concat([hashOf(type), ...words.map((word) => toBeHex(word, 32))]));
  return key.sign(keccak256(concat(["0x1901", TypedDataEncoder.hashDomain(world.domain), structHash])));
}

/** A call, with words in the place of those that are encoded from `at` on. */
function withWords(data: string, at: number, words: readonly bigint[]): string {
  const from = 4 + 32 * at;
  return concat([
    dataSlice(data, 0, from),
    ...words.map((word) => toBeHex(word, 32)),
    dataSlice(data, from + 32 * words.length),
  ]);
}

const send = async (world: World, data: string) =>
  world.stranger.sendTransaction({ to: await world.stake.getAddress(), data, gasLimit: 3_000_000n });
const stateOf = async (world: World, car: Car) => (await world.stake.vehicle(car.id)).state;

describe("a report whose words hold more than its members", () => {
  for (const [name, place, bit] of NARROW) {
    it(`isn't counted, though the vehicle has signed just that: ${name}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      const given = await reportOf(world, car);
      const words = soiled(given, place, bit);
      const data = world.stake.interface.encodeFunctionData("report", [given, "0x", signWords(world, car.key, words)]);
      await expect(send(world, withWords(data, 0, words))).to.be.revertedWithoutReason(ethers);
      expect((await world.stake.vehicle(car.id)).sequence).to.equal(0n);
    });

    it(`is refused by itself among others: ${name}`, async () => {
      const world = await load();
      const [car, other] = [await enrolled(world), await enrolled(world, {}, secureKey(world))];
      const given = await reportOf(world, car);
      const words = soiled(given, place, bit);
      const good = signedReport(world, await reportOf(world, other), other.key);
      const data = world.stake.interface.encodeFunctionData("reportBatch", [
        [given, good[0]],
        ["0x", good[1]],
        [signWords(world, car.key, words), good[2]],
      ]);
      // Behind the places of the three lists, and the number of reports.
      const sent = send(world, withWords(data, 4, words));
      await expect(sent).to.emit(world.stake, "ReportRefused").withArgs(car.id, 1n, "0x");
      expect((await world.stake.vehicle(car.id)).sequence).to.equal(0n);
      expect((await world.stake.vehicle(other.id)).sequence).to.equal(1n);
    });

    it(`has nobody slashed who signed it clean: ${name}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      const given = await reportOf(world, car);
      const [, key, signature] = signedReport(world, given, car.key);
      const words = soiled(given, place, bit);
      const { interface: abi } = world.stake;
      const tampered = abi.encodeFunctionData("slashTampering", [given, key, signature]);
      await expect(send(world, withWords(tampered, 0, words))).to.revert(ethers);
      const twice = abi.encodeFunctionData("slashEquivocation", [given, signature, given, signature, key]);
      for (const at of [0, MEMBERS + 1]) {
        await expect(send(world, withWords(twice, at, words))).to.revert(ethers);
      }
      expect(await stateOf(world, car)).to.equal(State.ACTIVE);
    });
  }
});

describe("calldata of a report", () => {
  it("that ends early, or names bytes beyond its end, counts for nothing", async () => {
    const world = await load();
    const car = await enrolled(world);
    const signed = signedReport(world, await reportOf(world, car), car.key);
    const data = world.stake.interface.encodeFunctionData("report", signed);
    for (const length of [4 + 32 * MEMBERS, 4 + 32 * (MEMBERS + 2), (data.length - 2) / 2 - 96]) {
      await expect(send(world, dataSlice(data, 0, length))).to.be.revertedWithoutReason(ethers);
    }
    for (const [at, word] of [
      [MEMBERS + 1, 2n ** 64n],
      [MEMBERS + 1, BigInt((data.length - 2) / 2)],
      [MEMBERS + 3, 2n ** 255n],
    ] as const) {
      await expect(send(world, withWords(data, at, [word]))).to.be.revertedWithoutReason(ethers);
    }
  });

  it("may have key and signature in one place: they are read where they are said to be", async () => {
    const world = await load();
    const [car, other] = [await enrolled(world), await enrolled(world, {}, secureKey(world))];
    const [given, , signature] = signedReport(world, await reportOf(world, car), car.key);
    const heads = AbiCoder.defaultAbiCoder().encode(["uint256", "uint256", "bytes"], [0n, 0n, signature]);
    const tail = dataSlice(heads, 96);
    const fragment = world.stake.interface.encodeFunctionData("report", [given, "0x", "0x"]);
    const at = 32n * BigInt(MEMBERS + 2);
    const overlapped = concat([dataSlice(fragment, 0, 4 + 32 * MEMBERS), toBeHex(at, 32), toBeHex(at, 32), tail]);
    await send(world, overlapped);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(1n);
    // In a batch, keys of odd lengths stand before the signatures.
    const second = signedReport(world, await reportOf(world, car), car.key);
    const others = signedReport(world, await reportOf(world, other), other.key);
    for (const length of [0, 1, 31, 32, 33, 64]) {
      const odd = `0x${"ff".repeat(length)}`;
      const counted = await world.stake.reportBatch.staticCall(
        [second[0], others[0]],
        [odd, others[1]],
        [second[2], others[2]],
      );
      expect(counted).to.equal(2n);
    }
    for (const cut of [0, 1, 64, 66]) {
      const wrong = cut === 66 ? `${second[2]}00` : dataSlice(second[2], 0, cut);
      await refused(world, world.stake.report(second[0], "0x", wrong), "VehicleSignature", car.key.bytes);
    }
    expect(second[0].deadline).to.equal(FAR);
  });
});
