import { momentLabel } from "../../src/chain/calendar.ts";
import { redeem } from "../../src/prepaid/spend.ts";
import { at, demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { proveConservation, requireConservation } from "./conservation.ts";
import { refusal } from "./refusal.ts";
import { accepts, holderOf, pay } from "./spending.ts";
import { type Stage, WHOLE } from "./stage.ts";

/**
 * Cards lapse, at the exact second: in the last one somebody spends, in the next one all that is left is the company's, and nobody has sent
 * anything. Blocks are mined empty, for time to pass.
 */
export async function lapse(stage: Stage, expiry: bigint): Promise<void> {
  const { book, chain, company, reporter, vault } = stage;
  const label = momentLabel(expiry).slice(0, 16).replace("T", " ");
  const cards = book.lapsing(expiry);
  const card = cards.find((each) => each.holder !== null && each.rules.cap === 0n && book.leftOn(each) >= 2n * WHOLE);
  if (card === undefined) throw new Error("Nobody has anything left to spend in the last second");
  const merchant = at(
    stage.merchants.filter((each) => accepts(card, each)),
    0,
  );
  const before = await vault.balanceOf(company);

  await chain.nextAt(expiry - 1n);
  await pay(stage, card, merchant, WHOLE, `last of ${label}`);
  demand("the moment of the last spend", await chain.now(), expiry - 1n);
  const unused = book.leftOnAll(cards);
  demand("the company's balance in the last second", await vault.balanceOf(company), before);
  demand("its balance of the next second, told before", await vault.balanceOfAt(company, expiry), before + unused);
  demand("what comes back then", await vault.lockedUntil(company, expiry), unused);
  await requireConservation(stage);
  await reporter.step(`until ${label}`, `a card pays ${money(WHOLE)} in the very last second`);

  await chain.moveTo(expiry);
  demand("the moment of the return", await chain.now(), expiry);
  demand("the company's balance in that second", await vault.balanceOf(company), before + unused);
  demand("what is locked any longer", await vault.lockedUntil(company, expiry), 0n);
  const lost = cards.filter((each) => each.lost);
  const { count } = await reporter.step(
    `return ${label}`,
    `${cards.length} cards lapse: ${money(unused)} is the company's again, ${money(book.leftOnAll(lost))} of it from ${lost.length} lost ones`,
  );
  demand("the number of transactions of a return", BigInt(count), 0n);

  const [holder] = await chain.impersonate([holderOf(card)]);
  if (holder === undefined) throw new Error("Nobody holds the card");
  const terms = { rules: card.rules, list: stage.list };
  const error = await refusal("PrepaidExpired", () =>
    redeem(holder, vault, { id: card.id, amount: 1n, merchant: merchant.signer.address, ...terms }),
  );
  demand("the expiry that a spend was refused for", error["expiry"], expiry);
  await proveConservation(stage, `at ${label.slice(5, 10)}`);
}
