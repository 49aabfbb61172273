import { Kind } from "./agent/report.ts";

export { Kind };

/**
 * What a vehicle is; the values are those of the contracts.
 *
 * @example
 * if ((await readVehicle(stake, vehicle, provider)).state === State.STOLEN) console.log("it can't be sold");
 */
export const State = { NONE: 0n, ACTIVE: 1n, STOLEN: 2n, ENDED: 3n, SLASHED: 4n } as const;
export type State = (typeof State)[keyof typeof State];

/**
 * What has become of a report of more than distance; the values are those of the contracts.
 *
 * @example
 * const pending = (await readClaims(stake, vehicle, provider)).filter(({ state }) => state === ClaimState.PENDING);
 */
export const ClaimState = {
  NONE: 0n,
  COUNTED: 1n,
  PENDING: 2n,
  DISPUTED: 3n,
  UNDONE: 4n,
  UPHELD: 5n,
  SETTLED: 6n,
} as const;
export type ClaimState = (typeof ClaimState)[keyof typeof ClaimState];

/** The whole of basis points. */
export const WHOLE_PARTS = 10_000n;

/** The last moment that the contracts can name: what has no end ends then. */
export const NEVER = 2n ** 48n - 1n;

/** The most parts that a vehicle can have. */
export const MOST_PARTS = 16n;

/** The most frames of a pool that can be funded at once: so many fit into one transaction. */
export const MOST_FUNDED_FRAMES = 300n;

/** What a lender that is a contract may use when it is told, in gas. */
export const LENDER_GAS = 50_000n;

const nameIn = (table: Readonly<Record<string, bigint>>, value: bigint, what: string): string => {
  const found = Object.entries(table).find(([, known]) => known === value);
  if (found === undefined) throw new RangeError(`${value} is no ${what}`);
  return found[0].toLowerCase().replace("_", " ");
};

/**
 * The name of a state, in lower case: "stolen".
 *
 * @throws {RangeError} For what is no state.
 * @example
 * stateName(State.STOLEN); // "stolen"
 */
export function stateName(state: bigint): string {
  return nameIn(State, state, "state of a vehicle");
}

/**
 * The name of a claim's state, in lower case: "pending".
 *
 * @throws {RangeError} For what is no claim's state.
 * @example
 * claimName(ClaimState.PENDING); // "pending"
 */
export function claimName(state: bigint): string {
  return nameIn(ClaimState, state, "state of a claim");
}

/**
 * The name of a kind of report, in lower case: "total loss".
 *
 * @throws {RangeError} For what is no kind.
 * @example
 * kindName(Kind.TOTAL_LOSS); // "total loss"
 */
export function kindName(kind: bigint): string {
  return nameIn(Kind, kind, "kind of report");
}

/**
 * A value that the contracts have as one of the states; throws for any other.
 *
 * @throws {RangeError} For any other.
 * @example
 * stateOf(1n) === State.ACTIVE;
 */
export function stateOf(value: bigint): State {
  const found = Object.values(State).find((known) => known === value);
  if (found === undefined) throw new RangeError(`${value} is no state of a vehicle`);
  return found;
}

/**
 * The same for the state of a claim.
 *
 * @throws {RangeError} For any other.
 * @example
 * claimStateOf(2n) === ClaimState.PENDING;
 */
export function claimStateOf(value: bigint): ClaimState {
  const found = Object.values(ClaimState).find((known) => known === value);
  if (found === undefined) throw new RangeError(`${value} is no state of a claim`);
  return found;
}

/**
 * The same for a kind of report.
 *
 * @throws {RangeError} For any other.
 * @example
 * kindOf(1n) === Kind.ACCIDENT;
 */
export function kindOf(value: bigint): Kind {
  const found = Object.values(Kind).find((known) => known === value);
  if (found === undefined) throw new RangeError(`${value} is no kind of report`);
  return found;
}
