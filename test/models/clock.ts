/** What a clock must answer, in the plainest words there are. */
export interface ModelClock {
  indexAt(timestamp: bigint): bigint;
  /** First second of a frame. */
  startOf(frame: bigint): bigint;
}

/** Equal frames: frame 1 begins at the anchor, frame 0 is all the time before it. */
export function fixedClock(anchor: bigint, length: bigint): ModelClock {
  return {
    indexAt: (timestamp) => (timestamp < anchor ? 0n : (timestamp - anchor) / length + 1n),
    startOf: (frame) => (frame === 0n ? 0n : anchor + (frame - 1n) * length),
  };
}

/** Calendar months in UTC, as JavaScript's own calendar has them: frame 1 is January 1970. */
export function monthClock(): ModelClock {
  return {
    indexAt: (timestamp) => {
      const date = new Date(Number(timestamp) * 1_000);
      return BigInt((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth() + 1);
    },
    startOf: (frame) => (frame === 0n ? 0n : BigInt(Date.UTC(1970, Number(frame) - 1, 1) / 1_000)),
  };
}
