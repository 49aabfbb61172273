import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { AddressBook, recordedAddress } from "../../tasks/support/address-book.ts";
import { count, duration, fields, moment, table, units } from "../../tasks/support/format.ts";
import { toJson } from "../../tasks/support/json.ts";
import { parseAddress, parseAmount, parseMoment, parsePositiveAmount, parseWhole } from "../../tasks/support/parse.ts";

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

    it("are refused in any other form", function () {
      for (const text of ["", "-1", "1e3", "1,5", ".5", "1.", "0x10", " 1", "Infinity"]) {
        expect(() => parseAmount(text, 18n), text).to.throw(`The amount "${text}" is no number`);
      }
      expect(() => parseAmount("1.25", 1n, "price")).to.throw(
        "The price 1.25 has 2 decimal places, and the token has 1; use fewer.",
      );
      expect(() => parsePositiveAmount("0.0", 1n)).to.throw("An amount of zero does nothing");
      expect(() => parseWhole("1.0", "group")).to.throw('The group "1.0" is no whole number');
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

    it("finds names in any case, for its network only", async function () {
      const book = new AddressBook("here");
      expect(await book.find("MEAL")).to.equal(undefined);
      await book.record("MEAL", ADDRESS);
      expect(await new AddressBook("here").find("meal")).to.equal(ADDRESS);
      expect(await book.names()).to.deep.equal(["meal"]);
      expect(await new AddressBook("there").find("meal")).to.equal(undefined);
    });

    it("says so where its file is damaged", async function () {
      await new AddressBook("here").record("MEAL", ADDRESS);
      await writeFile(join(folder, "here", ".timeframe.json"), "{");
      const failure = await new AddressBook("here").find("meal").catch((error: unknown) => error);
      expect(failure)
        .to.be.instanceOf(Error)
        .with.property("message")
        .match(/is damaged; delete it, and use addresses\.$/);
    });

    it("reads where the deploy script put a contract", async function () {
      await new AddressBook("here").record("MEAL", ADDRESS);
      await writeFile(join(folder, "here", "TimeframeFactory.json"), JSON.stringify({ address: ADDRESS }));
      expect(await recordedAddress("here", "TimeframeFactory")).to.equal(ADDRESS);
      expect(await recordedAddress("here", "TimeframeGroups")).to.equal(null);
    });
  });
});
