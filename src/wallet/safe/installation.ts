import { getAddress, id, type Provider, ZeroAddress } from "ethers";

import { safeBatch, safeCall, type SafeCall } from "./safe-transaction.ts";
import { safeInterface, SENTINEL, switchInterface } from "./safe-abi.ts";

/** Which parts of the switch a Safe has. */
export interface SwitchInstallation {
  /** The Safe's version, such as "1.4.1". */
  version: string;
  /** Whether the Safe asks about what its modules do: from 1.5.0 on. */
  canGuardModules: boolean;
  isModule: boolean;
  isGuard: boolean;
  isModuleGuard: boolean;
  /** Other contracts in these places; the zero address = none. */
  guard: string;
  moduleGuard: string;
}

/** How the switch is installed. */
export interface SwitchChoice {
  safe: string;
  /** Address of `DeadMansSwitchModule`. */
  module: string;
  /** Seconds that a removal is announced before, 1 to 90 days. */
  removalDelay: bigint;
  /** Address of Safe's own `MultiSend`. */
  multiSend: string;
}

const GUARD_SLOT = id("guard_manager.guard.address");
const MODULE_GUARD_SLOT = id("module_manager.module_guard.address");
/** More modules than any Safe in use has. */
const MOST_MODULES = 100n;

/**
 * Reads from a Safe which parts of the switch it has.
 *
 * @example
 * const { isModule, isGuard } = await readInstallation(provider, safe, module);
 */
export async function readInstallation(provider: Provider, safe: string, module: string): Promise<SwitchInstallation> {
  const ask = async (name: string, inputs: unknown[]): Promise<unknown> =>
    safeInterface.decodeFunctionResult(
      name,
      await provider.call({ to: safe, data: safeInterface.encodeFunctionData(name, inputs) }),
    )[0];
  const contractIn = async (slot: string) =>
    getAddress("0x" + String(await ask("getStorageAt", [slot, 1n])).slice(-40));
  const [version, isModule, guard, moduleGuard] = await Promise.all([
    ask("VERSION", []),
    ask("isModuleEnabled", [module]),
    contractIn(GUARD_SLOT),
    contractIn(MODULE_GUARD_SLOT),
  ]);
  const [major = 0, minor = 0] = String(version).split(".").map(Number);
  const canGuardModules = major > 1 || (major === 1 && minor >= 5);
  const own = getAddress(module);
  return {
    version: String(version),
    canGuardModules,
    isModule: isModule === true,
    isGuard: guard === own,
    isModuleGuard: canGuardModules && moduleGuard === own,
    guard,
    moduleGuard: canGuardModules ? moduleGuard : ZeroAddress,
  };
}

/**
 * What a Safe executes to install the parts of the switch that it lacks, and to set it up. A plan is registered in a later execution: only that is seen.
 *
 * @throws {Error} If the Safe has another guard: what that one is for would be lost.
 *
 * @example
 * const call = installSwitch(choice, await readInstallation(provider, safe, module));
 */
export function installSwitch(choice: SwitchChoice, present: SwitchInstallation): SafeCall {
  const { safe, module, removalDelay, multiSend } = choice;
  refuseOther("guard", present.guard, module);
  refuseOther("module guard", present.moduleGuard, module);
  const calls: SafeCall[] = [];
  const add = (name: string) => calls.push(safeCall(safe, safeInterface.encodeFunctionData(name, [module])));
  if (!present.isModule) add("enableModule");
  if (!present.isGuard) add("setGuard");
  if (present.canGuardModules && !present.isModuleGuard) add("setModuleGuard");
  calls.push(safeCall(module, switchInterface.encodeFunctionData("setUp", [removalDelay])));
  return safeBatch(multiSend, calls);
}

/**
 * What a Safe executes to remove the switch, once it has announced that and waited its delay.
 *
 * @example
 * const call = await removeSwitch(provider, choice, await readInstallation(provider, safe, module));
 */
export async function removeSwitch(
  provider: Provider,
  { safe, module, multiSend }: Omit<SwitchChoice, "removalDelay">,
  present: SwitchInstallation,
): Promise<SafeCall> {
  const calls: SafeCall[] = [];
  const add = (name: string, inputs: unknown[]) =>
    calls.push(safeCall(safe, safeInterface.encodeFunctionData(name, inputs)));
  if (present.isModule) add("disableModule", [await moduleBefore(provider, safe, module), module]);
  if (present.isGuard) add("setGuard", [ZeroAddress]);
  if (present.isModuleGuard) add("setModuleGuard", [ZeroAddress]);
  return safeBatch(multiSend, calls);
}

/** The module before this one in the Safe's list, by which it is taken out. */
async function moduleBefore(provider: Provider, safe: string, module: string): Promise<string> {
  const data = safeInterface.encodeFunctionData("getModulesPaginated", [SENTINEL, MOST_MODULES]);
  const [modules] = safeInterface.decodeFunctionResult("getModulesPaginated", await provider.call({ to: safe, data }));
  const list = [SENTINEL, ...(modules as string[])];
  const place = list.indexOf(getAddress(module));
  const before = list[place - 1];
  if (before === undefined) throw new Error(`${module} is none of the first ${MOST_MODULES} modules of ${safe}`);
  return before;
}

function refuseOther(what: string, present: string, module: string): void {
  if (present !== ZeroAddress && present !== getAddress(module))
    throw new Error(`The Safe has another ${what}, ${present}: remove that first, if its owners can do without it`);
}
