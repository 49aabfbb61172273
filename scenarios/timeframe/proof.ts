import { readHistory, verifyHistory } from "../../src/timeframe/history.ts";
import { at, demand } from "../support/demand.ts";
import { grouped } from "../support/table.ts";
import type { Stage } from "./stage.ts";

/** Law 1 on the living system: what all accounts hold is the supply, touched or not. */
export async function proveSupply(stage: Stage, everybody: readonly string[]): Promise<void> {
  for (const { token } of [stage.meals, stage.rides]) {
    const balances = await Promise.all(everybody.map((account) => token.balanceOf(account)));
    const sum = balances.reduce((total, balance) => total + balance, 0n);
    demand("the sum of all balances", sum, await token.totalSupply());
  }
}

/** Law 5: every balance of every frame follows from the events; the chain is asked whether it agrees. */
export async function proveHistory(stage: Stage): Promise<void> {
  let [compared, frames] = [0, 0];
  for (const { token } of [stage.meals, stage.rides]) {
    const check = await verifyHistory(token, await readHistory(token));
    if (!check.ok) {
      const { account, block, chain, frame, history } = at(check.differences, 0);
      throw new Error(
        `In block ${block}, frame ${frame}, ${account ?? "all"} held ${chain}, but events say ${history}`,
      );
    }
    compared += check.compared;
    frames += check.frames.length;
  }
  await stage.reporter.step(
    "history",
    `${grouped(BigInt(compared))} balances of ${frames} frames, from events = chain`,
  );
}
