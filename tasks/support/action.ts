import type { ContractTransactionReceipt } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskArguments } from "hardhat/types/tasks";

import { inOneLine } from "./failure.ts";
import { fields } from "./format.ts";
import { type Json, toJson } from "./json.ts";
import { type Chain, chainOf, type Session } from "./session.ts";
import { cost } from "./transaction.ts";

/** What a task found or did: for scripts, and for people. */
export interface Answer {
  json: object;
  text: string;
  /** What the user should know beyond it; on the error stream, so that the text can go to a file. */
  note?: string;
  /** The transactions that it took; people read what they cost below the text. */
  receipts?: readonly ContractTransactionReceipt[];
  /** Whether the command fails all the same, as a check that found differences does. */
  failed?: boolean;
}

/** What all tasks have in common. */
export interface CommonArguments extends TaskArguments {
  json: boolean;
}

/** What the tasks of a system have in common. */
export interface System<Kind extends Session> {
  open: (chain: Chain) => Kind;
  /** A revert of its contracts in words, with what helps at the terminal; null for anything else. */
  explain: (error: unknown, session: Kind | null) => Promise<string | null>;
}

/** The action of a task: what Hardhat runs. */
export type Action<Args extends CommonArguments> = (args: Args, hre: HardhatRuntimeEnvironment) => Promise<Json>;

/**
 * Makes the action of a task: runs `work`, prints its answer in one piece and returns its JSON form to a caller in the same process. What
 * goes wrong ends as one line.
 */
export function actionIn<Kind extends Session, Args extends CommonArguments>(
  { open, explain }: System<Kind>,
  work: (args: Args, session: Kind) => Promise<Answer>,
): Action<Args> {
  return async (args, hre) => {
    let session: Kind | null = null;
    try {
      session = open(await chainOf(hre));
      const answer = await work(args, session);
      const json = toJson(answer.json);
      console.log(args.json ? JSON.stringify(json, null, 2) : textOf(answer));
      if (answer.note !== undefined) console.error(answer.note);
      if (answer.failed === true) process.exitCode = 1;
      return json;
    } catch (error) {
      throw await inOneLine(error, {
        place: session?.place ?? { network: hre.globalOptions.network, url: null },
        explain: () => explain(error, session),
      });
    }
  };
}

/** A line of its own for the cost: the hash of a transaction fills most of one. */
function textOf({ text, receipts }: Answer): string {
  return receipts === undefined ? text : `${text}\n${fields([["sent", cost(receipts)]])}`;
}
