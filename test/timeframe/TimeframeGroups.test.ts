import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { concat, recoverAddress, ZeroAddress, ZeroHash } from "ethers";

import {
  ContractAuthority__factory,
  P256Verifier__factory,
  TimeframeGroups__factory,
} from "../../types/ethers-contracts/index.js";
import type { VoucherStruct } from "../../types/ethers-contracts/timeframe/TimeframeGroups.js";
import { p256Point, p256Sign } from "../p256.ts";
import {
  createToken,
  deployTimeframe,
  eventsOf,
  Layout,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_END,
  openGroup,
  START,
  startOfFrame,
  tokenErrors,
} from "./fixture.ts";

const VOUCHER = {
  Voucher: [
    { name: "token", type: "address" },
    { name: "group", type: "uint24" },
    { name: "account", type: "address" },
    { name: "until", type: "uint32" },
    { name: "version", type: "uint32" },
    { name: "deadline", type: "uint48" },
  ],
};

describe("TimeframeGroups", () => {
  /** A token with group 1, its authority, and a provider's place for some. */
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben, cleo, authority, other] = system.people;
    const token = await createToken(system, Layout.PLAIN);
    await openGroup(system, token, {}, { authority: authority!.address });
    const address = await token.getAddress();
    const deadline = START + 1_000_000n;
    const domain = {
      name: "Lapse Timeframe Groups",
      version: "1",
      chainId: 31_337n,
      verifyingContract: await system.groups.getAddress(),
    };
    const voucherFor = (account: string, changes: Partial<VoucherStruct> = {}): VoucherStruct => ({
      token: address,
      group: 1n,
      account,
      until: NO_END,
      version: 1n,
      deadline,
      ...changes,
    });
    const sign = (voucher: VoucherStruct, changes: Partial<typeof domain> = {}, signer = authority!) =>
      signer.signTypedData({ ...domain, ...changes }, VOUCHER, voucher);
    return {
      ...system,
      system,
      token,
      address,
      deadline,
      voucherFor,
      sign,
      ana: ana!,
      ben: ben!,
      cleo: cleo!,
      authority: authority!,
      other: other!,
    };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("enlist", () => {
    it("is done by a token when it is created", async () => {
      const { system, groups, factory, administrator, address } = await load();
      expect(await groups.administratorOf(address)).to.equal(administrator.address);
      expect(await groups.namedAdministratorOf(address)).to.equal(ZeroAddress);
      const token = await createToken(system, Layout.PLAIN, { name: "Other" });
      const [event] = await groups.queryFilter(groups.filters.TokenEnlisted(token));
      expect(event?.args).to.deep.equal([await token.getAddress(), administrator.address]);
      expect(await factory.groups()).to.equal(await groups.getAddress());
    });

    it("is refused a second time", async () => {
      const { groups, other } = await load();
      await expect(groups.connect(other).enlist(other))
        .to.emit(groups, "TokenEnlisted")
        .withArgs(other.address, other.address);
      await expect(groups.connect(other).enlist(ZeroAddress))
        .to.be.revertedWithCustomError(groups, "TimeframeEnlisted")
        .withArgs(other.address);
      expect(await groups.administratorOf(other)).to.equal(other.address);
    });
  });

  describe("given a caller who is not the administrator", () => {
    it("refuses each function of the administrator", async () => {
      const { groups, token, address, other, ana } = await load();
      const terms = { onRequest: false, soulbound: false, quota: 1n, receiveCap: 1n, budget: 0n };
      const as = groups.connect(other);
      // One after the other: what one lets through must not fail another that nobody waits for.
      const calls = [
        () => as.nameAdministrator(token, other),
        () => as.renounceAdministration(token),
        () => as.openGroup(token, terms, "0x", ZeroHash),
        () => as.scheduleQuota(token, 1n, 1n),
        () => as.scheduleReceiveCap(token, 1n, 1n),
        () => as.scheduleBudget(token, 1n, 1n),
        () => as.setAuthority(token, 1n, "0x"),
        () => as.setRoot(token, 1n, ZeroHash),
        () => as.addMembers(token, 1n, [ana], NO_END),
        () => as.removeMembers(token, [ana]),
        () => as.liftBars(token, [ana]),
        () => as.handOut(token, [ana], [1n], "0x"),
        () => as.admitProviders(token, [ana]),
        () => as.dismissProviders(token, [ana]),
        () => as.setProviderRoot(token, ZeroHash),
      ];
      for (const call of calls) {
        await expect(call())
          .to.be.revertedWithCustomError(groups, "TimeframeNotAdministrator")
          .withArgs(address, other.address);
      }
      await expect(groups.addMembers(other, 1n, [ana], NO_END)).to.be.revertedWithCustomError(
        groups,
        "TimeframeNotAdministrator",
      );
    });
  });

  describe("nameAdministrator and acceptAdministration", () => {
    it("hand the token over in two steps", async () => {
      const { groups, token, address, administrator, ana, ben } = await load();
      await expect(groups.nameAdministrator(token, ana))
        .to.emit(groups, "AdministratorNamed")
        .withArgs(address, ana.address);
      expect(await groups.administratorOf(token)).to.equal(administrator.address);
      expect(await groups.namedAdministratorOf(token)).to.equal(ana.address);
      for (const caller of [ben, administrator]) {
        await expect(groups.connect(caller).acceptAdministration(token))
          .to.be.revertedWithCustomError(groups, "TimeframeNotNamed")
          .withArgs(address, caller.address);
      }
      await expect(groups.connect(ana).acceptAdministration(token))
        .to.emit(groups, "AdministratorChanged")
        .withArgs(address, ana.address);
      expect(await groups.administratorOf(token)).to.equal(ana.address);
      expect(await groups.namedAdministratorOf(token)).to.equal(ZeroAddress);
      await expect(groups.scheduleQuota(token, 1n, 1n)).to.be.revertedWithCustomError(
        groups,
        "TimeframeNotAdministrator",
      );
      await groups.connect(ana).scheduleQuota(token, 1n, 1n);
      await expect(groups.connect(ana).acceptAdministration(token)).to.be.revertedWithCustomError(
        groups,
        "TimeframeNotNamed",
      );
    });

    it("can be taken back before it is accepted", async () => {
      const { groups, token, address, ana } = await load();
      await groups.nameAdministrator(token, ana);
      await groups.nameAdministrator(token, ZeroAddress);
      await expect(groups.connect(ana).acceptAdministration(token))
        .to.be.revertedWithCustomError(groups, "TimeframeNotNamed")
        .withArgs(address, ana.address);
    });
  });

  describe("renounceAdministration", () => {
    it("leaves the token without administrator for ever, also where another was named", async () => {
      const { groups, token, address, administrator, ana } = await load();
      await groups.nameAdministrator(token, ana);
      await expect(groups.renounceAdministration(token))
        .to.emit(groups, "AdministratorChanged")
        .withArgs(address, ZeroAddress);
      expect(await groups.administratorOf(token)).to.equal(ZeroAddress);
      await expect(groups.connect(ana).acceptAdministration(token)).to.be.revertedWithCustomError(
        groups,
        "TimeframeNotNamed",
      );
      await expect(groups.nameAdministrator(token, administrator))
        .to.be.revertedWithCustomError(groups, "TimeframeNotAdministrator")
        .withArgs(address, administrator.address);
    });
  });

  describe("openGroup, setAuthority and setRoot", () => {
    it("count versions of vouchers and roots", async () => {
      const { system, groups, token, address, authority, other } = await load();
      const root = `0x${"11".repeat(32)}`;
      expect(await groups.groupPolicy(token, 1n)).to.deep.equal([authority.address.toLowerCase(), ZeroHash, 0n, 1n]);
      const group = await openGroup(system, token, {}, { authority: other.address, root });
      expect(await groups.groupPolicy(token, group)).to.deep.equal([other.address.toLowerCase(), root, 1n, 1n]);
      const [first] = await groups.queryFilter(groups.filters.AuthoritySet(address, group));
      expect(first?.args).to.deep.equal([address, group, other.address.toLowerCase(), 1n]);
      const [rooted] = await groups.queryFilter(groups.filters.RootSet(address, group));
      expect(rooted?.args).to.deep.equal([address, group, root, 1n]);

      await expect(groups.setAuthority(token, group, "0x"))
        .to.emit(groups, "AuthoritySet")
        .withArgs(address, group, "0x", 2n);
      await expect(groups.setRoot(token, group, ZeroHash))
        .to.emit(groups, "RootSet")
        .withArgs(address, group, ZeroHash, 2n);
      expect(await groups.groupPolicy(token, group)).to.deep.equal(["0x", ZeroHash, 2n, 2n]);
    });

    it("leave no way into a group that is to come", async () => {
      const { groups, token, other } = await load();
      for (const group of [0n, 2n]) {
        for (const call of [
          () => groups.setRoot(token, group, `0x${"11".repeat(32)}`),
          () => groups.setAuthority(token, group, other.address),
        ]) {
          await expect(call()).to.be.revertedWithCustomError(tokenErrors, "TimeframeUnknownGroup").withArgs(group);
        }
      }
    });
  });

  describe("addMembers", () => {
    it("leaves out the barred, with the error they would meet, and takes the others", async () => {
      const { groups, token, address, ana, ben } = await load();
      await groups.removeMembers(token, [ana]);
      const reason = groups.interface.encodeErrorResult("TimeframeBarred", [address, ana.address]);
      expect(await eventsOf(groups.addMembers(token, 1n, [ana, ben], NO_END), groups)).to.deep.equal([
        ["ItemSkipped", address, ana.address, reason],
      ]);
      expect(await token.balanceOf(ana)).to.equal(0n);
      expect(await token.balanceOf(ben)).to.equal(40n);
    });

    it("takes an account that is named twice once", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 1n, [ana, ana], NO_END);
      expect(await token.totalSupply()).to.equal(40n);
    });
  });

  describe("removeMembers and liftBars", () => {
    it("end memberships, bar everyone named, and say who was no member", async () => {
      const { groups, token, address, ana, ben } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect(await eventsOf(groups.removeMembers(token, [ben, ana]), groups)).to.deep.equal([
        ["Barred", address, ben.address],
        [
          "ItemSkipped",
          address,
          ben.address,
          tokenErrors.interface.encodeErrorResult("TimeframeNotMember", [ben.address]),
        ],
        ["Barred", address, ana.address],
      ]);
      for (const account of [ana, ben]) expect(await groups.isBarred(token, account)).to.equal(true);
      expect((await token.accountOf(ana)).until).to.equal(2n);
      expect(await eventsOf(groups.liftBars(token, [ana, ben]), groups)).to.deep.equal([
        ["BarLifted", address, ana.address],
        ["BarLifted", address, ben.address],
      ]);
      expect(await groups.isBarred(token, ana)).to.equal(false);
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect((await token.accountOf(ana)).until).to.equal(NO_END);
    });
  });

  describe("joinWithProof", () => {
    async function rooted() {
      const context = await load();
      const { groups, token, ana, ben } = context;
      const tree = StandardMerkleTree.of(
        [
          [ana.address, NO_END],
          [ben.address, 5n],
        ],
        ["address", "uint32"],
      );
      await groups.setRoot(token, 1n, tree.root);
      return { ...context, tree };
    }

    it("lets an account of the tree in, until the frame of its leaf", async () => {
      const { groups, token, tree, ana, ben } = await rooted();
      await groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0));
      await groups.connect(ben).joinWithProof(token, 1n, 5n, tree.getProof(1));
      expect(await token.balanceOf(ana)).to.equal(40n);
      expect((await token.accountOf(ben)).until).to.equal(5n);
    });

    it("refuses another account, another end, another group and another token", async () => {
      const { system, groups, token, tree, ana, ben, cleo } = await rooted();
      const refused = async (caller: typeof ana, of: typeof token, group: bigint, until: bigint, root: string) => {
        await expect(groups.connect(caller).joinWithProof(of, group, until, tree.getProof(0)))
          .to.be.revertedWithCustomError(groups, "TimeframeProofInvalid")
          .withArgs(root);
      };
      await refused(cleo, token, 1n, NO_END, tree.root);
      await refused(ben, token, 1n, NO_END, tree.root);
      await refused(ana, token, 1n, 5n, tree.root);
      await openGroup(system, token);
      await refused(ana, token, 2n, NO_END, ZeroHash);
      const twin = await createToken(system, Layout.CAPPED);
      await openGroup(system, twin);
      await refused(ana, twin, 1n, NO_END, ZeroHash);
    });

    it("refuses an inner node of the tree in place of a leaf, and the empty proof of no root", async () => {
      const { groups, token, tree, ana } = await rooted();
      await groups.setRoot(token, 1n, ZeroHash);
      for (const proof of [[], tree.getProof(0)]) {
        await expect(groups.connect(ana).joinWithProof(token, 1n, NO_END, proof))
          .to.be.revertedWithCustomError(groups, "TimeframeProofInvalid")
          .withArgs(ZeroHash);
      }
    });

    it("refuses proofs for an older root", async () => {
      const { groups, token, tree, ana, cleo } = await rooted();
      const next = StandardMerkleTree.of([[cleo.address, NO_END]], ["address", "uint32"]);
      await groups.setRoot(token, 1n, next.root);
      await expect(groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0)))
        .to.be.revertedWithCustomError(groups, "TimeframeProofInvalid")
        .withArgs(next.root);
      await groups.connect(cleo).joinWithProof(token, 1n, NO_END, next.getProof(0));
    });

    it("does not bring the removed back, until the administrator lifts the bar", async () => {
      const { groups, token, address, tree, ana } = await rooted();
      await groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0));
      await groups.removeMembers(token, [ana]);
      for (const moment of [0n, startOfFrame(2n), startOfFrame(9n)]) {
        if (moment !== 0n) await moveTo(moment);
        await expect(groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0)))
          .to.be.revertedWithCustomError(groups, "TimeframeBarred")
          .withArgs(address, ana.address);
      }
      await groups.liftBars(token, [ana]);
      await groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0));
      expect((await token.accountOf(ana)).member).to.equal(true);
      expect(await token.balanceOf(ana)).to.equal(0n);
    });

    it("counts a term that ends with this frame in this frame only, however often it is taken up", async () => {
      const { system, groups, token, ana, cleo } = await rooted();
      // A quota of which a token's sum takes only fifteen.
      await openGroup(system, token, { quota: 2n ** 108n });
      await openGroup(system, token, { quota: 2n ** 108n });
      const ending = StandardMerkleTree.of([[ana.address, 2n]], ["address", "uint32"]);
      for (const group of [2n, 3n]) await groups.setRoot(token, group, ending.root);
      for (let i = 0; i < 20; ++i) {
        await groups.connect(ana).joinWithProof(token, 2n + BigInt(i % 2), 2n, []);
        expect(await token.totalSupply()).to.equal(2n ** 108n);
      }
      expect((await token.groupOf(2n)).members).to.equal(0n);
      await moveTo(startOfFrame(2n));
      expect(await token.totalSupply()).to.equal(0n);
      await groups.addMembers(token, 2n, [cleo], NO_END);
      expect(await token.balanceOf(cleo)).to.equal(2n ** 108n);
    });

    it("lets whoever left come back with his proof, without a second quota", async () => {
      const { groups, token, tree, ana } = await rooted();
      const join = () => groups.connect(ana).joinWithProof(token, 1n, NO_END, tree.getProof(0));
      await join();
      await expect(join()).to.be.revertedWithCustomError(groups, "TimeframeMemberStill").withArgs(ana.address);
      await groups.connect(ana).leaveGroup(token);
      await join();
      expect(await token.balanceOf(ana)).to.equal(40n);
      expect(await token.totalSupply()).to.equal(40n);
    });

    it("lets a member whose end is the end of this frame prolong it, and no other", async () => {
      const { groups, token, tree, ben } = await rooted();
      const join = () => groups.connect(ben).joinWithProof(token, 1n, 5n, tree.getProof(1));
      await groups.addMembers(token, 1n, [ben], 3n);
      await expect(join()).to.be.revertedWithCustomError(groups, "TimeframeMemberStill").withArgs(ben.address);
      await nextBlockAt(startOfFrame(2n));
      await join();
      expect((await token.accountOf(ben)).until).to.equal(5n);
      await moveTo(startOfFrame(5n));
      await expect(join()).to.be.revertedWithCustomError(tokenErrors, "TimeframeTermOver").withArgs(5n, 5n);
    });
  });

  describe("voucherDigest", () => {
    it("is the EIP-712 digest that a wallet signs", async () => {
      const { groups, voucherFor, sign, ana, authority } = await load();
      const voucher = voucherFor(ana.address);
      const recovered = recoverAddress(await groups.voucherDigest(voucher), await sign(voucher));
      expect(recovered).to.equal(authority.address);
    });
  });

  describe("joinWithVoucher", () => {
    it("lets the named account in, whoever brings it, once", async () => {
      const { groups, token, address, voucherFor, sign, ana, other } = await load();
      const voucher = voucherFor(ana.address, { until: 7n });
      const signature = await sign(voucher);
      const digest = await groups.voucherDigest(voucher);
      expect(await eventsOf(groups.connect(other).joinWithVoucher(voucher, signature), groups)).to.deep.equal([
        ["VoucherUsed", address, 1n, ana.address, digest],
      ]);
      expect(await token.balanceOf(ana)).to.equal(40n);
      expect((await token.accountOf(ana)).until).to.equal(7n);
      await groups.connect(ana).leaveGroup(token);
      await expect(groups.connect(ana).joinWithVoucher(voucher, signature))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherUsed")
        .withArgs(digest);
    });

    for (const [offset, ok] of [
      [-1n, true],
      [0n, true],
      [1n, false],
    ] as const) {
      it(`is ${ok ? "taken" : "refused"} at its deadline ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { groups, token, voucherFor, sign, deadline, ana } = await load();
        const voucher = voucherFor(ana.address);
        const signature = await sign(voucher);
        await nextBlockAt(deadline + offset);
        const sent = groups.joinWithVoucher(voucher, signature);
        if (ok) {
          await sent;
          expect((await token.accountOf(ana)).member).to.equal(true);
        } else {
          await expect(sent).to.be.revertedWithCustomError(groups, "TimeframeVoucherExpired").withArgs(deadline);
        }
      });
    }

    it("is void in another version than the group's", async () => {
      const { groups, token, voucherFor, sign, ana, authority } = await load();
      for (const version of [0n, 2n]) {
        const voucher = voucherFor(ana.address, { version });
        await expect(groups.joinWithVoucher(voucher, await sign(voucher)))
          .to.be.revertedWithCustomError(groups, "TimeframeVoucherVoid")
          .withArgs(version, 1n);
      }
      const voucher = voucherFor(ana.address);
      const signature = await sign(voucher);
      // The same authority again voids what was signed before.
      await groups.setAuthority(token, 1n, authority.address);
      await expect(groups.joinWithVoucher(voucher, signature))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherVoid")
        .withArgs(1n, 2n);
      const renewed = voucherFor(ana.address, { version: 2n });
      await groups.joinWithVoucher(renewed, await sign(renewed));
    });

    it("is refused when any field differs from what was signed", async () => {
      const { system, groups, token, voucherFor, sign, deadline, ana, ben, authority } = await load();
      await openGroup(system, token, {}, { authority: authority.address });
      const signature = await sign(voucherFor(ana.address));
      for (const changes of [
        { account: ben.address },
        { group: 2n },
        { until: 9n },
        { deadline: deadline + 1n },
      ] satisfies Partial<VoucherStruct>[]) {
        await expect(groups.joinWithVoucher(voucherFor(ana.address, changes), signature))
          .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
          .withArgs(authority.address.toLowerCase());
      }
    });

    it("is refused on another token, another chain and another groups contract", async () => {
      const { system, groups, deployer, voucherFor, sign, ana, authority } = await load();
      const twin = await createToken(system, Layout.CAPPED);
      await openGroup(system, twin, {}, { authority: authority.address });
      const voucher = voucherFor(ana.address);
      const refused = async (brought: VoucherStruct, signature: string) => {
        await expect(groups.joinWithVoucher(brought, signature))
          .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
          .withArgs(authority.address.toLowerCase());
      };
      await refused(voucherFor(ana.address, { token: await twin.getAddress() }), await sign(voucher));
      await refused(voucher, await sign(voucher, { chainId: 1n }));
      const elsewhere = await new TimeframeGroups__factory(deployer).deploy();
      await refused(voucher, await sign(voucher, { verifyingContract: await elsewhere.getAddress() }));
    });

    it("is refused when somebody else signed it, or nobody may", async () => {
      const { system, groups, token, voucherFor, sign, ana, other, authority } = await load();
      const voucher = voucherFor(ana.address);
      for (const signature of [await sign(voucher, {}, other), "0x", `0x${"00".repeat(65)}`]) {
        await expect(groups.joinWithVoucher(voucher, signature))
          .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
          .withArgs(authority.address.toLowerCase());
      }
      await openGroup(system, token);
      const unruled = voucherFor(ana.address, { group: 2n, version: 0n });
      await expect(groups.joinWithVoucher(unruled, await sign(unruled)))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
        .withArgs("0x");
    });

    it("does not bring the removed back, and is not used up by the attempt", async () => {
      const { groups, token, address, voucherFor, sign, ana } = await load();
      const voucher = voucherFor(ana.address);
      const signature = await sign(voucher);
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.removeMembers(token, [ana]);
      await expect(groups.joinWithVoucher(voucher, signature))
        .to.be.revertedWithCustomError(groups, "TimeframeBarred")
        .withArgs(address, ana.address);
      await groups.liftBars(token, [ana]);
      await groups.connect(ana).joinWithVoucher(voucher, signature);
      expect(await token.balanceOf(ana)).to.equal(40n);
    });

    it("does not move a member out of a membership that goes on", async () => {
      const { groups, token, voucherFor, sign, ana } = await load();
      await groups.addMembers(token, 1n, [ana], 9n);
      const voucher = voucherFor(ana.address);
      await expect(groups.joinWithVoucher(voucher, await sign(voucher)))
        .to.be.revertedWithCustomError(groups, "TimeframeMemberStill")
        .withArgs(ana.address);
    });

    it("is not brought by somebody else in a member's last frame, when he may still request from his group", async () => {
      const { system, groups, ana, ben, authority, voucherFor, sign } = await load();
      const capped = await createToken(system, Layout.CAPPED);
      for (let i = 0; i < 2; ++i) {
        await openGroup(system, capped, { onRequest: true, budget: 100n }, { authority: authority.address });
      }
      await groups.addMembers(capped, 1n, [ana], 2n);
      const voucher = voucherFor(ana.address, { token: await capped.getAddress(), group: 2n });
      const signature = await sign(voucher);
      await expect(groups.connect(ben).joinWithVoucher(voucher, signature))
        .to.be.revertedWithCustomError(groups, "TimeframeMemberStill")
        .withArgs(ana.address);
      expect(await capped.remaining(ana)).to.equal(40n);
      await nextBlockAt(startOfFrame(2n));
      await groups.connect(ben).joinWithVoucher(voucher, signature);
      expect((await capped.accountOf(ana)).group).to.equal(2n);
    });

    it("takes the signature of an authority that is a contract (ERC-1271)", async () => {
      const { groups, token, deployer, voucherFor, sign, ana, ben, other } = await load();
      const contract = await (await new ContractAuthority__factory(deployer).deploy(other)).getAddress();
      await groups.setAuthority(token, 1n, contract);
      const voucher = voucherFor(ana.address, { version: 2n });
      await expect(groups.joinWithVoucher(voucher, await sign(voucher)))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
        .withArgs(contract.toLowerCase());
      await groups.connect(ben).joinWithVoucher(voucher, await sign(voucher, {}, other));
      expect(await token.balanceOf(ana)).to.equal(40n);
    });

    it("takes the signature of a P-256 key through a verifier (ERC-7913)", async () => {
      const { groups, token, deployer, voucherFor, ana, ben } = await load();
      const key = 0xc0ffeen;
      const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
      const authority = concat([verifier, p256Point(key)]);
      await groups.setAuthority(token, 1n, authority);
      const voucher = voucherFor(ana.address, { version: 2n });
      const digest = await groups.voucherDigest(voucher);
      await expect(groups.joinWithVoucher(voucher, p256Sign(key + 1n, digest)))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
        .withArgs(authority);
      await expect(groups.joinWithVoucher(voucherFor(ben.address, { version: 2n }), p256Sign(key, digest)))
        .to.be.revertedWithCustomError(groups, "TimeframeVoucherUnsigned")
        .withArgs(authority);
      await groups.joinWithVoucher(voucher, p256Sign(key, digest));
      expect(await token.balanceOf(ana)).to.equal(40n);
    });
  });

  describe("admitProviders and dismissProviders", () => {
    it("admit, dismiss and bar, and skip what fails", async () => {
      const { groups, token, address, ana, ben } = await load();
      const zero = tokenErrors.interface.encodeErrorResult("TimeframeZeroAccount");
      expect(await eventsOf(groups.admitProviders(token, [ana, ZeroAddress, ben]), groups)).to.deep.equal([
        ["ItemSkipped", address, ZeroAddress, zero],
      ]);
      expect((await token.accountOf(ben)).provider).to.equal(true);
      expect(await eventsOf(groups.dismissProviders(token, [ana, ZeroAddress, ben]), groups)).to.deep.equal([
        ["Barred", address, ana.address],
        ["Barred", address, ZeroAddress],
        ["ItemSkipped", address, ZeroAddress, zero],
        ["Barred", address, ben.address],
      ]);
      expect((await token.accountOf(ana)).provider).to.equal(false);
      expect((await token.accountOf(ben)).provider).to.equal(false);
      const reason = groups.interface.encodeErrorResult("TimeframeBarred", [address, ana.address]);
      expect(await eventsOf(groups.admitProviders(token, [ana]), groups)).to.deep.equal([
        ["ItemSkipped", address, ana.address, reason],
      ]);
    });
  });

  describe("setProviderRoot and becomeProvider", () => {
    it("let a provider of the tree in, and nobody else", async () => {
      const { groups, token, address, ana, ben, cleo } = await load();
      const tree = StandardMerkleTree.of([[ana.address], [ben.address]], ["address"]);
      await expect(groups.connect(ana).becomeProvider(token, tree.getProof(0)))
        .to.be.revertedWithCustomError(groups, "TimeframeProofInvalid")
        .withArgs(ZeroHash);
      await expect(groups.setProviderRoot(token, tree.root))
        .to.emit(groups, "ProviderRootSet")
        .withArgs(address, tree.root);
      expect(await groups.providerRoot(token)).to.equal(tree.root);
      await expect(groups.connect(ana).becomeProvider(token, tree.getProof(0)))
        .to.emit(token, "ProviderSet")
        .withArgs(ana.address, true);
      await expect(groups.connect(cleo).becomeProvider(token, tree.getProof(0)))
        .to.be.revertedWithCustomError(groups, "TimeframeProofInvalid")
        .withArgs(tree.root);
      await groups.dismissProviders(token, [ana]);
      await expect(groups.connect(ana).becomeProvider(token, tree.getProof(0)))
        .to.be.revertedWithCustomError(groups, "TimeframeBarred")
        .withArgs(address, ana.address);
      await groups.liftBars(token, [ana]);
      await groups.connect(ana).becomeProvider(token, tree.getProof(0));
      expect((await token.accountOf(ana)).provider).to.equal(true);
    });
  });
});
