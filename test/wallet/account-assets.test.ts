import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import {
  ContractAccount__factory,
  FalseAsset__factory,
  SilentAsset__factory,
} from "../../types/ethers-contracts/index.js";
import {
  DAY,
  deployAccounts,
  deployDelegated,
  ethers,
  lifeOf,
  networkHelpers,
  note,
  operationOf,
  handle,
  sendBatch,
} from "./account-fixture.ts";

const Kind = { NATIVE: 0n, ERC20: 1n, ERC721: 2n, ERC1155: 3n } as const;
const HEIR = "0x2222222222222222222222222222222222222222";

describe("account: assets", () => {
  /** The account has some of everything. */
  async function fixture() {
    const context = await deployAccounts();
    const { address, token, collection, tokens } = context;
    await token.mint(address, 100n);
    await collection.mint(address, 1n);
    await tokens.mint(address, 7n, 50n);
    const assets = {
      ether: { kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: 255n },
      token: { kind: Kind.ERC20, token: await token.getAddress(), id: 0n, heir: 255n },
      collection: { kind: Kind.ERC721, token: await collection.getAddress(), id: 1n, heir: 255n },
      tokens: { kind: Kind.ERC1155, token: await tokens.getAddress(), id: 7n, heir: 255n },
    };
    return { ...context, assets };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  it("are released to whom the executor says, of each kind, and that isn't life", async () => {
    const { account, address, executor, token, collection, tokens, assets } = await load();
    const before = await lifeOf(account);
    await networkHelpers.time.increase(365n * DAY);
    const holder = account.connect(executor);
    await holder.release(address, assets.ether, HEIR, 10n ** 18n);
    await holder.release(address, assets.token, HEIR, 40n);
    await holder.release(address, assets.collection, HEIR, 1n);
    await holder.release(address, assets.tokens, HEIR, 20n);
    expect(await ethers.provider.getBalance(HEIR)).to.equal(10n ** 18n);
    expect(await token.balanceOf(HEIR)).to.equal(40n);
    expect(await collection.ownerOf(1n)).to.equal(HEIR);
    expect([await tokens.balanceOf(HEIR, 7n), await tokens.balanceOf(address, 7n)]).to.deep.equal([20n, 30n]);
    expect(await lifeOf(account)).to.equal(before);
    expect(await account.EXECUTOR()).to.equal(executor.address);
  });

  it("are released to nobody else's order, not even the owner's, and only the account's own", async () => {
    const { account, address, executor, ann, ben, assets } = await load();
    for (const caller of [ann, ben])
      for (const asset of Object.values(assets))
        await expect(account.connect(caller).release(address, asset, HEIR, 1n))
          .to.be.revertedWithCustomError(account, "HolderUnauthorized")
          .withArgs(caller.address);
    await expect(account.connect(executor).release(ben, assets.token, HEIR, 1n))
      .to.be.revertedWithCustomError(account, "HolderRefused")
      .withArgs(ben.address, assets.token.token);
  });

  it("stay where receiver or asset refuse", async () => {
    const { account, address, executor, relayer, collection, tokens, assets } = await load();
    const deaf = await new ContractAccount__factory(relayer).deploy();
    const holder = account.connect(executor);
    for (const asset of [assets.ether, assets.collection, assets.tokens])
      await expect(holder.release(address, asset, deaf, 1n)).to.revert(ethers);
    for (const asset of Object.values(assets).filter(({ kind }) => kind !== Kind.ERC721))
      await expect(holder.release(address, asset, HEIR, 10n ** 30n)).to.revert(ethers);
    await expect(holder.release(address, { ...assets.collection, id: 2n }, HEIR, 1n)).to.revert(ethers);
    expect(await collection.ownerOf(1n)).to.equal(address);
    expect(await tokens.balanceOf(address, 7n)).to.equal(50n);
    // What has no code moves nothing, whatever it is called.
    for (const kind of [Kind.ERC20, Kind.ERC721, Kind.ERC1155])
      await expect(holder.release(address, { ...assets.token, kind, token: HEIR }, HEIR, 1n)).to.revert(ethers);
  });

  it("that answer nothing are released, and those that answer no aren't", async () => {
    const { account, address, executor, relayer, assets } = await load();
    const silent = await new SilentAsset__factory(relayer).deploy();
    await silent.mint(address, 5n);
    await account.connect(executor).release(address, { ...assets.token, token: await silent.getAddress() }, HEIR, 5n);
    expect(await silent.balanceOf(HEIR)).to.equal(5n);
    const no = await new FalseAsset__factory(relayer).deploy();
    await no.mint(address, 5n);
    await no.setRefusing(true);
    await expect(
      account.connect(executor).release(address, { ...assets.token, token: await no.getAddress() }, HEIR, 5n),
    ).to.be.revertedWithCustomError(account, "SafeERC20FailedOperation");
  });

  it("of an ordinary account that delegates are released, too", async () => {
    const { dan, danAccount, executor, token, assets } = { ...(await load()), ...(await deployDelegated()) };
    await token.mint(dan, 9n);
    const asset = { ...assets.token, token: await token.getAddress() };
    await danAccount.connect(executor).release(dan, asset, HEIR, 9n);
    expect(await token.balanceOf(HEIR)).to.equal(9n);
    const before = await ethers.provider.getBalance(HEIR);
    await danAccount.connect(executor).release(dan, assets.ether, HEIR, 5n);
    expect(await ethers.provider.getBalance(HEIR)).to.equal(before + 5n);
  });

  it("at the entry point come home 30 days after the owner's last act, by anybody", async () => {
    const { account, address, ann, ben, relayer, probeAddress } = await load();
    const entryPoint = entryPointAt(relayer);
    await entryPoint.getFunction("depositTo").send(address, { value: 10n ** 18n });
    await sendBatch(relayer, ann, account, [note(probeAddress)]);
    const life = await lifeOf(account);
    const before = await ethers.provider.getBalance(address);
    await networkHelpers.time.setNextBlockTimestamp(life + 30n * DAY - 1n);
    await expect(account.connect(ben).collectDeposit())
      .to.be.revertedWithCustomError(account, "AccountOwnerLives")
      .withArgs(life);
    await networkHelpers.time.setNextBlockTimestamp(life + 30n * DAY);
    await account.connect(ben).collectDeposit();
    expect(await ethers.provider.getBalance(address)).to.equal(before + 10n ** 18n);
    expect(await lifeOf(account)).to.equal(life);
    expect((await entryPoint.getFunction("balanceOf").staticCall(address)) as bigint).to.equal(0n);
    // The owner comes back, and his operations are paid out of the account.
    await handle(relayer, await operationOf(ann, account, [note(probeAddress)]));
    expect(await lifeOf(account)).to.be.greaterThan(life);
  });
});
