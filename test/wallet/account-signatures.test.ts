import { expect } from "chai";
import { concat, hashMessage, id, toBeHex, TypedDataEncoder, Wallet, ZeroHash } from "ethers";

import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import {
  batchDigest,
  buildOperation,
  encodeBatch,
  operationDigest,
  signNested,
  signPersonal,
} from "../../src/wallet/account/index.ts";
import {
  ContractAuthority__factory,
  DeadMansSwitchAccount__factory,
  P256Verifier__factory,
} from "../../types/ethers-contracts/index.js";
import { p256Point, p256Sign } from "../p256.ts";
import {
  accounts,
  CHAIN,
  DAY,
  deployAccounts,
  deployDelegated,
  handle,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  operationOf,
  own,
  sendBatch,
  setNextTime,
  succeeded,
} from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);

const VALID = "0x1626ba7e";
const INVALID = "0xffffffff";

/** An application's typed data. The type that is signed has another that comes before it in the alphabet, and one after. */
const app = {
  domain: {
    name: "Letters",
    version: "3",
    chainId: CHAIN,
    verifyingContract: "0x3333333333333333333333333333333333333333",
  },
  types: {
    Mail: [
      { name: "subject", type: "string" },
      { name: "enclosed", type: "Attachment[]" },
      { name: "to", type: "Person" },
    ],
    Attachment: [{ name: "hash", type: "bytes32" }],
    Person: [{ name: "name", type: "string" }],
  },
  value: { subject: "Hello", enclosed: [{ hash: id("a") }, { hash: id("b") }], to: { name: "Ben" } },
};
const appDigest = TypedDataEncoder.hash(app.domain, app.types, app.value);

describe("account: signatures", () => {
  describe("ERC-1271 with ERC-7739", () => {
    it("takes a message that its owner signed for it, and for no other account of his", async () => {
      const { account, address, ann, ben, factory, relayer } = await load();
      const text = "Sign in to example.org: ä";
      const digest = hashMessage(text);
      const signature = await signPersonal(ann, address, text, CHAIN);
      expect(await account.isValidSignature(digest, signature)).to.equal(VALID);
      await factory.createAccount(ann.address, id("second"));
      const second = DeadMansSwitchAccount__factory.connect(
        await factory.accountOf(ann.address, id("second")),
        relayer,
      );
      expect(await second.isValidSignature(digest, signature)).to.equal(INVALID);
      for (const wrong of [
        await ann.signMessage(text),
        await signPersonal(ben, address, text, CHAIN),
        await signPersonal(ann, address, text, CHAIN + 1n),
        "0x",
      ])
        expect(await account.isValidSignature(digest, wrong)).to.equal(INVALID);
      expect(await account.isValidSignature(hashMessage("Sign in to example.net"), signature)).to.equal(INVALID);
    });

    it("takes typed data, nested in what its owner signed for it, and no other", async () => {
      const { account, address, ann, ben, factory, relayer } = await load();
      const signature = await signNested(ann, address, app, CHAIN);
      expect(await account.isValidSignature(appDigest, signature)).to.equal(VALID);
      await factory.createAccount(ann.address, id("second"));
      const second = DeadMansSwitchAccount__factory.connect(
        await factory.accountOf(ann.address, id("second")),
        relayer,
      );
      expect(await second.isValidSignature(appDigest, signature)).to.equal(INVALID);
      const changed = { ...app, value: { ...app.value, subject: "Goodbye" } };
      for (const wrong of [
        await ann.signTypedData(app.domain, app.types, app.value),
        await signNested(ben, address, app, CHAIN),
        await signNested(ann, address, changed, CHAIN),
        signature.slice(0, -4) + toBeHex(0, 2).slice(2),
        signature.slice(0, -4) + "ffff",
      ])
        expect(await account.isValidSignature(appDigest, wrong)).to.equal(INVALID);
    });

    it("says that it nests", async () => {
      const { account } = await load();
      expect(await account.isValidSignature(`0x${"7739".repeat(16)}`, "0x")).to.equal("0x77390001");
    });

    it("is the same for an ordinary account that delegates, whose key stays what it is", async () => {
      const { dan, danAccount, ann } = await networkHelpers.loadFixture(deployDelegated);
      const nested = await signNested(dan, dan.address, app, CHAIN);
      expect(await danAccount.isValidSignature(appDigest, nested)).to.equal(VALID);
      const personal = await signPersonal(dan, dan.address, "hello", CHAIN);
      expect(await danAccount.isValidSignature(hashMessage("hello"), personal)).to.equal(VALID);
      expect(await danAccount.isValidSignature(appDigest, await signNested(ann, dan.address, app, CHAIN))).to.equal(
        INVALID,
      );
    });

    it("isn't life, and a signature of that kind executes nothing", async () => {
      const { account, address, ann, relayer, probeAddress } = await load();
      const before = await lifeOf(account);
      const batch = { calls: [note(probeAddress)], nonce: await account.batchNonce(), deadline: before + DAY };
      const signature = await signPersonal(ann, address, batchDigest(address, batch, CHAIN), CHAIN);
      await expect(
        relayer.sendTransaction({ to: address, data: encodeBatch(batch, signature) }),
      ).to.be.revertedWithCustomError(account, "AccountSignature");
      expect(await lifeOf(account)).to.equal(before);
    });
  });

  describe("owners", () => {
    it("can be a P-256 key: its batches and operations are life", async () => {
      const { factory, relayer, probeAddress } = await load();
      const verifier = await new P256Verifier__factory(relayer).deploy();
      const key = 0xabcdefn;
      const owner = concat([await verifier.getAddress(), p256Point(key)]);
      await factory.createAccount(owner, ZeroHash);
      const address = await factory.accountOf(owner, ZeroHash);
      const account = DeadMansSwitchAccount__factory.connect(address, relayer);
      expect(await account.owner()).to.equal(owner);
      await relayer.sendTransaction({ to: address, value: 10n ** 18n });

      const deadline = BigInt(await networkHelpers.time.latest()) + DAY;
      const batch = { calls: [note(probeAddress)], nonce: 0n, deadline };
      const data = encodeBatch(batch, p256Sign(key, batchDigest(address, batch, CHAIN)));
      const now = await setNextTime(60n);
      const receipt = await (await relayer.sendTransaction({ to: address, data })).wait();
      expect(notesOf(receipt!)).to.deep.equal([true]);
      expect(await lifeOf(account)).to.equal(now);

      const issuedAt = now + 5n;
      const order = { account: address, calls: [note(probeAddress)], nonce: 0n, issuedAt, maxFeePerGas: 10n ** 10n };
      const operation = buildOperation(order);
      const digest = operationDigest(operation, CHAIN);
      expect(await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(operation)).to.equal(digest);
      await networkHelpers.time.setNextBlockTimestamp(issuedAt);
      expect(succeeded(await handle(relayer, { ...operation, signature: p256Sign(key, digest) }))).to.equal(true);
      expect(await lifeOf(account)).to.equal(issuedAt);
      await expect(
        handle(relayer, { ...operation, nonce: 1n, signature: p256Sign(key + 1n, digest) }),
      ).to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp");
    });

    it("can be a contract that answers for itself", async () => {
      const { factory, ann, ben, relayer, probeAddress } = await load();
      const authority = await (await new ContractAuthority__factory(relayer).deploy(ann)).getAddress();
      await factory.createAccount(authority, ZeroHash);
      const account = DeadMansSwitchAccount__factory.connect(await factory.accountOf(authority, ZeroHash), relayer);
      expect(notesOf(await sendBatch(relayer, ann, account, [note(probeAddress)]))).to.deep.equal([true]);
      await expect(sendBatch(relayer, ben, account, [])).to.be.revertedWithCustomError(account, "AccountSignature");
    });

    it("can hand over, which is life; what the former signed is void", async () => {
      const { account, address, ann, ben, relayer, probeAddress } = await load();
      const former = await operationOf(ann, account, [note(probeAddress)]);
      const now = await setNextTime(30n);
      const receipt = await sendBatch(relayer, ann, account, [own("rotateOwner", [ben.address])]);
      expect(await lifeOf(account)).to.equal(now);
      expect(receipt.logs.map((log) => accounts.parseLog(log)?.args.toArray() as unknown)).to.deep.equal([
        [ben.address.toLowerCase()],
      ]);
      expect(await account.owner()).to.equal(ben.address.toLowerCase());
      await expect(handle(relayer, former))
        .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
        .withArgs(0n, "AA24 signature error");
      await expect(sendBatch(relayer, ann, account, [])).to.be.revertedWithCustomError(account, "AccountSignature");
      const text = "hello";
      const signature = await signPersonal(ann, address, text, CHAIN);
      expect(await account.isValidSignature(hashMessage(text), signature)).to.equal(INVALID);
      expect(succeeded(await handle(relayer, await operationOf(ben, account, [note(probeAddress)])))).to.equal(true);
      await sendBatch(relayer, ben, account, [own("rotateOwner", [ann.address])]);
      await sendBatch(relayer, ann, account, []);
    });

    it("can't be what could never sign", async () => {
      const { account, address, ann, relayer } = await load();
      const keyWithoutVerifier = concat([Wallet.createRandom().address, p256Point(3n)]);
      for (const nobody of [
        "0x",
        "0x1234",
        `0x${"00".repeat(20)}`,
        concat([`0x${"00".repeat(20)}`, "0x01"]),
        address,
        keyWithoutVerifier,
      ])
        await expect(sendBatch(relayer, ann, account, [own("rotateOwner", [nobody])]))
          .to.be.revertedWithCustomError(account, "AccountOwnerRefused")
          .withArgs(nobody.toLowerCase());
    });
  });
});
