import { Interface } from "ethers";

import type { ErrorEntry } from "../../src/chain/explain.ts";
import { CHAIN_PROOF_ERRORS } from "../../src/chain/kernel-errors.ts";
import { ERRORS as PREPAID_ERRORS } from "../../src/prepaid/errors.ts";
import { ERRORS as TIMEFRAME_ERRORS } from "../../src/timeframe/errors.ts";
import { ERRORS as VEHICLE_ERRORS } from "../../src/vehicle/errors.ts";
import { ERRORS as WALLET_ERRORS } from "../../src/wallet/errors.ts";
import { abisOf } from "./abis.ts";

/** A part of docs/errors.md. */
interface Part {
  title: string;
  text: string;
  contracts: readonly string[];
  /** Sentences of its own for errors that parts before it explain otherwise. */
  errors?: Readonly<Record<string, ErrorEntry>>;
}

/** What raises errors, in the order in which docs/errors.md has them: a title, and the contracts behind it. */
const PARTS: readonly Part[] = [
  {
    title: "Tokens",
    text: "Raised by tokens of any layout, or by those that are named.",
    contracts: ["PlainTimeframeToken", "CappedTimeframeToken", "GraceTimeframeToken"],
  },
  { title: "Groups", text: "Raised by `TimeframeGroups`.", contracts: ["TimeframeGroups"] },
  {
    title: "Backings",
    text: "Raised by backings of either kind, or by the one that is named.",
    contracts: ["FixedPriceBacking", "ProRataBacking"],
  },
  { title: "Factory", text: "Raised by `TimeframeFactory`.", contracts: ["TimeframeFactory"] },
  {
    title: "Lapse ledger",
    text: "Raised by contracts that use the kernel's `LapseLedger`, prepaid vaults among them.",
    contracts: ["LapseLedger"],
  },
  {
    title: "Prepaid vaults",
    text: "Raised by `PrepaidVault`, the code of whose rarer functions is `PrepaidDesk`. Errors of ERC-20 stand under tokens.",
    contracts: ["PrepaidVault", "PrepaidDesk"],
  },
  { title: "Prepaid factory", text: "Raised by `PrepaidFactory`.", contracts: ["PrepaidFactory"] },
  { title: "Prepaid keeper", text: "Raised by `PrepaidKeeper`.", contracts: ["PrepaidKeeper"] },
  { title: "Prepaid directory", text: "Raised by `PrepaidDirectory`.", contracts: ["PrepaidDirectory"] },
  { title: "Prepaid cards", text: "Raised by `PrepaidCards`.", contracts: ["PrepaidCards"] },
  {
    title: "Dead man's switch",
    text: "Raised by `DeadMansSwitch`, the code of whose rarer functions is in `DeadMansSwitchPlanDesk` and `DeadMansSwitchCourseDesk`.",
    contracts: ["DeadMansSwitch", "DeadMansSwitchPlanDesk", "DeadMansSwitchCourseDesk"],
  },
  { title: "Plan executor", text: "Raised by `PlanExecutor`.", contracts: ["PlanExecutor"] },
  { title: "Chain proofs", text: "Raised by contracts that use the kernel's `ChainProof`.", contracts: ["ChainProof"] },
  {
    title: "Provers of life",
    text: "Raised by provers of plain accounts, or by the one that is named. Errors of their proofs stand under chain proofs.",
    contracts: ["EoaProver", "DelegateProver"],
  },
  {
    title: "Accounts with a switch",
    text: "Raised by accounts, or by their factory.",
    contracts: ["DeadMansSwitchAccount", "DeadMansSwitchAccountFactory"],
  },
  { title: "Module for Safes", text: "Raised by `DeadMansSwitchModule`.", contracts: ["DeadMansSwitchModule"] },
  {
    title: "Modular accounts, and plans as wills",
    text: "Raised by `DeadMansSwitchModule7579`, or by `Bequeathable`.",
    contracts: ["DeadMansSwitchModule7579", "Bequeathable"],
  },
  {
    title: "Vehicles",
    text: "Raised by `VehicleStake`, the code of whose rarer functions is in seven desks, or by those that are named.",
    contracts: [
      "VehicleStake",
      "VehicleEnrolmentDesk",
      "VehicleReportsDesk",
      "VehicleViewsDesk",
      "VehicleCareDesk",
      "VehicleClaimsDesk",
      "VehicleHolderDesk",
      "VehicleRewardsDesk",
    ],
    errors: VEHICLE_ERRORS,
  },
  {
    title: "Residual shares",
    text: "Raised by `ResidualToken`, which holds what guarantors put down.",
    contracts: ["ResidualToken"],
    errors: VEHICLE_ERRORS,
  },
  { title: "Depreciation policies", text: "Raised by `DepreciationPolicy`.", contracts: ["DepreciationPolicy"] },
];

/** Every error that docs/errors.md explains. */
export const ALL_ERRORS: Readonly<Record<string, ErrorEntry>> = {
  ...VEHICLE_ERRORS,
  ...WALLET_ERRORS,
  ...PREPAID_ERRORS,
  ...TIMEFRAME_ERRORS,
  ...CHAIN_PROOF_ERRORS,
};

/** What every contract can raise without declaring it. */
export const BUILT_IN: readonly string[] = ["Error", "Panic"];

/** All errors in the ABIs of a contract, as `Name(type name, …)`. */
export async function errorsOf(contract: string): Promise<string[]> {
  const declared: string[] = [];
  new Interface(await abisOf(contract)).forEachError((error) => {
    declared.push(error.format("full").replace(/^error /, ""));
  });
  return declared;
}

/** The contracts whose errors docs/errors.md explains. */
export const CONTRACTS: readonly string[] = PARTS.flatMap((part) => [...part.contracts]);

/** The text of docs/errors.md, but for its formatting: every entry of ERRORS, under what raises it. */
export async function errorsPage(): Promise<string> {
  const raisedBy = new Map<string, string[]>();
  for (const contract of CONTRACTS) {
    for (const declared of await errorsOf(contract)) {
      const name = declared.slice(0, declared.indexOf("("));
      raisedBy.set(name, [...(raisedBy.get(name) ?? []), contract]);
    }
  }

  const entries = Object.entries<ErrorEntry>(ALL_ERRORS).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    "# Errors",
    "",
    "Every custom error that the contracts can raise: its selector, its cause, and what helps. `explainError` of `lapse/timeframe`, `lapse/prepaid`, `lapse/wallet` and `lapse/vehicle` gives the same sentences for a revert, with its values filled in.",
    "",
    "Written by `npx hardhat run scripts/docs-errors.ts` from `src/timeframe/errors.ts`, `src/prepaid/errors.ts`, `src/wallet/errors.ts`, `src/vehicle/errors.ts` with its parts and the tables in `src/chain`; not by hand.",
  ];
  const done = new Map<string, ErrorEntry>();
  for (const { title, text, contracts, errors = {} } of PARTS) {
    lines.push("", `## ${title}`, "", text);
    for (const [name, general] of entries) {
      const raisers = contracts.filter((contract) => raisedBy.get(name)?.includes(contract));
      const told = done.get(name);
      const entry = errors[name] ?? told ?? general;
      if (raisers.length === 0 || told?.cause === entry.cause) continue;
      done.set(name, entry);
      lines.push("", ...section(name, entry, raisers.length === contracts.length ? [] : raisers));
    }
  }
  const rest = entries.filter(([name]) => !done.has(name));
  lines.push("", "## Solidity itself", "", "Raised by checks of the compiler, and by assets that revert with a text.");
  for (const [name, entry] of rest) lines.push("", ...section(name, entry, []));
  return `${lines.join("\n")}\n`;
}

function section(name: string, entry: ErrorEntry, raisers: readonly string[]): string[] {
  const fragment = Interface.from([`error ${entry.signature}`]).getError(name);
  if (fragment === null)
    throw new Error(`The signature of ${name} in ERRORS is that of another error: ${entry.signature}`);
  const where = raisers.length === 0 ? "" : ` · ${raisers.map((raiser) => `\`${raiser}\``).join(", ")}`;
  return [
    `### ${name}`,
    "",
    `\`${entry.signature}\` · \`${fragment.selector}\`${where}`,
    "",
    `**Cause.** ${named(entry.cause)}`,
    "",
    `**Remedy.** ${named(entry.remedy)}`,
  ];
}

/** `{account}` stands for a value of the error; the page names it. */
function named(sentence: string): string {
  return sentence.replace(/\{(\w+)\}/g, "`$1`");
}
