import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { getAddress } from "ethers";
import fc from "fast-check";

import {
  bitmapOf,
  categoriesIn,
  categoriesOfList,
  CsvError,
  findMerchants,
  formatMerchantFile,
  type MerchantEntry,
  merchantList,
  nameOfCategory,
  parseCategories,
  parseCategory,
  parseMerchantCsv,
  parseMerchantFile,
  publishMerchants,
  verifyMerchant,
} from "../../src/prepaid/index.ts";
import { PrepaidDirectory__factory } from "../../types/ethers-contracts/index.js";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { deployPrepaid, ethers, networkHelpers } from "./fixture.ts";

const CANTEEN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const BAKERY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(`0x${Buffer.from(bytes).toString("hex")}`));
const entries = fc.uniqueArray(fc.record({ merchant: address, category: fc.bigInt(0n, 255n) }), {
  minLength: 1,
  maxLength: 30,
  selector: ({ merchant, category }) => `${merchant}/${category}`,
});

describe("prepaid, the SDK: lists of merchants", () => {
  it("are the trees of @openzeppelin/merkle-tree, root and proofs", () => {
    fc.assert(
      fc.property(entries, (rows) => {
        const ours = merchantList(rows);
        const theirs = StandardMerkleTree.of(
          rows.map(({ merchant, category }) => [merchant, category]),
          ["address", "uint8"],
        );
        expect(ours.root).to.equal(theirs.root);
        for (const [i, entry] of rows.entries()) {
          const { category, proof } = ours.proofOf(entry.merchant.toLowerCase(), 1n << entry.category);
          expect(category).to.equal(entry.category);
          expect(proof).to.deep.equal(theirs.getProof(i));
          expect(verifyMerchant(ours.root, entry, proof)).to.equal(true);
          expect(verifyMerchant(ours.root, { ...entry, category: entry.category ^ 1n }, proof)).to.equal(false);
        }
      }),
    );
  });

  it("are published as a file that gives the same list", () => {
    fc.assert(
      fc.property(entries, (rows) => {
        const list = merchantList(rows, { food: 7n });
        const read = parseMerchantFile(formatMerchantFile(list));
        expect(read.root).to.equal(list.root);
        expect(read.entries).to.deep.equal(list.entries);
        expect(read.categories).to.deep.equal({ food: 7n });
      }),
    );
  });

  it("publish every merchant with his proof", () => {
    const list = merchantList([
      { merchant: CANTEEN, category: 1n },
      { merchant: BAKERY, category: 2n },
      { merchant: CANTEEN, category: 2n },
    ]);
    const file = JSON.parse(formatMerchantFile(list)) as {
      root: string;
      entries: { merchant: string; category: number; proof: string[] }[];
    };
    expect(file.entries).to.have.length(3);
    for (const { merchant, category, proof } of file.entries) {
      expect(verifyMerchant(file.root, { merchant, category: BigInt(category) }, proof)).to.equal(true);
    }
  });

  it("pick a category that is accepted", () => {
    const list = merchantList(
      [
        { merchant: CANTEEN, category: 1n },
        { merchant: CANTEEN, category: 3n },
      ],
      { meals: 1n, drinks: 3n },
    );
    expect(list.proofOf(CANTEEN).category).to.equal(1n);
    expect(list.proofOf(CANTEEN, bitmapOf(["Drinks"], list.categories)).category).to.equal(3n);
    expect(() => list.proofOf(CANTEEN, bitmapOf([2n]))).to.throw(
      RangeError,
      "is in the list as meals, drinks, which is not accepted",
    );
    expect(() => list.proofOf(BAKERY)).to.throw(RangeError, `${BAKERY} is not in the list of merchants`);
  });

  it("refuse what makes none", () => {
    const entry: MerchantEntry = { merchant: CANTEEN, category: 1n };
    expect(() => merchantList([])).to.throw(RangeError, "at least one entry");
    expect(() => merchantList([entry, entry])).to.throw(RangeError, "stands twice in category 1");
    expect(() => merchantList([{ ...entry, category: 256n }])).to.throw(RangeError, "256 is no category");
    expect(() => merchantList([entry], { food: -1n })).to.throw(RangeError, "-1 is no category");
  });

  describe("files", () => {
    const good = formatMerchantFile(merchantList([{ merchant: CANTEEN, category: 1n }]));
    for (const [what, text, problem] of [
      ["no JSON", "root", "it is no JSON"],
      ["another format", good.replace("lapse-merchants-1", "lapse-merchants-2"), "it lacks what"],
      ["a list", "[]", "it lacks what"],
      ["no entry", JSON.stringify({ ...JSON.parse(good), entries: [] }), "it lacks what"],
      ["a category that is none", good.replace('"category": 1', '"category": 256'), "it lacks what"],
      ["an address that is none", good.replace(CANTEEN, "0x12"), "it lacks what"],
      ["another entry", good.replace(CANTEEN, BAKERY), "its entries lead to"],
    ] as const) {
      it(`are refused with ${what}`, () => {
        expect(() => parseMerchantFile(text)).to.throw(RangeError, `This is no list of merchants: ${problem}`);
      });
    }
  });
});

describe("prepaid, the SDK: categories", () => {
  it("are bits of a map", () => {
    expect(bitmapOf([0n, 4n, 255n])).to.equal(1n + 16n + 2n ** 255n);
    expect(bitmapOf(["4", "food"], { food: 1n })).to.equal(18n);
    fc.assert(
      fc.property(fc.uniqueArray(fc.bigInt(0n, 255n)), (numbers) => {
        expect(categoriesIn(bitmapOf(numbers))).to.deep.equal(numbers.sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });

  it("have numbers, and names where a list gives them", () => {
    expect(parseCategory(" FOOD ", { food: 1n })).to.equal(1n);
    expect(parseCategory("7")).to.equal(7n);
    expect(nameOfCategory(1n, { food: 1n })).to.equal("food");
    expect(nameOfCategory(2n, { food: 1n })).to.equal("2");
    const known = { food: 1n, "fast food": 2n };
    for (const text of ["food,fast food,7", " Food , FAST FOOD,7 ", "fast food, food 7", "1,2 7", "7 2 1"]) {
      expect(parseCategories(text, known), text).to.equal(0b10000110n);
    }
    expect(() => parseCategories("food,,7", known)).to.throw(
      RangeError,
      '"" is no category; there are food, fast food',
    );
    expect(() => parseCategories("", known)).to.throw(RangeError, '"" is no category');
    expect(() => parseCategories("food toys", known)).to.throw(RangeError, '"toys" is no category');
    expect(() => parseCategory("toys", { food: 1n })).to.throw(RangeError, '"toys" is no category; there are food');
    expect(() => parseCategory("toys")).to.throw(RangeError, '"toys" is no category; use a number from 0 to 255');
    expect(() => parseCategory("256")).to.throw(RangeError, "256 is no category");
  });
});

describe("prepaid, the SDK: categories of a list in hand", () => {
  it("are those that a merchant or a name of it has", () => {
    const list = merchantList([{ merchant: CANTEEN, category: 7n }], { bakery: 2n });
    expect(categoriesOfList("bakery, 7", list)).to.equal((1n << 2n) | (1n << 7n));
    expect(() => categoriesOfList("bakery, 77", list)).to.throw(
      RangeError,
      /^The list of merchants has no category 77; it has 7, bakery$/,
    );
    expect(() => categoriesOfList("toys", list)).to.throw(RangeError, /^"toys" is no category; there are bakery$/);
  });
});

describe("prepaid, the SDK: files of merchants", () => {
  it("give names the lowest free numbers, in their order", () => {
    const list = parseMerchantCsv(
      `name,Merchant,Category\nCanteen,${CANTEEN},meals\n# closed\nBakery,${BAKERY},2\nCanteen,${CANTEEN},drinks\nBakery,${BAKERY},Meals\n`,
    );
    expect(list.entries).to.deep.equal([
      { merchant: CANTEEN, category: 1n },
      { merchant: BAKERY, category: 2n },
      { merchant: CANTEEN, category: 3n },
      { merchant: BAKERY, category: 1n },
    ]);
    expect(list.categories).to.deep.equal({ meals: 1n, drinks: 3n });
  });

  it("keep the numbers that are known, and put all in 0 without a column", () => {
    expect(
      parseMerchantCsv(`merchant,category\n${CANTEEN},meals\n`, { categories: { meals: 9n } }).entries,
    ).to.deep.equal([{ merchant: CANTEEN, category: 9n }]);
    expect(parseMerchantCsv(`merchant\n${CANTEEN}\n`).entries).to.deep.equal([{ merchant: CANTEEN, category: 0n }]);
  });

  for (const [text, problem] of [
    ["", "line 1, column merchant: the file is empty"],
    ["merchant\n", "line 1, column merchant: the file has no merchant"],
    ["category\n1\n", "line 1, column merchant: is missing in the header"],
    ["merchant,colour\n", "line 1, column colour: is unknown; there are merchant, category, name"],
    [`merchant,category\n${CANTEEN}\n`, "line 2, column category: the line has 1 fields, the header 2"],
    [`merchant,category\n${CANTEEN},\n`, "line 2, column category: is empty"],
    [`merchant,category\n${CANTEEN},256\n`, "line 2, column category: 256 is no category"],
    ["merchant\n0x12\n", 'line 2, column merchant: "0x12" is no address'],
    [
      `merchant,category\n${CANTEEN},a\n${CANTEEN},A\n`,
      "line 3, column merchant: is the merchant of line 2, in the same category",
    ],
    [
      `merchant,category\n${Array.from({ length: 256 }, (_, i) => `${CANTEEN},c${i}`).join("\n")}\n`,
      'line 257, column category: "c255" is one more than the 255 categories',
    ],
  ] as const) {
    it(`are refused: ${problem}`, () => {
      expect(() => parseMerchantCsv(text)).to.throw(CsvError, problem);
    });
  }
});

describe("prepaid, the SDK: the directory", () => {
  async function published() {
    const system = await networkHelpers.loadFixture(deployPrepaid);
    const directory = await new PrepaidDirectory__factory(system.deployer).deploy();
    const list = merchantList(
      Array.from({ length: 7 }, (_, i) => ({
        merchant: getAddress(`0x${(i + 1).toString(16).padStart(40, "0")}`),
        category: BigInt(i % 3),
      })),
    );
    return { ...system, directory: await directory.getAddress(), contract: directory, list };
  }
  const load = () => networkHelpers.loadFixture(published);

  it("takes a list in pages, and gives it back by its root", async () => {
    const { directory, deployer, list } = await load();
    const told: number[] = [];
    const receipts = await publishMerchants(deployer, directory, list, {
      entriesPerPage: 3,
      onProgress: ({ done }) => told.push(done),
    });
    expect(receipts).to.have.length(3);
    expect(told).to.deep.equal([3, 6, 7]);
    const found = await findMerchants(directory, list.root, ethers.provider, { categories: { food: 1n } });
    expect(found?.entries).to.deep.equal(list.entries);
    expect(found?.categories).to.deep.equal({ food: 1n });
  });

  it("is not told twice: a second run sends what is missing", async () => {
    const { directory, contract, deployer, list } = await load();
    await contract.publish(list.root, 0n, list.entries.slice(0, 3));
    expect(await findMerchants(directory, list.root, ethers.provider)).to.equal(null);
    expect(await publishMerchants(deployer, directory, list, { entriesPerPage: 3 })).to.have.length(2);
    expect(await publishMerchants(deployer, directory, list, { entriesPerPage: 3 })).to.have.length(0);
    expect((await findMerchants(directory, list.root, ethers.provider))?.root).to.equal(list.root);
  });

  it("passes over what others publish under the same root", async () => {
    const { directory, contract, people, deployer, list } = await load();
    const [mallory, echo] = people;
    const [first] = list.entries;
    await contract.connect(mallory).publish(list.root, 0n, [{ merchant: mallory!, category: 1n }]);
    // Twice the same makes no list at all.
    await contract.connect(echo).publish(list.root, 0n, [first!, first!]);
    expect(await findMerchants(directory, list.root, ethers.provider)).to.equal(null);
    await publishMerchants(deployer, directory, list);
    expect((await findMerchants(directory, list.root, ethers.provider))?.entries).to.deep.equal(list.entries);
  });

  it("refuses a page without size", async () => {
    const { directory, deployer, list } = await load();
    await expectRejection(
      publishMerchants(deployer, directory, list, { entriesPerPage: 0 }),
      RangeError,
      "A page of 0 entries makes no sense",
    );
  });
});
