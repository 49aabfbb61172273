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
/** The day after which the first of them lapses. */
const FROM = START + 10n * DAY;

/**
 * Cards of a purchaser lapse, one a day, and nobody sends anything; then he withdraws all of it in one call. In the vault with buckets of an
 * hour the same days lie further apart, and the bits of more words are read.
 */
export async function measureReturns(actors: Actors): Promise<Return[]> {
  const returns: Return[] = [];
  for (const bucket of ["days", "hours"] as const) {
    for (const instruments of bucket === "days" ? LAPSED : LAPSED_HOURS) {
      const clean = await networkHelpers.takeSnapshot();
      const vault = bucket === "days" ? actors.daily : actors.vault;
      returns.push({ bucket, instruments, ...(await measureReturn(actors, vault, instruments)) });
      await clean.restore();
    }
  }
  return returns;
}

async function measureReturn({ company, worker }: Actors, vault: PrepaidVault, instruments: number) {
  const length = await vault.bucketLength();
  const first = BigInt(await networkHelpers.time.latest()) / length + 1n;
  const last = (FROM + BigInt(instruments - 1) * DAY) / length;
  for (let card = 0; card < instruments; card += 1) {
    const expiry = FROM + BigInt(card) * DAY;
    await send(company, vault.issue.populateTransaction(numberOf(card), worker, false, CARD, expiry));
  }
  await moveTo(FROM - 1n);
  const before = await look(vault, company.address);
  await moveTo(FROM + BigInt(instruments - 1) * DAY);
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
    words: Number((last >> 8n) - (first >> 8n)) + 1,
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
