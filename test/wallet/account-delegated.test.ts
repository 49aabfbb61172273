import { expect } from "chai";
import { concat, id, Wallet, ZeroAddress } from "ethers";

import { encodeBatch, encodeExecution, signBatch, signDelegation } from "../../src/wallet/account/index.ts";
import {
  DeadMansSwitchAccount__factory,
  P256Verifier__factory,
  PlainAccount__factory,
} from "../../types/ethers-contracts/index.js";
import { p256Point } from "../p256.ts";
import {
  accounts,
  CHAIN,
  DAY,
  deployDelegated,
  ethers,
  handle,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  operationOf,
  own,
  refuse,
  sendBatch,
  setNextTime,
  succeeded,
} from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployDelegated);

describe("account: an ordinary account that delegates (EIP-7702)", () => {
  it("is owned by its own key from the transaction that delegates on, and has shown no life yet", async () => {
    const { dan, danAccount, implementation } = await load();
    expect(await ethers.provider.getCode(dan)).to.equal(concat(["0xef0100", implementation]).toLowerCase());
    expect(await danAccount.owner()).to.equal(dan.address.toLowerCase());
    expect(await lifeOf(danAccount)).to.equal(0n);
    expect(await danAccount.batchNonce()).to.equal(0n);
  });

  it("shows life as it calls itself, be it in the transaction that delegates", async () => {
    const { relayer, implementation, probeAddress } = await load();
    const eve = Wallet.createRandom(ethers.provider);
    await relayer.sendTransaction({ to: eve.address, value: 10n ** 20n });
    const delegation = await signDelegation(eve, { implementation, nonce: 1n, chainId: CHAIN });
    const now = await setNextTime();
    const data = encodeExecution([note(probeAddress), { ...note(probeAddress), value: 1n }]);
    const sent = await eve.sendTransaction({
      type: 4,
      to: eve.address,
      data,
      authorizationList: [delegation],
      nonce: 0,
    });
    expect(notesOf((await sent.wait())!)).to.deep.equal([true, true]);
    expect(await lifeOf(DeadMansSwitchAccount__factory.connect(eve.address, relayer))).to.equal(now);
  });

  it("shows life by each of its own functions, which take its key", async () => {
    const { dan, danAccount, operator, ben } = await load();
    for (const data of [
      encodeExecution([]),
      accounts.encodeFunctionData("authorizeOperator", [operator.address, 2n ** 40n]),
      accounts.encodeFunctionData("rotateOwner", [ben.address]),
      accounts.encodeFunctionData("rotateOwner", ["0x"]),
    ]) {
      const now = await setNextTime(DAY);
      await dan.sendTransaction({ to: dan.address, data });
      expect(await lifeOf(danAccount)).to.equal(now);
    }
    expect(await danAccount.owner()).to.equal(dan.address.toLowerCase());
  });

  it("shows life by user operations, even if their calls revert, and by signed batches; its nonce stands still", async () => {
    const { dan, danAccount, relayer, probeAddress } = await load();
    const nonce = await dan.getNonce();
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const failing = await operationOf(dan, danAccount, [refuse(probeAddress)], { issuedAt });
    await networkHelpers.time.increase(100n);
    expect(succeeded(await handle(relayer, failing))).to.equal(false);
    expect(await lifeOf(danAccount)).to.equal(issuedAt);
    const good = await operationOf(dan, danAccount, [note(probeAddress)]);
    const operated = await setNextTime(DAY - 1n);
    expect(notesOf(await handle(relayer, good))).to.deep.equal([true]);
    expect(await lifeOf(danAccount)).to.equal(operated);
    const relayed = await setNextTime(DAY / 2n);
    expect(notesOf(await sendBatch(relayer, dan, danAccount, [note(probeAddress)]))).to.deep.equal([true]);
    expect(await lifeOf(danAccount)).to.equal(relayed);
    expect(await dan.getNonce()).to.equal(nonce);
  });

  it("shows none by transactions past its code, so that it can't be its own source: a prover sees those", async () => {
    const { dan, danAccount, ben } = await load();
    await dan.sendTransaction({ to: dan.address, data: encodeExecution([]) });
    const before = await lifeOf(danAccount);
    await networkHelpers.time.increase(DAY);
    await dan.sendTransaction({ to: ben.address, value: 1n });
    expect(await lifeOf(danAccount)).to.equal(before);
    for (const asking of [danAccount.holderOf(dan), danAccount.silentUntil(dan, "0x")])
      await expect(asking)
        .to.be.revertedWithCustomError(danAccount, "LifeUnknown")
        .withArgs(dan.address, "it has a key, whose acts a DelegateProver sees");
  });

  it("is nobody else's: strangers find nothing to initialize, and no call of theirs is life or raises its nonce", async () => {
    const { dan, danAccount, ben, relayer, factory, probeAddress, token } = await load();
    const nonce = await dan.getNonce();
    await expect(danAccount.connect(ben).rotateOwner(ben.address)).to.be.revertedWithCustomError(
      danAccount,
      "AccountUnauthorized",
    );
    await expect(
      ben.sendTransaction({ to: dan.address, data: encodeExecution([note(probeAddress)]) }),
    ).to.be.revertedWithCustomError(danAccount, "AccountUnauthorized");
    await expect(sendBatch(relayer, ben, danAccount, [note(probeAddress)])).to.be.revertedWithCustomError(
      danAccount,
      "AccountSignature",
    );
    await ben.sendTransaction({ to: dan.address, value: 1n });
    await token.mint(dan, 5n);
    const create = factory.interface.encodeFunctionData("createAccount", [ben.address, id("salt")]);
    await expect(ben.sendTransaction({ to: dan.address, data: create })).to.revert(ethers);
    expect(await dan.getNonce()).to.equal(nonce);
    expect(await lifeOf(danAccount)).to.equal(0n);
  });

  it("lets operators work for it, which isn't life and doesn't raise its nonce", async () => {
    const { dan, danAccount, operator, probeAddress, factory, ben } = await load();
    await dan.sendTransaction({
      to: dan.address,
      data: accounts.encodeFunctionData("authorizeOperator", [operator.address, 2n ** 40n]),
    });
    const [life, nonce] = [await lifeOf(danAccount), await dan.getNonce()];
    const create = factory.interface.encodeFunctionData("createAccount", [ben.address, id("salt")]);
    const data = encodeExecution([note(probeAddress), { to: await factory.getAddress(), data: create }]);
    const receipt = await (await operator.sendTransaction({ to: dan.address, data })).wait();
    expect(notesOf(receipt!)).to.deep.equal([false]);
    expect([await lifeOf(danAccount), await dan.getNonce()]).to.deep.equal([life, nonce]);
  });

  it("can have a second key, a passkey's say, and its own can still act and take that back", async () => {
    const { dan, danAccount, relayer, probeAddress } = await load();
    const verifier = await new P256Verifier__factory(relayer).deploy();
    const passkey = concat([await verifier.getAddress(), p256Point(7n)]);
    await dan.sendTransaction({ to: dan.address, data: accounts.encodeFunctionData("rotateOwner", [passkey]) });
    expect(await danAccount.owner()).to.equal(passkey);
    await expect(sendBatch(relayer, dan, danAccount, [])).to.be.revertedWithCustomError(danAccount, "AccountSignature");
    const data = encodeExecution([note(probeAddress), own("rotateOwner", ["0x"])]);
    expect(notesOf((await (await dan.sendTransaction({ to: dan.address, data })).wait())!)).to.deep.equal([true]);
    await sendBatch(relayer, dan, danAccount, []);
    await expect(
      dan.sendTransaction({ to: dan.address, data: accounts.encodeFunctionData("rotateOwner", [dan.address]) }),
    )
      .to.be.revertedWithCustomError(danAccount, "AccountOwnerRefused")
      .withArgs(dan.address.toLowerCase());
  });

  it("keeps what it knows through other delegations: a batch that was used stays used", async () => {
    const { dan, danAccount, relayer, implementation, probeAddress } = await load();
    const deadline = BigInt(await networkHelpers.time.latest()) + DAY;
    const batch = { calls: [note(probeAddress)], nonce: 0n, deadline };
    const data = encodeBatch(batch, await signBatch(dan, dan.address, batch, CHAIN));
    await relayer.sendTransaction({ to: dan.address, data });
    const life = await lifeOf(danAccount);
    const other = await (await new PlainAccount__factory(relayer).deploy()).getAddress();
    for (const target of [ZeroAddress, other, implementation]) {
      const nonce = BigInt(await dan.getNonce());
      const delegation = await signDelegation(dan, { implementation: target, nonce, chainId: CHAIN });
      await relayer.sendTransaction({ type: 4, to: relayer.address, authorizationList: [delegation] });
    }
    expect(await lifeOf(danAccount)).to.equal(life);
    await expect(relayer.sendTransaction({ to: dan.address, data }))
      .to.be.revertedWithCustomError(danAccount, "AccountNonce")
      .withArgs(0n, 1n);
  });
});
