// Plays every scenario, or that of LAPSE_ONLY, on the network that is connected and prints one table:
// `hardhat run scenarios/play.ts --network localhost`.
// On a chain where nothing is deployed yet, a simulated one for example, it deploys first.
import { network } from "hardhat";
import { setupLogger } from "named-logs-console";

import { loadAndExecuteDeploymentsFromFiles } from "../rocketh/environment.ts";
import { DAY, dayLabel } from "../src/chain/calendar.ts";
import { vehicleBook } from "../tasks/vehicle/support/book.ts";
import { AddressBook } from "../tasks/support/address-book.ts";
import { inOrder, repertoire } from "./repertoire.ts";
import type { Row } from "./support/reporter.ts";
import { fold, grouped, PAGE, renderTable } from "./support/table.ts";
import { readMembers } from "./timeframe/members.ts";

// Progress is told by the scenarios; what deploy scripts send is in their records.
setupLogger(["rocketh", "@rocketh/node"], { enabled: false });

/** Progress stands below the step of `npm start` that it belongs to. */
const INDENT = " ".repeat(6);

const { ethers, provider, networkName, networkConfig } = await network.getOrCreate();
const simulated = networkConfig.type === "edr-simulated";

try {
  const deployed = await loadAndExecuteDeploymentsFromFiles({
    provider,
    environment: networkName,
    saveDeployments: !simulated,
  });
  const only = process.env["LAPSE_ONLY"];
  const members = process.env["LAPSE_MEMBERS"];
  // A file that can't be played is refused before anything is, not after the years of another system.
  if (members !== undefined) await readMembers(members);
  const say = (line: string): void => {
    for (const part of fold(line, PAGE - INDENT.length)) console.log(`${INDENT}${part}`);
  };
  const addressOf = (contract: string): string => deployed.get(contract).address;

  const rows: Row[] = [await deploymentRow()];
  for (const { system, title, play } of repertoire(only)) {
    const begins = (await ethers.provider.getBlock("latest"))?.timestamp ?? 0;
    console.log(`\n${INDENT}${system}: ${title}, from ${dayLabel(BigInt(begins) / DAY)} on`);
    const played = await play({ ethers, addressOf, say, members });
    rows.push(...played.rows);
    if (simulated) continue;
    const book = new AddressBook(networkName, system);
    for (const [name, address] of Object.entries(played.names)) await book.record(name, address);
    for (const [name, label] of Object.entries(played.vehicles ?? {}))
      await vehicleBook(networkName).record(name, label);
  }

  const { columns, isTTY } = process.stdout;
  // Some terminals don't tell their width, or that it is 0.
  console.log(`\n${renderTable(inOrder(rows), isTTY && columns > 0 ? columns : undefined)}`);
  const gas = rows.reduce((sum, row) => sum + row.gas, 0n);
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  console.log(`\n${count} transactions, ${grouped(gas)} gas.`);
} catch (error) {
  console.error(`scenario: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** What the deploy scripts sent: all that this chain has seen so far. */
async function deploymentRow(): Promise<Row> {
  const latest = await ethers.provider.getBlockNumber();
  let [count, gas] = [0, 0n];
  for (let number = 1; number <= latest; number += 1) {
    const block = await ethers.provider.getBlock(number);
    count += block?.transactions.length ?? 0;
    gas += block?.gasUsed ?? 0n;
  }
  return {
    system: "all",
    step: "deploy",
    change: "factories, what all share, and the code they create from",
    count,
    gas,
  };
}
