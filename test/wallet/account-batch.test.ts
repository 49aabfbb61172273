import { expect } from "chai";
import { concat, ZeroHash } from "ethers";

import { encodeAuthorizedExecution, encodeBatch, encodeExecution, signBatch } from "../../src/wallet/account/index.ts";
import {
  CHAIN,
  DAY,
  deployAccounts,
  ethers,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  refuse,
  sendBatch,
  setNextTime,
} from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);
const NOBODY = "0x1111111111111111111111111111111111111111";

describe("account: a batch that its owner signed", () => {
  it("is life, whoever sends it, and its calls are the owner's", async () => {
    const { account, ann, ben, probe, probeAddress } = await load();
    const now = await setNextTime(77n);
    const receipt = await sendBatch(ben, ann, account, [
      { ...note(probeAddress), value: 3n },
      { to: NOBODY, value: 4n },
    ]);
    expect(await ethers.provider.getBalance(probe)).to.equal(3n);
    expect(await ethers.provider.getBalance(NOBODY)).to.equal(4n);
    expect(notesOf(receipt)).to.deep.equal([true]);
    expect(await lifeOf(account)).to.equal(now);
    expect(await account.isOwnersAct(account)).to.equal(false);
  });

  it("is used once", async () => {
    const { account, ann, ben, probeAddress } = await load();
    const nonce = await account.batchNonce();
    const deadline = BigInt(await networkHelpers.time.latest()) + DAY;
    const batch = { calls: [note(probeAddress)], nonce, deadline };
    const address = await account.getAddress();
    const data = encodeBatch(batch, await signBatch(ann, address, batch, CHAIN));
    await ben.sendTransaction({ to: address, data });
    const after = await lifeOf(account);
    await expect(ben.sendTransaction({ to: address, data }))
      .to.be.revertedWithCustomError(account, "AccountNonce")
      .withArgs(nonce, nonce + 1n);
    expect(await lifeOf(account)).to.equal(after);
    await expect(sendBatch(ben, ann, account, [], { nonce: nonce + 2n })).to.be.revertedWithCustomError(
      account,
      "AccountNonce",
    );
  });

  it("is good before its deadline, which is at most a day ahead", async () => {
    const { account, ann, ben, probeAddress } = await load();
    const now = BigInt(await networkHelpers.time.latest()) + 10n;
    for (const [ahead, error] of [
      [-1n, "AccountExpired"],
      [0n, "AccountExpired"],
      [1n, undefined],
      [DAY, undefined],
      [DAY + 1n, "AccountDeadlineFar"],
      [2n ** 200n, "AccountDeadlineFar"],
    ] as const) {
      const snapshot = await networkHelpers.takeSnapshot();
      const deadline = now + ahead;
      await networkHelpers.time.setNextBlockTimestamp(now);
      const sending = sendBatch(ben, ann, account, [note(probeAddress)], { deadline });
      if (error === undefined) await sending;
      else
        await expect(sending)
          .to.be.revertedWithCustomError(account, error)
          .withArgs(...(error === "AccountExpired" ? [deadline] : [deadline, now + DAY]));
      await snapshot.restore();
    }
  });

  it("is the owner's alone, and for this account, chain and these calls", async () => {
    const { account, ann, ben, factory, relayer, probeAddress } = await load();
    const before = await lifeOf(account);
    await expect(sendBatch(relayer, ben, account, [note(probeAddress)])).to.be.revertedWithCustomError(
      account,
      "AccountSignature",
    );
    const nonce = await account.batchNonce();
    const deadline = BigInt(await networkHelpers.time.latest()) + DAY;
    const batch = { calls: [note(probeAddress)], nonce, deadline };
    const address = await account.getAddress();
    const signature = await signBatch(ann, address, batch, CHAIN);
    const second = await factory.accountOf(ann.address, concat([ZeroHash.slice(0, 64), "0x01"]));
    for (const [changed, signed] of [
      [{ ...batch, calls: [{ ...note(probeAddress), value: 1n }] }, signature],
      [{ ...batch, calls: [...batch.calls, ...batch.calls] }, signature],
      [{ ...batch, deadline: deadline - 1n }, signature],
      [batch, await signBatch(ann, address, batch, CHAIN + 1n)],
      [batch, await signBatch(ann, second, batch, CHAIN)],
      [batch, "0x"],
    ] as const)
      await expect(
        relayer.sendTransaction({ to: address, data: encodeBatch(changed, signed) }),
      ).to.be.revertedWithCustomError(account, "AccountSignature");
    expect(await lifeOf(account)).to.equal(before);
  });

  it("reverts as a whole with what its call reverts with, and can be sent again", async () => {
    const { account, ann, ben, probe, probeAddress } = await load();
    const before = [await lifeOf(account), await account.batchNonce()];
    await expect(
      sendBatch(ben, ann, account, [{ to: NOBODY, value: 1n }, refuse(probeAddress)]),
    ).to.be.revertedWithCustomError(probe, "ProbeRefused");
    expect(await ethers.provider.getBalance(NOBODY)).to.equal(0n);
    expect([await lifeOf(account), await account.batchNonce()]).to.deep.equal(before);
  });

  it("can hold another, and the act under way stays the owner's after it", async () => {
    const { account, ann, ben, probe, probeAddress } = await load();
    const address = await account.getAddress();
    const nonce = await account.batchNonce();
    const deadline = BigInt(await networkHelpers.time.latest()) + DAY;
    const inner = { calls: [note(probeAddress)], nonce: nonce + 1n, deadline };
    const data = encodeBatch(inner, await signBatch(ann, address, inner, CHAIN));
    const outer = { to: probeAddress, data: probe.interface.encodeFunctionData("callOn", [address, data]) };
    expect(notesOf(await sendBatch(ben, ann, account, [outer]))).to.deep.equal([true, true, true]);
  });

  it("in a form that is none is refused", async () => {
    const { account, ben } = await load();
    const address = await account.getAddress();
    const good = encodeExecution([]);
    const mode = (text: string) => `0x${text.padEnd(64, "0")}`;
    for (const [text, isMode] of [
      ["01000000000000000000", true],
      ["01000000000078210001", true],
      ["0100ffffffff78210001", true],
      [`01000000000078210001${"f".repeat(44)}`, true],
      ["01000000000078210002", false],
      ["01010000000000000000", false],
      ["00000000000000000000", false],
      ["ff000000000000000000", false],
      ["01000000000000000001", false],
    ] as const) {
      expect(await account.supportsExecutionMode(mode(text)), text).to.equal(isMode);
      if (isMode) continue;
      const data = concat([good.slice(0, 10), mode(text), `0x${good.slice(74)}`]);
      await expect(ben.sendTransaction({ to: address, data }))
        .to.be.revertedWithCustomError(account, "AccountMode")
        .withArgs(mode(text));
    }
    // opData is there, but holds nothing that could be read.
    for (const opData of ["0x01", ZeroHash, concat([ZeroHash, ZeroHash, ZeroHash.slice(0, 65) + "f"])]) {
      await expect(ben.sendTransaction({ to: address, data: encodeAuthorizedExecution([], opData) })).to.revert(ethers);
    }
    await expect(ben.sendTransaction({ to: address, data: encodeAuthorizedExecution([], "0x") }))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(ben.address);
    // Calls alone, in the mode that can take more.
    const alone = concat([good.slice(0, 10), mode("01000000000078210001"), `0x${good.slice(74)}`]);
    await expect(ben.sendTransaction({ to: address, data: alone }))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(ben.address);
    await expect(ben.sendTransaction({ to: address, data: good })).to.be.revertedWithCustomError(
      account,
      "AccountUnauthorized",
    );
  });
});
