// Plays every scenario on the network that is connected and prints one table: `hardhat run scenarios/play.ts --network localhost`.
// On a chain where nothing is deployed yet, a simulated one for example, it deploys first.
import { network } from "hardhat";
import { setupLogger } from "named-logs-console";

import { loadAndExecuteDeploymentsFromFiles } from "../rocketh/environment.ts";
import { AddressBook } from "../tasks/support/address-book.ts";
import { NAMES } from "./names.ts";
import type { Row } from "./support/reporter.ts";
import { fold, grouped, PAGE, renderTable } from "./support/table.ts";
import { play as playPrepaid } from "./prepaid.ts";
import { play as playTimeframe } from "./timeframe.ts";
import { play as playWallet } from "./wallet.ts";

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
  const rows: Row[] = [await deploymentRow()];
  const say = (line: string): void => {
    for (const part of fold(line, PAGE - INDENT.length)) console.log(`${INDENT}${part}`);
  };
  // Its two years come first, so that the chain stays at a moment at which the cards and tokens of the others are in use.
  const wallet = await playWallet({
    ethers,
    registry: deployed.get("DeadMansSwitch").address,
    prover: deployed.get("EoaProver").address,
    factory: deployed.get("DeadMansSwitchAccountFactory").address,
    module: deployed.get("DeadMansSwitchModule").address,
    say,
  });
  const timeframe = await playTimeframe({
    ethers,
    factory: deployed.get("TimeframeFactory").address,
    say,
    members: process.env["LAPSE_MEMBERS"],
  });
  const prepaid = await playPrepaid({
    ethers,
    factory: deployed.get("PrepaidFactory").address,
    directory: deployed.get("PrepaidDirectory").address,
    say,
  });
  rows.push(...timeframe.rows, ...prepaid.rows, ...wallet.rows);
  if (!simulated) {
    // The names under which the tasks find tokens, vault and accounts.
    const book = new AddressBook(networkName, "timeframe");
    const { meals, rides } = timeframe.stage;
    await book.record(NAMES.timeframe.meals, await meals.token.getAddress());
    await book.record(NAMES.timeframe.rides, await rides.token.getAddress());
    const { vault } = prepaid.stage;
    await new AddressBook(networkName, "prepaid").record(NAMES.prepaid.vault, await vault.getAddress());
    const accounts = new AddressBook(networkName, "wallet");
    const { accountAddress, people, safe } = wallet.stage;
    await accounts.record(NAMES.wallet.ada, people.ada.address);
    await accounts.record(NAMES.wallet.ben, accountAddress);
    await accounts.record(NAMES.wallet.cara, safe.safe);
  }

  const { columns, isTTY } = process.stdout;
  // Some terminals don't tell their width, or that it is 0.
  console.log(`\n${renderTable(rows, isTTY && columns > 0 ? columns : undefined)}`);
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
