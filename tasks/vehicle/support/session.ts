import { vehicleAddresses } from "../../../src/addresses.ts";
import type { IVehicleStake } from "../../../src/ethers.ts";
import {
  connectStake,
  type Formatters,
  NEVER,
  parseVehicle,
  readVehicle,
  vehicleLabel,
} from "../../../src/vehicle/index.ts";
import type { AddressBook } from "../../support/address-book.ts";
import { fail } from "../../support/failure.ts";
import { duration, moment } from "../../support/format.ts";
import { type Money, moneyOf } from "../../support/money.ts";
import { type Chain, Session } from "../../support/session.ts";
import { vehicleBook } from "./book.ts";

/** What every task of vehicle works with: beside what all systems share, the vehicles' contract, and vehicles. */
export class VehicleSession extends Session {
  /** The names of vehicles, whose numbers are longer than addresses. */
  readonly vehicles: AddressBook;
  /** Of the vehicle that the task is about, once it is known. */
  #money: Money | null = null;

  constructor(chain: Chain) {
    super(chain, "vehicle");
    this.vehicles = vehicleBook(chain.place.network);
  }

  /** The vehicles' contract of the deploy script. */
  async stake(): Promise<IVehicleStake> {
    const address = await this.deployed("VehicleStake", vehicleAddresses.VehicleStake);
    return connectStake(address, this.ethers.provider);
  }

  /** A vehicle by its number, or the name under which it was enrolled here. Whether there is one, whoever reads it finds out. */
  async vehicle(text: string, what = "vehicle"): Promise<bigint> {
    if (/^(0x|\d)/i.test(text)) return parseVehicle(text);
    const known = text === "" ? undefined : await this.vehicles.find(text);
    if (known !== undefined) return BigInt(known);
    const names = await this.vehicles.names();
    const list = names.length === 0 ? "none is recorded here" : `recorded here: ${names.join(", ")}`;
    return fail(
      `No ${what} named "${text}" on network "${this.network}" (${list}); give its number, as \`vehicle enrol\` prints it.`,
    );
  }

  /** The same, which must be there. */
  async enrolled(text: string, what = "vehicle"): Promise<bigint> {
    const vehicle = await this.vehicle(text, what);
    // An error of its own tells that there is none.
    await readVehicle(await this.stake(), vehicle, this.ethers.provider);
    return vehicle;
  }

  /** Keeps a name for a vehicle, where the network outlives the process; null where it doesn't. */
  async nameVehicle(name: string, vehicle: bigint): Promise<string | null> {
    if (this.simulated) return null;
    await this.vehicles.record(name, vehicleLabel(vehicle));
    return name;
  }

  /** Refuses a name that another vehicle has. */
  async checkVehicleName(name: string): Promise<void> {
    if (!/^(?!0x)(?!\d)[\p{L}\p{N}._-]+$/iu.test(name))
      fail(
        `"${name}" can't be a name here; give one of letters, digits, "-", "_" and "." that begins with a letter with --as.`,
      );
    const known = await this.vehicles.find(name);
    if (known !== undefined) fail(`The name "${name}" stands for vehicle ${known} already; give another with --as.`);
  }

  /** How values of a vehicle are written. */
  async money(vehicle: bigint): Promise<Money> {
    const { unit } = await (await this.stake()).vehicle(vehicle);
    this.#money = await moneyOf(unit, this.ethers.provider);
    return this.#money;
  }

  /** Of the chain that the session is on. */
  async chainId(): Promise<bigint> {
    return (await this.ethers.provider.getNetwork()).chainId;
  }

  /** How numbers in errors are written. */
  async formatters(): Promise<Formatters> {
    try {
      const now = await this.now();
      const money = this.#money === null ? {} : { money: this.#money.show };
      const lien = (until: bigint): string => (until === NEVER ? "he lets go of it" : moment(until, now));
      return { moment: (timestamp) => moment(timestamp, now), duration, lien, ...money };
    } catch {
      // An error is being told: that the node doesn't answer must not hide it.
      return {};
    }
  }
}
