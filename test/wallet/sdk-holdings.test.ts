import { expect } from "chai";
import { MaxUint256, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  approveAssets,
  AssetKind,
  createAccount,
  fundBounties,
  type Plan,
  planOf,
  readFact,
  readHoldings,
  register,
  showAccount,
  withdrawBounties,
  withdrawCredit,
} from "../../src/wallet/index.ts";
import {
  DeadMansSwitchAccountFactory__factory,
  EoaProver__factory,
  MockERC1155__factory,
  MockERC721__factory,
} from "../../types/ethers-contracts/index.js";
import { CALM, DAY, ethers, load, networkHelpers, pass } from "./fixture.ts";
import { rejection } from "./sdk-support.ts";

/** The system with a prover of plain accounts, and assets of each kind. */
async function deployEstate() {
  const wallet = await load();
  const prover = await (await new EoaProver__factory(wallet.deployer).deploy()).getAddress();
  const art = await new MockERC721__factory(wallet.deployer).deploy();
  const multi = await new MockERC1155__factory(wallet.deployer).deploy();
  await wallet.dollar.mint(wallet.owner, 1_000n);
  await art.mint(wallet.owner, 7n);
  await multi.mint(wallet.owner, 3n, 40n);
  const plan = planOf({
    account: wallet.owner.address,
    source: prover,
    period: 90n * DAY,
    grace: 7n * DAY,
    assets: [
      { kind: AssetKind.ERC20, token: await wallet.dollar.getAddress() },
      { kind: AssetKind.ERC721, token: await art.getAddress(), id: 7n },
      { kind: AssetKind.ERC1155, token: await multi.getAddress(), id: 3n },
    ],
    tiers: [{ recipients: [{ address: wallet.second.address, share: 10_000n }] }],
  });
  return { ...wallet, prover, art, multi, plan };
}

const estate = () => networkHelpers.loadFixture(deployEstate);

/** What is held and approved, by kind. */
async function byKind(registry: Parameters<typeof readHoldings>[0], plan: Plan) {
  const holdings = await readHoldings(registry, plan, ethers.provider);
  return new Map(holdings.map(({ asset, held, approved }) => [asset.kind, [held, approved]]));
}

describe("SDK of wallet: what an account holds", function () {
  it("approves each kind of asset once, and no more than is missing", async function () {
    const { registry, owner, plan, art, executor } = await estate();
    expect(await byKind(registry, plan)).to.deep.equal(
      new Map<bigint, bigint[]>([
        [AssetKind.ERC20, [1_000n, 0n]],
        [AssetKind.ERC721, [1n, 0n]],
        [AssetKind.ERC1155, [40n, 0n]],
      ]),
    );
    expect(await approveAssets(owner, registry, { plan })).to.have.length(3);
    expect(await byKind(registry, plan)).to.deep.equal(
      new Map<bigint, bigint[]>([
        [AssetKind.ERC20, [1_000n, MaxUint256]],
        [AssetKind.ERC721, [1n, 1n]],
        [AssetKind.ERC1155, [40n, MaxUint256]],
      ]),
    );
    expect(await approveAssets(owner, registry, { plan })).to.deep.equal([]);
    expect(await art.isApprovedForAll(owner, executor)).to.equal(false);
  });

  it("approves anew where an approval was taken back, or went with the token", async function () {
    const { registry, owner, plan, art, dollar, executor, second } = await estate();
    await approveAssets(owner, registry, { plan });
    await dollar.connect(owner).approve(executor, 5n);
    await art.connect(owner).transferFrom(owner, second, 7n);
    expect((await byKind(registry, plan)).get(AssetKind.ERC721)).to.deep.equal([0n, 0n]);
    await art.connect(second).transferFrom(second, owner, 7n);
    expect((await byKind(registry, plan)).get(AssetKind.ERC721)).to.deep.equal([1n, 0n]);
    // From one allowance to another takes two.
    expect(await approveAssets(owner, registry, { plan })).to.have.length(3);
  });

  it("says of an asset that doesn't answer that it is unknown", async function () {
    const { registry, plan, prover } = await estate();
    const odd = { ...plan, assets: [{ ...plan.assets[0]!, token: prover }] };
    expect((await byKind(registry, odd)).get(plan.assets[0]!.kind)).to.deep.equal([null, null]);
  });

  it("approves nothing where the account moves its assets itself", async function () {
    const { registry, owner, life, plan } = await estate();
    await life.say(owner, { ...CALM, holder: owner.address });
    const own = { ...plan, source: await life.getAddress() };
    expect((await readHoldings(registry, own, ethers.provider)).map(({ approved }) => approved)).to.deep.equal([
      ...[null, null, null],
    ]);
    expect(await approveAssets(owner, registry, { plan: own })).to.deep.equal([]);
  });
});

describe("SDK of wallet: what a suspended account holds", function () {
  it("is read all the same", async function () {
    const { registry, owner, plan, art } = await estate();
    await approveAssets(owner, registry, { plan });
    await networkHelpers.setCode(owner.address, await ethers.provider.getCode(art));
    expect((await byKind(registry, plan)).get(AssetKind.ERC721)).to.deep.equal([1n, 1n]);
  });
});

describe("SDK of wallet: proofs of an account", function () {
  it("shows it for the first time, an act, and nothing where there is nothing new", async function () {
    const { registry, owner, keeper, plan, prover } = await estate();
    await register(owner, registry, { plan });
    expect((await readFact(prover, owner.address, keeper))?.since).to.equal(0n);
    const first = await showAccount(keeper, prover, ethers.provider, owner.address);
    expect(first).to.include({ use: "checkpoint" });
    expect(await readFact(prover, owner.address, keeper)).to.include({ nonce: first.nonce, since: first.timestamp });
    expect(await showAccount(keeper, prover, ethers.provider, owner.address)).to.include({ use: null, receipt: null });
    await pass(DAY);
    await owner.sendTransaction({ to: keeper });
    const act = await showAccount(keeper, prover, ethers.provider, owner.address);
    expect(act).to.include({ use: "proveActivity", nonce: first.nonce + 1n });
    // Instrumented code costs what it costs.
    if (!hre.globalOptions.coverage) expect(act.receipt!.gasUsed).to.be.below(300_000n);
  });

  it("knows a source of life that is no prover", async function () {
    const { life, owner, keeper } = await estate();
    expect(await readFact(await life.getAddress(), owner.address, keeper)).to.equal(null);
  });
});

describe("SDK of wallet: ether and accounts", function () {
  it("brings in ether for bounties, takes it out again, and pays credits", async function () {
    const { registry, owner, keeper, plan } = await estate();
    await register(owner, registry, { plan });
    await fundBounties(keeper, registry, { account: owner.address, amount: 5n });
    expect(await registry.bountiesOf(owner)).to.equal(5n);
    const to = ethers.Wallet.createRandom().address;
    await withdrawBounties(owner, registry, { to, amount: 3n });
    expect([await registry.bountiesOf(owner), await ethers.provider.getBalance(to)]).to.deep.equal([2n, 3n]);
    await rejection(withdrawCredit(keeper, registry, { to }), "WalletNothingToWithdraw");
  });

  it("creates an account once", async function () {
    const { executor, deployer, owner } = await estate();
    const factory = await (await new DeadMansSwitchAccountFactory__factory(deployer).deploy(executor)).getAddress();
    const { account, receipt } = await createAccount(deployer, factory, { owner: owner.address });
    expect(receipt).not.to.equal(null);
    expect(await ethers.provider.getCode(account)).not.to.equal("0x");
    const again = await createAccount(owner, factory, { owner: owner.address, salt: ZeroHash });
    expect(again).to.deep.equal({ account, receipt: null });
  });
});
