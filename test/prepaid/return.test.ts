import { expect } from "chai";
import { Contract, ZeroHash } from "ethers";

import { deployPrepaid, ethers, fund, HOUR, moveTo, networkHelpers, nextBlockAt, provider, START } from "./fixture.ts";

/** What any wallet knows of a token. */
const ERC20 = ["function balanceOf(address owner) view returns (uint256)"];

describe("prepaid: value that returns by itself", () => {
  async function issued() {
    const system = await networkHelpers.loadFixture(deployPrepaid);
    const [company, ann] = system.people;
    await fund(system, company!, 1_000n);
    const vault = system.vault.connect(company);
    await vault.issue(1n, ann!, false, 400n, START + 10n * HOUR);
    await vault.issue(2n, ann!, false, 300n, START + 10n * HOUR);
    await vault.issue(3n, ann!, false, 200n, START + 50n * HOUR);
    await vault.issue(4n, ann!, false, 100n, START + 4_000n * HOUR);
    return { ...system, vault, company: company!, ann: ann! };
  }
  const load = () => networkHelpers.loadFixture(issued);
  const blockNumber = async (): Promise<bigint> =>
    BigInt((await provider.request({ method: "eth_blockNumber" })) as string);

  it("raises the purchaser's balance in the very second, with no transaction by anyone", async () => {
    const { vault, company } = await load();
    const token = new Contract(await vault.getAddress(), ERC20, company.provider);
    const balance = async (): Promise<bigint> => (await token.getFunction("balanceOf")(company.address)) as bigint;
    const first = await company.getNonce();
    expect(await balance()).to.equal(0n);
    const returns: [bigint, bigint, bigint][] = [
      [START + 10n * HOUR, 0n, 700n],
      [START + 50n * HOUR, 700n, 900n],
      [START + 4_000n * HOUR, 900n, 1_000n],
    ];
    for (const [expiry, before, after] of returns) {
      for (const [moment, expected] of [
        [expiry - 1n, before],
        [expiry, after],
        [expiry + 1n, after],
      ] as const) {
        await moveTo(moment);
        expect(await balance()).to.equal(expected);
        // The only block since the last look is the empty one that moved the time.
        const block = (await provider.request({
          method: "eth_getBlockByNumber",
          params: [`0x${(await blockNumber()).toString(16)}`, false],
        })) as { transactions: string[]; timestamp: string };
        expect(block.transactions).to.deep.equal([]);
        expect(BigInt(block.timestamp)).to.equal(moment);
      }
    }
    expect(await company.getNonce()).to.equal(first);
  });

  it("buys the next instrument from it, and gives the rest out in one call", async () => {
    const { vault, company, ann, asset } = await load();
    // In the second of the return, 700 are there again.
    await nextBlockAt(START + 10n * HOUR);
    await vault.issue(5n, ann, false, 650n, START + 20n * HOUR);
    expect(await vault.balanceOf(company)).to.equal(50n);
    await moveTo(START + 4_000n * HOUR);
    expect(await vault.balanceOf(company)).to.equal(1_000n);
    await expect(vault.withdrawAll(company)).to.changeTokenBalances(ethers, asset, [company, vault], [1_000n, -1_000n]);
    expect(await vault.balanceOf(company)).to.equal(0n);
  });

  it("refuses the holder from that second on, and not before", async () => {
    const { vault, ann, company } = await load();
    const id = await vault.idOf(company, 1n);
    const held = vault.connect(ann);
    await nextBlockAt(START + 10n * HOUR - 1n);
    await held.redeem(id, 1n, ann, ZeroHash);
    await nextBlockAt(START + 10n * HOUR);
    await expect(held.redeem(id, 1n, ann, ZeroHash))
      .to.be.revertedWithCustomError(vault, "PrepaidExpired")
      .withArgs(id, START + 10n * HOUR);
  });
});
