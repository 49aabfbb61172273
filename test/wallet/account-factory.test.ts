import { expect } from "chai";
import { concat, id, type Interface, toBeHex, Wallet, ZeroHash } from "ethers";

import { encodeBatch, signBatch } from "../../src/wallet/account/index.ts";
import {
  DeadMansSwitchAccount__factory,
  IAssetHolder__factory,
  ILifeSource__factory,
} from "../../types/ethers-contracts/index.js";
import { p256Point } from "../p256.ts";
import { CHAIN, DAY, deployAccounts, ethers, lifeOf, networkHelpers, note, sendBatch } from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);

describe("account: its factory", () => {
  it("creates an account where it said it would, for whoever asks, once", async () => {
    const { factory, ben, relayer } = await load();
    const address = await factory.accountOf(ben.address, id("first"));
    expect(await ethers.provider.getCode(address)).to.equal("0x");
    await expect(factory.createAccount(ben.address, id("first")))
      .to.emit(factory, "AccountCreated")
      .withArgs(address, ben.address.toLowerCase(), id("first"));
    expect(await factory.createAccount.staticCall(ben.address, id("first"))).to.equal(address);
    await expect(factory.createAccount(ben.address, id("first"))).not.to.emit(factory, "AccountCreated");
    const account = DeadMansSwitchAccount__factory.connect(address, relayer);
    expect(await account.owner()).to.equal(ben.address.toLowerCase());
    expect(await lifeOf(account)).to.equal(0n);
  });

  it("tells accounts apart by owner and salt", async () => {
    const { factory, ann, ben } = await load();
    const places = await Promise.all([
      factory.accountOf(ann.address, ZeroHash),
      factory.accountOf(ben.address, ZeroHash),
      factory.accountOf(ann.address, id("second")),
      factory.accountOf(concat([ann.address, "0x01"]), ZeroHash),
    ]);
    expect(new Set(places).size).to.equal(4);
  });

  it("refuses owners that could never sign", async () => {
    const { factory, account } = await load();
    const keyWithoutVerifier = concat([Wallet.createRandom().address, p256Point(3n)]);
    for (const nobody of ["0x", "0x1234", `0x${"00".repeat(20)}`, keyWithoutVerifier])
      await expect(factory.createAccount(nobody, ZeroHash))
        .to.be.revertedWithCustomError(account, "AccountOwnerRefused")
        .withArgs(nobody.toLowerCase());
  });

  it("creates accounts of one code, which is nobody's account itself", async () => {
    const { implementation, executor, ann, relayer, probeAddress } = await load();
    const code = DeadMansSwitchAccount__factory.connect(implementation, relayer);
    expect(await code.EXECUTOR()).to.equal(executor.address);
    expect(await code.owner()).to.equal(implementation.toLowerCase());
    await expect(sendBatch(relayer, ann, code, [note(probeAddress)])).to.be.revertedWithCustomError(
      code,
      "AccountSignature",
    );
    const batch = { calls: [], nonce: 0n, deadline: BigInt(await networkHelpers.time.latest()) + DAY };
    const forAccount = await signBatch(ann, implementation, batch, CHAIN);
    for (const signature of [forAccount, "0x", concat([ZeroHash, ZeroHash, "0x1b"])])
      await expect(
        relayer.sendTransaction({ to: implementation, data: encodeBatch(batch, signature) }),
      ).to.be.revertedWithCustomError(code, "AccountSignature");
  });

  it("makes accounts that say what they are", async () => {
    const { account } = await load();
    for (const [interfaceId, has] of [
      ["0x01ffc9a7", true], // ERC-165
      ["0x4e2312e0", true], // ERC-1155 receiver
      [idOf(ILifeSource__factory.createInterface()), true],
      [idOf(IAssetHolder__factory.createInterface()), true],
      ["0xffffffff", false],
    ] as const)
      expect(await account.supportsInterface(interfaceId)).to.equal(has);
    const [, name, version, chainId, verifyingContract] = await account.eip712Domain();
    expect([name, version, chainId, verifyingContract]).to.deep.equal([
      "Lapse Account",
      "1",
      CHAIN,
      await account.getAddress(),
    ]);
  });
});

/** The ERC-165 id of an interface: its selectors, added without carry. */
function idOf(own: Interface): string {
  let sum = 0n;
  own.forEachFunction(({ selector }) => (sum ^= BigInt(selector)));
  return toBeHex(sum, 4);
}
