import { expect } from "chai";
import { network } from "hardhat";

import { CodeStore__factory } from "../../types/ethers-contracts/index.js";

const { ethers } = await network.create();

describe("CodeStore", () => {
  for (const data of ["0x", "0x60", `0x${"5b".repeat(24_575)}`]) {
    const length = (data.length - 2) / 2;

    it(`holds ${length} bytes behind one STOP`, async () => {
      const signer = await ethers.provider.getSigner(0);
      const store = await new CodeStore__factory(signer).deploy(data);
      expect(await store.getDeployedCode()).to.equal(`0x00${data.slice(2)}`);
    });
  }

  it("does nothing when it is called, whatever it holds", async () => {
    const signer = await ethers.provider.getSigner(0);
    // PUSH0 PUSH0 REVERT: it would revert if it ran.
    const store = await new CodeStore__factory(signer).deploy("0x5f5ffd");
    expect(await ethers.provider.call({ to: await store.getAddress(), data: "0x12345678" })).to.equal("0x");
  });
});
