import { readFileSync } from "node:fs";

import { expect } from "chai";
import { toBeHex } from "ethers";
import hre from "hardhat";

import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { connection, DAY, erc20, load, only, pass, planOf, who } from "../wallet/fixture.ts";
import { proverTools } from "../wallet/prover.support.ts";

const page = readFileSync(new URL("../../docs/wallet.md", import.meta.url), "utf8");
const [section = ""] = /^## Gas\n[\s\S]*?(?=^## )/m.exec(page) ?? [];
const { act, evidence, gasOf, person, shown } = proverTools(connection);

/** The numbers in the row of a table that begins with these words. */
function rowOf(words: string): number[] {
  const row = section.split("\n").find((line) => line.startsWith(`| ${words}`)) ?? "";
  return row
    .split("|")
    .slice(2)
    .map((cell) => cell.trim().replaceAll(",", ""))
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number);
}

/** A plan with much in it: as the page says, three tiers, four recipients, 32 assets. */
function large(plan: PlanStruct, people: readonly string[]): PlanStruct {
  const [a = "", b = "", c = "", d = ""] = people;
  const shared = [c, d].map((address) => ({ who: who(address), share: 5_000n }));
  return {
    ...plan,
    assets: Array.from({ length: 32 }, (_, i) => erc20(toBeHex(0xabcdefn * BigInt(i + 1) ** 9n, 20))).sort((x, y) =>
      BigInt(x.token as string) < BigInt(y.token as string) ? -1 : 1,
    ),
    tiers: [
      { ...only(a), delay: 90n * DAY, window: 30n * DAY },
      { ...only(b), delay: 180n * DAY, window: 60n * DAY },
      { delay: 365n * DAY, window: 0n, recipients: shared },
    ],
  };
}

/** What each row of the page takes, in its order. */
async function measured(): Promise<Record<string, bigint>> {
  const wallet = await load();
  const { registry, executor, dollar, keeper, owner, second, spouse, child, stranger } = wallet;
  const prover = await new EoaProver__factory(wallet.deployer).deploy();
  const ada = await person("ada");
  const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress() });
  await dollar.mint(ada.address, 1_000n);
  await dollar.connect(ada).approve(executor, 1_000n);
  const gas: Record<string, bigint> = {};

  gas["`register`: one asset"] = await gasOf(registry.connect(ada).register(plan));
  const people = [second, spouse, child, stranger].map(({ address }) => address);
  gas["`register`: three tiers"] = await gasOf(
    registry.connect(owner).register(large({ ...plan, account: owner.address }, people)),
  );
  gas["`checkpoint`"] = await gasOf(prover.connect(keeper).checkpoint(...(await shown(ada.address))));
  await act(ada);
  gas["`proveActivity`"] = await gasOf(prover.connect(keeper).proveActivity(...(await shown(ada.address))));
  gas["`heartbeat`"] = await gasOf(registry.connect(ada).heartbeat());
  await prover.connect(keeper).proveActivity(...(await shown(ada.address)));
  await pass(90n * DAY);
  gas["`trigger`"] = await gasOf(registry.connect(keeper).trigger(plan, await evidence(ada.address)));
  await pass(7n * DAY);
  gas["`execute`"] = await gasOf(executor.connect(keeper).execute(plan, [0n], [], await evidence(ada.address)));
  expect(await dollar.balanceOf(second)).to.equal(1_000n);
  return gas;
}

describe("gas in docs/wallet.md", () => {
  before(function () {
    if (hre.globalOptions.coverage) this.skip();
  });

  it("is within 3 % of what this run takes, and below its budget", async () => {
    const gas = await measured();
    for (const [words, used] of Object.entries(gas)) {
      const [told = 0, budget = Number.MAX_SAFE_INTEGER] = rowOf(words);
      expect(Number(used), words).to.be.closeTo(told, Math.round(told * 0.03));
      expect(Number(used), words).to.be.at.most(budget);
    }
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).to.equal(Object.keys(gas).length);
  });

  for (const [words, file, figure] of [
    ["an own account's user operation", "account-gas", "OPERATION_BUDGET = 5_300n"],
    ["an own account's signed batch", "account-gas", "BATCH_BUDGET = 500n"],
    ["an execution of a Safe's owners", "safe-gas", "BUDGET = 16_000n"],
    ["the same, if it can change it", "safe-gas", '"1.5.0": 23_600n'],
    ["a modular account's operation", "module7579-gas", "BUDGET = 28_358n"],
  ] as const) {
    it(`names the most that ${file} lets it be: ${words}`, () => {
      const test = readFileSync(new URL(`../wallet/${file}.test.ts`, import.meta.url), "utf8");
      expect(test).to.include(figure);
      const held = Number(/(\d[\d_]*)n$/.exec(figure)?.[1]?.replaceAll("_", ""));
      expect(rowOf(words)).to.deep.equal([held]);
    });
  }
});
