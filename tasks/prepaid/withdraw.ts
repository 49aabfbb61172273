import { requireWay, returnsOf, withdraw } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import type { PrepaidSession, VaultHere } from "./support/session.ts";

export interface WithdrawArguments extends CommonArguments {
  vault: string;
  amount: string | undefined;
  to: string | undefined;
  ether: boolean;
  from: string;
}

export default action<WithdrawArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const { vault, address, asset, money } = here;
  const wanted = args.amount === undefined ? {} : { amount: parsePositiveAmount(args.amount, money.decimals, "asset") };
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  if (args.ether) await requireWay(asset, "ether", session.ethers.provider);
  if (args.amount === undefined && (await vault.balanceOf(signer)) === 0n)
    await failEmpty(signer.address, here, session);
  const { amount, receipt } = await withdraw(signer, vault, { ...wanted, to, ether: args.ether });
  const balance = await vault.balanceOf(signer);
  return {
    json: { vault: address, owner: signer.address, to, amount, ether: args.ether, balance, transaction: sent(receipt) },
    text: `Paid ${money.show(amount)}${args.ether ? " as ether" : ""} to ${to}; ${signer.address} can dispose of ${money.show(balance)} now.`,
    receipts: [receipt],
  };
});

/** Refuses to pay out nothing, with what comes back next. */
async function failEmpty(owner: string, { vault, money }: VaultHere, session: PrepaidSession): Promise<never> {
  const { now, returns } = await returnsOf(vault, owner, session.ethers.provider);
  const [next] = returns;
  const after =
    next === undefined
      ? "and nothing is to come back; bring in money with `prepaid deposit`"
      : `and the next ${money.show(next.amount)} at most come back ${moment(next.expiry, now)}`;
  fail(`The balance of ${owner} is ${money.show(0n)}, ${after}.`);
}
