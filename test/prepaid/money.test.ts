import { expect } from "chai";
import { type BigNumberish, Signature, type Signer, ZeroAddress, ZeroHash } from "ethers";

import {
  AnsweringAsset__factory,
  ContractAccount__factory,
  EtherBomb__factory,
  FeeAsset__factory,
  LocalWETH__factory,
  PrepaidDesk__factory,
} from "../../types/ethers-contracts/index.js";
import { createVault, DAY, ethers, HOUR, moveTo, networkHelpers, nextBlockAt, START } from "./fixture.ts";
import { eventsOf, EXPIRY, expectBooks, expectSound, give, peopled, refuses } from "./support.ts";

const PERMIT = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const AUTHORIZATION = {
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

const LATE = START + 1_000n * DAY;

describe("prepaid: money in and out", () => {
  async function fixture() {
    return peopled();
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("deposit", () => {
    it("brings the caller's asset in, for whom he names", async () => {
      const { vault, asset, ann, bob, ...rest } = await load();
      await asset.mint(ann, 100n);
      await asset.connect(ann).approve(vault, 100n);
      const sent = vault.connect(ann).deposit(70n, bob);
      await expect(sent).to.changeTokenBalances(ethers, asset, [ann, vault], [-70n, 70n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", ZeroAddress, bob.address, 70n]]);
      expect(await vault.balanceOf(bob)).to.equal(70n);
      expect(await vault.balanceOf(ann)).to.equal(0n);
      expect(await vault.totalSupply()).to.equal(10_070n);
      await expectSound({ vault, asset, ...rest });
    });

    it("refuses nothing, nobody and the vault itself as owner", async () => {
      const { vault, company } = await load();
      const address = await vault.getAddress();
      await refuses(() => vault.connect(company).deposit(0n, company), "PrepaidNothing");
      await refuses(() => vault.connect(company).deposit(1n, ZeroAddress), "PrepaidInvalidReceiver", [ZeroAddress]);
      await refuses(() => vault.connect(company).deposit(1n, address), "PrepaidInvalidReceiver", [address]);
    });

    it("refuses an asset that takes a fee, with what was sent and what arrived", async () => {
      const { factory, deployer, ann } = await load();
      const asset = await new FeeAsset__factory(deployer).deploy();
      const vault = (await createVault(factory, await asset.getAddress())).connect(ann);
      await asset.mint(ann, 1_000n);
      await asset.connect(ann).approve(vault, 1_000n);
      await refuses(() => vault.deposit(1_000n, ann), "PrepaidAssetTakesFee", [1_000n, 990n]);
      // Below a hundred units it takes none.
      await vault.deposit(99n, ann);
      expect(await vault.balanceOf(ann)).to.equal(99n);
    });

    it("refuses what no account could hold: more than 128 bits, what was sent directly included", async () => {
      const { vault, asset, ann } = await load();
      const held = await asset.balanceOf(vault);
      const most = 2n ** 128n - 1n;
      await asset.mint(ann, most);
      await asset.connect(ann).approve(vault, most);
      await refuses(() => vault.connect(ann).deposit(most - held + 1n, ann), "PrepaidVaultFull", [most + 1n]);
      await vault.connect(ann).deposit(most - held, ann);
      await asset.mint(vault, 1n);
      await asset.mint(ann, 1n);
      await asset.connect(ann).approve(vault, 1n);
      await refuses(() => vault.connect(ann).deposit(1n, ann), "PrepaidVaultFull", [most + 2n]);
      // What is there can be spent and taken as ever.
      await vault.connect(ann).withdrawAll(ann);
      expect(await asset.balanceOf(vault)).to.equal(held + 1n);
    });

    it("doesn't count what was sent to the vault directly", async () => {
      const { vault, asset, ann } = await load();
      await asset.mint(vault, 500n);
      await asset.mint(ann, 10n);
      await asset.connect(ann).approve(vault, 10n);
      await vault.connect(ann).deposit(10n, ann);
      expect(await vault.totalSupply()).to.equal(10_510n);
      await expectSound({ vault, asset }, 500n);
    });
  });

  describe("depositWithPermit", () => {
    async function permitted() {
      const context = await load();
      const { asset, vault, ann } = context;
      await asset.mint(ann, 100n);
      const sign = async (value: bigint) => {
        const { chainId } = await ethers.provider.getNetwork();
        const domain = { name: "Mock Dollar", version: "1", chainId, verifyingContract: await asset.getAddress() };
        const spender = await vault.getAddress();
        const nonce = await asset.nonces(ann);
        const message = { owner: ann.address, spender, value, nonce, deadline: LATE };
        return Signature.from(await ann.signTypedData(domain, PERMIT, message));
      };
      return { ...context, sign };
    }

    it("needs no approval before", async () => {
      const { vault, asset, ann, sign } = await permitted();
      const { v, r, s } = await sign(60n);
      await expect(vault.connect(ann).depositWithPermit(60n, LATE, v, r, s)).to.changeTokenBalances(
        ethers,
        asset,
        [ann, vault],
        [-60n, 60n],
      );
      expect(await vault.balanceOf(ann)).to.equal(60n);
      expect(await asset.allowance(ann, vault)).to.equal(0n);
    });

    it("goes through when somebody has used the permit before", async () => {
      const { vault, asset, ann, stranger, sign } = await permitted();
      const { v, r, s } = await sign(60n);
      await asset.connect(stranger).permit(ann, vault, 60n, LATE, v, r, s);
      await vault.connect(ann).depositWithPermit(60n, LATE, v, r, s);
      expect(await vault.balanceOf(ann)).to.equal(60n);
    });

    it("takes nothing by a permit that isn't the caller's, or of nothing", async () => {
      const { vault, asset, ann, stranger, sign } = await permitted();
      const { v, r, s } = await sign(60n);
      await refuses(
        () => vault.connect(stranger).depositWithPermit(60n, LATE, v, r, s),
        "ERC20InsufficientAllowance",
        [await vault.getAddress(), 0n, 60n],
        asset,
      );
      await refuses(() => vault.connect(ann).depositWithPermit(0n, LATE, v, r, s), "PrepaidNothing");
      expect(await asset.balanceOf(ann)).to.equal(100n);
    });
  });

  describe("depositWithAuthorization", () => {
    async function authorized() {
      const context = await load();
      const { asset, vault, ann } = context;
      await asset.mint(ann, 100n);
      const sign = async (value: bigint, to?: string) => {
        const { chainId } = await ethers.provider.getNetwork();
        const domain = { name: "Mock Dollar", version: "1", chainId, verifyingContract: await asset.getAddress() };
        const message = {
          from: ann.address,
          to: to ?? (await vault.getAddress()),
          value,
          validAfter: 0n,
          validBefore: LATE,
          nonce: ZeroHash,
        };
        return Signature.from(await ann.signTypedData(domain, AUTHORIZATION, message));
      };
      const send = async (sender: Signer, value: BigNumberish, { v, r, s }: Signature) =>
        vault.connect(sender).depositWithAuthorization(ann, value, 0n, LATE, ZeroHash, v, r, s);
      return { ...context, sign, send };
    }

    it("brings in what its owner signed for, for him, whoever sends it", async () => {
      const { vault, asset, ann, stranger, sign, send } = await authorized();
      const sent = send(stranger, 60n, await sign(60n));
      await expect(sent).to.changeTokenBalances(ethers, asset, [ann, vault, stranger], [-60n, 60n, 0n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", ZeroAddress, ann.address, 60n]]);
      expect(await vault.balanceOf(ann)).to.equal(60n);
      expect(await vault.balanceOf(stranger)).to.equal(0n);
      await expectSound({ vault, asset });
    });

    it("refuses it a second time, for another amount, for another receiver, and for nothing", async () => {
      const { asset, ann, stranger, sign, send } = await authorized();
      const signature = await sign(60n);
      await refuses(() => send(stranger, 61n, signature), "ERC3009InvalidSignature", [], asset);
      const elsewhere = await sign(60n, stranger.address);
      await refuses(() => send(stranger, 60n, elsewhere), "ERC3009InvalidSignature", [], asset);
      await refuses(() => send(stranger, 0n, signature), "PrepaidNothing");
      await send(stranger, 60n, signature);
      await refuses(() => send(stranger, 60n, signature), "ERC3009UsedAuthorization", [ann.address, ZeroHash], asset);
    });
  });

  describe("ether, where the asset is wrapped ether", () => {
    async function wrapped() {
      const context = await load();
      const weth = await new LocalWETH__factory(context.deployer).deploy();
      const vault = await createVault(context.factory, await weth.getAddress());
      return { ...context, weth, vault };
    }

    it("comes in wrapped, for whom the sender names", async () => {
      const { vault, weth, ann, bob } = await wrapped();
      const sent = vault.connect(ann).depositEther(bob, { value: 1_000n });
      await expect(sent).to.changeEtherBalances(ethers, [ann, weth], [-1_000n, 1_000n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", ZeroAddress, bob.address, 1_000n]]);
      expect(await weth.balanceOf(vault)).to.equal(1_000n);
      expect(await vault.balanceOf(bob)).to.equal(1_000n);
      await expectBooks(vault, await weth.balanceOf(vault));
    });

    it("goes out unwrapped, or wrapped", async () => {
      const { vault, weth, ann, bob } = await wrapped();
      await vault.connect(ann).depositEther(ann, { value: 1_000n });
      const sent = vault.connect(ann).withdrawEther(300n, bob);
      await expect(sent).to.changeEtherBalances(ethers, [weth, bob, vault], [-300n, 300n, 0n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", ann.address, ZeroAddress, 300n]]);
      await vault.connect(ann).withdraw(200n, bob);
      expect(await weth.balanceOf(bob)).to.equal(200n);
      expect(await vault.balanceOf(ann)).to.equal(500n);
      await expectBooks(vault, await weth.balanceOf(vault));
    });

    it("goes out as far as it is there, to somebody", async () => {
      const { vault, ann } = await wrapped();
      const address = await vault.getAddress();
      await vault.connect(ann).depositEther(ann, { value: 1_000n });
      await refuses(() => vault.connect(ann).withdrawEther(1_001n, ann), "LapseShort", [1_001n, 1_000n]);
      await refuses(() => vault.connect(ann).withdrawEther(0n, ann), "PrepaidNothing");
      for (const to of [ZeroAddress, address]) {
        await refuses(() => vault.connect(ann).withdrawEther(1n, to), "PrepaidInvalidReceiver", [to]);
        await refuses(() => vault.connect(ann).depositEther(to, { value: 1n }), "PrepaidInvalidReceiver", [to]);
      }
      await refuses(() => vault.connect(ann).depositEther(ann), "PrepaidNothing");
    });

    it("stays where it is when its receiver refuses it", async () => {
      const { vault, deployer, ann } = await wrapped();
      const refusing = await (await new ContractAccount__factory(deployer).deploy()).getAddress();
      await vault.connect(ann).depositEther(ann, { value: 1_000n });
      await refuses(() => vault.connect(ann).withdrawEther(10n, refusing), "PrepaidEtherNotSent", [refusing, 10n]);
      expect(await vault.balanceOf(ann)).to.equal(1_000n);
    });

    it("costs no more than the receiver's own gas where he answers with a bomb of data", async () => {
      const { vault, deployer, ann } = await wrapped();
      const bomb = await new EtherBomb__factory(deployer).deploy();
      await vault.connect(ann).depositEther(ann, { value: 1_000n });
      const receipt = await (await vault.connect(ann).withdrawEther(10n, bomb)).wait();
      expect(await ethers.provider.getBalance(bomb)).to.equal(10n);
      // 200,000 bytes cost 95,000 gas once, at the receiver; to copy them would cost more than as much again.
      expect(receipt?.gasUsed).to.be.below(200_000n);
    });

    it("isn't counted twice by way of many calls in one: they take none", async () => {
      const { vault, weth, ann } = await wrapped();
      const calls = Array<string>(2).fill(vault.interface.encodeFunctionData("depositEther", [ann.address]));
      await refuses(() => vault.connect(ann).multicall(calls), "PrepaidNothing");
      const data = vault.interface.encodeFunctionData("multicall", [calls]);
      const sent = ann.sendTransaction({ to: await vault.getAddress(), data, value: 10n, gasLimit: 500_000n });
      await expect(sent).to.be.revertedWithoutReason(ethers);
      expect(await vault.balanceOf(ann)).to.equal(0n);
      expect(await weth.balanceOf(vault)).to.equal(0n);
    });

    it("is taken from the wrapper alone", async () => {
      const { vault, system, ann, weth } = await wrapped();
      const address = await vault.getAddress();
      await refuses(() => ann.sendTransaction({ to: address, value: 1n }), "PrepaidEtherRefused", [ann.address]);
      await refuses(
        async () => ann.sendTransaction({ to: await system.vault.getAddress(), value: 1n }),
        "PrepaidEtherRefused",
        [ann.address],
      );
      await expect(ann.sendTransaction({ to: address, value: 1n, data: "0x12345678" })).to.be.revert(ethers);
      expect(await weth.balanceOf(vault)).to.equal(0n);
    });

    it("is refused where an asset that says it unwraps sends less than it was asked for", async () => {
      const { factory, deployer, ann } = await load();
      const asset = await new AnsweringAsset__factory(deployer).deploy();
      const one = ethers.toBeHex(1n, 32);
      for (const name of ["decimals()", "withdraw(uint256)"]) await asset.setAnswer(ethers.id(name).slice(0, 10), one);
      const vault = await createVault(factory, await asset.getAddress());
      await give(vault, ann.address, 100n);
      // Nothing came, though there is ether in the vault: it isn't what was unwrapped.
      await networkHelpers.setBalance(await vault.getAddress(), 1_000n);
      await refuses(() => vault.connect(ann).withdrawEther(40n, ann), "PrepaidAssetTakesFee", [40n, 0n]);
      expect(await vault.balanceOf(ann)).to.equal(100n);
    });

    it("is nothing to a vault of another asset", async () => {
      const { system, company } = await wrapped();
      await expect(system.vault.connect(company).depositEther(company, { value: 1n })).to.be.revert(ethers);
      await expect(system.vault.connect(company).withdrawEther(1n, company)).to.be.revert(ethers);
      expect(await system.vault.balanceOf(company)).to.equal(10_000n);
    });
  });

  describe("withdraw", () => {
    it("pays a part of the caller's balance to whom he names", async () => {
      const { vault, asset, company, ann } = await load();
      const sent = vault.connect(company).withdraw(400n, ann);
      await expect(sent).to.changeTokenBalances(ethers, asset, [ann, vault, company], [400n, -400n, 0n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", company.address, ZeroAddress, 400n]]);
      expect(await vault.balanceOf(company)).to.equal(9_600n);
      await expectSound({ vault, asset });
    });

    it("refuses more than there is, nothing, nobody and the vault", async () => {
      const { vault, company } = await load();
      const address = await vault.getAddress();
      const own = vault.connect(company);
      await refuses(() => own.withdraw(10_001n, company), "LapseShort", [10_001n, 10_000n]);
      await refuses(() => own.withdraw(0n, company), "PrepaidNothing");
      for (const to of [ZeroAddress, address]) {
        await refuses(() => own.withdraw(1n, to), "PrepaidInvalidReceiver", [to]);
        await refuses(() => own.withdrawAll(to), "PrepaidInvalidReceiver", [to]);
      }
    });

    it("takes what is locked from the second of its return on, and not before", async () => {
      const { vault, company, ann } = await load();
      const own = vault.connect(company);
      await own.issue(1n, ann, false, 400n, EXPIRY);
      await nextBlockAt(EXPIRY - 1n);
      await refuses(() => own.withdraw(9_601n, company), "LapseShort", [9_601n, 9_600n]);
      await nextBlockAt(EXPIRY);
      await own.withdraw(10_000n, company);
      expect(await vault.balanceOf(company)).to.equal(0n);
    });
  });

  describe("withdrawAll", () => {
    it("pays what is there and what has come back by now, and says how much", async () => {
      const { vault, asset, company, ann } = await load();
      const own = vault.connect(company);
      await own.issue(1n, ann, false, 400n, EXPIRY);
      await own.issue(2n, ann, false, 300n, EXPIRY + HOUR);
      await own.issue(3n, ann, false, 200n, EXPIRY + 2n * HOUR);
      await moveTo(EXPIRY + HOUR);
      expect(await own.withdrawAll.staticCall(ann)).to.equal(9_800n);
      const sent = own.withdrawAll(ann);
      await expect(sent).to.changeTokenBalances(ethers, asset, [ann, vault], [9_800n, -9_800n]);
      expect(await eventsOf(sent, vault)).to.deep.equal([["Transfer", company.address, ZeroAddress, 9_800n]]);
      expect(await vault.balanceOf(company)).to.equal(0n);
      await refuses(() => own.withdrawAll(ann), "PrepaidNothing");
      await moveTo(EXPIRY + 2n * HOUR);
      expect(await own.withdrawAll.staticCall(ann)).to.equal(200n);
      await expectSound({ vault, asset });
    });
  });

  describe("what will be", () => {
    async function issued() {
      const context = await load();
      const own = context.vault.connect(context.company);
      await own.issue(1n, context.ann, false, 400n, EXPIRY);
      await own.issue(2n, context.ann, false, 300n, EXPIRY);
      await own.issue(3n, context.ann, false, 200n, EXPIRY + 300n * HOUR);
      return { ...context, own };
    }

    it("balanceOfAt shows every later moment, to the second, and no earlier one", async () => {
      const { vault, company, stranger } = await issued();
      const now = BigInt(await networkHelpers.time.latest());
      for (const [moment, expected] of [
        [now, 9_100n],
        [EXPIRY - 1n, 9_100n],
        [EXPIRY, 9_800n],
        [EXPIRY + 1n, 9_800n],
        [EXPIRY + 300n * HOUR - 1n, 9_800n],
        [EXPIRY + 300n * HOUR, 10_000n],
        [2n ** 255n, 10_000n],
      ] as const) {
        expect(await vault.balanceOfAt(company, moment), `at ${moment}`).to.equal(expected);
      }
      expect(await vault.balanceOfAt(stranger, EXPIRY)).to.equal(0n);
      await refuses(() => vault.balanceOfAt(company, now - 1n), "PrepaidMomentPast", [now - 1n, now]);
      await moveTo(EXPIRY);
      expect(await vault.balanceOfAt(company, EXPIRY)).to.equal(9_800n);
    });

    it("lockedUntil shows what comes back in one second, until it does", async () => {
      const { vault, company, ann } = await issued();
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(700n);
      expect(await vault.lockedUntil(company, EXPIRY + 300n * HOUR)).to.equal(200n);
      expect(await vault.lockedUntil(ann, EXPIRY)).to.equal(0n);
      for (const moment of [EXPIRY - 1n, EXPIRY + 1n, EXPIRY + HOUR, 0n]) {
        expect(await vault.lockedUntil(company, moment), `at ${moment}`).to.equal(0n);
      }
      await moveTo(EXPIRY - 1n);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(700n);
      await moveTo(EXPIRY);
      expect(await vault.lockedUntil(company, EXPIRY)).to.equal(0n);
    });

    it("usedBuckets has a bit for each bucket", async () => {
      const { vault, company, ann } = await issued();
      const bucket = EXPIRY / HOUR;
      expect(await vault.usedBuckets(company, bucket >> 8n)).to.equal(1n << (bucket & 255n));
      const later = bucket + 300n;
      expect(await vault.usedBuckets(company, later >> 8n)).to.equal(1n << (later & 255n));
      expect(await vault.usedBuckets(ann, bucket >> 8n)).to.equal(0n);
    });

    it("is kept in days where the vault is made so", async () => {
      const { factory, asset, company, ann } = await load();
      const vault = (await createVault(factory, await asset.getAddress(), DAY)).connect(company);
      expect(await vault.bucketLength()).to.equal(DAY);
      expect(await vault.asset()).to.equal(await asset.getAddress());
      await asset.mint(company, 100n);
      await asset.connect(company).approve(vault, 100n);
      await vault.deposit(100n, company);
      await refuses(() => vault.issue(1n, ann, false, 40n, START + DAY + HOUR), "PrepaidExpiryOffBound", [
        START + DAY + HOUR,
        DAY,
        START + 2n * DAY,
      ]);
      await vault.issue(1n, ann, false, 40n, START + 2n * DAY);
      await moveTo(START + 2n * DAY - 1n);
      expect(await vault.balanceOf(company)).to.equal(60n);
      expect(await vault.lockedUntil(company, START + 2n * DAY)).to.equal(40n);
      await moveTo(START + 2n * DAY);
      expect(await vault.balanceOf(company)).to.equal(100n);
    });
  });

  describe("multicall", () => {
    it("deposits and issues in one transaction, for the caller", async () => {
      const { vault, asset, ann, bob } = await load();
      await asset.mint(ann, 100n);
      await asset.connect(ann).approve(vault, 100n);
      const { interface: codec } = vault;
      const calls = [
        codec.encodeFunctionData("deposit", [100n, ann.address]),
        codec.encodeFunctionData("issue", [1n, bob.address, false, 30n, EXPIRY]),
        codec.encodeFunctionData("issue", [2n, bob.address, false, 40n, EXPIRY]),
      ];
      const id = await vault.idOf(ann, 1n);
      const results = await vault.connect(ann).multicall.staticCall(calls);
      expect(results.map((result) => (result === "0x" ? null : BigInt(result)))).to.deep.equal([null, id, id + 1n]);
      await vault.connect(ann).multicall(calls);
      expect(await vault.balanceOf(ann)).to.equal(30n);
      expect(await vault.lockedUntil(ann, EXPIRY)).to.equal(70n);
      expect((await vault.instrumentOf(id)).purchaser).to.equal(ann.address);
      await expectSound({ vault, asset });
    });

    it("does all or nothing, and says why", async () => {
      const { vault, company, ann } = await load();
      const issue = (number: bigint, amount: bigint) =>
        vault.interface.encodeFunctionData("issue", [number, ann.address, false, amount, EXPIRY]);
      await refuses(() => vault.connect(company).multicall([issue(1n, 9_999n), issue(2n, 2n)]), "LapseShort", [2n, 1n]);
      expect(await vault.balanceOf(company)).to.equal(10_000n);
    });
  });

  describe("the desk, called directly", () => {
    it("knows of no asset and no instrument, and changes no vault", async () => {
      const { factory, vault, company, ann, third } = await load();
      const desk = PrepaidDesk__factory.connect(await factory.desk(), company);
      await expect(desk.deposit(1n, company)).to.be.revert(ethers);
      await expect(desk.depositEther(company, { value: 1n })).to.be.revert(ethers);
      await vault.connect(company).issue(1n, ann, false, 10n, EXPIRY);
      const id = await vault.idOf(company, 1n);
      await refuses(() => desk.connect(ann).transferInstrument(id, third), "PrepaidUnknown", [id]);
      await desk.connect(third).acceptReturns(company, true);
      expect(await vault.acceptsReturns(third, company)).to.equal(false);
      await desk.connect(company).choosePayout(true);
      expect(await vault.choicesOf(company)).to.deep.equal([false, false, 0n]);
    });
  });
});
