import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { PlainTimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import {
  BackingKind,
  createToken,
  deployTimeframe,
  Layout,
  NO_CAP,
  networkHelpers,
  openGroup,
  tokenTerms,
} from "./fixture.ts";

/** Inputs at or beyond the edge of what fits: each meets a typed error, none wraps. */
describe("timeframe limits", () => {
  const deploy = () => networkHelpers.loadFixture(deployTimeframe);

  describe("given a CAPPED token", () => {
    it("refuses a receive cap that its account word can't count up to", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.CAPPED);
      const widest = 2n ** 80n - 1n;
      await expect(openGroup(system, token, { receiveCap: widest + 1n }))
        .to.be.revertedWithCustomError(token, "TimeframeWidthExceeded")
        .withArgs(widest + 1n, widest);
      const group = await openGroup(system, token, { receiveCap: widest });
      await expect(system.groups.scheduleReceiveCap(token, group, NO_CAP - 1n))
        .to.be.revertedWithCustomError(token, "TimeframeWidthExceeded")
        .withArgs(NO_CAP - 1n, widest);
      await system.groups.scheduleReceiveCap(token, group, NO_CAP);
      expect((await token.groupOf(group)).receiveCapNext).to.equal(NO_CAP);
    });
  });

  describe("given any epoch number", () => {
    for (const layout of [Layout.PLAIN, Layout.CAPPED, Layout.GRACE]) {
      it(`answers 0 for the last number there is, in layout ${layout}`, async () => {
        const system = await deploy();
        const token = await createToken(system, layout);
        expect(await token.balanceOfAtEpoch(2n ** 256n - 1n, system.administrator)).to.equal(0n);
        expect(await token.isEpochExpired(2n ** 256n - 1n)).to.equal(false);
      });
    }

    it("has a typed error for the bounds of a frame beyond the last", async () => {
      const system = await deploy();
      const created = await createToken(system, Layout.PLAIN);
      // The errors of the kernel are in the contract's ABI, not in that of its interface.
      const token = PlainTimeframeToken__factory.connect(await created.getAddress(), system.administrator);
      for (const epoch of [2n ** 32n, 2n ** 256n - 1n]) {
        await expect(token.getEpochInfo(epoch))
          .to.be.revertedWithCustomError(token, "FrameClockOutOfRange")
          .withArgs(epoch);
      }
    });
  });

  describe("given the factory", () => {
    it("refuses a token that nobody administers", async () => {
      const system = await deploy();
      await expect(createToken(system, Layout.PLAIN, { administrator: ZeroAddress })).to.be.revertedWithCustomError(
        system.factory,
        "TimeframeAdministratorMissing",
      );
    });

    it("names what stands there already when the same is created again", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN);
      await expect(createToken(system, Layout.PLAIN))
        .to.be.revertedWithCustomError(system.factory, "TimeframeCreatedBefore")
        .withArgs(await token.getAddress());

      const salt = `0x${"07".repeat(32)}`;
      const backing = [BackingKind.FIXED_PRICE, ZeroAddress, system.sponsor.address, salt] as const;
      await system.factory.createBacking(...backing);
      await expect(system.factory.createBacking(...backing)).to.be.revertedWithCustomError(
        system.factory,
        "TimeframeCreatedBefore",
      );
      // The same salt for another creator is another address.
      const [stranger] = system.people;
      if (stranger === undefined) throw new Error("the fixture has people");
      const terms = tokenTerms(system);
      await system.factory.connect(stranger).createToken(Layout.PLAIN, terms, `0x${"00".repeat(32)}`);
    });
  });
});
