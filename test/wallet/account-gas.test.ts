import { expect } from "chai";
import hre from "hardhat";

import { handle, networkHelpers, note, operationOf, sendBatch, setNextTime } from "./account-fixture.ts";
import { deployTwins } from "./account-twins.ts";

/** What the switch may add to an act. */
const OPERATION_BUDGET = 5_300n;
const BATCH_BUDGET = 500n;
/** Signatures and addresses have more and fewer zero bytes, which cost 12 gas less each; their signs are even. */
const ROUNDS = 5;

describe("account: what its switch costs", () => {
  before(function () {
    if (hre.globalOptions.coverage) this.skip();
  });

  const load = () => networkHelpers.loadFixture(deployTwins);

  /** By how much more acting costs the one account, on average. */
  async function overhead(act: (which: "switched" | "twin") => Promise<{ gasUsed: bigint }>): Promise<bigint> {
    let sum = 0n;
    for (let round = 0; round < ROUNDS; ++round) {
      await setNextTime(60n);
      sum += (await act("switched")).gasUsed;
      await setNextTime(60n);
      sum -= (await act("twin")).gasUsed;
    }
    return sum / BigInt(ROUNDS);
  }

  it("stays within 5,300 gas for a user operation, be its issue said or not", async () => {
    const { relayer, ann, probeAddress, ...both } = await load();
    for (const changes of [{}, { issuedAt: 0n }]) {
      const cost = await overhead(async (which) =>
        handle(relayer, await operationOf(ann, both[which], [note(probeAddress)], changes)),
      );
      expect(cost).to.be.greaterThan(2_000n).and.lessThanOrEqual(OPERATION_BUDGET);
    }
  });

  it("stays within 500 gas for a signed batch, whose number is in the same word", async () => {
    const { relayer, ann, probeAddress, ...both } = await load();
    const cost = await overhead((which) => sendBatch(relayer, ann, both[which], [note(probeAddress)]));
    expect(cost).to.be.greaterThan(0n).and.lessThanOrEqual(BATCH_BUDGET);
  });
});
