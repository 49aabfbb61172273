import { expect } from "chai";
import { AbiCoder, keccak256, type Result, ZeroAddress, ZeroHash } from "ethers";

import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import {
  ethers,
  HOUR,
  idOf,
  MAX_AHEAD,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_CAP,
  PLAIN,
  rulesOf,
  START,
  Trigger,
} from "./fixture.ts";
import { eventsOf, EXPIRY, expectInstrument, expectSound, issue, LINK, peopled, refuses } from "./support.ts";

const RULES =
  "tuple(uint8 trigger, uint32 delay, bytes32 merchants, uint256 categories, uint96 cap, address returnTo, uint16 returnBps, bool manual, uint96 minPiece)";

const NO_RULES = `0x${"00".repeat(27)}`;

/** What a contract keeps of rules, computed here. */
const kept = (rules: RulesStruct): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode([RULES], [rules])).slice(0, 56);

const asArray = (rules: RulesStruct) => Object.values(rules) as unknown[];

describe("prepaid: issue", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("a plain instrument", () => {
    it("is delivered where an address holds it", async () => {
      const context = await load();
      const { vault, company, ann } = context;
      const id = idOf(company, 7n);
      expect(await vault.connect(company).issue.staticCall(7n, ann, false, 400n, EXPIRY)).to.equal(id);
      expect(await vault.idOf(company, 7n)).to.equal(id);
      const sent = vault.connect(company).issue(7n, ann, false, 400n, EXPIRY);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Issued", id, company.address, ann.address, false, 400n, EXPIRY],
      ]);
      expect(((await vault.instrumentOf(id)) as unknown as Result).toObject()).to.deep.equal({
        purchaser: company.address,
        holder: ann.address,
        byKey: false,
        delivered: true,
        started: true,
        pull: false,
        settled: false,
        remaining: 400n,
        returned: 0n,
        expiry: EXPIRY,
        rules: NO_RULES,
      });
      expect(await vault.balanceOf(company)).to.equal(9_600n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(400n);
      await expectSound(context);
    });

    it("is not, where a key holds it", async () => {
      const context = await load();
      const { vault, company } = context;
      const sent = vault.connect(company).issue(7n, LINK.address, true, 400n, EXPIRY);
      const id = idOf(company, 7n);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Issued", id, company.address, LINK.address, true, 400n, EXPIRY],
      ]);
      await expectInstrument(vault, id, { holder: LINK.address, byKey: true, delivered: false, started: true });
    });

    it("shows what returned instead of what remains, from its expiry on", async () => {
      const context = await load();
      const { vault } = context;
      const id = await issue(context);
      for (const [moment, remaining, returned] of [
        [EXPIRY - 1n, 1_000n, 0n],
        [EXPIRY, 0n, 1_000n],
        [EXPIRY + 1n, 0n, 1_000n],
      ] as const) {
        await moveTo(moment);
        await expectInstrument(vault, id, { remaining, returned, expiry: EXPIRY });
      }
    });

    it("refuses nothing, a number of pieces or one used before, and nobody as holder", async () => {
      const context = await load();
      const { vault, company, ann } = context;
      const own = vault.connect(company);
      await refuses(() => own.issue(1n, ann, false, 0n, EXPIRY), "PrepaidNothing");
      await refuses(() => own.issue(2n ** 95n, ann, false, 1n, EXPIRY), "PrepaidNumberTooHigh", [2n ** 95n]);
      for (const nobody of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => own.issue(1n, nobody, false, 1n, EXPIRY), "PrepaidInvalidHolder", [nobody]);
        await refuses(() => own.issue(1n, nobody, true, 1n, EXPIRY), "PrepaidInvalidHolder", [nobody]);
      }
      await own.issue(2n ** 95n - 1n, ann, false, 1n, EXPIRY);
      const id = await issue(context, { amount: 1n });
      await refuses(() => own.issue(1n, ann, false, 1n, EXPIRY), "PrepaidIssuedBefore", [id]);
      // Nor does a number come back with its value.
      await moveTo(EXPIRY);
      await refuses(() => own.issue(1n, ann, false, 1n, EXPIRY + HOUR), "PrepaidIssuedBefore", [id]);
    });

    it("leaves a number that one purchaser used to the others", async () => {
      const context = await load();
      const { vault, company, ann, bob } = context;
      await issue(context);
      await vault.connect(company).transfer(bob, 10n);
      await vault.connect(bob).issue(1n, ann, false, 10n, EXPIRY);
      await expectInstrument(vault, idOf(bob, 1n), { purchaser: bob.address, remaining: 10n });
      await expectInstrument(vault, idOf(company, 1n), { purchaser: company.address, remaining: 1_000n });
    });

    it("ends on a bound that lies ahead, by at most 4,096 buckets", async () => {
      const { vault, company, ann } = await load();
      const own = vault.connect(company);
      for (const expiry of [EXPIRY - 1n, EXPIRY + 1n, EXPIRY + HOUR - 1n]) {
        const next = expiry < EXPIRY ? EXPIRY : EXPIRY + HOUR;
        await refuses(() => own.issue(1n, ann, false, 1n, expiry), "PrepaidExpiryOffBound", [expiry, HOUR, next]);
        await refuses(
          () => own.issueWithRules(1n, ann, false, 1n, expiry, rulesOf({ minPiece: 1n })),
          "PrepaidExpiryOffBound",
          [expiry, HOUR, next],
        );
      }
      const now = START / HOUR;
      for (const bucket of [0n, now - 1n, now, now + MAX_AHEAD + 1n, 2n ** 32n, 2n ** 32n + now + 1n]) {
        const refused = ["LapseBucketOutOfRange", [bucket, now]] as const;
        await refuses(() => own.issue(1n, ann, false, 1n, bucket * HOUR), refused[0], [...refused[1]]);
        for (const rules of [rulesOf({ minPiece: 1n }), rulesOf({ manual: true })]) {
          const issued = () => own.issueWithRules(1n, ann, false, 1n, bucket * HOUR, rules);
          await refuses(issued, refused[0], [...refused[1]]);
        }
      }
      await own.issue(1n, ann, false, 1n, (now + 1n) * HOUR);
      await own.issue(2n, ann, false, 1n, (now + MAX_AHEAD) * HOUR);
      await own.issueWithRules(3n, ann, false, 1n, (now + 1n) * HOUR, rulesOf({ manual: true }));
      await own.issueWithRules(4n, ann, false, 1n, (now + MAX_AHEAD) * HOUR, rulesOf({ manual: true }));
    });

    it("takes the next bound until the second before it, and no longer", async () => {
      const { vault, company, ann } = await load();
      await nextBlockAt(EXPIRY - 1n);
      await vault.connect(company).issue(1n, ann, false, 1n, EXPIRY);
      await nextBlockAt(EXPIRY);
      await refuses(() => vault.connect(company).issue(2n, ann, false, 1n, EXPIRY), "LapseBucketOutOfRange", [
        EXPIRY / HOUR,
        EXPIRY / HOUR,
      ]);
    });

    it("is bought from what the purchaser has, and no more", async () => {
      const { vault, company, ann, stranger } = await load();
      await refuses(() => vault.connect(company).issue(1n, ann, false, 10_001n, EXPIRY), "LapseShort", [
        10_001n,
        10_000n,
      ]);
      await refuses(
        () => vault.connect(company).issueWithRules(1n, ann, false, 10_001n, EXPIRY, rulesOf({ minPiece: 1n })),
        "LapseShort",
        [10_001n, 10_000n],
      );
      await refuses(() => vault.connect(stranger).issue(1n, ann, false, 1n, EXPIRY), "LapseShort", [1n, 0n]);
      await vault.connect(company).issue(1n, ann, false, 10_000n, EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(0n);
    });
  });

  describe("rules", () => {
    it("are kept as the first 216 bits of their hash, and all zero as zero", async () => {
      const { vault, third } = await load();
      expect(await vault.hashOf(PLAIN)).to.equal(NO_RULES);
      const all = rulesOf({
        trigger: Trigger.FIRST_USE,
        delay: 2n ** 32n - 1n,
        merchants: `0x${"ab".repeat(32)}`,
        categories: 2n ** 256n - 1n,
        cap: NO_CAP,
        returnTo: third.address,
        returnBps: 10_000n,
        manual: true,
        minPiece: 2n ** 96n - 1n,
      });
      expect(await vault.hashOf(all)).to.equal(kept(all));
      // Each field counts.
      const hashes = new Set<string>([kept(all)]);
      for (const name of Object.keys(all) as (keyof RulesStruct)[]) {
        const changed = { ...all, [name]: PLAIN[name] };
        expect(await vault.hashOf(changed)).to.equal(kept(changed));
        hashes.add(kept(changed));
      }
      expect(hashes.size).to.equal(10);
    });

    it("of all zero make a plain instrument", async () => {
      const context = await load();
      const { vault, company, ann, shop } = context;
      const sent = vault.connect(company).issueWithRules(1n, ann, false, 400n, EXPIRY, PLAIN);
      const id = idOf(company, 1n);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Issued", id, company.address, ann.address, false, 400n, EXPIRY],
        ["Ruled", id, asArray(PLAIN)],
      ]);
      await expectInstrument(vault, id, { rules: NO_RULES, delivered: true, started: true, pull: false });
      await vault.connect(ann).redeem(id, 100n, shop, ZeroHash);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(300n);
      await expectSound(context);
    });

    it("are told in full at the issue", async () => {
      const context = await load();
      const { vault, company, ann, third } = context;
      const rules = rulesOf({
        merchants: `0x${"cd".repeat(32)}`,
        categories: 6n,
        cap: 50n,
        returnTo: third.address,
        returnBps: 2_500n,
        minPiece: 10n,
      });
      const sent = vault.connect(company).issueWithRules(1n, ann, false, 400n, EXPIRY, rules);
      const id = idOf(company, 1n);
      expect(await eventsOf(sent, vault)).to.deep.equal([
        ["Issued", id, company.address, ann.address, false, 400n, EXPIRY],
        ["Ruled", id, asArray(rules)],
        // Who gets a share did not accept returns: the value waits in the vault.
        ["Transfer", company.address, await vault.getAddress(), 400n],
      ]);
      await expectInstrument(vault, id, { rules: kept(rules), remaining: 400n, expiry: EXPIRY, pull: true });
      await expectSound(context);
    });

    it("that contradict themselves are refused", async () => {
      const context = await load();
      const { vault, company, ann, third } = context;
      const address = await vault.getAddress();
      const own = vault.connect(company);
      const refused = async (changes: Partial<RulesStruct>, error: string, args: unknown[]) =>
        refuses(() => own.issueWithRules(1n, ann, false, 1n, EXPIRY, rulesOf(changes)), error, args);
      await refused({ delay: 1n }, "PrepaidDelayInvalid", [1n]);
      await refused({ trigger: Trigger.DELIVERY }, "PrepaidDelayInvalid", [0n]);
      await refused({ trigger: Trigger.FIRST_USE }, "PrepaidDelayInvalid", [0n]);
      await refused({ categories: 1n }, "PrepaidCategoriesWithoutList", []);
      await refused({ returnBps: 1n }, "PrepaidReturnInvalid", [ZeroAddress, 1n]);
      await refused({ returnTo: third.address }, "PrepaidReturnInvalid", [third.address, 0n]);
      for (const returnBps of [10_001n, 65_535n]) {
        await refused({ returnTo: third.address, returnBps }, "PrepaidReturnInvalid", [third.address, returnBps]);
      }
      for (const returnTo of [company.address, address]) {
        await refused({ returnTo, returnBps: 1n }, "PrepaidReturnInvalid", [returnTo, 1n]);
      }
      for (const returnBps of [1n, 10_000n]) {
        await issue(context, { number: returnBps, rules: rulesOf({ returnTo: third.address, returnBps }) });
      }
      await refuses(() => own.issueWithRules(5n, ann, false, 0n, EXPIRY, rulesOf({ minPiece: 1n })), "PrepaidNothing");
      await refuses(
        () => own.issueWithRules(2n ** 95n, ann, false, 1n, EXPIRY, rulesOf({ minPiece: 1n })),
        "PrepaidNumberTooHigh",
        [2n ** 95n],
      );
      await refuses(
        () => own.issueWithRules(5n, ZeroAddress, false, 1n, EXPIRY, rulesOf({ minPiece: 1n })),
        "PrepaidInvalidHolder",
        [ZeroAddress],
      );
      await refuses(
        () => own.issueWithRules(1n, ann, false, 1n, EXPIRY, rulesOf({ minPiece: 1n })),
        "PrepaidIssuedBefore",
        [idOf(company, 1n)],
      );
    });

    it("with fields that are wider than they may be can't be issued", async () => {
      const { vault, company, ann } = await load();
      const clean = vault.interface.encodeFunctionData("issueWithRules", [
        1n,
        ann.address,
        false,
        400n,
        EXPIRY,
        rulesOf({ minPiece: 1n }),
      ]);
      const to = await vault.getAddress();
      // The words of the rules come after five others: trigger, delay, …, manual.
      for (const [word, wide] of [
        [5, 3n],
        [6, 2n ** 32n],
        [9, 2n ** 96n],
        [10, 2n ** 160n],
        [11, 2n ** 16n],
        [12, 2n],
        [13, 2n ** 96n + 1n],
      ] as const) {
        const at = 10 + 64 * word;
        const data = clean.slice(0, at) + wide.toString(16).padStart(64, "0") + clean.slice(at + 64);
        const sent = company.sendTransaction({ to, data, gasLimit: 500_000n });
        await expect(sent, `word ${word}`).to.be.revertedWithoutReason(ethers);
      }
      await company.sendTransaction({ to, data: clean });
      expect((await vault.instrumentOf(idOf(company, 1n))).remaining).to.equal(400n);
    });
  });

  describe("flags", () => {
    const DELAYED = { delay: HOUR };
    const cases: [string, Partial<RulesStruct>, boolean, { delivered: boolean; started: boolean }][] = [
      ["an address, from the issue on", { minPiece: 1n }, false, { delivered: true, started: true }],
      ["a key, from the issue on", { minPiece: 1n }, true, { delivered: false, started: true }],
      [
        "an address, since its delivery",
        { trigger: Trigger.DELIVERY, ...DELAYED },
        false,
        { delivered: false, started: false },
      ],
      [
        "a key, since its delivery",
        { trigger: Trigger.DELIVERY, ...DELAYED },
        true,
        { delivered: false, started: false },
      ],
      [
        "an address, since its first use",
        { trigger: Trigger.FIRST_USE, ...DELAYED },
        false,
        { delivered: true, started: false },
      ],
      [
        "a key, since its first use",
        { trigger: Trigger.FIRST_USE, ...DELAYED },
        true,
        { delivered: false, started: false },
      ],
    ];
    for (const [what, changes, byKey, expected] of cases) {
      it(`of ${what}`, async () => {
        const context = await load();
        const id = await issue(context, { byKey, rules: rulesOf(changes) });
        await expectInstrument(context.vault, id, { byKey, ...expected, pull: false, settled: false });
        await expectSound(context);
      });
    }
  });

  describe("where the value returns to", () => {
    const share = (returnTo: string, returnBps: bigint, changes: Partial<RulesStruct> = {}) =>
      rulesOf({ returnTo, returnBps, ...changes });

    it("is the purchaser's ledger, if nobody else is named", async () => {
      const context = await load();
      const { vault, company } = context;
      const id = await issue(context, { rules: rulesOf({ minPiece: 1n }) });
      await expectInstrument(vault, id, { pull: false });
      expect(await vault.balanceOf(company)).to.equal(9_000n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(1_000n);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
      await expectSound(context);
    });

    it("is both ledgers, if the other party accepted this purchaser's returns: the share rounded down", async () => {
      const context = await load();
      const { vault, company, ann, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = share(third.address, 3_333n);
      const sent = vault.connect(company).issueWithRules(1n, ann, false, 1_000n, EXPIRY, rules);
      const id = idOf(company, 1n);
      expect((await eventsOf(sent, vault)).slice(2)).to.deep.equal([
        ["Transfer", company.address, third.address, 333n],
      ]);
      await expectInstrument(vault, id, { pull: false, remaining: 1_000n });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(333n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(667n);
      for (const [moment, mine, others] of [
        [EXPIRY - 1n, 9_000n, 0n],
        [EXPIRY, 9_667n, 333n],
        [EXPIRY + 1n, 9_667n, 333n],
      ] as const) {
        await moveTo(moment);
        expect(await vault.balanceOf(company)).to.equal(mine);
        expect(await vault.balanceOf(third)).to.equal(others);
      }
      await expectSound(context);
    });

    it("is the other party's ledger alone, if all of it goes there", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      await issue(context, { rules: share(third.address, 10_000n) });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(1_000n);
      expect(await vault.usedBuckets(company, EXPIRY / HOUR / 256n)).to.equal(0n);
      await expectSound(context);
    });

    it("is the instrument itself, if the other party accepted somebody else's, or took it back", async () => {
      const context = await load();
      const { vault, company, bob, third } = context;
      await vault.connect(third).acceptReturns(bob, true);
      const first = await issue(context, { rules: share(third.address, 5_000n) });
      await vault.connect(third).acceptReturns(company, true);
      await vault.connect(third).acceptReturns(company, false);
      const second = await issue(context, { number: 2n, rules: share(third.address, 5_000n) });
      for (const id of [first, second]) await expectInstrument(vault, id, { pull: true, settled: false });
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(0n);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(company)).to.equal(8_000n);
      expect(await vault.balanceOf(third)).to.equal(0n);
      await expectInstrument(vault, first, { pull: true, returned: 1_000n, remaining: 0n });
      await expectSound(context);
    });

    it("is the instrument itself, if the purchaser settles by hand, whoever accepted", async () => {
      const context = await load();
      const { vault, company, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const shared = await issue(context, { rules: share(third.address, 5_000n, { manual: true }) });
      const alone = await issue(context, { number: 2n, rules: rulesOf({ manual: true }) });
      for (const id of [shared, alone]) await expectInstrument(vault, id, { pull: true });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(0n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
      await expectSound(context);
    });

    it("stays as it was at the issue, whatever the other party says later", async () => {
      const context = await load();
      const { vault, company, ann, shop, third } = context;
      await vault.connect(third).acceptReturns(company, true);
      const rules = share(third.address, 5_000n);
      const id = await issue(context, { rules });
      await vault.connect(third).acceptReturns(company, false);
      await vault.connect(ann).redeemWithRules(id, 100n, shop, ZeroHash, { rules, category: 0n, proof: [] });
      expect(await vault.lockedUntil(third, EXPIRY)).to.equal(450n);
      await moveTo(EXPIRY);
      expect(await vault.balanceOf(third)).to.equal(450n);
      await expectSound(context);
    });
  });

  it("instrumentOf refuses what was never issued", async () => {
    const { vault, company } = await load();
    await refuses(() => vault.instrumentOf(idOf(company, 1n)), "PrepaidUnknown", [idOf(company, 1n)]);
  });
});
