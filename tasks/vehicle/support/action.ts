import {
  KeystoreError,
  NoNodeError,
  OutboxError,
  LockedError,
  AgentHaltError,
} from "../../../src/vehicle/agent/index.ts";
import { explainError, retell, VehicleUnknownError } from "../../../src/vehicle/index.ts";
import { CsvError } from "../../../src/chain/csv-records.ts";
import { type Action, actionIn, type Answer, type CommonArguments } from "../../support/action.ts";
import { remedyOf } from "./remedies.ts";
import { VehicleSession } from "./session.ts";

export type { Answer, CommonArguments } from "../../support/action.ts";

/** What tasks about a vehicle are given. */
export interface VehicleArguments extends CommonArguments {
  vehicle: string;
}

/** The same, where somebody signs. */
export interface ActArguments extends VehicleArguments {
  from: string;
}

/** What tells by its own words what is wrong and what helps. */
const TOLD = [VehicleUnknownError, KeystoreError, OutboxError, LockedError, AgentHaltError, NoNodeError, CsvError];

/** What went wrong, in words with what helps at the terminal; null for what isn't vehicle's. */
export async function inWords(error: unknown, session: VehicleSession | null): Promise<string | null> {
  if (error instanceof Error && TOLD.some((kind) => error instanceof kind)) return `${error.message}.`;
  const plain = explainError(error);
  if (plain === null) return null;
  const told = retell(plain, (await session?.formatters()) ?? {});
  return `${told.cause} ${remedyOf(told)}`;
}

/** The action of a task of vehicle, see {@link actionIn}. */
export function action<Args extends CommonArguments>(
  work: (args: Args, session: VehicleSession) => Promise<Answer>,
): Action<Args> {
  return actionIn(
    {
      open: (chain) => new VehicleSession(chain),
      explain: inWords,
    },
    work,
  );
}
