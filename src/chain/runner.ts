import { type AddressLike, type ContractRunner, type Provider, resolveAddress } from "ethers";

/**
 * The runner of a contract object; throws where it was made without one.
 *
 * @example
 * const runner = runnerOf(token);
 */
export function runnerOf(contract: { runner: ContractRunner | null }): ContractRunner {
  if (contract.runner === null) throw new TypeError("The contract is connected to no provider or signer");
  return contract.runner;
}

/**
 * The provider behind a signer or contract runner; throws where there is none.
 *
 * @example
 * const chain = await providerOf(signer).getNetwork();
 */
export function providerOf(runner: ContractRunner): Provider {
  const provider = runner.provider;
  if (provider === null) throw new TypeError("The signer is connected to no provider");
  return provider;
}

/** Whether there is a contract at an address. */
export async function hasCode(runner: ContractRunner, address: AddressLike): Promise<boolean> {
  const provider = providerOf(runner);
  return (await provider.getCode(await resolveAddress(address, provider))) !== "0x";
}
