import type { InterfaceAbi } from "ethers";
import hre from "hardhat";

/** The ABI of a contract as the compiler gave it. */
export async function abisOf(contract: string): Promise<InterfaceAbi> {
  return (await hre.artifacts.readArtifact(contract)).abi as InterfaceAbi;
}
