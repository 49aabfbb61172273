import { createRequire } from "node:module";

import { type BytesLike, Contract, type ContractRunner, Interface, type InterfaceAbi, toQuantity } from "ethers";

import type { JsonRpcNode } from "../../src/chain/node.ts";
import { ENTRY_POINT, type UserOperation } from "../../src/wallet/account/index.ts";

// The package is under the GPL: what it has compiled is used, on local chains only.
const artifact = createRequire(import.meta.url)("@account-abstraction/contracts/artifacts/EntryPoint.json") as {
  abi: InterfaceAbi;
  bytecode: string;
};

/** What the entry point says and refuses. */
export const entryPointInterface = new Interface(artifact.abi);

/**
 * Puts EntryPoint v0.8 where it is on every chain. Its creation runs there, so that what it creates and remembers of itself is right, and what that returns becomes its code.
 */
export async function installEntryPoint(node: JsonRpcNode, from: string): Promise<void> {
  if ((await node.send("eth_getCode", [ENTRY_POINT, "latest"])) !== "0x") return;
  const set = (code: BytesLike) => node.send("hardhat_setCode", [ENTRY_POINT, code]);
  const creation = { from, to: ENTRY_POINT, gas: toQuantity(10_000_000n) };
  await set(artifact.bytecode);
  await node.send("hardhat_setNonce", [ENTRY_POINT, "0x1"]);
  const code = (await node.send("eth_call", [creation, "latest"])) as string;
  await node.send("eth_sendTransaction", [creation]);
  await set(code);
}

/** The entry point, for its calls. */
export function entryPointAt(runner: ContractRunner): Contract {
  return new Contract(ENTRY_POINT, entryPointInterface, runner);
}

/** The call data of a bundle. */
export function encodeBundle(operations: readonly UserOperation[], beneficiary: string): string {
  return entryPointInterface.encodeFunctionData("handleOps", [operations, beneficiary]);
}
