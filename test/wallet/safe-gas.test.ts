import { expect } from "chai";
import hre from "hardhat";

import { safeBatch, safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  deployOf,
  deploySafe,
  executed,
  installed,
  installLibrary,
  networkHelpers,
  type Stage,
} from "./safe.ts";

/** What the specification grants the guard, per execution of the owners. */
const BUDGET = 16_000n;
/** What it takes where foreign code runs as the Safe, and all parts are looked at after it. */
const WITH_FOREIGN_CODE = { "1.4.1": 21_000n, "1.5.0": 23_500n };

const plain141 = () => deploySafe("1.4.1");
const plain150 = () => deploySafe("1.5.0");
const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");

/** What the owners execute: one call, or several in a batch by some code. */
const WAYS: Record<string, [calls: number, code: ((stage: Stage) => Promise<string>) | null]> = {
  "one call": [1, null],
  "a batch of one call": [1, (stage) => Promise.resolve(stage.multiSend)],
  "a batch of ten calls": [10, (stage) => Promise.resolve(stage.multiSend)],
  "a batch by MultiSendCallOnly": [2, (stage) => installLibrary(stage.release, "MultiSendCallOnly", stage.stranger)],
  "foreign code": [1, async (stage) => addressOf(await deployOf(stage.release, "libraries/MultiSend", stage.stranger))],
};

/** Gas of the second of two same executions, an hour apart: all slots are in use. */
async function gasOf(stage: Stage, [count, code]: (typeof WAYS)[string]): Promise<bigint> {
  const call = safeCall(stage.heir.address, "0x", 1n);
  const whole = code === null ? call : safeBatch(await code(stage), Array<typeof call>(count).fill(call));
  await executed(stage, whole);
  await networkHelpers.time.increase(3_600n);
  return (await executed(stage, whole)).gasUsed;
}

describe("gas of the guard", () => {
  for (const release of ["1.4.1", "1.5.0"] as const)
    for (const [name, way] of Object.entries(WAYS))
      it(`keeps its budget on a Safe ${release}: ${name}`, async function () {
        // Instrumented code costs what it costs.
        if (hre.globalOptions.coverage) this.skip();
        const [plain, guarded] = release === "1.4.1" ? [plain141, installed141] : [plain150, installed150];
        const without = await gasOf(await networkHelpers.loadFixture(plain), way);
        const stage = await networkHelpers.loadFixture(guarded);
        const overhead = (await gasOf(stage, way)) - without;
        const most = name === "foreign code" ? WITH_FOREIGN_CODE[release] : BUDGET;
        expect(overhead <= most && overhead > most / 2n, `${overhead}`).to.equal(true);
      });
});
