// Measures, and writes bench/results.json and, from it alone, bench/RESULTS.md. Two runs write the same bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

import { config } from "hardhat";

import { PAGE as INSTRUMENTS } from "./prepaid/actors.ts";
import { measurePrepaid } from "./prepaid/measure.ts";
import { render } from "./render.ts";
import { type Results, stringify } from "./results.ts";
import { measureTimeframe } from "./timeframe/measure.ts";
import { AMOUNT } from "./timeframe/operations.ts";
import { PAGE, QUOTA } from "./timeframe/subjects.ts";
import { measureVehicle } from "./vehicle/measure.ts";
import { measureWallet } from "./wallet/measure.ts";

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}

function setting(): Results["setting"] {
  const compiler = config.solidity.profiles["default"]?.compilers[0];
  const settings = compiler?.settings as { evmVersion: string; optimizer: object } | undefined;
  const network = config.networks["default"];
  return {
    solc: compiler?.version ?? "",
    evmVersion: settings?.evmVersion ?? "",
    optimizer: JSON.stringify(settings?.optimizer),
    hardfork: network?.type === "edr-simulated" ? network.hardfork : "",
    openzeppelin: versionOf("@openzeppelin/contracts"),
    solady: versionOf("solady"),
    request: versionOf("@requestnetwork/smart-contracts"),
    accountAbstraction: versionOf("@account-abstraction/contracts"),
    quota: QUOTA.toString(),
    amount: AMOUNT.toString(),
    page: PAGE,
    instruments: INSTRUMENTS,
  };
}

const results: Results = {
  setting: setting(),
  timeframe: await measureTimeframe(),
  prepaid: await measurePrepaid(),
  wallet: await measureWallet(),
  vehicle: await measureVehicle(),
};

const json = new URL("./results.json", import.meta.url);
writeFileSync(json, stringify(results));
writeFileSync(new URL("./RESULTS.md", import.meta.url), render(JSON.parse(readFileSync(json, "utf8")) as Results));
console.log("wrote bench/results.json and bench/RESULTS.md");
