import { formatEther } from "ethers";

/** Wei as people read it. */
export function ether(wei: bigint): string {
  return `${formatEther(wei).replace(/\.0$/, "")} ETH`;
}
