import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";
import hre from "hardhat";

import { root } from "../../scripts/gates/gate.ts";
import {
  DeadMansSwitchAccount__factory,
  DeadMansSwitchModule__factory,
  EoaProver__factory,
  IDeadMansSwitch__factory,
  IPlanExecutor__factory,
  PlanRulesHarness__factory,
} from "../../types/ethers-contracts/index.js";
import type { AssetStruct, PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { Kind, load, NO_GUARDIANS, planOf, SHARED, State, type Wallet, who } from "../wallet/fixture.ts";

const page = readFileSync(join(root, "docs/wallet.md"), "utf8");
const SECONDS: Record<string, bigint> = { second: 1n, hour: 3_600n, day: 86_400n };

function sectionOf(title: string): string {
  const from = page.indexOf(`\n## ${title}\n`);
  const end = page.indexOf("\n## ", from + 1);
  return page.slice(from, end === -1 ? undefined : end);
}

/** The cells of the row that begins so, without it. */
function cellsOf(section: string, first: string): string[] {
  const row = sectionOf(section)
    .split("\n")
    .find((line) => line.startsWith(`| ${first} `));
  return (row ?? expect.fail(`no row ${first}`))
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
}

/** Lengths of time in a text, in seconds. */
function durationsIn(text: string): bigint[] {
  return [...text.matchAll(/(\d[\d,]*) (second|hour|day)s?/g)].map(
    ([, count = "", unit = ""]) => BigInt(count.replaceAll(",", "")) * SECONDS[unit]!,
  );
}

/** A private constant, as the source has it. */
function constantOf(file: string, name: string): bigint {
  const source = readFileSync(join(root, "contracts", file), "utf8");
  const [, count = "", unit] = new RegExp(`\\b${name} = ([\\d_]+)(?: (second|hour|day)s?)?;`).exec(source) ?? [];
  return BigInt(count.replaceAll("_", "")) * (unit === undefined ? 1n : SECONDS[unit]!);
}

describe("docs/wallet.md", () => {
  describe("plans, field by field", () => {
    const guarded = (wallet: Wallet, changes: object) => ({
      guardians: { ...NO_GUARDIANS, keys: [wallet.keeper.address], threshold: 1n, confirm: true, ...changes },
    });
    const tiers = (wallet: Wallet, delay: bigint, window: bigint) => {
      const recipients = [{ who: who(wallet.second.address), share: 10_000n }];
      return {
        tiers: [
          { delay: 0n, window, recipients },
          { delay, window: 0n, recipients },
        ],
      };
    };

    for (const [row, field, changesOf] of [
      ["`period`", "period", (_: Wallet, value: bigint) => ({ period: value, changeDelay: 0n })],
      ["`grace`", "grace", (_: Wallet, value: bigint) => ({ grace: value })],
      ["`requestPeriod`", "requestPeriod", (_: Wallet, value: bigint) => ({ requestPeriod: value })],
      ["tier `delay`", "delay", (wallet: Wallet, value: bigint) => tiers(wallet, value, 1n)],
      ["tier `window`", "window", (wallet: Wallet, value: bigint) => tiers(wallet, 0n, value)],
      [
        "`pauseFor`",
        "pauseFor",
        (wallet: Wallet, value: bigint) => guarded(wallet, { pauseFor: value, pauses: value === 0n ? 0n : 1n }),
      ],
    ] as const) {
      it(`have the range of ${row} that the registry enforces`, async () => {
        const wallet = await load();
        const range = cellsOf("Plans, field by field", row)[1]!;
        const found = durationsIn(range);
        const most = found.find((value) => value > (found[0] ?? 0n)) ?? found[0]!;
        const least = found.length === 1 || found[0] === most ? 0n : found[0]!;
        for (const value of [least, most]) {
          const plan = await planOf(wallet, changesOf(wallet, value));
          await wallet.rules.check(plan, true, wallet.executor);
        }
        for (const value of [least - 1n, most + 1n]) {
          if (value < 0n) continue;
          // Nobody can request, with a period of zero; what is refused lies above it.
          const plan = await planOf(wallet, changesOf(wallet, value));
          await expect(wallet.rules.check(plan, true, wallet.executor))
            .to.be.revertedWithCustomError(wallet.rules, "WalletDuration")
            .withArgs(field, value, least, most);
        }
      });
    }

    it("name 7 days of grace for an L2, and a delay of changes up to the period", async () => {
      const wallet = await load();
      expect(durationsIn(cellsOf("Plans, field by field", "`grace`")[1]!)[2]).to.equal(
        constantOf("wallet/PlanRules.sol", "LEAST_GRACE_ELSEWHERE"),
      );
      const plan = await planOf(wallet);
      const period = BigInt(plan.period);
      await wallet.rules.check({ ...plan, changeDelay: period }, true, wallet.executor);
      await expect(wallet.rules.check({ ...plan, changeDelay: period + 1n }, true, wallet.executor))
        .to.be.revertedWithCustomError(wallet.rules, "WalletDuration")
        .withArgs("changeDelay", period + 1n, 0n, period);
    });

    const some = (count: number): AssetStruct[] =>
      Array.from({ length: count }, (_, i) => ({ kind: Kind.ERC20, token: toBeHex(i + 1, 20), id: 0n, heir: SHARED }));
    const parts = (wallet: Wallet, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        who: who(wallet.second.address),
        share: i === 0 ? 10_001n - BigInt(Math.max(count, 1)) : 1n,
      }));
    const stages = (wallet: Wallet, count: number, recipients = 1) =>
      Array.from({ length: count }, (_, i) => ({
        delay: 0n,
        window: i === count - 1 ? 0n : 1n,
        recipients: parts(wallet, recipients),
      }));

    for (const [row, what, changesOf] of [
      ["`assets`", "assets", (_: Wallet, count: number) => ({ assets: some(count) })],
      ["`tiers`", "tiers", (wallet: Wallet, count: number) => ({ tiers: stages(wallet, count) })],
      ["tier `recipients`", "recipients", (wallet: Wallet, count: number) => ({ tiers: stages(wallet, 1, count) })],
    ] as const) {
      it(`have as many of ${row} as the registry allows`, async () => {
        const wallet = await load();
        const [least = 0, most = 0] = /^(\d+) to (\d+)/
          .exec(cellsOf("Plans, field by field", row)[1]!)!
          .slice(1)
          .map(Number);
        for (const count of [least, most])
          await wallet.rules.check(await planOf(wallet, changesOf(wallet, count)), true, wallet.executor);
        for (const count of [least - 1, most + 1]) {
          const plan = await planOf(wallet, changesOf(wallet, count));
          await expect(wallet.rules.check(plan, true, wallet.executor))
            .to.be.revertedWithCustomError(wallet.rules, "WalletCount")
            .withArgs(what, count, least, most);
        }
      });
    }

    it("have as many guardians and pauses as the registry allows, and are all there", () => {
      const [, keys = ""] = cellsOf("Plans, field by field", "guardians' `keys`");
      expect(keys).to.equal(`0 to ${constantOf("wallet/PlanRules.sol", "MOST_GUARDIANS")}`);
      const [, pauses = ""] = cellsOf("Plans, field by field", "`pauses`");
      expect(pauses).to.equal(`0 to ${constantOf("wallet/PlanRules.sol", "MOST_PAUSES")}`);
      const fields = PlanRulesHarness__factory.createInterface().getFunction("check").inputs[0]!.components!;
      for (const { name } of fields) {
        if (name !== "guardians") expect(sectionOf("Plans, field by field")).to.match(new RegExp(`\\| .*\`${name}\``));
      }
    });

    it("refuse what the text says, and name what helps for ether", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      const { rules, executor } = wallet;
      const ether = { kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED };
      const to = (address: string, share = 10_000n) => [
        { delay: 0n, window: 0n, recipients: [{ who: who(address), share }] },
      ];
      const refused: [changes: Partial<PlanStruct>, error: string][] = [
        [{ tiers: to(ZeroAddress) }, "WalletRecipient"],
        [{ tiers: to(wallet.owner.address) }, "WalletRecipient"],
        [{ tiers: to(wallet.second.address, 9_999n) }, "WalletShares"],
        [{ assets: [plan.assets[0]!, plan.assets[0]!] }, "WalletAsset"],
        [{ assets: [ether] }, "WalletEtherNeedsCode"],
        [{ everything: true }, "WalletEverythingNeedsCode"],
      ];
      for (const [changes, error] of refused)
        await expect(rules.check({ ...plan, ...changes }, true, executor)).to.be.revertedWithCustomError(rules, error);
    });
  });

  it("tells what the sources let pass: the numbers that they are built with", () => {
    const days = (file: string, name: string) => constantOf(file, name) / 86_400n;
    const [account, guard] = ["wallet/DeadMansSwitchAccount.sol", "wallet/SafeGuard.sol"];
    expect(constantOf(account, "GOOD_FOR")).to.equal(24n * 3_600n);
    expect(days("wallet/PlanRules.sol", "LEAST_PERIOD")).to.equal(1n);
    expect(days("wallet/PlanExecutor.sol", "FALLBACK_AFTER")).to.equal(365n);
    expect(days("wallet/SwitchClock.sol", "MOST_OUTAGE")).to.equal(30n);
    const life = sectionOf("What is life");
    expect(life).to.include(`${days(account, "DEPOSIT_DELAY")} days after the last act`);
    const delays = `${days(guard, "LEAST_DELAY")} to ${days(guard, "MOST_DELAY")} days`;
    expect(life).to.include(`${delays}; then it is possible for ${days(guard, "REMOVAL_WINDOW")} days`);
    expect(cellsOf("Limits", "a Safe's delay of removal")[0]).to.include(delays);
    const figures = ["MOVE_GAS", "READ_GAS"].map((name) =>
      constantOf("wallet/AssetMover.sol", name).toLocaleString("en"),
    );
    expect(sectionOf("Execution")).to.include(`${figures[0]} gas and each`).and.include(`question ${figures[1]}`);
    expect(cellsOf("Limits", "gas of a transfer, of a question")[0]).to.equal(figures.join(", "));
  });

  it("tells how far proofs reach: 32 blocks, 256, and 8,191, which are 27 hours of 12 seconds", () => {
    expect(constantOf("wallet/NonceProver.sol", "FRESH")).to.equal(32n);
    expect(constantOf("kernel/ChainProof.sol", "NEAR")).to.equal(256n);
    expect(constantOf("kernel/ChainProof.sol", "REACH")).to.equal(8_191n);
    expect((8_191n * 12n) / 3_600n).to.equal(27n);
  });

  it("shows commands that there are, with options that they take", () => {
    const lines = [
      ...sectionOf("From the terminal").matchAll(/^npx hardhat (wallet .*?) --network localhost(?: +#.*)?$/gm),
    ];
    expect(lines.length).to.equal(6);
    for (const [, line = ""] of lines) {
      const [words = ""] = line.split(" --");
      const { options } = hre.tasks.getTask(words.split(" ").filter((word) => !/\d/.test(word)));
      for (const [, option = ""] of line.matchAll(/ --([a-z-]+)/g))
        expect([...options.keys()], line).to.include(
          option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        );
    }
  });

  it("names the states that there are, and no event or error that there isn't", () => {
    const states = [...sectionOf("Lifecycle").matchAll(/^\| ([A-Z]+) /gm)].map(([, name]) => name);
    expect(states).to.deep.equal(Object.keys(State));
    const interfaces = [
      IDeadMansSwitch__factory,
      IPlanExecutor__factory,
      EoaProver__factory,
      DeadMansSwitchAccount__factory,
      DeadMansSwitchModule__factory,
    ].map((factory) => factory.createInterface());
    const known = interfaces.flatMap(({ fragments }) =>
      fragments.map((fragment) => (fragment as { name?: string }).name),
    );
    const named = [...page.matchAll(/`((?:Wallet|Executor|Prover|Account|Module|ChainProof)[A-Z][A-Za-z]+)`/g)];
    expect(named.length).to.be.greaterThan(15);
    for (const [, name] of named) expect(known).to.include(name);
    for (const [, name = ""] of sectionOf("Events for indexers").matchAll(/`([A-Z][A-Za-z]+)`/g))
      expect(known).to.include(name);
    const events = interfaces[0]!.fragments.filter(({ type }) => type === "event");
    for (const event of events)
      expect(sectionOf("Events for indexers")).to.include(`\`${(event as unknown as { name: string }).name}\``);
  });
});
