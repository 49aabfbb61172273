import { expect } from "chai";

import { fits, inOrder, within } from "../../scripts/mutation/schedule.ts";

const suites = [
  { title: "plans", file: "/x/test/wallet/plans.test.ts" },
  { title: "EoaProver", file: "/x/test/wallet/EoaProver.test.ts" },
  { title: "life of a Safe", file: "/x/test/wallet/safe-life.test.ts" },
  { title: "the model", file: "/x/test/wallet/model.test.ts" },
];
const order = (file: string, kills: Record<string, number> = {}, seconds: Record<string, number> = {}): string[] =>
  inOrder(suites, file, { kills, seconds }).map(({ title }) => title);

describe("the order in which tests judge a mutant", () => {
  it("begins with those that fit the contract by name", () => {
    expect(order("contracts/wallet/EoaProver.sol")[0]).to.equal("EoaProver");
    expect(order("contracts/wallet/SafeGuard.sol")[0]).to.equal("life of a Safe");
  });

  it("begins with those that are written down as fitting, where names tell nothing", () => {
    expect(order("contracts/wallet/SwitchClock.sol")[0]).to.equal("plans");
    expect(order("contracts/wallet/NonceProver.sol")[0]).to.equal("EoaProver");
    expect(fits("test/vehicle/claims-undo.test.ts", "contracts/vehicle/VehicleEffects.sol")).to.equal(true);
    expect(fits("test/vehicle/claims-undo.test.ts", "contracts/vehicle/VehicleHolder.sol")).to.equal(false);
  });

  it("puts first what has killed often in little time, whatever its name", () => {
    const file = "contracts/wallet/EoaProver.sol";
    const kills = { [`${file} the model`]: 100 };
    expect(order(file, kills, { "the model": 10 })[0]).to.equal("the model");
    expect(order(file, kills, { "the model": 1_000 })[0]).to.equal("EoaProver");
    // Kills of another file's mutants tell nothing about this one's.
    expect(order(file, { "contracts/wallet/PlanRules.sol the model": 100 })[0]).to.equal("EoaProver");
  });

  it("keeps all of them", () => {
    expect(order("contracts/wallet/PlanExecutor.sol")).to.have.members(suites.map(({ title }) => title));
  });

  it("takes no word for a name that many contracts have", () => {
    expect(fits("test/wallet/account-switch.test.ts", "contracts/wallet/DeadMansSwitchModule7579.sol")).to.equal(false);
    expect(fits("test/wallet/module7579-life.test.ts", "contracts/wallet/DeadMansSwitchModule7579.sol")).to.equal(true);
    expect(fits("test/kernel/ChainProof.test.ts", "contracts/kernel/ChainProof.sol")).to.equal(true);
  });

  it("leaves out what would take too long together, but nothing that fits", () => {
    const seconds = { plans: 5, EoaProver: 20, "life of a Safe": 6 };
    const left = (patience: number, file = "PlanDigest.sol"): string[] =>
      within(patience, suites, file, seconds).map(({ title }) => title);
    expect(left(11)).to.deep.equal(["plans", "life of a Safe", "the model"]);
    expect(left(4)).to.deep.equal(["the model"]);
    // What fits has used up the time of all that comes behind it, but for what takes none that is known.
    expect(left(4, "SafeGuard.sol")).to.deep.equal(["life of a Safe"]);
    expect(left(Infinity)).to.deep.equal(suites.map(({ title }) => title));
  });
});
