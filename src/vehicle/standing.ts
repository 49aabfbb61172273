import { type ContractRunner, ZeroAddress } from "ethers";

import { inBatches } from "../chain/batches.ts";
import { providerOf } from "../chain/runner.ts";
import { connectStake, type StakeLike } from "./connect.ts";
import { ClaimState, Kind, State, stateOf } from "./constants.ts";
import { numberIn } from "./events.ts";
import { eventsOfVehicle } from "./history.ts";
import { type Anchor, chainValuer, type Wear } from "./policy.ts";
import { seenFrom, type Standing, worthBy } from "./worth.ts";

/** Reads that go to a node at once. */
const READS = 20;

/**
 * All that a vehicle's own value follows from, as of a block.
 *
 * @example
 * const standing = await readStanding(stake, vehicle, provider);
 * const tomorrow = await shownAt(standing, valuers, now + 86_400n);
 */
export async function readStanding(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  blockTag: number | "latest" = "latest",
): Promise<Standing> {
  const block = blockTag === "latest" ? await providerOf(runner).getBlockNumber() : blockTag;
  const standing = await readReportable(stake, vehicle, runner, block);
  if (standing.open.count === 0n) return standing;
  return { ...standing, open: { ...standing.open, ends: await readEnds(stake, vehicle, runner, block) } };
}

/** How many pending claims would leave nothing to show: the contracts have no view of that, but each claim's kind. */
async function readEnds(stake: StakeLike, vehicle: bigint, runner: ContractRunner, block: number): Promise<bigint> {
  const contract = connectStake(stake, runner);
  const events = await eventsOfVehicle(stake, vehicle, runner, ["VehicleClaimed"], { toBlock: block });
  const sequences = [...new Set(events.map((event) => numberIn(event, "sequence")))];
  const claims = await inBatches(sequences, READS, (sequence) =>
    contract.claimOf(vehicle, sequence, { blockTag: block }),
  );
  return BigInt(claims.filter(({ kind, state }) => state === ClaimState.PENDING && showsNothing(kind)).length);
}

/**
 * The same without what is pending for its end: all that the next report is judged by.
 *
 * @example
 * const { sequence, wear } = await readReportable(stake, vehicle, provider, "latest");
 */
export async function readReportable(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  blockTag: number | "latest",
): Promise<Standing> {
  const contract = connectStake(stake, runner);
  const [known, books, open] = await Promise.all([
    contract.vehicle(vehicle, { blockTag }),
    contract.bookOf(vehicle, { blockTag }),
    contract.openClaimsOf(vehicle, { blockTag }),
  ]);
  const state = stateOf(known.state);
  const anchor = plainAnchor(known.anchor);
  const wear = plainWear(known.condition);
  const turned = known.formerPolicy !== ZeroAddress;
  const policy = turned ? known.formerPolicy : known.policy;
  const next = turned
    ? { policy: known.policy, since: known.policySince }
    : known.nextPolicy === ZeroAddress
      ? null
      : { policy: known.nextPolicy, since: known.nextSince };
  // What the policy makes of this condition is in the books; the rest of the residual is from before the anchor.
  const lives = state === State.ACTIVE || state === State.STOLEN;
  const { residual } = lives
    ? await worthBy(chainValuer(policy, runner, blockTag), anchor, seenFrom(anchor, wear))
    : books;
  return {
    state,
    sequence: known.sequence,
    anchor,
    wear,
    keptResidual: books.residual > residual ? books.residual - residual : 0n,
    policy,
    next,
    haircut: known.haircut,
    open: { damage: open.damage, restored: open.restored, count: open.count, ends: 0n },
    books: { value: books.value, residual: books.residual, credited: books.credited },
  };
}

const plainAnchor = ({ value, appraisedAt, odometer }: Anchor): Anchor => ({ value, appraisedAt, odometer });
const plainWear = ({ observedAt, odometer, damage, restored }: Wear): Wear => ({
  observedAt,
  odometer,
  damage,
  restored,
});

/** Whether a vehicle that such a report counts for shows nothing. */
const showsNothing = (kind: bigint): boolean =>
  kind === Kind.TOTAL_LOSS || kind === Kind.SCRAPPING || kind === Kind.THEFT;
