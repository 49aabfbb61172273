import { expect } from "chai";
import { encodeBytes32String, toBeHex, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  FixedPriceBacking__factory,
  PlainTimeframeToken__factory,
  ProRataBacking__factory,
} from "../../types/ethers-contracts/index.js";
import {
  BackingKind,
  deployTimeframe,
  ethers,
  Layout,
  LAYOUTS,
  networkHelpers,
  Rhythm,
  START,
  tokenTerms,
  WEEK,
} from "./fixture.ts";

/** The most gas of one transaction (EIP-7825). */
const TRANSACTION_GAS = 2n ** 24n;

describe("TimeframeFactory", () => {
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben] = system.people;
    return { ...system, system, terms: tokenTerms(system), ana: ana!, ben: ben! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("createToken and predictToken", () => {
    for (const [name, layout] of LAYOUTS) {
      it(`create a ${name} token at the address that was told, and tell its terms`, async () => {
        const { factory, terms, ana, administrator } = await load();
        const salt = encodeBytes32String("meals");
        const predicted = await factory.predictToken(layout, terms, ana, salt);
        expect(await ethers.provider.getCode(predicted)).to.equal("0x");
        expect(await factory.connect(ana).createToken.staticCall(layout, terms, salt)).to.equal(predicted);
        await expect(factory.connect(ana).createToken(layout, terms, salt))
          .to.emit(factory, "TokenCreated")
          .withArgs(predicted, ana.address, layout, [
            "Meals",
            "MEAL",
            0n,
            Rhythm.FIXED,
            START,
            WEEK,
            false,
            administrator.address,
            ZeroAddress,
          ]);
        const token = PlainTimeframeToken__factory.connect(predicted, ana);
        expect(await token.accountLayout()).to.equal(layout);
        expect(await token.groups()).to.equal(await factory.groups());
      });
    }

    it("depend on the creator, the salt, the layout and every term", async () => {
      const { factory, terms, ana, ben } = await load();
      const told = await Promise.all([
        factory.predictToken(Layout.PLAIN, terms, ana, ZeroHash),
        factory.predictToken(Layout.PLAIN, terms, ben, ZeroHash),
        factory.predictToken(Layout.PLAIN, terms, ana, encodeBytes32String("other")),
        factory.predictToken(Layout.CAPPED, terms, ana, ZeroHash),
        factory.predictToken(Layout.GRACE, terms, ana, ZeroHash),
        ...(
          [
            { name: "Meal" },
            { symbol: "M" },
            { decimals: 1n },
            { rhythm: Rhythm.DAY },
            { anchor: START + 1n },
            { frameLength: WEEK + 1n },
            { open: true },
            { administrator: ben.address },
            { backing: ana.address },
          ] as const
        ).map((changes) => factory.predictToken(Layout.PLAIN, { ...terms, ...changes }, ana, ZeroHash)),
      ]);
      expect(new Set(told).size).to.equal(told.length);
    });

    it("let two creators use the same salt and terms", async () => {
      const { factory, terms, ana, ben } = await load();
      for (const creator of [ana, ben]) {
        await factory.connect(creator).createToken(Layout.PLAIN, terms, ZeroHash);
        const address = await factory.predictToken(Layout.PLAIN, terms, creator, ZeroHash);
        expect(await ethers.provider.getCode(address)).to.not.equal("0x");
      }
      await expect(factory.connect(ana).createToken(Layout.PLAIN, terms, ZeroHash))
        .to.be.revertedWithCustomError(factory, "TimeframeCreatedBefore")
        .withArgs(await factory.predictToken(Layout.PLAIN, terms, ana, ZeroHash));
    });

    it("take names of 1 to 31 bytes", async () => {
      const { factory, terms, ana } = await load();
      for (const name of ["N", "x".repeat(31), "ü".repeat(15)]) {
        await factory.createToken(Layout.PLAIN, { ...terms, name }, ZeroHash);
        const address = await factory.predictToken(Layout.PLAIN, { ...terms, name }, terms.administrator, ZeroHash);
        const token = PlainTimeframeToken__factory.connect(address, ana);
        expect(await token.name()).to.equal(name);
        expect((await token.eip712Domain()).name).to.equal(name);
      }
      for (const [name, length] of [
        ["", 0n],
        ["x".repeat(32), 32n],
        ["ü".repeat(16), 32n],
      ] as const) {
        await expect(factory.createToken(Layout.PLAIN, { ...terms, name }, ZeroHash))
          .to.be.revertedWithCustomError(factory, "TimeframeNameLength")
          .withArgs(length);
      }
    });

    it("refuse a backing that is none and a token without administrator", async () => {
      const { factory, groups, terms, ana } = await load();
      const other = await factory.createToken.staticCall(Layout.PLAIN, terms, ZeroHash);
      await factory.createToken(Layout.PLAIN, terms, ZeroHash);
      // The second precompile answers anything with 32 bytes.
      const sha256 = toBeHex(2n, 20);
      for (const backing of [ana.address, sha256, await factory.getAddress(), await groups.getAddress(), other]) {
        await expect(factory.createToken(Layout.PLAIN, { ...terms, backing }, ZeroHash))
          .to.be.revertedWithCustomError(factory, "TimeframeBackingMissing")
          .withArgs(backing);
      }
      await expect(
        factory.createToken(Layout.PLAIN, { ...terms, administrator: ZeroAddress }, ZeroHash),
      ).to.be.revertedWithCustomError(factory, "TimeframeAdministratorMissing");
    });
  });

  describe("createTokens", () => {
    it("creates three tokens of a programme in one transaction, which the chain has room for", async () => {
      const { factory, terms, ana } = await load();
      const layouts = [Layout.PLAIN, Layout.CAPPED, Layout.GRACE];
      const programme = [
        { ...terms, name: "Weekly" },
        { ...terms, name: "Monthly", rhythm: Rhythm.MONTH, anchor: 0n, frameLength: 0n },
        { ...terms, name: "Quarterly", rhythm: Rhythm.QUARTER, anchor: 0n, frameLength: 0n },
      ];
      const predicted = await Promise.all(
        layouts.map((layout, i) => factory.predictToken(layout, programme[i] ?? terms, ana, ZeroHash)),
      );
      expect(await factory.connect(ana).createTokens.staticCall(layouts, programme, ZeroHash)).to.deep.equal(predicted);
      const sent = await factory.connect(ana).createTokens(layouts, programme, ZeroHash);
      const receipt = await sent.wait();
      // Code that is instrumented for coverage is longer than what is deployed.
      if (!hre.globalOptions.coverage) expect(receipt?.gasUsed).to.be.lessThan(TRANSACTION_GAS);
      for (const [i, address] of predicted.entries()) {
        const token = PlainTimeframeToken__factory.connect(address, ana);
        expect(await token.name()).to.equal(programme[i]?.name);
        expect(await token.accountLayout()).to.equal(layouts[i]);
      }
    });

    it("creates none where one is refused, or where the lists differ in length", async () => {
      const { factory, terms, administrator } = await load();
      await expect(factory.createTokens([Layout.PLAIN, Layout.PLAIN], [terms, terms], ZeroHash))
        .to.be.revertedWithCustomError(factory, "TimeframeCreatedBefore")
        .withArgs(await factory.predictToken(Layout.PLAIN, terms, administrator, ZeroHash));
      await expect(factory.createTokens([Layout.PLAIN], [terms, terms], ZeroHash))
        .to.be.revertedWithCustomError(factory, "TimeframeTermsMismatch")
        .withArgs(1n, 2n);
    });
  });

  describe("createBacking and predictBacking", () => {
    for (const [name, kind] of Object.entries(BackingKind)) {
      it(`create a backing of kind ${name} at the address that was told`, async () => {
        const { factory, asset, sponsor, ana, ben } = await load();
        const money = await asset.getAddress();
        const predicted = await factory.predictBacking(kind, money, sponsor, ana, ZeroHash);
        expect(await factory.connect(ana).createBacking.staticCall(kind, money, sponsor, ZeroHash)).to.equal(predicted);
        await expect(factory.connect(ana).createBacking(kind, money, sponsor, ZeroHash))
          .to.emit(factory, "BackingCreated")
          .withArgs(predicted, ana.address, kind, money, sponsor.address);
        const backing = FixedPriceBacking__factory.connect(predicted, ana);
        expect(await backing.asset()).to.equal(money);
        expect(await backing.owner()).to.equal(sponsor.address);
        await expect(factory.connect(ana).createBacking(kind, money, sponsor, ZeroHash))
          .to.be.revertedWithCustomError(factory, "TimeframeCreatedBefore")
          .withArgs(predicted);
        await factory.connect(ben).createBacking(kind, money, sponsor, ZeroHash);
      });
    }

    it("make what was asked for", async () => {
      const { factory, asset, sponsor, administrator } = await load();
      const money = await asset.getAddress();
      const at = async (kind: bigint) => {
        await factory.createBacking(kind, money, sponsor, ZeroHash);
        return factory.predictBacking(kind, money, sponsor, administrator, ZeroHash);
      };
      const shared = ProRataBacking__factory.connect(await at(BackingKind.PRO_RATA), sponsor);
      expect(await shared.frameOf(ZeroAddress, 1n)).to.deep.equal([0n, 0n, 0n]);
      const fixed = ProRataBacking__factory.connect(await at(BackingKind.FIXED_PRICE), sponsor);
      await expect(fixed.frameOf(ZeroAddress, 1n)).to.be.revert(ethers);
    });

    it("refuse a sponsor of zero", async () => {
      const { factory, asset } = await load();
      await expect(factory.createBacking(BackingKind.FIXED_PRICE, asset, ZeroAddress, ZeroHash))
        .to.be.revertedWithCustomError(FixedPriceBacking__factory.connect(ZeroAddress), "OwnableInvalidOwner")
        .withArgs(ZeroAddress);
    });
  });
});
