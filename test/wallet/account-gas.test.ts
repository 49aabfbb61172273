import { expect } from "chai";
import { concat, getCreateAddress, toBeHex } from "ethers";
import hre from "hardhat";

import { DeadMansSwitchAccount__factory, PlainAccount__factory } from "../../types/ethers-contracts/index.js";
import {
  deployAccounts,
  handle,
  networkHelpers,
  note,
  operationOf,
  sendBatch,
  setNextTime,
} from "./account-fixture.ts";

/** What the switch may add to an act. */
const OPERATION_BUDGET = 5_300n;
const BATCH_BUDGET = 500n;
/** Signatures and addresses have more and fewer zero bytes, which cost 12 gas less each; their signs are even. */
const ROUNDS = 5;

describe("account: what its switch costs", () => {
  before(function () {
    if (hre.globalOptions.coverage) this.skip();
  });

  /** Two accounts of ann's, alike but for the switch, which have acted before. */
  async function fixture() {
    const context = await deployAccounts();
    const { ann, relayer, implementation, probeAddress } = context;
    const plain = await (await new PlainAccount__factory(relayer).deploy()).getAddress();
    const clone = async (code: string) => {
      // As the factory does it: ERC-1167, with the owner behind it.
      const runtime = concat(["0x363d3d373d3d3d363d73", code, "0x5af43d82803e903d91602b57fd5bf3", ann.address]);
      const data = concat(["0x61", toBeHex((runtime.length - 2) / 2, 2), "0x3d81600a3d39f3", runtime]);
      const sent = await relayer.sendTransaction({ data });
      const account = DeadMansSwitchAccount__factory.connect(getCreateAddress(sent), relayer);
      await relayer.sendTransaction({ to: await account.getAddress(), value: 10n ** 18n });
      await sendBatch(relayer, ann, account, [note(probeAddress)]);
      await handle(relayer, await operationOf(ann, account, [note(probeAddress)]));
      return account;
    };
    return { ...context, switched: await clone(implementation), twin: await clone(plain) };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** By how much more acting costs the one account, on average. */
  async function overhead(act: (which: "switched" | "twin") => Promise<{ gasUsed: bigint }>): Promise<bigint> {
    let sum = 0n;
    for (let round = 0; round < ROUNDS; ++round) {
      await setNextTime(60n);
      sum += (await act("switched")).gasUsed;
      await setNextTime(60n);
      sum -= (await act("twin")).gasUsed;
    }
    return sum / BigInt(ROUNDS);
  }

  it("stays within 5,300 gas for a user operation, be its issue said or not", async () => {
    const { relayer, ann, probeAddress, ...both } = await load();
    for (const changes of [{}, { issuedAt: 0n }]) {
      const cost = await overhead(async (which) =>
        handle(relayer, await operationOf(ann, both[which], [note(probeAddress)], changes)),
      );
      expect(cost).to.be.greaterThan(2_000n).and.lessThanOrEqual(OPERATION_BUDGET);
    }
  });

  it("stays within 500 gas for a signed batch, whose number is in the same word", async () => {
    const { relayer, ann, probeAddress, ...both } = await load();
    const cost = await overhead((which) => sendBatch(relayer, ann, both[which], [note(probeAddress)]));
    expect(cost).to.be.greaterThan(0n).and.lessThanOrEqual(BATCH_BUDGET);
  });
});
