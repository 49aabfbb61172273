import { expect } from "chai";
import hre from "hardhat";
import type { Task, TaskArguments } from "hardhat/types/tasks";

import { commitment } from "../../src/wallet/index.ts";
import { DAY, type Estate, openEstate, pass } from "./support/estate.ts";
import { restoreEach } from "./support/programme.ts";
import { createSafe } from "./support/safe.ts";
import { refusalOf, runTask } from "./support/tasks.ts";
import { holdAgainstWrongInput, NINES } from "./support/wrong.ts";

const SALT = `0x${"5a".repeat(32)}`;

/** All tasks that do something, by their words. */
function namesBelow(task: Task): string[] {
  const below = [...task.subtasks.values()].flatMap(namesBelow);
  return task.isEmpty ? below : [task.id.slice(1).join(" "), ...below];
}
const NAMES = namesBelow(hre.tasks.getTask("wallet"));

describe("wrong input to wallet", function () {
  let estate: Estate;
  let files = 0;

  before(async function () {
    estate = await openEstate();
  });
  after(() => estate.end());
  restoreEach();

  describe("in one argument, the others right", function () {
    const needs = async (task: string): Promise<TaskArguments> => {
      const { dollar, people, register, triggered, silence, pathOf } = estate;
      const guarded = { guardians: people[6], confirm: true, pauseFor: "10d", pauses: "1" };
      const plan = {
        period: "90d",
        grace: "7d",
        changeDelay: "30d",
        requestPeriod: "30d",
        bond: "1",
        bounty: "0.01",
        asset: dollar,
        to: "2:60,3:40",
        fallback: "4",
        pauseFor: "10d",
        pauses: "1",
        threshold: "1",
        guardians: people[6],
        from: "1",
      };
      const own = async (): Promise<TaskArguments> => {
        await register();
        return { from: "1" };
      };
      const signedBy = async (what: "pause" | "confirm"): Promise<TaskArguments> => {
        await triggered(guarded);
        const file = pathOf(`${what}-${(files += 1)}.json`);
        await runTask("wallet guardian sign", { what, account: "1", file, from: "6" });
        return { account: "1", file, from: "5" };
      };
      const read = async (): Promise<TaskArguments> => {
        await register();
        return { account: "1" };
      };
      const of = async (): Promise<TaskArguments> => ({ account: "1", ...(await own()) });
      const table: Record<string, () => TaskArguments | Promise<TaskArguments>> = {
        register: () => plan,
        sign: () => plan,
        supersede: async () => ({ ...(await own()), to: "3" }),
        "withdraw-announcement": async () => {
          await register({ changeDelay: "30d" });
          await runTask("wallet supersede", { to: "3", from: "1" });
          return { from: "1" };
        },
        cancel: own,
        approve: of,
        alive: own,
        show: read,
        plans: () => ({ recipient: "2", salt: SALT }),
        "bounty fund": async () => ({ ...(await of()), amount: "1" }),
        "bounty withdraw": async () => {
          await register();
          await runTask("wallet bounty fund", { account: "1", amount: "1", from: "9" });
          return { from: "1", amount: "1" };
        },
        "account create": () => ({ owner: "3", as: "family" }),
        "modular install": () => ({ account: dollar, owner: "1" }),
        "safe install": async () => ({ ...(await createSafe([people[1]!, people[2]!])), from: "1" }),
        prove: async () => ({ ...(await of()), from: "5" }),
        checkpoint: async () => ({ ...(await of()), from: "5" }),
        trigger: async () => {
          await silence();
          return { account: "1", from: "5" };
        },
        request: async () => {
          await register({ requestPeriod: "30d", bond: "1" });
          return { account: "1", from: "2" };
        },
        deny: async () => {
          await register({ requestPeriod: "30d", bond: "1" });
          await runTask("wallet request", { account: "1", from: "2" });
          await runTask("wallet alive", { from: "1" });
          return { account: "1", from: "5" };
        },
        accept: async () => {
          const tier = { window: "30d", recipients: [{ account: "2", share: "100" }] };
          await triggered({ plan: await estate.fileOf(JSON.stringify({ tiers: [tier, tier] })), to: undefined });
          await pass(7n * DAY);
          return { account: "1", from: "2" };
        },
        collect: async () => {
          await triggered();
          await runTask("wallet bounty fund", { account: "1", amount: "1", from: "9" });
          await pass(8n * DAY);
          return { account: "1", from: "5" };
        },
        execute: async () => {
          await triggered();
          await pass(8n * DAY);
          return { account: "1", from: "5" };
        },
        claim: async () => {
          await triggered({ to: commitment(people[2]!, SALT) });
          await pass(8n * DAY);
          await runTask("wallet execute", { account: "1", from: "5" });
          return { account: "1", salt: SALT, from: "2" };
        },
        claims: read,
        withdraw: async () => {
          await register({ bounty: "0.01" });
          await runTask("wallet bounty fund", { account: "1", amount: "1", from: "9" });
          await pass(91n * DAY);
          await runTask("wallet trigger", { account: "1", from: "5" });
          return { from: "5" };
        },
        watch: async () => ({ accounts: ["1"], once: true, ...(await own()) }),
        calendar: async () => {
          await register();
          return { out: pathOf("plans.ics"), accounts: ["1"] };
        },
        "guardian sign": async () => {
          await triggered(guarded);
          return { what: "pause", account: "1", file: pathOf(`sign-${(files += 1)}.json`), from: "6" };
        },
        "guardian pause": () => signedBy("pause"),
        "guardian confirm": () => signedBy("confirm"),
      };
      const found = table[task];
      if (found === undefined) throw new Error(`The task ${task} is given no right values`);
      return found();
    };

    holdAgainstWrongInput("wallet", needs);

    for (const words of NAMES)
      it(`is the only wrong one: wallet ${words} goes well with the right ones`, async function () {
        await runTask(`wallet ${words}`, await needs(words));
      });
  });

  it("that is too large is refused with the largest", async function () {
    const refused = (args: TaskArguments) =>
      refusalOf("wallet register", { period: "90d", grace: "7d", asset: estate.dollar, to: "2", from: "1", ...args });
    expect(await refused({ period: NINES })).to.equal(`The period ${NINES} is too long; the longest is 49710d.`);
    expect(await refused({ period: "40000d" })).to.match(/^The period of 40000d must be 1d to 36500d\./);
    expect(await refused({ bond: NINES })).to.match(/^The bond 9{96} is too large; the largest is 79228162514\./);
    expect(await refused({ to: "2:101" })).to.match(/^The share 101 is too large; the largest is 100\.$/);
    expect(await refused({ asset: `${estate.art}/${NINES}` })).to.match(/^The id of the asset 9{96} is too large/);
    expect(await refused({ asset: `${estate.art}/1:33` })).to.match(/^The recipient of an asset 33 is too large/);
    expect(await refused({ guardians: estate.people[6], pauses: "256" })).to.match(/^The number of pauses 256 is too/);
    await estate.register();
    expect(await refusalOf("wallet prove", { account: "1", block: "999999", from: "5" })).to.match(
      /^There is no block 999999 on network "default"; give --block a number from 0 to/,
    );
  });
});
