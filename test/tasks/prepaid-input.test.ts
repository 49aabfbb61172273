import { expect } from "chai";
import type { TaskArguments } from "hardhat/types/tasks";

import { useCounter } from "./support/counter.ts";
import { STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";
import { holdAgainstWrongInput, NINES } from "./support/wrong.ts";

describe("wrong input to prepaid", function () {
  let vault: string;
  let asset: string;
  const counter = useCounter((opened) => ({ vault, asset } = opened));

  describe("in one argument, the others right", function () {
    const needs = async (task: string): Promise<TaskArguments> => {
      const { fileOf, pathOf, issue } = counter;
      const held = async () => ({ vault, instrument: (await issue({ holder: "1" })).instrument });
      const linked = async () => {
        const { json, instrument } = await issue({ key: true });
        return { instrument, link: json["link"] as string };
      };
      const table: Record<string, () => TaskArguments | Promise<TaskArguments>> = {
        "asset create": () => ({ kind: "dollar" }),
        "asset mint": () => ({ asset, amount: "1" }),
        "vault create": () => ({ asset, bucket: "day" }),
        deposit: () => ({ vault, amount: "1", authorization: true }),
        withdraw: () => ({ vault, amount: "1" }),
        payout: () => ({ vault, how: "push" }),
        accept: () => ({ vault, purchaser: "5" }),
        "sweep choose": () => ({ vault, choice: "on", tip: "1" }),
        "sweep run": () => ({ vault, owners: ["0"] }),
        issue: () => ({
          vault,
          amount: "5",
          expiry: "10d",
          holder: "1",
          trigger: "delivery",
          delay: "1d",
          returnTo: "4",
          returnShare: "50",
          cap: "2",
          minPiece: "1",
        }),
        "top-up": async () => ({ ...(await held()), amount: "1" }),
        extend: async () => ({ ...(await held()), expiry: "9d" }),
        reassign: async () => ({ vault, instrument: (await linked()).instrument, holder: "1" }),
        deliver: async () => ({ vault, instrument: (await linked()).instrument }),
        cancel: async () => ({ vault, instrument: (await linked()).instrument }),
        settle: held,
        claim: async () => ({ link: (await linked()).link }),
        redeem: async () => ({ ...(await held()), amount: "1", merchant: "2", ref: "bill", from: "1" }),
        sign: async () => ({ ...(await held()), amount: "1", merchant: "2", from: "1" }),
        transfer: async () => ({ ...(await held()), to: "5", from: "1" }),
        wrap: async () => {
          await runTask("prepaid vault create", { asset, cards: true });
          return { ...(await held()), to: "5", from: "1" };
        },
        unwrap: async () => {
          await runTask("prepaid vault create", { asset, cards: true });
          const stage = await held();
          await runTask("prepaid wrap", { ...stage, from: "1" });
          return { ...stage, to: "5", from: "1" };
        },
        split: async () => ({ ...(await held()), amount: "1", to: "5", from: "1" }),
        refund: async () => {
          const stage = await held();
          await runTask("prepaid redeem", { ...stage, amount: "5", merchant: "2", ref: "bill", from: "1" });
          return { ...stage, amount: "1", ref: "bill", from: "2" };
        },
        merchants: async () => ({ list: await fileOf(`merchant\n${STRANGER}\n`), out: pathOf("list.json") }),
        show: held,
      };
      return table[task]?.() ?? { vault };
    };

    holdAgainstWrongInput("prepaid", needs);
  });

  describe("in what stands in the place of vault and instrument", function () {
    it("is told by tasks that take a link instead", async function () {
      const { json } = await counter.issue({ key: true });
      const link = json["link"] as string;
      const spend = (args: TaskArguments) => refusalOf("prepaid redeem", { link, ...args });
      expect(await spend({})).to.match(
        /^The link says which instrument; give prepaid redeem <amount> <merchant> --link/,
      );
      expect(await spend({ vault: "1" })).to.match(/^The link says which instrument/);
      expect(await spend({ vault, instrument: "1", amount: "1", merchant: "2" })).to.match(
        /^The link says which instr/,
      );
      // As the shell gives it: amount and merchant are the first two words.
      const { json: spent } = await runTask("prepaid redeem", { link, vault: "1", instrument: "2" });
      expect(spent).to.include({ remaining: "49000000", merchant: counter.people[2] });
    });

    for (const [instrument, line] of [
      ["bob/1", /^The purchaser "bob" is no address; give 0x and 40 hex digits, or the number of one of the network's/],
      [
        "0/x",
        /^The instrument "0\/x" is none; write purchaser\/number, like 0x…\/42 or 0\/42, or the number of your own\.$/,
      ],
      [
        `0/${2n ** 96n}`,
        /^The number 79228162514264337593543950336 is too large; the largest is 79228162514264337593543950335\.$/,
      ],
      ["999/1", /^There is no account 999; network "default" has 0 to /],
      [NINES, /^The instrument "9{96}" is none;/],
      ["9".repeat(78), /^"9{78}" is no instrument; write it like 0x/],
    ] as const) {
      it(`is refused as an instrument: ${instrument.slice(0, 24)}`, async function () {
        expect(await refusalOf("prepaid top-up", { vault, instrument, amount: "1" })).to.match(line);
      });
    }
  });

  it("that is too large is refused with the largest", async function () {
    const most = "79228162514264337593543.950335";
    expect(await refusalOf("prepaid issue", { vault, amount: `${2n ** 96n}`, expiry: "1d", holder: "1" })).to.equal(
      `The amount ${2n ** 96n} is too large; the largest is ${most}.`,
    );
    expect(await refusalOf("prepaid deposit", { vault, amount: NINES })).to.match(/^The amount 9{96} is too large/);
    expect(
      await refusalOf("prepaid issue", { vault, amount: "1", expiry: "1d", holder: "1", number: `${2n ** 95n}` }),
    ).to.equal(`The number ${2n ** 95n} is too large; the largest is ${2n ** 95n - 1n}.`);
    expect(
      await refusalOf("prepaid sign", { vault, instrument: "1", amount: "1", merchant: "2", deadline: "9999999999w" }),
    ).to.match(/^The moment 9999999999w from now is too late; the last is 281474976710655\.$/);
  });
});
