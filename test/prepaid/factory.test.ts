import { expect } from "chai";
import {
  AbiCoder,
  concat,
  encodeBytes32String,
  getCreate2Address,
  id as selectorHash,
  keccak256,
  ZeroHash,
} from "ethers";

import {
  AnsweringAsset__factory,
  PrepaidCards__factory,
  PrepaidVault__factory,
} from "../../types/ethers-contracts/index.js";
import { createVault, DAY, deployPrepaid, ethers, HOUR, networkHelpers } from "./fixture.ts";
import { eventsOf, refuses } from "./support.ts";

const coder = AbiCoder.defaultAbiCoder();
const selector = (signature: string): string => selectorHash(signature).slice(0, 10);

describe("PrepaidFactory", () => {
  const load = () => networkHelpers.loadFixture(deployPrepaid);

  describe("createVault", () => {
    it("makes the vault of an asset and a length of bucket where it was said to come, named after the asset", async () => {
      const { factory, asset } = await load();
      const address = await factory.vaultOf(asset, DAY);
      expect(await factory.isVault(address)).to.equal(false);
      expect(await ethers.provider.getCode(address)).to.equal("0x");
      expect(await eventsOf(factory.createVault(asset, DAY), factory)).to.deep.equal([
        ["VaultCreated", address, await asset.getAddress(), DAY, "Prepaid mUSD", "pmUSD"],
      ]);
      expect(await factory.vaultOf(asset, DAY)).to.equal(address);
      expect(await factory.isVault(address)).to.equal(true);
      const vault = PrepaidVault__factory.connect(address, factory.runner);
      expect(await vault.name()).to.equal("Prepaid mUSD");
      expect(await vault.symbol()).to.equal("pmUSD");
      expect(await vault.decimals()).to.equal(6n);
      expect(await vault.asset()).to.equal(await asset.getAddress());
      expect(await vault.bucketLength()).to.equal(DAY);
      expect(await vault.totalSupply()).to.equal(0n);
    });

    it("follows from the code and the asset alone (CREATE2)", async () => {
      const { factory, asset } = await load();
      const args = coder.encode(
        ["address", "uint256", "uint8", "string", "string", "address"],
        [await asset.getAddress(), HOUR, 6, "Prepaid mUSD", "pmUSD", await factory.desk()],
      );
      const predicted = getCreate2Address(
        await factory.getAddress(),
        ZeroHash,
        keccak256(concat([PrepaidVault__factory.bytecode, args])),
      );
      expect(await factory.vaultOf(asset, HOUR)).to.equal(predicted);
    });

    it("returns its address, whoever creates it", async () => {
      const { factory, asset, people } = await load();
      const [ann] = people;
      expect(await factory.connect(ann).createVault.staticCall(asset, DAY)).to.equal(await factory.vaultOf(asset, DAY));
    });

    it("makes one for each asset and length, once", async () => {
      const { factory, asset, vault, people } = await load();
      const made = await vault.getAddress();
      await refuses(() => factory.createVault(asset, HOUR), "PrepaidCreatedBefore", [made], factory);
      await refuses(() => factory.connect(people[0]).createVault(asset, HOUR), "PrepaidCreatedBefore", [made], factory);
      const daily = await createVault(factory, await asset.getAddress(), DAY);
      expect(await daily.getAddress()).to.not.equal(made);
      await refuses(
        async () => factory.createVault(asset, DAY),
        "PrepaidCreatedBefore",
        [await daily.getAddress()],
        factory,
      );
    });

    it("knows hours and days only", async () => {
      const { factory, asset } = await load();
      for (const length of [0n, 1n, HOUR - 1n, HOUR + 1n, DAY - 1n, DAY + 1n, 2n ** 255n]) {
        await refuses(() => factory.createVault(asset, length), "PrepaidBucketLengthInvalid", [length], factory);
        await refuses(() => factory.vaultOf(asset, length), "PrepaidBucketLengthInvalid", [length], factory);
      }
    });

    it("asks for an asset with decimals", async () => {
      const { factory, deployer, people } = await load();
      const nobody = people[0]!.address;
      const silent = await new AnsweringAsset__factory(deployer).deploy();
      const wide = await new AnsweringAsset__factory(deployer).deploy();
      await wide.setAnswer(selector("decimals()"), coder.encode(["uint256"], [256n]));
      for (const asset of [nobody, await silent.getAddress(), await wide.getAddress()]) {
        await refuses(() => factory.createVault(asset, HOUR), "PrepaidAssetInvalid", [asset], factory);
        await refuses(() => factory.vaultOf(asset, HOUR), "PrepaidAssetInvalid", [asset], factory);
      }
      // Addresses without code may still answer: those of precompiles.
      const identity = "0x0000000000000000000000000000000000000004";
      await refuses(() => factory.createVault(identity, HOUR), "PrepaidAssetInvalid", [identity], factory);
    });

    for (const [what, answer, symbol] of [
      ["a string", coder.encode(["string"], ["OLD"]), "OLD"],
      ["32 bytes and no string", encodeBytes32String("OLD"), "OLD"],
      ["more than 32 bytes", coder.encode(["string"], ["S".repeat(40)]), "S".repeat(32)],
      ["nothing", coder.encode(["string"], [""]), ""],
      ["an error", "0x", ""],
    ] as const) {
      it(`takes an asset whose symbol is ${what}`, async () => {
        const { factory, deployer } = await load();
        const asset = await new AnsweringAsset__factory(deployer).deploy();
        await asset.setAnswer(selector("decimals()"), coder.encode(["uint8"], [255]));
        await asset.setAnswer(selector("symbol()"), answer);
        const vault = await createVault(factory, await asset.getAddress());
        expect(await vault.symbol()).to.equal(`p${symbol}`);
        expect(await vault.name()).to.equal(`Prepaid ${symbol}`);
        expect(await vault.decimals()).to.equal(255n);
      });
    }

    it("keeps an asset's first vault, when the asset changes its symbol", async () => {
      const { factory, deployer } = await load();
      const asset = await new AnsweringAsset__factory(deployer).deploy();
      await asset.setAnswer(selector("decimals()"), coder.encode(["uint8"], [6]));
      await asset.setAnswer(selector("symbol()"), coder.encode(["string"], ["ONE"]));
      const name = await asset.getAddress();
      const first = await (await createVault(factory, name)).getAddress();
      await asset.setAnswer(selector("symbol()"), coder.encode(["string"], ["TWO"]));
      expect(await factory.vaultOf(name, HOUR)).to.equal(first);
      await refuses(() => factory.createVault(name, HOUR), "PrepaidCreatedBefore", [first], factory);
    });
  });

  describe("createCards", () => {
    it("makes the cards of a vault where they were said to come, once", async () => {
      const { factory, vault, people } = await load();
      const [ann] = people;
      const of = await vault.getAddress();
      const address = await factory.cardsOf(of);
      expect(await factory.connect(ann).createCards.staticCall(of)).to.equal(address);
      expect(await eventsOf(factory.connect(ann).createCards(of), factory)).to.deep.equal([
        ["CardsCreated", address, of],
      ]);
      expect(await factory.cardsOf(of)).to.equal(address);
      const cards = PrepaidCards__factory.connect(address, ann);
      expect(await cards.vault()).to.equal(of);
      expect(await cards.name()).to.equal("Lapse Prepaid Cards");
      expect(await cards.symbol()).to.equal("CARD");
      await refuses(() => factory.createCards(of), "PrepaidCreatedBefore", [address], factory);
    });

    it("makes them for vaults of its own alone", async () => {
      const { factory, asset, people } = await load();
      for (const other of [people[0]!.address, await asset.getAddress(), await factory.vaultOf(asset, DAY)]) {
        await refuses(() => factory.createCards(other), "PrepaidVaultUnknown", [other], factory);
      }
    });
  });

  it("names the desk that all its vaults share", async () => {
    const { factory, desk } = await load();
    expect(await factory.desk()).to.equal(desk);
  });
});
