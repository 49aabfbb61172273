import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { installEntryPoint } from "../../scenarios/support/entry-point.ts";
import { createSafe, deployRelease } from "../../scenarios/support/safe.ts";
import { root } from "../../scripts/gates/gate.ts";
import * as sdk from "../../src/wallet/index.ts";
import {
  Bequeathable__factory,
  DeadMansSwitchAccountFactory__factory,
  DeadMansSwitchModule__factory,
  DeadMansSwitchModule7579__factory,
  IBequeathable__factory,
  IDeadMansSwitch__factory,
  IPlanExecutor__factory,
  ModularAccount__factory,
} from "../../types/ethers-contracts/index.js";
import { type Bench, programsIn, typeFaultsOf, useFolder, withNode } from "./support/programs.ts";
import { deployOn } from "./support/wallet.ts";

const page = readFileSync(join(root, "docs/wallet-accounts.md"), "utf8");
const programs = programsIn(page);
const [account = "", safe = "", modular = "", will = "", ...more] = programs;
const DAY = 86_400n;

/** What the first comment of a program says that it prints. */
const promised = (code: string): string => /console\.log\(.*\); \/\/ ([^:\n]+)/.exec(code)?.[1] ?? "";
const told = (printed: unknown[][]): string => printed.map((values) => values.map(show).join(" ")).join("\n");
const show = (value: unknown): string => (typeof value === "bigint" ? `${value}n` : String(value));

/** A section, under its title of the second order. */
function sectionOf(title: string): string {
  const from = page.indexOf(`\n## ${title}\n`);
  expect(from, title).to.not.equal(-1);
  return page.slice(from, page.indexOf("\n## ", from + 1) + 1 || undefined);
}

/** A private constant of days or of a number, as the source has it. */
function constantOf(file: string, name: string): bigint {
  const source = readFileSync(join(root, file), "utf8");
  const [, count = "", unit] = new RegExp(`\\b${name} = ([\\d_]+)n?(?: (day)s?)?;`).exec(source) ?? [];
  expect(count, `${name} in ${file}`).to.not.equal("");
  return BigInt(count.replaceAll("_", "")) * (unit === undefined ? 1n : DAY);
}

describe("docs/wallet-accounts.md", () => {
  const folder = useFolder("docs-wallet-accounts");

  it("has programs that type-check against what the package exports", function () {
    // A compiler starts and reads the typings of ethers.
    this.timeout(180_000);
    expect(more).to.deep.equal([]);
    expect(typeFaultsOf(programs, folder)).to.deep.equal([]);
  });

  describe("has programs that print what their comments say", function () {
    this.timeout(120_000);
    before(function () {
      if (hre.globalOptions.coverage) this.skip();
    });

    const open = async ({ ethers }: Bench) => {
      const signers = await ethers.getSigners();
      const { registry } = await deployOn(signers[0]!);
      const at = await registry.getAddress();
      return { signers, deployer: signers[0]!, at, executor: await registry.EXECUTOR() };
    };

    it("of an account of its own, and of its plan as a will", () =>
      withNode(folder, async (bench) => {
        const { signers, deployer, at, executor } = await open(bench);
        const factory = await new DeadMansSwitchAccountFactory__factory(deployer).deploy(executor);
        expect(told(await bench.run(account, "account", [at, await factory.getAddress()]))).to.equal(promised(account));
        const owned = await factory.accountOf(signers[1]!.address, `0x${"00".repeat(32)}`);
        const wills = await (await new Bequeathable__factory(deployer).deploy(at)).getAddress();
        expect(told(await bench.run(will, "will", [at, wills, owned]))).to.equal(promised(will));
        // The lawyer announces and bequeaths.
        const lawyer = IBequeathable__factory.connect(wills, signers[4]);
        await deployer.sendTransaction({ to: owned, value: 5n });
        await bench.networkHelpers.time.increase(90n * DAY);
        await lawyer.announceObit(owned, signers[3]!.address);
        const { inheritor, remaining } = await sdk.readWill(wills, owned, deployer);
        expect([inheritor, remaining]).to.deep.equal([signers[3]!.address, 7n * DAY]);
        await bench.networkHelpers.time.increase(7n * DAY);
        const before = await bench.ethers.provider.getBalance(signers[3]!);
        await lawyer.bequeath(owned);
        expect(await bench.ethers.provider.getBalance(signers[3]!)).to.equal(before + 5n);
      }));

    it("of a Safe", () =>
      withNode(folder, async (bench) => {
        const { signers, deployer, at, executor } = await open(bench);
        const module = await new DeadMansSwitchModule__factory(deployer).deploy(executor);
        const suite = await deployRelease("1.5.0", deployer);
        const made = await createSafe(suite, { owners: [signers[1]!.address], threshold: 1n, salt: 1n });
        const inputs = [at, await module.getAddress(), await made.getAddress()];
        expect(told(await bench.run(safe, "safe", inputs))).to.equal(promised(safe));
        expect(safe).to.include(suite.multiSend);
      }));

    it("of a modular account", () =>
      withNode(folder, async (bench) => {
        const { signers, deployer, at, executor } = await open(bench);
        await installEntryPoint(bench.ethers.provider, deployer.address);
        const module = await new DeadMansSwitchModule7579__factory(deployer).deploy(executor, sdk.ENTRY_POINT);
        const made = await new ModularAccount__factory(deployer).deploy(signers[4]!.address);
        await deployer.sendTransaction({ to: await made.getAddress(), value: 10n ** 18n });
        const inputs = [at, await module.getAddress(), await made.getAddress()];
        expect(told(await bench.run(modular, "modular", inputs))).to.equal(promised(modular));
      }));
  });

  it("tells the numbers that the contracts are built with", () => {
    const days = (file: string, name: string) => constantOf(`contracts/wallet/${file}`, name) / DAY;
    const own = sectionOf("An account of its own");
    expect(own).to.include(`good for ${days("DeadMansSwitchAccount.sol", "GOOD_FOR") * 24n} hours at most`);
    expect(own).to.include(`${days("DeadMansSwitchAccount.sol", "DEPOSIT_DELAY")} days after the last act`);
    const guarded = sectionOf("Safe");
    const delays = ["LEAST_DELAY", "MOST_DELAY"].map((name) => days("SafeGuard.sol", name));
    expect(guarded).to.include(`delay of ${delays.join(" to ")} days`);
    expect(guarded).to.include(`possible for ${days("SafeGuard.sol", "REMOVAL_WINDOW")} days`);
    const most = constantOf("contracts/wallet/Bequeathable.sol", "MOST_EXECUTORS");
    expect(sectionOf("Plans as wills")).to.include(`names 1 to ${most} executors`);
    expect(sectionOf("Modular accounts")).to.include(
      `a key of ${constantOf("contracts/wallet/Module7579Owner.sol", "WITH_KEY") - 20n} bytes`,
    );
  });

  it("tells the gas that the tests of it hold", () => {
    const gas = (file: string, name: string) => constantOf(`test/wallet/${file}`, name).toLocaleString("en");
    expect(sectionOf("Safe")).to.include(`**: ${gas("safe-gas.test.ts", "BUDGET")} gas at most`);
    const [, foreign = ""] = /"1\.5\.0": ([\d_]+)n/.exec(
      readFileSync(join(root, "test/wallet/safe-gas.test.ts"), "utf8"),
    )!;
    expect(sectionOf("Safe")).to.include(`for ${BigInt(foreign.replaceAll("_", "")).toLocaleString("en")} at most`);
    expect(sectionOf("Modular accounts")).to.include(`**: ${gas("module7579-gas.test.ts", "BUDGET")} gas at most`);
  });

  it("names functions, errors and tasks that there are", () => {
    const interfaces = [
      DeadMansSwitchAccountFactory__factory,
      DeadMansSwitchModule__factory,
      DeadMansSwitchModule7579__factory,
      IBequeathable__factory,
      IDeadMansSwitch__factory,
      IPlanExecutor__factory,
    ].flatMap((factory) => factory.createInterface().fragments.map((each) => (each as { name?: string }).name));
    const other = [
      "collectDeposit",
      "execute",
      "release",
      "rotateOwner",
      "isOwnersAct",
      "authorizationList",
      "safeTxGas",
    ];
    const text = page.replace(/^```ts\n[\s\S]*?^```$/gm, "");
    const named = [...text.matchAll(/`([a-z]+[A-Z]\w+|(?:Bequeath|Executor|Wallet)[A-Z]\w+)`/g)].map(
      ([, name = ""]) => name,
    );
    expect(named.length).to.be.greaterThan(20);
    for (const name of named) expect([...Object.keys(sdk), ...interfaces, ...other], name).to.include(name);
    for (const [, line = ""] of text.matchAll(/npx hardhat (wallet [a-z ]+[a-z])/g))
      expect(hre.tasks.getTask(line.split(" ")).id.join(" ")).to.equal(line);
  });
});
