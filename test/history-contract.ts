import type { EthereumProvider } from "hardhat/types/providers";
import { toBeHex, toQuantity } from "ethers";

/** Where EIP-2935 has the chain keep the hashes of its last 8,191 blocks. */
export const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";

/** The code that EIP-2935 puts there. */
export const HISTORY_CODE =
  "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

const RING = 8_191n;

/** Puts the history contract where Hardhat has a stub that reverts. The chain itself doesn't fill it: `remember` does. */
export async function installHistory(provider: EthereumProvider, code: string = HISTORY_CODE): Promise<void> {
  await provider.request({ method: "hardhat_setCode", params: [HISTORY, code] });
}

/** Has the history contract know a hash, as the chain would by itself in the block after. */
export async function remember(provider: EthereumProvider, number: bigint, hash: string): Promise<void> {
  await provider.request({
    method: "hardhat_setStorageAt",
    params: [HISTORY, toQuantity(number % RING), toBeHex(hash, 32)],
  });
}
