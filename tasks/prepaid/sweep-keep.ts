import type { ContractTransactionReceipt } from "ethers";

import { prepaidAddresses } from "../../src/addresses.ts";
import { checkWork, findWork, formatId, pagesOfWork, runKeeper, type Sweep } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { count, table, units } from "../support/format.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { remedyOf } from "./support/remedies.ts";

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

  const due = { owners: [] as string[], settlements: [] as bigint[] };
  const swept: Sweep[] = [];
  const settled: bigint[] = [];
  const skipped: { instrument: string; cause: string }[] = [];
  const receipts: ContractTransactionReceipt[] = [];
  for (const page of pagesOfWork(found, args.pageSize)) {
    const work = await checkWork(keeper, page, provider);
    if (work === null) continue;
    due.owners.push(...work.owners);
    due.settlements.push(...work.settlements.map(({ id }) => id));
    if (args.dryRun) continue;
    const run = await runKeeper(signer, keeper, work);
    swept.push(...run.swept);
    settled.push(...run.settled);
    receipts.push(run.receipt);
    for (const { id, reason } of run.skipped) {
      const cause = reason === null ? "It was refused without a known reason." : `${reason.cause} ${remedyOf(reason)}`;
      skipped.push({ instrument: formatId(id), cause });
    }
  }
  const tips = swept.reduce((sum, { tip }) => sum + tip, 0n);
  return {
    json: {
      vault: address,
      keeper,
      candidates: { owners: found.owners.length, settlements: found.settlements.length },
      due,
      swept,
      settled: settled.map(formatId),
      skipped,
      tips,
      tipTo,
      transactions: receipts.map(sent),
    },
    text: [
      `Found ${count(found.owners.length, "owner")} and ${count(found.settlements.length, "instrument")}; ` +
        `due ${due.owners.length} and ${due.settlements.length}.`,
      ...(args.dryRun ? ["Nothing sent: this was a dry run."] : []),
      ...(swept.length === 0
        ? []
        : [
            table(
              ["owner", "paid out", "tip"],
              swept.map((one) => [
                one.owner,
                units(one.amount - one.tip, money.decimals),
                units(one.tip, money.decimals),
              ]),
              ["paid out", "tip"],
            ),
          ]),
      ...settled.map((id) => `Settled ${formatId(id)}.`),
      ...skipped.map(({ instrument, cause }) => `Left out ${instrument}: ${cause}`),
    ].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
  };
});
