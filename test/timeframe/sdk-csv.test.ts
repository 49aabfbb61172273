import { expect } from "chai";
import { HDNodeWallet } from "ethers";

import { MemberCsvError, parseMemberCsv } from "../../src/timeframe/index.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const BOB = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const MNEMONIC = "test test test test test test test test test test test junk";
const derived = (path: string) => HDNodeWallet.fromPhrase(MNEMONIC, "", path).address;

describe("parseMemberCsv", () => {
  it("reads columns in any order, with or without an end", () => {
    expect(
      parseMemberCsv(`address,id,until,group,quota\n${ANN},ann,7,1,40\n${BOB.toLowerCase()},bob,,2,\n`),
    ).to.deep.equal([
      { id: "ann", group: 1n, account: ANN, until: 7n, quota: 40n, line: 2 },
      { id: "bob", group: 2n, account: BOB, line: 3 },
    ]);
  });

  it("reads what spreadsheets write: a mark at the start, CRLF, quotes, empty lines", () => {
    const text = `\uFEFFid,group,address\r\n"Ann ""A"", 1",1,"${ANN}"\r\n\r\n# a remark, with comma\r\n"two\nlines",1, ${BOB} `;
    expect(parseMemberCsv(text).map(({ id, account, line }) => [id, account, line])).to.deep.equal([
      ['Ann "A", 1', ANN, 2],
      ["two\nlines", BOB, 5],
    ]);
  });

  it("takes names of groups, and their numbers", () => {
    const rows = parseMemberCsv(`id,group,address\na,pupils,${ANN}\nb,3,${BOB}`, { groups: { pupils: 2n, staff: 3n } });
    expect(rows.map(({ group }) => group)).to.deep.equal([2n, 3n]);
  });

  it("derives keys by index or path", () => {
    const rows = parseMemberCsv(`id,group,key,address\na,1,5,\nb,1,m/44'/60'/1'/0/2,\nc,1,,${ANN}\n`, {
      mnemonic: MNEMONIC,
    });
    expect(rows.map(({ account }) => account)).to.deep.equal([
      derived("m/44'/60'/0'/0/5"),
      derived("m/44'/60'/1'/0/2"),
      ANN,
    ]);
  });

  const head = "id,group,address,key,until,quota";
  for (const [text, line, column, problem] of [
    ["", 1, "id", "the file is empty; its first line names the columns"],
    ["group,address\n", 1, "id", "is missing in the header"],
    ["id,address\n", 1, "group", "is missing in the header"],
    ["id,group\n", 1, "address", "is missing in the header; it takes address, key or both"],
    ["id,group,adress\n", 1, "adress", "is unknown; there are id, group, address, key, until, quota"],
    ["id,group,id,address\n", 1, "id", "stands twice in the header"],
    [`id,group,address\nann,1\n`, 2, "address", "the line has 2 fields, the header 3"],
    [`id,group,address\nann,1,${ANN},7\n`, 2, "4", "the line has 4 fields, the header 3"],
    [`${head}\n,1,${ANN},,,`, 2, "id", "is empty"],
    [`${head}\nann,0,${ANN},,,`, 2, "group", '"0" is no group; use its number, from 1'],
    [`${head}\nann,pupils,${ANN},,,`, 2, "group", '"pupils" is no group; use its number, from 1'],
    [`${head}\nann,1,,,,`, 2, "address", "is empty"],
    [
      `${head}\nann,1,${ANN.toLowerCase().replace("0x8b", "0x8B")},,,`,
      2,
      "address",
      `"${ANN.toLowerCase().replace("0x8b", "0x8B")}" is no address`,
    ],
    [`${head}\nann,1,${ANN},1,,`, 2, "key", "there is an address too; give one of them"],
    [`${head}\nann,1,,1,,`, 2, "key", "keys are derived from a mnemonic; give one"],
    [`${head}\nann,1,${ANN},,soon,`, 2, "until", '"soon" is no frame number'],
    [`${head}\nann,1,${ANN},,4294967296,`, 2, "until", "4294967296 is beyond the last frame, 4294967295"],
    [`${head}\nann,1,${ANN},,,-4`, 2, "quota", '"-4" is no whole number'],
    [`${head}\nann,1,${ANN},,,\nann,1,${BOB},,,`, 3, "id", '"ann" stands in line 2 already'],
    [`${head}\nann,1,${ANN},,,\n\nbob,1,${ANN},,,`, 4, "address", "is the account of line 2"],
    [`${head}\n"ann,1`, 2, "1", "a quote is opened and never closed"],
  ] as const) {
    it(`names line and column: ${JSON.stringify(text).slice(0, 60)}`, () => {
      expect(() => parseMemberCsv(text))
        .to.throw(MemberCsvError, `line ${line}, column ${column}: ${problem}`)
        .that.includes({ line, column });
    });
  }

  for (const [key, problem] of [
    ["x", "\"x\" is neither an index nor a path like m/44'/60'/0'/0/7"],
    ["2147483648", '"2147483648" leads to no key: an index is at most 2^31 - 1'],
  ] as const) {
    it(`refuses the key ${key}`, () => {
      expect(() => parseMemberCsv(`id,group,key\nann,1,${key}`, { mnemonic: MNEMONIC })).to.throw(
        MemberCsvError,
        `line 2, column key: ${problem}`,
      );
    });
  }

  it("names the groups there are", () => {
    expect(() => parseMemberCsv(`id,group,address\nann,pupil,${ANN}`, { groups: { pupils: 1n, staff: 2n } })).to.throw(
      MemberCsvError,
      'line 2, column group: "pupil" is no group; there are pupils, staff',
    );
    // Not a name of the file's, though every object has it.
    expect(() => parseMemberCsv(`id,group,address\nann,toString,${ANN}`, { groups: {} })).to.throw(
      MemberCsvError,
      "is no group",
    );
  });
});
