import { DAY, ethers, moveTo, networkHelpers, provider, START } from "../../test/prepaid/fixture.ts";
import type { PrepaidVault } from "../../types/ethers-contracts/index.js";
import { call, change, floorOf, read, transferLog } from "../floor.ts";
import { send } from "../send.ts";
import { storageRoot } from "../storage-root.ts";
import { type Actors, CARD, numberOf } from "./actors.ts";
import type { Return } from "./results.ts";

/** Instruments that lapse one a day. */
export const LAPSED = [1, 5, 30, 365];
/** The same where buckets are hours: 160 days are as far ahead as anything can be locked there. */
const LAPSED_HOURS = [1, 5, 30, 160];
/** Days from the issue to the day on which the first of them lapses. */
const SOON = 10;
/** The same for one that lapses as late as can be where buckets are hours. */
const LATE = 170;

/**
 * Cards of a purchaser lapse, one a day, and nobody sends anything; then he withdraws all of it in one call. In the vault with buckets of an
 * hour the same days lie further apart, and more pages of bits are read.
 */
export async function measureReturns(actors: Actors): Promise<Return[]> {
  const cases = [
    ...LAPSED.map((instruments) => ({ bucket: "days" as const, instruments, ahead: SOON })),
    ...LAPSED_HOURS.map((instruments) => ({ bucket: "hours" as const, instruments, ahead: SOON })),
    { bucket: "hours" as const, instruments: 1, ahead: LATE },
  ];
  const returns: Return[] = [];
  for (const each of cases) {
    const clean = await networkHelpers.takeSnapshot();
    const vault = each.bucket === "days" ? actors.daily : actors.vault;
    returns.push({ ...each, ...(await measureReturn(actors, vault, each.instruments, BigInt(each.ahead))) });
    await clean.restore();
  }
  return returns;
}

async function measureReturn({ company, worker }: Actors, vault: PrepaidVault, instruments: number, ahead: bigint) {
  const length = await vault.bucketLength();
  const from = START + ahead * DAY;
  const expiries = Array.from({ length: instruments }, (_, card) => from + BigInt(card) * DAY);
  for (const [card, expiry] of expiries.entries()) {
    await send(company, vault.issue.populateTransaction(numberOf(card), worker, false, CARD, expiry));
  }
  await moveTo(from - 1n);
  const before = await look(vault, company.address);
  await moveTo(from + BigInt(instruments - 1) * DAY);
  const after = await look(vault, company.address);
  if (after.balance - before.balance !== BigInt(instruments) * CARD) throw new Error("not all of it came back");

  let transactions = 0;
  for (let number = before.block + 1; number <= after.block; number += 1) {
    transactions += (await ethers.provider.getBlock(number))?.transactions.length ?? 0;
  }
  const receipt = await send(company, vault.withdrawAll.populateTransaction(company));
  if ((await vault.balanceOf(company)) !== 0n) throw new Error("not all of it was withdrawn");
  const floor = floorOf(receipt.data, [
    call("the asset"),
    change("the balance"),
    read("a bucket", instruments),
    change("a balance of the asset", 2),
    transferLog(2),
  ]);
  return {
    balanceBefore: before.balance.toString(),
    balanceAfter: after.balance.toString(),
    transactions,
    storageChanged: before.root !== after.root,
    pages: new Set(expiries.map((expiry) => expiry / length / 256n)).size,
    gas: Number(receipt.gasUsed),
    floor: floor.total,
  };
}

async function look(vault: PrepaidVault, owner: string) {
  return {
    block: await ethers.provider.getBlockNumber(),
    balance: await vault.balanceOf(owner),
    root: await storageRoot(provider, await vault.getAddress()),
  };
}
