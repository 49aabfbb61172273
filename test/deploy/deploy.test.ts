import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { finished, launch, lineOf, openWorkplace, type Workplace } from "../tasks/support/cli.ts";

const CONTRACTS = [
  "Bequeathable",
  "CappedTimeframeTokenCode",
  "DeadMansSwitch",
  "DeadMansSwitchAccount",
  "DeadMansSwitchAccountFactory",
  "DeadMansSwitchCourseDesk",
  "DeadMansSwitchModule",
  "DeadMansSwitchModule7579",
  "DeadMansSwitchPlanDesk",
  "DelegateProver",
  "EoaProver",
  "FixedPriceBackingCode",
  "GraceTimeframeTokenCode",
  "PlainTimeframeTokenCode",
  "PlanExecutor",
  "PrepaidCardsCode",
  "PrepaidDesk",
  "PrepaidDirectory",
  "PrepaidFactory",
  "PrepaidKeeper",
  "PrepaidVaultCode",
  "ProRataBackingCode",
  "ResidualToken",
  "TimeframeFactory",
  "TimeframeGroups",
  "VehicleCareDesk",
  "VehicleClaimsDesk",
  "VehicleEnrolmentDesk",
  "VehicleHolderDesk",
  "VehicleReportsDesk",
  "VehicleRewardsDesk",
  "VehicleStake",
  "VehicleViewsDesk",
];

describe("hardhat deploy", function () {
  before(function () {
    // The commands run in processes of their own, where instrumented code would only get in the way of the code to be deployed.
    if (hre.globalOptions.coverage) this.skip();
  });

  describe("given two fresh local nodes", function () {
    let first: Workplace;
    let second: Workplace;

    before(async function () {
      [first, second] = await Promise.all([openWorkplace(), openWorkplace()]);
    });

    after(async function () {
      await Promise.all([first.end(), second.end()]);
    });

    it("deploys and records every contract, without a question", async function () {
      const { code, stdout, stderr } = await first.hardhat("deploy", "--network", "localhost");
      expect(code, stderr).to.equal(0);
      expect(stdout).to.match(/^Deployed; sent \d+ transactions\.$/m);
      expect(stdout).to.match(/^TimeframeFactory +0x[0-9a-fA-F]{40}$/m);
      expect(Object.keys(await recordsOf(first))).to.deep.equal(CONTRACTS);
      for (const address of Object.values(await recordsOf(first))) {
        expect(await first.provider.getCode(address)).to.not.equal("0x");
      }
    });

    it("sends nothing in a second run", async function () {
      const before = await stateOf(first);
      const { code, stdout } = await first.hardhat("deploy", "--network", "localhost");
      expect(code).to.equal(0);
      expect(await stateOf(first)).to.deep.equal(before);
      // It ends with what is there.
      const [, summary = ""] = /^Nothing sent: all contracts are there\.\n([^]*)$/m.exec(stdout) ?? [];
      const lines = summary.trimEnd().split("\n");
      expect(Object.fromEntries(lines.map((line) => line.split(/ +/)))).to.deep.equal(await recordsOf(first));
    });

    it("gives the same addresses on another chain, to another nonce", async function () {
      const signer = await second.provider.getSigner(0);
      await (await signer.sendTransaction({ to: signer.address })).wait();
      expect((await second.hardhat("deploy", "--network", "localhost")).code).to.equal(0);
      expect(await recordsOf(second)).to.deep.equal(await recordsOf(first));
    });

    it("deploys again to a node that was started anew, whose records are of another chain", async function () {
      const fresh = await openWorkplace();
      try {
        const run = launch(["deploy", "--network", "localhost"], {
          LAPSE_LOCALHOST_URL: fresh.url,
          LAPSE_DEPLOYMENTS: first.deployments,
        });
        const { code } = await finished(run);
        expect(code).to.equal(0);
        for (const address of Object.values(await recordsOf(first))) {
          expect(await fresh.provider.getCode(address), address).to.not.equal("0x");
        }
      } finally {
        await fresh.end();
      }
    });
  });

  describe("given a public network without its secrets", function () {
    it("fails with the name of the variable that is missing", async function () {
      const result = await finished(launch(["deploy", "--network", "sepolia", "--skip-prompts"], {}));
      expect(result.code).to.equal(1);
      expect(result.stderr).to.match(/SEPOLIA_(RPC_URL|PRIVATE_KEY)/);
      expect(result.stderr).to.not.match(/\n\s+at /);
    });
  });

  describe("given no node", function () {
    it("says how to start one", async function () {
      const result = await finished(
        launch(["deploy", "--network", "localhost"], { LAPSE_LOCALHOST_URL: "http://127.0.0.1:1" }),
      );
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.match(/^No node answers at http:\/\/127\.0\.0\.1:1; .*npx hardhat node/);
    });
  });
});

async function recordsOf({ deployments }: Workplace): Promise<Record<string, string>> {
  const folder = join(deployments, "localhost");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
  const records = names.map(async (name) => {
    const record: unknown = JSON.parse(await readFile(join(folder, name), "utf8"));
    if (typeof record !== "object" || record === null || !("address" in record))
      throw new Error(`${name} has no address`);
    return [name.replace(".json", ""), String(record.address)] as const;
  });
  return Object.fromEntries(await Promise.all(records));
}

async function stateOf({ provider }: Workplace) {
  const accounts = await provider.listAccounts();
  return {
    block: await provider.getBlockNumber(),
    nonces: await Promise.all(accounts.map((account) => provider.getTransactionCount(account))),
  };
}
