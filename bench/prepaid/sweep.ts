import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { DAY, ethers, moveTo, networkHelpers } from "../../test/prepaid/fixture.ts";
import { call, change, log, read, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { send } from "../send.ts";
import { type Actors, CARD, crowd, EXPIRY, numberOf } from "./actors.ts";

export const OWNERS = [1, 5, 30, 200];

export const sweepOf = (owners: number): string => `sweep, ${owners} ${owners === 1 ? "owner" : "owners"}, for each`;

/** Owners as many as the longest list has; each holds what a card has, outside the vault. */
export async function createOwners({ asset }: Actors): Promise<HardhatEthersSigner[]> {
  const owners: HardhatEthersSigner[] = [];
  for (const address of crowd(0, Math.max(...OWNERS))) {
    await asset.mint(address, CARD);
    await networkHelpers.setBalance(address, 10n ** 18n);
    owners.push(await ethers.getImpersonatedSigner(address));
  }
  return owners;
}

/** Pays out to owners who want it, for a tip of theirs; each has one bucket that lapsed. */
export async function measureSweeps(actors: Actors, measure: Measure): Promise<void> {
  const { vault, company, worker, relay } = actors;
  const all = await createOwners(actors);
  for (const owner of all) {
    await send(company, vault.transfer.populateTransaction(owner, CARD));
    await send(owner, vault.chooseSweep.populateTransaction(true, 50));
    await send(owner, vault.issue.populateTransaction(numberOf(1), worker, false, CARD, EXPIRY));
  }
  await moveTo(EXPIRY + DAY);
  const lapsed = await networkHelpers.takeSnapshot();
  for (const owners of OWNERS) {
    const list = all.slice(0, owners).map(({ address }) => address);
    await measure(
      sweepOf(owners),
      relay,
      vault.sweep.populateTransaction(list, 1n, relay),
      [
        call("the asset"),
        change("the vault's balance of the asset"),
        change("the balance that has the tips"),
        read("an owner's bucket", owners),
        change("an owner's balance", owners),
        change("an owner's balance of the asset", owners),
        log("Pruned", 2, 64, owners),
        log("Swept", 3, 64, owners),
        transferLog(3 * owners),
      ],
      owners,
    );
    await lapsed.restore();
  }
}
