import { expect } from "chai";
import { id } from "ethers";
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
/** What it takes where the execution can change the Safe, and all parts are looked at after it. */
const IF_IT_CAN_CHANGE = { "1.4.1": 21_300n, "1.5.0": 23_600n };

const plain141 = () => deploySafe("1.4.1");
const plain150 = () => deploySafe("1.5.0");
const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");

type Call = ReturnType<typeof safeCall>;

const toHeir = (stage: Stage, count: number): Call[] => Array<Call>(count).fill(safeCall(stage.heir.address, "0x", 1n));
/** A question to the Safe itself: what a call to it does isn't looked into. */
const toItself = ({ place }: Stage): Call => safeCall(place.safe, id("nonce()").slice(0, 10));

/** What the owners execute: one call, or several in a batch by some code. */
const WAYS: Record<string, (stage: Stage) => Call | Promise<Call>> = {
  "one call": (stage) => toHeir(stage, 1)[0]!,
  "a batch of one call": (stage) => safeBatch(stage.multiSend, toHeir(stage, 1)),
  "a batch of ten calls": (stage) => safeBatch(stage.multiSend, toHeir(stage, 10)),
  "a batch by MultiSendCallOnly": async (stage) =>
    safeBatch(await installLibrary(stage.release, "MultiSendCallOnly", stage.stranger), toHeir(stage, 2)),
};
/** The same, of what can change the Safe. */
const CHANGES: typeof WAYS = {
  "a call to itself": toItself,
  "a batch with a call to itself": (stage) => safeBatch(stage.multiSend, [...toHeir(stage, 1), toItself(stage)]),
  "foreign code": async (stage) =>
    safeBatch(await addressOf(await deployOf(stage.release, "libraries/MultiSend", stage.stranger)), toHeir(stage, 1)),
};

/** Gas of the second of two same executions, an hour apart: all slots are in use. */
async function gasOf(stage: Stage, way: (typeof WAYS)[string]): Promise<bigint> {
  const whole = await way(stage);
  await executed(stage, whole);
  await networkHelpers.time.increase(3_600n);
  return (await executed(stage, whole)).gasUsed;
}

describe("gas of the guard", () => {
  for (const release of ["1.4.1", "1.5.0"] as const)
    for (const [name, way] of Object.entries({ ...WAYS, ...CHANGES }))
      it(`keeps its budget on a Safe ${release}: ${name}`, async function () {
        // Instrumented code costs what it costs.
        if (hre.globalOptions.coverage) this.skip();
        const [plain, guarded] = release === "1.4.1" ? [plain141, installed141] : [plain150, installed150];
        const without = await gasOf(await networkHelpers.loadFixture(plain), way);
        const stage = await networkHelpers.loadFixture(guarded);
        const overhead = (await gasOf(stage, way)) - without;
        const most = name in CHANGES ? IF_IT_CAN_CHANGE[release] : BUDGET;
        expect(overhead <= most && overhead > most / 2n, `${overhead}`).to.equal(true);
      });
});
