import { createRequire } from "node:module";

import {
  Contract,
  ContractFactory,
  getCreate2Address,
  type InterfaceAbi,
  keccak256,
  type Signer,
  type TransactionResponse,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import type { JsonRpcNode } from "../../src/chain/node.ts";

const require = createRequire(import.meta.url);

/**
 * The releases of Safe that are played and tested, by the packages that hold their contracts as they are deployed. They are under the LGPL: what they have
 * compiled is used, on local chains only.
 */
export const RELEASES = {
  "1.4.1": "@safe-global/safe-contracts",
  "1.5.0": "@safe-global/safe-smart-account",
} as const;
export type Release = keyof typeof RELEASES;

/** Safe's factory of what is at one address on most chains. */
const SINGLETON_FACTORY = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";

/** What one chain has of a release. */
export interface SafeSuite {
  release: Release;
  singleton: Contract;
  singletonL2: Contract;
  factory: Contract;
  handler: Contract;
  /** Address of `MultiSend`: the one that it has on most chains. */
  multiSend: string;
}

/** Deploys a contract of a release, by its path, without `.sol`. */
export async function deployOf(
  release: Release,
  path: string,
  deployer: Signer,
  ...inputs: unknown[]
): Promise<Contract> {
  const artifact = artifactOf(release, path);
  const contract = await new ContractFactory(artifact.abi, artifact.bytecode, deployer).deploy(...inputs);
  return new Contract(await contract.getAddress(), artifact.abi, deployer);
}

/** Puts a library of a release where it is on most chains. Its creation runs there, since its code may hold its address. */
export async function installLibrary(release: Release, name: string, deployer: Signer): Promise<string> {
  const { bytecode } = artifactOf(release, `libraries/${name}`);
  const address = getCreate2Address(SINGLETON_FACTORY, ZeroHash, keccak256(bytecode));
  const node = deployer.provider as unknown as JsonRpcNode;
  await node.send("hardhat_setCode", [address, bytecode]);
  const code = await node.send("eth_call", [{ to: address }, "latest"]);
  await node.send("hardhat_setCode", [address, code]);
  return address;
}

function artifactOf(release: Release, path: string): { abi: InterfaceAbi; bytecode: string } {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return require(`${RELEASES[release]}/build/artifacts/contracts/${path}.sol/${name}.json`) as {
    abi: InterfaceAbi;
    bytecode: string;
  };
}

/** Deploys what Safes of a release need. */
export async function deployRelease(release: Release, deployer: Signer): Promise<SafeSuite> {
  const deploy = (path: string, ...inputs: unknown[]) => deployOf(release, path, deployer, ...inputs);
  const singleton = await deploy("Safe");
  const singletonL2 = await deploy("SafeL2");
  const factory = await deploy("proxies/SafeProxyFactory");
  const handler = await deploy("handler/CompatibilityFallbackHandler");
  const multiSend = await installLibrary(release, "MultiSend", deployer);
  return { release, singleton, singletonL2, factory, handler, multiSend };
}

/** Creates a Safe of these owners, with the handler that lets it receive whatever there is. */
export async function createSafe(
  { singleton, factory, handler }: SafeSuite,
  { owners, threshold, salt }: { owners: readonly string[]; threshold: bigint; salt: bigint },
): Promise<Contract> {
  const initializer = singleton.interface.encodeFunctionData("setup", [
    ...[owners, threshold, ZeroAddress, "0x", await handler.getAddress()],
    ...[ZeroAddress, 0n, ZeroAddress],
  ]);
  const inputs = [await singleton.getAddress(), initializer, salt];
  const sent = (await factory.getFunction("createProxyWithNonce")(...inputs)) as TransactionResponse;
  const event = factory.interface.getEvent("ProxyCreation");
  const log = (await sent.wait())?.logs.find(({ topics }) => topics[0] === event?.topicHash);
  if (event === null || log === undefined) throw new Error("A Safe that is created gives an event");
  const proxy = String(factory.interface.decodeEventLog(event, log.data, log.topics)["proxy"]);
  return new Contract(proxy, singleton.interface, factory.runner);
}
