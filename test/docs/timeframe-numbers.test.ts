import { expect } from "chai";
import { ZeroHash } from "ethers";

import {
  createBackedToken,
  createProRataBacking,
  createToken,
  deployTimeframe,
  Layout,
  moveTo,
  networkHelpers,
  NO_CAP,
  NO_END,
  openGroup,
  Rhythm,
  START,
  type System,
  WEEK,
} from "../timeframe/fixture.ts";

type Signer = System["people"][0];

/** Every number that docs/timeframe.md gives, in the order of its sections. */
describe("worked numbers of docs/timeframe.md", () => {
  async function deploy(): Promise<System & { ada: Signer; ben: Signer; canteen: Signer; kiosk: Signer }> {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ada, ben, canteen, kiosk] = system.people as [Signer, Signer, Signer, Signer];
    return { ...system, ada, ben, canteen, kiosk };
  }

  it("grace: 40, spend 12, turn, 68 of two frames, spend 30, turn", async () => {
    const system = await deploy();
    const { ada, canteen } = system;
    const { token } = await createBackedToken(system, Layout.GRACE);
    const group = await openGroup(system, token, { quota: 40n });
    await system.groups.addMembers(token, group, [ada], NO_END);
    await system.groups.admitProviders(token, [canteen]);

    await token.connect(ada).spend(canteen, 12n, ZeroHash);
    expect(await token.balanceOf(ada)).to.equal(28n);
    await moveTo(START + WEEK);
    expect(await token.balanceOf(ada)).to.equal(68n);
    expect(await token.balanceOfAtEpoch(1n, ada)).to.equal(28n);
    expect(await token.balanceOfAtEpoch(2n, ada)).to.equal(40n);
    expect(await token.getNearestExpiryOf(ada)).to.deep.equal([28n, START + 2n * WEEK]);
    await token.connect(ada).spend(canteen, 30n, ZeroHash);
    expect(await token.balanceOfAtEpoch(1n, ada)).to.equal(0n);
    expect(await token.balanceOfAtEpoch(2n, ada)).to.equal(38n);
    await moveTo(START + 2n * WEEK);
    expect(await token.balanceOf(ada)).to.equal(78n);
    expect(await token.balanceOfAtEpoch(2n, ada)).to.equal(38n);
  });

  it("on request: 20 for each, budget 50 for all", async () => {
    const system = await deploy();
    const { ada, ben, canteen: cem } = system;
    const token = await createToken(system, Layout.CAPPED);
    const group = await openGroup(system, token, { onRequest: true, quota: 20n, budget: 50n });
    await system.groups.addMembers(token, group, [ada, ben, cem], NO_END);

    expect(await token.totalSupply()).to.equal(0n);
    await token.connect(ada).request(20n);
    await token.connect(ben).request(15n);
    expect(await token.remaining(ada)).to.equal(0n);
    expect(await token.remaining(ben)).to.equal(5n);
    expect(await token.remaining(cem)).to.equal(15n);
    expect(await token.totalSupply()).to.equal(35n);
    await expect(token.connect(cem).request(16n))
      .to.be.revertedWithCustomError(token, "TimeframeRequestExceeds")
      .withArgs(cem.address, 16n, 15n);
    await token.connect(cem).request(15n);
    expect(await token.remaining(ben)).to.equal(0n);
    await moveTo(START + WEEK);
    expect(await token.totalSupply()).to.equal(0n);
    expect(await token.remaining(ada)).to.equal(20n);
  });

  it("receive cap: 10 a frame, however it comes, beside a quota of 40", async () => {
    const system = await deploy();
    const { ada, ben, canteen: cem } = system;
    const token = await createToken(system, Layout.CAPPED);
    const group = await openGroup(system, token, { quota: 40n, receiveCap: 10n });
    await system.groups.addMembers(token, group, [ada, ben, cem], NO_END);

    await token.connect(ada).transfer(ben, 6n);
    expect(await token.receivable(ben)).to.equal(4n);
    await expect(token.connect(cem).transfer(ben, 5n))
      .to.be.revertedWithCustomError(token, "TimeframeReceiveCapExceeded")
      .withArgs(ben.address, 5n, 4n);
    await token.connect(cem).transfer(ben, 4n);
    expect(await token.balanceOf(ben)).to.equal(50n);
    // Sending on makes no room: what was received in the frame stays received.
    await token.connect(ben).transfer(ada, 10n);
    expect(await token.receivable(ben)).to.equal(0n);
  });

  it("total supply with known ends: 100 members, 30 of them until frame 3, quota 40 and 50", async () => {
    const system = await deploy();
    const { ada, canteen } = system;
    const { token } = await createBackedToken(system, Layout.PLAIN);
    const group = await openGroup(system, token, { quota: 40n });
    const account = (i: number): string => `0x${(i + 1).toString(16).padStart(40, "0")}`;
    const settled = [ada.address, ...Array.from({ length: 69 }, (_, i) => account(i))];
    const visiting = Array.from({ length: 30 }, (_, i) => account(i + 100));
    await system.groups.addMembers(token, group, settled, NO_END);
    await system.groups.addMembers(token, group, visiting, 3n);
    await system.groups.admitProviders(token, [canteen]);

    await token.connect(ada).spend(canteen, 12n, ZeroHash);
    expect(await token.totalSupply()).to.equal(100n * 40n - 12n);
    await system.groups.scheduleQuota(token, group, 50n);
    expect(await token.totalSupply()).to.equal(3_988n);
    await moveTo(START + WEEK);
    expect(await token.totalSupply()).to.equal(5_000n);
    await moveTo(START + 2n * WEEK);
    expect(await token.totalSupply()).to.equal(3_500n);
  });

  it("fixed price: a token of two decimals, 1.50 for a whole unit, dust kept exactly", async () => {
    const system = await deploy();
    const { ada, canteen } = system;
    const { token, backing } = await createBackedToken(system, Layout.PLAIN, { decimals: 2n }, 1_500_000n);
    const group = await openGroup(system, token, { quota: 4_000n });
    await system.groups.addMembers(token, group, [ada], NO_END);
    await system.groups.admitProviders(token, [canteen]);

    await token.connect(ada).spend(canteen, 1_200n, ZeroHash);
    expect(await backing.collectable(token, canteen)).to.equal(18_000_000n);
    const pool = await backing.poolOf(token);
    expect([pool.balance, pool.reserved, pool.free]).to.deep.equal([10n ** 12n, 18_000_000n, 10n ** 12n - 18_000_000n]);
    await backing.connect(canteen).collect(token, canteen);
    expect(await system.asset.balanceOf(canteen)).to.equal(18_000_000n);

    // A price of 0.000033 and three spends of 0.01 unit: a third of a base unit each.
    await backing.schedulePrice(token, 33n);
    await moveTo(START + WEEK);
    for (const [collectable, reserved] of [
      [0n, 1n],
      [0n, 1n],
      [0n, 1n],
      [1n, 2n],
    ] as const) {
      await token.connect(ada).spend(canteen, 1n, ZeroHash);
      expect(await backing.collectable(token, canteen)).to.equal(collectable);
      expect((await backing.poolOf(token)).reserved).to.equal(reserved);
    }
    await backing.connect(canteen).collect(token, canteen);
    expect((await backing.poolOf(token)).reserved).to.equal(1n);
  });

  it("pro rata: a pot of 100 for three spends of one unit, a ceiling of 60", async () => {
    const system = await deploy();
    const { ada, canteen, kiosk } = system;
    const backing = await createProRataBacking(system, await system.asset.getAddress());
    const token = await createToken(system, Layout.PLAIN, { backing: await backing.getAddress() });
    await backing.openPool(token, 60n, 100n);
    await system.asset.mint(system.sponsor, 1_000n);
    await system.asset.connect(system.sponsor).approve(backing, 1_000n);
    await backing.fund(token, 1_000n);
    const group = await openGroup(system, token, { quota: 40n, receiveCap: NO_CAP });
    await system.groups.addMembers(token, group, [ada], NO_END);
    await system.groups.admitProviders(token, [canteen, kiosk]);

    await token.connect(ada).spend(canteen, 1n, ZeroHash);
    expect(await backing.frameOf(token, 1n)).to.deep.equal([1n, 60n, 60n]);
    await token.connect(ada).spend(canteen, 1n, ZeroHash);
    await token.connect(ada).spend(kiosk, 1n, ZeroHash);
    expect(await backing.frameOf(token, 1n)).to.deep.equal([3n, 100n, 100n]);
    await expect(backing.connect(canteen).collect(token, [1n], canteen))
      .to.be.revertedWithCustomError(backing, "TimeframeFrameOpen")
      .withArgs(1n, 1n);
    await moveTo(START + WEEK);
    await backing.connect(canteen).collect(token, [1n], canteen);
    expect(await backing.frameOf(token, 1n)).to.deep.equal([3n, 100n, 34n]);
    await backing.connect(kiosk).collect(token, [1n], kiosk);
    expect(await system.asset.balanceOf(canteen)).to.equal(66n);
    expect(await system.asset.balanceOf(kiosk)).to.equal(33n);
    const pool = await backing.poolOf(token);
    expect([pool.balance, pool.reserved, pool.free]).to.deep.equal([901n, 0n, 901n]);
  });

  it("regrouping: balance stays, quota from the next frame, cap at once, nothing more to request", async () => {
    const system = await deploy();
    const { ada, ben } = system;
    const token = await createToken(system, Layout.CAPPED);
    const simple = await openGroup(system, token, { quota: 40n });
    const tight = await openGroup(system, token, { quota: 60n, receiveCap: 3n });
    const asking = await openGroup(system, token, { onRequest: true, quota: 20n, budget: 50n });
    await system.groups.addMembers(token, simple, [ada, ben], NO_END);

    await system.groups.addMembers(token, tight, [ada], NO_END);
    expect(await token.balanceOf(ada)).to.equal(40n);
    expect(await token.receivable(ada)).to.equal(3n);
    expect(await token.balanceOfAtFrame(ada, 2n)).to.equal(60n);

    await system.groups.addMembers(token, asking, [ben], NO_END);
    expect(await token.balanceOf(ben)).to.equal(40n);
    expect(await token.remaining(ben)).to.equal(0n);
    await moveTo(START + WEEK);
    expect(await token.balanceOf(ben)).to.equal(0n);
    expect(await token.remaining(ben)).to.equal(20n);
  });

  it("frames and calendars: the index of 2030-01-07 in every rhythm", async () => {
    const system = await deploy();
    const indexes: bigint[] = [];
    for (const rhythm of Object.values(Rhythm)) {
      const fixed = rhythm === Rhythm.FIXED ? { anchor: START, frameLength: WEEK } : { anchor: 0n, frameLength: 0n };
      const token = await createToken(system, Layout.PLAIN, { rhythm, ...fixed });
      indexes.push(await token.frameAt(START));
    }
    expect(indexes).to.deep.equal([1n, 21_922n, 3_133n, 721n, 241n, 61n]);
  });

  it("leaving and coming back within a frame: no second quota; a frame away: the quota from the frame after", async () => {
    const system = await deploy();
    const { ada, canteen } = system;
    const { token } = await createBackedToken(system, Layout.PLAIN);
    const group = await openGroup(system, token, { quota: 40n });
    await system.groups.addMembers(token, group, [ada], NO_END);
    await system.groups.admitProviders(token, [canteen]);

    await token.connect(ada).spend(canteen, 12n, ZeroHash);
    await system.groups.connect(ada).leaveGroup(token);
    await system.groups.addMembers(token, group, [ada], NO_END);
    expect(await token.balanceOf(ada)).to.equal(28n);
    await system.groups.connect(ada).leaveGroup(token);
    await moveTo(START + 2n * WEEK);
    await system.groups.addMembers(token, group, [ada], NO_END);
    expect(await token.balanceOf(ada)).to.equal(0n);
    expect(await token.balanceOfAtFrame(ada, 4n)).to.equal(40n);
  });
});
