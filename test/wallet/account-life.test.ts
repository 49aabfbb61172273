import { expect } from "chai";

import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import { DAY, deployAccounts, lifeOf, networkHelpers } from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);

describe("account: what isn't life", () => {
  describe("what comes in, and strangers' calls", () => {
    it("is not life", async () => {
      const { account, address, ben, token, collection, tokens, relayer } = await load();
      const before = await lifeOf(account);
      await networkHelpers.time.increase(400n * DAY);
      await ben.sendTransaction({ to: address, value: 1n });
      await token.mint(address, 5n);
      await collection.mint(address, 1n);
      await tokens.mint(address, 1n, 5n);
      await tokens.mintBatch(address, [1n, 2n], [5n, 6n]);
      await entryPointAt(relayer).getFunction("depositTo").send(address, { value: 7n });
      expect(await collection.ownerOf(1n)).to.equal(address);
      expect(await tokens.balanceOf(address, 1n)).to.equal(10n);
      expect(await lifeOf(account)).to.equal(before);
      expect(await account.isOwnersAct(account)).to.equal(false);
    });

    it("tells of itself alone", async () => {
      const { account, ben } = await load();
      const until = BigInt(await networkHelpers.time.latest());
      expect(await account.silentUntil(account, "0x")).to.equal(until);
      expect(await account.holderOf(account)).to.equal(await account.getAddress());
      expect((await account.lifeOf(account)).suspendedAt).to.equal(0n);
      for (const asking of [
        account.lifeOf(ben),
        account.silentUntil(ben, "0x"),
        account.holderOf(ben),
        account.isOwnersAct(ben),
      ])
        await expect(asking)
          .to.be.revertedWithCustomError(account, "LifeUnknown")
          .withArgs(ben.address, "another account");
    });
  });

  it("knows its own functions from others'", async () => {
    const { account, ben, ann } = await load();
    for (const sender of [ben, ann]) {
      await expect(account.connect(sender).authorizeOperator(ben, 2n ** 40n))
        .to.be.revertedWithCustomError(account, "AccountUnauthorized")
        .withArgs(sender.address);
      await expect(account.connect(sender).rotateOwner(ben.address)).to.be.revertedWithCustomError(
        account,
        "AccountUnauthorized",
      );
    }
  });
});
