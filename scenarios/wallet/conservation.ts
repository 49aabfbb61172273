import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { getAddress } from "ethers";

import type { Execution } from "../../src/wallet/execute.ts";
import { type Asset, AssetKind, ETHER } from "../../src/wallet/constants.ts";
import { MockERC20__factory, MockERC721__factory, MockERC1155__factory } from "../../types/ethers-contracts/index.js";
import { demand } from "../support/demand.ts";
import { entryPointAt } from "../support/entry-point.ts";
import { grouped } from "../support/table.ts";
import type { Stage } from "./stage.ts";

/** What somebody has of an asset, as the chain says. */
async function balanceOf({ provider }: Stage, { kind, token, id }: Asset, holder: string): Promise<bigint> {
  switch (kind) {
    case AssetKind.NATIVE: {
      // What an account has at the entry point is its own, too.
      const deposit = (await entryPointAt(provider).getFunction("balanceOf").staticCall(holder)) as bigint;
      return deposit + (await provider.getBalance(holder));
    }
    case AssetKind.ERC20:
      return MockERC20__factory.connect(token, provider).balanceOf(holder);
    case AssetKind.ERC721:
      return (await MockERC721__factory.connect(token, provider).ownerOf(id)) === getAddress(holder) ? 1n : 0n;
    case AssetKind.ERC1155:
      return MockERC1155__factory.connect(token, provider).balanceOf(holder, id);
  }
}

/**
 * Law 3 on the living system, and more: everybody has what the scenario's own book says, to the base unit; and all of them together what there is of each
 * asset. Of ether the accounts are looked at that plans are about, since others pay for gas.
 */
export async function requireConservation(stage: Stage): Promise<number> {
  const { assets, book, tokens } = stage;
  let holders = 0;
  for (const [name, asset] of Object.entries(assets) as [string, Asset][])
    for (const holder of book.holders(asset)) {
      demand(`what ${holder} has of ${name}`, await balanceOf(stage, asset, holder), book.held(asset, holder));
      holders += 1;
    }
  const { dollar, weth, bond, pension } = tokens;
  demand("all money", await dollar.totalSupply(), book.supply(assets.dollar));
  demand("all wrapped ether", await weth.totalSupply(), book.supply(assets.weth));
  demand("all bonds", await bond.totalSupply(), book.supply(assets.bond));
  demand("all pensions", await pension.totalSupply(), book.supply(assets.pension));
  for (const account of [stage.accountAddress, stage.safe.safe]) {
    demand(`the ether of ${account}`, await balanceOf(stage, ETHER, account), book.held(ETHER, account));
    holders += 1;
  }
  return holders;
}

/** Runs what moves assets, notes what it says in the book, and holds both against the chain; ether of recipients, too, who don't send it themselves. */
export async function inherit(stage: Stage, account: string, run: () => Promise<Execution>): Promise<Execution> {
  const { book, people, provider } = stage;
  const everybody = Object.values<HardhatEthersSigner>({ ...people }).filter(
    ({ address }) => address !== people.keeper.address,
  );
  const etherOf = () => Promise.all(everybody.map(({ address }) => provider.getBalance(address)));
  const before = await etherOf();
  const execution = await run();
  const after = await etherOf();
  for (const { asset, to, amount } of execution.moved) book.move(asset, account, to, amount);
  for (const [place, { address }] of everybody.entries()) {
    const got = execution.moved.filter(({ asset, to }) => asset.kind === AssetKind.NATIVE && to === address);
    const sum = got.reduce((total, { amount }) => total + amount, 0n);
    demand(`the ether that ${address} received`, (after[place] ?? 0n) - (before[place] ?? 0n), sum);
  }
  await requireConservation(stage);
  return execution;
}

/** Shows it at this moment, of the three together. */
export async function proveConservation(stage: Stage, when: string): Promise<void> {
  const { assets, book, people, accountAddress, safe } = stage;
  const holders = await requireConservation(stage);
  const [ada, ben, cara] = [people.ada.address, accountAddress, safe.safe].map((who) => book.held(assets.dollar, who));
  const all = book.supply(assets.dollar);
  const others = all - (ada ?? 0n) - (ben ?? 0n) - (cara ?? 0n);
  await stage.reporter.step(
    `conservation ${when}`,
    `${grouped(ada ?? 0n)} of Ada's + ${grouped(ben ?? 0n)} of Ben's + ${grouped(cara ?? 0n)} of Cara's + ${grouped(others)} of others' = ` +
      `${grouped(all)}; the same of ${Object.keys(assets).length} assets and of ether, ${holders} holdings in all`,
  );
}
