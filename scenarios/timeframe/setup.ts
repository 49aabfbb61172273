import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { BackingKind, Layout, Rhythm } from "../../src/timeframe/constants.ts";
import { createBacking, createTokens, fund, openPool } from "../../src/timeframe/create.ts";
import { admitProviders, openGroup, setProviderRoot } from "../../src/timeframe/groups.ts";
import { addMembers, type MemberRow } from "../../src/timeframe/members.ts";
import { memberTree, providerTree } from "../../src/timeframe/merkle.ts";
import { becomeProvider } from "../../src/timeframe/voucher.ts";
import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { at, demand } from "../support/demand.ts";
import { Book } from "./book.ts";
import type { Members } from "./members.ts";
import { Group, type Part, type Stage, Terms } from "./stage.ts";

/** What is there before the programme: people, a chain, and the factory that the deploy scripts have left. */
export type Backstage = Omit<Stage, "asset" | "meals" | "rides" | "volunteers" | "residents" | "carers" | "clinics"> & {
  factory: string;
  members: Members;
  kitchens: readonly HardhatEthersSigner[];
  carriers: readonly HardhatEthersSigner[];
};

/** Creates the programme and brings everybody in. */
export async function setUp(backstage: Backstage): Promise<Stage> {
  const { reporter, administrator, sponsor, members, carriers } = backstage;
  const asset = await (await new MockERC20__factory(sponsor).deploy("Test Euro", "EURT", 6)).waitForDeployment();
  await (await asset.mint(sponsor, Terms.MEAL_FUNDS + Terms.RIDE_FUNDS)).wait();
  await reporter.step("money", "an asset of 6 decimals, 81,000 of it with the sponsor");

  const { meals, rides } = await createProgramme(backstage, await asset.getAddress());
  await fundPools(backstage, meals, rides);
  const volunteers = memberTree([backstage.volunteer, ...carriers].map(({ address }) => ({ account: address })));
  await openGroups(backstage, meals, rides, volunteers.root);

  await addAll(administrator, meals, [
    ...members.residents.accounts.map((account) => ({ account, group: Group.RESIDENTS })),
    ...members.carers.accounts.map((account) => ({ account, group: Group.CARERS })),
  ]);
  await addAll(
    administrator,
    rides,
    members.clinics.accounts.map((account) => ({ account, group: Group.CLINICS })),
  );
  const [residents, carers, clinics] = [members.residents, members.carers, members.clinics];
  const count = residents.accounts.length + carers.accounts.length + clinics.accounts.length;
  await reporter.step("members", `${count} members of the CSV file entered, in pages`);

  await admitted(backstage, meals, rides);
  const stage: Stage = {
    ...backstage,
    asset,
    meals,
    rides,
    volunteers,
    residents: await backstage.chain.impersonate(residents.accounts),
    carers: await backstage.chain.impersonate(carers.accounts),
    clinics: await backstage.chain.impersonate(clinics.accounts),
  };
  const entitled = BigInt(residents.accounts.length) * residents.quota + BigInt(carers.accounts.length) * carers.quota;
  demand("the supply of meals", await meals.token.totalSupply(), entitled);
  demand("the supply of rides", await rides.token.totalSupply(), 0n);
  return stage;
}

async function createProgramme(backstage: Backstage, asset: string): Promise<{ meals: Part; rides: Part }> {
  const { administrator, factory, reporter, sponsor } = backstage;
  const terms = { asset, sponsor };
  const fixed = await createBacking(administrator, factory, { kind: BackingKind.FIXED_PRICE, ...terms });
  const shared = await createBacking(administrator, factory, { kind: BackingKind.PRO_RATA, ...terms });
  await reporter.step("create backings", "a fixed price for meals, a monthly pot for rides");

  const made = await createTokens(administrator, factory, [
    {
      layout: Layout.PLAIN,
      terms: { name: "Riverside Meals", symbol: "MEAL", rhythm: Rhythm.WEEK, backing: fixed.address },
    },
    {
      layout: Layout.CAPPED,
      terms: { name: "Riverside Rides", symbol: "RIDE", rhythm: Rhythm.MONTH, backing: shared.address },
    },
  ]);
  const { count } = await reporter.step("create tokens", "MEAL (weekly) and RIDE (monthly) in one transaction");
  demand("the number of transactions that create the programme", BigInt(count), 1n);
  return {
    meals: { token: at(made, 0).token, providers: backstage.kitchens, book: new Book() },
    rides: { token: at(made, 1).token, providers: backstage.carriers, book: new Book() },
  };
}

async function fundPools({ reporter, sponsor }: Backstage, meals: Part, rides: Part): Promise<void> {
  await openPool(sponsor, meals.token, { price: Terms.MEAL_PRICE });
  await openPool(sponsor, rides.token, { price: Terms.RIDE_CEILING, pot: Terms.RIDE_POT });
  await fund(sponsor, meals.token, Terms.MEAL_FUNDS);
  await fund(sponsor, rides.token, Terms.RIDE_FUNDS);
  await reporter.step("fund pools", "60,000 for meals at 4.50; 21,000 for rides, 7,000 a month");
}

async function openGroups(backstage: Backstage, meals: Part, rides: Part, root: string): Promise<void> {
  const { administrator, clerk, members, reporter } = backstage;
  const groups = [
    await openGroup(administrator, meals.token, { quota: members.residents.quota }, { authority: clerk.address }),
    await openGroup(administrator, meals.token, { quota: members.carers.quota, soulbound: true }, { root }),
    await openGroup(administrator, rides.token, {
      quota: members.clinics.quota,
      onRequest: true,
      budget: Terms.RIDE_BUDGET,
    }),
  ];
  const expected = [Group.RESIDENTS, Group.CARERS, Group.CLINICS];
  for (const [i, { group }] of groups.entries()) demand("the number of a group", group, at(expected, i));
  const { residents, carers, clinics } = members;
  await reporter.step(
    "open groups",
    `residents ${residents.quota}, carers ${carers.quota} (soul-bound), clinics up to ${clinics.quota} on request`,
  );
}

async function addAll(administrator: HardhatEthersSigner, part: Part, rows: readonly MemberRow[]): Promise<void> {
  const { added, skipped } = await addMembers(administrator, part.token, rows, { pageSize: 100 });
  const [first] = skipped;
  if (first !== undefined) throw new Error(`${first.account} was left out: ${first.reason.cause}`);
  demand("the number of members who entered", BigInt(added.length), BigInt(rows.length));
}

/** Most providers are admitted by the administrator; the last kitchen lets itself in by proof. */
async function admitted(backstage: Backstage, meals: Part, rides: Part): Promise<void> {
  const { administrator, carriers, kitchens, reporter } = backstage;
  const addresses = kitchens.map(({ address }) => address);
  const last = at(kitchens, kitchens.length - 1);
  const tree = providerTree(addresses);
  await admitProviders(administrator, meals.token, addresses.slice(0, -1));
  await setProviderRoot(administrator, meals.token, tree.root);
  await becomeProvider(last, meals.token, tree.proofOf(last.address).proof);
  await admitProviders(
    administrator,
    rides.token,
    carriers.map(({ address }) => address),
  );
  await reporter.step("providers", `${kitchens.length} kitchens (one by proof) and ${carriers.length} carriers`);
}
