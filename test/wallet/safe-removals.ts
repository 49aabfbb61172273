import { expect } from "chai";
import { ZeroAddress, zeroPadValue } from "ethers";

import type { SafeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  batch,
  deployOf,
  disableCall,
  ethers,
  execute,
  executed,
  foreignCall,
  GUARD_SLOT,
  type Installed,
  selfCall,
  switchCall,
  watchOf,
} from "./safe.ts";

/** The parts of the switch, as the contract numbers them. */
export const PARTS = { NONE: 0n, SETUP: 1n, GUARD: 2n, MODULE: 3n, MODULE_GUARD: 4n, CODE: 5n };
export const NOTHING = zeroPadValue("0x", 32);

/** Where the Safe has a module in its list. */
const placeOf = (module: string) =>
  ethers.solidityPackedKeccak256(["bytes32", "uint256"], [zeroPadValue(module, 32), 1n]);

/** Each way in which the owners can take a part of the switch away, and which one is missed. */
export const WAYS: Record<string, [(stage: Installed) => Promise<SafeCall> | SafeCall, bigint]> = {
  "setting no guard": [(stage) => selfCall(stage, "setGuard", ZeroAddress), PARTS.GUARD],
  "disabling the module": [(stage) => disableCall(stage), PARTS.MODULE],
  "no guard, through MultiSend": [(stage) => batch(stage, selfCall(stage, "setGuard", ZeroAddress)), PARTS.GUARD],
  "no module, through MultiSend": [async (stage) => batch(stage, await disableCall(stage)), PARTS.MODULE],
  "everything, through MultiSend": [
    async (stage) => batch(stage, await disableCall(stage), selfCall(stage, "setGuard", ZeroAddress)),
    PARTS.GUARD,
  ],
  "foreign code that writes the guard's slot": [(stage) => foreignCall(stage, { [GUARD_SLOT]: NOTHING }), PARTS.GUARD],
  "foreign code that writes the module's slot": [
    (stage) => foreignCall(stage, { [placeOf(stage.moduleAddress)]: NOTHING }),
    PARTS.MODULE,
  ],
  "foreign code that changes the Safe's code": [
    async (stage) => foreignCall(stage, { [NOTHING]: zeroPadValue(await addressOf(stage.singletonL2), 32) }),
    PARTS.CODE,
  ],
  "another guard": [
    async (stage) => {
      const other = await deployOf("1.5.0", "examples/guards/DebugTransactionGuard", stage.stranger);
      return selfCall(stage, "setGuard", await addressOf(other));
    },
    PARTS.GUARD,
  ],
};

/** Expects the Safe to refuse a call because of a part that would be missing. */
export const refused = async (stage: Installed, call: SafeCall, part: bigint, from: (told: bigint) => boolean) =>
  expect(execute(stage, call))
    .to.be.revertedWithCustomError(stage.module, "ModuleRemovalUnannounced")
    .withArgs(stage.address, part, from);

/** The owners announce a removal. */
export async function announce(stage: Installed): Promise<bigint> {
  await executed(stage, switchCall(stage, "announceRemoval"));
  return (await watchOf(stage)).removableFrom;
}
