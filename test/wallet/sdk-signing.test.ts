import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { TypedDataEncoder } from "ethers";

import {
  acceptSigned,
  chainIdOf,
  confirm,
  heartbeatOf,
  heartbeatSigned,
  pause,
  type Plan,
  propagationRequest,
  registerSigned,
  registryDomain,
  signMessage,
  supersedeSigned,
  typedDataOf,
} from "../../src/wallet/index.ts";
import { DAY, ethers, load, networkHelpers, now, type Wallet } from "./fixture.ts";
import { draftOf, rejection } from "./sdk-support.ts";

/** A plan in force, with two guardians who may pause and must confirm, and three tiers. */
async function guarded() {
  const wallet = await load();
  const [one, two] = wallet.guardians as [HardhatEthersSigner, HardhatEthersSigner];
  const plan = await draftOf(wallet, {
    requestPeriod: DAY,
    bond: 1n,
    tiers: [
      { window: DAY, recipients: [{ address: wallet.spouse.address, share: 10_000n }] },
      { recipients: [{ address: wallet.second.address, share: 10_000n }] },
    ],
    guardians: { keys: [one.address, two.address], threshold: 2n, confirm: true, pauseFor: DAY, pauses: 2n },
  });
  return { ...wallet, plan, one, two };
}

/** The same, registered and triggered. */
async function silent() {
  const context = await guarded();
  await context.registry.connect(context.owner).register(context.plan);
  await networkHelpers.time.increase(context.plan.period);
  await context.registry.trigger(context.plan, "0x");
  return { ...context, triggeredAt: await now() };
}

/** Every way in which one field of a message can be another. */
function changesOf<Message extends object>(message: Message): [field: string, changed: Message][] {
  return Object.entries(message).map(([field, value]: [string, unknown]) => {
    if (typeof value === "bigint") return [field, { ...message, [field]: value + 1n }];
    if (typeof value === "string") return [field, { ...message, [field]: `0x${"12".repeat(20)}` }];
    const plan = value as Plan;
    return [field, { ...message, [field]: { ...plan, bond: plan.bond + 1n } }];
  });
}

describe("what is signed for the registry", () => {
  const request = async (wallet: Wallet, plan: Plan) =>
    propagationRequest(wallet.registry, plan, { issuedAt: await now(), deadline: (await now()) + DAY }, wallet.owner);

  it("has the domain that the registry tells of itself", async () => {
    const { registry } = await load();
    const address = await registry.getAddress();
    const chainId = await chainIdOf(registry.runner!);
    expect(chainId).to.equal(31_337n);
    expect(registryDomain(address, chainId)).to.deep.equal({
      name: "Lapse DeadMansSwitch",
      version: "1",
      chainId,
      verifyingContract: address,
    });
    const codec = new ethers.Interface([
      "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
    ]);
    const data = codec.encodeFunctionData("eip712Domain");
    const told = codec.decodeFunctionResult("eip712Domain", await ethers.provider.call({ to: address, data }));
    expect([told["name"], told["version"], told["chainId"], told["verifyingContract"]]).to.deep.equal([
      "Lapse DeadMansSwitch",
      "1",
      chainId,
      address,
    ]);
  });

  it("goes to a wallet as domain, types and value, which sign as the SDK signs", async () => {
    const { registry, owner } = await load();
    const message = await heartbeatOf(owner.address, owner);
    const address = await registry.getAddress();
    const { domain, types, value } = typedDataOf("Heartbeat", message, registryDomain(address, 31_337n));
    const signature = await signMessage(owner, registry, "Heartbeat", message);
    expect(await owner.signTypedData(domain, types, value)).to.equal(signature);
    expect(ethers.recoverAddress(TypedDataEncoder.hash(domain, types, value), signature)).to.equal(owner.address);
  });

  it("registers a plan, in another sender's transaction, with a clock from when it was signed", async () => {
    const context = await guarded();
    const { registry, owner, keeper, plan } = context;
    const message = await request(context, plan);
    await networkHelpers.time.increase(1_000n);
    const signature = await signMessage(owner, registry, "PropagationRequest", message);
    const { version, inForce } = await registerSigned(keeper, registry, { request: message, signature });
    expect([version, inForce]).to.deep.equal([1n, true]);
    expect((await registry.statusOf(plan)).lastLife).to.equal(message.issuedAt);
  });

  it("registers nothing where one field is another than was signed", async () => {
    const context = await guarded();
    const { registry, owner, keeper, plan } = context;
    const message = await request(context, plan);
    await networkHelpers.time.increase(1_000n);
    const signature = await signMessage(owner, registry, "PropagationRequest", message);
    for (const [field, changed] of changesOf(message)) {
      // The registry takes the nonce from its own books.
      if (field === "nonce") continue;
      await rejection(registerSigned(keeper, registry, { request: changed, signature }), "WalletSignature");
    }
    const later = await signMessage(owner, registry, "PropagationRequest", { ...message, nonce: message.nonce + 1n });
    await rejection(registerSigned(keeper, registry, { request: message, signature: later }), "WalletSignature");
    const elsewhere = await signMessage(owner, registry, "PropagationRequest", message, 1n);
    await rejection(registerSigned(keeper, registry, { request: message, signature: elsewhere }), "WalletSignature");
  });

  it("supersedes a plan, and can't be used twice", async () => {
    const context = await guarded();
    const { registry, owner, keeper, plan } = context;
    await registry.connect(owner).register(plan);
    const next = { ...plan, bounty: 1n };
    const message = await request(context, next);
    expect(message.nonce).to.equal(1n);
    const signature = await signMessage(owner, registry, "PropagationRequest", message);
    const done = await supersedeSigned(keeper, registry, { current: plan, request: message, signature });
    expect([done.version, done.inForce]).to.deep.equal([2n, true]);
    const again = supersedeSigned(keeper, registry, { current: next, request: message, signature });
    await rejection(again, "WalletSignature");
  });

  it("says that an owner lives, and only exactly as it was signed", async () => {
    const context = await guarded();
    const { registry, owner, keeper, plan } = context;
    await registry.connect(owner).register(plan);
    const message = { ...(await heartbeatOf(owner.address, owner)), issuedAt: (await now()) + 5n };
    await networkHelpers.time.increase(1_000n);
    const signature = await signMessage(owner, registry, "Heartbeat", message);
    for (const changed of [message.issuedAt + 1n, message.issuedAt - 1n])
      await rejection(
        heartbeatSigned(keeper, registry, { ...message, issuedAt: changed, signature }),
        "WalletSignature",
      );
    await heartbeatSigned(keeper, registry, { ...message, signature });
    expect(await registry.lastLifeOf(owner)).to.equal(message.issuedAt);
  });

  it("accepts for a tier, and only exactly as it was signed", async () => {
    const context = await silent();
    const { registry, spouse, keeper, plan, triggeredAt, owner } = context;
    await networkHelpers.time.increase(plan.grace);
    const acceptance = { account: owner.address, version: 1n, tier: 0n, recipient: spouse.address, triggeredAt };
    for (const [, changed] of changesOf(acceptance)) {
      const signature = await signMessage(spouse, registry, "Acceptance", changed);
      await rejection(acceptSigned(keeper, registry, { plan, acceptance, signature }), "WalletSignature");
    }
    const signature = await signMessage(spouse, registry, "Acceptance", acceptance);
    expect((await acceptSigned(keeper, registry, { plan, acceptance, signature })).tier).to.equal(0n);
    expect((await registry.statusOf(plan)).accepted).to.equal(true);
  });

  it("pauses a plan by its guardians, given in any order, and each pause by signatures of its own", async () => {
    const { registry, keeper, plan, owner, one, two } = await silent();
    const { triggeredAt } = await registry.statusOf(plan);
    const message = { account: owner.address, version: 1n, triggeredAt, number: 0n };
    const sign = async (changed = message) =>
      Promise.all(
        [one, two].map(async (guardian) => ({
          key: guardian.address,
          signature: await signMessage(guardian, registry, "GuardianPause", changed),
        })),
      );
    for (const [, changed] of changesOf(message))
      await rejection(pause(keeper, registry, { plan, signatures: await sign(changed) }), "WalletGuardiansRefused");
    const signatures = await sign();
    await pause(keeper, registry, { plan, signatures: [...signatures].reverse() });
    expect((await registry.statusOf(plan)).pauses).to.equal(1n);
    await rejection(pause(keeper, registry, { plan, signatures }), "WalletGuardiansRefused");
    await pause(keeper, registry, { plan, signatures: await sign({ ...message, number: 1n }) });
    expect((await registry.statusOf(plan)).pausedUntil).to.equal((await now()) + DAY);
  });

  it("confirms an execution by its guardians, given in any order, for this trigger alone", async () => {
    const { registry, keeper, plan, owner, one, two, triggeredAt } = await silent();
    const message = { account: owner.address, version: 1n, triggeredAt };
    const sign = async (changed = message) =>
      Promise.all(
        [two, one].map(async (guardian) => ({
          key: guardian.address,
          signature: await signMessage(guardian, registry, "GuardianConfirmation", changed),
        })),
      );
    for (const [, changed] of changesOf(message))
      await rejection(confirm(keeper, registry, { plan, signatures: await sign(changed) }), "WalletGuardiansRefused");
    const [first] = await sign();
    await rejection(confirm(keeper, registry, { plan, signatures: [first!] }), "WalletGuardiansRefused");
    await confirm(keeper, registry, { plan, signatures: [...(await sign())].reverse() });
    expect((await registry.statusOf(plan)).confirmed).to.equal(true);
  });
});
