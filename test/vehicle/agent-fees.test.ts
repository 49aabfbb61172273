import { expect } from "chai";
import { FeeData, parseEther, type Provider, Transaction, Wallet, ZeroHash } from "ethers";

import { FeeError, feesNow } from "../../src/vehicle/agent/fees.ts";
import { Kind, transactionSender } from "../../src/vehicle/agent/index.ts";
import { policyHash } from "../../src/vehicle/index.ts";
import { ethers, KM, load, networkHelpers, now, ODOMETER, provider } from "./fixture.ts";
import { enrolBySdk, signed } from "./sdk-support.ts";
import { errorOf } from "./agent-errors.ts";

const GWEI = 10n ** 9n;

/** A node that says so of a place in a block; null = it doesn't say. */
const node = (most: bigint | null, tip: bigint | null, price: bigint | null = null): Provider =>
  ({ getFeeData: () => Promise.resolve(new FeeData(price, most, tip)) }) as unknown as Provider;

/** A transaction that offers so much. */
const offering = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint): Transaction =>
  Transaction.from({ type: 2, chainId: 1n, maxFeePerGas, maxPriorityFeePerGas });

/** The least that a node takes for a place that is taken: an eighth more, rounded up. */
const raised = (fee: bigint): bigint => fee + fee / 8n + 1n;

describe("what a unit offers for a place in a block", () => {
  it("is what the node says, where nothing has the place", async () => {
    expect(await feesNow(node(30n * GWEI, GWEI), null, 500n * GWEI)).to.deep.equal({
      type: 2,
      maxFeePerGas: 30n * GWEI,
      maxPriorityFeePerGas: GWEI,
    });
  });

  it("is an eighth more at least than what loses its place offers, of both parts, or what the node says if that is more", async () => {
    const before = offering(30n * GWEI, GWEI);
    const dearer = { type: 2, maxFeePerGas: raised(30n * GWEI), maxPriorityFeePerGas: raised(GWEI) };
    expect(await feesNow(node(30n * GWEI, GWEI), before, 500n * GWEI)).to.deep.equal(dearer);
    expect(dearer.maxFeePerGas * 8n >= 9n * 30n * GWEI).to.equal(true);
    expect(await feesNow(node(80n * GWEI, 2n * GWEI), before, 500n * GWEI)).to.deep.equal({
      type: 2,
      maxFeePerGas: 80n * GWEI,
      maxPriorityFeePerGas: 2n * GWEI,
    });
  });

  it("pays a tip no higher than all that it pays, where the tip alone has risen", async () => {
    const fees = await feesNow(node(3n, 1n), offering(3n, 90n), 500n);
    expect(fees).to.deep.equal({ type: 2, maxFeePerGas: raised(90n), maxPriorityFeePerGas: raised(90n) });
  });

  it("waits with a first offer at the most that the owner lets it pay, and can't top another one beyond that", async () => {
    const most = 100n;
    for (const fee of [99n, 100n, 101n])
      expect(await feesNow(node(fee, 5n), null, most)).to.deep.equal({
        type: 2,
        maxFeePerGas: fee < most ? fee : most,
        maxPriorityFeePerGas: 5n,
      });
    expect(await feesNow(node(1_000n, 200n), null, most)).to.deep.equal({
      type: 2,
      maxFeePerGas: most,
      maxPriorityFeePerGas: most,
    });
    const before = offering(88n, 5n);
    expect(raised(88n)).to.equal(most);
    expect(await feesNow(node(50n, 1n), before, most)).to.include({ maxFeePerGas: most });
    expect(await feesNow(node(50n, 1n), before, most + 1n)).to.include({ maxFeePerGas: most });
    const refused = await errorOf(feesNow(node(50n, 1n), before, most - 1n));
    expect(refused).to.be.instanceOf(FeeError).and.have.property("message").that.includes("100 wei").and.includes("99");
  });

  it("is one price on a chain without a base fee, topped in the same way", async () => {
    expect(await feesNow(node(null, null, 8n), null, 20n)).to.deep.equal({ type: 0, gasPrice: 8n });
    const before = Transaction.from({ type: 0, chainId: 1n, gasPrice: 16n });
    expect(await feesNow(node(null, null, 8n), before, 20n)).to.deep.equal({ type: 0, gasPrice: 19n });
    expect(await errorOf(feesNow(node(null, null, 8n), before, 18n))).to.be.instanceOf(FeeError);
    expect(await errorOf(feesNow(node(null, null), null, 20n))).to.have.property(
      "message",
      "The node doesn't say what a place in a block costs",
    );
  });

  it("puts one transaction in the place of another, of which only one comes into a block", async () => {
    const car = await enrolBySdk(await load());
    const payer = Wallet.createRandom();
    await networkHelpers.setBalance(payer.address, parseEther("1"));
    const sender = transactionSender({
      provider: ethers.provider,
      contract: car.stake,
      signer: payer,
      key: car.key.bytes,
    });
    const one = await signed(car);
    const two = await signed(car, {
      sequence: 2n,
      kind: Kind.ODOMETER,
      observedAt: await now(),
      odometer: ODOMETER + 200n * KM,
      evidence: ZeroHash,
      policyHash: policyHash(await car.world.policy.getAddress()),
    });
    await provider.request({ method: "evm_setAutomine", params: [false] });
    try {
      const terms = { policyHash: one.report.policyHash, deadline: one.report.deadline };
      const first = { ...(await sender.pack([one], null)), first: 1n, last: 1n, ...terms };
      await sender.send(first);
      expect(await sender.fateOf(first)).to.deep.equal({ kind: "pending" });
      const second = { ...(await sender.pack([one, two], first)), first: 1n, last: 2n, ...terms };
      const [before, after] = [Transaction.from(first.bytes), Transaction.from(second.bytes)];
      expect(second.count).to.equal(2);
      expect(after.nonce).to.equal(before.nonce);
      expect(after.maxFeePerGas! >= raised(before.maxFeePerGas!)).to.equal(true);
      expect(after.maxPriorityFeePerGas! >= raised(before.maxPriorityFeePerGas!)).to.equal(true);
      await sender.send(second);
      await networkHelpers.mine();
      expect(await sender.fateOf(first)).to.deep.equal({ kind: "void" });
      expect(await sender.fateOf(second)).to.deep.equal({ kind: "mined", refused: null });
      expect((await car.world.stake.vehicle(car.vehicle)).sequence).to.equal(2n);
      // A place that is taken is nobody's to give: what comes now has the next one.
      const third = await sender.pack([await signed(car)], second);
      expect(Transaction.from(third.bytes).nonce).to.equal(before.nonce + 1);
    } finally {
      await provider.request({ method: "evm_setAutomine", params: [true] });
    }
  });
});
