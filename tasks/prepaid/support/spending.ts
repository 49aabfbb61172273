import { type ClaimLink, formatId } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { Stage } from "./acts.ts";
import { linkHere } from "./links.ts";
import type { PrepaidSession } from "./session.ts";
import { parseValue } from "./value.ts";

/** What tasks that spend are given: with a link, vault and instrument are left out, and the words stand one place earlier. */
export interface SpendingArguments {
  vault: string | undefined;
  instrument: string | undefined;
  amount: string | undefined;
  merchant: string | undefined;
  link: string | undefined;
  from: string;
}

/** The same, found. */
export interface Spending extends Stage {
  amount: bigint;
  merchant: string;
  link: ClaimLink | null;
}

/** Reads what shall be spent, of which instrument, and where. */
export async function spendingOf(args: SpendingArguments, task: string, session: PrepaidSession): Promise<Spending> {
  const words = [args.vault, args.instrument, args.amount, args.merchant].filter((word) => word !== undefined);
  const signer = await session.signer(args.from);
  const found = async () => {
    if (args.link === undefined) {
      const [vault, instrument, amount, merchant] = words;
      if (vault === undefined || instrument === undefined || amount === undefined || merchant === undefined) {
        fail(`Say what to spend and where: prepaid ${task} <vault> <instrument> <amount> <merchant>.`);
      }
      const here = await session.vault(vault);
      return { here, id: await session.instrument(instrument, args.from), amount, merchant, link: null };
    }
    const [amount, merchant, ...more] = words;
    if (amount === undefined || merchant === undefined || more.length > 0) {
      fail(`The link says which instrument; give prepaid ${task} <amount> <merchant> --link <link>.`);
    }
    const link = await linkHere(args.link, session);
    return { here: await session.vaultNamedBy(link.vault, "link"), id: link.id, amount, merchant, link };
  };
  const { here, id, amount, merchant, link } = await found();
  return {
    ...here,
    signer,
    id,
    called: formatId(id),
    amount: parseValue(amount, here.money),
    merchant: await session.account(merchant, "merchant"),
    link,
  };
}
