import { withdraw } from "../../src/prepaid/funding.ts";
import { at, demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { expiriesOf } from "./cards.ts";
import { proveConservation, requireConservation } from "./conservation.ts";
import { buy } from "./setup.ts";
import type { Stage } from "./stage.ts";

/** Cards of the second batch. */
const NEXT = 60;

/** The next cards are bought from what came back: no money comes in. */
export async function buyNext(stage: Stage): Promise<void> {
  const { asset, company, reporter, rows, vault } = stage;
  const [before, held] = [await vault.balanceOf(company), await asset.balanceOf(vault)];
  const last = at(expiriesOf(rows), -1 + expiriesOf(rows).length);
  // Those of the file whose cards have lapsed get new ones, to the end of the second month.
  const next = rows.slice(0, NEXT).map((row) => ({ ...row, expiry: last }));
  const price = next.reduce((sum, row) => sum + row.amount, 0n);
  const bought = await buy(stage, next, "second");
  demand("the number of new cards", BigInt(bought.length), BigInt(next.length));
  demand("the company's balance after the second purchase", await vault.balanceOf(company), before - price);
  demand("what the vault holds after the second purchase", await asset.balanceOf(vault), held);
  await requireConservation(stage);
  const { count } = await reporter.step(
    "buy the next batch",
    `${next.length} cards for ${money(price)}, all of it from what came back`,
  );
  demand("the number of transactions of the second purchase", BigInt(count), 1n);
}

/** The end: merchants take what they have in the vault, the company what came back, each in one call; the vault is empty. */
export async function withdrawAll(stage: Stage): Promise<void> {
  const { asset, book, company, merchants, reporter, vault } = stage;
  let paid = 0n;
  for (const { signer, push } of merchants) {
    if (push) continue;
    const { amount } = await withdraw(signer, vault);
    demand("what a merchant withdrew", amount, book.earned(signer.address));
    paid += amount;
  }
  await requireConservation(stage);
  const pushed = book.earned() - paid;
  await reporter.step("merchants withdraw", `${money(paid)}, beside ${money(pushed)} that were pushed`);

  const { amount } = await withdraw(company, vault);
  book.withdrawn = amount;
  demand("what the vault holds at the end", await asset.balanceOf(vault), 0n);
  demand("what the company has at the end", await asset.balanceOf(company), book.deposited - book.earned());
  const { count } = await reporter.step("company withdraws", `${money(amount)}, all that lapsed, in one call`);
  demand("the number of transactions of the company's withdrawal", BigInt(count), 1n);
  await proveConservation(stage, "at the end");
}
