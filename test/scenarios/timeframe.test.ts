import { expect } from "chai";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { play, type Played } from "../../scenarios/timeframe.ts";

/** Late in 2027, so that the quarter is the first of 2028. Given, so that the figures are the same whenever this runs. */
const INITIAL_DATE = "2027-11-01T00:00:00Z";

describe("given a town's programme of 240 members, when the first quarter of 2028 is played", function () {
  const said: string[] = [];
  let played: Played;

  before(async function () {
    const { ethers, provider } = await network.create({ override: { initialDate: INITIAL_DATE } });
    const deployed = await loadAndExecuteDeploymentsFromFiles({ provider });
    played = await play({
      ethers,
      factory: deployed.get("TimeframeFactory").address,
      say: (line) => said.push(line),
    });
  });

  it("then it tells and tabulates every step, in the order of time", function () {
    expect(played.rows.map(({ step }) => step)).to.deep.equal([
      "money",
      "create backings",
      "create tokens",
      "fund pools",
      "open groups",
      "members",
      "providers",
      "January: request",
      "budget change",
      "January: ride",
      "week 1: spend",
      "join by voucher",
      "join by proof",
      "week 2: spend",
      "transfer",
      "leave",
      "week 3: spend",
      "refused transfer",
      "week 4: spend",
      "end of 2028-01-31",
      "January: collect",
      "quota change",
      "February: hand out",
      "February: ride",
      "week 5: spend",
      "new week",
      "week 6: spend",
      "removal",
      "week 7: spend",
      "refused return",
      "week 8: spend",
      "end of 2028-02-29",
      "February: collect",
      "week 9: spend",
      "March: hand out",
      "March: ride",
      "week 10: spend",
      "week 11: spend",
      "week 12: spend",
      "week 13: spend",
      "end of 2028-03-31",
      "March: collect",
      "settlement",
      "next quarter",
      "history",
    ]);
    expect(said).to.deep.equal(played.rows.map(({ step, change }) => `${step}: ${change}`));
  });

  it("then both tokens of the programme came into being in one transaction, and reading cost nothing", function () {
    const countOf = (wanted: string) => played.rows.find(({ step }) => step === wanted)?.count;
    expect(countOf("create tokens")).to.equal(1);
    expect(countOf("February: hand out")).to.equal(1);
    expect(countOf("new week")).to.equal(0);
    expect(countOf("history")).to.equal(0);
  });

  it("then members hold the quotas of the last week, those who left nothing, and no ride has outlived its month", async function () {
    const { meals, rides, residents, carers, clinics, visitor, volunteer } = played.stage;
    expect([residents.length, carers.length, clinics.length]).to.deep.equal([147, 52, 40]);
    const spent = meals.book.inFrame(await meals.token.currentEpoch());
    expect(await meals.token.totalSupply()).to.equal(147n * 45n + 52n * 60n - spent);
    for (const gone of [visitor, volunteer]) expect(await meals.token.balanceOf(gone)).to.equal(0n);
    expect(await rides.token.totalSupply()).to.equal(0n);
  });

  it("then the units spent and the money paid are these, to the last unit", async function () {
    const { asset, meals, rides, sponsor } = played.stage;
    const moneyOf = async (accounts: readonly { address: string }[]) => {
      const amounts = await Promise.all(accounts.map(({ address }) => asset.balanceOf(address)));
      return amounts.reduce((total, amount) => total + amount, 0n);
    };
    expect(meals.book.earned()).to.equal(2_104n);
    expect(await moneyOf(meals.providers)).to.equal(2_104n * 4_500_000n);
    expect(rides.book.earned()).to.equal(6_378n);
    expect(await moneyOf(rides.providers)).to.equal(19_648_999_999n);
    // What rounding left of the pots came back too; 10,000 wait for the next quarter.
    expect(await moneyOf([sponsor])).to.equal(41_883_000_001n);
    expect(played.rows.find(({ step }) => step === "settlement")?.change).to.equal(
      "29,116.999999 with providers + 51,883.000001 back = 81,000.000000, to the last unit",
    );
    expect(await asset.balanceOf(await meals.token.backing())).to.equal(10_000_000_000n);
  });
});
