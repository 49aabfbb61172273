import type { EthereumProvider } from "hardhat/types/providers";

/** The root over all storage of a contract: equal roots, equal storage. */
export async function storageRoot(provider: EthereumProvider, address: string): Promise<string> {
  const proof = (await provider.request({ method: "eth_getProof", params: [address, [], "latest"] })) as {
    storageHash: string;
  };
  return proof.storageHash;
}
