import { type Explanation, formatId, readCard, readInstrument, takenBack } from "../../../src/prepaid/index.ts";
import { inCard } from "./cards.ts";
import type { PrepaidSession } from "./session.ts";

/** Better words for a refusal, where the chain knows more than the error says; null where there are none. */
export async function toldBetter(told: Explanation, session: PrepaidSession): Promise<string | null> {
  const { here, ethers } = session;
  const id = told.args["id"];
  if (here === null || typeof id !== "bigint") return null;
  if (told.name === "PrepaidNotHolder") {
    const card = await readCard(here.vault, id, ethers.provider);
    return card === null ? null : `${inCard(id, card)}.`;
  }
  if (told.name !== "PrepaidExpired") return null;
  const instrument = await readInstrument(here.vault, id, ethers.provider);
  if (instrument === null) return null;
  const gone = await takenBack(here.vault, [instrument], ethers.provider);
  return gone.has(id)
    ? `The instrument ${formatId(id)} was taken back by its purchaser, who has its value again; only he can issue another one.`
    : null;
}
