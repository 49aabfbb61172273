import { AbiCoder, dataSlice, keccak256, zeroPadValue } from "ethers";

import { type ClockParts, Rhythm } from "../chain/frames.ts";

/** Who shares rewards, and by which frames. */
export interface Pool {
  /** What is paid, an ERC-20. */
  token: string;
  /** The unit of account of its vehicles. */
  unit: string;
  /** Who vouches for them. */
  issuer: string;
  clock: ClockParts;
}

/** A pool as the contracts take it. */
export interface PoolStruct {
  token: string;
  unit: string;
  issuer: string;
  clock: bigint;
}

const [ANCHOR_BITS, LENGTH_BITS] = [8n, 56n];
const MOMENTS = 2n ** 48n;

/**
 * A clock as one number, as the contracts take it: `FrameClock.make`.
 *
 * @throws {RangeError} For a clock that the contracts refuse.
 * @example
 * clockWord({ rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n }); // 2n
 */
export function clockWord({ rhythm, anchor, frameLength }: ClockParts): bigint {
  const isKnown = Object.values(Rhythm).some((known) => known === rhythm);
  const isSound =
    rhythm === Rhythm.FIXED
      ? anchor >= 0n && frameLength > 0n && anchor + 2n * frameLength < MOMENTS
      : anchor === 0n && frameLength === 0n;
  if (!isKnown || !isSound)
    throw new RangeError(
      "That is no clock: fixed frames need a length of at least a second and two frames that end before second 2^48; calendar frames take neither anchor nor length",
    );
  return (frameLength << LENGTH_BITS) | (anchor << ANCHOR_BITS) | rhythm;
}

/**
 * The parts of such a number.
 *
 * @example
 * clockParts(2n).rhythm === Rhythm.WEEK;
 */
export function clockParts(word: bigint): ClockParts {
  return { rhythm: word & 0xffn, anchor: (word >> ANCHOR_BITS) % MOMENTS, frameLength: word >> LENGTH_BITS };
}

/**
 * A pool as the contracts take it.
 *
 * @throws {RangeError} For a clock that the contracts refuse.
 * @example
 * await stake.frameOf(poolStruct(pool), frame);
 */
export function poolStruct({ token, unit, issuer, clock }: Pool): PoolStruct {
  return { token, unit, issuer, clock: clockWord(clock) };
}

/**
 * By what a pool is known: the last 152 bits of the Keccak-256 of its ABI encoding, as 32 bytes.
 *
 * @throws {RangeError} For a clock that the contracts refuse.
 * @example
 * poolId(pool) === (await stake.membershipOf(vehicle));
 */
export function poolId(pool: Pool): string {
  const { token, unit, issuer, clock } = poolStruct(pool);
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ["address", "address", "address", "uint256"],
    [token, unit, issuer, clock],
  );
  return zeroPadValue(dataSlice(keccak256(encoded), 32 - 19), 32);
}
