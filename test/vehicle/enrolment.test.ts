import { expect } from "chai";
import {
  AbiCoder,
  encodeBytes32String,
  getAddress,
  id as hashOf,
  keccak256,
  Signature,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import { ContractAuthority__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import type { EnrolmentStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import {
  anchorOf,
  CAR_KEY,
  conditionOf,
  DAY,
  enrolled,
  enrolmentOf,
  ETHER,
  idOf,
  KEYS,
  KM,
  load,
  nextBlockAt,
  ODOMETER,
  plainKey,
  secureKey,
  signedEnrolment,
  START,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { type Key, otherForm, p256Key, signAs } from "./signing.ts";

const SHARES = 10n ** 18n;

describe("the enrolment of a vehicle", () => {
  for (const [name, keyOf] of KEYS) {
    describe(`with ${name}`, () => {
      it("makes the owner's token, tells of it, and keeps what was signed", async () => {
        const world = await load();
        const { stake } = world;
        const key = keyOf(world);
        const enrolment = await enrolmentOf(world, {}, key);
        const id = idOf(enrolment.issuer as string, enrolment.commitment);
        const sent = stake.connect(world.keeper).enrol(...signedEnrolment(world, enrolment, key));
        await expect(sent)
          .to.emit(stake, "VehicleEnrolled")
          .withArgs(
            id,
            getAddress(enrolment.issuer as string),
            enrolment.commitment,
            key.bytes,
            enrolment.policy,
            enrolment.unit,
            VALUE,
            START,
            ODOMETER,
          );
        await expect(sent).to.emit(stake, "Transfer").withArgs(ZeroAddress, world.owner.address, id);
        await expect(sent).to.not.emit(stake, "VehicleDeposited");
        expect(await stake.ownerOf(id)).to.equal(world.owner.address);

        const known = await stake.vehicle(id);
        expect(known.state).to.equal(State.ACTIVE);
        expect(known.sequence).to.equal(0n);
        expect([...known.anchor]).to.deep.equal([VALUE, START, ODOMETER]);
        expect([...known.condition]).to.deep.equal([START, ODOMETER, 0n, 0n]);
        expect([known.unit, known.policy]).to.deep.equal([enrolment.unit, enrolment.policy]);
        expect([known.nextPolicy, known.nextSince]).to.deep.equal([ZeroAddress, 0n]);
        const isLong = key.shown !== "0x";
        const kept = isLong ? `0x${keccak256(key.bytes).slice(-40)}` : key.bytes;
        expect(known.key.toLowerCase()).to.equal(kept);
        expect([known.longKey, known.firstSequence, known.deposit, known.pending]).to.deep.equal([
          isLong,
          1n,
          0n,
          false,
        ]);
        expect([...(await stake.bookOf(id))]).to.deep.equal([VALUE, 0n, 0n, 0n, VALUE]);
      });

      it("keeps each vehicle's own unit", async () => {
        const world = await load();
        const units = [world.dollar, world.reward, world.dollar];
        const cars = [];
        for (const unit of units) cars.push(await enrolled(world, { unit: await unit.getAddress() }, keyOf(world)));
        for (const [i, { id }] of cars.entries()) {
          expect((await world.stake.vehicle(id)).unit).to.equal(await units[i]!.getAddress());
        }
      });

      it("is refused without the vehicle's own signature", async () => {
        const world = await load();
        const key = keyOf(world);
        const enrolment = await enrolmentOf(world, {}, key);
        const [, issuers] = signedEnrolment(world, enrolment, key);
        const other = key.shown === "0x" ? plainKey(7n) : p256Key(world.verifier, 7n);
        for (const signature of [signAs(other, world.domain, "Enrolment", enrolment), issuers, "0x"]) {
          await expect(world.stake.enrol(enrolment, issuers, signature))
            .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
            .withArgs(key.bytes);
        }
      });
    });
  }

  it("gives all residual shares to who is named for them", async () => {
    const world = await load();
    const { id } = await enrolled(world, { residualHolder: world.guarantor.address });
    expect(await world.residual.balanceOf(world.guarantor.address, id)).to.equal(SHARES);
    expect(await world.residual.STAKE()).to.equal(await world.stake.getAddress());
  });

  it("gives them to the vehicle's own key where nobody is named, and needs somebody where that is no address", async () => {
    const world = await load();
    const { id } = await enrolled(world, { residualHolder: ZeroAddress });
    expect(await world.residual.balanceOf(CAR_KEY.bytes, id)).to.equal(SHARES);
    await refuses(
      world,
      await enrolmentOf(world, { residualHolder: ZeroAddress }, secureKey(world)),
      secureKey(world),
    ).with("VehicleIncomplete", encodeBytes32String("residualHolder"));
  });

  it("keeps the ether that comes with it as the bounty", async () => {
    const world = await load();
    const enrolment = await enrolmentOf(world);
    const id = idOf(enrolment.issuer as string, enrolment.commitment);
    const sent = world.stake.connect(world.keeper).enrol(...signedEnrolment(world, enrolment), { value: ETHER });
    await expect(sent).to.emit(world.stake, "VehicleDeposited").withArgs(id, world.keeper.address, ETHER);
    expect((await world.stake.vehicle(id)).deposit).to.equal(ETHER);
  });

  it("shows at once what its policy says", async () => {
    const world = await load();
    const { id } = await enrolled(world);
    const [value] = await world.policy.worthIn(
      anchorOf(VALUE, START, ODOMETER),
      conditionOf(START + DAY, ODOMETER, 0n, 0n),
    );
    expect(await world.stake.valueAt(id, START + DAY)).to.equal(value);
    expect(value < VALUE).to.equal(true);
  });

  it("knows a vehicle by its issuer and what commits to its number", async () => {
    const world = await load();
    const salt = hashOf("salt");
    const commitment = await world.stake.commitmentOf(salt, "WVWZZZ1JZXW000001");
    const exact = AbiCoder.defaultAbiCoder().encode(["bytes32", "string"], [salt, "WVWZZZ1JZXW000001"]);
    expect(commitment).to.equal(keccak256(exact));
    const { id } = await enrolled(world, { commitment });
    expect(await world.stake.vehicleOf(world.issuer.bytes, commitment)).to.equal(id);
  });

  it("happens once with each issuer", async () => {
    const world = await load();
    const commitment = hashOf("one vehicle");
    const { id } = await enrolled(world, { commitment });
    const again = await enrolmentOf(world, { commitment, owner: world.stranger.address }, plainKey(8n));
    await refuses(world, again, plainKey(8n)).with("VehicleEnrolledBefore", id);
    const elsewhere = await enrolled(world, { commitment, issuer: world.otherIssuer.bytes });
    expect(elsewhere.id).to.not.equal(id);
    expect(await world.stake.balanceOf(world.owner.address)).to.equal(2n);
  });

  it("is possible in the last second of its deadline, and not in the next", async () => {
    const world = await load();
    const deadline = START + DAY;
    for (const at of [deadline - 1n, deadline]) {
      const enrolment = await enrolmentOf(world, { deadline });
      await nextBlockAt(at);
      await world.stake.enrol(...signedEnrolment(world, enrolment));
    }
    const late = await enrolmentOf(world, { deadline });
    await nextBlockAt(deadline + 1n);
    await refuses(world, late).with("VehicleExpired", deadline, deadline + 1n);
  });

  it("takes an appraisal of this second, and none of the next", async () => {
    const world = await load();
    for (const [appraisedAt, at] of [
      [START + DAY - 1n, START + DAY],
      [START + DAY + 1n, START + DAY + 1n],
    ] as const) {
      const enrolment = await enrolmentOf(world, { appraisedAt });
      await nextBlockAt(at);
      await world.stake.enrol(...signedEnrolment(world, enrolment));
    }
    const early = await enrolmentOf(world, { appraisedAt: START + 2n * DAY + 1n });
    await nextBlockAt(START + 2n * DAY);
    await refuses(world, early).with("VehicleObservedAt", START + 2n * DAY + 1n, 0n, START + 2n * DAY);
  });

  describe("is refused", () => {
    const missing: readonly [string, string, (world: World) => Promise<Partial<EnrolmentStruct>>][] = [
      ["without an owner", "owner", () => Promise.resolve({ owner: ZeroAddress })],
      ["for the contract itself", "owner", async ({ stake }) => ({ owner: await stake.getAddress() })],
      ["without a policy", "policy", () => Promise.resolve({ policy: ZeroAddress })],
      ["with a policy that has no code", "policy", ({ stranger }) => Promise.resolve({ policy: stranger.address })],
      ["with a unit that has no code", "unit", ({ stranger }) => Promise.resolve({ unit: stranger.address })],
      ["without a key", "key", () => Promise.resolve({ key: "0x" })],
      ["with a key of 19 bytes", "key", ({ owner }) => Promise.resolve({ key: owner.address.slice(0, -2) })],
      ["with the address of nobody as its key", "key", () => Promise.resolve({ key: ZeroAddress })],
      ["with a key whose verifier has no code", "key", ({ owner }) => Promise.resolve({ key: `${owner.address}00` })],
    ];
    for (const [name, field, changesOf] of missing) {
      it(name, async () => {
        const world = await load();
        const enrolment = await enrolmentOf(world, await changesOf(world));
        await refuses(world, enrolment).with("VehicleIncomplete", encodeBytes32String(field));
      });
    }

    it("without the issuer's signature", async () => {
      const world = await load();
      const enrolment = await enrolmentOf(world);
      const [, , vehicles] = signedEnrolment(world, enrolment);
      for (const signature of [vehicles, signAs(world.otherIssuer, world.domain, "Enrolment", enrolment), "0x"]) {
        await expect(world.stake.enrol(enrolment, signature, vehicles))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(world.issuer.bytes);
      }
    });

    it("where anything that was signed is changed", async () => {
      const world = await load();
      const enrolment = await enrolmentOf(world);
      const [, issuers, vehicles] = signedEnrolment(world, enrolment);
      const changes: Partial<EnrolmentStruct>[] = [
        { commitment: hashOf("another") },
        { key: plainKey(9n).bytes },
        { owner: world.stranger.address },
        { residualHolder: world.stranger.address },
        { policy: await world.dollar.getAddress() },
        { unit: await world.reward.getAddress() },
        { value: VALUE + 1n },
        { appraisedAt: START - 1n },
        { odometer: ODOMETER + KM },
        { deadline: (enrolment.deadline as bigint) + 1n },
      ];
      for (const change of changes) {
        await expect(world.stake.enrol({ ...enrolment, ...change }, issuers, vehicles), Object.keys(change)[0])
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(world.issuer.bytes);
      }
      const other = world.otherIssuer.bytes;
      await expect(world.stake.enrol({ ...enrolment, issuer: other }, issuers, vehicles))
        .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
        .withArgs(other);
      await world.stake.enrol(enrolment, issuers, vehicles);
    });

    it("with what was signed for another contract, another chain or another version", async () => {
      const world = await load();
      const enrolment = await enrolmentOf(world);
      const [, issuers, vehicles] = signedEnrolment(world, enrolment);
      for (const foreign of [
        { ...world.domain, verifyingContract: world.stranger.address },
        { ...world.domain, chainId: world.domain.chainId + 1n },
        { ...world.domain, version: "2" },
        { ...world.domain, name: "Lapse Vehicles" },
      ]) {
        const [asIssuer, asVehicle] = [world.issuer, CAR_KEY].map((key) =>
          signAs(key, foreign, "Enrolment", enrolment),
        );
        await expect(world.stake.enrol(enrolment, asIssuer!, vehicles))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(world.issuer.bytes);
        await expect(world.stake.enrol(enrolment, issuers, asVehicle!))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(CAR_KEY.bytes);
      }
    });

    it("with signatures in another form than the usual one", async () => {
      const world = await load();
      const enrolment = await enrolmentOf(world);
      const [, issuers, vehicles] = signedEnrolment(world, enrolment);
      const compact = (signature: string) => Signature.from(signature).compactSerialized;
      for (const change of [otherForm, compact]) {
        await expect(world.stake.enrol(enrolment, change(issuers), vehicles))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(world.issuer.bytes);
        await expect(world.stake.enrol(enrolment, issuers, change(vehicles)))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(CAR_KEY.bytes);
      }
    });
  });

  it("takes accounts with code as issuer and as key, by ERC-1271", async () => {
    const world = await load();
    const authority = new ContractAuthority__factory(world.deployer);
    const [issuer, vehicle] = [
      await (await authority.deploy(world.issuer.bytes)).getAddress(),
      await (await authority.deploy(CAR_KEY.bytes)).getAddress(),
    ];
    const enrolment = await enrolmentOf(world, { issuer, key: vehicle });
    const [, issuers, vehicles] = signedEnrolment(world, enrolment);
    await expect(world.stake.enrol(enrolment, vehicles, vehicles))
      .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
      .withArgs(issuer.toLowerCase());
    await expect(world.stake.enrol(enrolment, issuers, issuers))
      .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
      .withArgs(vehicle.toLowerCase());
    await world.stake.enrol(enrolment, issuers, vehicles);
    expect(await world.stake.ownerOf(idOf(issuer, enrolment.commitment))).to.equal(world.owner.address);
  });

  describe("under a policy of somebody else", () => {
    async function staged() {
      const world = await load();
      const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
      return { world, policy, enrolment: await enrolmentOf(world, { policy: await policy.getAddress() }) };
    }

    it("is refused where that makes more of the vehicle than it was appraised at", async () => {
      const { world, policy, enrolment } = await staged();
      for (const [value, residual] of [
        [VALUE + 1n, 0n],
        [VALUE, 1n],
        [0n, VALUE + 1n],
        [2n ** 256n - 1n, 2n ** 256n - 1n],
      ] as const) {
        await policy.say(value, residual, false);
        await refuses(world, enrolment).with("VehicleIncomplete", encodeBytes32String("policy"));
      }
    });

    it("books what that makes of it, and the rest as consumed", async () => {
      const { world, policy, enrolment } = await staged();
      await policy.say(VALUE - 10n, 3n, false);
      await world.stake.enrol(...signedEnrolment(world, enrolment));
      const id = idOf(enrolment.issuer as string, enrolment.commitment);
      expect([...(await world.stake.bookOf(id))]).to.deep.equal([VALUE - 10n, 3n, 7n, 0n, VALUE]);
    });
  });

  it("takes the largest value and key that there can be", async () => {
    const world = await load();
    const value = 2n ** 80n - 1n;
    const car = await enrolled(world, { value, odometer: 2n ** 40n - 1n });
    expect((await world.stake.bookOf(car.id)).value).to.equal(value);
  });

  it("has the domain that all signatures are for", async () => {
    const world = await load();
    const { name, version, chainId, verifyingContract } = world.domain;
    // ERC-5267: four fields, by their bits, no salt and no extension.
    expect([...(await world.stake.eip712Domain())]).to.deep.equal([
      "0x0f",
      name,
      version,
      chainId,
      verifyingContract,
      ZeroHash,
      [],
    ]);
  });
});

/** Whether an enrolment is refused, signed as it should be. */
function refuses(world: World, enrolment: EnrolmentStruct, key: Key = CAR_KEY) {
  const sent = () => world.stake.enrol(...signedEnrolment(world, enrolment, key));
  return {
    with: async (error: string, ...values: unknown[]) => {
      await expect(sent())
        .to.be.revertedWithCustomError(world.stake, error)
        .withArgs(...values);
    },
  };
}
