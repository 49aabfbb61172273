import { spend } from "../../src/timeframe/units.ts";
import { at, demand } from "../support/demand.ts";
import { refusal } from "./refusal.ts";
import { Group, type Stage } from "./stage.ts";

/** Enough for a spend; given, so that the node mines what reverts instead of refusing to estimate it. */
const GAS = 500_000n;

/** The end of a month, at the exact second: in the last one units are spent, in the next one they are gone. */
export async function turnMonth(stage: Stage, end: bigint): Promise<void> {
  const { chain, reporter, rides } = stage;
  const { token } = rides;
  const [clinic, carrier] = [at(stage.clinics, 0), at(rides.providers, 0)];
  const frame = await token.currentEpoch();
  const supply = await token.totalSupply();
  const balance = await token.balanceOf(clinic);
  demand("that the clinic has units to lose", balance > 1n, true);
  demand("the end of the month", await token.nextRefreshAt(), end);

  await chain.nextAt(end - 1n);
  await spend(clinic, token, { provider: carrier, amount: 1n, ref: "the last second" });
  demand("the moment of the last spend", await chain.now(), end - 1n);
  demand("a balance in the last second", await token.balanceOf(clinic), balance - 1n);
  demand("the supply in the last second", await token.totalSupply(), supply - 1n);
  rides.book.add(frame, carrier.address, 1n);

  await chain.nextAt(end);
  const error = await refusal("ERC20InsufficientBalance", () =>
    token.connect(clinic).spend(carrier, 1n, "0x".padEnd(66, "0"), { gasLimit: GAS }),
  );
  demand("the moment of the refused spend", await chain.now(), end);
  demand("the balance that it was refused for", error["balance"], 0n);
  demand("a balance at the end", await token.balanceOf(clinic), 0n);
  demand("the supply at the end", await token.totalSupply(), 0n);
  demand("the frame at the end", await token.currentEpoch(), frame + 1n);
  const { quota } = await token.groupOf(Group.CLINICS);
  demand("what can be requested at the end", await token.remaining(clinic), quota);
  const day = new Date(Number(end - 1n) * 1000).toISOString().slice(0, 10);
  await reporter.step(`end of ${day}`, `spent at 23:59:59; refused at 00:00:00, ${supply - 1n} RIDE are gone`);
}
