import { ZeroHash } from "ethers";

import {
  createProRataBacking,
  createToken,
  ethers,
  Layout,
  NO_CAP,
  NO_END,
  networkHelpers,
  openGroup,
  START,
  type System,
  tokenTerms,
} from "../../test/timeframe/fixture.ts";
import type { ITimeframeToken, PlainTimeframeToken } from "../../types/ethers-contracts/index.js";
import { PlainTimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import type { Page } from "../results.ts";
import { send } from "../send.ts";
import { crowd, PAGE, turnFrames } from "./subjects.ts";

/** Ends lie this far apart, so that no two memberships share a node at the lower levels of the tree of ends. */
const END_STEP = Math.floor(2 ** 24 / (PAGE + 2));
/** Groups of a token that can have members with a known end. */
const TERM_GROUPS = 16;
/** Tokens that `createTokens` is documented to make in one transaction. */
const TOKENS = 3;
const METADATA = ethers.id("delivery note");

/**
 * The dearest page of each function that pages: every account untouched in the frame, every slot cold, every end on its own branch. Each is
 * sent with a gas limit of 2^24, the cap of one transaction, so refunds don't help it through.
 */
export async function measurePages(system: System): Promise<Page[]> {
  const pages: Page[] = [];
  const cases = [addNewcomers, moveMembers, removeMembers, handOut, admitProviders, collect, readSupply, createTokens];
  for (const measure of cases) {
    const clean = await networkHelpers.takeSnapshot();
    const { operation, what, items, gas } = await measure(system);
    pages.push({ operation, case: what, items, gas: Number(gas), perItem: Math.round(Number(gas) / items) });
    await clean.restore();
  }
  return pages;
}

interface Measured {
  operation: string;
  what: string;
  items: number;
  gas: bigint;
}

async function createPlain(system: System, changes = {}): Promise<PlainTimeframeToken> {
  const token = await createToken(system, Layout.PLAIN, changes);
  return asPlain(system, token);
}

async function asPlain(system: System, token: ITimeframeToken): Promise<PlainTimeframeToken> {
  return PlainTimeframeToken__factory.connect(await token.getAddress(), system.administrator);
}

/** Members of group 1, each with an end of his own; nobody touched in the current frame. */
async function joinWithEnds(system: System, token: PlainTimeframeToken, accounts: string[]): Promise<void> {
  for (const [index, account] of accounts.entries()) {
    await system.groups.addMembers(token, 1n, [account], BigInt(2 + (index + 1) * END_STEP));
  }
  await turnFrames(token, 1);
}

async function addNewcomers(system: System): Promise<Measured> {
  const token = await createPlain(system);
  await openGroup(system, token);
  const add = system.groups.addMembers.populateTransaction(token, 1n, crowd(0, PAGE), 1_000n);
  const { gasUsed } = await send(system.administrator, add);
  return { operation: "addMembers", what: "newcomers with a known end", items: PAGE, gas: gasUsed };
}

async function moveMembers(system: System): Promise<Measured> {
  const token = await createPlain(system);
  await openGroup(system, token);
  await openGroup(system, token);
  const accounts = crowd(0, PAGE);
  await joinWithEnds(system, token, accounts);
  const move = system.groups.addMembers.populateTransaction(token, 2n, accounts, 1_000n);
  const { gasUsed } = await send(system.administrator, move);
  const what = "from another group, each with an end of his own";
  return { operation: "addMembers", what, items: PAGE, gas: gasUsed };
}

async function removeMembers(system: System): Promise<Measured> {
  const token = await createPlain(system);
  await openGroup(system, token);
  const accounts = crowd(0, PAGE);
  await joinWithEnds(system, token, accounts);
  const remove = system.groups.removeMembers.populateTransaction(token, accounts);
  const { gasUsed } = await send(system.administrator, remove);
  return { operation: "removeMembers", what: "each with an end of his own", items: PAGE, gas: gasUsed };
}

async function handOut(system: System): Promise<Measured> {
  const token = await createToken(system, Layout.CAPPED);
  await openGroup(system, token, { onRequest: true, budget: NO_CAP });
  const accounts = crowd(0, PAGE);
  await send(system.administrator, system.groups.addMembers.populateTransaction(token, 1n, accounts, NO_END));
  const amounts = accounts.map(() => 40n);
  const page = () => system.groups.handOut.populateTransaction(token, accounts, amounts, METADATA);
  await send(system.administrator, page());
  await turnFrames(await asPlain(system, token), 1);
  const { gasUsed } = await send(system.administrator, page());
  return { operation: "handOut", what: "packages with 32 bytes of metadata", items: PAGE, gas: gasUsed };
}

async function admitProviders(system: System): Promise<Measured> {
  const token = await createPlain(system);
  const admit = system.groups.admitProviders.populateTransaction(token, crowd(0, PAGE));
  const { gasUsed } = await send(system.administrator, admit);
  return { operation: "admitProviders", what: "accounts that nobody has seen", items: PAGE, gas: gasUsed };
}

async function collect(system: System): Promise<Measured> {
  const { administrator, sponsor, asset, groups } = system;
  const [alice, shop, rival] = system.people;
  if (!alice || !shop || !rival) throw new Error("too few signers");
  const backing = await createProRataBacking(system, await asset.getAddress());
  const token = await createPlain(system, { backing: await backing.getAddress() });
  await backing.openPool(token, 1_000_000n, 7_000_000n);
  await asset.mint(sponsor, 10n ** 12n);
  await asset.connect(sponsor).approve(backing, 10n ** 12n);
  await backing.fund(token, 10n ** 12n);
  await openGroup(system, token);
  await send(administrator, groups.addMembers.populateTransaction(token, 1n, [alice.address], NO_END));
  await send(administrator, groups.admitProviders.populateTransaction(token, [shop.address, rival.address]));

  const frames: bigint[] = [];
  for (let index = 0; index < PAGE; index += 1) {
    await token.connect(alice).spend(shop, 3n, ZeroHash);
    // A rival, so that a share is a part and rounding leaves something.
    await token.connect(alice).spend(rival, 5n, ZeroHash);
    frames.push(await token.currentEpoch());
    await turnFrames(token, 1);
  }
  const { gasUsed } = await send(shop, backing.collect.populateTransaction(token, frames, shop));
  return { operation: "collect", what: "frames of a pro-rata pot", items: PAGE, gas: gasUsed };
}

async function readSupply(system: System): Promise<Measured> {
  const token = await createPlain(system);
  for (let group = 1; group <= TERM_GROUPS; group += 1) {
    await openGroup(system, token);
    const members = crowd(group * 10, 3);
    for (const [index, member] of members.entries()) {
      await system.groups.addMembers(token, BigInt(group), [member], BigInt(2 + 8 ** (index + 2)));
    }
  }
  await turnFrames(token, 8 ** 3 + 100);
  const { gasUsed } = await send(system.administrator, token.totalSupply.populateTransaction());
  return { operation: "totalSupply", what: "groups with known ends", items: TERM_GROUPS, gas: gasUsed };
}

async function createTokens(system: System): Promise<Measured> {
  const layouts = [Layout.CAPPED, Layout.CAPPED, Layout.GRACE];
  const terms = layouts.map((_, index) => tokenTerms(system, { name: `Meals ${index}`, anchor: START }));
  const create = system.factory.createTokens.populateTransaction(layouts, terms, ZeroHash);
  const { gasUsed } = await send(system.administrator, create);
  return { operation: "createTokens", what: "tokens of a programme", items: TOKENS, gas: gasUsed };
}
