import { readFileSync } from "node:fs";

import { expect } from "chai";
import { ContractFactory, type ContractTransactionResponse, encodeBytes32String, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  DAY,
  deployPrepaid,
  ethers,
  fund,
  gasOf,
  HOUR,
  idOf,
  moveTo,
  networkHelpers,
  nextBlockAt,
  rulesOf,
  START,
  type System,
  Trigger,
} from "../prepaid/fixture.ts";
import { compile } from "./support/solidity.ts";

type Signer = System["people"][0];

const page = readFileSync(new URL("../../docs/prepaid.md", import.meta.url), "utf8");

/** Every number that docs/prepaid.md gives, in the order of its sections. */
describe("worked numbers of docs/prepaid.md", () => {
  async function deploy() {
    const system = await networkHelpers.loadFixture(deployPrepaid);
    const [company, ann, canteen, fund_] = system.people as [Signer, Signer, Signer, Signer];
    await fund(system, company, 1_000n);
    return { ...system, vault: system.vault.connect(company), company, ann, canteen, charity: fund_ };
  }

  it("buckets: 2030-01-07 at 10:20, expiries at 12:00 and 15:00", async () => {
    const { vault, company, ann } = await deploy();
    const at = (hour: bigint, minute = 0n): bigint => START + hour * HOUR + minute * 60n;
    await moveTo(at(10n, 20n));
    expect(at(10n, 20n) / HOUR).to.equal(526_114n);
    expect(at(12n) / HOUR).to.equal(526_116n);
    await expect(vault.issue(9n, ann, false, 1n, at(12n, 30n)))
      .to.be.revertedWithCustomError(vault, "PrepaidExpiryOffBound")
      .withArgs(at(12n, 30n), 3_600n, at(13n));

    await vault.issue(1n, ann, false, 400n, at(12n));
    await vault.issue(2n, ann, false, 300n, at(12n));
    await vault.issue(3n, ann, false, 200n, at(15n));
    expect(await vault.balanceOf(company)).to.equal(100n);
    expect(await vault.lockedUntil(company, at(12n))).to.equal(700n);
    expect(await vault.lockedUntil(company, at(15n))).to.equal(200n);
    for (const [moment, balance] of [
      [at(12n) - 1n, 100n],
      [at(12n), 800n],
      [at(15n) - 1n, 800n],
      [at(15n), 1_000n],
    ] as const) {
      expect(await vault.balanceOfAt(company, moment)).to.equal(balance);
    }

    await moveTo(at(12n));
    expect(await vault.balanceOf(company)).to.equal(800n);
    await vault.issue(4n, ann, false, 750n, at(15n));
    expect(await vault.balanceOf(company)).to.equal(50n);
  });

  it("the ledger alone: what a hotel hasn't charged by the day of leaving is the guest's", async () => {
    const [, block = ""] = /^```solidity\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const { abi, bytecode, faults } = compile(block, "Holds");
    expect(faults).to.deep.equal([]);
    const { company: hotel, ann: guest } = await deploy();
    const contract = await new ContractFactory(abi, bytecode, hotel).deploy();
    const send = (who: Signer, name: string, ...args: unknown[]) =>
      contract.connect(who).getFunction(name)(...args) as Promise<ContractTransactionResponse>;
    const available = (who: Signer) => contract.getFunction("available")(who.address) as Promise<bigint>;
    const leaving = START / DAY + 3n;

    await send(guest, "hold", leaving, { value: 500n });
    await expect(send(guest, "charge", guest.address, leaving, 1n)).to.be.revertedWithCustomError(
      contract,
      "OnlyHotel",
    );
    await send(hotel, "charge", guest.address, leaving, 120n);
    expect(await available(guest)).to.equal(0n);
    expect(await available(hotel)).to.equal(120n);
    await moveTo(leaving * DAY - 1n);
    expect(await available(guest)).to.equal(0n);
    await moveTo(leaving * DAY);
    expect(await available(guest)).to.equal(380n);
    await expect(send(guest, "withdraw", 380n)).to.changeEtherBalance(ethers, contract, -380n);
  });

  it("the clock: two hours after the first use, rounded up to a bound", async () => {
    const { vault, company, ann, canteen } = await deploy();
    const latest = START + 13n * 24n * HOUR;
    const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: 7_200n });
    for (const [number, used] of [
      [1n, START + 10n * HOUR + 1_200n],
      [2n, START + 11n * HOUR],
    ] as const) {
      await vault.issueWithRules(number, ann, false, 10n, latest, rules);
      const id = idOf(company, number);
      expect((await vault.instrumentOf(id)).expiry).to.equal(latest);
      await nextBlockAt(used);
      await vault.connect(ann).redeemWithRules(id, 1n, canteen, ZeroHash, { rules, category: 0n, proof: [] });
      expect((await vault.instrumentOf(id)).expiry).to.equal(START + 13n * HOUR);
      expect(await vault.lockedUntil(company, START + 13n * HOUR)).to.equal(number * 9n);
      expect(await vault.lockedUntil(company, latest)).to.equal(0n);
    }
  });

  it("shares: a third of 100, of which 10 are spent", async () => {
    const { vault, company, ann, canteen, charity } = await deploy();
    const expiry = START + 5n * HOUR;
    const rules = rulesOf({ returnTo: charity.address, returnBps: 3_333n });
    await vault.connect(charity).acceptReturns(company, true);
    await vault.issueWithRules(1n, ann, false, 100n, expiry, rules);
    expect(await vault.lockedUntil(charity, expiry)).to.equal(33n);
    expect(await vault.lockedUntil(company, expiry)).to.equal(67n);
    const terms = { rules, category: 0n, proof: [] };
    await vault.connect(ann).redeemWithRules(idOf(company, 1n), 10n, canteen, ZeroHash, terms);
    expect(await vault.lockedUntil(charity, expiry)).to.equal(29n);
    expect(await vault.lockedUntil(company, expiry)).to.equal(61n);
    await moveTo(expiry);
    expect(await vault.balanceOf(charity)).to.equal(29n);
    expect(await vault.balanceOf(company)).to.equal(961n);
  });

  it("split: a piece of 100 of 300, with a cap of 100", async () => {
    const { vault, company, ann } = await deploy();
    const rules = rulesOf({ cap: 100n, minPiece: 1n });
    await vault.issueWithRules(1n, ann, false, 300n, START + 5n * HOUR, rules);
    const id = idOf(company, 1n);
    const piece = await vault.connect(ann).split.staticCall(id, 100n, ann, ZeroHash, rules);
    await vault.connect(ann).split(id, 100n, ann, ZeroHash, rules);
    expect((await vault.instrumentOf(piece)).rules).to.equal(await vault.hashOf(rulesOf({ cap: 33n, minPiece: 1n })));
    expect((await vault.instrumentOf(id)).rules).to.equal(await vault.hashOf(rulesOf({ cap: 67n, minPiece: 1n })));
  });

  it("a repeated redemption says so and changes nothing", async () => {
    const { vault, company, ann, canteen } = await deploy();
    await vault.issue(1n, ann, false, 100n, START + 5n * HOUR);
    const held = vault.connect(ann);
    const order = [idOf(company, 1n), 10n, canteen, encodeBytes32String("order 17")] as const;
    expect(await held.redeem.staticCall(...order)).to.equal(false);
    await held.redeem(...order);
    expect(await held.redeem.staticCall(...order)).to.equal(true);
    await held.redeem(...order);
    expect(await vault.balanceOf(canteen)).to.equal(10n);
  });

  it("gas: the four figures of the section are those of this run", async function () {
    if (hre.globalOptions.coverage) this.skip();
    const { vault, company, ann, canteen, charity: pushed, asset } = await deploy();
    const expiry = START + 5n * HOUR;
    // Everybody has been here before: the budget is on what happens every day.
    for (const merchant of [canteen, pushed]) {
      await asset.mint(merchant, 1n);
      await vault.transfer(merchant, 1n);
    }
    await vault.connect(pushed).choosePayout(true);
    await vault.issue(1n, ann, false, 100n, expiry);
    const held = vault.connect(ann);
    const measured = [
      await gasOf(vault.issue(2n, ann, false, 100n, expiry)),
      await gasOf(vault.issueWithRules(3n, ann, false, 100n, expiry, rulesOf({ cap: 50n }))),
      await gasOf(held.redeem(idOf(company, 1n), 10n, canteen, ZeroHash)),
      await gasOf(held.redeem(idOf(company, 1n), 10n, pushed, ZeroHash)),
    ];
    const [section = ""] = /^## Gas\n[\s\S]*?(?=^## )/m.exec(page) ?? [];
    const told = [...section.matchAll(/\d\d,\d\d\d/g)].map(([figure]) => Number(figure.replace(",", "")));
    expect(told.length).to.equal(measured.length);
    // Calldata of another address or amount has other zeros.
    measured.forEach((gas, i) => {
      expect(Number(gas)).to.be.closeTo(told[i]!, 200);
    });
  });
});
