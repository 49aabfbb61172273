import { expect } from "chai";
import { getAddress, hexlify, id, toUtf8Bytes } from "ethers";
import hre from "hardhat";

import {
  addMembers,
  createToken,
  DEFAULT_PAGE,
  handOut,
  Layout,
  openGroup,
  parsePackageCsv,
  readPackages,
  requestPackage,
  Rhythm,
} from "../../src/timeframe/index.ts";
import { deployTimeframe, moveTo, networkHelpers, START, WEEK } from "./fixture.ts";
import { expectRejection } from "./sdk-helpers.ts";

/** The most gas that a transaction may use (EIP-7825). */
const CAP = 2n ** 24n;

const account = (i: number): string => getAddress(id(`package ${i}`).slice(0, 42));

describe("packages in pages", () => {
  async function load() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const { administrator, factory, people } = system;
    const terms = { name: "Boxes", symbol: "BOX", rhythm: Rhythm.FIXED, anchor: START, frameLength: WEEK };
    const { token } = await createToken(administrator, await factory.getAddress(), { layout: Layout.CAPPED, terms });
    const { group } = await openGroup(administrator, token, { quota: 20n, onRequest: true, budget: 10_000n });
    const [ann, bob] = people;
    await addMembers(
      administrator,
      token,
      [ann!, bob!].map((one) => ({ account: one.address, group })),
    );
    return { ...system, token, group, ann: ann!, bob: bob! };
  }

  it("are handed out once under one text in a frame, and told apart by text, amount and frame", async () => {
    const { administrator, token, ann, bob } = await load();
    const rows = [{ account: ann.address, amount: 3n }];
    const progress: number[] = [];
    const first = await handOut(administrator, token, rows, {
      metadata: "May",
      onProgress: ({ done }) => progress.push(done),
    });
    expect(first).to.deep.include({ frame: 1n, lastFrame: 1n, handedOut: [ann.address], notReached: [] });
    expect(progress).to.deep.equal([0, 1]);
    // In any case of letters, and in bytes.
    const both = [
      { account: ann.address.toLowerCase(), amount: 3n },
      { account: bob.address, amount: 4n },
    ];
    const second = await handOut(administrator, token, both, { metadata: toUtf8Bytes("May") });
    expect(second).to.deep.include({ handedOut: [bob.address], alreadyThere: [ann.address] });
    await requestPackage(ann, token, { amount: 2n, metadata: "own" });
    const third = await handOut(administrator, token, rows, { metadata: "own" });
    expect(third.different).to.deep.equal([{ account: ann.address, amount: 2n, wanted: 3n }]);

    await moveTo(START + WEEK);
    expect(await readPackages(token)).to.deep.equal([]);
    const since = await readPackages(token, { since: 1n, pageSize: 1 });
    expect(since.map((made) => [made.account, made.frame, made.amount, made.metadata])).to.deep.equal([
      [ann.address, 1n, 3n, hexlify(toUtf8Bytes("May"))],
      [bob.address, 1n, 4n, hexlify(toUtf8Bytes("May"))],
      [ann.address, 1n, 2n, hexlify(toUtf8Bytes("own"))],
    ]);
    expect((await handOut(administrator, token, rows, { metadata: "May", since: 1n })).handedOut).to.deep.equal([]);
    expect((await handOut(administrator, token, rows, { metadata: "May" })).handedOut).to.deep.equal([ann.address]);
  });

  it("need a text, each account once, a page with a size, and a frame that has begun", async () => {
    const { administrator, token, ann } = await load();
    const row = { account: ann.address, amount: 3n };
    for (const [rows, options, message] of [
      [[row], { metadata: "" }, "A package needs metadata, by which a second run knows it again"],
      [[row, row], { metadata: "May" }, `${ann.address} is named twice`],
      [[row], { metadata: "May", pageSize: 0 }, "A page of 0 makes no sense"],
      [[row], { metadata: "May", since: 2n }, "Frame 2 has not begun: it is frame 1"],
    ] as const) {
      await expectRejection(handOut(administrator, token, rows, options), RangeError, message);
    }
    expect(await readPackages(token)).to.deep.equal([]);
  });

  it(`fit a page of ${DEFAULT_PAGE} with a text of 100 bytes into one transaction`, async function () {
    this.timeout(120_000);
    const { administrator, token, group } = await load();
    const rows = Array.from({ length: DEFAULT_PAGE }, (_, i) => ({ account: account(i), amount: 2n, group }));
    await addMembers(administrator, token, rows);
    // In a later frame each account is touched for the first time, which costs most.
    await moveTo(START + WEEK);
    const { handedOut, receipts } = await handOut(administrator, token, rows, { metadata: "x".repeat(100) });
    expect(handedOut.length).to.equal(DEFAULT_PAGE);
    expect(receipts.length).to.equal(1);
    // Code that is instrumented for coverage costs more than what is deployed.
    if (!hre.globalOptions.coverage) expect(receipts[0]!.gasUsed < CAP).to.equal(true);
  });

  it("are read from a file in whole units", () => {
    expect(parsePackageCsv(`id,Address,amount\nann,${account(1)},"1.50"\n# nobody\n`, 2n)).to.deep.equal([
      { account: account(1), amount: 150n, line: 2 },
    ]);
  });
});
