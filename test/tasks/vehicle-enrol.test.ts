import { expect } from "chai";
import hre from "hardhat";

import { AddressBook } from "../../tasks/support/address-book.ts";
import { type Garage, openGarage, SALT } from "./support/garage.ts";
import { restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

const VIN = "1M8GDM9AXKP042788";

describe("vehicle enrol", function () {
  let garage: Garage;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();

  const enrolment = (more: Record<string, unknown> = {}): Record<string, unknown> => {
    const { keyed, policy, dollar } = garage;
    return { ...keyed, vin: VIN, salt: SALT, policy, unit: dollar, value: "30000", ...more };
  };

  describe("the unit of account", function () {
    it("must be a token with decimals: it is one for good", async function () {
      expect(await refusalOf("vehicle enrol", enrolment({ unit: garage.policy }))).to.equal(
        `The contract ${garage.policy} (unit of account) is no ERC-20 that says its decimals; give the address of the token in which the vehicle is valued.`,
      );
    });

    it("can be named as prepaid's assets are, and not as a policy is", async function () {
      const { networkName } = await hre.network.getOrCreate();
      await new AddressBook(networkName, "vehicle").record("road", garage.policy);
      const line = await refusalOf("vehicle enrol", enrolment({ unit: "road" }));
      expect(line).to.match(
        /^No unit of account named "road" on network "\w+"; give the ERC-20's address, or the name/,
      );
      expect(line).not.to.contain("recorded here");
      await new AddressBook(networkName, "prepaid").record("mUSD", garage.dollar);
      const { json } = await runTask("vehicle enrol", enrolment({ unit: "mUSD" }));
      expect(json["enrolment"]).to.include({ unit: garage.dollar });
    });
  });

  describe("a number that is unusual", function () {
    it("is refused before anything is sent, until it is confirmed", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const block = await ethers.provider.getBlockNumber();
      for (const [vin, why] of [
        ["TRUCK", "It has 5 characters, and since 1981 it is 17\\."],
        ["1M8GDM9AXKP04278O", "O is no character of such a number: .*"],
        ["1M8GDM9A1KP042788", "Its ninth character is 1, and the check digit would be X: .*"],
      ] as const)
        expect(await refusalOf("vehicle enrol", enrolment({ vin }))).to.match(
          new RegExp(
            `^The vehicle's number is unusual: ${why} Check it, since an enrolment is for good; if it is right, say so with --unusual\\.$`,
          ),
        );
      expect(await ethers.provider.getBlockNumber()).to.equal(block);
      const { json } = await runTask("vehicle enrol", enrolment({ vin: "TRUCK", unusual: true }));
      expect(json["vehicle"]).to.match(/^0x/);
    });

    it("isn't seen in one that is as it should be", async function () {
      await runTask("vehicle enrol", enrolment());
    });
  });
});
