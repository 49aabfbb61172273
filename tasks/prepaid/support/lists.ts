import { ZeroHash } from "ethers";

import {
  findMerchants,
  findRules,
  type MerchantList,
  parseMerchantFile,
  type Rules,
} from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";
import type { PrepaidSession, VaultHere } from "./session.ts";

/** A list of merchants, as `prepaid merchants` wrote it. */
export async function readMerchantFile(path: string): Promise<MerchantList> {
  const text = await readText(path);
  try {
    return parseMerchantFile(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    fail(`${path}: ${error.message}; make it with \`prepaid merchants\`.`, error);
  }
}

/** The rules of an instrument and, where they name a list of merchants, the list: from a file, or as it was published. */
export async function rulesAndList(
  { vault }: VaultHere,
  id: bigint,
  path: string | undefined,
  session: PrepaidSession,
): Promise<{ rules: Rules; list?: MerchantList }> {
  const { provider } = session.ethers;
  const rules = await findRules(vault, id, provider);
  if (rules.merchants === ZeroHash) return { rules };
  if (path !== undefined) return { rules, list: await readMerchantFile(path) };
  const list = await findMerchants(await session.directory(), rules.merchants, provider);
  if (list === null) {
    fail(
      `The list of merchants with the root ${rules.merchants} is not published; give the file of it with --merchants.`,
    );
  }
  return { rules, list };
}
