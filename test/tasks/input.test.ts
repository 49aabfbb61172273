import { expect } from "chai";
import { getAddress, id, ZeroAddress } from "ethers";
import hre from "hardhat";
import type { TaskArguments } from "hardhat/types/tasks";

import { createToken, explainError, largestDecimals, Layout, Rhythm } from "../../src/timeframe/index.ts";
import { LARGEST } from "../../tasks/timeframe/support/largest.ts";
import { openProgramme, type Programme, restoreEach, STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";
import { holdAgainstWrongInput, NINES } from "./support/wrong.ts";

describe("wrong input", function () {
  let programme: Programme;
  let token: string;
  let factory: string;

  before(async function () {
    programme = await openProgramme();
    ({ token, factory } = programme);
  });
  after(() => programme.end());
  restoreEach();

  describe("in one argument, the others right", function () {
    /** Right values for the arguments that a task needs; a task that is not named here needs only a token. */
    const needs = async (task: string): Promise<TaskArguments> => {
      const { asset, backing, fileOf, people } = programme;
      const list = (rows: string) => fileOf(`id,group,address\n${rows}\n`);
      const table: Record<string, () => TaskArguments | Promise<TaskArguments>> = {
        create: () => ({ name: "Wide", symbol: "WIDE", rhythm: "fixed", length: "60", start: "2031-01-01", factory }),
        "group add": () => ({ token, quota: "1" }),
        "group set-list": async () => ({ token, group: "1", list: await list(`ann,1,${STRANGER}`) }),
        "group set-authority": () => ({ token, group: "1", authority: "0" }),
        quota: () => ({ token, group: "1", amount: "1" }),
        "member add": () => ({ token, member: "5", group: "1" }),
        "member remove": () => ({ token, accounts: ["1"] }),
        "member allow": () => ({ token, accounts: ["1"] }),
        voucher: async () => {
          await runTask("timeframe group set-authority", { token, group: "1", authority: "0" });
          return { token, group: "1", account: "5", deadline: "2031-02-01" };
        },
        join: async () => ({ token, list: await list(`ann,1,${people[5]!}`), group: "1" }),
        "provider add": () => ({ token, accounts: ["5"] }),
        "provider remove": () => ({ token, accounts: ["3"] }),
        "provider allow": () => ({ token, accounts: ["3"] }),
        "provider set-list": async () => ({ token, list: await fileOf(`account\n${STRANGER}\n`) }),
        "provider join": async () => ({ token, list: await fileOf(`account\n${people[0]!}\n`) }),
        "administrator name": () => ({ token, account: "5" }),
        request: () => ({ token, amount: "1", from: "2" }),
        "hand-out": () => ({ token, account: "2", amount: "1", metadata: "May" }),
        spend: () => ({ token, provider: "3", amount: "1", from: "1" }),
        transfer: () => ({ token, to: "3", amount: "1", from: "1" }),
        approve: () => ({ token, spender: "3", amount: "1" }),
        allowance: () => ({ token, account: "1", spender: "3" }),
        "backing create": () => ({ asset, factory }),
        "backing open": () => ({ token, price: "1" }),
        "backing price": () => ({ token, price: "1" }),
        "backing pot": () => ({ token, pot: "1" }),
        "backing fund": () => ({ token, amount: "1" }),
        "backing withdraw": () => ({ token, amount: "1" }),
        "backing sponsor show": () => ({ backing }),
        "backing sponsor name": () => ({ backing, account: "5" }),
        "backing sponsor accept": () => ({ backing }),
      };
      return table[task]?.() ?? { token };
    };

    holdAgainstWrongInput("timeframe", needs);
  });

  describe("that is too large", function () {
    const long = "9".repeat(44);
    for (const [task, args, line] of [
      [
        "transfer",
        { to: "3", amount: NINES, from: "1" },
        /^The amount 9{96} is too large; the largest is 1157\d+\.\d\.$/,
      ],
      ["backing withdraw", { amount: NINES }, /^The amount 9{96} is too large; the largest is 1157\d+\.\d\d\.$/],
      [
        "group add",
        { quota: long },
        /^The quota 9{44} is too large; the largest is 519229685853482762853049632922009\.5\.$/,
      ],
      ["quota", { group: "1", amount: NINES }, /^The quota 9{96} is too large/],
      ["quota", { group: "16777216", amount: "5" }, /^The group 16777216 is too large; the largest is 16777215\.$/],
      [
        "member add",
        { member: "3", group: "1", until: "99999999999" },
        /^The end \(--until, a frame\) 9{11} is too large/,
      ],
      [
        "member add",
        { member: "staff.csv", groups: `staff=${NINES}` },
        /^The group of --groups "staff" 9{96} is too large/,
      ],
      ["member add", { member: "3", group: NINES }, /^The group 9{96} is too large/],
      ["voucher", { group: "1", account: "9", deadline: "9".repeat(24) }, /^The moment 9{24} is too large/],
      [
        "members",
        { fromBlock: 1_000_000 },
        /^There is no block 1000000 on network "default"; give --from-block a number/,
      ],
    ] as const) {
      it(`is refused by timeframe ${task}, with the largest: ${Object.keys(args).join(", ")}`, async function () {
        expect(await refusalOf(`timeframe ${task}`, { token, ...args })).to.match(line);
      });
    }

    it("is refused by timeframe member add: a page that no transaction holds", async function () {
      // Instrumented code runs without the limit.
      if (hre.globalOptions.coverage) this.skip();
      const rows = Array.from({ length: 1_000 }, (_, i) => `m${i},1,${getAddress(id(`page ${i}`).slice(0, 42))}`);
      const member = await programme.fileOf(["id,group,address", ...rows, ""].join("\n"));
      expect(await refusalOf("timeframe member add", { token, member, pageSize: 1_000 })).to.match(
        /^The command takes more gas than a transaction may have; give fewer accounts at once \(--page-size/,
      );
    });

    it("is refused in a file, with its place", async function () {
      const members = await programme.fileOf(`id,group,address\nann,16777216,${STRANGER}\n`);
      expect(await refusalOf("timeframe member add", { token, member: members })).to.match(
        /, line 2, column group: 16777216 is beyond the last group, 16777215\. Nothing was sent/,
      );
      const packages = await programme.fileOf(`account,amount\n${STRANGER},${NINES}\n`);
      expect(await refusalOf("timeframe hand-out", { token, account: packages, metadata: "May" })).to.match(
        /, line 2, column amount: 9{96} is more than any token has\. Nothing was sent/,
      );
    });
  });

  describe("in the terms of a token", function () {
    const refused = (args: TaskArguments) =>
      refusalOf("timeframe create", { name: "Wide", symbol: "WIDE", factory, ...args });
    const fixed = { rhythm: "fixed", length: "60", start: "2031-01-01" };

    it("is told before anything is sent", async function () {
      expect(await refused({ decimals: 300 })).to.equal(
        "A token of the plain layout has 0 to 33 decimals, not 300; give fewer.",
      );
      expect(await refused({ decimals: 33, layout: "grace" })).to.equal(
        "A token of the grace layout has 0 to 24 decimals, not 33; give fewer, or use --layout plain.",
      );
      expect(await refused({ ...fixed, length: "9".repeat(20) })).to.equal(
        `The length ${"9".repeat(20)} is too large; the largest is ${LARGEST.seconds}.`,
      );
      expect(await refused({ ...fixed, start: "9".repeat(17) })).to.match(/^The moment 9{17} is too large/);
      expect(await refused({ backing: token })).to.match(
        /^The backing 0x[0-9a-fA-F]{40} is a token; create a backing with `timeframe backing create`/,
      );
    });

    it("refuses a factory that is none", async function () {
      const line = /^The contract at 0x\w{40} is no timeframe factory; leave out --factory to use/;
      expect(await refused({ factory: token })).to.match(line);
      expect(await refusalOf("timeframe backing create", { asset: "none", factory: token })).to.match(line);
    });

    it("follows the contracts: as many decimals as they take, and no more", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const [signer] = await ethers.getSigners();
      for (const layout of [Layout.PLAIN, Layout.CAPPED, Layout.GRACE]) {
        const most = largestDecimals(layout);
        const create = (decimals: bigint) =>
          createToken(signer!, factory, { layout, terms: { name: "W", symbol: "W", rhythm: Rhythm.DAY, decimals } });
        expect((await create(most)).created).to.equal(true);
        const failure: unknown = await create(most + 1n).catch((error: unknown) => error);
        expect(explainError(failure)?.name).to.equal("TimeframeWidthExceeded");
      }
    });
  });

  describe("in the file of a voucher", function () {
    const signature = `0x${"12".repeat(65)}`;
    for (const [what, change, line] of [
      [
        "hex of half a byte",
        { signature: "0x123" },
        /, signature: "0x123" is no hex text of whole bytes\. Nothing was sent; ask the/,
      ],
      ["a signature that is none", { signature: "bob" }, /, signature: "bob" is no hex/],
      [
        "no address",
        { account: "bob" },
        /, voucher\.account: "bob" is no address\. Nothing was sent; ask the group's authority for the file again\.$/,
      ],
      [
        "a wrong checksum",
        { account: STRANGER.replace("bD", "Bd") },
        /, voucher\.account: "0x8ba1f109551Bd4\w+" is no address/,
      ],
      [
        "an end beyond all frames",
        { until: "4294967296" },
        /, voucher\.until: "4294967296" is no number below 2\^32\./,
      ],
      ["a group beyond all", { group: "16777216" }, /, voucher\.group: "16777216" is no number below 2\^24\./],
      ["a late deadline", { deadline: "9".repeat(24) }, /, voucher\.deadline: "9{24}" is no number below 2\^48\./],
      ["a version", { version: "-1" }, /, voucher\.version: "-1" is no number/],
    ] as const) {
      it(`is told with its place: ${what}`, async function () {
        const voucher = { group: "1", account: STRANGER, until: "4294967295", version: "0", deadline: "1930000000" };
        const { signature: signed, ...changed } = { signature, ...change };
        const file = await programme.fileOf(
          JSON.stringify({ voucher: { token, ...voucher, ...changed }, signature: signed }),
        );
        expect(await refusalOf("timeframe join", { token, voucher: file })).to.match(line);
      });
    }
  });

  it("in the mnemonic of a file is told without the mnemonic", async function () {
    const member = await programme.fileOf("id,group,key\nann,1,0\n");
    const kept = process.env["LAPSE_MEMBERS_MNEMONIC"];
    process.env["LAPSE_MEMBERS_MNEMONIC"] = "some secret words";
    try {
      const line = await refusalOf("timeframe member add", { token, member });
      expect(line).to.match(/^LAPSE_MEMBERS_MNEMONIC holds no mnemonic of 12 to 24 words;/);
      expect(line).not.to.contain("secret");
    } finally {
      if (kept === undefined) delete process.env["LAPSE_MEMBERS_MNEMONIC"];
      else process.env["LAPSE_MEMBERS_MNEMONIC"] = kept;
    }
  });

  it("in the place of a token is told without what no token can be", async function () {
    for (const task of ["timeframe spend", "timeframe show"]) {
      const args = task === "timeframe spend" ? { provider: "3", amount: "1" } : {};
      expect(await refusalOf(task, { token: "0x123", ...args })).to.equal(
        'The token "0x123" is no address; give 0x and 40 hex digits, or the name under which it was created here.',
      );
    }
    expect(await refusalOf("timeframe allowance", { token, account: ZeroAddress.slice(0, 9), spender: "1" })).to.match(
      /give 0x and 40 hex digits, or the number of one of the network's accounts\.$/,
    );
  });
});
