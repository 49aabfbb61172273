// node create-token.ts <url>: a token whose first two accounts are member and provider. Prints its address.
import { JsonRpcProvider, toUtf8Bytes, ZeroAddress, ZeroHash, zeroPadBytes } from "ethers";
import { addressOf } from "lapse";
import {
  FixedPriceBacking__factory,
  ITimeframeToken__factory,
  TimeframeFactory__factory,
  TimeframeGroups__factory,
  type TokenTermsStruct,
} from "lapse/ethers";

const provider = new JsonRpcProvider(process.argv[2], undefined, { cacheTimeout: -1 });
const administrator = await provider.getSigner(0);
const member = await provider.getSigner(1);
const merchant = await provider.getSigner(2);

const factory = TimeframeFactory__factory.connect(addressOf(31337, "TimeframeFactory"), administrator);
const groups = TimeframeGroups__factory.connect(addressOf(31337, "TimeframeGroups"), administrator);
const salt = zeroPadBytes(toUtf8Bytes("example"), 32);

// What providers earn is counted, not paid: the backing has no asset.
const FIXED_PRICE = 0n;
const backing = [FIXED_PRICE, ZeroAddress, administrator.address] as const;
const backingAddress = await factory.predictBacking(...backing, administrator.address, salt);
await (await factory.createBacking(...backing, salt)).wait();

const PLAIN = 0n;
const WEEK = 2n;
const terms: TokenTermsStruct = {
  name: "Meals",
  symbol: "MEAL",
  decimals: 0n,
  rhythm: WEEK,
  anchor: 0n,
  frameLength: 0n,
  open: false,
  administrator: administrator.address,
  backing: backingAddress,
};
const tokenAddress = await factory.predictToken(PLAIN, terms, administrator.address, salt);
await (await factory.createToken(PLAIN, terms, salt)).wait();
const token = ITimeframeToken__factory.connect(tokenAddress, administrator);

await (await FixedPriceBacking__factory.connect(backingAddress, administrator).openPool(token, 0n, 0n)).wait();
const group = { onRequest: false, soulbound: false, quota: 5n, receiveCap: 2n ** 112n - 1n, budget: 0n };
await (await groups.openGroup(token, group, "0x", ZeroHash)).wait();
await (await groups.addMembers(token, 1n, [member.address], 2n ** 32n - 1n)).wait();
await (await groups.admitProviders(token, [merchant.address])).wait();

console.log(tokenAddress);
provider.destroy();
