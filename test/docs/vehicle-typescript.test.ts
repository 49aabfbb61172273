import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { formatUnits } from "ethers";
import hre from "hardhat";

import { root } from "../../scripts/gates/gate.ts";
import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { deployStake } from "../vehicle/deploy-stake.ts";
import { programsIn, typeFaultsOf, useFolder, withNode } from "./support/programs.ts";

const page = readFileSync(join(root, "docs/vehicle.md"), "utf8");
const [first = "", second = "", ...more] = programsIn(page);

describe("TypeScript in docs/vehicle.md", () => {
  const folder = useFolder("docs-vehicle");

  it("type-checks against what the package exports", function () {
    // A compiler starts and reads the typings of ethers.
    this.timeout(180_000);
    expect(more).to.deep.equal([]);
    expect(typeFaultsOf([first, second], folder)).to.deep.equal([]);
  });

  it("runs against a local node and prints what its comments say, from the enrolment to the sale", async function () {
    if (hre.globalOptions.coverage) this.skip();
    this.timeout(120_000);
    await withNode(folder, async ({ ethers, run }) => {
      const [deployer] = await ethers.getSigners();
      const { stake } = await deployStake(deployer!);
      const dollar = await new MockERC20__factory(deployer!).deploy("Dollar", "USD", 6);
      const [stakeAt, asset] = await Promise.all([stake.getAddress(), dollar.getAddress()]);

      const reports = await run(first, "car", [stakeAt, asset]);
      const vehicle = reports.pop()?.[0] as string;
      expect(reports).to.deep.equal([
        [1n, "22585.35", "1195.695"],
        [2n, "25242.45", "398.565"],
      ]);
      const { value, residual, consumed } = await stake.bookOf(vehicle);
      // The last row of the accounting, which these two reports come to.
      expect([value, residual, consumed].map((amount) => formatUnits(amount, 6))).to.deep.equal([
        "25242.45",
        "398.565",
        "4358.985",
      ]);

      const seen = await run(second, "buyer", [stakeAt, vehicle]);
      expect(seen.splice(3, 1)[0]![0]).to.match(/^Report 1: accident of 15 % at 20000 km/);
      expect(seen).to.deep.equal([[true, false, null], [true], [2, true], [[true, true, true], 0n], [true]]);
    });
  });
});
