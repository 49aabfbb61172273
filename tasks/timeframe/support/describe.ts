import {
  type ClockParts,
  type FrameReading,
  type GroupReading,
  nameOfBackingKind,
  nameOfLayout,
  nameOfRhythm,
  NO_CAP,
  NO_END,
  type TokenReading,
} from "../../../src/timeframe/index.ts";
import { duration } from "../../support/format.ts";

/** "week", or for fixed frames "every 7 d": the rhythm of a clock. */
export function clockOf(clock: ClockParts): string {
  const rhythm = nameOfRhythm(clock.rhythm);
  return clock.frameLength === 0n ? `${rhythm}, UTC calendar` : `every ${duration(clock.frameLength)}`;
}

/** A frame with the names that all tasks use in JSON. */
export function describeFrame({ index, label, start, end }: FrameReading) {
  return { frame: index, label, start, end };
}

/** A group with limits that are none as null. */
export function describeGroup(group: GroupReading) {
  return { ...group, receiveCap: capOf(group.receiveCap), receiveCapNext: capOf(group.receiveCapNext) };
}

/** A token with words for its enumerations. */
export function describeToken(token: TokenReading) {
  return {
    token: token.address,
    name: token.name,
    symbol: token.symbol,
    decimals: token.decimals,
    layout: nameOfLayout(token.layout),
    rhythm: nameOfRhythm(token.clock.rhythm),
    anchor: token.clock.anchor,
    frameLength: token.clock.frameLength,
    open: token.open,
    administrator: token.administrator,
    groupsContract: token.groupsAddress,
    frame: describeFrame(token.frame),
    totalSupply: token.totalSupply,
    groups: token.groups.map(describeGroup),
    backing: token.backing === null ? null : { ...token.backing, kind: nameOfBackingKind(token.backing.kind) },
  };
}

/** The end of a membership: null for one without. */
export function endOf(until: bigint): bigint | null {
  return until === NO_END ? null : until;
}

function capOf(cap: bigint): bigint | null {
  return cap === NO_CAP ? null : cap;
}
