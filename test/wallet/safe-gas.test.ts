import { expect } from "chai";
import hre from "hardhat";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import { batch, deploySafe, executed, installed, networkHelpers, type Stage } from "./safe.ts";

/** What the specification grants the guard, per execution of the owners that calls another contract. */
const BUDGET = 16_000n;
/** What it takes where foreign code runs as the Safe, as in a batch, and all parts are looked at after it. */
const WITH_FOREIGN_CODE = { "1.4.1": 21_000n, "1.5.0": 23_500n };

const plain141 = () => deploySafe("1.4.1");
const plain150 = () => deploySafe("1.5.0");
const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");

/** Gas of the second of two same executions, an hour apart: all slots are in use. */
async function gasOf(stage: Stage, inBatch: boolean): Promise<bigint> {
  const call = safeCall(stage.heir.address, "0x", 1n);
  const whole = inBatch ? batch(stage, call) : call;
  await executed(stage, whole);
  await networkHelpers.time.increase(3_600n);
  return (await executed(stage, whole)).gasUsed;
}

describe("gas of the guard", () => {
  for (const release of ["1.4.1", "1.5.0"] as const)
    for (const inBatch of [false, true])
      it(`keeps its budget on a Safe ${release}${inBatch ? ", also in a batch" : ""}`, async function () {
        // Instrumented code costs what it costs.
        if (hre.globalOptions.coverage) this.skip();
        const [plain, guarded] = release === "1.4.1" ? [plain141, installed141] : [plain150, installed150];
        const without = await gasOf(await networkHelpers.loadFixture(plain), inBatch);
        const stage = await networkHelpers.loadFixture(guarded);
        const overhead = (await gasOf(stage, inBatch)) - without;
        const most = inBatch ? WITH_FOREIGN_CODE[release] : BUDGET;
        expect(overhead <= most && overhead > most / 2n, `${overhead}`).to.equal(true);
      });
});
