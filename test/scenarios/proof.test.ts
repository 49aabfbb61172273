import { expect } from "chai";

import { Reporter } from "../../scenarios/support/reporter.ts";
import { proveHistory } from "../../scenarios/timeframe/proof.ts";
import {
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  moveTo,
  networkHelpers,
  NO_END,
  openGroup,
  START,
  WEEK,
} from "../timeframe/fixture.ts";
import { expectRejection, failingBefore } from "../timeframe/sdk-helpers.ts";

describe("given a token with events in two weeks, when the scenario proves its history", () => {
  async function story() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ann, bob] = system.people;
    const token = await createToken(system, Layout.PLAIN);
    const group = await openGroup(system, token, { quota: 40n });
    await system.groups.addMembers(token, group, [ann!, bob!], NO_END);
    await moveTo(START + WEEK);
    await token.connect(ann).transfer(bob!, 5n);
    const said: string[] = [];
    return { token, said, reporter: await Reporter.from("timeframe", ethers.provider, (line) => said.push(line)) };
  }

  it("then it says how many balances of how many weeks agree", async () => {
    const { token, said, reporter } = await story();
    await proveHistory({ meals: { token }, rides: { token }, reporter });
    expect(said).to.deep.equal(["history: 12 balances of 4 frames, from events = chain"]);
  });

  it("then it fails where the node has lost one of them, instead of proving the rest alone", async () => {
    const { token, said, reporter } = await story();
    const lost = Object.assign(new Error("missing trie node 5d0d (path ) <nil>"), { code: -32000 });
    const node = failingBefore(ethers.provider, await ethers.provider.getBlockNumber(), lost);
    const rides = { token: token.connect(node) };
    await expectRejection(
      proveHistory({ meals: { token }, rides, reporter }),
      Error,
      "the number of frames of which the node keeps no state is 1, but must be 0",
    );
    expect(said).to.deep.equal([]);
  });
});
