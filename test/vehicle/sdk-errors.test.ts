import { expect } from "chai";
import { encodeBytes32String, Interface, parseUnits } from "ethers";

import { ClaimState, ERRORS, explainError, type Formatters, retell, State } from "../../src/vehicle/index.ts";
import { holdErrorTable } from "../error-table.ts";
import { enrolled, load, report, secureKey } from "./fixture.ts";

const toldOf = (name: keyof typeof ERRORS, values: readonly unknown[], formatters?: Formatters) => {
  const codec = new Interface([`error ${ERRORS[name].signature}`]);
  return explainError(codec.encodeErrorResult(name, values), formatters);
};

describe("explainError of vehicle", () => {
  holdErrorTable(ERRORS, /^contracts\/vehicle\//, 70);

  it("writes states of vehicles and claims by their names, and one that it doesn't know as it is", () => {
    const told = toldOf("VehicleUnfit", [7n, State.STOLEN]);
    expect(told?.cause).to.match(/ is stolen, and this is for another state\.$/);
    expect(told?.args).to.include({ vehicle: 7n, state: State.STOLEN });
    expect(toldOf("VehicleUnfit", [7n, 99n])?.cause).to.match(/ is state 99, /);
    expect(toldOf("VehicleClaim", [7n, 3n, ClaimState.SETTLED])?.cause).to.match(/^Report 3 of .* is settled, /);
    expect(retell(told!, { vehicle: (id) => `no. ${id}` }).cause).to.match(/^Vehicle no\. 7 is stolen/);
  });

  it("writes what is missing in an enrolment as a text, money as it is told to, and attestors as people count", () => {
    expect(toldOf("VehicleIncomplete", [encodeBytes32String("unit")])?.cause).to.equal(
      "The enrolment can't be used: its unit is missing, or can't be what it must be.",
    );
    expect(toldOf("TraitKeyUnknown", [`0x${"ff".repeat(32)}`])?.cause).to.equal(
      `Vehicles have no trait with the key 0x${"ff".repeat(32)}.`,
    );
    const money = (amount: bigint): string => `${amount / parseUnits("1", 6)} USD`;
    expect(toldOf("VehicleBelow", [1_000_000n, 2_000_000n], { money })?.cause).to.equal(
      "The vehicle shows 1 USD, and must show 2 USD at least.",
    );
    expect(toldOf("PolicyAttestor", [0n])?.cause).to.match(/^Attestor 1 of the panel/);
  });

  it("explains what the contract, its desks, its policy and its shares revert with", async () => {
    const world = await load();
    const car = await enrolled(world);
    const told = (sent: Promise<unknown>): Promise<unknown> =>
      sent.then(
        () => undefined,
        (thrown: unknown) => explainError(thrown)?.name,
      );
    expect(await told(report(world, car, { sequence: 2n }))).to.equal("VehicleSequence");
    expect(await told(report(world, car, { odometer: 10n ** 11n }))).to.equal("PolicyTooFar");
    expect(await told(report(world, { ...car, key: secureKey(world) }))).to.equal("VehicleSignature");
    expect(await told(world.stake.connect(world.stranger).declareStolen(car.id))).to.equal("VehicleNotAllowed");
    expect(await told(world.stake.withdraw(world.owner))).to.equal("VehicleNothing");
    expect(await told(world.stake.ownerOf(1n))).to.equal("ERC721NonexistentToken");
    expect(await told(world.residual.connect(world.owner).redeem(car.id, 1n, world.owner))).to.equal(
      "ResidualNotFinal",
    );
    expect(explainError(new Error("the node is gone"))).to.equal(null);
  });
});
