import type { ContractTransactionReceipt, Signer } from "ethers";

import { prepaidAddresses } from "../../src/addresses.ts";
import {
  checkWork,
  findWork,
  formatId,
  pagesOfWork,
  providerOf,
  runKeeper,
  type Sweep,
  type Work,
} from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { count } from "../support/format.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { remedyOf } from "./support/remedies.ts";
import { sweptTable } from "./support/swept.ts";

export interface SweepKeepArguments extends CommonArguments {
  vault: string;
  dryRun: boolean;
  limit: string;
  pageSize: number;
  tipTo: string | undefined;
  from: string;
}

export default action<SweepKeepArguments>(async (args, session) => {
  if (args.pageSize < 1) fail(`A page of ${args.pageSize} makes no sense; give --page-size 1 or more.`);
  const { provider } = session.ethers;
  const signer = await session.signer(args.from);
  const { vault, address, money } = await session.vault(args.vault);
  const limit = parseWhole(args.limit, "limit", LARGEST.amount);
  const tipTo = args.tipTo === undefined ? signer.address : await session.account(args.tipTo, "receiver of tips");
  const keeper = await session.deployed("PrepaidKeeper", prepaidAddresses.PrepaidKeeper);
  const found = await findWork(vault, provider, { limit, tipTo });

  const pages = pagesOfWork(found, args.pageSize);
  const { due, swept, settled, skipped, receipts } = await keep(signer, keeper, pages, args.dryRun);
  return {
    json: {
      vault: address,
      keeper,
      candidates: { owners: found.owners.length, settlements: found.settlements.length },
      due,
      swept,
      settled: settled.map(formatId),
      skipped,
      tips: swept.reduce((sum, { tip }) => sum + tip, 0n),
      tipTo,
      transactions: receipts.map(sent),
    },
    text: [
      `Found ${count(found.owners.length, "owner")} and ${count(found.settlements.length, "instrument")}; ` +
        `due ${due.owners.length} and ${due.settlements.length}.`,
      ...(args.dryRun ? ["Nothing sent: this was a dry run."] : []),
      ...(swept.length === 0 ? [] : [sweptTable(swept, money)]),
      ...settled.map((id) => `Settled ${formatId(id)}.`),
      ...skipped.map(({ instrument, cause }) => `Left out ${instrument}: ${cause}`),
    ].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
  };
});

/** What was due, and what was done of it. */
interface Kept {
  due: { owners: string[]; settlements: bigint[] };
  swept: Sweep[];
  settled: bigint[];
  skipped: { instrument: string; cause: string }[];
  receipts: ContractTransactionReceipt[];
}

/** Does what is due of each page; in a dry run only sees what that is. */
async function keep(signer: Signer, keeper: string, pages: readonly Work[], dryRun: boolean): Promise<Kept> {
  const kept: Kept = { due: { owners: [], settlements: [] }, swept: [], settled: [], skipped: [], receipts: [] };
  for (const page of pages) {
    const work = await checkWork(keeper, page, providerOf(signer));
    if (work === null) continue;
    kept.due.owners.push(...work.owners);
    kept.due.settlements.push(...work.settlements.map(({ id }) => id));
    if (dryRun) continue;
    const run = await runKeeper(signer, keeper, work);
    kept.swept.push(...run.swept);
    kept.settled.push(...run.settled);
    kept.receipts.push(run.receipt);
    for (const { id, reason } of run.skipped) {
      const cause = reason === null ? "It was refused without a known reason." : `${reason.cause} ${remedyOf(reason)}`;
      kept.skipped.push({ instrument: formatId(id), cause });
    }
  }
  return kept;
}
