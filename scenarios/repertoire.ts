// What `npm start` plays, in which order, and the names under which the tasks find what is left of it.
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import { vehicleLabel } from "../src/vehicle/ids.ts";
import { NAMES } from "./names.ts";
import { play as playPrepaid } from "./prepaid.ts";
import type { Row } from "./support/reporter.ts";
import { play as playTimeframe } from "./timeframe.ts";
import { play as playVehicle } from "./vehicle.ts";
import { play as playWallet } from "./wallet.ts";

export type System = keyof typeof NAMES;

/** What every scenario finds. */
export interface Setting {
  ethers: HardhatEthers;
  /** Where a contract of the deploy scripts is. */
  addressOf: (contract: string) => string;
  /** Told what happens, line by line. */
  say: (line: string) => void;
  /** The member file of `timeframe`; the one in the repository where it is undefined. */
  members: string | undefined;
}

/** What was played, and the addresses that have a name from now on. */
export interface Performance {
  rows: Row[];
  names: Record<string, string>;
  /** Vehicles, whose numbers are longer than addresses. */
  vehicles?: Record<string, string>;
}

interface Scenario {
  system: System;
  /** What is played, for its heading. */
  title: string;
  play: (setting: Setting) => Promise<Performance>;
}

/** The three years of `vehicle` and the two of `wallet` come first, so that the chain stays at a moment at which the cards and tokens of the others are in use. */
const REPERTOIRE: readonly Scenario[] = [
  {
    system: "vehicle",
    title: "three years of a fleet of fifty vehicles",
    play: async ({ ethers, addressOf, say }) => {
      const stake = addressOf("VehicleStake");
      const { rows, stage } = await playVehicle({ ethers, stake, say });
      const { policy, ...names } = NAMES.vehicle;
      const vehicles = Object.values(names).map((name): [string, string] => {
        const car = stage.cars.find((each) => each.name === name);
        if (car === undefined) throw new Error(`The fleet has no ${name}`);
        return [name, vehicleLabel(car.vehicle)];
      });
      return { rows, names: { [policy]: stage.policy }, vehicles: Object.fromEntries(vehicles) };
    },
  },
  {
    system: "wallet",
    title: "two years of three people with a dead man's switch",
    play: async ({ ethers, addressOf, say }) => {
      const { rows, stage } = await playWallet({
        ethers,
        registry: addressOf("DeadMansSwitch"),
        prover: addressOf("EoaProver"),
        factory: addressOf("DeadMansSwitchAccountFactory"),
        module: addressOf("DeadMansSwitchModule"),
        say,
      });
      const { ada, ben, cara } = NAMES.wallet;
      const { accountAddress, people, safe } = stage;
      return { rows, names: { [ada]: people.ada.address, [ben]: accountAddress, [cara]: safe.safe } };
    },
  },
  {
    system: "timeframe",
    title: "a quarter in the life of a programme",
    play: async ({ ethers, addressOf, say, members }) => {
      const { rows, stage } = await playTimeframe({ ethers, factory: addressOf("TimeframeFactory"), say, members });
      const { meals, rides } = NAMES.timeframe;
      const names = { [meals]: await stage.meals.token.getAddress(), [rides]: await stage.rides.token.getAddress() };
      return { rows, names };
    },
  },
  {
    system: "prepaid",
    title: "two months of a company's meal cards",
    play: async ({ ethers, addressOf, say }) => {
      const factory = addressOf("PrepaidFactory");
      const { rows, stage } = await playPrepaid({ ethers, factory, directory: addressOf("PrepaidDirectory"), say });
      return { rows, names: { [NAMES.prepaid.vault]: await stage.vault.getAddress() } };
    },
  },
];

/** The scenario of one system, or of all. */
export function repertoire(only: string | undefined): readonly Scenario[] {
  return REPERTOIRE.filter(({ system }) => only === undefined || only === system);
}

/** Rows in the order in which the systems are named everywhere; what is no system's comes first. */
export function inOrder(rows: readonly Row[]): Row[] {
  const order: readonly string[] = Object.keys(NAMES);
  return rows.toSorted((one, other) => order.indexOf(one.system) - order.indexOf(other.system));
}
