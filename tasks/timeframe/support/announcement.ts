import type { ContractTransactionReceipt } from "ethers";

import { readBacking } from "../../../src/timeframe/index.ts";
import type { ITimeframeToken } from "../../../types/ethers-contracts/index.js";
import type { Answer } from "../../support/action.ts";
import { moment } from "../../support/format.ts";
import type { TimeframeSession } from "./session.ts";
import { sent } from "../../support/transaction.ts";

/** The answer of a task that announced something of a pool for the next frame. */
export async function announcement(
  token: ITimeframeToken,
  session: TimeframeSession,
  receipt: ContractTransactionReceipt,
  what: string,
): Promise<Answer> {
  const { frame, end } = await token.frameNow();
  const pool = (await readBacking(token))?.pool ?? null;
  return {
    json: {
      token: await token.getAddress(),
      effectiveFrame: frame + 1n,
      effectiveAt: end,
      pool,
      transaction: sent(receipt),
    },
    text: [
      `${what}, from frame ${frame + 1n} on, ${moment(end, await session.now())}.`,
      "Nothing changes before.",
    ].join("\n"),
    receipts: [receipt],
  };
}
