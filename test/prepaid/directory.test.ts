import { expect } from "chai";
import { encodeBytes32String } from "ethers";

import { PrepaidDirectory__factory } from "../../types/ethers-contracts/index.js";
import { ethers, gasOf, networkHelpers } from "./fixture.ts";

describe("PrepaidDirectory", () => {
  const root = encodeBytes32String("root");

  async function deploy() {
    const [publisher] = await ethers.getSigners();
    return { publisher: publisher!, directory: await new PrepaidDirectory__factory(publisher!).deploy() };
  }
  const load = () => networkHelpers.loadFixture(deploy);
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      merchant: `0x${(i + 1).toString(16).padStart(40, "f")}`,
      category: i % 256,
    }));

  it("puts a page into an event, with its place in the list", async () => {
    const { directory, publisher } = await load();
    const page = entries(2);
    await directory.publish(root, 600n, page);
    const [event] = await directory.queryFilter(directory.filters.MerchantsPublished(root, publisher));
    expect(event?.args.first).to.equal(600n);
    expect(event?.args.merchants.map(({ merchant, category }) => [merchant.toLowerCase(), category])).to.deep.equal(
      page.map(({ merchant, category }) => [merchant, BigInt(category)]),
    );
  });

  it("refuses a page without entries", async () => {
    const { directory } = await load();
    await expect(directory.publish(root, 0n, []))
      .to.be.revertedWithCustomError(directory, "PrepaidPageEmpty")
      .withArgs(root);
  });

  it("takes 2,000 entries in a transaction that nodes pass on, and that fits a block's cap", async () => {
    const { directory } = await load();
    const page = entries(2_000);
    const { data } = await directory.publish.populateTransaction(root, 0n, page);
    expect((data.length - 2) / 2).to.be.below(128 * 1024 - 500);
    expect(await gasOf(directory.publish(root, 0n, page))).to.be.below(2n ** 24n);
  });
});
