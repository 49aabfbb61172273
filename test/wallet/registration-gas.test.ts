import { expect } from "chai";
import { toBeHex } from "ethers";
import hre from "hardhat";

import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { erc20, load, planOf, provider, type Wallet, who } from "./fixture.ts";

/** What registering may take, by the specification. */
const BUDGET = 110_000n;
/** What each further part may add: its text as calldata (EIP-2028), in the event (8 gas a byte), and its check. */
const MOST_PER_ASSET = 4_000n;
const MOST_PER_RECIPIENT = 2_200n;

/** Addresses as the world's are: without zeros. */
const address = (seed: number): string => toBeHex((2n ** 159n - 1n) / BigInt(seed + 3) + 2n ** 159n, 20);

/** A plan of so many assets and recipients. */
async function sized(wallet: Wallet, assets: number, recipients: number): Promise<PlanStruct> {
  const recipientsOf = Array.from({ length: recipients }, (_, place) => ({
    who: who(address(1_000 + place)),
    share: BigInt(place === 0 ? 10_000 - (recipients - 1) * 300 : 300),
  }));
  return planOf(wallet, {
    assets: Array.from({ length: assets }, (_, i) => erc20(address(assets - i))),
    tiers: [{ delay: 0n, window: 0n, recipients: recipientsOf }],
  });
}

interface Step {
  op: string;
}

/** What a transaction did, step by step. */
const traceOf = async (hash: string): Promise<Step[]> => {
  const tracing = { disableStorage: true, disableMemory: true, disableStack: true };
  const trace: unknown = await provider.request({ method: "debug_traceTransaction", params: [hash, tracing] });
  return (trace as { structLogs: Step[] }).structLogs;
};

describe("registering a plan", function () {
  before(function () {
    if (hre.globalOptions.coverage) this.skip();
  });

  const costOf = async (assets: number, recipients: number): Promise<bigint> => {
    const wallet = await load();
    const sent = await wallet.registry.connect(wallet.owner).register(await sized(wallet, assets, recipients));
    return (await sent.wait())!.gasUsed;
  };

  it(`takes at most ${BUDGET} gas for the smallest, and keeps two words whatever its length`, async () => {
    expect(await costOf(1, 1)).to.be.at.most(BUDGET);
    const words = async (assets: number, recipients: number): Promise<number> => {
      const wallet = await load();
      const sent = await wallet.registry.connect(wallet.owner).register(await sized(wallet, assets, recipients));
      const trace = await traceOf(sent.hash);
      return trace.filter(({ op }) => op === "SSTORE").length;
    };
    expect(await words(1, 1)).to.equal(2);
    expect(await words(40, 32)).to.equal(2);
  });

  it("grows by no more than the text that each asset and each recipient adds", async () => {
    const [asset, recipient] = [
      (await costOf(41, 1)) - (await costOf(1, 1)),
      (await costOf(1, 31)) - (await costOf(1, 1)),
    ];
    expect(asset / 40n).to.be.at.most(MOST_PER_ASSET);
    expect(recipient / 30n).to.be.at.most(MOST_PER_RECIPIENT);
  });
});
