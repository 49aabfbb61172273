import { momentLabel } from "../../chain/calendar.ts";
import { durationLabel } from "../../chain/duration.ts";
import type { Plan } from "../constants.ts";
import type { ActKind } from "./watch.ts";

/** Something that a watcher tells of a plan. */
export type PlanEvent = { account: string; version: bigint } & (
  | { kind: "done"; act: ActKind; reason: string; transactions: string[] }
  /** It was due, and somebody else did it, or the owner's life made it void. */
  | { kind: "overtaken"; act: ActKind }
  /** It is due, and this watcher doesn't send it. */
  | { kind: "due"; act: ActKind; reason: string }
  /** It is due, and must wait a few blocks. */
  | { kind: "waiting"; act: ActKind; reason: string }
  /** It is due, and can't be done. */
  | { kind: "refused"; act: ActKind | null; reason: string }
  | { kind: "reminder"; stage: bigint; lastLife: bigint; triggerableAt: bigint }
  | { kind: "requested"; requester: string; requestedAt: bigint; triggerableAt: bigint }
  | { kind: "triggered"; triggeredAt: bigint; executableAt: bigint }
  | { kind: "proposal"; added: number; next: Plan }
);

/** Something that a watcher tells of the chain, or of its node. */
export type ChainEvent =
  | { kind: "format"; message: string }
  | { kind: "reorg"; number: number; was: string; now: string }
  | { kind: "node"; message: string; retryIn: number };

/** Something that a watcher tells, with the time of the block in which it saw it, Unix seconds; of its node 0 where there was no block yet. */
export type WatchEvent = { at: bigint } & (PlanEvent | ChainEvent);

/** Where a watcher tells it. */
export type Tell = (event: WatchEvent) => void;

const ACTS: Readonly<Record<ActKind, string>> = {
  checkpoint: "a checkpoint",
  proveActivity: "a proof of activity",
  proveCode: "a proof of code",
  trigger: "the trigger",
  endRequest: "the end of a request",
  collect: "the account's ether at the registry",
  execute: "an execution",
};

/** What an owner who is reminded may take for life. */
const UNSEEN = "Signatures that reach no chain (orders, logins, permits) are no life: a heartbeat is";

/**
 * What a watcher tells, in one line for a terminal.
 *
 * @example
 * await follow(watch, { onEvent: (event) => console.log(lineOf(event)) });
 */
export function lineOf(event: WatchEvent): string {
  const where = event.at === 0n ? "" : `${momentLabel(event.at)} `;
  if ("account" in event) return `${where}${event.account}, plan ${event.version}: ${planText(event)}`;
  switch (event.kind) {
    case "format":
      return `${where}${event.message}`;
    case "reorg":
      return `${where}another block ${event.number} took the place of ${event.was}: ${event.now}`;
    case "node":
      return `${where}the node doesn't serve, asked again in ${event.retryIn / 1_000} s: ${event.message}`;
  }
}

function planText(event: PlanEvent): string {
  switch (event.kind) {
    case "done":
      return `sent ${ACTS[event.act]}, since ${event.reason}: ${event.transactions.join(" ")}`;
    case "overtaken":
      return `${ACTS[event.act]} isn't needed any more: somebody else was first, or the owner`;
    case "due":
      return `${ACTS[event.act]} is due, since ${event.reason}; this watcher doesn't send it`;
    case "waiting":
      return `${ACTS[event.act]} waits: ${event.reason}`;
    case "refused":
      return `${event.act === null ? "something of it can't be read" : `${ACTS[event.act]} was refused`}: ${event.reason}`;
    case "reminder":
      return `${event.stage} % of its period are over since ${momentLabel(event.lastLife)}; it can be triggered from ${momentLabel(event.triggerableAt)} on. ${UNSEEN}`;
    case "requested":
      return `${event.requester} asks to receive; without an act of the owner it can be triggered from ${momentLabel(event.triggerableAt)} on`;
    case "triggered":
      return `is triggered; assets can move from ${momentLabel(event.executableAt)} on, ${durationLabel(event.executableAt - event.triggeredAt)} after the trigger`;
    case "proposal":
      return `the account holds ${event.added === 1 ? "an asset" : `${event.added} assets`} that it doesn't list: supersede it`;
  }
}

/**
 * What an event is about, the same for every watcher and after every new start: by it a receiver tells what he has seen before.
 *
 * @example
 * const seen = new Set<string>();
 * if (!seen.has(eventId(event))) notify(event);
 */
export function eventId(event: WatchEvent): string {
  if (!("account" in event)) return `${event.kind} ${event.at}`;
  const about = `${event.kind} ${event.account.toLowerCase()} ${event.version}`;
  switch (event.kind) {
    case "done":
      return `${about} ${event.act} ${event.transactions.join(" ")}`;
    case "reminder":
      return `${about} ${event.lastLife} ${event.stage}`;
    case "requested":
      return `${about} ${event.requestedAt}`;
    case "triggered":
      return `${about} ${event.triggeredAt}`;
    case "proposal":
      return `${about} ${event.next.assets.map(({ token, id }) => `${token} ${id}`).join(" ")}`;
    case "overtaken":
    case "due":
    case "waiting":
    case "refused":
      return `${about} ${event.act ?? ""} ${event.at}`;
  }
}
