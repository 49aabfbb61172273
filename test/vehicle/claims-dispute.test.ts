import { expect } from "chai";

import { ContractAccount__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  balanced,
  conditionOf,
  confirm,
  covered,
  defend,
  dispute,
  endDispute,
  findingOf,
  judge,
  moved,
  NOBODY,
  open,
  stateOf,
  tells,
  worthNow,
} from "./claims.ts";
import {
  attested,
  type Car,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  ethers,
  Kind,
  load,
  moveTo,
  networkHelpers,
  nextBlockAt,
  now,
  PANEL,
  pass,
  report,
  reported,
  shown,
  type World,
} from "./fixture.ts";
import type { Key } from "./signing.ts";

const accident = { kind: Kind.ACCIDENT, severity: 2_000n };
/** The second in which a report counted. */
const countedAt = async (world: World, car: Car, sequence = 1n): Promise<bigint> =>
  (await world.stake.claimOf(car.id, sequence)).countedAt;

describeForEachKey("a dispute", () => {
  it("is begun with the bond, and the report counts meanwhile", async () => {
    const world = await load();
    const car = await reported(world, accident);
    let sent: unknown;
    const change = await moved(world, car, async () => (sent = await dispute(world, car, 1n)));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    const decideBy = (await now()) + PANEL.decideWithin;
    await expect(sent)
      .to.emit(world.stake, "VehicleDisputed")
      .withArgs(car.id, 1n, world.challenger.address, false, decideBy);
    await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.DISPUTED);
    expect([...(await world.stake.disputeOf(car.id, 1n))]).to.deep.equal([
      world.challenger.address,
      NOBODY,
      PANEL.bond,
      decideBy,
    ]);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 1n]);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(true);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_000n));
    await covered(world, [car], 1n);
  });

  for (const after of [-1n, 0n, 1n]) {
    it(`is taken ${after < 0n ? "in the last second" : `${after} seconds after the end`} of the window${after < 0n ? "" : " no more"}`, async () => {
      const world = await load();
      const car = await reported(world, accident);
      const until = (await countedAt(world, car)) + PANEL.disputeWindow;
      await nextBlockAt(until + after);
      const sent = dispute(world, car, 1n);
      if (after < 0n) await expect(sent).to.emit(world.stake, "VehicleDisputed");
      else {
        await expect(sent)
          .to.be.revertedWithCustomError(world.stake, "VehicleTooLate")
          .withArgs(until, until + after);
      }
    });
  }

  it("has its window after a grave report was confirmed, not after it was reported", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 5_000n });
    await expect(dispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.PENDING);
    await pass(100n * DAY);
    await confirm(world, car, 1n);
    await moveTo((await countedAt(world, car)) + PANEL.disputeWindow - 2n);
    await dispute(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
  });

  it("is refused with another bond, of no claim, and a second time", async () => {
    const world = await load();
    const car = await reported(world, accident);
    for (const value of [0n, PANEL.bond - 1n, PANEL.bond + 1n]) {
      await expect(world.stake.dispute(car.id, 1n, { value }))
        .to.be.revertedWithCustomError(world.stake, "VehicleBond")
        .withArgs(value, PANEL.bond);
    }
    await report(world, car);
    for (const sequence of [0n, 2n, 3n]) {
      await expect(dispute(world, car, sequence))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, sequence, ClaimState.NONE);
    }
    await dispute(world, car, 1n);
    await expect(dispute(world, car, 1n, world.stranger))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.DISPUTED);
    await judge(world, car, 1n, true);
    await expect(dispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.UPHELD);
    await covered(world, [car], 0n);
  });

  it("is refused where nobody could decide it", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 0n, false);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await report(world, car, accident);
    await expect(world.stake.dispute(car.id, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
      .withArgs(0n, 0n);
  });

  it("takes what is undone back, and pays the challenger both bonds", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await defend(world, car, 1n);
    await covered(world, [car], 2n);
    let sent: unknown;
    await moved(world, car, async () => (sent = await judge(world, car, 1n, false)), true);
    await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.UNDONE);
    await expect(sent)
      .to.emit(world.stake, "VehicleCredited")
      .withArgs(world.challenger.address, 2n * PANEL.bond);
    expect(await world.stake.creditOf(world.defender.address)).to.equal(0n);
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    const books = await balanced(world, car);
    expect([books.value, books.residual]).to.deep.equal([await worthNow(world, car, 0n, 0n, observedAt), 0n]);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    expect([...(await world.stake.disputeOf(car.id, 1n))]).to.deep.equal([NOBODY, NOBODY, 0n, 0n]);
    await covered(world, [car], 0n);
    const stake = world.stake.connect(world.challenger);
    await expect(stake.withdraw(world.buyer.address)).to.changeEtherBalance(ethers, world.buyer, 2n * PANEL.bond);
    await expect(stake.withdraw(world.buyer.address)).to.be.revertedWithCustomError(world.stake, "VehicleNothing");
  });

  it("that is lost pays the defender both bonds, and leaves the report as it was", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await expect(defend(world, car, 1n))
      .to.emit(world.stake, "VehicleDisputed")
      .withArgs(car.id, 1n, world.defender.address, true, (await world.stake.disputeOf(car.id, 1n)).decideBy);
    const change = await moved(world, car, () => judge(world, car, 1n, true));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.UPHELD);
    expect(await world.stake.creditOf(world.defender.address)).to.equal(2n * PANEL.bond);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(0n);
    await covered(world, [car], 0n);
  });

  it("that nobody defended gives its bond to the vehicle's deposit if it is lost, and back if it is won", async () => {
    const world = await load();
    const [lost, won] = [await reported(world, accident), await reported(world, accident)];
    const there = 3n;
    await world.stake.deposit(lost.id, { value: there });
    await dispute(world, lost, 1n);
    await dispute(world, won, 1n);
    await expect(judge(world, lost, 1n, true))
      .to.emit(world.stake, "VehicleDeposited")
      .withArgs(lost.id, world.challenger.address, PANEL.bond);
    expect((await world.stake.vehicle(lost.id)).deposit).to.equal(there + PANEL.bond);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(0n);
    await judge(world, won, 1n, false);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(PANEL.bond);
    await covered(world, [lost, won], 0n);
  });

  it("under a policy without a bond costs nobody anything", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 0n, false);
    await policy.ask({ ...world.panel, bond: 0n });
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await report(world, car, accident);
    await world.stake.dispute(car.id, 1n);
    await expect(judge(world, car, 1n, true)).not.to.emit(world.stake, "VehicleDeposited");
    await report(world, car, accident);
    await world.stake.dispute(car.id, 2n);
    await expect(judge(world, car, 2n, false)).not.to.emit(world.stake, "VehicleCredited");
  });

  it("is decided by four, not by those who confirm", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    for (const count of [2, 3]) {
      await expect(judge(world, car, 1n, false, world.attestors.slice(0, count)))
        .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
        .withArgs(count, 4n);
    }
    await judge(world, car, 1n, false, world.attestors.slice(1));
  });

  it("isn't decided by a finding that confirmed the report", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 5_000n });
    const finding = await findingOf(world, car, 1n);
    const confirmed = attested(world, finding, world.attestors);
    await world.stake.decide(...confirmed);
    await dispute(world, car, 1n);
    await expect(world.stake.decide(...confirmed))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.DISPUTED);
    await expect(world.stake.decide({ ...finding, disputed: true }, confirmed[1], confirmed[2]))
      .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
      .withArgs((world.attestors[0] as Key).bytes);
  });

  it("isn't decided twice", async () => {
    const world = await load();
    for (const holds of [true, false]) {
      const car = await reported(world, accident);
      await dispute(world, car, 1n);
      await defend(world, car, 1n);
      await judge(world, car, 1n, holds);
      const ended = holds ? ClaimState.UPHELD : ClaimState.UNDONE;
      const again = [
        () => judge(world, car, 1n, !holds),
        () => judge(world, car, 1n, holds),
        () => endDispute(world, car, 1n),
        () => defend(world, car, 1n),
      ];
      for (const act of again) {
        await expect(act()).to.be.revertedWithCustomError(world.stake, "VehicleClaim").withArgs(car.id, 1n, ended);
      }
      await covered(world, [car], 0n);
      await world.stake.connect(holds ? world.defender : world.challenger).withdraw(world.buyer.address);
    }
  });

  for (const after of [-1n, 0n, 1n]) {
    const late = after >= 0n;
    it(`is decided and defended ${late ? "no more" : "still"}, and ended ${late ? "from then on" : "not yet"}, ${after} seconds after its time`, async () => {
      const world = await load();
      const car = await reported(world, accident);
      await dispute(world, car, 1n);
      const { decideBy } = await world.stake.disputeOf(car.id, 1n);
      expect(decideBy).to.equal((await now()) + PANEL.decideWithin);
      const at = decideBy + after;
      const snapshot = await networkHelpers.takeSnapshot();
      const acts: [() => Promise<unknown>, boolean, string, bigint[]][] = [
        [() => judge(world, car, 1n, false), !late, "VehicleTooLate", [decideBy, at]],
        [() => judge(world, car, 1n, true), !late, "VehicleTooLate", [decideBy, at]],
        [() => defend(world, car, 1n), !late, "VehicleTooLate", [decideBy, at]],
        [() => endDispute(world, car, 1n), late, "VehicleTooEarly", [decideBy, at]],
      ];
      for (const [act, works, error, args] of acts) {
        await nextBlockAt(at);
        if (works) await act();
        else
          await expect(act())
            .to.be.revertedWithCustomError(world.stake, error)
            .withArgs(...args);
        await snapshot.restore();
      }
    });
  }

  it("that nobody decides in time ends by an act, and the report stands; nothing rises before", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 2_000n);
    await dispute(world, car, 2n);
    await defend(world, car, 2n);
    await pass(PANEL.decideWithin);
    // The service is disputed still: it shows what it did before it.
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_900n));
    const change = await moved(world, car, () => endDispute(world, car, 2n));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect(await stateOf(world, car, 2n)).to.equal(ClaimState.UPHELD);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_900n, 2_000n));
    expect(await world.stake.creditOf(world.defender.address)).to.equal(2n * PANEL.bond);
    await covered(world, [car], 0n);
  });

  it("of an accident hangs nothing of what services before it restored", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_500n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    await tells(world, car, Kind.ACCIDENT, 1_500n);
    await dispute(world, car, 3n);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 1n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n, 1_000n));
  });

  it("isn't ended where there is none", async () => {
    const world = await load();
    const car = await reported(world, accident);
    for (const [sequence, state] of [
      [1n, ClaimState.COUNTED],
      [2n, ClaimState.NONE],
    ] as const) {
      await expect(endDispute(world, car, sequence))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, sequence, state);
    }
  });
});

describeForEachKey("a dispute's defence", () => {
  it("needs the bond, a dispute, and another than the challenger", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await expect(defend(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.COUNTED);
    await dispute(world, car, 1n);
    await expect(defend(world, car, 1n, world.challenger))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(world.challenger.address, car.id);
    for (const value of [0n, PANEL.bond - 1n, PANEL.bond + 1n]) {
      await expect(world.stake.connect(world.defender).defend(car.id, 1n, { value }))
        .to.be.revertedWithCustomError(world.stake, "VehicleBond")
        .withArgs(value, PANEL.bond);
    }
  });

  it("is taken over by the owner alone, and the other has his bond back", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await defend(world, car, 1n);
    for (const who of [world.defender, world.stranger]) {
      await expect(defend(world, car, 1n, who))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, 1n, ClaimState.DISPUTED);
    }
    await expect(defend(world, car, 1n, world.owner))
      .to.emit(world.stake, "VehicleCredited")
      .withArgs(world.defender.address, PANEL.bond);
    expect((await world.stake.disputeOf(car.id, 1n)).defender).to.equal(world.owner.address);
    await expect(defend(world, car, 1n, world.owner))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.DISPUTED);
    await covered(world, [car], 2n);
    // Whoever has it next may take it over from him.
    await world.stake.connect(world.owner).transferFrom(world.owner.address, world.buyer.address, car.id);
    await defend(world, car, 1n, world.buyer);
    await judge(world, car, 1n, true);
    expect(await world.stake.creditOf(world.owner.address)).to.equal(PANEL.bond);
    expect(await world.stake.creditOf(world.buyer.address)).to.equal(2n * PANEL.bond);
    await covered(world, [car], 0n);
  });
});

describeForEachKey("who loses a dispute", () => {
  it("can't hold up who wins it by refusing ether, nor can who wins it", async () => {
    const world = await load();
    const { stake } = world;
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const address = await account.getAddress();
    await networkHelpers.setBalance(address, 10n * PANEL.bond);
    await networkHelpers.impersonateAccount(address);
    const signer = await ethers.getSigner(address);
    for (const holds of [true, false]) {
      const car = await reported(world, accident);
      await dispute(world, car, 1n);
      // It has ether, but takes none.
      await networkHelpers.setNextBlockBaseFeePerGas(0n);
      await stake.connect(signer).defend(car.id, 1n, { value: PANEL.bond, gasPrice: 0n });
      await judge(world, car, 1n, holds);
      expect(await stateOf(world, car, 1n)).to.equal(holds ? ClaimState.UPHELD : ClaimState.UNDONE);
    }
    expect(await stake.creditOf(address)).to.equal(2n * PANEL.bond);
    expect(await stake.creditOf(world.challenger.address)).to.equal(2n * PANEL.bond);
    const toSelf = stake.interface.encodeFunctionData("withdraw", [address]);
    await expect(account.execute(await stake.getAddress(), toSelf))
      .to.be.revertedWithCustomError(stake, "VehicleEtherNotSent")
      .withArgs(address, 2n * PANEL.bond);
    const toBuyer = stake.interface.encodeFunctionData("withdraw", [world.buyer.address]);
    await expect(account.execute(await stake.getAddress(), toBuyer)).to.changeEtherBalance(
      ethers,
      world.buyer,
      2n * PANEL.bond,
    );
  });

  it("is the owner who disputes his own accident, if it is true", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n, world.owner);
    await expect(defend(world, car, 1n, world.owner))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(world.owner.address, car.id);
    // It shows the damage all the while.
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_000n));
    await defend(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, true));
    expect(await world.stake.creditOf(world.defender.address)).to.equal(2n * PANEL.bond);
    expect(await conditionOf(world, car)).to.deep.equal([2_000n, 0n]);
  });
});
