// node wallet.ts <url> <asset>: an owner registers a plan, somebody shows her account to its prover, and a neighbour finds out what will be due when. Prints what is read, as JSON.
import { JsonRpcProvider } from "ethers";
import { addressOf } from "lapse";
import {
  approveAssets,
  AssetKind,
  findPlan,
  planOf,
  readFacts,
  readStatus,
  register,
  showAccount,
  stateName,
  statusAt,
} from "lapse/wallet";

const DAY = 86_400n;
const provider = new JsonRpcProvider(process.argv[2], undefined, { cacheTimeout: -1 });
const [ada, keeper, spouse, child] = await Promise.all([5, 6, 7, 8].map((place) => provider.getSigner(place)));
if (ada === undefined || keeper === undefined || spouse === undefined || child === undefined)
  throw new Error("The node has no accounts");
const registry = addressOf(31337, "DeadMansSwitch");
const prover = addressOf(31337, "EoaProver");

// After ninety days without a transaction of hers: the spouse is asked first, and after half a year it is the child's.
const plan = planOf({
  account: ada.address,
  source: prover,
  period: 90n * DAY,
  grace: 7n * DAY,
  changeDelay: 30n * DAY,
  assets: [{ kind: AssetKind.ERC20, token: process.argv[3] ?? "" }],
  tiers: [
    { window: 30n * DAY, recipients: [{ address: spouse.address, share: 10_000n }] },
    { delay: 180n * DAY, recipients: [{ address: child.address, share: 10_000n }] },
  ],
});
await approveAssets(ada, registry, { plan });
await register(ada, registry, { plan });

// Somebody else shows her account: who shows himself acts by that.
const { use } = await showAccount(keeper, prover, provider, ada.address);

// Who knows nothing but her address finds the text in the events.
const found = await findPlan(registry, ada.address, provider);
if (found === null) throw new Error("There is no plan");
const { state, lastLife, triggerableAt } = await readStatus(registry, found.plan, provider);
const facts = await readFacts(registry, found.plan, provider);
const read = {
  version: found.version,
  state: stateName(state),
  use,
  dueAfterDays: (triggerableAt - lastLife) / DAY,
  // A plan that nobody triggers stays as it is.
  inAYear: stateName(statusAt(found.plan, facts, lastLife + 365n * DAY).state),
};
console.log(JSON.stringify(read, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)));
provider.destroy();
