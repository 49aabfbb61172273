import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { root } from "../../scripts/gates/gate.ts";
import { accept, findPlan } from "../../src/wallet/index.ts";
import { programsIn, typeFaultsOf, useFolder, withNode } from "./support/programs.ts";
import { deployOn } from "./support/wallet.ts";

const page = readFileSync(join(root, "docs/wallet.md"), "utf8");
const [first = "", second = "", ...more] = programsIn(page);
const DAY = 86_400n;

describe("TypeScript in docs/wallet.md", () => {
  const folder = useFolder("docs-wallet");

  it("type-checks against what the package exports", function () {
    // A compiler starts and reads the typings of ethers.
    this.timeout(180_000);
    expect(more).to.deep.equal([]);
    expect(typeFaultsOf([first, second], folder)).to.deep.equal([]);
  });

  it("runs against a local node and prints what its comments say, from the plan to the heir", async function () {
    if (hre.globalOptions.coverage) this.skip();
    this.timeout(120_000);
    await withNode(folder, async ({ ethers, networkHelpers, run }) => {
      const signers = await ethers.getSigners();
      const [deployer, ada, spouse, child] = [0, 17, 18, 19].map((place) => signers[place]);
      const { registry, prover, dollar } = await deployOn(deployer!);
      await dollar.mint(ada!, 1_000n);
      const [registryAt, asset] = await Promise.all([registry.getAddress(), dollar.getAddress()]);
      const plan = await run(first, "plan", [registryAt, await prover.getAddress(), asset]);
      expect(plan).to.deep.equal([[1n, 1n], [90n]]);

      const neighbour = () => run(second, `neighbour-${Math.random()}`, [registryAt, ada!.address]);
      await networkHelpers.time.increase(91n * DAY);
      // Evidence comes from the block before the newest.
      await networkHelpers.mine();
      const [[, executableAt] = []] = await neighbour();
      expect(executableAt).to.equal(BigInt(await networkHelpers.time.latest()) + 7n * DAY);
      await networkHelpers.time.increase(7n * DAY);
      const found = await findPlan(registryAt, ada!.address, spouse!);
      await accept(spouse!, registryAt, found!);
      expect(await neighbour()).to.deep.equal([[1, 0, true]]);
      expect(await dollar.balanceOf(spouse!)).to.equal(1_000n);
      expect(await dollar.balanceOf(child!)).to.equal(0n);
    });
  });
});
