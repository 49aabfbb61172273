import { writeFile } from "node:fs/promises";

import { expect } from "chai";
import hre from "hardhat";
import type { Task, TaskArguments } from "hardhat/types/tasks";

import { momentLabel } from "../../src/vehicle/index.ts";
import { DAY, type Garage, openGarage, pass, SALT } from "./support/garage.ts";
import { MONDAY, restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";
import { holdAgainstWrongInput, NINES, WRONG } from "./support/wrong.ts";

const VIN = "1M8GDM9AXKP042788";
const OTHER_SALT = `0x${"a5".repeat(32)}`;

/** All tasks that do something, by their words. */
function namesBelow(task: Task): string[] {
  const below = [...task.subtasks.values()].flatMap(namesBelow);
  return task.isEmpty ? below : [task.id.slice(1).join(" "), ...below];
}
const NAMES = namesBelow(hre.tasks.getTask("vehicle"));

describe("wrong input to vehicle", function () {
  let garage: Garage;
  let files = 0;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();

  /** A path for a file that is not there. */
  const newPath = (): string => garage.pathOf(`input-${(files += 1)}`);

  describe("in one argument, the others right", function () {
    /** The report of an accident, which attestors are asked about where it is grave, or disputed. */
    const hit = async (severity: string): Promise<{ vehicle: string; sequence: string }> => {
      const vehicle = await garage.enrol();
      await garage.report(vehicle, { kind: "accident", severity });
      return { vehicle, sequence: "1" };
    };
    const disputed = async (): Promise<{ vehicle: string; sequence: string }> => {
      const claim = await hit("10");
      await runTask("vehicle dispute", { ...claim, from: "4" });
      return claim;
    };
    const announced = async (): Promise<{ vehicle: string; newKey: string }> => {
      const { keystoreOf, keyed } = garage;
      const vehicle = await garage.enrol();
      const act = { vehicle, newKey: await keystoreOf(0xca6), passwordFile: keyed.passwordFile, from: "1" };
      const { json } = await runTask("vehicle rotate announce", act);
      return { vehicle, newKey: json["key"] as string };
    };
    const guaranteed = async (until: string): Promise<string> => {
      const vehicle = await garage.enrol({ residualHolder: "2" });
      await garage.report(vehicle, { kind: "accident", severity: "10" });
      await runTask("vehicle residual admit", { vehicle, guarantor: "4", from: "1" });
      await runTask("vehicle residual fund", { vehicle, amount: "500", until, from: "4" });
      return vehicle;
    };
    const own = async (): Promise<{ vehicle: string; from: string }> => ({ vehicle: await garage.enrol(), from: "1" });
    const pool = () => ({
      token: garage.dollar,
      unit: garage.dollar,
      issuer: "0",
      rhythm: "10d",
      start: momentLabel(MONDAY - DAY),
    });
    const inPool = async (): Promise<TaskArguments> => {
      const vehicle = await garage.enrol();
      await runTask("vehicle rewards fund", { ...pool(), amount: "100", from: "4" });
      await runTask("vehicle rewards join", { ...pool(), vehicle, from: "1" });
      await garage.report(vehicle, { odometer: "12010" });
      return { ...pool(), vehicle };
    };

    const needs = async (task: string): Promise<TaskArguments> => {
      const { dollar, verifier, policy, keyed, keystoreOf, signed, enrol, fileOf } = garage;
      const { passwordFile } = keyed;
      const read = async (): Promise<TaskArguments> => ({ vehicle: await enrol() });
      const contradiction = async (): Promise<{ one: string; other: string }> => {
        const vehicle = await enrol({ deposit: "0.5" });
        return { one: await signed(vehicle, { odometer: "12100" }), other: await signed(vehicle) };
      };
      const another = async (): Promise<string> =>
        (await runTask("vehicle policy create", { perYear: "50" })).json["policy"] as string;
      const table: Record<string, () => TaskArguments | Promise<TaskArguments>> = {
        key: async () => {
          // What is there already is refused at once; else each new name would take a second of encryption.
          for (const name of WRONG) if (name !== "") await writeFile(name, "");
          return { file: newPath(), verifier, passwordFile };
        },
        enrol: () => ({
          ...keyed,
          ...{ vin: VIN, salt: SALT, policy, unit: dollar, value: "30000", odometer: "12000", owner: "1" },
          ...{ appraisedAt: momentLabel(MONDAY), residualHolder: "2", issuer: "9", deposit: "0.5" },
        }),
        show: read,
        value: read,
        history: read,
        verify: read,
        report: async () => ({ ...(await read()), ...keyed, kind: "accident", severity: "3", odometer: "12001" }),
        drive: async () => {
          const vehicle = await enrol();
          await pass(10n * DAY);
          const log = await fileOf(`time,odometer,event,severity\n${momentLabel(MONDAY + DAY)},12100,odometer,`);
          const payer = await keystoreOf(0xfee);
          const args = { vehicle, ...keyed, log, outbox: newPath(), payer, fund: "1", once: true };
          await runTask("vehicle drive", { ...args, begin: true });
          return args;
        },
        appraise: async () => ({ ...(await read()), value: "31000", odometer: "12500", appraisedAt: undefined }),
        rotate: async () => ({ ...(await read()), ...keyed, newKey: await keystoreOf(0xca5, "P-256") }),
        "rotate announce": async () => ({ ...(await own()), newKey: await keystoreOf(0xca6), passwordFile }),
        "rotate complete": async () => {
          const args = await announced();
          await pass(30n * DAY);
          return args;
        },
        "rotate cancel": async () => ({ vehicle: (await announced()).vehicle, from: "1" }),
        "policy create": () => ({
          ...{ perYear: "15", perDistance: "2", floor: "1", residual: "30", restorable: "50", grave: "20" },
          ...{ attestors: "6,7,8", confirmations: "2", decisions: "3", bond: "0.1" },
        }),
        "policy show": () => ({ policy }),
        "policy propose": async () => ({ ...(await own()), policy: await another() }),
        "policy withdraw": async () => {
          const args = await own();
          await runTask("vehicle policy propose", { ...args, policy: await another() });
          return args;
        },
        "part put-in": async () => ({ ...(await own()), part: await enrol() }),
        "part take-out": async () => {
          const part = await enrol();
          await runTask("vehicle part put-in", { ...(await own()), part });
          return { part, from: "1" };
        },
        lock: async () => ({ ...(await own()), lender: "3", minValue: "29000" }),
        unlock: async () => {
          const args = await own();
          await runTask("vehicle lock", { ...args, lender: "3", minValue: "29000" });
          return { ...args, from: "3" };
        },
        "claim-locked": async () => {
          const args = await own();
          await runTask("vehicle lock", { ...args, lender: "3", minValue: "29000" });
          await pass(60n * DAY);
          return { ...args, from: "3" };
        },
        transfer: async () => ({ ...(await own()), to: "2", least: "29000" }),
        stolen: own,
        recovered: async () => {
          const args = await own();
          await runTask("vehicle stolen", args);
          return args;
        },
        permit: async () => ({ ...(await own()), reader: "2", scopes: "0,3" }),
        dispute: async () => ({ ...(await hit("10")), from: "4" }),
        defend: async () => ({ ...(await disputed()), from: "1" }),
        attest: async () => ({
          ...(await hit("40")),
          file: newPath(),
          attestors: "6",
          keys: garage.attestor,
          passwordFile,
        }),
        decide: async () => {
          const file = newPath();
          await runTask("vehicle attest", { ...(await hit("40")), file, attestors: "6,7" });
          return { file };
        },
        "end-dispute": async () => {
          const claim = await disputed();
          await pass(14n * DAY);
          return claim;
        },
        equivocation: contradiction,
        tampering: async () => ({ report: await signed(await enrol(), { policyHash: SALT }) }),
        duplicate: async () => ({
          one: await enrol({ vin: VIN }),
          other: await enrol({ vin: VIN, issuer: "9", salt: OTHER_SALT }),
          ...{ vin: VIN, salt: SALT, otherSalt: OTHER_SALT },
        }),
        deposit: async () => ({ ...(await read()), amount: "0.5" }),
        "release-deposit": async () => {
          const vehicle = await enrol({ deposit: "0.5" });
          await garage.report(vehicle, { kind: "total-loss" });
          await garage.decide(vehicle, "1");
          await pass(22n * DAY);
          return { vehicle };
        },
        withdraw: async () => {
          await runTask("vehicle equivocation", { ...(await contradiction()), from: "5" });
          return { from: "5" };
        },
        "residual show": async () => ({ ...(await read()), holder: "2" }),
        "residual admit": async () => ({ ...(await own()), guarantor: "4" }),
        "residual fund": async () => {
          const { vehicle } = await own();
          await runTask("vehicle residual admit", { vehicle, guarantor: "4", from: "1" });
          return { vehicle, amount: "500", from: "4" };
        },
        "residual take-back": async () => {
          const vehicle = await guaranteed("30d");
          await pass(60n * DAY);
          return { vehicle, from: "4" };
        },
        "residual redeem": async () => {
          const vehicle = await guaranteed("365d");
          await garage.report(vehicle, { kind: "total-loss" });
          await garage.decide(vehicle, "2");
          await pass(22n * DAY);
          return { vehicle, shares: `${10n ** 17n}`, from: "2" };
        },
        "rewards show": inPool,
        "rewards join": async () => ({ ...(await own()), ...pool() }),
        "rewards quit": async () => ({ ...(await inPool()), from: "1" }),
        "rewards claim": async () => {
          const args = await inPool();
          await pass(10n * DAY);
          return { ...args, from: "1" };
        },
        "rewards fund": () => ({ ...pool(), amount: "100", from: "4" }),
        "rewards reclaim": async () => {
          const { json } = await runTask("vehicle rewards fund", { ...pool(), amount: "100", from: "4" });
          await pass(10n * DAY);
          return { ...pool(), frame: json["firstFrame"], from: "4" };
        },
      };
      const found = table[task];
      if (found === undefined) throw new Error(`The task ${task} is given no right values`);
      return found();
    };

    holdAgainstWrongInput("vehicle", needs);

    for (const words of NAMES)
      it(`is the only wrong one: vehicle ${words} goes well with the right ones`, async function () {
        await runTask(`vehicle ${words}`, await needs(words));
      });
  });

  it("that is too large is refused with the largest", async function () {
    const vehicle = await garage.enrol();
    expect(await refusalOf("vehicle report", { vehicle, ...garage.keyed, odometer: NINES })).to.match(
      /^The odometer 9{96} is too large; the largest is 1099511627\.775\.$/,
    );
    expect(await refusalOf("vehicle report", { vehicle, ...garage.keyed, kind: "accident", severity: "101" })).to.equal(
      "The severity 101 is too large; the largest is 100.",
    );
    expect(await refusalOf("vehicle lock", { vehicle, lender: "3", minValue: NINES, from: "1" })).to.match(
      /^The least value 9{96} is too large; the largest is 1208925819614629174\.706175\.$/,
    );
    expect(await refusalOf("vehicle show", { vehicle: NINES })).to.match(/^"9{96}" is no vehicle's number; write it/);
  });
});
