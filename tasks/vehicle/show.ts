import {
  claimName,
  ClaimState,
  kilometres,
  NEVER,
  percent,
  readClaims,
  readFinalFrom,
  readKey,
  readVehicle,
  readVouched,
  State,
  stateName,
  vehicleLabel,
  type VehicleView,
} from "../../src/vehicle/index.ts";
import { fields, moment, table } from "../support/format.ts";
import type { Money } from "../support/money.ts";
import { action, type VehicleArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";

export default action<VehicleArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const vehicle = await session.vehicle(args.vehicle);
  const view = await readVehicle(stake, vehicle, provider);
  const [{ issuer, commitment }, money, claims, now, finalFrom] = await Promise.all([
    readVouched(stake, vehicle, provider),
    session.money(vehicle),
    readClaims(stake, vehicle, provider),
    session.now(),
    readFinalFrom(stake, vehicle, provider),
  ]);
  const policyName = await session.book.nameOf(view.policy);
  const key = view.longKey ? await readKey(stake, vehicle, provider) : view.key;
  const open = claims.filter(({ state }) => state === ClaimState.PENDING || state === ClaimState.DISPUTED);
  const rows = open.map(({ sequence, state, dispute }) => [
    `${sequence}`,
    claimName(state),
    dispute === null ? "" : `decided before ${moment(dispute.decideBy, now)}`,
  ]);
  return {
    json: {
      ...view,
      vehicle: vehicleLabel(vehicle),
      state: stateName(view.state),
      key,
      issuer,
      commitment,
      claims,
      finalFrom,
    },
    text: [
      fields([
        ...linesOf(view, { money, now, policyName }),
        ...keyLines(view, { issuer, key }, now),
        ...endLines(view, finalFrom, now),
      ]),
      ...(rows.length === 0 ? [] : ["", table(["report", "is", "until"], rows)]),
    ].join("\n"),
  };
});

type Line = readonly [name: string, value: string];

interface Told {
  money: Money;
  now: bigint;
  /** Under which it was created here. */
  policyName: string | undefined;
}

/** What it is, and what it is worth. */
function linesOf(view: VehicleView, { money, now, policyName }: Told): Line[] {
  const { vehicle, state, owner, partOf, parts, value, books, sequence, wear, policy, next, lien } = view;
  return [
    ["vehicle", vehicleLabel(vehicle)],
    ["state", `${stateName(state)}${view.pending ? ", with a report that isn't settled" : ""}`],
    ["owner", owner],
    ...(partOf === null ? [] : [["part of", vehicleLabel(partOf)] as const]),
    ...parts.map((part): Line => ["with", vehicleLabel(part)]),
    ["shows", money.show(value)],
    ["booked", booked(books, money)],
    ["reports", sequence === 0n ? "none yet" : `${sequence}, the last of ${moment(wear.observedAt, now)}`],
    ["odometer", kilometres(wear.odometer)],
    ...(wear.damage === 0n
      ? []
      : [["damage", `${percent(wear.damage)}, of which ${percent(wear.restored)} is restored`] as const]),
    ["policy", policyName === undefined ? policy : `${policyName}, ${policy}`],
    ...(next === null ? [] : [["next policy", `${next.policy}, ${moment(next.since, now)}`] as const]),
    ...(lien === null
      ? []
      : [
          [
            "lien",
            `${lien.lender} wants ${money.show(lien.minValue)}${lien.until === NEVER ? "" : `, until ${moment(lien.until, now)}`}`,
          ] as const,
        ]),
  ];
}

function booked({ value, residual, consumed, slashed, credited }: VehicleView["books"], { show }: Money): string {
  const lost = slashed === 0n ? "" : `, slashed ${show(slashed)}`;
  return `value ${show(value)}, residual ${show(residual)}, consumed ${show(consumed)}${lost}; credited ${show(credited)}`;
}

/** Who vouches, and what signs: a key that is longer than an address is whole only in events. */
function keyLines(
  { nextKey, deposit, duplicates }: VehicleView,
  { issuer, key }: { issuer: string; key: string },
  now: bigint,
): Line[] {
  return [
    ["issuer", issuer],
    ["key", key],
    ...(nextKey === null ? [] : [["next key", `${nextKey.key}, ${moment(nextKey.from, now)}`] as const]),
    ...(deposit === 0n ? [] : [["bounty", ether(deposit)] as const]),
    ...duplicates.map((other): Line => ["the same as", vehicleLabel(other)]),
  ];
}

function endLines({ state }: VehicleView, finalFrom: bigint | null, now: bigint): Line[] {
  if (state !== State.ENDED) return [];
  return [["its end", finalFrom === null ? "is disputed" : `is for good from ${moment(finalFrom, now)}`]];
}
