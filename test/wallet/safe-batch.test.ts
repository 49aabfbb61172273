import { expect } from "chai";
import { AbiCoder, concat, dataLength, dataSlice, hexlify, id, toBeHex, ZeroAddress, zeroPadBytes } from "ethers";

import { safeBatch, safeCall, type SafeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  deployOf,
  disableCall,
  ethers,
  execute,
  executed,
  foreignCall,
  GUARD_SLOT,
  installed,
  type Installed,
  installLibrary,
  moduleExecutes,
  networkHelpers,
  node,
  nonceOf,
  type Release,
  selfCall,
} from "./safe.ts";
import { PARTS, refused } from "./safe-removals.ts";

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);
const noGuard = (stage: Installed) => selfCall(stage, "setGuard", ZeroAddress);
const dust = (stage: Installed) => safeCall(stage.heir.address, "0x", 1n);
const SELECTOR = "0x8d80ff0a";
const LIBRARIES = ["MultiSend", "MultiSendCallOnly"] as const;

/** A batch as Safe packs it, which any code may be told. */
const packed = (calls: readonly SafeCall[]) => {
  const { data } = safeBatch(ZeroAddress, calls);
  const [bytes] = AbiCoder.defaultAbiCoder().decode(["bytes"], dataSlice(data, 4)) as unknown as [string];
  return bytes;
};
/** Numbers below a bound that are the same each time. */
function numbersFrom(seed: string): (bound: number) => number {
  let drawn = 0;
  return (bound) => Number(BigInt(id(`${seed} ${drawn++}`)) % BigInt(bound));
}
const told = (to: string, data: string): SafeCall => ({ to, value: 0n, data, operation: 1 });

describe("a batch of a Safe that has lost a part of the switch to a module", () => {
  it("goes through if it calls others only, and not if it is cut off, encoded otherwise or anything else", async () => {
    const stage = await load("1.4.1");
    await moduleExecutes(stage, await disableCall(stage));
    const bytes = packed([dust(stage), dust(stage)]);
    const encode = (of: string) => concat([SELECTOR, AbiCoder.defaultAbiCoder().encode(["bytes"], [of])]);
    await executed(stage, told(stage.multiSend, encode(bytes)));
    const cut = encode(dataSlice(bytes, 0, dataLength(bytes) - 1));
    const longer = concat([SELECTOR, toBeHex(32, 32), toBeHex(dataLength(bytes) + 1, 32), bytes]);
    const other = concat(["0x8d80ff0b", dataSlice(encode(bytes), 4)]);
    const refusal = (data: string) => refused(stage, told(stage.multiSend, data), PARTS.MODULE, (from) => from === 0n);
    await refusal(cut);
    for (const data of [longer, other, "0x", SELECTOR])
      await expect(execute(stage, told(stage.multiSend, data))).to.be.revert(ethers);
  });
});

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`a batch of a Safe ${release}`, () => {
    for (const name of LIBRARIES) {
      it(`of calls to others, by ${name}, goes through and is life`, async () => {
        const stage = await load(release);
        const library = await installLibrary(release, name, stage.stranger);
        await networkHelpers.time.increase(86_400n);
        await executed(stage, safeBatch(library, [dust(stage), dust(stage), dust(stage)]));
        expect((await stage.module.lifeOf(stage.address)).lastLife).to.equal(await networkHelpers.time.latest());
        await executed(stage, safeBatch(library, []));
      });

      it(`by ${name} is looked at after it if it calls the Safe, in whatever place`, async () => {
        const stage = await load(release);
        const library = await installLibrary(release, name, stage.stranger);
        const others = Array<SafeCall>(4).fill(dust(stage));
        for (let place = 0; place <= others.length; ++place) {
          const calls = [...others.slice(0, place), noGuard(stage), ...others.slice(place)];
          await refused(stage, safeBatch(library, calls), PARTS.GUARD, (from) => from === 0n);
        }
      });
    }

    it("is looked at after it if it calls address zero, by which 1.5.0 means the Safe itself", async () => {
      const stage = await load(release);
      const call = { ...noGuard(stage), to: ZeroAddress };
      if (release === "1.5.0")
        await refused(stage, safeBatch(stage.multiSend, [call]), PARTS.GUARD, (from) => from === 0n);
      else await executed(stage, safeBatch(stage.multiSend, [call]));
      expect(await stage.module.missingPartOf(stage.address)).to.equal(PARTS.NONE);
    });

    it("is looked at after it if it runs foreign code", async () => {
      const stage = await load(release);
      const call = await foreignCall(stage, { [GUARD_SLOT]: toBeHex(0n, 32) });
      await refused(stage, safeBatch(stage.multiSend, [dust(stage), call]), PARTS.GUARD, (from) => from === 0n);
    });

    it("is looked at after it if it is by other code than Safe's own, whatever that is told", async () => {
      const stage = await load(release);
      const other = await addressOf(await deployOf(release, "libraries/MultiSend", stage.stranger));
      await executed(stage, safeBatch(other, [dust(stage)]));
      await refused(stage, safeBatch(other, [noGuard(stage)]), PARTS.GUARD, (from) => from === 0n);
    });

    it("is looked at after it if the code that is told of calls to others does something else", async () => {
      const stage = await load(release);
      const other = await addressOf(await deployOf(release, "libraries/MultiSend", stage.stranger));
      // Whatever it is told, it writes zero where the Safe has its guard: PUSH0, PUSH32, SSTORE, STOP.
      await node.send("hardhat_setCode", [other, concat(["0x5f7f", GUARD_SLOT, "0x5500"])]);
      await refused(stage, safeBatch(other, [dust(stage)]), PARTS.GUARD, (from) => from === 0n);
    });

    it("is looked at after it if it is encoded otherwise than usual, and hides a call of the Safe", async () => {
      const stage = await load(release);
      const coder = AbiCoder.defaultAbiCoder();
      const [fair, foul] = [packed([dust(stage)]), packed([noGuard(stage)])];
      // The bytes that come first aren't those that the offset leads to.
      const decoy = concat([toBeHex(dataLength(fair), 32), zeroPadBytes(fair, 32 * Math.ceil(dataLength(fair) / 32))]);
      const offset = toBeHex(32 + dataLength(decoy), 32);
      const hidden = concat([SELECTOR, offset, decoy, toBeHex(dataLength(foul), 32), foul]);
      // A call of the Safe that is said to be data of the one before, by a size beyond all.
      const endless = concat([dataSlice(fair, 0, 53), toBeHex(2n ** 256n - 85n, 32), foul]);
      const wrapped = concat([SELECTOR, coder.encode(["bytes"], [endless])]);
      await refused(stage, told(stage.multiSend, hidden), PARTS.GUARD, (from) => from === 0n);
      await execute(stage, told(stage.multiSend, wrapped), { gasLimit: 1_000_000n }).catch(() => undefined);
      expect(await stage.module.missingPartOf(stage.address)).to.equal(PARTS.NONE);
    });

    it("never takes the guard away, however its bytes are changed", async function () {
      this.timeout(120_000);
      const stage = await load(release);
      const random = numbersFrom(`batch ${release}`);
      const whole = safeBatch(stage.multiSend, [dust(stage), noGuard(stage), dust(stage)]);
      let through = 0;
      for (let round = 0; round < 300; ++round) {
        const bytes = Buffer.from(whole.data.slice(2), "hex");
        for (let i = random(3) + 1; i > 0; --i)
          bytes[random(bytes.length)] = [0, 1, 0x20, 0x55, random(256)][random(5)]!;
        const data = hexlify(random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
        const before = await nonceOf(stage);
        await execute(stage, told(stage.multiSend, data), { gasLimit: 1_000_000n }).catch(() => undefined);
        if ((await nonceOf(stage)) > before) ++through;
        expect(await stage.module.missingPartOf(stage.address), data).to.equal(PARTS.NONE);
      }
      // Some are batches still.
      expect(through).to.be.greaterThan(3);
    });
  });
