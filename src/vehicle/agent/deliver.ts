import {
  type Foresight,
  ReportRefusedError,
  type SignedReport,
  type VehicleChain,
  type VehicleState,
} from "./chain.ts";
import type { TellAgent } from "./event.ts";
import type { VehicleKey } from "./key.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxReport, Parcel, Signing } from "./outbox-records.ts";
import { type Condition, type ConditionReport, reportDigest, vehicleDomain } from "./report.ts";
import type { AgentTerms } from "./terms.ts";

/** What sends reports. */
export interface Delivery {
  readonly key: VehicleKey;
  readonly outbox: Outbox;
  readonly chain: VehicleChain;
  readonly terms: AgentTerms;
  readonly tell: TellAgent;
  /** What the chain refused last: the parcel, or null where it wouldn't even take one; the first report in it, and under which policy; and when, by the chain's time. */
  refused: { id: string | null; first: bigint; policyHash: string; at: bigint } | null;
  /** The parcel that was seen on its way, and since when, by the chain's time. */
  waiting: { id: string; since: bigint } | null;
}

/** A report that is due, and the policy under which it can count. */
interface Due {
  report: OutboxReport;
  policyHash: string;
}

/**
 * Sends the reports that are due, unless they are under way.
 *
 * @param settled The state as of which reports are confirmed; null = there is none yet.
 */
export async function deliver(delivery: Delivery, now: VehicleState, settled: VehicleState | null): Promise<void> {
  const { outbox, chain, tell } = delivery;
  const first = now.sequence + 1n;
  const next = outbox.report(first);
  if (next === undefined) return;
  const policyHash = policyFor(now, next.condition);
  const parcel = outbox.parcel !== null && outbox.parcel.last >= first ? outbox.parcel : null;
  const fate = parcel === null ? null : await chain.fateOf(parcel);
  const at = now.block.timestamp;
  // The next look sees in the chain what it has done.
  if (fate?.kind === "mined" && fate.refused === null) return;
  const isSlow = parcel !== null && hasWaited(delivery, parcel, at);
  if (parcel !== null && stands(parcel, policyHash, at)) {
    if (fate?.kind === "pending" && !isSlow) return;
    if (fate?.kind === "mined" && delivery.refused?.id !== parcel.id)
      noteRefused(delivery, { id: parcel.id, first, policyHash, at }, fate.refused ?? "");
  }
  if (isHeldBack(delivery, first, policyHash, at)) return;
  const replaces = fate?.kind === "mined" || fate?.kind === "void" ? null : parcel;
  const still = at + delivery.terms.margin;
  if (fate?.kind === "unknown" && !isSlow && parcel?.first === first && stands(parcel, policyHash, still)) {
    // What it became was asked before: to who has it already it is the same thing.
    try {
      await chain.send(parcel);
      tell({ kind: "sent", at, first, last: parcel.last, id: parcel.id, again: true });
    } catch (error) {
      if (!(error instanceof ReportRefusedError)) throw error;
      noteRefused(delivery, { id: parcel.id, first, policyHash, at }, error.message);
    }
    return;
  }
  const due = await dueReports(delivery, now, settled);
  const signed: (SignedReport & Signing)[] = [];
  for (const one of due) signed.push(await signedReport(delivery, one, now));
  if (signed.length !== 0) await sendNew(delivery, now, signed, replaces);
}

/** The policy under which a condition can count. */
function policyFor({ policy, policyBefore }: VehicleState, { observedAt }: Condition): string {
  return observedAt < policy.since && policyBefore !== undefined ? policyBefore : policy.hash;
}

/** Whether something that is signed still counts, and does at a moment. */
function stands(signed: Pick<Signing, "policyHash" | "deadline">, policyHash: string, at: bigint): boolean {
  return signed.policyHash === policyHash && at < signed.deadline;
}

/** Whether a parcel has been on its way for so long that more should be offered for its place. */
function hasWaited(delivery: Delivery, { id }: Parcel, at: bigint): boolean {
  if (delivery.waiting?.id !== id) delivery.waiting = { id, since: at };
  return at >= delivery.waiting.since + delivery.terms.raiseAfter;
}

/** The reports that can be signed and sent now, all under one policy; none where that must wait. */
async function dueReports(delivery: Delivery, now: VehicleState, settled: VehicleState | null): Promise<Due[]> {
  const ready = readyReports(delivery, now);
  const [head] = ready;
  if (head === undefined) return [];
  const doubt = await doubtOf(delivery, now, head.policyHash);
  if (doubt !== null) {
    delivery.tell({ kind: "waiting", at: now.block.timestamp, reason: doubt });
    return [];
  }
  return countable(delivery, now, settled, ready);
}

/** The reports after the last one that counts which are of no moment to come, all under one policy. */
function readyReports({ outbox, terms, tell }: Delivery, now: VehicleState): Due[] {
  const at = now.block.timestamp;
  const due = outbox.after(now.sequence, terms.batch).map((report): Due => {
    return { report, policyHash: policyFor(now, report.condition) };
  });
  const end = due.findIndex(
    ({ report, policyHash }) => report.condition.observedAt > at || policyHash !== due[0]?.policyHash,
  );
  const ready = end === -1 ? due : due.slice(0, end);
  if (ready.length === 0 && due.length !== 0) {
    const reason = `report ${now.sequence + 1n} is of a moment that the chain hasn't reached: if it doesn't soon, check the unit's clock`;
    tell({ kind: "waiting", at, reason });
  }
  return ready;
}

/** Why nothing may be signed under a policy; null where it may. One that was proposed in a block that is no more would cost the stake: so it must have been in force for long. */
async function doubtOf({ chain, terms }: Delivery, now: VehicleState, policyHash: string): Promise<string | null> {
  const { policies, policyBlocks, policySeconds } = terms;
  const { block, policy } = now;
  if (policies !== null && !policies.some((known) => known.toLowerCase() === policyHash.toLowerCase()))
    return `policy ${policyHash} is none of those that the owner has named: name it, or ask another node`;
  // The one before has been known for longer than the one in force.
  if (block.timestamp - policy.since < policySeconds || block.number < policyBlocks)
    return `policy ${policy.hash} hasn't been in force for long enough to be signed under`;
  const before = await chain.stateAt(block.number - policyBlocks);
  const wasInForce = before.policy.hash === policy.hash && before.policy.since === policy.since;
  return wasInForce ? null : `policy ${policy.hash} hasn't been in force for enough blocks to be signed under`;
}

/** What of the reports can count. One that never can is given up, so that it doesn't hold up the others for ever; unless something was signed under its sequence or a later one. */
async function countable(
  delivery: Delivery,
  now: VehicleState,
  settled: VehicleState | null,
  ready: readonly Due[],
): Promise<Due[]> {
  const found = await foreseen(delivery, now, ready);
  if (found === null) return [...ready];
  const { outbox, tell } = delivery;
  const [at, refused] = [now.block.timestamp, ready[found.place]];
  if (refused === undefined) throw new RangeError(`There is no report ${found.place} of ${ready.length} to be refused`);
  const { sequence } = refused.report;
  if (!found.forGood) tell({ kind: "waiting", at, reason: found.reason });
  else if (outbox.after(sequence - 1n).some(({ signing }) => signing !== null))
    tell({ kind: "refused", at, sequence, reason: `${found.reason} ${ROTATE}` });
  else if (await isSettled(delivery, settled, ready, found)) {
    await outbox.giveUp(sequence, found.reason);
    tell({ kind: "given up", at, sequence, reason: found.reason });
  }
  // What comes after it, at the next look.
  return ready.slice(0, found.place);
}

const ROTATE =
  "It was signed, or one after it, and so nothing else may have its sequence: rotate the vehicle's key, and begin an outbox after the chain's last report";

async function foreseen({ chain }: Delivery, state: VehicleState, due: readonly Due[]): Promise<Foresight | null> {
  if (chain.foresee === undefined) return null;
  return chain.foresee(
    state,
    due.map(({ report }) => report.condition),
  );
}

/** Whether a report is refused for good by what is confirmed, too: what is so only in the newest blocks may be undone. */
async function isSettled(
  delivery: Delivery,
  settled: VehicleState | null,
  ready: readonly Due[],
  { place }: Foresight,
): Promise<boolean> {
  if (settled === null || settled.sequence + 1n !== ready[0]?.report.sequence) return false;
  const before = await foreseen(delivery, settled, ready);
  return before !== null && before.forGood && before.place === place;
}

/** A report as it was signed before, where that still counts; signed again, with the same condition, where it doesn't. */
async function signedReport(
  { key, outbox, terms, tell }: Delivery,
  { report: { sequence, condition, signing }, policyHash }: Due,
  now: VehicleState,
): Promise<SignedReport & Signing> {
  const { owner } = outbox;
  const as = (deadline: bigint): ConditionReport => {
    return { vehicle: owner.vehicle, sequence, ...condition, policyHash, deadline };
  };
  const at = now.block.timestamp;
  if (signing !== null && stands(signing, policyHash, at + terms.margin))
    return { report: as(signing.deadline), ...signing };
  const report = as(at + terms.validity);
  const signature = await key.sign(reportDigest(vehicleDomain(owner.contract, owner.chainId), report));
  const again: Signing = { policyHash, deadline: report.deadline, signature };
  await outbox.sign(sequence, again);
  if (signing !== null) {
    const reason = signing.policyHash === policyHash ? "its deadline has come" : "another policy is in force";
    tell({ kind: "signed again", at, sequence, reason });
  }
  return { report, ...again };
}

async function sendNew(
  delivery: Delivery,
  now: VehicleState,
  signed: readonly (SignedReport & Signing)[],
  replaces: Parcel | null,
): Promise<void> {
  const { outbox, chain, terms, tell } = delivery;
  const [first, at] = [now.sequence + 1n, now.block.timestamp];
  const policyHash = signed[0]?.policyHash ?? now.policy.hash;
  try {
    const reports = signed.map(({ report, signature }) => ({ report, signature }));
    const { id, bytes, count } = await chain.pack(reports, replaces);
    const taken = signed.slice(0, count);
    const last = now.sequence + BigInt(taken.length);
    const deadline = taken.reduce(
      (least, item) => (item.deadline < least ? item.deadline : least),
      at + terms.validity,
    );
    const parcel: Parcel = { id, bytes, first, last, policyHash, deadline };
    // Who loses power from here on knows what to ask for.
    await outbox.pack(parcel);
    await chain.send(parcel);
    delivery.refused = null;
    tell({ kind: "sent", at, first, last, id, again: replaces !== null });
  } catch (error) {
    if (!(error instanceof ReportRefusedError)) throw error;
    noteRefused(delivery, { id: null, first, policyHash, at }, error.message);
  }
}

function noteRefused(delivery: Delivery, refused: NonNullable<Delivery["refused"]>, reason: string): void {
  delivery.refused = refused;
  delivery.tell({ kind: "refused", at: refused.at, sequence: refused.first, reason });
}

/** Whether a report was refused so lately, under the same policy, that trying again would only cost. */
function isHeldBack({ refused, terms }: Delivery, first: bigint, policyHash: string, at: bigint): boolean {
  if (refused === null || refused.first !== first || refused.policyHash !== policyHash) return false;
  return at < refused.at + terms.retryRefused;
}
