import { expect } from "chai";

import { signNested } from "../../src/wallet/account/index.ts";
import { MESSAGE_TYPES } from "../../src/wallet/index.ts";
import {
  DeadMansSwitchAccountFactory__factory,
  DelegateProver__factory,
  EoaProver__factory,
} from "../../types/ethers-contracts/index.js";
import { connection, DAY, load, now, pass, planOf, State } from "../wallet/fixture.ts";
import { proverTools } from "../wallet/prover.support.ts";
import { domainOf, FAR } from "../wallet/signing.ts";

const { delegate, person, relay, shown } = proverTools(connection);
const CHAIN = 31_337n;

/** Ada has a plan that rests on proofs, and delegates to the code of our accounts. */
async function delegated() {
  const wallet = await load();
  const { registry, deployer, executor } = wallet;
  const prover = await new EoaProver__factory(deployer).deploy();
  const factory = await new DeadMansSwitchAccountFactory__factory(deployer).deploy(executor);
  const code = await factory.IMPLEMENTATION();
  const provers = { prover, next: await new DelegateProver__factory(deployer).deploy(code) };
  const ada = await person("ada");
  const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress() });
  await registry.connect(ada).register(plan);
  const moved = { ...plan, source: await provers.next.getAddress() };
  return { ...wallet, ...provers, ada, plan, moved, code };
}

describe("suspension, as docs/wallet.md tells it", () => {
  it("an owner who delegates to our account moves his plan by a signature, after its delay", async () => {
    const { registry, next, keeper, ada, plan, moved, code } = await delegated();
    // Not before: an account without code is none of that prover's.
    await expect(registry.connect(ada).supersede(plan, moved)).to.be.revertedWithCustomError(next, "LifeUnknown");
    await delegate(ada, code);
    expect((await registry.statusOf(plan)).state).to.equal(State.SUSPENDED);
    // His own call isn't told from an operator's.
    await expect(registry.connect(ada).supersede(plan, moved)).to.be.revertedWithCustomError(
      registry,
      "WalletNotOwnersAct",
    );
    const issuedAt = await now();
    const value = { plan: moved, issuedAt, nonce: await registry.nonceOf(ada), deadline: FAR };
    const app = { domain: await domainOf(registry), types: { ...MESSAGE_TYPES.PropagationRequest }, value };
    const signature = await signNested(ada, ada.address, app, CHAIN);
    await registry.connect(keeper).supersedeSigned(plan, moved, issuedAt, FAR, signature);
    await pass(30n * DAY);
    expect((await registry.statusOf(moved)).state).to.equal(State.ACTIVE);
    // From then on the code's own notes are life, which raise no nonce.
    await next.checkpoint(...(await shown(ada.address)));
    const nonce = await ada.getNonce();
    await relay(ada);
    expect(await ada.getNonce()).to.equal(nonce);
    expect((await registry.statusOf(moved)).lastLife).to.equal(await now());
  });

  it("the same plan again lifts it at once, when the code is gone", async () => {
    const { registry, prover, ada, plan, code } = await delegated();
    await delegate(ada, code);
    await prover.proveCode(...(await shown(ada.address)));
    await delegate(ada);
    expect((await registry.statusOf(plan)).state).to.equal(State.SUSPENDED);
    await registry.connect(ada).supersede(plan, plan);
    const status = await registry.statusOf(plan);
    expect([status.state, status.version]).to.deep.equal([State.ACTIVE, 2n]);
  });
});
