import { id } from "ethers";

import {
  createBackedToken,
  createToken,
  Layout,
  moveTo,
  NO_CAP,
  NO_END,
  openGroup,
  Rhythm,
  START,
  type System,
  WEEK,
} from "../../test/timeframe/fixture.ts";
import {
  type ITimeframeToken,
  type OpenZeppelinERC20Permit,
  OpenZeppelinERC20__factory,
  OpenZeppelinERC20Permit__factory,
  type PlainTimeframeToken,
  PlainTimeframeToken__factory,
  SoladyERC20__factory,
} from "../../types/ethers-contracts/index.js";
import type { StorageSet } from "./results.ts";
import { send } from "../send.ts";
import { type Place, placeInMapping, placeOf, write } from "./storage.ts";

/** What every member has in a frame, and what every holder of a peer is minted. */
export const QUOTA = 10n ** 15n;
/** So that a quota is a million whole units, at the price that the fixture's pool pays. */
const DECIMALS = 9n;
/** Accounts to a page: what callers are told to send at most, see {measurePages}. */
export const PAGE = 200;
/** From this many members on, their number is written into storage. */
const WRITTEN_FROM = 1_000_000;
/** The group that all members are in. */
export const GROUP = 1n;

/** One of our tokens, and what its members need. Every layout has the same functions, so one interface reads all of them. */
export interface Ours {
  kind: "ours";
  name: string;
  layout: keyof typeof Layout;
  onRequest: boolean;
  token: PlainTimeframeToken;
  /** The same terms, but open to outsiders: only there can a receiver be new in the sense of ERC-20. */
  open: PlainTimeframeToken;
  storageSet: StorageSet | undefined;
}

/** A peer: an ERC-20 without frames. */
export interface Peer {
  kind: "peer";
  name: string;
  token: OpenZeppelinERC20Permit;
  /** The peer with ERC-2612; for OpenZeppelin a contract of its own, for solady the same. */
  permit: OpenZeppelinERC20Permit;
  storageSet: StorageSet | undefined;
}

export type Subject = Ours | Peer;

/** Makes a subject on a chain that holds the system and nothing else; Alice and Bob are members beside `members` others. */
export interface Recipe<S extends Subject = Subject> {
  name: string;
  create: (system: System, members: number) => Promise<S>;
}

interface Variant {
  layout: keyof typeof Layout;
  monthly?: boolean;
  receiveCap?: bigint;
  onRequest?: boolean;
}

const ours = (name: string, variant: Variant): Recipe<Ours> => ({
  name,
  create: (system, members) => createOurs(system, members, name, variant),
});

export const OURS: readonly Recipe<Ours>[] = [
  ours("PLAIN, fixed frames", { layout: "PLAIN" }),
  ours("PLAIN, calendar months", { layout: "PLAIN", monthly: true }),
  ours("CAPPED, no cap", { layout: "CAPPED" }),
  ours("CAPPED, with a cap", { layout: "CAPPED", receiveCap: QUOTA }),
  ours("GRACE", { layout: "GRACE" }),
  ours("CAPPED, on request", { layout: "CAPPED", onRequest: true }),
];

export const PEERS: readonly Recipe<Peer>[] = [
  { name: "OpenZeppelin ERC-20", create: createOpenZeppelin },
  { name: "solady ERC-20", create: createSolady },
];

/** Addresses that are the same in every run and for every subject. */
export function crowd(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `0x${id(`member ${from + index}`).slice(-40)}`);
}

/** Moves to the turn of a frame: `turns` of them from now. */
export async function turnFrames(token: PlainTimeframeToken, turns: number): Promise<void> {
  const frame = await token.currentEpoch();
  const { start } = await token.getEpochInfo(frame + BigInt(turns));
  await moveTo(start);
}

// ---- ours ----

const SOURCES = {
  PLAIN: ["contracts/timeframe/PlainTimeframeToken.sol", "PlainTimeframeToken"],
  CAPPED: ["contracts/timeframe/CappedTimeframeToken.sol", "CappedTimeframeToken"],
  GRACE: ["contracts/timeframe/GraceTimeframeToken.sol", "GraceTimeframeToken"],
} as const;

async function createOurs(system: System, members: number, name: string, variant: Variant): Promise<Ours> {
  const layout = Layout[variant.layout];
  const clock =
    variant.monthly === true
      ? { rhythm: Rhythm.MONTH, anchor: 0n, frameLength: 0n }
      : { rhythm: Rhythm.FIXED, anchor: START, frameLength: WEEK };
  const terms = { ...clock, decimals: DECIMALS };
  const { token, backing } = await createBackedToken(system, layout, terms);
  const open = await createToken(system, layout, { ...terms, backing: await backing.getAddress(), open: true });

  const result = {
    kind: "ours",
    name,
    layout: variant.layout,
    onRequest: variant.onRequest === true,
    storageSet: undefined,
  } as const;
  const subject: Ours = { ...result, token: await asPlain(system, token), open: await asPlain(system, open) };
  for (const each of [token, open]) await populate(system, each, members, variant);
  if (members >= WRITTEN_FROM) {
    await writeMembers(subject.open, members, variant);
    subject.storageSet = { subject: name, members, ...(await writeMembers(subject.token, members, variant)) };
  }
  return subject;
}

async function asPlain(system: System, token: ITimeframeToken): Promise<PlainTimeframeToken> {
  return PlainTimeframeToken__factory.connect(await token.getAddress(), system.administrator);
}

async function populate(system: System, token: ITimeframeToken, members: number, variant: Variant): Promise<void> {
  const { groups, administrator, people } = system;
  const [alice, bob, shop] = people;
  if (alice === undefined || bob === undefined || shop === undefined) throw new Error("too few signers");
  const onRequest = variant.onRequest === true;
  await openGroup(system, token, {
    onRequest,
    quota: QUOTA,
    receiveCap: variant.receiveCap ?? NO_CAP,
    budget: onRequest ? QUOTA * 1_000n : 0n,
  });
  await groups.admitProviders(token, [shop.address]);
  const add = async (accounts: string[]) => {
    await send(administrator, groups.addMembers.populateTransaction(token, GROUP, accounts, NO_END));
  };
  await add([alice.address, bob.address]);
  if (members >= WRITTEN_FROM) return;
  for (let from = 0; from < members; from += PAGE) await add(crowd(from, Math.min(PAGE, members - from)));
}

/** Writes the count of members and the sum of their quotas: all that a token keeps of members who have not been touched. */
async function writeMembers(token: PlainTimeframeToken, members: number, variant: Variant) {
  const [source, contract] = SOURCES[variant.layout];
  const address = await token.getAddress();
  // Alice and Bob, who joined by transactions, are counted with the others.
  const all = BigInt(members) + 2n;
  const entitled = variant.onRequest === true ? 0n : all * QUOTA;

  const count = await placeInMapping(source, contract, "_groups", GROUP, "members");
  const gross = await placeOf(source, contract, "_gross", "word");
  // Of the word of a FrameValue, `effective` stays; the value of this frame and of the next are the same sum.
  const halves: Place = { slot: gross.slot, shift: 0n, bits: 224n };
  const writes = [
    { what: `_groups[1].members = ${all}`, ...(await write(address, count, all)) },
    { what: `_gross: current = next = ${entitled}`, ...(await write(address, halves, (entitled << 112n) | entitled)) },
  ];

  const group = await token.groupOf(GROUP);
  const supply = await token.totalSupply();
  if (group.members !== all) throw new Error(`groupOf(1).members is ${group.members}, not ${all}`);
  if (supply !== entitled) throw new Error(`totalSupply() is ${supply}, not ${entitled}`);
  return {
    writes,
    views: [
      { view: "groupOf(1).members", value: group.members.toString() },
      { view: "totalSupply()", value: supply.toString() },
    ],
  };
}

// ---- peers ----

/** `_TOTAL_SUPPLY_SLOT` of solady's ERC-20, which chooses its slots itself, so that the compiler's layout doesn't tell. */
const SOLADY_SUPPLY: Place = { slot: 0x05345cdf77eb68f44cn, shift: 0n, bits: 256n };

async function createOpenZeppelin(system: System, members: number): Promise<Peer> {
  const { deployer } = system;
  const plain = await new OpenZeppelinERC20__factory(deployer).deploy("Meals", "MEAL");
  const permit = await new OpenZeppelinERC20Permit__factory(deployer).deploy("Meals", "MEAL");
  const token = OpenZeppelinERC20Permit__factory.connect(await plain.getAddress(), deployer);
  const supply = await placeOf("contracts/mocks/bench/OpenZeppelinERC20.sol", "OpenZeppelinERC20", "_totalSupply");
  const name = "OpenZeppelin ERC-20";
  return { kind: "peer", name, token, permit, storageSet: await mintAll(system, token, members, name, supply) };
}

async function createSolady(system: System, members: number): Promise<Peer> {
  const { deployer } = system;
  const contract = await new SoladyERC20__factory(deployer).deploy("Meals", "MEAL");
  const token = OpenZeppelinERC20Permit__factory.connect(await contract.getAddress(), deployer);
  const name = "solady ERC-20";
  const storageSet = await mintAll(system, token, members, name, SOLADY_SUPPLY);
  return { kind: "peer", name, token, permit: token, storageSet };
}

async function mintAll(
  system: System,
  token: OpenZeppelinERC20Permit,
  members: number,
  subject: string,
  place: Place,
): Promise<StorageSet | undefined> {
  const { deployer, people } = system;
  for (const person of people.slice(0, 3)) {
    await send(deployer, token.mint.populateTransaction(person.address, QUOTA));
  }
  if (members < WRITTEN_FROM) {
    for (let from = 0; from < members; from += PAGE) {
      const holders = crowd(from, Math.min(PAGE, members - from));
      await send(deployer, token.mintPage.populateTransaction(holders, QUOTA));
    }
    return undefined;
  }
  const sum = (BigInt(members) + 3n) * QUOTA;
  const written = await write(await token.getAddress(), place, sum);
  const supply = await token.totalSupply();
  if (supply !== sum) throw new Error(`totalSupply() is ${supply}, not ${sum}`);
  return {
    subject,
    members,
    writes: [{ what: `total supply = ${sum}`, ...written }],
    views: [{ view: "totalSupply()", value: supply.toString() }],
  };
}
