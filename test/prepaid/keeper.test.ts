import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { AbiCoder, ZeroAddress } from "ethers";

import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { ContractAccount__factory, CostlyVault__factory } from "../../types/ethers-contracts/index.js";
import {
  createVault,
  DAY,
  deployPrepaid,
  deskErrors,
  ethers,
  fund,
  HOUR,
  idOf,
  moveTo,
  networkHelpers,
  PLAIN,
  rulesOf,
} from "./fixture.ts";
import { eventsOf, EXPIRY, expectInstrument, expectSound, issue, peopled, refuses } from "./support.ts";

const RULES =
  "tuple(uint8 trigger, uint32 delay, bytes32 merchants, uint256 categories, uint96 cap, address returnTo, uint16 returnBps, bool manual, uint96 minPiece)";
const WORK = `tuple(address vault, address[] owners, uint256 limit, address tipTo, tuple(uint256 id, ${RULES} rules)[] settlements)`;

interface Work {
  vault: string;
  owners: string[];
  limit: bigint;
  tipTo: string;
  settlements: { id: bigint; rules: RulesStruct }[];
}

const encodeWork = (work: Work): string => AbiCoder.defaultAbiCoder().encode([WORK], [work]);

describe("PrepaidKeeper", () => {
  /** Two owners with 1,000 that come back and want to be swept, one with as much who doesn't, and instruments of every kind. */
  async function fixture() {
    const context = await peopled();
    const { system, vault, company, ann, bob, third } = context;
    for (const owner of [ann, bob]) await fund(system, owner, 1_000n);
    for (const owner of [ann, bob]) await vault.connect(owner).issue(1n, third, false, 1_000n, EXPIRY);
    await vault.connect(company).chooseSweep(true, 100n);
    await vault.connect(ann).chooseSweep(true, 50n);
    const shared = rulesOf({ returnTo: third.address, returnBps: 3_000n });
    const manual = rulesOf({ manual: true });
    const ids = {
      plain: await issue(context, { number: 1n }),
      pull: await issue(context, { number: 2n, rules: shared }),
      manual: await issue(context, { number: 3n, rules: manual }),
      empty: await issue(context, { number: 4n, rules: shared }),
      later: await issue(context, { number: 5n, rules: shared, expiry: EXPIRY + HOUR }),
      unknown: idOf(company, 99n),
    };
    await vault.connect(ann).redeemWithRules(ids.empty, 1_000n, bob, `0x${"00".repeat(32)}`, {
      rules: shared,
      category: 0n,
      proof: [],
    });
    const address = await vault.getAddress();
    const workOf = (changes: Partial<Work>): string =>
      encodeWork({ vault: address, owners: [], limit: 100n, tipTo: ZeroAddress, settlements: [], ...changes });
    return { ...context, ids, shared, manual, address, workOf };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("checkUpkeep", () => {
    it("finds no owners where none may be counted: work that comes to nothing would be needed for ever", async () => {
      const { keeper, company, workOf } = await load();
      await moveTo(EXPIRY);
      const owners = [company.address];
      expect(await keeper.checkUpkeep(workOf({ owners, limit: 0n }))).to.deep.equal([false, workOf({ limit: 0n })]);
      expect(await keeper.checkUpkeep(workOf({ owners, limit: 1n }))).to.deep.equal([
        true,
        workOf({ owners, limit: 1n }),
      ]);
    });

    it("leaves of the candidates those with work, in order", async () => {
      const { keeper, company, ann, bob, stranger, ids, shared, manual, workOf } = await load();
      const settlements = [
        { id: ids.plain, rules: PLAIN },
        { id: ids.unknown, rules: PLAIN },
        { id: ids.pull, rules: PLAIN },
        { id: ids.pull, rules: shared },
        { id: ids.manual, rules: manual },
        { id: ids.empty, rules: shared },
        { id: ids.later, rules: shared },
      ];
      const owners = [stranger.address, company.address, bob.address, ann.address, ZeroAddress];
      const all = workOf({ owners, settlements, limit: 7n });
      expect(await keeper.checkUpkeep(all)).to.deep.equal([false, workOf({ limit: 7n })]);
      await moveTo(EXPIRY - 1n);
      expect(await keeper.checkUpkeep(all)).to.deep.equal([false, workOf({ limit: 7n })]);
      await moveTo(EXPIRY);
      expect(await keeper.checkUpkeep(all)).to.deep.equal([
        true,
        workOf({
          owners: [company.address, ann.address],
          limit: 7n,
          settlements: [{ id: ids.pull, rules: shared }],
        }),
      ]);
      await moveTo(EXPIRY + HOUR);
      expect(await keeper.checkUpkeep(workOf({ settlements }))).to.deep.equal([
        true,
        workOf({
          settlements: [
            { id: ids.pull, rules: shared },
            { id: ids.later, rules: shared },
          ],
        }),
      ]);
    });

    it("leaves to whom the tips go as it is", async () => {
      const { keeper, company, bob, workOf } = await load();
      await moveTo(EXPIRY);
      const tipped = { tipTo: bob.address, owners: [company.address] };
      expect(await keeper.checkUpkeep(workOf(tipped))).to.deep.equal([true, workOf(tipped)]);
      const none = workOf({ tipTo: bob.address });
      expect(await keeper.checkUpkeep(none)).to.deep.equal([false, none]);
    });

    it("finds work for owners alone, for settlements alone, and none without candidates", async () => {
      const { keeper, company, ids, shared, workOf } = await load();
      await moveTo(EXPIRY);
      const owners = workOf({ owners: [company.address] });
      const settlements = workOf({ settlements: [{ id: ids.pull, rules: shared }] });
      for (const work of [owners, settlements]) expect(await keeper.checkUpkeep(work)).to.deep.equal([true, work]);
      expect(await keeper.checkUpkeep(workOf({}))).to.deep.equal([false, workOf({})]);
    });

    it("leaves out what has been done since", async () => {
      const { vault, keeper, company, ids, shared, workOf } = await load();
      await moveTo(EXPIRY);
      const work = workOf({ owners: [company.address], settlements: [{ id: ids.pull, rules: shared }] });
      await vault.settle(ids.pull, shared);
      await vault.connect(company).prune(100n);
      expect(await keeper.checkUpkeep(work)).to.deep.equal([false, workOf({})]);
    });

    it("leaves out an instrument whose value waits for nobody but its purchaser", async () => {
      const { keeper, ids, manual, workOf } = await load();
      await moveTo(EXPIRY);
      const lying = { ...manual, manual: false };
      for (const rules of [manual, lying]) {
        const work = workOf({ settlements: [{ id: ids.manual, rules }] });
        expect(await keeper.checkUpkeep(work)).to.deep.equal([false, workOf({})]);
      }
    });
  });

  describe("performUpkeep", () => {
    it("sweeps and settles, with the tips as the caller's balance", async () => {
      const context = await load();
      const { vault, asset, keeper, company, ann, third, stranger, ids, shared, workOf } = context;
      await moveTo(EXPIRY);
      const [, work] = await keeper.checkUpkeep(
        workOf({ owners: [company.address, ann.address], settlements: [{ id: ids.pull, rules: shared }] }),
      );
      const sent = keeper.connect(stranger).performUpkeep(work);
      await expect(sent).to.changeTokenBalances(ethers, asset, [company, ann], [990n, 995n]);
      expect(await vault.balanceOf(stranger)).to.equal(15n);
      expect(await vault.balanceOf(keeper)).to.equal(0n);
      expect(await vault.balanceOf(third)).to.equal(300n);
      await expectInstrument(vault, ids.pull, { settled: true });
      await expectSound(context);
      // Stale now: it goes through, and does nothing but say what was refused.
      const again = keeper.connect(stranger).performUpkeep(work);
      await expect(again).to.changeTokenBalances(ethers, asset, [company, ann], [0n, 0n]);
      const reason = vault.interface.encodeErrorResult("PrepaidNothingToSettle", [ids.pull]);
      expect(await eventsOf(again, keeper)).to.deep.equal([["SettlementSkipped", context.address, ids.pull, reason]]);
      expect(await eventsOf(again, vault)).to.deep.equal([]);
      await expectSound(context);
    });

    it("gives the tips to whom the work names, and not to a forwarder that calls for him", async () => {
      const context = await load();
      const { deployer, vault, asset, keeper, company, ann, cafe, stranger, workOf } = context;
      const forwarder = await new ContractAccount__factory(deployer).deploy();
      await moveTo(EXPIRY);
      const work = workOf({ owners: [company.address, ann.address], tipTo: cafe.address });
      const call = keeper.interface.encodeFunctionData("performUpkeep", [work]);
      const sent = forwarder.connect(stranger).execute(keeper, call);
      await expect(sent).to.changeTokenBalances(ethers, asset, [company, ann], [990n, 995n]);
      expect(await vault.balanceOf(cafe)).to.equal(15n);
      for (const other of [forwarder, keeper, stranger]) expect(await vault.balanceOf(other)).to.equal(0n);
      await expectSound(context);
    });

    it("lets hostile work change nothing but who has a tip that its sender could take at the vault", async () => {
      const context = await load();
      const { vault, asset, keeper, company, cafe, stranger, address, workOf } = context;
      await moveTo(EXPIRY);
      const owners = [company.address];
      const outcome = async (send: () => Promise<unknown>) => {
        const snapshot = await networkHelpers.takeSnapshot();
        await send();
        const [paid, kept] = [await asset.balanceOf(company), await vault.balanceOf(company)];
        const tips = [];
        for (const account of [stranger, cafe, keeper]) tips.push(await vault.balanceOf(account));
        await expectSound(context);
        await snapshot.restore();
        return { paid, kept, tips };
      };
      const by = keeper.connect(stranger);
      const honest = await outcome(() => by.performUpkeep(workOf({ owners })));
      const hostile = await outcome(() => by.performUpkeep(workOf({ owners, tipTo: cafe.address })));
      expect(honest.tips).to.deep.equal([10n, 0n, 0n]);
      expect(hostile).to.deep.equal({ ...honest, tips: [0n, 10n, 0n] });
      expect(await outcome(() => vault.connect(stranger).sweep(owners, 100n, cafe))).to.deep.equal(hostile);
      // The vault can't have a balance in itself.
      const nowhere = workOf({ owners, tipTo: address });
      await refuses(() => by.performUpkeep(nowhere), "PrepaidInvalidReceiver", [address], deskErrors);
    });

    it("passes over what is hostile, one by one, with the vault's own reason", async () => {
      const context = await load();
      const { vault, keeper, company, bob, stranger, ids, shared, manual, address, workOf } = context;
      await moveTo(EXPIRY);
      const work = workOf({
        // Who didn't choose it, nobody, the vault itself, twice the same.
        owners: [bob.address, ZeroAddress, address, company.address, company.address],
        settlements: [
          { id: ids.unknown, rules: PLAIN },
          { id: ids.pull, rules: PLAIN },
          { id: ids.plain, rules: PLAIN },
          { id: ids.manual, rules: manual },
          { id: ids.later, rules: shared },
          { id: ids.pull, rules: shared },
          { id: ids.pull, rules: shared },
        ],
      });
      const { interface: codec } = vault;
      const mismatch = [ids.pull, `0x${"00".repeat(27)}`, await vault.hashOf(shared)] as const;
      const sent = keeper.connect(stranger).performUpkeep(work);
      expect(await eventsOf(sent, keeper)).to.deep.equal([
        ["SettlementSkipped", address, ids.unknown, codec.encodeErrorResult("PrepaidUnknown", [ids.unknown])],
        ["SettlementSkipped", address, ids.pull, codec.encodeErrorResult("PrepaidRulesMismatch", [...mismatch])],
        ["SettlementSkipped", address, ids.plain, codec.encodeErrorResult("PrepaidNothingToSettle", [ids.plain])],
        [
          "SettlementSkipped",
          address,
          ids.manual,
          codec.encodeErrorResult("PrepaidNotPurchaser", [ids.manual, await keeper.getAddress()]),
        ],
        [
          "SettlementSkipped",
          address,
          ids.later,
          codec.encodeErrorResult("PrepaidNotExpired", [ids.later, EXPIRY + HOUR]),
        ],
        ["SettlementSkipped", address, ids.pull, codec.encodeErrorResult("PrepaidNothingToSettle", [ids.pull])],
      ]);
      expect(await vault.balanceOf(bob)).to.equal(2_000n);
      expect(await vault.balanceOf(stranger)).to.equal(10n);
      await expectSound(context);
    });

    it("sweeps at most so many buckets of each owner", async () => {
      const context = await load();
      const { vault, asset, keeper, company, ann, workOf } = context;
      await vault.connect(company).issue(50n, ann, false, 100n, EXPIRY + HOUR);
      await moveTo(EXPIRY + HOUR);
      const work = workOf({ owners: [company.address], limit: 1n });
      await expect(keeper.performUpkeep(work)).to.changeTokenBalance(ethers, asset, company, 990n);
      await expect(keeper.performUpkeep(work)).to.changeTokenBalance(ethers, asset, company, 99n);
      await expectSound(context);
    });

    it("asks for a contract where the vault should be", async () => {
      const { keeper, stranger, workOf } = await load();
      for (const vault of [ZeroAddress, stranger.address]) {
        const work = workOf({ vault });
        await refuses(() => keeper.checkUpkeep(work), "PrepaidNoVault", [vault], keeper);
        await refuses(() => keeper.performUpkeep(work), "PrepaidNoVault", [vault], keeper);
      }
    });

    it("changes nothing in one vault by naming another", async () => {
      const context = await load();
      const { system, vault, keeper, asset, company, ids, shared, workOf } = context;
      const other = await createVault(system.factory, await asset.getAddress(), DAY);
      await moveTo(EXPIRY);
      const name = await other.getAddress();
      const work = workOf({
        vault: name,
        owners: [company.address],
        settlements: [{ id: ids.pull, rules: shared }],
      });
      expect((await keeper.checkUpkeep(work)).upkeepNeeded).to.equal(false);
      const sent = keeper.performUpkeep(work);
      expect(await eventsOf(sent, keeper)).to.deep.equal([
        ["SettlementSkipped", name, ids.pull, vault.interface.encodeErrorResult("PrepaidUnknown", [ids.pull])],
      ]);
      expect(await eventsOf(sent, vault)).to.deep.equal([]);
      await expectSound(context);
    });

    it("reverts for a contract that is no vault, and for bytes that are no work", async () => {
      const { keeper, deployer, company, ids, shared, asset, workOf } = await load();
      const account = await (await new ContractAccount__factory(deployer).deploy()).getAddress();
      await moveTo(EXPIRY);
      for (const vault of [await asset.getAddress(), account, await keeper.getAddress()]) {
        await expect(keeper.checkUpkeep(workOf({ vault, owners: [company.address] }))).to.be.revert(ethers);
        await expect(keeper.performUpkeep(workOf({ vault, owners: [company.address] }))).to.be.revert(ethers);
        const settling = workOf({ vault, settlements: [{ id: ids.pull, rules: shared }] });
        await refuses(() => keeper.performUpkeep(settling), "PrepaidItemOutOfGas", [ids.pull], keeper);
        expect(await keeper.checkUpkeep(settling)).to.deep.equal([false, workOf({ vault })]);
      }
      const right = workOf({ settlements: [{ id: ids.pull, rules: shared }] });
      for (const garbage of ["0x", "0x00", `0x${"ff".repeat(96)}`, right.slice(0, -64), right.replace(/^0x/, "0x01")]) {
        await expect(keeper.checkUpkeep(garbage), garbage.slice(0, 20)).to.be.revert(ethers);
        await expect(keeper.performUpkeep(garbage), garbage.slice(0, 20)).to.be.revert(ethers);
      }
    });

    it("takes want of gas for no refusal: with any limit it settles or reverts", async () => {
      const context = await load();
      const { keeper, vault, ids, shared, workOf, company, ann, stranger } = context;
      await issue(context, { number: 6n, rules: shared });
      const second = idOf(company, 6n);
      await moveTo(EXPIRY);
      const work = workOf({
        owners: [company.address, ann.address],
        settlements: [
          { id: ids.pull, rules: shared },
          { id: second, rules: shared },
        ],
      });
      const enough = await keeper.connect(stranger).performUpkeep.estimateGas(work);
      let settled = 0;
      for (let gasLimit = enough / 5n; gasLimit <= enough + 5_000n; gasLimit += 1_500n) {
        const snapshot = await networkHelpers.takeSnapshot();
        const done = await mined(
          stranger,
          await keeper.getAddress(),
          keeper.interface.encodeFunctionData("performUpkeep", [work]),
          gasLimit,
        );
        if (done) {
          ++settled;
          for (const id of [ids.pull, second]) await expectInstrument(vault, id, { settled: true });
          expect(await vault.sweepable(company)).to.equal(0n);
        }
        await snapshot.restore();
      }
      expect(settled).to.be.at.least(1);
    });

    it("knows want of gas that comes through a desk from a refusal", async () => {
      const { deployer, keeper, vault, stranger, workOf } = await load();
      const costly = await new CostlyVault__factory(deployer).deploy();
      const address = await costly.getAddress();
      const item = { id: 1n, rules: PLAIN };
      const work = workOf({ vault: address, settlements: [item] });
      const by = keeper.connect(stranger);
      // From little to just too little; the vault itself says `FailedCall` to all but the least, with gas left for an event.
      for (let gasLimit = 500_000n; gasLimit <= 4_000_000n; gasLimit += 250_000n) {
        await refuses(() => by.performUpkeep.staticCall(work, { gasLimit }), "PrepaidItemOutOfGas", [1n], keeper);
      }
      await refuses(
        () => costly.settle.staticCall(1n, PLAIN, { gasLimit: 3_000_000n }),
        "FailedCall",
        [],
        CostlyVault__factory.connect(ZeroAddress),
      );
      await by.performUpkeep(work, { gasLimit: 5_000_000n });
      expect(await costly.settled(1n)).to.equal(true);
      // And a refusal through a desk is one.
      const reason = vault.interface.encodeErrorResult("PrepaidNothingToSettle", [1n]);
      const again = by.performUpkeep(work, { gasLimit: 5_000_000n });
      expect(await eventsOf(again, keeper)).to.deep.equal([["SettlementSkipped", address, 1n, reason]]);
    });
  });

  it("is the one that the deploy scripts leave, and holds nothing", async () => {
    const { keeper, asset } = await networkHelpers.loadFixture(deployPrepaid);
    expect(await ethers.provider.getCode(keeper)).to.not.equal("0x");
    expect(await asset.balanceOf(keeper)).to.equal(0n);
  });
});

/** Sends a transaction with a gas limit, and says whether it went through. */
async function mined(from: HardhatEthersSigner, to: string, data: string, gasLimit: bigint): Promise<boolean> {
  try {
    const receipt = await (await from.sendTransaction({ to, data, gasLimit })).wait();
    return receipt?.status === 1;
  } catch {
    return false;
  }
}
