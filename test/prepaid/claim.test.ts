import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { ContractAuthority__factory, P256Verifier__factory } from "../../types/ethers-contracts/index.js";
import { p256Point, p256Sign } from "../p256.ts";
import { createVault, HOUR, idOf, networkHelpers, nextBlockAt, PLAIN, rulesOf, START } from "./fixture.ts";
import {
  type Claim,
  claimDigest,
  domainOf,
  eventsOf,
  EXPIRY,
  expectInstrument,
  expectSound,
  issue,
  keyHolder,
  LINK,
  OTHER_LINK,
  peopled,
  refuses,
  signClaim,
  signerOf,
} from "./support.ts";

const LATE = START + 5_000n * HOUR;

describe("prepaid: claim", () => {
  async function keyed() {
    const context = await peopled();
    const id = await issue(context, { byKey: true, holder: LINK.address });
    const { vault, bob, stranger } = context;
    const claim: Claim = { id, receiver: bob.address, deadline: LATE };
    /** Sends a claim by somebody who has nothing to do with it. */
    const send = (signature: string, changes: Partial<Claim> = {}, signer: string = LINK.address, rules = PLAIN) => {
      const shown = { ...claim, ...changes };
      return vault.connect(stranger).claim(shown.id, shown.receiver, shown.deadline, rules, signer, signature);
    };
    return { ...context, id, claim, send };
  }
  const load = () => networkHelpers.loadFixture(keyed);

  it("by an ordinary key makes the receiver the holder, and delivers", async () => {
    const context = await load();
    const { vault, id, claim, send, bob, company, shop } = context;
    expect(await eventsOf(send(await signClaim(LINK, vault, claim)), vault)).to.deep.equal([
      ["HolderSet", id, bob.address, false],
      ["Delivered", id],
    ]);
    await expectInstrument(vault, id, { holder: bob.address, byKey: false, delivered: true, remaining: 1_000n });
    await refuses(() => vault.connect(company).cancel(id, PLAIN), "PrepaidDelivered", [id]);
    await vault.connect(bob).redeem(id, 1_000n, shop, `0x${"00".repeat(32)}`);
    await expectSound(context);
  });

  it("tells no delivery twice", async () => {
    const { vault, id, claim, send, company, bob } = await load();
    await vault.connect(company).deliver(id, PLAIN);
    expect(await eventsOf(send(await signClaim(LINK, vault, claim)), vault)).to.deep.equal([
      ["HolderSet", id, bob.address, false],
    ]);
  });

  it("is useless to whoever sees it: it names instrument, receiver, deadline, vault and chain", async () => {
    const context = await load();
    const { vault, system, id, claim, send, stranger } = context;
    const second = await issue(context, { number: 2n, byKey: true, holder: LINK.address });
    const unsigned = (of: bigint) => ["PrepaidUnsigned", [of, LINK.address.toLowerCase()]] as const;
    const signature = await signClaim(LINK, vault, claim);
    await refuses(() => send(signature, { receiver: stranger.address }), ...mutable(unsigned(id)));
    await refuses(() => send(signature, { deadline: LATE + 1n }), ...mutable(unsigned(id)));
    await refuses(() => send(signature, { id: second }), ...mutable(unsigned(second)));
    const elsewhere = await createVault(system.factory, await system.asset.getAddress(), 86_400n);
    const verifyingContract = await elsewhere.getAddress();
    for (const changes of [{ chainId: 1n }, { verifyingContract }, { version: "2" }, { name: "Lapse" }]) {
      const foreign = await signClaim(LINK, vault, claim, changes);
      await refuses(() => send(foreign), ...mutable(unsigned(id)));
    }
    await send(signature);
    // And once it was used, nothing is to be claimed.
    await refuses(() => send(signature), "PrepaidNotByKey", [id]);
  });

  it("is signed in a domain that the vault tells itself (ERC-5267)", async () => {
    const { vault } = await load();
    const { name, version, chainId, verifyingContract } = await domainOf(vault);
    const told = await vault.eip712Domain();
    expect([told.name, told.version, told.chainId, told.verifyingContract]).to.deep.equal([
      name,
      version,
      chainId,
      verifyingContract,
    ]);
  });

  it("by another key, or in its name, is refused", async () => {
    const { vault, id, claim, send } = await load();
    const other = await signClaim(OTHER_LINK, vault, claim);
    await refuses(() => send(other), "PrepaidUnsigned", [id, LINK.address.toLowerCase()]);
    await refuses(() => send(other, {}, OTHER_LINK.address), "PrepaidUnsigned", [id, OTHER_LINK.address.toLowerCase()]);
    const right = await signClaim(LINK, vault, claim);
    for (const signer of ["0x", LINK.address.slice(0, 40), `${LINK.address}00`]) {
      await refuses(() => send(right, {}, signer), "PrepaidUnsigned", [id, signer.toLowerCase()]);
    }
    await refuses(() => send("0x"), "PrepaidUnsigned", [id, LINK.address.toLowerCase()]);
  });

  it("holds until its deadline, that second included", async () => {
    const { vault, id, claim, send } = await load();
    const deadline = START + HOUR;
    const signature = await signClaim(LINK, vault, { ...claim, deadline });
    await nextBlockAt(deadline + 1n);
    await refuses(() => send(signature, { deadline }), "PrepaidSignatureExpired", [deadline]);
    await nextBlockAt(deadline);
    await send(signature, { deadline });
    await expectInstrument(vault, id, { delivered: true });
  });

  for (const [seconds, alive] of [
    [-1n, true],
    [0n, false],
    [1n, false],
  ] as const) {
    it(`at the expiry ${seconds < 0n ? "less" : "plus"} ${seconds < 0n ? -seconds : seconds} s ${alive ? "works" : "is refused"}`, async () => {
      const { vault, id, claim, send } = await load();
      const signature = await signClaim(LINK, vault, claim);
      await nextBlockAt(EXPIRY + seconds);
      if (alive) await send(signature);
      else await refuses(() => send(signature), "PrepaidExpired", [id, EXPIRY]);
      await expectInstrument(vault, id, { delivered: alive });
    });
  }

  it("needs the rules, a receiver, and an instrument that is held by a key", async () => {
    const context = await load();
    const { vault, id, claim, send, company, ann } = context;
    const rules = rulesOf({ minPiece: 1n });
    const signature = await signClaim(LINK, vault, claim);
    await refuses(() => send(signature, {}, LINK.address, rules), "PrepaidRulesMismatch", [
      id,
      await vault.hashOf(rules),
      `0x${"00".repeat(27)}`,
    ]);
    for (const nobody of [ZeroAddress, await vault.getAddress()]) {
      await refuses(() => send(signature, { receiver: nobody }), "PrepaidInvalidHolder", [nobody]);
    }
    await refuses(() => send(signature, { id: idOf(company, 9n) }), "PrepaidUnknown", [idOf(company, 9n)]);
    // An address that holds one itself claims nothing, though it could sign.
    const held = await issue(context, { number: 3n });
    const own = await signClaim(ann, vault, { ...claim, id: held });
    await refuses(() => send(own, { id: held }, ann.address), "PrepaidNotByKey", [held]);
  });

  it("by a contract's word (ERC-1271), where the key is a contract", async () => {
    const context = await load();
    const { vault, claim, send, deployer, bob, cafe } = context;
    const contract = await (await new ContractAuthority__factory(deployer).deploy(cafe)).getAddress();
    const id = await issue(context, { number: 2n, byKey: true, holder: contract });
    const wrong = await signClaim(bob, vault, { ...claim, id });
    await refuses(() => send(wrong, { id }, contract), "PrepaidUnsigned", [id, contract.toLowerCase()]);
    await send(await signClaim(cafe, vault, { ...claim, id }), { id }, contract);
    await expectInstrument(vault, id, { holder: bob.address, byKey: false });
  });

  it("by a P-256 key through a verifier (ERC-7913), known by the last 20 bytes of its hash", async () => {
    const context = await load();
    const { vault, claim, send, deployer, bob } = context;
    const key = 0xc0ffeen;
    const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
    const signer = signerOf(verifier, p256Point(key));
    const id = await issue(context, { number: 2n, byKey: true, holder: keyHolder(signer) });
    const digest = await claimDigest(vault, { ...claim, id });
    const other = signerOf(verifier, p256Point(key + 1n));
    await refuses(() => send(p256Sign(key + 1n, digest), { id }, signer), "PrepaidUnsigned", [
      id,
      signer.toLowerCase(),
    ]);
    await refuses(() => send(p256Sign(key + 1n, digest), { id }, other), "PrepaidUnsigned", [id, other.toLowerCase()]);
    await send(p256Sign(key, digest), { id }, signer);
    await expectInstrument(vault, id, { holder: bob.address, byKey: false, delivered: true });
    expect(await vault.lockedUntil(context.company, EXPIRY)).to.equal(2_000n);
  });
});

/** Arguments that a tuple of constants fixes, as a call takes them. */
function mutable([error, args]: readonly [string, readonly unknown[]]): [string, unknown[]] {
  return [error, [...args]];
}
