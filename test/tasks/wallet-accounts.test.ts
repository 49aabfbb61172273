import { expect } from "chai";
import { HDNodeWallet, ZeroAddress } from "ethers";
import hre from "hardhat";

import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { DAY, type Estate, openEstate, pass } from "./support/estate.ts";
import { restoreEach } from "./support/programme.ts";
import { createSafe } from "./support/safe.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

/** Of the accounts of Hardhat's own nodes. */
const PHRASE = "test test test test test test test test test test test junk";

describe("tasks of wallet for accounts with code", function () {
  let estate: Estate;
  let people: string[];
  let dollarsOf: Estate["dollarsOf"];

  before(async function () {
    estate = await openEstate();
    ({ people, dollarsOf } = estate);
  });
  after(() => estate.end());
  restoreEach();

  /** Ether and dollars for an account. */
  async function fund(account: string): Promise<void> {
    const { ethers } = await hre.network.getOrCreate();
    const [signer] = await ethers.getSigners();
    await signer!.sendTransaction({ to: account, value: 10n ** 18n });
    await MockERC20__factory.connect(estate.dollar, signer).mint(account, 500_000_000n);
  }

  /** Lets a plan of everything be triggered and executed, and holds that ether and dollars come to the spouse. */
  async function hold(account: string): Promise<void> {
    const { ethers } = await hre.network.getOrCreate();
    await pass(91n * DAY);
    await runTask("wallet trigger", { account, from: "5" });
    await pass(8n * DAY);
    const before = await ethers.provider.getBalance(people[2]!);
    const executed = await runTask("wallet execute", { account, further: estate.dollar, from: "5" });
    expect(executed.text).to.match(/1 ETH \(ether\) +0x\w{40} +moved/);
    expect(await ethers.provider.getBalance(people[2]!)).to.equal(before + 10n ** 18n);
    expect(await dollarsOf(2)).to.equal(500_000_000n);
  }

  const everything = { period: "90d", grace: "7d", asset: "ether", everything: true, to: "2", from: "1" };

  describe("wallet account create", function () {
    it("creates an account whose owner registers, lives and cancels by it, and whose all is moved", async function () {
      const created = await runTask("wallet account create", { from: "1" });
      const account = created.json["account"] as string;
      expect(created.text).to.match(/^Created an account with a switch of its own\.\naccount +0x/);
      expect((await runTask("wallet account create", { from: "5", owner: "1" })).json).to.include({
        account,
        created: false,
      });
      await fund(account);
      const registered = await runTask("wallet register", { ...everything, account });
      expect(registered.json).to.include({ account, approvals: 0, state: "active" });
      expect((await runTask("wallet show", { account })).text).to.match(/life from +the account itself/);
      await pass(60n * DAY);
      expect((await runTask("wallet alive", { account, from: "1" })).text).to.match(
        /^0x\w{40} lives\.\nActive: last life \S+ \(now\)/,
      );
      expect(await refusalOf("wallet alive", { account, from: "2" })).to.match(/is owned by 0x\w{40}, not by 0x\w{40}/);
      await hold(account);
      // What it has at the registry comes home, and is inherited as well.
      await runTask("wallet bounty fund", { account, amount: "0.5", from: "9" });
      const home = await runTask("wallet collect", { account, from: "5" });
      expect(home.text).to.match(/^0x\w{40} has 0\.5 ETH back from the registry\.\nDone/);
      expect(home.json).to.include({ amount: "500000000000000000" });
      expect((await runTask("wallet execute", { account, from: "5" })).text).to.match(
        /0\.5 ETH \(ether\) +0x\w{40} +moved/,
      );
      expect(await refusalOf("wallet collect", { account, from: "5" })).to.match(/^There are 0 wei to withdraw/);
    });

    it("signs by its owner, for anybody to send", async function () {
      const account = (await runTask("wallet account create", { from: "1" })).json["account"] as string;
      const signed = await estate.fileOf((await runTask("wallet sign", { ...everything, account })).text);
      expect((await runTask("wallet register", { signed, from: "5" })).json).to.include({ account, version: "1" });
    });

    it("refuses an owner who is none", async function () {
      expect(await refusalOf("wallet account create", { owner: "bob" })).to.match(/^The owner "bob" is no address/);
      expect(await refusalOf("wallet account create", { number: "x" })).to.match(/^The number "x" is no whole number/);
    });
  });

  describe("an ordinary account that delegates", function () {
    /** Has account 1 delegate, by the key that Hardhat's own nodes give it; somebody else sends it. */
    async function delegate(to: string): Promise<void> {
      const { ethers } = await hre.network.getOrCreate();
      const key = HDNodeWallet.fromPhrase(PHRASE, undefined, "m/44'/60'/0'/0/1").connect(ethers.provider);
      expect(key.address).to.equal(people[1]);
      const { chainId } = await ethers.provider.getNetwork();
      const delegation = await key.authorize({ address: to, nonce: await key.getNonce(), chainId });
      const relayer = (await ethers.getSigners())[9]!;
      await relayer.sendTransaction({ type: 4, to: ZeroAddress, authorizationList: [delegation] });
    }

    it("goes by the prover of delegates, and moves its ether itself", async function () {
      const { ethers } = await hre.network.getOrCreate();
      await delegate(estate.places["DeadMansSwitchAccount"]!);
      const registered = await runTask("wallet register", everything);
      expect(registered.json).to.include({ account: people[1], approvals: 0, checkpoint: "checkpoint" });
      expect((registered.json["plan"] as { source: string }).source).to.equal(estate.places["DelegateProver"]);
      await pass(30n * DAY);
      expect((await runTask("wallet alive", { from: "1" })).text).to.match(/^0x\w{40} lives\./);
      await runTask("wallet prove", { account: "1", from: "5" });
      await pass(91n * DAY);
      await runTask("wallet trigger", { account: "1", from: "5" });
      await pass(8n * DAY);
      await runTask("wallet execute", { account: "1", further: estate.dollar, from: "5" });
      expect(await ethers.provider.getBalance(people[1]!)).to.equal(0n);
      expect(await dollarsOf(2)).to.equal(1_000_000_000n);
    });

    it("has no plan where it delegates to other code, which suspends the one it had", async function () {
      await estate.register();
      await delegate(estate.dollar);
      expect((await runTask("wallet prove", { account: "1", from: "5" })).json).to.include({
        shown: "proveCode",
        state: "suspended",
      });
      expect((await runTask("wallet show", { account: "1" })).text).to.match(
        /state +Suspended: the account has, or had, code/,
      );
      await runTask("wallet prove", { account: "1", from: "5" });
      expect(await refusalOf("wallet trigger", { account: "1", from: "5" })).to.match(
        /^The (plan is suspended|life of)/,
      );
    });

    it("is refused at its first plan where it delegates to other code", async function () {
      await delegate(estate.dollar);
      expect(await refusalOf("wallet register", everything)).to.match(
        /delegates to 0x\w{40}, which shows no life; have it delegate to 0x\w{40}, or to nothing\.$/,
      );
    });
  });

  describe("wallet safe install", function () {
    const created = () => createSafe([people[1]!, people[2]!]);

    it("installs the switch, whose plan the owners register, and by which all is moved", async function () {
      const { safe, multiSend } = await created();
      const printed = await runTask("wallet safe install", { safe, multiSend, print: true });
      expect(printed.text).to.match(/^What the owners of 0x\w{40} sign, as one execution \(multiSend\):\nto /);
      const installed = await runTask("wallet safe install", { safe, multiSend, from: "1" });
      expect(installed.text).to.match(/: module, guard, module guard, set-up\. A removal is announced 7d before\./);
      await fund(safe);
      const to = { ...everything, account: safe, to: "3" };
      expect((await runTask("wallet register", to)).json).to.include({ account: safe, state: "active" });
      const { ethers } = await hre.network.getOrCreate();
      await pass(91n * DAY);
      await runTask("wallet trigger", { account: safe, from: "5" });
      await pass(8n * DAY);
      await runTask("wallet execute", { account: safe, further: estate.dollar, from: "5" });
      expect(await dollarsOf(3)).to.equal(500_000_000n);
      expect(await ethers.provider.getBalance(safe)).to.equal(0n);
    });

    it("refuses what is no Safe, no MultiSend, and no delay", async function () {
      const { safe, multiSend } = await created();
      expect(await refusalOf("wallet safe install", { safe: estate.dollar, multiSend })).to.match(/is no Safe; check/);
      expect(await refusalOf("wallet safe install", { safe })).to.match(/^There is no contract at 0x38869bf66a61cF6b/);
      expect(await refusalOf("wallet safe install", { safe, multiSend, removalDelay: "1h" })).to.equal(
        "A delay of 1h for a removal is none; give --removal-delay 1d to 90d.",
      );
    });
  });
});
