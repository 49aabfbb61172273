import { type Signer, zeroPadValue } from "ethers";

import type { IPrepaidVault, RulesStructOutput } from "../ethers.ts";
import { PLAIN, type Rules } from "./constants.ts";
import { logsOfIds } from "./logs-of-ids.ts";
import { decoded, logsOf, startingFrom, topicsOf } from "./reader.ts";
import { type EventRange, hashOfRules, rulesFromChain } from "./rules.ts";

/** What an instrument was issued as, and what became of it. */
export interface IssuedTerms {
  holder: string;
  byKey: boolean;
  amount: bigint;
  expiry: bigint;
  rulesHash: string;
  /** Whether it was issued to a key that doesn't hold it any more: somebody claimed it, or was given it. */
  claimed: boolean;
  /** Whether its purchaser took it back. */
  takenBack: boolean;
}

/** What differs between an instrument and a row, as it was issued and as the row wants it. */
export interface TermDifference {
  what: "holder" | "amount" | "expiry" | "rules";
  issued: string;
  wanted: string;
}

/** Which of a purchaser's instruments were issued before, from the events. */
export async function issuedBefore(
  vault: IPrepaidVault,
  signer: Signer,
  ids: readonly bigint[],
  range: EventRange,
): Promise<Map<bigint, IssuedTerms>> {
  const wanted = new Set(ids);
  const purchaser = zeroPadValue(await signer.getAddress(), 32);
  const blocks = await startingFrom(vault, signer, range);
  const found = new Map<bigint, IssuedTerms>();
  for (const log of await logsOf(vault, signer, [topicsOf(vault, ["Issued"]), null, purchaser], blocks)) {
    const { args } = decoded(vault, log);
    const id = args.getValue("id") as bigint;
    if (!wanted.has(id)) continue;
    found.set(id, {
      holder: args.getValue("holder") as string,
      byKey: args.getValue("byKey") as boolean,
      amount: args.getValue("amount") as bigint,
      expiry: args.getValue("expiry") as bigint,
      rulesHash: hashOfRules(PLAIN),
      claimed: false,
      takenBack: false,
    });
  }
  await addFate(vault, signer, found, blocks);
  return found;
}

/** Adds the rules that instruments were issued with, and whether they were claimed or taken back. */
async function addFate(
  vault: IPrepaidVault,
  signer: Signer,
  found: ReadonlyMap<bigint, IssuedTerms>,
  blocks: EventRange,
): Promise<void> {
  const ruled = new Set<bigint>();
  for (const log of await logsOfIds(vault, signer, ["Ruled", "HolderSet", "Cancelled"], found.keys(), blocks)) {
    const { name, args } = decoded(vault, log);
    const id = args.getValue("id") as bigint;
    const terms = found.get(id);
    if (terms === undefined) continue;
    if (name === "Cancelled") terms.takenBack = true;
    // The last of them counts: it may have been given back to its key.
    if (name === "HolderSet") terms.claimed = terms.byKey && args.getValue("holder") !== terms.holder;
    // The first of them is that of the issue; a split may rule again.
    if (name !== "Ruled" || ruled.has(id)) continue;
    ruled.add(id);
    terms.rulesHash = hashOfRules(rulesFromChain(args.getValue("rules") as RulesStructOutput));
  }
}

/** In what an instrument differs from what is wanted. */
export function differencesOf(
  issued: IssuedTerms,
  wanted: Omit<IssuedTerms, "rulesHash" | "claimed" | "takenBack"> & { rules: Rules },
): TermDifference[] {
  const differs: TermDifference[] = [];
  const compare = (what: TermDifference["what"], before: string, after: string): void => {
    if (before !== after) differs.push({ what, issued: before, wanted: after });
  };
  const told = (address: string, byKey: boolean): string => (byKey ? `key ${address}` : address);
  compare("holder", told(issued.holder, issued.byKey), told(wanted.holder, wanted.byKey));
  compare("amount", issued.amount.toString(), wanted.amount.toString());
  compare("expiry", issued.expiry.toString(), wanted.expiry.toString());
  compare("rules", issued.rulesHash, hashOfRules(wanted.rules));
  return differs;
}
