// node read-with-viem.ts <url> <token> <vault>: reads of the token, its factory and a prepaid vault. Prints them as JSON.
import { addressOf, plainTimeframeTokenAbi, prepaidVaultAbi, timeframeFactoryAbi } from "lapse";
import { createPublicClient, getAddress, http } from "viem";

const client = createPublicClient({ transport: http(process.argv[2]) });

// Names, arguments and results are inferred from the ABI: a bigint and an address, with no type written here.
const totalSupply: bigint = await client.readContract({
  address: getAddress(process.argv[3] ?? ""),
  abi: plainTimeframeTokenAbi,
  functionName: "totalSupply",
});
const groups: `0x${string}` = await client.readContract({
  address: addressOf(31337, "TimeframeFactory"),
  abi: timeframeFactoryAbi,
  functionName: "groups",
});
const vault = { address: getAddress(process.argv[4] ?? ""), abi: prepaidVaultAbi } as const;
const symbol: string = await client.readContract({ ...vault, functionName: "symbol" });
const bucketLength: bigint = await client.readContract({ ...vault, functionName: "bucketLength" });
console.log(
  JSON.stringify({ totalSupply: totalSupply.toString(), groups, symbol, bucketLength: bucketLength.toString() }),
);
