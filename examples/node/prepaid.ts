// node prepaid.ts <url> <asset>: a company buys a card, somebody claims it with its link and spends from it. Prints what is read, as JSON.
import { JsonRpcProvider } from "ethers";
import { addressOf } from "lapse";
import {
  claimLink,
  clampExpiry,
  conservationOf,
  createVault,
  deposit,
  formatClaimLink,
  issue,
  latestTimestamp,
  newClaimKey,
  readInstrument,
  readVault,
  redeem,
  returnsOf,
} from "lapse/prepaid";

const provider = new JsonRpcProvider(process.argv[2], undefined, { cacheTimeout: -1 });
const [merchant, company, ann] = await Promise.all([2, 3, 4].map((place) => provider.getSigner(place)));
if (merchant === undefined || company === undefined || ann === undefined) throw new Error("The node has no accounts");

// The vault of the asset, whoever created it, and the company's money in it.
const { address: vault } = await createVault(company, addressOf(31337, "PrepaidFactory"), {
  asset: process.argv[3] ?? "",
});
await deposit(company, vault, { amount: 1_000_000_000n });

// A card of 50 dollars for a month, held by the key in its link.
const now = await latestTimestamp(provider);
const { bucketLength } = await readVault(vault, provider);
const expiry = clampExpiry(now + 30n * 86_400n, now, bucketLength);
const { address: holder, key } = newClaimKey();
const { id } = await issue(company, vault, { holder, byKey: true, amount: 50_000_000n, expiry });
const link = formatClaimLink({ chainId: 31337n, vault, id, key });

// Whoever has the link needs nothing else.
await claimLink(ann, link);
const claimed = (await readInstrument(vault, id, provider))?.remaining;
await redeem(ann, vault, { id, amount: 12_500_000n, merchant, ref: "bill 17" });

const { returns, balance } = await returnsOf(vault, company, provider);
const read = {
  vault,
  claimed,
  remaining: (await readInstrument(vault, id, provider))?.remaining,
  earned: (await returnsOf(vault, merchant, provider)).balance,
  // What the company has when the month is over, with no transaction by anyone.
  back: returns.reduce((sum, { amount }) => sum + amount, balance),
  holds: (await conservationOf(vault, id, provider)).holds,
};
console.log(
  JSON.stringify(read, (_, value: unknown) =>
    typeof value === "bigint" || typeof value === "boolean" ? String(value) : value,
  ),
);
provider.destroy();
