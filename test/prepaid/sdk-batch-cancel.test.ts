import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { TransactionRequest } from "ethers";

import {
  BATCH_PAGE,
  BatchPageError,
  type BatchReference,
  type BatchRow,
  cancelBatch,
  claimLink,
  CsvError,
  deliver,
  issueBatch,
  parseBatchReferences,
  rulesOf,
  Trigger,
} from "../../src/prepaid/index.ts";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { rowsOf, SECRET } from "./batch-rows.ts";
import { fund, HOUR, moveTo, networkHelpers } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

describe("prepaid, the SDK: which rows of a batch are meant", () => {
  it("is read from the file that it was issued from, whatever else that says", () => {
    expect(
      parseBatchReferences(`holder,amount,expiry,merchants\nKEY,x,soon,list.json\n# none\n${ANN},,,\n`),
    ).to.deep.equal([
      { item: "1", placed: true, toKey: true, line: 2 },
      { item: "2", placed: true, toKey: false, line: 4 },
    ]);
  });

  it("is read from names alone", () => {
    expect(parseBatchReferences("item\ncard 17\n")).to.deep.equal([
      { item: "card 17", placed: false, toKey: null, line: 2 },
    ]);
  });

  for (const [text, problem] of [
    ["", "line 1, column item: the file is empty; its first line names the columns"],
    ["item,colour\n", "line 1, column colour: is unknown; there are item, holder, amount"],
    ["item,holder\n,key\n", "line 2, column item: is empty"],
    ["item\na\na\n", 'line 3, column item: "a" stands in line 2 already'],
    ["item,holder\na\n", "line 2, column holder: the line has 1 fields, the header 2"],
  ] as const) {
    it(`is refused: ${problem}`, () => {
      expect(() => parseBatchReferences(text)).to.throw(CsvError, problem);
    });
  }
});

describe("prepaid, the SDK: batches that are taken back", () => {
  const OPTIONS = { batch: "May", secret: SECRET };

  async function staged() {
    const context = await peopled();
    return { ...context, address: await context.vault.getAddress() };
  }
  const load = () => networkHelpers.loadFixture(staged);
  const referring = (rows: readonly BatchRow[]): BatchReference[] =>
    rows.map(({ item, holder, line }) => ({ item, placed: false, toKey: holder === null, line }));

  it("come back in pages, with progress, whatever their rules; and a second run sends nothing", async () => {
    const { address, company, third, vault } = await load();
    await vault.connect(third).acceptReturns(company, true);
    const rules = [
      rulesOf({}),
      rulesOf({ trigger: Trigger.DELIVERY, delay: HOUR }),
      rulesOf({ returnTo: third.address, returnBps: 5_000n }),
      rulesOf({ manual: true }),
    ];
    const rows = rowsOf(7, (place) => ({ rules: rules[place % 4]! }));
    await issueBatch(company, address, rows, OPTIONS);
    expect(await vault.balanceOf(company)).to.equal(9_930n);
    const told: string[] = [];
    const options = {
      batch: "May",
      rowsPerPage: 3,
      onProgress: ({ done, total }: { done: number; total: number }) => told.push(`${done}/${total}`),
    };
    const { cancelled, before, refused, receipts } = await cancelBatch(company, address, referring(rows), options);
    expect(told).to.deep.equal(["0/7", "3/7", "6/7", "7/7"]);
    expect([before.length, refused.length, receipts.length]).to.deep.equal([0, 0, 3]);
    expect(cancelled.map(({ row, amount }) => [row.item, amount])).to.deep.equal(rows.map(({ item }) => [item, 10n]));
    expect(await vault.balanceOf(company)).to.equal(10_000n);
    expect(await vault.balanceOf(third)).to.equal(0n);

    const again = await cancelBatch(company, address, referring(rows), options);
    expect([again.cancelled.length, again.before.length, again.receipts.length]).to.deep.equal([0, 7, 0]);
    expect(again.before[0]).to.include({ amount: 10n });
  });

  it("go on after an interruption", async () => {
    const { address, company, vault } = await load();
    const rows = rowsOf(5);
    await issueBatch(company, address, rows, OPTIONS);
    await cancelBatch(company, address, referring(rows).slice(1, 3), OPTIONS);
    const { cancelled, before } = await cancelBatch(company, address, referring(rows), OPTIONS);
    expect(before.map(({ row }) => row.item)).to.deep.equal(["2", "3"]);
    expect(cancelled.map(({ row }) => row.item)).to.deep.equal(["1", "4", "5"]);
    expect(await vault.balanceOf(company)).to.equal(10_000n);
  });

  it("leave what is claimed, delivered, expired or was never issued, each with its reason", async () => {
    const { address, company, ann, bob } = await load();
    const rows = rowsOf(6, (place) =>
      place === 1 ? { holder: ann.address } : place === 2 ? { expiry: EXPIRY - HOUR } : {},
    );
    const { issued } = await issueBatch(company, address, rows.slice(0, 5), OPTIONS);
    await claimLink(bob, issued[0]!.link!);
    await deliver(company, address, { id: issued[3]!.id });
    await moveTo(EXPIRY - HOUR);
    const { cancelled, refused } = await cancelBatch(company, address, referring(rows), OPTIONS);
    expect(cancelled.map(({ row }) => row.item)).to.deep.equal(["5"]);
    expect(refused.map(({ row, obstacle, reason }) => [row.line, obstacle, reason])).to.deep.equal([
      [2, "claimed", null],
      [3, "delivered", null],
      [4, "expired", null],
      [5, "delivered", null],
      [7, "unknown", null],
    ]);
    expect(refused.map(({ instrument }) => instrument?.holder ?? null)[0]).to.equal(bob.address);
    expect(refused[4]!.instrument).to.equal(null);
  });

  it("lose one to a claim that comes in between, and take back the rest of its page", async () => {
    const { address, company, bob, vault } = await load();
    const rows = rowsOf(4);
    const { issued } = await issueBatch(company, address, rows, OPTIONS);
    // After all was read, and before the first page is sent.
    const late = interrupted(company, () => claimLink(bob, issued[1]!.link!));
    const { cancelled, refused, receipts } = await cancelBatch(late, address, referring(rows), {
      batch: "May",
      rowsPerPage: 2,
    });
    expect(cancelled.map(({ row }) => row.item)).to.deep.equal(["1", "3", "4"]);
    expect(receipts).to.have.length(2);
    const [one] = refused;
    expect(refused).to.have.length(1);
    expect([one?.row.item, one?.obstacle, one?.reason?.name]).to.deep.equal(["2", "refused", "PrepaidDelivered"]);
    expect(await vault.balanceOf(company)).to.equal(9_990n);
  });

  it("tell a page that is refused though each of its instruments would be taken: it is too large", async () => {
    const { address, company, vault } = await load();
    const rows = rowsOf(4);
    await issueBatch(company, address, rows, OPTIONS);
    // What a vault says where the gas ends within its calls to itself.
    const data = vault.interface.encodeErrorResult("FailedCall");
    const short = interrupted(company, () => Promise.reject(Object.assign(new Error("reverted"), { data })));
    const problem =
      "A page of 4 instruments takes more gas than a transaction may have, or the node doesn't say why it refuses; give a smaller rowsPerPage";
    await expectRejection(cancelBatch(short, address, referring(rows), OPTIONS), BatchPageError, problem);
    const more = rowsOf(8);
    await expectRejection(issueBatch(short, address, more, OPTIONS), BatchPageError, problem);
    expect((await cancelBatch(company, address, referring(rows), OPTIONS)).cancelled).to.have.length(4);
  });

  it("send nothing more for a page that nothing is left of", async () => {
    const { address, company, bob } = await load();
    const rows = rowsOf(1);
    const { issued } = await issueBatch(company, address, rows, OPTIONS);
    const late = interrupted(company, () => claimLink(bob, issued[0]!.link!));
    const { cancelled, refused, receipts } = await cancelBatch(late, address, referring(rows), OPTIONS);
    expect([cancelled.length, refused.length, receipts.length]).to.deep.equal([0, 1, 0]);
  });

  it("are refused where places can't be those that they were issued with", async () => {
    const { address, company, vault } = await load();
    const rows = rowsOf(3);
    await issueBatch(company, address, rows, OPTIONS);
    const placed = parseBatchReferences("holder\nkey\nkey\nkey\n");
    await expectRejection(
      cancelBatch(company, address, placed.slice(0, 2), OPTIONS),
      RangeError,
      'The batch "May" has more instruments than the 2 that are listed, and rows without the column item are known by their place; list all of them, as they were issued',
    );
    await expectRejection(
      cancelBatch(company, address, placed, { ...OPTIONS, rowsPerPage: 0 }),
      RangeError,
      "A page of 0 instruments makes no sense",
    );
    expect((await cancelBatch(company, address, placed, OPTIONS)).cancelled).to.have.length(3);
    expect(await vault.balanceOf(company)).to.equal(10_000n);
  });

  it("fit a transaction at the usual page, each with rules, a share and a bucket of its own", async () => {
    const { system, address, company, third, vault } = await load();
    await fund(system, company, 100_000n);
    await vault.connect(third).acceptReturns(company, true);
    const rules = rulesOf({ returnTo: third.address, returnBps: 5_000n, cap: 5n, minPiece: 1n });
    const rows = rowsOf(BATCH_PAGE, (place) => ({ rules, expiry: EXPIRY + BigInt(place) * HOUR }));
    await issueBatch(company, address, rows, OPTIONS);
    const { receipts } = await cancelBatch(company, address, referring(rows), OPTIONS);
    expect(receipts).to.have.length(1);
    expect(receipts[0]!.gasUsed < 2n ** 24n).to.equal(true);
  });
});

/** A signer before whose first transaction something else happens. */
function interrupted(signer: HardhatEthersSigner, act: () => Promise<unknown>): HardhatEthersSigner {
  let acted = false;
  return new Proxy(signer, {
    get(target, key) {
      if (key === "sendTransaction") {
        return async (request: TransactionRequest) => {
          if (!acted) await act();
          acted = true;
          return target.sendTransaction(request);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
