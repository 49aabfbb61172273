import { expect } from "chai";

import { createToken, deployTimeframe, Layout, networkHelpers, openGroup } from "./fixture.ts";

describe("Regressions of timeframe", () => {
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const token = await createToken(system, Layout.PLAIN);
    const group = await openGroup(system, token);
    return { ...system, token, group, member: system.people[0]! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("given a batch whose gas does not reach to its last item", () => {
    it("refuses the batch instead of leaving the item out", async () => {
      const { groups, token, group, member } = await load();
      // The first known end of a group writes eight counters: so much gas that a 64th of it, which is left when the item fails, would pay
      // for leaving the item out. A node that halves its way to the least gas that goes through would give this much.
      const full = (await groups.addMembers.estimateGas(token, group, [member], 9n)) - 5_000n;
      await expect(groups.addMembers(token, group, [member], 9n, { gasLimit: full }))
        .to.be.revertedWithCustomError(groups, "TimeframeItemOutOfGas")
        .withArgs(member.address);
    });

    it("goes through with the gas that the node estimates", async () => {
      const { groups, token, group, member } = await load();
      const gasLimit = await groups.addMembers.estimateGas(token, group, [member], 9n);
      await groups.addMembers(token, group, [member], 9n, { gasLimit });
      expect((await token.accountOf(member)).until).to.equal(9n);
    });
  });
});
