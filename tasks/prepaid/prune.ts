import { prune } from "../../src/prepaid/index.ts";
import { count } from "../support/format.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface PruneArguments extends CommonArguments {
  vault: string;
  limit: string;
  from: string;
}

export default action<PruneArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address, money } = await session.vault(args.vault);
  const limit = parseWhole(args.limit, "limit", LARGEST.amount);
  const { value, buckets, receipt } = await prune(signer, vault, { limit });
  return {
    json: { vault: address, owner: signer.address, value, buckets, transaction: sent(receipt) },
    text: `Counted ${money.show(value)} of ${count(buckets, "bucket")} into the free balance of ${signer.address}.`,
    receipts: [receipt],
  };
});
