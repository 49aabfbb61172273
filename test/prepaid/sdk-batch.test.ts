import { expect } from "chai";

import {
  BATCH_PAGE,
  batchItems,
  BatchError,
  claimKeyFrom,
  claimLink,
  CsvError,
  formatClaimLink,
  idOf,
  issue,
  issueBatch,
  keyAddress,
  merchantList,
  newBatchSecret,
  NO_CAP,
  numberInBatch,
  parseBatchCsv,
  readInstrument,
  reassign,
  redeem,
  rulesOf,
  split,
  transferInstrument,
  Trigger,
} from "../../src/prepaid/index.ts";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { rowsOf, SECRET } from "./batch-rows.ts";
import { DAY, ethers, fund, HOUR, moveTo, networkHelpers, START } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const SHOP = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const ROOT = `0x${"ab".repeat(32)}`;
const OPTIONS = { decimals: 6n, bucketLength: HOUR, now: START };

describe("prepaid, the SDK: files of instruments", () => {
  it("have holders or the word key, amounts in whole units, and days", () => {
    const rows = parseBatchCsv(
      `holder,amount,expiry\n${ANN},50,2030-01-31\n# Bob has no account\nKEY,12.5,2030-01-08T06:00Z\n`,
      OPTIONS,
    );
    expect(rows).to.deep.equal([
      { item: "1", holder: ANN, amount: 50_000_000n, expiry: START + 24n * DAY, rules: rulesOf({}), line: 2 },
      { item: "2", holder: null, amount: 12_500_000n, expiry: START + DAY + 6n * HOUR, rules: rulesOf({}), line: 4 },
    ]);
  });

  it("have rules where their columns are filled, and the usual ones where not", () => {
    const list = merchantList([{ merchant: ANN, category: 1n }], { food: 1n, toys: 5n });
    const usual = rulesOf({ cap: 7n, minPiece: 2n });
    const rows = parseBatchCsv(
      [
        "item,holder,amount,trigger,delay,merchants,categories,cap,return-to,return-share,manual,min-piece",
        `a,${ANN},1,first-use,30d,canteens,toys 1,0.5,${ANN.toLowerCase()},25,yes,0.25`,
        `b,${ANN},1,,,${ROOT},3,,,,no,`,
        `c,${ANN},1,,,,,,,,,`,
      ].join("\n"),
      { ...OPTIONS, expiry: START + DAY, rules: usual, lists: { canteens: list } },
    );
    expect(rows.map(({ item }) => item)).to.deep.equal(["a", "b", "c"]);
    expect(rows.map(({ expiry }) => expiry)).to.deep.equal([START + DAY, START + DAY, START + DAY]);
    expect(rows.map(({ rules }) => rules)).to.deep.equal([
      rulesOf({
        trigger: Trigger.FIRST_USE,
        delay: 30n * DAY,
        merchants: list.root,
        categories: 0b100010n,
        cap: 500_000n,
        returnTo: ANN,
        returnBps: 2_500n,
        manual: true,
        minPiece: 250_000n,
      }),
      rulesOf({ ...usual, merchants: ROOT, categories: 8n }),
      usual,
    ]);
  });

  it("have shares, categories and caps in the forms of the terminal", () => {
    const list = merchantList([{ merchant: ANN, category: 1n }], { food: 1n, "fast food": 2n, toys: 5n });
    const read = (column: string, field: string, usual = rulesOf({})) =>
      parseBatchCsv(`holder,amount,expiry,merchants,${column}\n${ANN},1,2030-01-31,canteens,${field}\n`, {
        ...OPTIONS,
        rules: usual,
        lists: { canteens: list },
      })[0]!.rules;
    for (const [field, bitmap] of [
      ["toys 1", 0b100010n],
      ['"toys,1"', 0b100010n],
      ['"Toys, 1"', 0b100010n],
      ["fast food", 0b100n],
      ['"fast food, toys 1"', 0b100110n],
    ] as const) {
      expect(read("categories", field).categories, field).to.equal(bitmap);
    }
    expect(read("cap", "track").cap).to.equal(NO_CAP);
    for (const [field, bps] of [
      ["33.33", 3_333n],
      ["33.33%", 3_333n],
      ["33.33 %", 3_333n],
      ["0.01", 1n],
      ["100", 10_000n],
      // Who is named without a share gets all of it.
      ["", 10_000n],
    ] as const) {
      expect(read("return-to,return-share", `${ANN},${field}`), field).to.include({ returnTo: ANN, returnBps: bps });
    }
    const usual = rulesOf({ returnTo: SHOP, returnBps: 100n });
    expect(read("return-to", ANN, usual)).to.include({ returnTo: ANN, returnBps: 100n });
    expect(read("return-share", "50", usual)).to.include({ returnTo: SHOP, returnBps: 5_000n });
  });

  it("lose the usual delay with another trigger", () => {
    const usual = rulesOf({ trigger: Trigger.DELIVERY, delay: DAY });
    const [row] = parseBatchCsv(`holder,amount,expiry,trigger\n${ANN},1,2030-01-31,issue\n`, {
      ...OPTIONS,
      rules: usual,
    });
    expect(row?.rules).to.deep.equal(rulesOf({}));
  });

  it("may hold expiries of the past where no time is named, for a run that goes on", () => {
    const text = `holder,amount,expiry\n${ANN},1,2020-01-31\n`;
    expect(parseBatchCsv(text, { decimals: 6n, bucketLength: HOUR })[0]?.expiry).to.equal(1_580_428_800n);
    expect(() => parseBatchCsv(text, OPTIONS)).to.throw(
      CsvError,
      "line 2, column expiry: 2020-01-31T00:00:00Z is too early",
    );
  });

  const plain = (row: string): string => `holder,amount,expiry\n${row}\n`;
  const ruled = (column: string, field: string): string =>
    `holder,amount,expiry,${column}\n${ANN},1,2030-01-31,${field}\n`;
  for (const [text, problem] of [
    ["", "line 1, column holder: the file is empty; its first line names the columns"],
    ["holder,amount\n", "line 1, column expiry: is missing in the header"],
    ["holder,amount,expiry,colour\n", "line 1, column colour: is unknown; there are item, holder, amount"],
    ["holder,holder,amount,expiry\n", "line 1, column holder: stands twice in the header"],
    [plain(`${ANN},1`), "line 2, column expiry: the line has 2 fields, the header 3"],
    [plain(",1,2030-01-31"), "line 2, column holder: is empty"],
    [plain("0x12,1,2030-01-31"), 'line 2, column holder: "0x12" is no address'],
    [plain(`${ANN},,2030-01-31`), "line 2, column amount: is empty"],
    [plain(`${ANN},0,2030-01-31`), "line 2, column amount: an instrument of zero is none"],
    [plain(`${ANN},-1,2030-01-31`), 'line 2, column amount: "-1" is no number like 3 or 1.5'],
    [
      plain(`${ANN},0.0000001,2030-01-31`),
      "line 2, column amount: 0.0000001 has 7 decimal places, and the instrument has 6",
    ],
    [plain(`${ANN},${2n ** 96n},2030-01-31`), "is more than any instrument has"],
    [plain(`${ANN},1,`), "line 2, column expiry: is empty"],
    [plain(`${ANN},1,soon`), 'line 2, column expiry: "soon" is no moment like 2026-12-31'],
    [plain(`${ANN},1,2030-01-31T00:30Z`), "line 2, column expiry: 2030-01-31T00:30:00Z is no bound of 3600 seconds"],
    [
      plain(`${ANN},1,2030-06-27`),
      "line 2, column expiry: 2030-06-27T00:00:00Z is too late; the latest is 2030-06-26T16:00:00Z",
    ],
    [`item,holder,amount,expiry\n,${ANN},1,2030-01-31\n`, "line 2, column item: is empty"],
    [
      `item,holder,amount,expiry\nx,${ANN},1,2030-01-31\nx,${ANN},1,2030-01-31\n`,
      'line 3, column item: "x" stands in line 2 already',
    ],
    [ruled("trigger", "never"), 'line 2, column trigger: "never" is no trigger'],
    [ruled("trigger", "delivery"), "line 2, column trigger: A clock that starts at the issue has no delay"],
    [ruled("delay", "30"), "line 2, column delay: A clock that starts at the issue has no delay"],
    [ruled("delay", "long"), 'line 2, column delay: "long" is no length of time'],
    [ruled("merchants", "canteens"), 'line 2, column merchants: "canteens" is no root of 32 bytes'],
    [ruled("categories", "food"), 'line 2, column categories: "food" is no category'],
    [ruled("categories", "1"), "line 2, column categories: Categories need a list of merchants"],
    [ruled("cap", "x"), 'line 2, column cap: "x" is no number like 3 or 1.5'],
    [ruled("return-to", "x"), 'line 2, column return-to: "x" is no address'],
    [ruled("return-share", "25"), "line 2, column return-share: The share of 25 % returns to nobody"],
    [ruled("return-share", "2.505"), 'line 2, column return-share: The share "2.505" is no percentage'],
    [
      ruled("return-share", "100.01"),
      "line 2, column return-share: The share of 100.01 % is too large; the largest is 100 %",
    ],
    [ruled("return-bps", "2500"), "line 1, column return-bps: is unknown; there are item, holder, amount"],
    [ruled("manual", "maybe"), 'line 2, column manual: "maybe" is neither yes nor no'],
    [ruled("min-piece", "1.2.3"), 'line 2, column min-piece: "1.2.3" is no number like 3 or 1.5'],
  ] as const) {
    it(`are refused: ${problem}`, () => {
      expect(() => parseBatchCsv(text, OPTIONS)).to.throw(CsvError, problem);
    });
  }
});

describe("prepaid, the SDK: batches", () => {
  async function staged() {
    const context = await peopled();
    const address = await context.vault.getAddress();
    return { ...context, address };
  }
  const load = () => networkHelpers.loadFixture(staged);

  it("are issued in pages, with progress, and give a link for each row without holder", async () => {
    const { address, company, ann, bob, vault } = await load();
    const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR });
    const rows = rowsOf(7, (place) => (place === 1 ? { holder: ann.address } : place === 2 ? { rules } : {}));
    const told: string[] = [];
    const { issued, alreadyThere, different, receipts } = await issueBatch(company, address, rows, {
      batch: "May",
      secret: SECRET,
      rowsPerPage: 3,
      onProgress: ({ done, total }) => told.push(`${done}/${total}`),
    });
    expect(told).to.deep.equal(["0/7", "3/7", "6/7", "7/7"]);
    expect([receipts.length, alreadyThere.length, different.length]).to.deep.equal([3, 0, 0]);
    expect(issued.map(({ row }) => row)).to.deep.equal(rows);
    for (const { id, row, link } of issued) {
      expect(id).to.equal(idOf(company.address, numberInBatch("May", row.item)));
      const key = link === null ? null : keyAddress(link.key);
      expect(key === null).to.equal(row.holder !== null);
      expect(await readInstrument(address, id, ann)).to.include({
        holder: key ?? row.holder,
        byKey: key !== null,
        remaining: 10n,
      });
    }
    expect((await vault.instrumentOf(issued[2]!.id)).rules).to.equal(await vault.hashOf(rules));
    await claimLink(bob, formatClaimLink(issued[6]!.link!));
    expect(await readInstrument(address, issued[6]!.id, bob)).to.include({ holder: bob.address });
  });

  it("go on after an interruption, and compare what is there", async () => {
    const { address, company, ann, bob, shop, vault } = await load();
    const rules = rulesOf({ cap: 60n, minPiece: 1n });
    const rows = rowsOf(6, (place) => ({
      holder: place < 3 ? ann.address : null,
      rules: place === 0 ? rules : rulesOf({}),
    }));
    const options = { batch: "May", secret: SECRET };
    const before = await issueBatch(company, address, rows.slice(0, 4), options);
    // What was spent meanwhile, or claimed, doesn't make it another instrument.
    await redeem(ann, address, { id: before.issued[1]!.id, amount: 10n, merchant: shop });
    await claimLink(ann, before.issued[3]!.link!);
    // Nor does a split, which gives it other rules.
    await split(ann, address, { id: before.issued[0]!.id, amount: 5n, to: bob });

    const changed = rows.map((row, place) =>
      place === 2 ? { ...row, amount: 11n, holder: null, expiry: EXPIRY + HOUR, rules } : row,
    );
    const after = await issueBatch(company, address, changed, options);
    expect(after.alreadyThere.map(({ row }) => row.item)).to.deep.equal(["1", "2"]);
    expect(after.claimed.map(({ row }) => row.item)).to.deep.equal(["4"]);
    expect(after.issued.map(({ row }) => row.item)).to.deep.equal(["5", "6"]);
    const [difference] = after.different;
    expect(after.different).to.have.length(1);
    expect(difference?.differs).to.deep.equal([
      { what: "holder", issued: ann.address, wanted: `key ${keyAddress(difference!.link!.key)}` },
      { what: "amount", issued: "10", wanted: "11" },
      { what: "expiry", issued: EXPIRY.toString(), wanted: (EXPIRY + HOUR).toString() },
      { what: "rules", issued: `0x${"00".repeat(27)}`, wanted: await vault.hashOf(rules) },
    ]);
    const nonce = await company.getNonce();
    const third = await issueBatch(company, address, rows, options);
    expect([third.issued.length, third.alreadyThere.length, third.receipts.length]).to.deep.equal([0, 5, 0]);
    expect(third.alreadyThere.slice(3).map(({ link }) => link)).to.deep.equal(after.issued.map(({ link }) => link));
    expect(await company.getNonce()).to.equal(nonce);
    // Another name makes another batch.
    expect((await issueBatch(company, address, rows, { ...options, batch: "June" })).issued).to.have.length(6);
  });

  it("tell what somebody else than its key holds by now, and only that", async () => {
    const { address, company, ann, bob } = await load();
    const rows = rowsOf(6, (place) => (place === 5 ? { holder: ann.address } : {}));
    const options = { batch: "May", secret: SECRET };
    const { issued } = await issueBatch(company, address, rows, options);
    await claimLink(bob, issued[0]!.link!);
    const other = keyAddress(newBatchSecret());
    for (const [place, holder, byKey] of [
      [1, ann.address, false],
      [2, other, true],
      [3, other, true],
      [3, keyAddress(issued[3]!.link!.key), true],
    ] as const) {
      await reassign(company, address, { id: issued[place]!.id, holder, byKey });
    }
    await transferInstrument(ann, address, { id: issued[5]!.id, to: bob });
    const again = await issueBatch(company, address, rows, options);
    expect(again.claimed.map(({ row }) => row.item)).to.deep.equal(["1", "2", "3"]);
    expect(again.alreadyThere.map(({ row }) => row.item)).to.deep.equal(["4", "5", "6"]);
  });

  it("keep what was issued when a page is refused, and name the line", async () => {
    const { address, company, ann } = await load();
    const wrong = rulesOf({ returnTo: company.address, returnBps: 1n });
    const rows = rowsOf(6, (place) => ({ holder: ann.address, ...(place === 4 ? { rules: wrong } : {}) }));
    let caught: unknown;
    await issueBatch(company, address, rows, { batch: "May", rowsPerPage: 2 }).catch(
      (error: unknown) => (caught = error),
    );
    expect(caught).to.be.instanceOf(BatchError);
    const { line, message, reason } = caught as BatchError;
    expect(line).to.equal(6);
    expect(reason?.name).to.equal("PrepaidReturnInvalid");
    expect(message).to.equal(
      `line 6: A share of 1 hundredths of a percent can't return to ${company.address}. Give 1 to 10,000 with a receiver who is neither the purchaser nor the vault, and 0 without one.`,
    );
    const mended = rows.map((row) => ({ ...row, rules: rulesOf({}) }));
    const { alreadyThere, issued } = await issueBatch(company, address, mended, { batch: "May" });
    expect(alreadyThere.map(({ row }) => row.line)).to.deep.equal([2, 3, 4, 5]);
    expect(issued.map(({ row }) => row.line)).to.deep.equal([6, 7]);
  });

  it("say what is missing before anything is sent", async () => {
    const { address, company, ann } = await load();
    const nonce = await company.getNonce();
    await expectRejection(
      issueBatch(
        company,
        address,
        rowsOf(2, () => ({ holder: ann.address, amount: 6_000n })),
        { batch: "May" },
      ),
      RangeError,
      "The batch needs 12000 base units, and the balance in the vault is 10000; deposit 2000 more",
    );
    await expectRejection(
      issueBatch(company, address, rowsOf(1), { batch: "May" }),
      RangeError,
      "Line 2 has no holder: its claim key needs a secret",
    );
    await expectRejection(
      issueBatch(company, address, rowsOf(1), { batch: "May", secret: "0x12" }),
      RangeError,
      "The secret is no 32 bytes as hex",
    );
    await expectRejection(
      issueBatch(company, address, [], { batch: "May", rowsPerPage: 0 }),
      RangeError,
      "A page of 0 instruments makes no sense",
    );
    for (const [expiry, problem] of [
      [
        EXPIRY + 1n,
        "2030-01-07T10:00:01Z is no bound of 3600 seconds; the nearest are 2030-01-07T10:00:00Z and 2030-01-07T11:00:00Z",
      ],
      [START, "2030-01-07T00:00:00Z is too early; the earliest is 2030-01-07T01:00:00Z"],
    ] as const) {
      await expectRejection(
        issueBatch(
          company,
          address,
          rowsOf(1, () => ({ holder: ann.address, expiry })),
          { batch: "May" },
        ),
        CsvError,
        `line 2, column expiry: ${problem}`,
      );
    }
    expect(await company.getNonce()).to.equal(nonce);
  });

  it("go on when what was issued has expired", async () => {
    const { address, company, ann } = await load();
    const rows = rowsOf(2, (place) => ({ holder: ann.address, expiry: EXPIRY + BigInt(place) * HOUR }));
    await issueBatch(company, address, rows.slice(0, 1), { batch: "May" });
    await moveTo(EXPIRY);
    const { alreadyThere, issued } = await issueBatch(company, address, rows, { batch: "May" });
    expect([alreadyThere.length, issued.length]).to.deep.equal([1, 1]);
  });

  it("wait for transactions that are under way", async () => {
    const { address, company, ann, vault } = await load();
    await ethers.provider.send("evm_setAutomine", [false]);
    try {
      await vault.connect(company).transfer(ann, 1n);
      await expectRejection(
        issueBatch(company, address, rowsOf(1), { batch: "May", secret: SECRET }),
        RangeError,
        `${company.address} has transactions that are not mined yet; wait for them, so that nothing is issued twice`,
      );
    } finally {
      await ethers.provider.send("evm_setAutomine", [true]);
      await networkHelpers.mine();
    }
  });

  it("have keys that differ by instrument, vault, chain and secret", async () => {
    const { address, company } = await load();
    const place = { chainId: 1n, vault: address, id: 5n };
    const keys = [
      claimKeyFrom(SECRET, place),
      claimKeyFrom(SECRET, { ...place, chainId: 2n }),
      claimKeyFrom(SECRET, { ...place, vault: ANN }),
      claimKeyFrom(SECRET, { ...place, id: 6n }),
      claimKeyFrom(newBatchSecret(), place),
    ];
    expect(new Set(keys).size).to.equal(keys.length);
    expect(claimKeyFrom(SECRET, place)).to.equal(keys[0]);
    const [item] = await batchItems(company, address, rowsOf(1), { batch: "May", secret: SECRET });
    expect(item!.link!.key).to.equal(claimKeyFrom(SECRET, { chainId: 31_337n, vault: address, id: item!.id }));
  });

  it("fit a page of the usual size into one transaction in the dearest case, and 300 rows in four", async () => {
    const { address, company, third, system, vault } = await load();
    await vault.connect(third).acceptReturns(company, true);
    // Each row has rules, a share for another party, and a bucket that neither of them has used.
    const rules = rulesOf({
      cap: 5n,
      returnTo: third.address,
      returnBps: 5_000n,
      merchants: ROOT,
      categories: 2n,
      minPiece: 1n,
    });
    const dear = rowsOf(BATCH_PAGE, (place) => ({ rules, expiry: START + BigInt(place + 20) * HOUR }));
    const { receipts } = await issueBatch(company, address, dear, { batch: "dear", secret: SECRET });
    expect(receipts).to.have.length(1);
    expect(receipts[0]!.gasUsed < 2n ** 24n, `${receipts[0]!.gasUsed}`).to.equal(true);
    await fund(system, company, 3_000n);
    const many = await issueBatch(company, address, rowsOf(300), { batch: "many", secret: SECRET });
    expect([many.issued.length, many.receipts.length]).to.deep.equal([300, 4]);
  }).timeout(60_000);

  it("read an issue that is no batch's as none of theirs", async () => {
    const { address, company, ann } = await load();
    await issue(company, address, { number: 1n, holder: ann, amount: 5n, expiry: EXPIRY });
    expect(
      (
        await issueBatch(
          company,
          address,
          rowsOf(1, () => ({ holder: ann.address })),
          { batch: "May" },
        )
      ).issued,
    ).to.have.length(1);
  });
});
