import { expect } from "chai";
import { keccak256, MaxUint256, Wallet, ZeroAddress } from "ethers";

import {
  type Asset,
  AssetKind,
  earliestWithNonce,
  ETHER,
  heldOf,
  LIMITS,
  type Plan,
  proposal,
  provableBlocks,
  readArrivals,
  readFact,
  readHolding,
  SHARED,
} from "../../src/wallet/index.ts";
import { requiredCode } from "../../src/wallet/provers.ts";
import {
  DelegateProver__factory,
  EoaProver__factory,
  MockERC1155__factory,
  MockERC721__factory,
} from "../../types/ethers-contracts/index.js";
import { installHistory, remember } from "../history-contract.ts";
import { DAY, ethers, load, networkHelpers, pass, provider } from "./fixture.ts";
import { addressOf, draftOf } from "./sdk-support.ts";

const node = ethers.provider;
const head = (): Promise<number> => node.getBlockNumber();

describe("what came in to an account", () => {
  async function received() {
    const wallet = await load();
    const { deployer, owner, stranger, dollar } = wallet;
    const from = await head();
    const gem = await new MockERC721__factory(deployer).deploy();
    const coins = await new MockERC1155__factory(deployer).deploy();
    await dollar.mint(owner.address, 5n);
    await dollar.mint(owner.address, 6n);
    await gem.mint(owner.address, 7n);
    await gem.mint(stranger.address, 8n);
    await coins.mint(owner.address, 9n, 1n);
    await coins.mintBatch(owner.address, [10n, 11n], [1n, 1n]);
    const [usd, gems, multi] = await Promise.all([dollar, gem, coins].map((token) => token.getAddress()));
    return { wallet, from, gem, coins, usd: usd!, gems: gems!, multi: multi! };
  }
  const asset = (kind: AssetKind, token: string, id = 0n): Asset => ({ kind, token, id, heir: SHARED });

  it("is found of every kind, each once, whatever else the contracts tell of", async () => {
    const { wallet, from, usd, gems, multi } = await received();
    const range = { fromBlock: from, toBlock: await head() };
    expect(await readArrivals(node, wallet.owner.address, range)).to.deep.equal([
      asset(AssetKind.ERC20, usd),
      asset(AssetKind.ERC721, gems, 7n),
      ...[9n, 10n, 11n].map((id) => asset(AssetKind.ERC1155, multi, id)),
    ]);
    const settled = { fromBlock: from, toBlock: from };
    expect(await readArrivals(node, wallet.owner.address, settled)).to.deep.equal([]);
  });

  it("isn't what anybody has sent nothing of, as to have an address taken for another", async () => {
    const wallet = await load();
    const { dollar, stranger, owner } = wallet;
    const from = await head();
    await dollar.connect(stranger).transfer(owner.address, 0n);
    expect(await readArrivals(node, owner.address, { fromBlock: from, toBlock: await head() })).to.deep.equal([]);
  });

  it("counts as far as it is still there, by what the contracts say now", async () => {
    const { wallet, from, gem, usd, gems, multi } = await received();
    const { owner, stranger, dollar, executor } = wallet;
    const arrived = await readArrivals(node, owner.address, { fromBlock: from, toBlock: await head() });
    await dollar.connect(owner).transfer(stranger.address, 11n);
    await gem.connect(owner).transferFrom(owner.address, stranger.address, 7n);
    const mover = { account: owner.address, holder: ZeroAddress, executor: await executor.getAddress() };
    const nobody = asset(AssetKind.ERC20, addressOf(0x99n));
    const held = await heldOf(node, [...arrived, nobody], mover, await head());
    expect(held.map(({ token }) => token)).to.deep.equal([multi, multi, multi]);
    expect(held.some(({ token }) => token === usd || token === gems)).to.equal(false);
    const byAccount = await heldOf(node, [], { ...mover, holder: owner.address }, await head());
    expect(byAccount).to.deep.equal([ETHER]);
  });

  it("is read as the executor reads it: what is held, and what of it is approved", async () => {
    const { wallet, gem, coins, usd, gems, multi } = await received();
    const { owner, executor, dollar, stranger } = wallet;
    const mover = { account: owner.address, holder: ZeroAddress, executor: await executor.getAddress() };
    const read = async (what: Asset, changes: Partial<typeof mover> = {}) =>
      readHolding(node, what, { ...mover, ...changes }, await head());
    const [dollars, stone, coin] = [
      asset(AssetKind.ERC20, usd),
      asset(AssetKind.ERC721, gems, 7n),
      asset(AssetKind.ERC1155, multi, 9n),
    ];
    for (const [what, held] of [
      [dollars, 11n],
      [stone, 1n],
      [coin, 1n],
    ] as const) {
      expect(await read(what)).to.deep.equal({ asset: what, held, approved: 0n, movable: 0n });
      const own = { asset: what, held, approved: null, movable: held };
      expect(await read(what, { holder: owner.address })).to.deep.equal(own);
      expect(await read(what, { account: addressOf(0x77n) })).to.include({ held: 0n, movable: 0n });
    }
    await dollar.connect(owner).approve(executor, 4n);
    await gem.connect(owner).approve(executor, 7n);
    await coins.connect(owner).setApprovalForAll(executor, true);
    expect(await read(dollars)).to.include({ held: 11n, approved: 4n, movable: 4n });
    expect(await read(stone)).to.include({ held: 1n, approved: 1n, movable: 1n });
    expect(await read(coin)).to.include({ held: 1n, approved: MaxUint256, movable: 1n });
    await dollar.connect(owner).approve(executor, MaxUint256);
    expect(await read(dollars)).to.include({ movable: 11n });
    expect(await read({ ...ETHER })).to.include({ approved: 0n, movable: 0n });
    expect((await read({ ...ETHER }, { holder: owner.address })).movable).to.equal(
      await node.getBalance(owner.address),
    );
    for (const gone of [asset(AssetKind.ERC721, gems, 99n), asset(AssetKind.ERC20, stranger.address)])
      expect(await read(gone)).to.include({ held: null, movable: 0n });
  });

  it("is proposed in the order of a plan, without what is listed, and as far as there is room", async () => {
    const wallet = await load();
    const plan = await draftOf(wallet);
    const some = (count: number): Asset[] =>
      Array.from({ length: count }, (_, i) => asset(AssetKind.ERC20, addressOf(BigInt(count - i))));
    expect(proposal(plan, [])).to.equal(null);
    expect(proposal(plan, plan.assets)).to.equal(null);
    expect(proposal({ ...plan, everything: true }, some(2))).to.equal(null);
    const next = proposal(plan, [...some(3), ...plan.assets])!;
    expect(next.assets.map(({ token }) => BigInt(token))).to.deep.equal([1n, 2n, 3n, BigInt(plan.assets[0]!.token)]);
    expect({ ...next, assets: plan.assets } satisfies Plan).to.deep.equal(plan);
    expect(proposal(plan, some(400))!.assets.length).to.equal(Number(LIMITS.assets.most));
    const full = { ...plan, assets: some(256) };
    expect(proposal(full, [asset(AssetKind.ERC721, addressOf(0x999n), 1n)])).to.equal(null);
  });
});

describe("the blocks that can be proven", () => {
  it("begin with the act, wherever in the range it lies", async () => {
    const { owner, stranger } = await load();
    await pass(DAY);
    const acted = (await (await owner.sendTransaction({ to: stranger.address })).wait())!.blockNumber;
    for (let i = 0; i < 9; ++i) await pass(60n);
    const last = await head();
    for (const from of [0, acted - 5, acted - 1, acted]) {
      const found = await earliestWithNonce(node, owner.address, { from, to: last });
      expect(found.number).to.equal(acted);
      expect(found.timestamp).to.equal(BigInt((await node.getBlock(acted))!.timestamp));
    }
    expect((await earliestWithNonce(node, owner.address, { from: acted + 3, to: last })).number).to.equal(acted + 3);
    expect((await earliestWithNonce(node, owner.address, { from: last, to: last })).number).to.equal(last);
  });

  it("are 240 on any chain, and 8,175 where the chain keeps and has filled EIP-2935's history", async () => {
    await load();
    await networkHelpers.mine(300);
    // Hardhat has something there that refuses.
    expect(await provableBlocks(node, await head())).to.equal(240);
    await installHistory(provider);
    expect(await provableBlocks(node, await head())).to.equal(240);
    const number = (await head()) - 257;
    await remember(provider, BigInt(number), (await node.getBlock(number))!.hash!);
    expect(await provableBlocks(node, number + 257)).to.equal(8_175);
    expect(await provableBlocks(node, 100)).to.equal(240);
  });
});

describe("what a source of life asks of an account", () => {
  it("is no code of a prover of ordinary accounts, the delegation of a prover of those that delegate, and unknown of others", async () => {
    const { deployer, life, dollar } = await load();
    const delegate = await dollar.getAddress();
    const plain = await (await new EoaProver__factory(deployer).deploy()).getAddress();
    const delegating = await (await new DelegateProver__factory(deployer).deploy(delegate)).getAddress();
    const dan = Wallet.createRandom(node);
    const authorization = await dan.authorize({ address: delegate, nonce: 0, chainId: 31_337n });
    await deployer.sendTransaction({ type: 4, to: ZeroAddress, authorizationList: [authorization] });
    const block = await head();
    expect(await requiredCode(plain, node, block)).to.equal(undefined);
    expect(await requiredCode(delegating, node, block)).to.equal(keccak256(await node.getCode(dan)));
    const nothing = { nonce: 0n, since: 0n, suspendedAt: 0n };
    for (const prover of [plain, delegating])
      expect(await readFact(prover, dan.address, node, block)).to.deep.equal(nothing);
    for (const other of [await life.getAddress(), dan.address, addressOf(0x55n)])
      expect(await readFact(other, dan.address, node, block)).to.equal(null);
  });
});
