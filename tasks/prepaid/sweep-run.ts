import { sweep, sweepableOwners } from "../../src/prepaid/index.ts";
import { count } from "../support/format.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { sweptTable } from "./support/swept.ts";

export interface SweepRunArguments extends CommonArguments {
  vault: string;
  owners: string[];
  limit: string;
  tipTo: string | undefined;
  from: string;
}

export default action<SweepRunArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address, money } = await session.vault(args.vault);
  const owners = await session.accounts(args.owners, "owner");
  const limit = parseWhole(args.limit, "limit", LARGEST.amount);
  const tipTo = args.tipTo === undefined ? signer.address : await session.account(args.tipTo, "receiver of tips");
  if ((await sweepableOwners(vault, owners, session.ethers.provider)).length === 0) {
    return {
      json: { vault: address, swept: [], tipTo, transaction: null },
      text: "Nothing is due: nothing has come back to those who chose it. Nothing was sent.",
    };
  }
  const { swept, receipt } = await sweep(signer, vault, { owners, limit, tipTo });
  return {
    json: { vault: address, swept, tipTo, transaction: sent(receipt) },
    text:
      swept.length === 0
        ? "Nothing to sweep: nothing has come back to those who chose it."
        : `Swept ${count(swept.length, "owner")}.\n${sweptTable(swept, money)}`,
    receipts: [receipt],
  };
});
