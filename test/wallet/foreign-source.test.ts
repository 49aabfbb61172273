import { expect } from "chai";
import { type TypedDataDomain, TypedDataEncoder, type TypedDataField, ZeroAddress } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { signAs7579 } from "../../src/wallet/module7579.ts";
import { StagedLife__factory } from "../../types/ethers-contracts/index.js";
import { DAY, networkHelpers } from "./account-fixture.ts";
import { CALM, NO_EVIDENCE, only } from "./fixture.ts";
import { automate, latest, load, type Modular, planFor, registryCall } from "./module7579.ts";
import { FAR, signRequest } from "./signing.ts";

/** A modular account, and a source of life of somebody else's, which says what he likes. */
async function stageWith(holderOf: (switched: string) => string) {
  const stage = await load();
  const { relayer, address, moduleAddress, stranger } = stage;
  const source = await new StagedLife__factory(relayer).deploy();
  const holder = holderOf(moduleAddress);
  await source.say(address, { ...CALM, holder });
  const plan = await planFor(stage);
  plan.assets = plan.assets.filter(({ token }) => token !== ZeroAddress);
  const changes = { period: DAY, changeDelay: 0n, grace: 3_600n, tiers: [only(stranger.address)] };
  return { ...stage, holder, theirs: { ...plan, ...changes, source: await source.getAddress() } };
}

/** The owner's key, signing for the account. */
const ownerOf = ({ ann, place }: Modular) =>
  ({
    signTypedData: (domain: TypedDataDomain, types: Record<string, TypedDataField[]>, value: Record<string, unknown>) =>
      signAs7579(ann, place, TypedDataEncoder.hash(domain, types, value)),
  }) as unknown as HardhatEthersSigner;

describe("a plan that names a source of life that isn't the account's", () => {
  it("isn't registered by automation: the source must be a module of the account", async () => {
    const stage = await stageWith((switched) => switched);
    const { registry, address, theirs } = stage;
    await expect(automate(stage, await registryCall(stage, "register", theirs)))
      .to.be.revertedWithCustomError(registry, "WalletForeignSource")
      .withArgs(address, theirs.source);
    expect((await registry.planOf(address)).version).to.equal(0n);
  });

  for (const [what, holderOf] of [
    ["the account's own switch", (switched: string) => switched],
    ["what the account has approved to the executor", () => ZeroAddress],
  ] as const)
    it(`can't have ${what} let the assets go, though the owner has signed it`, async () => {
      const stage = await stageWith(holderOf);
      const { registry, executor, address, dollar, theirs, holder } = stage;
      const approve = dollar.interface.encodeFunctionData("approve", [await executor.getAddress(), 1_000n]);
      await automate(stage, { to: await dollar.getAddress(), data: approve });
      const issuedAt = await latest();
      const signature = await signRequest(ownerOf(stage), registry, theirs, { issuedAt, nonce: 0n });
      await registry.registerSigned(theirs, issuedAt, FAR, signature);
      await networkHelpers.time.increase(DAY);
      await registry.trigger(theirs, NO_EVIDENCE);
      await networkHelpers.time.increase(3_600n);
      await expect(executor.execute(theirs, [0n, 1n, 2n], [], NO_EVIDENCE))
        .to.be.revertedWithCustomError(executor, "ExecutorHolder")
        .withArgs(holder);
      expect(await dollar.balanceOf(address)).to.equal(1_000n);
    });
});
