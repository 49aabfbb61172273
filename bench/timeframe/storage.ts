import { readFile } from "node:fs/promises";

import { toBeHex, zeroPadValue } from "ethers";
import { artifacts } from "hardhat";

import { ethers, provider } from "../../test/timeframe/fixture.ts";

interface Member {
  label: string;
  slot: string;
  offset: number;
  type: string;
}

interface Layout {
  storage: Member[];
  types: Record<string, { numberOfBytes: string; members?: Member[] }>;
}

interface BuildOutput {
  output: { contracts: Record<string, Record<string, { storageLayout: Layout }>> };
}

/** Where a variable, or a member of the struct behind it, lies: read from what the compiler says, so that it can't go stale. */
export interface Place {
  slot: bigint;
  shift: bigint;
  bits: bigint;
}

async function layoutOf(source: string, contract: string): Promise<Layout> {
  const id = await artifacts.getBuildInfoId(`${source}:${contract}`);
  const path = id === undefined ? undefined : await artifacts.getBuildInfoOutputPath(id);
  if (path === undefined) throw new Error(`no build output for ${contract}`);
  const { output } = JSON.parse(await readFile(path, "utf8")) as BuildOutput;
  const layout = output.contracts[`project/${source}`]?.[contract]?.storageLayout;
  if (layout === undefined) throw new Error(`no storage layout for ${contract}`);
  return layout;
}

function find(members: readonly Member[], label: string): Member {
  const found = members.find((member) => member.label === label);
  if (found === undefined) throw new Error(`no variable ${label}`);
  return found;
}

/** The place of a variable and, where `member` is given, of that member of its struct. */
export async function placeOf(source: string, contract: string, variable: string, member?: string): Promise<Place> {
  const layout = await layoutOf(source, contract);
  const base = find(layout.storage, variable);
  return placeIn(layout, base, BigInt(base.slot), member);
}

/** The place of a member of the struct that a mapping holds under a number. */
export async function placeInMapping(
  source: string,
  contract: string,
  variable: string,
  key: bigint,
  member: string,
): Promise<Place> {
  const layout = await layoutOf(source, contract);
  const base = find(layout.storage, variable);
  const words = ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [key, base.slot]);
  const struct = /,(t_struct.*)\)$/.exec(base.type)?.[1];
  if (struct === undefined) throw new Error(`${variable} maps to no struct`);
  return placeIn(layout, { ...base, type: struct }, BigInt(ethers.keccak256(words)), member);
}

function placeIn(layout: Layout, base: Member, slot: bigint, member?: string): Place {
  const inner = member === undefined ? undefined : find(layout.types[base.type]?.members ?? [], member);
  const type = layout.types[(inner ?? base).type];
  if (type === undefined) throw new Error(`no type ${(inner ?? base).type}`);
  return {
    slot: slot + BigInt(inner?.slot ?? 0),
    shift: BigInt((inner ?? base).offset) * 8n,
    bits: BigInt(type.numberOfBytes) * 8n,
  };
}

/** Writes a value to its place and leaves what shares the word with it. */
export async function write(address: string, { slot, shift, bits }: Place, value: bigint) {
  const mask = ((1n << bits) - 1n) << shift;
  const word = BigInt(await ethers.provider.getStorage(address, slot));
  const written = zeroPadValue(toBeHex((word & ~mask) | (value << shift)), 32);
  await provider.request({ method: "hardhat_setStorageAt", params: [address, toBeHex(slot), written] });
  return { slot: zeroPadValue(toBeHex(slot), 32), value: written };
}
