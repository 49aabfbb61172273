import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { AbiCoder, id, keccak256, parseEther, ZeroAddress, ZeroHash } from "ethers";

import { ContractAccount__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  CALM,
  DAY,
  ethers,
  load,
  networkHelpers,
  nextBlockAt,
  NO_EVIDENCE,
  now,
  only,
  pass,
  registered,
  State,
  triggered,
  type Wallet,
} from "./fixture.ts";
import { FAR, signAcceptance, signConfirmation, signPause, signRequest } from "./signing.ts";

const BOND = parseEther("1");
const SALT = id("salt");

const askable = { requestPeriod: 14n * DAY, bond: BOND };
const ask = (wallet: Wallet, plan: PlanStruct, value = BOND, signer: HardhatEthersSigner = wallet.second) =>
  wallet.registry.connect(signer).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value });

/** A plan whose recipient has asked, ten days after it was registered. */
async function asked(changes: Partial<PlanStruct> = {}) {
  const wallet = await load();
  const plan = await registered(wallet, { ...askable, ...changes });
  await pass(10n * DAY);
  await ask(wallet, plan);
  return { wallet, plan, at: await now() };
}

describe("a request", () => {
  it("makes the plan due after its own period, and the bond comes back when an asset moves", async () => {
    const { wallet, plan, at } = await asked();
    await wallet.dollar.mint(wallet.owner.address, 100n);
    await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 100n);
    const due = at + 14n * DAY;
    expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(due);
    expect(await wallet.registry.requestOf(wallet.owner.address)).to.deep.equal([wallet.second.address, at, BOND]);
    await nextBlockAt(due - 1n);
    await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
      .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
      .withArgs(due, due - 1n);
    await nextBlockAt(due);
    await expect(wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE))
      .to.emit(wallet.registry, "Triggered")
      .withArgs(wallet.owner.address, 1n, due + 7n * DAY, true, wallet.keeper.address);
    const status = await wallet.registry.statusOf(plan);
    expect([status.state, status.executableAt, status.opensAt]).to.deep.equal([
      State.GRACE,
      due + 7n * DAY,
      due + 7n * DAY,
    ]);
    await pass(7n * DAY);
    await expect(wallet.executor.execute(plan, [0n], [], NO_EVIDENCE))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, false);
    await expect(wallet.registry.connect(wallet.second).withdraw(wallet.child.address)).to.changeEtherBalance(
      ethers,
      wallet.child,
      BOND,
    );
  });

  it("is told once it is made, and none that wasn't made is told to have ended", async () => {
    const wallet = await load();
    await wallet.dollar.mint(wallet.owner.address, 100n);
    await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 100n);
    const plan = await registered(wallet, askable);
    const at = (await now()) + DAY;
    const snapshot = await networkHelpers.takeSnapshot();
    await nextBlockAt(at);
    const first = ask(wallet, plan);
    await expect(first)
      .to.emit(wallet.registry, "Requested")
      .withArgs(wallet.owner.address, 1n, wallet.second.address, at + 14n * DAY);
    await expect(first).not.to.emit(wallet.registry, "RequestEnded");
    await snapshot.restore();
    await pass(90n * DAY);
    await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).not.to.emit(wallet.registry, "RequestEnded");
    await pass(7n * DAY);
    await expect(wallet.executor.execute(plan, [0n], [], NO_EVIDENCE)).not.to.emit(wallet.registry, "RequestEnded");
  });

  it("is denied by any act of the owner's, and he has the bond", async () => {
    const { wallet, plan } = await asked();
    await pass(DAY);
    await wallet.life.live(wallet.owner.address);
    const lived = await now();
    expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(lived + 90n * DAY);
    await pass(20n * DAY);
    await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletTooEarly",
    );
    await expect(wallet.registry.connect(wallet.stranger).endRequest(plan))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, true);
    expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(BOND);
    expect((await wallet.registry.requestOf(wallet.owner.address)).requester).to.equal(ZeroAddress);
  });

  it("is denied by an act in its very second that came after it, and not made in one in which the owner acted", async () => {
    const { wallet, plan, at } = await asked();
    await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at });
    expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(at + 90n * DAY);
    await wallet.registry.endRequest(plan);
    expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(BOND);
    const second = (await now()) + 10n;
    await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: second });
    await nextBlockAt(second);
    await expect(ask(wallet, plan))
      .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
      .withArgs(second + 1n, second);
  });

  it("is void, also after the trigger, once an act comes to light that followed it", async () => {
    const { wallet, plan, at } = await asked();
    await pass(14n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at - 1n });
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.GRACE);
    await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at });
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
  });

  it("comes back if the plan is triggered for silence first", async () => {
    const wallet = await load();
    const plan = await registered(wallet, { ...askable, requestPeriod: 80n * DAY });
    await pass(60n * DAY);
    await ask(wallet, plan);
    await pass(30n * DAY);
    await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, false);
  });

  it("that was denied, and not settled, goes to the account when the plan is triggered or asked for again", async () => {
    const { wallet, plan } = await asked();
    await pass(DAY);
    await wallet.registry.connect(wallet.owner).heartbeat();
    await pass(DAY);
    await expect(ask(wallet, plan))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, true);
    await pass(DAY);
    await wallet.registry.connect(wallet.owner).heartbeat();
    await pass(90n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(2n * BOND);
  });

  it("that was denied in its very second goes to the account, too", async () => {
    for (const again of [true, false]) {
      const { wallet, plan, at } = await asked();
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at });
      await pass(90n * DAY);
      await expect(again ? ask(wallet, plan) : wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.emit(wallet.registry, "RequestEnded")
        .withArgs(wallet.owner.address, wallet.second.address, BOND, true);
    }
  });

  it("comes back also where the account was suspended in the second of its registration", async () => {
    const { wallet, plan } = await asked();
    const { registeredAt } = await wallet.registry.planOf(wallet.owner.address);
    await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: registeredAt });
    await expect(wallet.registry.endRequest(plan))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, false);
  });

  it("comes back to the requester when its plan is suspended, or is no more by an older signature", async () => {
    const { wallet, plan } = await asked();
    await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: await now() });
    await wallet.registry.endRequest(plan);
    expect(await wallet.registry.creditOf(wallet.second.address)).to.equal(BOND);
    await wallet.life.say(wallet.owner.address, CALM);
    const issuedAt = await now();
    await ask(wallet, plan);
    const nonce = await wallet.registry.nonceOf(wallet.owner.address);
    const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce });
    await wallet.registry.supersedeSigned(plan, plan, issuedAt, FAR, signature);
    await expect(wallet.registry.endRequest(plan))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, BOND, false);
    // One of an old plan makes nothing due under the new one.
    await expect(wallet.registry.endRequest(plan)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletRequestStands",
    );
  });

  it("leaves its bond to an owner who lives and changes or ends his plan, at once or after a delay", async () => {
    for (const changeDelay of [0n, 10n * DAY]) {
      for (const end of [false, true]) {
        const { wallet, plan } = await asked({ changeDelay });
        const owner = wallet.registry.connect(wallet.owner);
        await (end ? owner.cancel(plan) : owner.supersede(plan, { ...plan, grace: 8n * DAY }));
        await pass(changeDelay + 1n);
        await expect(wallet.registry.endRequest(plan))
          .to.emit(wallet.registry, "RequestEnded")
          .withArgs(wallet.owner.address, wallet.second.address, BOND, true);
        expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(BOND);
      }
    }
  });

  it("under a plan that was superseded makes nothing due", async () => {
    const { wallet, plan } = await asked();
    await wallet.registry.connect(wallet.owner).supersede(plan, plan);
    const lived = await now();
    await pass(14n * DAY);
    expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(lived + 90n * DAY);
  });

  it("costs the bond, is the recipients' alone, once at a time, and only where the plan has it", async () => {
    const wallet = await load();
    const plan = await registered(wallet, askable);
    await pass(DAY);
    for (const value of [BOND - 1n, BOND + 1n]) {
      await expect(ask(wallet, plan, value))
        .to.be.revertedWithCustomError(wallet.registry, "WalletBond")
        .withArgs(value, BOND);
    }
    await expect(ask(wallet, plan, BOND, wallet.stranger))
      .to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient")
      .withArgs(wallet.stranger.address, 0n, 0n);
    for (const [tier, place] of [
      [1n, 0n],
      [0n, 1n],
    ] as const) {
      await expect(
        wallet.registry.connect(wallet.second).request(plan, tier, place, ZeroHash, NO_EVIDENCE, { value: BOND }),
      )
        .to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient")
        .withArgs(wallet.second.address, tier, place);
    }
    await ask(wallet, plan);
    await expect(ask(wallet, plan)).to.be.revertedWithCustomError(wallet.registry, "WalletNoRequest");
    await expect(wallet.registry.endRequest(plan)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletRequestStands",
    );
    await pass(14n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await expect(ask(wallet, plan)).to.be.revertedWithCustomError(wallet.registry, "WalletState").withArgs(State.GRACE);
  });

  it("can't be made under a plan without requests", async () => {
    const wallet = await load();
    const plan = await registered(wallet);
    await pass(DAY);
    await expect(ask(wallet, plan, 0n)).to.be.revertedWithCustomError(wallet.registry, "WalletNoRequest");
  });

  it("is answered tier by tier, as silence is", async () => {
    const wallet = await load();
    const plan = await registered(wallet, {
      ...askable,
      tiers: [
        { ...only(wallet.second.address), delay: 90n * DAY, window: 30n * DAY },
        { ...only(wallet.spouse.address), delay: 180n * DAY },
      ],
    });
    await pass(DAY);
    await ask(wallet, plan);
    await pass(14n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    const first = (await now()) + 7n * DAY;
    let status = await wallet.registry.statusOf(plan);
    expect([status.tier, status.opensAt, status.closesAt]).to.deep.equal([0n, first, first + 30n * DAY]);
    await pass(7n * DAY + 30n * DAY);
    status = await wallet.registry.statusOf(plan);
    expect([status.tier, status.opensAt]).to.deep.equal([1n, first + 90n * DAY]);
  });
});

describe("an acceptance", () => {
  const tiers = (wallet: Wallet) => [
    {
      delay: 0n,
      window: 30n * DAY,
      recipients: [
        {
          who: keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [wallet.second.address, SALT])),
          share: 10_000n,
        },
      ],
    },
    only(wallet.spouse.address),
  ];

  it("can be a secret recipient's, who shows his salt", async () => {
    const wallet = await load();
    const { plan } = await triggered(wallet, { tiers: tiers(wallet) });
    await pass(7n * DAY);
    const accept = (signer: HardhatEthersSigner, salt: string) =>
      wallet.registry.connect(signer).accept(plan, 0n, 0n, salt);
    await expect(accept(wallet.stranger, SALT)).to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient");
    await expect(accept(wallet.second, ZeroHash)).to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient");
    await expect(accept(wallet.second, SALT)).to.emit(wallet.registry, "TierAccepted");
  });

  it("can be signed, for this trigger and this tier alone", async () => {
    const wallet = await load();
    const { plan, at } = await triggered(wallet, { tiers: tiers(wallet) });
    await pass(7n * DAY);
    const message = {
      account: wallet.owner.address,
      version: 1n,
      tier: 0n,
      recipient: wallet.second.address,
      triggeredAt: at,
    };
    const send = async (signature: Promise<string>) =>
      wallet.registry.connect(wallet.stranger).acceptSigned(plan, 0n, 0n, wallet.second.address, SALT, await signature);
    for (const wrong of [
      signAcceptance(wallet.stranger, wallet.registry, message),
      signAcceptance(wallet.second, wallet.registry, { ...message, triggeredAt: at - 1n }),
      signAcceptance(wallet.second, wallet.registry, { ...message, version: 2n }),
      signAcceptance(wallet.second, wallet.registry, { ...message, tier: 1n }),
      signAcceptance(wallet.second, wallet.registry, { ...message, account: wallet.stranger.address }),
    ]) {
      await expect(send(wrong))
        .to.be.revertedWithCustomError(wallet.registry, "WalletSignature")
        .withArgs(wallet.second.address);
    }
    await expect(send(signAcceptance(wallet.second, wallet.registry, message)))
      .to.emit(wallet.registry, "TierAccepted")
      .withArgs(wallet.owner.address, 1n, 0n, wallet.second.address);
  });

  it("can't be signed by somebody who receives nothing, or for another place", async () => {
    const wallet = await load();
    const { plan, at: triggeredAt } = await triggered(wallet, { tiers: tiers(wallet) });
    await pass(7n * DAY);
    const account = wallet.owner.address;
    for (const [signer, place, salt] of [
      [wallet.stranger, 0n, SALT],
      [wallet.second, 1n, SALT],
      [wallet.second, 0n, ZeroHash],
    ] as const) {
      const recipient = signer.address;
      const message = { account, version: 1n, tier: 0n, recipient, triggeredAt };
      const signature = await signAcceptance(signer, wallet.registry, message);
      await expect(wallet.registry.acceptSigned(plan, 0n, place, recipient, salt, signature))
        .to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient")
        .withArgs(recipient, 0n, place);
    }
  });

  it("is possible from the second on in which the tier opens", async () => {
    const wallet = await load();
    const { plan } = await triggered(wallet, { tiers: tiers(wallet) });
    const { opensAt, closesAt } = await wallet.registry.statusOf(plan);
    const accept = () => wallet.registry.connect(wallet.second).accept(plan, 0n, 0n, SALT);
    await nextBlockAt(opensAt - 1n);
    await expect(accept())
      .to.be.revertedWithCustomError(wallet.registry, "WalletTierClosed")
      .withArgs(0n, 0n, opensAt, closesAt);
    await nextBlockAt(opensAt);
    await expect(accept()).to.emit(wallet.registry, "TierAccepted");
  });

  it("isn't possible before the trigger", async () => {
    const wallet = await load();
    const plan = await registered(wallet, { tiers: tiers(wallet) });
    await expect(wallet.registry.connect(wallet.second).accept(plan, 0n, 0n, SALT))
      .to.be.revertedWithCustomError(wallet.registry, "WalletState")
      .withArgs(State.ACTIVE);
  });
});

describe("guardians", () => {
  async function guarded(changes: { confirm?: boolean; pauses?: bigint; pauseFor?: bigint } = {}) {
    const wallet = await load();
    const guardians = wallet.guardians
      .slice(0, 3)
      .sort((a, b) => (BigInt(keccak256(a.address)) < BigInt(keccak256(b.address)) ? -1 : 1));
    const { plan, at } = await triggered(wallet, {
      guardians: {
        keys: guardians.map(({ address }) => address),
        threshold: 2n,
        confirm: false,
        pauseFor: 10n * DAY,
        pauses: 2n,
        ...changes,
      },
    });
    const account = wallet.owner.address;
    const pause = async (signers: HardhatEthersSigner[], number: bigint, version = 1n, triggeredAt = at) =>
      wallet.registry.connect(wallet.stranger).pause(
        plan,
        signers.map(({ address }) => address),
        await Promise.all(
          signers.map((signer) => signPause(signer, wallet.registry, { account, version, triggeredAt, number })),
        ),
      );
    const confirm = async (signers: HardhatEthersSigner[], triggeredAt = at) =>
      wallet.registry.connect(wallet.stranger).confirm(
        plan,
        signers.map(({ address }) => address),
        await Promise.all(
          signers.map((signer) => signConfirmation(signer, wallet.registry, { account, version: 1n, triggeredAt })),
        ),
      );
    const [first, second, third] = guardians as [HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner];
    return { wallet, plan, at, first, second, third, pause, confirm };
  }

  it("hold an execution up, for a limited time, as often as the plan says", async () => {
    const { wallet, plan, at, first, second, third, pause } = await guarded();
    await nextBlockAt(at + 5n * DAY);
    await expect(pause([first, third], 0n))
      .to.emit(wallet.registry, "GuardiansPaused")
      .withArgs(wallet.owner.address, 1n, at + 15n * DAY);
    expect((await wallet.registry.statusOf(plan)).executableAt).to.equal(at + 15n * DAY);
    await pass(10n * DAY - 1n);
    await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
      .to.be.revertedWithCustomError(wallet.registry, "WalletPaused")
      .withArgs(at + 15n * DAY);
    await pass(1n);
    await wallet.registry.authorize(plan, NO_EVIDENCE);
    // The same signatures are good for once.
    await expect(pause([first, third], 0n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
      .withArgs(0n, 2n);
    await pause([second, third], 1n);
    expect((await wallet.registry.statusOf(plan)).pauses).to.equal(2n);
    await expect(pause([first, second], 2n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
      .withArgs(0n, 2n);
  });

  it("have no more pauses after another trigger", async () => {
    const { wallet, plan, first, second, pause } = await guarded({ pauses: 1n });
    await pause([first, second], 0n);
    await wallet.registry.connect(wallet.owner).heartbeat();
    await pass(90n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    expect((await wallet.registry.statusOf(plan)).pausedUntil).to.equal(0n);
    await expect(pause([first, second], 1n)).to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused");
  });

  it("pause the trigger for which they signed, and no later one", async () => {
    const { wallet, plan, first, second, pause } = await guarded({ pauses: 1n });
    await wallet.registry.connect(wallet.owner).heartbeat();
    await pass(90n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await expect(pause([first, second], 0n)).to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused");
    await pause([first, second], 0n, 1n, await now());
    expect((await wallet.registry.statusOf(plan)).pauses).to.equal(1n);
  });

  it("must be enough of them, each once, in order, and none but them", async () => {
    const { wallet, first, second, third, pause } = await guarded();
    for (const [signers, valid] of [
      [[first], 1n],
      [[first, first], 1n],
      [[third, first], 1n],
      [[first, wallet.stranger], 1n],
      [[], 0n],
    ] as const) {
      await expect(pause([...signers], 0n))
        .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
        .withArgs(valid, 2n);
    }
    await expect(pause([first, second], 0n, 2n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
      .withArgs(0n, 2n);
  });

  it("are counted as far as there is a signature to a key, and a key to a signature", async () => {
    const { wallet, plan, at: triggeredAt, first, second } = await guarded();
    const sign = (signer: HardhatEthersSigner) =>
      signPause(signer, wallet.registry, { account: wallet.owner.address, version: 1n, triggeredAt, number: 0n });
    const signatures = [await sign(first), await sign(second)];
    const keys = [first.address, second.address];
    for (const [some, theirs] of [
      [keys, signatures.slice(0, 1)],
      [keys.slice(0, 1), signatures],
    ] as const) {
      await expect(wallet.registry.pause(plan, some, theirs))
        .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
        .withArgs(1n, 2n);
    }
  });

  it("aren't asked for as long as it is too early anyway", async () => {
    const { wallet, plan, at } = await guarded({ confirm: true });
    await nextBlockAt(at + 1n);
    await expect(wallet.registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletTooEarly",
    );
  });

  it("must confirm, where the plan says so, this trigger", async () => {
    const { wallet, plan, at, first, second, confirm } = await guarded({ confirm: true });
    await pass(7n * DAY);
    await expect(wallet.registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletUnconfirmed",
    );
    await expect(confirm([first, second], at - 1n)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletGuardiansRefused",
    );
    await expect(confirm([first, second]))
      .to.emit(wallet.registry, "GuardiansConfirmed")
      .withArgs(wallet.owner.address, 1n, at);
    await wallet.registry.authorize(plan, NO_EVIDENCE);
    // Another trigger needs another confirmation.
    await wallet.registry.connect(wallet.owner).heartbeat();
    await pass(90n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await pass(7n * DAY);
    await expect(wallet.registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletUnconfirmed",
    );
  });

  it("can do neither before the trigger, nor what the plan doesn't give them", async () => {
    const { wallet, plan, first, second, pause, confirm } = await guarded();
    await expect(confirm([first, second]))
      .to.be.revertedWithCustomError(wallet.registry, "WalletGuardiansRefused")
      .withArgs(0n, 2n);
    await wallet.registry.connect(wallet.owner).heartbeat();
    await expect(pause([first, second], 0n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletState")
      .withArgs(State.ACTIVE);
    expect(plan.guardians.confirm).to.equal(false);
  });
});

describe("ether in the registry", () => {
  const BOUNTY = parseEther("0.1");

  it("pays a bounty to whoever triggers, as far as it reaches", async () => {
    const wallet = await load();
    const plan = await registered(wallet, { bounty: BOUNTY });
    await expect(wallet.registry.connect(wallet.stranger).fundBounties(wallet.owner.address, { value: BOUNTY / 2n }))
      .to.emit(wallet.registry, "BountyFunded")
      .withArgs(wallet.owner.address, wallet.stranger.address, BOUNTY / 2n);
    expect(await wallet.registry.bountiesOf(wallet.owner.address)).to.equal(BOUNTY / 2n);
    await pass(90n * DAY);
    await expect(wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE))
      .to.emit(wallet.registry, "BountyPaid")
      .withArgs(wallet.owner.address, wallet.keeper.address, BOUNTY / 2n);
    expect(await wallet.registry.bountiesOf(wallet.owner.address)).to.equal(0n);
    await expect(wallet.registry.connect(wallet.keeper).withdraw(wallet.keeper.address)).to.changeEtherBalance(
      ethers,
      wallet.keeper,
      BOUNTY / 2n,
    );
    await expect(wallet.registry.connect(wallet.keeper).withdraw(wallet.keeper.address))
      .to.be.revertedWithCustomError(wallet.registry, "WalletNothingToWithdraw")
      .withArgs(0n);
  });

  it("pays a bounty of the least unit, and tells of none where there is none", async () => {
    const wallet = await load();
    const plan = await registered(wallet, { bounty: 1n });
    const due = (await now()) + 90n * DAY;
    const snapshot = await networkHelpers.takeSnapshot();
    await nextBlockAt(due);
    await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).not.to.emit(wallet.registry, "BountyPaid");
    await snapshot.restore();
    await wallet.registry.fundBounties(wallet.owner.address, { value: 1n });
    await nextBlockAt(due);
    await expect(wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE))
      .to.emit(wallet.registry, "BountyPaid")
      .withArgs(wallet.owner.address, wallet.keeper.address, 1n);
  });

  it("pays another to whoever completes the execution, once", async () => {
    const wallet = await load();
    await wallet.dollar.mint(wallet.owner.address, 10n);
    await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 100n);
    await wallet.registry.fundBounties(wallet.owner.address, { value: 5n * BOUNTY });
    const { plan } = await triggered(wallet, { bounty: BOUNTY });
    await pass(7n * DAY);
    await wallet.executor.connect(wallet.stranger).execute(plan, [0n], [], NO_EVIDENCE);
    await wallet.dollar.mint(wallet.owner.address, 10n);
    await wallet.executor.connect(wallet.stranger).execute(plan, [0n], [], NO_EVIDENCE);
    expect(await wallet.registry.creditOf(wallet.stranger.address)).to.equal(BOUNTY);
    expect(await wallet.registry.creditOf(wallet.keeper.address)).to.equal(BOUNTY);
    expect(await wallet.registry.bountiesOf(wallet.owner.address)).to.equal(3n * BOUNTY);
  });

  it("is taken back by the owner, not by a module of his, and not more than is there", async () => {
    const wallet = await load();
    await registered(wallet);
    await wallet.registry.fundBounties(wallet.owner.address, { value: BOUNTY });
    const asOwner = wallet.registry.connect(wallet.owner);
    for (const amount of [0n, BOUNTY + 1n]) {
      await expect(asOwner.withdrawBounties(wallet.child.address, amount))
        .to.be.revertedWithCustomError(wallet.registry, "WalletNothingToWithdraw")
        .withArgs(BOUNTY);
    }
    await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
    await expect(asOwner.withdrawBounties(wallet.child.address, 1n)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletNotOwnersAct",
    );
    await wallet.life.say(wallet.owner.address, CALM);
    await expect(asOwner.withdrawBounties(wallet.child.address, BOUNTY - 1n)).to.changeEtherBalance(
      ethers,
      wallet.child,
      BOUNTY - 1n,
    );
    expect(await wallet.registry.bountiesOf(wallet.owner.address)).to.equal(1n);
    await expect(asOwner.withdrawBounties(wallet.child.address, 2n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletNothingToWithdraw")
      .withArgs(1n);
    // What was sent by mistake for an account that has no plan isn't lost either.
    await wallet.registry.fundBounties(wallet.stranger.address, { value: 7n });
    await wallet.registry.connect(wallet.stranger).withdrawBounties(wallet.child.address, 7n);
  });

  it("that an account with a plan was credited is its owner's to take, not a module's", async () => {
    const { wallet, plan } = await asked();
    const owner = wallet.registry.connect(wallet.owner);
    await owner.heartbeat();
    await wallet.registry.endRequest(plan);
    await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
    await expect(owner.withdraw(wallet.child.address)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletNotOwnersAct",
    );
    await wallet.life.say(wallet.owner.address, CALM);
    await expect(owner.withdraw(wallet.child.address)).to.changeEtherBalance(ethers, wallet.child, BOND);
  });

  it("stays if its receiver refuses it", async () => {
    const wallet = await load();
    const contract = await new ContractAccount__factory(wallet.deployer).deploy();
    await wallet.registry.fundBounties(wallet.stranger.address, { value: 7n });
    await expect(wallet.registry.connect(wallet.stranger).withdrawBounties(await contract.getAddress(), 7n))
      .to.be.revertedWithCustomError(wallet.registry, "WalletEtherNotSent")
      .withArgs(await contract.getAddress(), 7n);
    expect(await wallet.registry.bountiesOf(wallet.stranger.address)).to.equal(7n);
  });
});
