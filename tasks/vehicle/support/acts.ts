import type { ContractTransactionReceipt } from "ethers";

import { readVehicle, stateName, vehicleLabel } from "../../../src/vehicle/index.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import type { VehicleSession } from "./session.ts";

/** The answer of a task that did something with a vehicle: what, and what the vehicle is now. */
export async function acted(
  vehicle: bigint,
  session: VehicleSession,
  receipts: readonly ContractTransactionReceipt[],
  what: string,
  json: object = {},
): Promise<Answer> {
  const [view, money] = await Promise.all([
    readVehicle(await session.stake(), vehicle, session.ethers.provider),
    session.money(vehicle),
  ]);
  const state = stateName(view.state);
  const { value, books } = view;
  return {
    json: { vehicle: vehicleLabel(vehicle), ...json, state, value, books, transactions: receipts.map(sent) },
    text: `${what}\nIt is ${state}${view.pending ? ", with a report that isn't settled" : ""}, and shows ${money.show(value)}; booked are ${money.show(books.value)}, with a residual of ${money.show(books.residual)}.`,
    receipts,
  };
}
