import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { play, type Played } from "../../scenarios/wallet.ts";
import { adaPays } from "../../scenarios/wallet/ada.ts";
import { requireConservation } from "../../scenarios/wallet/conservation.ts";
import { sonClaims } from "../../scenarios/wallet/family.ts";
import { type Asset, ETHER, State } from "../../src/wallet/constants.ts";
import { connectRegistry } from "../../src/wallet/connect.ts";
import { readStatus } from "../../src/wallet/facts.ts";
import { planHistory } from "../../src/wallet/plans.ts";

/** Given, so that the figures are the same whenever this runs. */
const INITIAL_DATE = "2027-11-20T00:00:00Z";

describe("given three people with a dead man's switch, when two years of days are played", function () {
  const said: string[] = [];
  let played: Played;

  before(async function () {
    const { ethers, provider } = await network.create({ override: { initialDate: INITIAL_DATE } });
    const deployed = await loadAndExecuteDeploymentsFromFiles({ provider, tags: ["wallet"] });
    played = await play({
      ethers,
      registry: deployed.get("DeadMansSwitch").address,
      prover: deployed.get("EoaProver").address,
      factory: deployed.get("DeadMansSwitchAccountFactory").address,
      module: deployed.get("DeadMansSwitchModule").address,
      say: (line) => said.push(line),
    });
  });

  const rowOf = (wanted: string) => {
    const row = played.rows.find(({ step }) => step === wanted);
    if (row === undefined) throw new Error(`there is no step "${wanted}"`);
    return row;
  };
  const failureOf = async (run: Promise<unknown>): Promise<string> => {
    try {
      await run;
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it went through");
  };

  it("then it tells and tabulates every step, in the order of time", function () {
    expect(played.rows.map(({ step }) => step)).to.deep.equal([
      "assets",
      "smart account",
      "Safe",
      "endowment",
      "Ada's plan",
      "Ben's plan",
      "Cara's plan",
      "conservation at first",
      "half-year 1: Ada pays",
      "half-year 1: Ada's proofs",
      "half-year 1: Ben acts",
      "half-year 1: Ben's robot",
      "half-year 1: Cara's Safe",
      "Ben is silent",
      "Ben accepts",
      "Ben has it back",
      "bounties",
      "conservation after Ben",
      "Cara is silent",
      "pension",
      "half-year 2: Ada pays",
      "half-year 2: Ada's proofs",
      "half-year 2: Ben's robot",
      "half-year 2: Cara's Safe",
      "tier 1 closes",
      "half-year 3: Ada pays",
      "half-year 3: Ada's proofs",
      "deny list",
      "the family inherits",
      "conservation after Cara",
      "the son claims",
      "Ada is silent",
      "dividend",
      "what came later",
      "Ada is back",
      "half-year 4: Ada pays",
      "half-year 4: Ada's proofs",
      "conservation at the end",
    ]);
    expect(said).to.deep.equal(played.rows.map(({ step, change }) => `${step}: ${change}`));
  });

  it("then Ada has lived by ordinary transactions alone: she registered once, and others proved four of her payments", async function () {
    const { people, plans, provider, registry, book, assets, tokens } = played.stage;
    const status = await readStatus(registry, plans.ada, provider);
    expect([status.state, status.version]).to.deep.equal([State.ACTIVE, 1n]);
    expect(await planHistory(registry, people.ada, provider)).to.have.length(1);
    const habit = (name: string) => played.rows.filter(({ step }) => step.endsWith(`: ${name}`));
    const sum = (name: string) => habit(name).reduce((total, { count }) => total + count, 0);
    expect(sum("Ada pays")).to.equal(53);
    // The first shows the account, before it has paid.
    expect(sum("Ada's proofs")).to.equal(1 + 4);
    // Wrapping, three approvals and the plan; everything else is a payment.
    expect(await provider.getTransactionCount(people.ada)).to.equal(5 + 53);
    expect(await tokens.dollar.balanceOf(people.adasHeir)).to.equal(0n);
    expect(book.held(assets.dollar, people.ada.address)).to.equal(9_000_000_000n - 53n * 50_000_000n);
  });

  it("then Ben has all of it on his second wallet, less what he spent, and nobody else has any", async function () {
    const { accountAddress, assets, book, people, plans, provider, registry, tokens } = played.stage;
    expect((await readStatus(registry, plans.ben, provider)).state).to.equal(State.DONE);
    // Six payments of his, eight rents.
    const left = 6_000_000_001n - 6n * 70_000_000n - 8n * 300_000_000n;
    expect(await tokens.dollar.balanceOf(people.bensSecond)).to.equal(left);
    expect(await tokens.deeds.ownerOf(assets.bensDeed.id)).to.equal(people.bensSecond.address);
    expect(await tokens.dollar.balanceOf(people.bensSister)).to.equal(0n);
    expect(await provider.getBalance(accountAddress)).to.equal(0n);
    // Four operations took their gas from the account.
    expect(book.held(ETHER, people.bensSecond.address)).to.be.within(parseEther("4.99"), parseEther("5") - 1n);
  });

  it("then Cara's family has half, a quarter and a quarter of everything, and what is left over is the first one's", async function () {
    const { assets, people, plans, provider, registry, safe, tokens } = played.stage;
    const { daughter, son, sonsOther, spouse } = people;
    expect((await readStatus(registry, plans.cara, provider)).state).to.equal(State.DONE);
    const money = 20_000_000_003n - 7n * 110_000_000n;
    const of = (token: { balanceOf(who: string): Promise<bigint> }) =>
      Promise.all([spouse, daughter, son, sonsOther].map(({ address }) => token.balanceOf(address)));
    expect(await of(tokens.dollar)).to.deep.equal([money - 2n * (money / 4n), money / 4n, money / 4n, 0n]);
    expect(await of(tokens.bond)).to.deep.equal([500_003n, 250_000n, 0n, 250_000n]);
    const pension = parseEther("1234") + 3n;
    expect(await of(tokens.pension)).to.deep.equal([pension - 2n * (pension / 4n), pension / 4n, pension / 4n, 0n]);
    expect(await tokens.stamps.balanceOf(spouse, assets.stamps.id)).to.equal(21n);
    expect(await tokens.stamps.balanceOf(son, assets.stamps.id)).to.equal(10n);
    expect(await tokens.deeds.ownerOf(assets.carasDeed.id)).to.equal(spouse.address);
    expect(await provider.getBalance(safe.safe)).to.equal(0n);
    expect(await tokens.dollar.balanceOf(people.carasSecond)).to.equal(0n);
  });

  it("then what anybody earned by sending is paid, and the registry has nothing left", async function () {
    const { people, provider, registry } = played.stage;
    expect(await connectRegistry(registry, provider).creditOf(people.keeper)).to.equal(0n);
    expect(await provider.getBalance(registry)).to.equal(0n);
    expect(rowOf("bounties").count).to.equal(1);
  });

  it("then a book that differs by one base unit from the chain is found out, of each asset and of ether", async function () {
    const { accountAddress, assets, book, people } = played.stage;
    for (const asset of Object.values<Asset>({ ...assets })) {
      const [holder] = book.holders(asset);
      book.add(asset, holder!, 1n);
      expect(await failureOf(requireConservation(played.stage))).to.match(
        /^what 0x\w{40} has of \w+ is \d+, but must be \d+$/,
      );
      book.add(asset, holder!, -1n);
    }
    book.add(ETHER, accountAddress, 1n);
    expect(await failureOf(requireConservation(played.stage))).to.match(/^the ether of 0x\w{40} is 0, but must be 1$/);
    book.add(ETHER, accountAddress, -1n);
    // Somebody whom the book doesn't know has some: then all of it isn't there.
    const { dollar } = played.stage.tokens;
    await dollar.mint(people.notary, 1n);
    expect(await failureOf(requireConservation(played.stage))).to.match(/^all money is \d+, but must be \d+$/);
    book.add(assets.dollar, people.notary.address, 1n);
    await requireConservation(played.stage);
  });

  it("then a step ends with the reason where the chain says anything else than it must", async function () {
    const { chain } = played.stage;
    expect(await failureOf(sonClaims(played.stage))).to.equal("what is claimable is undefined, but must be 0");
    // The chain has been there before.
    expect(await failureOf(adaPays(played.stage, (await chain.now()) - 3_600n))).to.match(
      /lower than|Timestamp|timestamp/,
    );
  });
});
