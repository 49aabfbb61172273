import { expect } from "chai";
import { AbiCoder, keccak256, ZeroHash } from "ethers";
import hre from "hardhat";

import { ModularAccount__factory } from "../../types/ethers-contracts/index.js";
import { DAY, handle, networkHelpers, setNextTime } from "./account-fixture.ts";
import { tracesOf } from "./account-trace.ts";
import { act, deployInstalled, live, load, NOBODY, owners, robots, Type } from "./module7579.ts";

/** What the switch may add to an owner's operation: no more than the call of a peer's hook costs that does less. */
const BUDGET = 28_358n;
const ROUNDS = 5;
const nothing = { to: NOBODY, value: 1n };
const placeOf = (account: string, word: string): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [account, word]));

describe("the switch of a modular account, when it validates", () => {
  it("reads neither time nor anything else that the public mempool forbids, and stores by the account (ERC-7562)", async () => {
    const stage = await load();
    const { address } = stage;
    await live(stage, [nothing]);
    await networkHelpers.time.increase(DAY);
    const signed = await owners(stage, [nothing]);
    const steps = await tracesOf(stage.relayer, signed);
    const used = steps.filter(({ phase, isAccount }) => phase === "validation" && !isAccount);
    const forbidden = ["TIMESTAMP", "NUMBER", "COINBASE", "PREVRANDAO", "BASEFEE", "GASLIMIT", "ORIGIN", "GASPRICE"];
    expect(used.filter(({ op }) => forbidden.includes(op))).to.deep.equal([]);
    const stored = used.filter(({ op }) => /^[ST](LOAD|STORE)$/.test(op));
    expect(new Set(stored.map(({ op }) => op))).to.deep.equal(new Set(["SLOAD", "SSTORE", "TLOAD", "TSTORE"]));
    // Keccak-256 of the account and a word, and what lies next to it.
    const words = [0n, 1n, 2n, 3n].map((word) => `0x${word.toString(16).padStart(64, "0")}`);
    const bases = [...words, keccak256(signed.callData)].map((word) => BigInt(placeOf(address, word)));
    for (const { slot } of stored)
      expect(
        bases.some((base) => BigInt(slot) >= base && BigInt(slot) < base + 128n),
        slot,
      ).to.equal(true);
    expect(stored.map(({ slot }) => slot)).to.include(placeOf(address, ZeroHash));
  });

  it("adds no more than a peer's hook to an owner's operation", async function () {
    if (hre.globalOptions.coverage) this.skip();
    const stage = await deployInstalled();
    const { relayer, root, account } = stage;
    // The same account with a validator of one key, and no switch.
    const plain = await new ModularAccount__factory(relayer).deploy(root.address);
    const twin = { ...stage, account: plain, address: await plain.getAddress() };
    await relayer.sendTransaction({ to: twin.address, value: 10n ** 18n });
    const install = account.interface.encodeFunctionData("installModule", [Type.VALIDATOR, stage.robotAddress, "0x"]);
    await act(twin, root, 0n, [{ to: twin.address, data: install }]);
    let sum = 0n;
    for (let round = 0; round <= ROUNDS; ++round) {
      const switched = await owners(stage, [nothing]);
      await setNextTime(60n);
      const cost = (await handle(relayer, switched)).gasUsed;
      const other = await robots(twin, [nothing]);
      await setNextTime(60n);
      const difference = cost - (await handle(relayer, other)).gasUsed;
      // The first use of a nonce's key costs more.
      if (round !== 0) sum += difference;
    }
    const overhead = sum / BigInt(ROUNDS);
    if (process.env["LAPSE_SHOW_GAS"]) console.log(overhead);
    expect(overhead).to.be.lessThanOrEqual(BUDGET);
  });
});
