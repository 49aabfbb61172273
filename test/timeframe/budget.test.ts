import { expect } from "chai";
import hre from "hardhat";

import { measureAll } from "../../bench/timeframe/operations.ts";
import { measurePages } from "../../bench/timeframe/pages.ts";
import { TRANSACTION_CAP } from "../../bench/results.ts";
import { OURS, PEERS, type Recipe, turnFrames } from "../../bench/timeframe/subjects.ts";
import { deployTimeframe, networkHelpers } from "./fixture.ts";

/** Receipt gas at a turn of a frame, with some members beside the two who act, and after some frames in which nothing happened. */
async function gasOf(recipe: Recipe, members = 1, idleFrames = 0): Promise<Map<string, number>> {
  const system = await networkHelpers.loadFixture(deployTimeframe);
  const subject = await recipe.create(system, members);
  if (subject.kind === "ours") await turnFrames(subject.token, 1 + idleFrames);
  return new Map((await measureAll(system, subject, idleFrames)).map(({ operation, gas }) => [operation, gas]));
}

async function gasOfName(name: string): Promise<Map<string, number>> {
  const recipe = [...OURS, ...PEERS].find((each) => each.name === name);
  if (recipe === undefined) throw new Error(`no ${name}`);
  return gasOf(recipe);
}

const KNOWN = "transfer, both known";
const FIRST_TOUCH = "transfer, first touch of both";
const PLAIN = "PLAIN, fixed frames";

describe("Gas budgets of timeframe", () => {
  before(function () {
    // Instrumented code costs more than what is deployed.
    if (hre.globalOptions.coverage) this.skip();
  });

  describe("given the calldata with which the peers were measured", () => {
    // The budgets were set beside these figures, so they hold only where the same ones come out.
    it("a transfer of OpenZeppelin's ERC-20 costs 34,359", async () => {
      expect((await gasOfName("OpenZeppelin ERC-20")).get(KNOWN)).to.equal(34_359);
    });

    it("a transfer of solady's ERC-20 costs 34,007", async () => {
      expect((await gasOfName("solady ERC-20")).get(KNOWN)).to.equal(34_007);
    });
  });

  describe("when both accounts are known in the frame", () => {
    it("a PLAIN transfer with fixed frames costs at most 35,300", async () => {
      expect((await gasOfName(PLAIN)).get(KNOWN)).to.be.at.most(35_300);
    });

    it("a PLAIN transfer with calendar months costs at most 35,700", async () => {
      expect((await gasOfName("PLAIN, calendar months")).get(KNOWN)).to.be.at.most(35_700);
    });

    for (const name of ["CAPPED, no cap", "CAPPED, with a cap"]) {
      it(`a transfer of ${name} costs at most 38,300: 3,000 more than PLAIN may`, async () => {
        expect((await gasOfName(name)).get(KNOWN)).to.be.at.most(35_300 + 3_000);
      });
    }
  });

  describe("when a transfer is the first touch of the frame for both", () => {
    for (const name of [PLAIN, "PLAIN, calendar months", "GRACE"]) {
      it(`it costs at most 48,000 in ${name}, events included`, async () => {
        expect((await gasOfName(name)).get(FIRST_TOUCH)).to.be.at.most(48_000);
      });
    }
  });

  describe("whatever the number of members and of idle frames (law 4)", () => {
    for (const recipe of OURS) {
      it(`a transfer or request of ${recipe.name} costs the same to the last unit of gas`, async () => {
        const few = await gasOf(recipe, 1, 1);
        const many = await gasOf(recipe, 700, 999);
        const transfers = [...few].filter(([operation]) => /^(transfer|request)/.test(operation));
        expect(transfers.length).to.be.at.least(1);
        for (const [operation, gas] of transfers) {
          // The number of a later frame is one more byte of calldata that is not zero.
          const more = operation.startsWith("transferAtEpoch") ? 12 : 0;
          expect(many.get(operation), operation).to.be.within(gas, gas + more);
        }
      });
    }
  });

  describe("when the dearest page is sent with a gas limit of 2^24", () => {
    it("every function that pages gets through", async () => {
      const pages = await measurePages(await networkHelpers.loadFixture(deployTimeframe));
      expect(pages.map(({ operation }) => operation)).to.deep.equal([
        "addMembers",
        "addMembers",
        "removeMembers",
        "handOut",
        "admitProviders",
        "collect",
        "totalSupply",
        "createTokens",
      ]);
      for (const { operation, gas } of pages) expect(gas, operation).to.be.below(TRANSACTION_CAP);
    });
  });
});
