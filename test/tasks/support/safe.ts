import { createRequire } from "node:module";

import { Contract, ContractFactory, type InterfaceAbi, type Signer, ZeroAddress } from "ethers";
import hre from "hardhat";

const require = createRequire(import.meta.url);

/** Deploys a contract of Safe 1.5.0 as it is published, by its path without `.sol`. */
async function safeContract(path: string, deployer: Signer): Promise<Contract> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const { abi, bytecode } = require(
    `@safe-global/safe-smart-account/build/artifacts/contracts/${path}.sol/${name}.json`,
  ) as { abi: InterfaceAbi; bytecode: string };
  const contract = await new ContractFactory(abi, bytecode, deployer).deploy();
  return new Contract(await contract.getAddress(), abi, deployer);
}

/** A Safe of accounts that must all sign, and Safe's own `MultiSend`. */
export async function createSafe(owners: readonly string[]): Promise<{ safe: string; multiSend: string }> {
  const { ethers } = await hre.network.getOrCreate();
  const deployer = (await ethers.getSigners())[9]!;
  const singleton = await safeContract("Safe", deployer);
  const factory = await safeContract("proxies/SafeProxyFactory", deployer);
  const handler = await safeContract("handler/CompatibilityFallbackHandler", deployer);
  const multiSend = await (await safeContract("libraries/MultiSend", deployer)).getAddress();
  const setup = singleton.interface.encodeFunctionData("setup", [
    ...[owners, BigInt(owners.length), ZeroAddress, "0x", await handler.getAddress(), ZeroAddress, 0n, ZeroAddress],
  ]);
  const create = factory.getFunction("createProxyWithNonce");
  const inputs = [await singleton.getAddress(), setup, 1n];
  const safe = (await create.staticCall(...inputs)) as string;
  await create.send(...inputs);
  return { safe, multiSend };
}
