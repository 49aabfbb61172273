import type { ContractTransactionReceipt, ContractTransactionResponse, Signer } from "ethers";

import { mined } from "../../chain/transaction.ts";
import type { IResidualToken, IVehicleStake } from "../../ethers.ts";
import { addressOfStake, connectResidual, connectStake, type StakeLike } from "../connect.ts";
import { eventOf, type VehicleEvent } from "../events.ts";

/** What an act came to: the receipt, and what the contracts told in it, in order. */
export interface Act {
  receipt: ContractTransactionReceipt;
  events: VehicleEvent[];
}

/** Sends a transaction to the contract of vehicles, and reads what happened. */
export async function act(
  signer: Signer,
  stake: StakeLike,
  send: (contract: IVehicleStake) => Promise<ContractTransactionResponse>,
): Promise<Act> {
  const receipt = await mined(send(connectStake(stake, signer)));
  return actOf(receipt, [await addressOfStake(stake)]);
}

/** The same for the contract of residual shares. */
export async function residualAct(
  signer: Signer,
  stake: StakeLike,
  send: (contract: IResidualToken) => Promise<ContractTransactionResponse>,
): Promise<Act> {
  const contract = await connectResidual(stake, signer);
  const receipt = await mined(send(contract));
  return actOf(receipt, [await addressOfStake(stake), await contract.getAddress()]);
}

/** What contracts told in a transaction. */
export function actOf(receipt: ContractTransactionReceipt, addresses: readonly string[]): Act {
  const own = new Set(addresses.map((address) => address.toLowerCase()));
  const events = receipt.logs.filter(({ address }) => own.has(address.toLowerCase())).map(eventOf);
  return { receipt, events: events.filter((event) => event !== null) };
}

/** The only event of a name that an act must have. */
export function theEvent({ events }: Act, name: string): VehicleEvent {
  const found = events.find((event) => event.name === name);
  if (found === undefined)
    throw new Error(`The transaction has no event ${name}: is the address that of the vehicles?`);
  return found;
}

/** The event of a name, where an act has it. */
export function anEvent({ events }: Act, name: string): VehicleEvent | null {
  return events.find((event) => event.name === name) ?? null;
}
