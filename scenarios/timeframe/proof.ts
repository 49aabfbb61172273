import { readHistory, verifyHistory } from "../../src/timeframe/history.ts";
import { at, demand } from "../support/demand.ts";
import { grouped } from "../support/table.ts";
import type { Part, Stage } from "./stage.ts";

/** The tokens, as far as their history goes. */
interface Witnesses extends Pick<Stage, "reporter"> {
  meals: Pick<Part, "token">;
  rides: Pick<Part, "token">;
}

/** Law 1 on the living system: what all accounts hold is the supply, touched or not. */
export async function proveSupply(stage: Stage, everybody: readonly string[]): Promise<void> {
  for (const { token } of [stage.meals, stage.rides]) {
    const balances = await Promise.all(everybody.map((account) => token.balanceOf(account)));
    const sum = balances.reduce((total, balance) => total + balance, 0n);
    demand("the sum of all balances", sum, await token.totalSupply());
  }
}

/** Law 5: every balance of every frame follows from the events; the chain is asked whether it agrees. */
export async function proveHistory({ meals, reporter, rides }: Witnesses): Promise<void> {
  let [compared, frames] = [0, 0];
  for (const { token } of [meals, rides]) {
    const check = await verifyHistory(token, await readHistory(token));
    if (!check.ok) {
      const { account, block, chain, frame, history } = at(check.differences, 0);
      throw new Error(
        `In block ${block}, frame ${frame}, ${account ?? "all"} held ${chain}, but events say ${history}`,
      );
    }
    // Otherwise the proof would be of the last frame alone, and still read like one of all.
    demand("the number of frames of which the node keeps no state", BigInt(check.unserved.length), 0n);
    compared += check.compared;
    frames += check.frames.length;
  }
  await reporter.step("history", `${grouped(BigInt(compared))} balances of ${frames} frames, from events = chain`);
}
