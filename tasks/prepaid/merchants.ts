import type { ContractTransactionReceipt } from "ethers";

import {
  CsvError,
  formatMerchantFile,
  type MerchantList,
  nameOfCategory,
  parseMerchantCsv,
  parseMerchantFile,
  publishMerchants,
} from "../../src/prepaid/index.ts";
import { failure } from "../support/failure.ts";
import { readText, writeText } from "../support/file.ts";
import { count, fields } from "../support/format.ts";
import { checkOutput } from "../support/output.ts";
import { progressBar } from "../support/progress.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface MerchantsArguments extends CommonArguments {
  list: string;
  out: string | undefined;
  publish: boolean;
  from: string;
}

export default action<MerchantsArguments>(async (args, session) => {
  const list = await readList(args.list);
  const text = formatMerchantFile(list);
  if (args.out !== undefined) {
    await checkOutput({ option: "--out", path: args.out, what: "list of merchants", isKind }, [
      ["the merchants", args.list],
    ]);
    await writeText(args.out, text);
  }
  const receipts: ContractTransactionReceipt[] = [];
  if (args.publish) {
    const signer = await session.signer(args.from);
    const onProgress = progressBar("merchants");
    receipts.push(...(await publishMerchants(signer, await session.directory(), list, { onProgress })));
  }
  const published = !args.publish ? "no" : receipts.length > 0 ? "now" : "before; nothing sent";
  return {
    json: {
      file: args.out,
      published: args.publish,
      transactions: receipts.map(sent),
      ...(JSON.parse(text) as object),
    },
    text:
      // With nothing else to do, the text is for a file.
      args.out === undefined && !args.publish
        ? text.trimEnd()
        : fields([
            ["root", list.root],
            ["merchants", count(list.entries.length, "line")],
            ...categoriesOf(list),
            ["file", args.out ?? "none; give --out to have one"],
            ["published", published],
          ]),
    ...(receipts.length === 0 ? {} : { receipts }),
  };
});

/** Whether a file is a list of merchants, which another may replace. */
function isKind(text: string): boolean {
  try {
    parseMerchantFile(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function readList(path: string): Promise<MerchantList> {
  const text = await readText(path);
  try {
    return parseMerchantCsv(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw failure(`${path}, ${error.message}. Nothing was made; correct the file and run the command again.`, error);
  }
}

/** How many merchants each category has. */
function categoriesOf({ entries, categories }: MerchantList): (readonly [string, string])[] {
  const counts = new Map<bigint, number>();
  for (const { category } of entries) counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts].map(([category, number]) => {
    const name = nameOfCategory(category, categories);
    const called = name === category.toString() ? name : `${category} (${name})`;
    return [`category ${called}`, number.toString()] as const;
  });
}
