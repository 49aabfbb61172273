import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";
import hre from "hardhat";

import { ContractAccount__factory, MockERC721__factory } from "../../types/ethers-contracts/index.js";
import {
  DAY,
  describeForEachKey,
  enrolled,
  Kind,
  load,
  nextBlockAt,
  now,
  report,
  shown,
  START,
  State,
  VALUE,
} from "./fixture.ts";
import { ended, gasOf, putIn, slash, worthAt } from "./holding.ts";

describeForEachKey("the token of a vehicle", () => {
  it("has a name, a symbol, an owner, and is transferred as any", async () => {
    const world = await load();
    const { stake, owner, buyer, stranger } = world;
    const car = await enrolled(world);
    expect(await stake.name()).to.equal("Lapse Vehicle");
    expect(await stake.symbol()).to.equal("VEHICLE");
    expect(await stake.balanceOf(owner.address)).to.equal(1n);
    await stake.connect(owner).approve(stranger.address, car.id);
    expect(await stake.getApproved(car.id)).to.equal(stranger.address);
    const sent = stake.connect(stranger).transferFrom(owner.address, buyer.address, car.id);
    await expect(sent).to.emit(stake, "Transfer").withArgs(owner.address, buyer.address, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(buyer.address);
    await stake.connect(buyer).setApprovalForAll(stranger.address, true);
    expect(await stake.isApprovedForAll(buyer.address, stranger.address)).to.equal(true);
    await stake.connect(stranger)["safeTransferFrom(address,address,uint256)"](buyer.address, owner.address, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(owner.address);
  });

  it("is moved by nobody else", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { stake, owner, stranger } = world;
    await expect(stake.connect(stranger).transferFrom(owner.address, stranger.address, car.id))
      .to.be.revertedWithCustomError(stake, "ERC721InsufficientApproval")
      .withArgs(stranger.address, car.id);
    await expect(stake.connect(stranger).transferFromIfAtLeast(owner.address, stranger.address, car.id, 0n))
      .to.be.revertedWithCustomError(stake, "ERC721InsufficientApproval")
      .withArgs(stranger.address, car.id);
  });

  it("says which standards it keeps, by their numbers", async () => {
    const { stake } = await load();
    const ids = {
      ERC165: "0x01ffc9a7",
      ERC721: "0x80ac58cd",
      ERC721Metadata: "0x5b5e139f",
      ERC4906: "0x49064906",
      ERC5192: "0xb45a3c0e",
      ERC7496: "0xaf332f3e",
    };
    for (const [name, id] of Object.entries(ids)) expect(await stake.supportsInterface(id), name).to.equal(true);
    for (const id of ["0xffffffff", "0x00000000", "0x780e9d63"]) {
      expect(await stake.supportsInterface(id)).to.equal(false);
    }
  });

  it("goes to no contract that can't receive, where it is sent safely, and plainly to any", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    const deaf = await (await new ContractAccount__factory(world.deployer).deploy()).getAddress();
    const owned = stake.connect(owner);
    const sends = [
      owned["safeTransferFrom(address,address,uint256)"](owner.address, deaf, car.id),
      owned["safeTransferFrom(address,address,uint256,bytes)"](owner.address, deaf, car.id, "0x01"),
      owned.safeTransferFromIfAtLeast(owner.address, deaf, car.id, 0n, "0x"),
    ];
    for (const sent of sends) {
      await expect(sent).to.be.revertedWithCustomError(stake, "ERC721InvalidReceiver").withArgs(deaf);
    }
    await owned.transferFrom(owner.address, deaf, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(deaf);
  });

  it("never comes to this contract but as a part, nor to nobody", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    for (const to of [await stake.getAddress(), ZeroAddress]) {
      await expect(stake.connect(owner).transferFrom(owner.address, to, car.id))
        .to.be.revertedWithCustomError(stake, "ERC721InvalidReceiver")
        .withArgs(to);
    }
  });

  it("stays where it is once the vehicle has ended, and not where it was slashed", async () => {
    const world = await load();
    const { stake, owner, buyer } = world;
    const [gone, guilty] = [await enrolled(world), await enrolled(world)];
    await ended(world, gone);
    await slash(world, guilty);
    for (const to of [buyer.address, toBeHex(1n, 20)]) {
      await expect(stake.connect(owner).transferFrom(owner.address, to, gone.id))
        .to.be.revertedWithCustomError(stake, "VehicleUnfit")
        .withArgs(gone.id, State.ENDED);
    }
    expect(await stake.locked(gone.id)).to.equal(true);
    expect(await stake.locked(guilty.id)).to.equal(false);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, guilty.id);
  });

  it("costs at most 6,000 gas more to transfer than an ordinary one with the same number", async function () {
    // Code that is instrumented for coverage takes more.
    if (hre.globalOptions.coverage) this.skip();
    const world = await load();
    const { stake, owner, buyer } = world;
    const cars = [await enrolled(world), await enrolled(world)];
    await enrolled(world, { owner: buyer.address });
    const ordinary = await new MockERC721__factory(world.deployer).deploy();
    for (const { id } of cars) await ordinary.mint(owner.address, id);
    await ordinary.mint(buyer.address, 1n);
    for (const { id } of cars) {
      const ours = await gasOf(await stake.connect(owner).transferFrom(owner.address, buyer.address, id));
      const plain = await gasOf(await ordinary.connect(owner).transferFrom(owner.address, buyer.address, id));
      expect(ours - plain <= 6_000n, `${ours} against ${plain}`).to.equal(true);
    }
  });

  describe("protects its buyer", () => {
    it("who says what the vehicle must show at least in that second", async () => {
      const at = START + 10n * DAY;
      for (const more of [-1n, 0n, 1n]) {
        for (const safe of [false, true]) {
          const world = await load();
          const { stake, owner, buyer } = world;
          const car = await enrolled(world);
          const value = await worthAt(world, at);
          const least = value + more;
          await nextBlockAt(at);
          const owned = stake.connect(owner);
          const options = { gasLimit: 500_000n };
          const sent = safe
            ? owned.safeTransferFromIfAtLeast(owner.address, buyer.address, car.id, least, "0x", options)
            : owned.transferFromIfAtLeast(owner.address, buyer.address, car.id, least, options);
          if (more > 0n) {
            await expect(sent).to.be.revertedWithCustomError(stake, "VehicleBelow").withArgs(value, least);
          } else {
            await expect(sent).to.emit(stake, "Transfer").withArgs(owner.address, buyer.address, car.id);
          }
        }
      }
    });

    it("from news that come the second before, as long as he doesn't buy plainly", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const car = await enrolled(world);
      const least = (VALUE * 9n) / 10n;
      await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
      const worth = await shown(world, car);
      expect(worth < least).to.equal(true);
      await expect(stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, car.id, least))
        .to.be.revertedWithCustomError(stake, "VehicleBelow")
        .withArgs((value: bigint) => value <= worth, least);
      await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    });

    it("while a report is pending, and from one that shows nothing at all", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const [car, gone] = [await enrolled(world), await enrolled(world)];
      await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
      await stake.connect(owner).declareStolen(gone.id);
      for (const { id } of [car, gone]) {
        await expect(stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, id, 1n))
          .to.be.revertedWithCustomError(stake, "VehicleBelow")
          .withArgs(0n, 1n);
      }
    });

    it("counts the parts in it", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const [car, part] = [await enrolled(world), await enrolled(world)];
      await putIn(world, part, car);
      const at = (await now()) + DAY;
      const value = 2n * (await worthAt(world, at));
      await nextBlockAt(at);
      await stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, car.id, value);
      expect(await stake.ownerOf(car.id)).to.equal(buyer.address);
    });
  });
});
