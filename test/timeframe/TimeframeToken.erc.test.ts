import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { PlainTimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import { shouldBehaveLikeERC20 } from "./ERC20.behavior.ts";
import { shouldBehaveLikeERC2612 } from "./ERC2612.behavior.ts";
import { shouldBehaveLikeERC7818 } from "./ERC7818.behavior.ts";
import {
  createToken,
  deployTimeframe,
  eventsOf,
  Layout,
  LAYOUTS,
  networkHelpers,
  NO_END,
  openGroup,
  startOfFrame,
} from "./fixture.ts";

for (const [name, layout] of LAYOUTS) {
  describe(`a ${name} token as its ERCs have it`, () => {
    async function fixture() {
      const system = await networkHelpers.loadFixture(deployTimeframe);
      const [holder, receiver, spender] = system.people;
      const token = await createToken(system, layout);
      const group = await openGroup(system, token);
      await system.groups.addMembers(token, group, [holder!, receiver!], NO_END);
      return { token, holder: holder!, receiver: receiver!, spender: spender! };
    }
    const load = () => networkHelpers.loadFixture(fixture);

    describe("ERC-20", () => {
      shouldBehaveLikeERC20(load);
    });
    describe("ERC-2612", () => {
      shouldBehaveLikeERC2612(load);
    });
    describe("ERC-7818", () => {
      shouldBehaveLikeERC7818(layout === Layout.GRACE ? 2n : 1n, load);
    });

    describe("name, symbol and decimals", () => {
      it("are those of its terms", async () => {
        const system = await networkHelpers.loadFixture(deployTimeframe);
        const created = await createToken(system, layout, { name: "Power", symbol: "kWh", decimals: 3n });
        const token = PlainTimeframeToken__factory.connect(await created.getAddress(), system.administrator);
        expect(await token.name()).to.equal("Power");
        expect(await token.symbol()).to.equal("kWh");
        expect(await token.decimals()).to.equal(3n);
      });
    });

    describe("the first touch of an account in a frame", () => {
      it("tells of all that expired and all that was granted, once", async () => {
        const { token, holder, receiver } = await load();
        await token.connect(holder).transfer(receiver, 10n);
        await networkHelpers.time.increaseTo(startOfFrame(5n));
        // What the events told before, 30 and 50 units, is gone; what is valid now is there.
        const valid = layout === Layout.GRACE ? 80n : 40n;
        expect(await eventsOf(token.connect(holder).transfer(receiver, 0n), token)).to.deep.equal([
          ["Transfer", holder.address, ZeroAddress, 30n],
          ["Transfer", ZeroAddress, holder.address, valid],
          ["Transfer", receiver.address, ZeroAddress, 50n],
          ["Transfer", ZeroAddress, receiver.address, valid],
          ["Transfer", holder.address, receiver.address, 0n],
        ]);
        expect(await eventsOf(token.connect(holder).transfer(receiver, 0n), token)).to.deep.equal([
          ["Transfer", holder.address, receiver.address, 0n],
        ]);
      });
    });
  });
}
