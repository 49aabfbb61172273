import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { IDeadMansSwitch__factory, MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { finished, lineOf } from "./support/cli.ts";
import { useTerminal } from "./support/terminal.ts";

describe("tasks of wallet, from the terminal", function () {
  let dollar: string;
  const work = useTerminal(async ({ done, provider }) => {
    await done("deploy --tags wallet");
    const token = await new MockERC20__factory(await provider.getSigner(0)).deploy("Dollar", "USD", 6);
    await token.mint(await provider.getSigner(1), 1_000_000_000n);
    dollar = await token.getAddress();
  });

  /** Lets time pass on the node. */
  async function pass(days: number): Promise<void> {
    await work.provider.send("evm_increaseTime", [days * 86_400]);
    await work.provider.send("evm_mine", []);
  }

  it("carry a whole life: register, show, prove, trigger, execute, claim", async function () {
    const salt = `0x${"c0".repeat(32)}`;
    const file = join(work.deployments, "plan.json");
    const recipients = [
      { account: "2", share: "75" },
      { account: "3", share: "25", salt },
    ];
    await writeFile(file, JSON.stringify({ period: "90d", grace: "7d", assets: [dollar], tiers: [{ recipients }] }));
    expect(await work.done(`wallet register ${file} --from 1`)).to.match(
      /after 1 approval for the executor\.\nIts prover has/,
    );
    expect(await work.done("wallet show 1")).to.match(/silence +░{24}┃░{8} 0 % of 90 d, then 7 d of grace/);
    await pass(30);
    await (await work.provider.getSigner(1)).sendTransaction({ to: dollar, data: "0x18160ddd" });
    expect(await work.done("wallet prove 1 --from 5")).to.match(/has acted: its clock begins anew/);
    const early = await work.run("wallet trigger 1 --from 5");
    expect(early.code).to.equal(1);
    expect(lineOf(early)).to.match(/^It is possible from .* Wait until then, and run the command again/);
    await pass(91);
    expect(await work.done("wallet trigger 1 --from 5")).to.match(/^Triggered the plan of 0x\w{40}/);
    await pass(8);
    expect(await work.done("wallet execute 1 --from 5")).to.match(/750 USD \(USD 0x\w{40}\) +0x\w{40} +moved/);
    expect(await work.done(`wallet claim 1 --salt ${salt} --from 3`)).to.match(/^Paid 250 USD/);
    expect(await work.done("wallet claims 1")).to.equal("Nothing is to be claimed.\n");
  });

  it("watch until they are told to end, and trigger what is due meanwhile", async function () {
    await work.done("wallet register --period 90d --grace 7d --to 2 --asset", dollar, "--from", "6");
    await pass(91);
    const watcher = work.start(..."wallet watch 6 --every 1s --json --from 5 --network localhost".split(" "));
    const end = finished(watcher);
    watcher.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes('"triggered"')) watcher.kill("SIGINT");
    });
    // One that has nothing to tell would be waited for without end.
    const limit = setTimeout(() => watcher.kill("SIGINT"), 60_000);
    const { code, stdout, stderr } = await end;
    clearTimeout(limit);
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.have.property("told").that.is.at.least(2);
    expect(stderr).to.contain('"act":"trigger"');
    expect(await work.done("wallet show 6")).to.match(/state +In grace: tier 1 receives/);
  });

  it("watch on after the process was killed, and trigger once", async function () {
    await work.done("wallet register --period 90d --grace 7d --to 2 --asset", dollar, "--from", "7");
    await pass(91);
    const watch = "wallet watch 7 --every 1s --json --from 5 --network localhost".split(" ");
    const record = await readFile(join(work.deployments, "localhost", "DeadMansSwitch.json"), "utf8");
    const { address: registryAddress } = JSON.parse(record) as { address: string };
    const registry = IDeadMansSwitch__factory.connect(registryAddress, work.provider);
    const { address } = await work.provider.getSigner(7);
    const triggers = async () => (await registry.queryFilter(registry.filters.Triggered(address))).length;
    /** A watcher that is ended in this way once the plan is triggered, or it has told so. */
    const until = async (signal: NodeJS.Signals, isOver: () => Promise<boolean>) => {
      const watcher = work.start(...watch);
      const end = finished(watcher);
      const limit = Date.now() + 60_000;
      while (!(await isOver()) && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 20));
      watcher.kill(signal);
      return end;
    };
    // It is no more in the moment in which its transaction is in a block: it has told nobody.
    await until("SIGKILL", async () => (await triggers()) === 1);
    let told = "";
    const second = work.start(...watch);
    const end = finished(second);
    second.stderr?.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('"triggered"')) second.kill("SIGINT");
    });
    const limit = setTimeout(() => second.kill("SIGINT"), 60_000);
    const { code, stderr } = await end;
    clearTimeout(limit);
    expect(code, stderr).to.equal(0);
    expect(told).to.contain('"triggered"');
    expect(stderr).not.to.contain('"act":"trigger"');
    expect(await triggers()).to.equal(1);
  });

  it("tell a mistake in one line, and exit with code 1", async function () {
    const result = await work.run("wallet register --period 1h --grace 7d --to 2 --asset", dollar);
    expect(result.code).to.equal(1);
    expect(result.stdout).to.equal("");
    expect(lineOf(result)).to.match(/^The period of 1h must be 1d to 36500d\. Nothing was sent; correct the plan/);
  });

  it("keep the name of an account, and print help with all options", async function () {
    expect(await work.done("wallet account create --as family")).to.match(/name +family/);
    const none = await work.run("wallet show family");
    expect(lineOf(none)).to.match(/^The account 0x\w{40} has no plan in force/);
    const { code, stdout } = await work.hardhat("wallet", "register", "--help");
    expect(code).to.equal(0);
    for (const word of [
      "--period",
      "--grace",
      "--to",
      "--asset",
      "--signed",
      "--no-approve",
      "--keeper",
      "--json",
      "plan",
    ])
      expect(stdout).to.contain(word);
  });
});
