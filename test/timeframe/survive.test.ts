import { expect } from "chai";

import { DustSender__factory } from "../../types/ethers-contracts/index.js";
import {
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  LAYOUTS,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_END,
  openGroup,
  provider,
  Rhythm,
  startOfFrame,
  tokenErrors,
} from "./fixture.ts";

const at = (date: string): bigint => BigInt(Date.parse(`${date}T00:00:00Z`)) / 1000n;

/** What must be survived and concerns time or size itself. The rest stands where its function is tested. */
describe("what timeframe tokens survive", () => {
  for (const [name, layout] of LAYOUTS) {
    async function fixture() {
      const system = await networkHelpers.loadFixture(deployTimeframe);
      const [ana, ben] = system.people;
      return { ...system, system, ana: ana!, ben: ben! };
    }
    const load = () => networkHelpers.loadFixture(fixture);

    // All lie after 2030-01-07, where the tests begin.
    const turns = [
      ["29 February", Rhythm.DAY, "2032-02-28", "2032-02-29", "2032-03-01"],
      ["the end of a February of 28 days", Rhythm.DAY, "2031-02-28", "2031-03-01", "2031-03-02"],
      ["a leap February's month", Rhythm.MONTH, "2032-01-01", "2032-02-01", "2032-03-01"],
      ["a common February's month", Rhythm.MONTH, "2031-01-01", "2031-02-01", "2031-03-01"],
      ["the end of a year, by months", Rhythm.MONTH, "2030-12-01", "2031-01-01", "2031-02-01"],
      ["the end of a year, by years", Rhythm.YEAR, "2031-01-01", "2032-01-01", "2033-01-01"],
      ["the end of a year, by quarters", Rhythm.QUARTER, "2030-10-01", "2031-01-01", "2031-04-01"],
      ["ISO week 53 of 2032", Rhythm.WEEK, "2032-12-20", "2032-12-27", "2033-01-03"],
    ] as const;

    for (const [what, rhythm, before, start, end] of turns) {
      it(`${what}: a ${name} token turns in the second of ${start} and of ${end}`, async () => {
        const { system, groups, ana, ben } = await load();
        await moveTo(at(before));
        const token = await createToken(system, layout, { rhythm, anchor: 0n, frameLength: 0n });
        await openGroup(system, token);
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await nextBlockAt(at(start) - 1n);
        await token.connect(ana).transfer(ben, 40n);
        const first = await token.currentEpoch();

        const older = (units: bigint): bigint => (layout === Layout.GRACE ? units : 0n);
        for (const [moment, frame, anas] of [
          [at(start) - 1n, first, 0n],
          [at(start), first + 1n, 40n],
          [at(start) + 1n, first + 1n, 40n],
          [at(end) - 1n, first + 1n, 40n],
          [at(end), first + 2n, 40n + older(40n)],
          [at(end) + 1n, first + 2n, 40n + older(40n)],
        ] as const) {
          if (moment >= at(start)) await moveTo(moment);
          expect(await token.currentEpoch()).to.equal(frame);
          expect(await token.balanceOf(ana)).to.equal(anas);
          expect((await token.balanceOf(ana)) + (await token.balanceOf(ben))).to.equal(await token.totalSupply());
        }
        expect(await token.getEpochInfo(first + 1n)).to.deep.equal([at(start), at(end)]);
      });
    }

    it(`an outsider who sends one unit ten thousand times to a member of an open ${name} token: nothing grows`, async () => {
      const { system, groups, deployer, ana, ben } = await load();
      const token = await createToken(system, layout, { open: true });
      await openGroup(system, token, { quota: 20_000n });
      const pest = await new DustSender__factory(deployer).deploy();
      await groups.addMembers(token, 1n, [ana, ben], NO_END);
      await token.connect(ben).transfer(pest, 10_000n);
      expect((await token.accountOf(pest)).member).to.equal(false);
      await pest.pester(token, ana, 1n);
      const before = await token.connect(ana).transfer.estimateGas(deployer, 1n);
      // Batches of 250 in one transaction: each costs what the first did.
      const batch = async (units: bigint) =>
        (await (await pest.pester(token, ana, units, { gasLimit: 10_000_000n })).wait())?.gasUsed;
      const gas = await batch(250n);
      const traced = await touchedSlots(await pest.pester(token, ana, 3n).then(({ hash }) => hash));
      // Two words are written, those of the two accounts, however often.
      expect(traced).to.equal(2);
      for (let batches = 1; batches < 39; ++batches) expect(await batch(250n)).to.equal(gas);
      await batch(246n);
      expect(await token.balanceOf(pest)).to.equal(0n);
      expect(await token.balanceOf(ana)).to.equal(30_000n);
      expect(await token.connect(ana).transfer.estimateGas(deployer, 1n)).to.equal(before);
      // And at the end of its validity all of it is gone.
      await moveTo(startOfFrame(layout === Layout.GRACE ? 3n : 2n));
      expect(await token.balanceOf(ana)).to.equal(layout === Layout.GRACE ? 40_000n : 20_000n);
    });

    it(`a member of a ${name} token who moves his units to a second address: they are the same units`, async () => {
      const { system, groups, ana, ben } = await load();
      const token = await createToken(system, layout);
      await openGroup(system, token);
      await groups.addMembers(token, 1n, [ana, ben], NO_END);
      await token.connect(ana).transfer(ben, 40n);
      await expect(token.connect(ana).transfer(ben, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(ana.address, 0n, 1n);
      expect(await token.balanceOf(ben)).to.equal(80n);
      expect(await token.totalSupply()).to.equal(80n);
    });

    it(`frames that turn: they change no storage of a ${name} token`, async () => {
      const { system, groups, ana } = await load();
      const token = await createToken(system, layout);
      await openGroup(system, token);
      await groups.addMembers(token, 1n, [ana], NO_END);
      const root = async (): Promise<string> => {
        const proof: unknown = await provider.request({
          method: "eth_getProof",
          params: [await token.getAddress(), [], "latest"],
        });
        if (typeof proof !== "object" || proof === null || !("storageHash" in proof)) throw new Error("no proof");
        return String(proof.storageHash);
      };
      const before = await root();
      await moveTo(startOfFrame(500n));
      expect(await token.balanceOf(ana)).to.equal(layout === Layout.GRACE ? 80n : 40n);
      expect(await root()).to.equal(before);
    });
  }
});

/** How many different storage words a transaction wrote. */
async function touchedSlots(hash: string): Promise<number> {
  const trace: unknown = await ethers.provider.send("debug_traceTransaction", [hash, { disableMemory: true }]);
  if (typeof trace !== "object" || trace === null || !("structLogs" in trace) || !Array.isArray(trace.structLogs)) {
    throw new Error("the transaction has no trace");
  }
  const slots = new Set<unknown>();
  for (const log of trace.structLogs as { op: string; stack?: string[] }[]) {
    if (log.op === "SSTORE") slots.add(log.stack?.at(-1));
  }
  return slots.size;
}
