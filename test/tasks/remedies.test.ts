import { expect } from "chai";
import hre from "hardhat";

import { REMEDIES as PREPAID } from "../../tasks/prepaid/support/remedies.ts";
import { REMEDIES as TIMEFRAME, remedyOf } from "../../tasks/timeframe/support/remedies.ts";
import { REMEDIES as VEHICLE } from "../../tasks/vehicle/support/remedies.ts";
import { REMEDIES as WALLET } from "../../tasks/wallet/support/remedies.ts";

describe("remedies at the terminal", function () {
  it("name tasks that there are", function () {
    for (const [error, remedy] of [...TIMEFRAME, ...PREPAID, ...WALLET, ...VEHICLE]) {
      for (const [, words = ""] of remedy.matchAll(/`([^`]+)`/g)) {
        const task = words.split(" ").filter((word) => !word.startsWith("--"));
        expect(() => hre.tasks.getTask(task), `${error}: ${words}`).not.to.throw();
      }
    }
  });

  it("are those of the asset where a task moves the asset", function () {
    const told = { name: "ERC20InsufficientBalance", args: {}, cause: "It has too little.", remedy: "Wait." };
    expect(remedyOf(told, "units")).to.equal("Wait.");
    expect(remedyOf(told, "asset")).to.match(/^Send the account more of the asset/);
  });
});
