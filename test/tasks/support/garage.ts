import { writeFile } from "node:fs/promises";

import { getAddress, toBeHex } from "ethers";
import hre from "hardhat";

import { createKeystore, type KeySecret, vehicleKey } from "../../../src/vehicle/agent/index.ts";
import { MockERC20__factory, P256Verifier__factory } from "../../../types/ethers-contracts/index.js";
import { deployAt, openPlace, type Place } from "./place.ts";
import { MONDAY } from "./programme.ts";
import { type Answer, runTask } from "./tasks.ts";

export { pass } from "./place.ts";

export const HOUR = 3_600n;
export const DAY = 86_400n;
export const PASSWORD = "a long sentence";
export const SALT = `0x${"5a".repeat(32)}`;

/**
 * What the tests of vehicle's tasks begin with, on a Monday at midnight: the system, a dollar of six decimals, and a policy: 15 % a year, 2 % for 10,000 km, 30 % of damage stays as residual, half is restorable,
 * from 20 % on two of three attestors (6, 7, and a key of P-256) confirm, and all three decide. Account 0 is the issuer, 1 the owner, 2 a buyer, 3 a lender, 4 an insurer, 5 anybody, 9 a stranger.
 */
export interface Garage extends Place {
  dollar: string;
  verifier: string;
  policy: string;
  people: string[];
  /** The keystore of the attestor whose key is of P-256. */
  attestor: string;
  /** The options that name the keystore of a car's key. */
  keyed: { key: string; passwordFile: string };
  /** Makes a keystore of the key with this number, and gives its path. */
  keystoreOf: (number: number, curve?: "secp256k1" | "P-256") => Promise<string>;
  dollarsOf: (account: string) => Promise<bigint>;
  /** Enrols a car of 30,000 dollars and 12,000 km for account 1, and what a test wants otherwise; its number. */
  enrol: (args?: Record<string, unknown>) => Promise<string>;
  /** Reports by the car's key. */
  report: (vehicle: string, args?: Record<string, unknown>) => Promise<Answer>;
  /** All three attestors say of a report that is pending or disputed that it is true, or that it isn't. */
  decide: (vehicle: string, sequence: string, isUntrue?: boolean) => Promise<void>;
  /** Prints a signed report into a file, and gives its path. */
  signed: (vehicle: string, args?: Record<string, unknown>) => Promise<string>;
}

/** scrypt's N for tests, in which nobody guesses. */
const WEAK = 2 ** 4;

export async function openGarage(): Promise<Garage> {
  const { ethers, networkHelpers } = await hre.network.getOrCreate();
  const place = await openPlace(".json");
  await networkHelpers.time.increaseTo(MONDAY);

  const [deployer] = await ethers.getSigners();
  const people = (await ethers.getSigners()).map(({ address }) => address);
  const { end } = await deployAt(place, "vehicle");
  const money = await new MockERC20__factory(deployer!).deploy("Dollar", "USD", 6);
  const dollar = await money.getAddress();
  await money.mint(people[4]!, 10_000_000_000n);
  const verifier = await (await new P256Verifier__factory(deployer!).deploy()).getAddress();

  const passwordFile = place.pathOf("password");
  await writeFile(passwordFile, `${PASSWORD}\n`);
  const secretOf = (number: number, curve: "secp256k1" | "P-256"): KeySecret => {
    const privateKey = toBeHex(number, 32);
    return curve === "P-256" ? { curve, privateKey, verifier } : { curve, privateKey };
  };
  const keystoreOf = async (number: number, curve: "secp256k1" | "P-256" = "secp256k1"): Promise<string> => {
    const path = place.nextPath("key");
    await createKeystore(path, secretOf(number, curve), PASSWORD, WEAK);
    return path;
  };
  const keyed = { key: await keystoreOf(0xca4), passwordFile };
  const attestor = await keystoreOf(0xa77e57, "P-256");
  const { json } = await runTask("vehicle policy create", {
    perYear: "15",
    perDistance: "2",
    residual: "30",
    restorable: "50",
    grave: "20",
    attestors: `6,7,${vehicleKey(secretOf(0xa77e57, "P-256")).bytes}`,
    confirmations: "2",
    decisions: "3",
    bond: "0.1",
  });
  const policy = json["policy"] as string;
  let cars = 0;
  const report = (vehicle: string, args: Record<string, unknown> = {}): Promise<Answer> =>
    runTask("vehicle report", { vehicle, ...keyed, from: "5", ...args });
  return {
    ...place,
    dollar,
    verifier,
    policy,
    people,
    attestor,
    keyed,
    keystoreOf,
    dollarsOf: (account) => money.balanceOf(getAddress(account)),
    enrol: async (args = {}) => {
      const enrolled = await runTask("vehicle enrol", {
        ...keyed,
        vin: `CAR ${(cars += 1)}`,
        unusual: true,
        salt: SALT,
        policy,
        unit: dollar,
        value: "30000",
        odometer: "12000",
        owner: "1",
        ...args,
      });
      return enrolled.json["vehicle"] as string;
    },
    report,
    decide: async (vehicle, sequence, isUntrue = false) => {
      const file = place.nextPath("finding");
      const signers = { attestors: "6,7", keys: attestor, passwordFile };
      await runTask("vehicle attest", { vehicle, sequence, file, false: isUntrue, ...signers });
      await runTask("vehicle decide", { file, from: "5" });
    },
    signed: async (vehicle, args = {}) => place.fileOf((await report(vehicle, { sign: true, ...args })).text),
    end,
  };
}
