// node read-with-viem.ts <url> <token>: one read of the token and one of the factory. Prints them as JSON.
import { addressOf, plainTimeframeTokenAbi, timeframeFactoryAbi } from "lapse";
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
console.log(JSON.stringify({ totalSupply: totalSupply.toString(), groups }));
