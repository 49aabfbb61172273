import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { type ErrorCode, makeError } from "ethers";
import hre from "hardhat";

import { DEFAULT_PAGE, LARGEST_PAGE } from "../../src/timeframe/index.ts";
import { AddressBook, recordedAddress } from "../../tasks/support/address-book.ts";
import { inOneLine } from "../../tasks/support/failure.ts";
import { count, duration, fields, moment, table, units, wrapped } from "../../tasks/support/format.ts";
import { toJson } from "../../tasks/support/json.ts";
import { parseAddress, parseAmount, parseMoment, parsePositiveAmount, parseWhole } from "../../tasks/support/parse.ts";
import { LARGEST } from "../../tasks/timeframe/support/largest.ts";

const ADDRESS = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

describe("what tasks share", function () {
  describe("amounts", function () {
    it("are read and written in whole units", function () {
      for (const [text, decimals, amount] of [
        ["0", 0n, 0n],
        ["3", 2n, 300n],
        ["1.5", 1n, 15n],
        ["1.50", 1n, 15n],
        ["2.00", 0n, 2n],
        ["0.000000000000000001", 18n, 1n],
      ] as const) {
        expect(parseAmount(text, decimals), text).to.equal(amount);
      }
      expect(units(300n, 2n)).to.equal("3");
      expect(units(15n, 1n)).to.equal("1.5");
      expect(units(100n, 0n)).to.equal("100");
      expect(units(1_000n, 1n)).to.equal("100");
    });

    it("are refused where nothing could hold them, with the largest", function () {
      expect(parseAmount((2n ** 256n - 1n).toString(), 0n)).to.equal(2n ** 256n - 1n);
      expect(() => parseAmount((2n ** 256n).toString(), 0n)).to.throw(
        `The amount ${2n ** 256n} is too large; the largest is ${2n ** 256n - 1n}.`,
      );
      expect(() => parseAmount("26", 1n, "price", "asset", 255n)).to.throw(
        "The price 26 is too large; the largest is 25.5.",
      );
      expect(parseWhole("16777215", "group", LARGEST.group)).to.equal(16_777_215n);
      expect(() => parseWhole("16777216", "group", LARGEST.group)).to.throw(
        "The group 16777216 is too large; the largest is 16777215.",
      );
      expect(() => parseMoment("281474976710656")).to.throw("the largest is 281474976710655.");
    });

    it("are refused in any other form", function () {
      for (const text of ["", "-1", "1e3", "1,5", ".5", "1.", "0x10", " 1", "Infinity"]) {
        expect(() => parseAmount(text, 18n), text).to.throw(`The amount "${text}" is no number`);
      }
      expect(() => parseAmount("1.25", 1n, "price")).to.throw(
        "The price 1.25 has 2 decimal places, and the token has 1; use fewer.",
      );
      expect(() => parsePositiveAmount("0.0", 1n)).to.throw("An amount of zero does nothing");
      expect(() => parseWhole("1.0", "group", LARGEST.group)).to.throw('The group "1.0" is no whole number');
    });
  });

  describe("moments", function () {
    it("are UTC unless they name a zone", function () {
      for (const [text, seconds] of [
        ["1700000000", 1_700_000_000n],
        ["2024-02-29", 1_709_164_800n],
        ["2024-02-29T00:00", 1_709_164_800n],
        ["2024-02-29 00:00:01Z", 1_709_164_801n],
        ["2024-02-29T02:00+02:00", 1_709_164_800n],
      ] as const) {
        expect(parseMoment(text), text).to.equal(seconds);
      }
    });

    it("are refused where the calendar has none", function () {
      for (const text of ["2023-02-29", "2024-13-01", "2024-02-30T10:00Z", "2024-01-01T25:00", "now", "1969-12-31"]) {
        expect(() => parseMoment(text), text).to.throw(`"${text}" is no moment`);
      }
    });

    it("are written in UTC, with the distance from now", function () {
      const now = 1_709_164_800n;
      expect(moment(now, now)).to.equal("2024-02-29T00:00:00Z (now)");
      expect(moment(now + 90_061n, now)).to.equal("2024-03-01T01:01:01Z (in 1 d 1 h)");
      expect(moment(now - 60n, now)).to.equal("2024-02-28T23:59:00Z (1 min ago)");
      expect(duration(0n)).to.equal("0 s");
      expect(duration(604_800n)).to.equal("7 d");
      expect(duration(3_661n)).to.equal("1 h 1 min");
    });
  });

  describe("addresses", function () {
    it("are taken without a checksum, or with the right one", function () {
      expect(parseAddress(ADDRESS, "member")).to.equal(ADDRESS);
      expect(parseAddress(ADDRESS.toLowerCase(), "member")).to.equal(ADDRESS);
      expect(() => parseAddress(ADDRESS.replace("bD", "Bd"), "member")).to.throw("The checksum of the member");
      expect(() => parseAddress(ADDRESS.slice(2), "member")).to.throw("is no address");
    });
  });

  describe("pages", function () {
    it("are as large in the help as in the package", function () {
      const option = hre.tasks.getTask(["timeframe", "member", "add"]).options.get("pageSize");
      expect(option?.description).to.contain(`${DEFAULT_PAGE} fit one in every case, ${LARGEST_PAGE} where all are`);
    });
  });

  describe("output", function () {
    it("aligns columns, numbers to the right", function () {
      expect(
        table(
          ["who", "units"],
          [
            ["ann", "5"],
            ["robert", "12"],
          ],
          ["units"],
        ),
      ).to.equal(["who     units", "------  -----", "ann         5", "robert     12"].join("\n"));
      expect(
        fields([
          ["a", "1"],
          ["long", "2"],
        ]),
      ).to.equal("a     1\nlong  2");
      expect(wrapped("an order of 17 for somebody", 8)).to.deep.equal(["an order", "of 17", "for", "somebody"]);
      expect([count(0, "member"), count(1n, "member"), count(2, "member")]).to.deep.equal([
        "0 members",
        "1 member",
        "2 members",
      ]);
    });

    it("writes JSON without losing a digit", function () {
      const big = 2n ** 112n - 1n;
      expect(toJson({ big, list: [1n, "x", null], gone: undefined, flag: true })).to.deep.equal({
        big: "5192296858534827628530496329220095",
        list: ["1", "x", null],
        flag: true,
      });
      expect(() => toJson(() => 1)).to.throw("A function has no JSON form");
    });
  });

  describe("what goes wrong with the node", function () {
    const told = async (error: unknown): Promise<Error> =>
      inOneLine(error, {
        place: { network: "localhost", url: null },
        explain: () => Promise.resolve(null),
      });
    const call = { action: "call", reason: null, invocation: null, revert: null, transaction: { to: null, data: "" } };
    const receipt = { hash: "0xab" };

    for (const [what, error, line] of [
      [
        "a revert without data",
        ethersError("CALL_EXCEPTION", { ...call, data: "0x" }),
        /^A contract reverted without a reason; /,
      ],
      [
        "a revert with unknown data",
        ethersError("CALL_EXCEPTION", { ...call, data: "0x12345678ab" }),
        /^A contract reverted with 0x12345678, /,
      ],
      [
        "a revert once mined",
        ethersError("CALL_EXCEPTION", { ...call, data: null, receipt }),
        /^The transaction 0xab was mined and reverted/,
      ],
      [
        "a lost network",
        ethersError("NETWORK_ERROR", { event: "changed" }),
        /^The node can't be used: it went wrong; check its URL/,
      ],
      ["a failed server", ethersError("SERVER_ERROR", {}), /^The node can't be used/],
      ["a late answer", ethersError("TIMEOUT", { operation: "x", reason: "y" }), /^The node did not answer in time\. /],
      ["too little ether", ethersError("INSUFFICIENT_FUNDS", {}), /^The sender has too little ether for the fee/],
      [
        "a nonce that is over",
        ethersError("NONCE_EXPIRED", {}),
        /^Another transaction of the account was sent meanwhile/,
      ],
      [
        "a place that is taken",
        ethersError("REPLACEMENT_UNDERPRICED", {}),
        /^Another transaction of the account stands/,
      ],
      [
        "an answer of another contract",
        ethersError("BAD_DATA", { value: "0x" }),
        /^The answer of a contract can't be read/,
      ],
      [
        "a value that was not checked",
        ethersError("INVALID_ARGUMENT", { argument: "x", value: 1 }),
        /^A value can't be sent as it is: it went wrong; /,
      ],
      ["the node's own words", refusedBy(-32_601, "Method not found."), /^The node refused: Method not found; /],
      [
        "too much gas",
        refusedBy(-32_000, "Transaction ran out of gas"),
        /^The command takes more gas than a transaction may have; /,
      ],
      [
        "the node's words of ether",
        refusedBy(-32_000, "Sender doesn't have enough funds"),
        /^The sender has too little ether/,
      ],
      [
        "the node's words of a nonce",
        refusedBy(-32_000, "nonce too low"),
        /^Another transaction of the account was sent/,
      ],
    ] as const) {
      it(`is told in one line: ${what}`, async function () {
        const { name, message } = await told(error);
        expect(name).to.equal("HardhatPluginError");
        expect(message).to.match(line);
        expect(message).to.match(/^[^\n]+\.$/);
      });
    }

    it("leaves what is a mistake of the program as it is", async function () {
      const mistake = new TypeError("x is not a function");
      expect(await told(mistake)).to.equal(mistake);
    });
  });

  describe("the address book", function () {
    let folder: string;
    let kept: string | undefined;

    beforeEach(async function () {
      kept = process.env["LAPSE_DEPLOYMENTS"];
      folder = await mkdtemp(join(tmpdir(), "lapse-book-"));
      process.env["LAPSE_DEPLOYMENTS"] = folder;
    });

    afterEach(async function () {
      if (kept === undefined) delete process.env["LAPSE_DEPLOYMENTS"];
      else process.env["LAPSE_DEPLOYMENTS"] = kept;
      await rm(folder, { recursive: true });
    });

    it("finds names in any case, for its network and system only", async function () {
      const book = new AddressBook("here", "timeframe");
      expect(await book.find("MEAL")).to.equal(undefined);
      await book.record("MEAL", ADDRESS);
      expect(await new AddressBook("here", "timeframe").find("meal")).to.equal(ADDRESS);
      expect(await book.names()).to.deep.equal(["meal"]);
      expect(await new AddressBook("there", "timeframe").find("meal")).to.equal(undefined);
      expect(await new AddressBook("here", "prepaid").find("meal")).to.equal(undefined);
    });

    it("says so where its file is damaged", async function () {
      await new AddressBook("here", "timeframe").record("MEAL", ADDRESS);
      await writeFile(join(folder, "here", ".timeframe.json"), "{");
      const failure = await new AddressBook("here", "timeframe").find("meal").catch((error: unknown) => error);
      expect(failure)
        .to.be.instanceOf(Error)
        .with.property("message")
        .match(/is damaged; delete it, and use addresses\.$/);
    });

    it("reads where the deploy script put a contract", async function () {
      await new AddressBook("here", "timeframe").record("MEAL", ADDRESS);
      await writeFile(join(folder, "here", "TimeframeFactory.json"), JSON.stringify({ address: ADDRESS }));
      expect(await recordedAddress("here", "TimeframeFactory")).to.equal(ADDRESS);
      expect(await recordedAddress("here", "TimeframeGroups")).to.equal(null);
    });
  });
});

/** An error as ethers makes it; what its code asks for is given as far as it is told. */
function ethersError(code: ErrorCode, info: object): Error {
  return makeError("it went wrong", code, info as never);
}

/** An error as a node gives it, over JSON-RPC. */
function refusedBy(code: number, message: string): Error {
  return Object.assign(new Error(message), { code });
}
