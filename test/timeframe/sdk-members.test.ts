import { expect } from "chai";
import hre from "hardhat";
import { getAddress, toBeHex, ZeroAddress } from "ethers";

import {
  addMembers,
  DEFAULT_PAGE,
  LARGEST_PAGE,
  leave,
  liftBars,
  type MemberRow,
  openGroup,
  readMembers,
  removeMembers,
} from "../../src/timeframe/index.ts";
import { createToken, deployTimeframe, Layout, moveTo, networkHelpers, NO_END, START, WEEK } from "./fixture.ts";
import { expectRejection } from "./sdk-helpers.ts";

/** Addresses that nobody has touched. */
const account = (i: number): string => getAddress(toBeHex(0xa11cen * 2n ** 140n + BigInt(i), 20));
const accounts = (count: number): string[] => Array.from({ length: count }, (_, i) => account(i));

/** What one transaction may use: 2^24, EIP-7825. */
const CAP = 2n ** 24n;

describe("members in pages", () => {
  async function load() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const token = await createToken(system, Layout.PLAIN);
    const { group } = await openGroup(system.administrator, token, { quota: 40n });
    const { group: other } = await openGroup(system.administrator, token, { quota: 10n });
    return { ...system, token, group, other };
  }

  it("enters them, with progress", async () => {
    const { administrator, token, group, other } = await load();
    const rows: MemberRow[] = accounts(7).map((one, i) => ({ account: one, group: i < 5 ? group : other }));
    rows[6] = { account: account(6), group: other, until: 9n };
    const told: string[] = [];
    const result = await addMembers(administrator, token, rows, {
      pageSize: 2,
      onProgress: ({ done, total }) => told.push(`${done}/${total}`),
    });
    expect(result.added).to.deep.equal(accounts(7));
    expect(result.alreadyThere).to.deep.equal([]);
    expect(result.skipped).to.deep.equal([]);
    expect(result.receipts.length).to.equal(5);
    expect(told).to.deep.equal(["0/7", "2/7", "4/7", "5/7", "6/7", "7/7"]);
    const members = await readMembers(token, { pageSize: 3 });
    const view = members.map(({ account: who, group: of, until }) => [who, of, until]);
    expect(view).to.deep.equal(rows.map((row) => [row.account, row.group, row.until ?? NO_END]));
    expect((await readMembers(token, { group: other })).map((member) => member.account)).to.deep.equal([
      account(5),
      account(6),
    ]);
  });

  it("tells of whoever is named twice that he was taken once and left out once", async () => {
    const { administrator, token, group } = await load();
    const [ana, ben] = accounts(2) as [string, string];
    const rows = [ana, ben, ana].map((one) => ({ account: one, group }));
    const { added, skipped } = await addMembers(administrator, token, rows);
    expect(added).to.deep.equal([ana, ben]);
    expect(skipped.map((item) => [item.account, item.reason.name])).to.deep.equal([[ana, "TimeframeAlreadyMember"]]);
  });

  it("leaves out who is there, so that an interrupted run goes on", async () => {
    const { administrator, token, group, other } = await load();
    await addMembers(administrator, token, [
      { account: account(0), group },
      { account: account(1), group, until: 5n },
      { account: account(2), group },
    ]);
    const rows = [
      { account: account(0), group },
      { account: account(1), group },
      { account: account(2), group: other },
      { account: account(3), group },
    ];
    const again = await addMembers(administrator, token, rows);
    expect(again.alreadyThere).to.deep.equal([account(0)]);
    expect(again.added).to.have.members([account(1), account(2), account(3)]);
    const third = await addMembers(administrator, token, rows);
    expect(third.alreadyThere).to.deep.equal(accounts(4));
    expect(third.receipts).to.deep.equal([]);
  });

  it("says who was left out, and why", async () => {
    const { administrator, token, group } = await load();
    await addMembers(administrator, token, [{ account: account(0), group }]);
    await removeMembers(administrator, token, [account(0)]);
    const { added, skipped } = await addMembers(administrator, token, [
      { account: account(1), group },
      { account: account(0), group },
      { account: ZeroAddress, group },
      { account: account(2), group: 9n },
      { account: account(3), group, until: 1n },
    ]);
    expect(added).to.deep.equal([account(1)]);
    const reasons = skipped.map(({ account: who, reason }) => [who, reason.name, reason.args]);
    expect(reasons).to.deep.equal([
      [account(0), "TimeframeBarred", { token: await token.getAddress(), account: account(0) }],
      [ZeroAddress, "TimeframeZeroAccount", {}],
      [account(2), "TimeframeUnknownGroup", { group: 9n }],
      [account(3), "TimeframeTermOver", { until: 1n, frame: 1n }],
    ]);
    const bars = await liftBars(administrator, token, [account(1), account(0)]);
    expect(bars).to.deep.include({ lifted: [account(0)], notBarred: [account(1)] });
    expect(bars.receipts.length).to.equal(1);
    const nothing = await liftBars(administrator, token, [account(0)]);
    expect(nothing).to.deep.equal({ lifted: [], notBarred: [account(0)], receipts: [] });
    expect((await addMembers(administrator, token, [{ account: account(0), group }])).added).to.deep.equal([
      account(0),
    ]);
  });

  it("removes them, and says who was none", async () => {
    const { administrator, groups, token, group } = await load();
    await addMembers(
      administrator,
      token,
      accounts(3).map((one) => ({ account: one, group })),
    );
    const { removed, skipped, receipts } = await removeMembers(administrator, token, accounts(5), { pageSize: 2 });
    expect(removed).to.deep.equal(accounts(3));
    expect(skipped.map(({ account: who, reason }) => [who, reason.name])).to.deep.equal([
      [account(3), "TimeframeNotMember"],
      [account(4), "TimeframeNotMember"],
    ]);
    expect(receipts.length).to.equal(3);
    // Whoever was none is barred all the same.
    expect(await groups.isBarred(token, account(4))).to.equal(true);
    await moveTo(START + WEEK);
    expect(await readMembers(token)).to.deep.equal([]);
  });

  it("lets a member leave", async () => {
    const { administrator, people, token, group } = await load();
    const ann = people[0]!;
    await addMembers(administrator, token, [{ account: ann.address, group }]);
    await leave(ann, token);
    expect((await token.accountOf(ann)).until).to.equal(2n);
  });

  it("refuses a page without size", async () => {
    const { administrator, token, group } = await load();
    for (const pageSize of [0, -1, 1.5, Number.NaN]) {
      await expectRejection(
        addMembers(administrator, token, [{ account: account(0), group }], { pageSize }),
        RangeError,
        `A page of ${pageSize} accounts makes no sense`,
      );
    }
  });

  it(`fits ${LARGEST_PAGE} newcomers with a known end into one transaction`, async function () {
    this.timeout(120_000);
    const { administrator, token, group } = await load();
    const rows = accounts(LARGEST_PAGE).map((one) => ({ account: one, group, until: 5n }));
    const { added, receipts } = await addMembers(administrator, token, rows, { pageSize: LARGEST_PAGE });
    expect(added.length).to.equal(LARGEST_PAGE);
    expect(receipts.length).to.equal(1);
    // Code that is instrumented for coverage costs more than what is deployed.
    if (!hre.globalOptions.coverage) expect(receipts[0]!.gasUsed < CAP).to.equal(true);
  });

  it("fits a page of the usual size also where each member is moved from another known end to a known end", async function () {
    this.timeout(300_000);
    const { administrator, token, group, other } = await load();
    // Far from each other, so that no two ends share a counter word below the top of the tally.
    const rows = accounts(DEFAULT_PAGE).map((one, i) => ({ account: one, group, until: 100n + BigInt(i) * 4096n }));
    await addMembers(administrator, token, rows);
    await moveTo(START + 3n * WEEK);
    const moved = accounts(DEFAULT_PAGE).map((one) => ({ account: one, group: other, until: 200n }));
    const { added, receipts } = await addMembers(administrator, token, moved);
    expect(added.length).to.equal(DEFAULT_PAGE);
    expect(receipts.length).to.equal(1);
    // What is refunded, a fifth at most, counts against the limit all the same.
    if (!hre.globalOptions.coverage) expect((receipts[0]!.gasUsed * 5n) / 4n < CAP).to.equal(true);
  });
});
