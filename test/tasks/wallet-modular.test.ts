import { expect } from "chai";
import hre from "hardhat";

import { buildOperation, signOperation } from "../../src/wallet/index.ts";
import type { AccountCall } from "../../src/wallet/index.ts";
import { entryPointAt, installEntryPoint } from "../../scenarios/support/entry-point.ts";
import { ModularAccount__factory } from "../../types/ethers-contracts/index.js";
import { DAY, type Estate, openEstate, pass } from "./support/estate.ts";
import { restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of wallet for modular accounts", function () {
  let estate: Estate;
  let account: string;

  before(async function () {
    estate = await openEstate();
    const { ethers } = await hre.network.getOrCreate();
    const [deployer, , , , , , , , , root] = await ethers.getSigners();
    await installEntryPoint(ethers.provider, deployer!.address);
    account = await (await new ModularAccount__factory(deployer!).deploy(root!)).getAddress();
    await deployer!.sendTransaction({ to: account, value: 2n * 10n ** 18n });
    const { json, text } = await runTask("wallet modular install", { account, owner: "1" });
    expect(text).to.match(/1\. validator, with the owner's key\nto +0x\w{40}/);
    // By the key of its own, which can install modules.
    const entryPoint = entryPointAt(deployer!);
    const nonce = (await entryPoint.getFunction("getNonce").staticCall(account, 0n)) as bigint;
    const order = { account, calls: json["calls"] as AccountCall[], nonce, issuedAt: 0n, maxFeePerGas: 10n ** 10n };
    const operation = await signOperation(root!, buildOperation(order), 31_337n);
    await (await entryPoint.getFunction("handleOps").send([operation], deployer!.address)).wait();
  });
  after(() => estate.end());
  restoreEach();

  const everything = { period: "90d", grace: "7d", everything: true, to: "2", from: "1" };

  it("have its owner register, live and cancel by operations, and move what it has when she is silent", async function () {
    const { ethers } = await hre.network.getOrCreate();
    const registered = await runTask("wallet register", { ...everything, account });
    expect(registered.json).to.include({ account, state: "active", approvals: 0 });
    expect((await runTask("wallet show", { account })).text).to.contain(estate.places["DeadMansSwitchModule7579"]!);
    await pass(60n * DAY);
    expect((await runTask("wallet alive", { account, from: "1" })).text).to.match(/^0x\w{40} lives\.\nActive/);
    await pass(91n * DAY);
    await runTask("wallet trigger", { account, from: "5" });
    await pass(8n * DAY);
    const before = await ethers.provider.getBalance(estate.people[2]!);
    await runTask("wallet execute", { account, from: "5" });
    expect((await ethers.provider.getBalance(estate.people[2]!)) > before).to.equal(true);
    expect((await runTask("wallet cancel", { account, from: "1" })).text).to.match(/^Cancelled the plan of 0x\w{40}: /);
  });

  it("sign by its owner, for anybody to send", async function () {
    const signed = await estate.fileOf((await runTask("wallet sign", { ...everything, account })).text);
    expect((await runTask("wallet register", { signed, from: "5" })).json).to.include({ account, version: "1" });
    const beat = await estate.fileOf((await runTask("wallet alive", { account, sign: true, from: "1" })).text);
    await pass(DAY);
    const next = await estate.fileOf((await runTask("wallet alive", { account, sign: true, from: "1" })).text);
    expect(beat).not.to.equal(next);
    expect((await runTask("wallet alive", { signed: next, from: "5" })).text).to.match(/^0x\w{40} lived /);
  });

  it("refuse who isn't its owner, and say what an operation failed by, or why the entry point took none", async function () {
    const { networkHelpers } = await hre.network.getOrCreate();
    expect(await refusalOf("wallet register", { ...everything, account, from: "2" })).to.match(
      /^The account 0x\w{40} is owned by 0x\w{40}, not by 0x\w{40}/,
    );
    await runTask("wallet register", { ...everything, account });
    expect(await refusalOf("wallet withdraw-announcement", { account, from: "1" })).to.match(
      /^The operation of 0x\w{40} was paid for, and what it was to do failed: 0x\w{40} has announced nothing/,
    );
    // Dearer than what it has.
    await networkHelpers.setNextBlockBaseFeePerGas(10n ** 12n);
    await networkHelpers.mine();
    expect(await refusalOf("wallet alive", { account, from: "1" })).to.match(
      /^The entry point refuses the operation of 0x\w{40} \(AA21 .*\); it pays for its operations: send it some ether/,
    );
  });
});
