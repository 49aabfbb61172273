import { ethers, provider, type System } from "../../test/timeframe/fixture.ts";
import { send } from "../send.ts";
import { storageRoot } from "../storage-root.ts";
import { AMOUNT } from "./operations.ts";
import type { Grant } from "./results.ts";
import { type Ours, turnFrames } from "./subjects.ts";

/**
 * Lets a frame turn, or many, and looks: a member who had given units away has his whole quota again, though no transaction was sent and
 * no slot of the token has changed.
 */
export async function observeGrant(system: System, subject: Ours, members: number, idleFrames: number): Promise<Grant> {
  const { token } = subject;
  const [alice, bob] = system.people;
  if (!alice || !bob) throw new Error("too few signers");
  await send(alice, token.transfer.populateTransaction(bob, AMOUNT));

  const before = await look(token, alice.address);
  await turnFrames(token, 1 + idleFrames);
  const after = await look(token, alice.address);
  let transactions = 0;
  for (let number = before.block + 1; number <= after.block; number += 1) {
    transactions += (await ethers.provider.getBlock(number))?.transactions.length ?? 0;
  }
  return {
    subject: subject.name,
    members,
    idleFrames,
    balanceBefore: before.balance.toString(),
    balanceAfter: after.balance.toString(),
    supplyBefore: before.supply.toString(),
    supplyAfter: after.supply.toString(),
    transactions,
    storageChanged: before.root !== after.root,
    gas: 0,
  };
}

async function look(token: Ours["token"], account: string) {
  return {
    block: await ethers.provider.getBlockNumber(),
    balance: await token.balanceOf(account),
    supply: await token.totalSupply(),
    root: await storageRoot(provider, await token.getAddress()),
  };
}
