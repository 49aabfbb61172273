import { leave, removeMembers } from "../../src/timeframe/members.ts";
import { scheduleQuota } from "../../src/timeframe/groups.ts";
import { joinWithProof, joinWithVoucher, signVoucher, voucherFor } from "../../src/timeframe/voucher.ts";
import { transfer } from "../../src/timeframe/units.ts";
import { at, demand } from "../support/demand.ts";
import { refusal } from "./refusal.ts";
import { DAY } from "./quarter.ts";
import { Group, type Stage } from "./stage.ts";

/** One joins for four weeks by voucher, one without end by proof: each has the quota of the running week at once. */
export async function join(stage: Stage): Promise<void> {
  const { chain, clerk, meals, reporter, visitor, volunteer, volunteers } = stage;
  const { token } = meals;
  const supply = await token.totalSupply();
  const until = (await token.currentEpoch()) + 4n;
  const voucher = await voucherFor(clerk, token, {
    group: Group.RESIDENTS,
    account: visitor.address,
    until,
    deadline: (await chain.now()) + DAY,
  });
  await joinWithVoucher(visitor, voucher, await signVoucher(clerk, await token.groups(), voucher));
  const quota = (await token.groupOf(Group.RESIDENTS)).quota;
  demand("the balance of one who joined", await token.balanceOf(visitor), quota);
  demand("his balance in the first week after his term", await token.balanceOfAtFrame(visitor, until), 0n);
  await reporter.step("join by voucher", `a visitor has ${quota} MEAL at once, and 3 weeks more`);

  await joinWithProof(volunteer, token, { group: Group.CARERS, proof: volunteers.proofOf(volunteer.address).proof });
  const granted = (await token.groupOf(Group.CARERS)).quota;
  demand("the balance of one who joined", await token.balanceOf(volunteer), granted);
  demand("the supply after two have joined", await token.totalSupply(), supply + quota + granted);
  await reporter.step("join by proof", `a volunteer is a carer: ${granted} MEAL at once`);
}

/** A resident gives units to another and leaves; what he has left is his to the end of the week. */
export async function shareAndLeave(stage: Stage): Promise<void> {
  const { meals, reporter, residents } = stage;
  const { token } = meals;
  const [leaver, friend] = [at(residents, 0), at(residents, 1)];
  const [before, supply] = [await token.balanceOf(friend), await token.totalSupply()];
  await transfer(leaver, token, { to: friend, amount: 5n });
  demand("what a transfer brought", await token.balanceOf(friend), before + 5n);
  await reporter.step("transfer", "a resident gives 5 MEAL to a neighbour");

  const balance = await token.balanceOf(leaver);
  await leave(leaver, token);
  demand("the balance of one who leaves", await token.balanceOf(leaver), balance);
  demand("the supply when one leaves", await token.totalSupply(), supply);
  demand("his balance of the next week", await token.balanceOfAtFrame(leaver, (await token.currentEpoch()) + 1n), 0n);
  residents.splice(0, 1);
  await reporter.step("leave", `a resident keeps ${balance} MEAL to the end of the week, then has none`);
}

/** A soul-bound member can't give units away. */
export async function refuseSoulbound(stage: Stage): Promise<void> {
  const { carers, meals, reporter, residents } = stage;
  await refusal("TimeframeSoulbound", () => transfer(at(carers, 0), meals.token, { to: at(residents, 0), amount: 1n }));
  await reporter.step("refused transfer", "a carer's units are soul-bound: spent, never given away");
}

/** A quota is announced; no balance of the running week moves. */
export async function announceQuota(stage: Stage): Promise<bigint> {
  const { administrator, meals, reporter, residents } = stage;
  const { token } = meals;
  const { quota: old } = await token.groupOf(Group.RESIDENTS);
  const quota = old + 5n;
  const member = at(residents, 2);
  const [balance, supply] = [await token.balanceOf(member), await token.totalSupply()];
  await scheduleQuota(administrator, token, Group.RESIDENTS, quota);
  demand("a balance in the week of the announcement", await token.balanceOf(member), balance);
  demand("the supply in the week of the announcement", await token.totalSupply(), supply);
  demand("the quota announced", (await token.groupOf(Group.RESIDENTS)).quotaNext, quota);
  await reporter.step("quota change", `residents get ${quota} instead of ${old} MEAL from next week on`);
  return quota;
}

/** The week after: the new quota is there, without a transaction. */
export async function seeQuota(stage: Stage, quota: bigint): Promise<void> {
  const { meals, reporter, residents } = stage;
  for (const member of residents) demand("a balance of the new week", await meals.token.balanceOf(member), quota);
  await reporter.step("new week", `each of ${residents.length} residents has ${quota} MEAL`);
}

/** The volunteer is removed, and his old proof does not bring him back. */
export async function remove(stage: Stage): Promise<void> {
  const { administrator, meals, reporter, volunteer } = stage;
  const { token } = meals;
  await removeMembers(administrator, token, [volunteer.address]);
  demand(
    "his balance of the next week",
    await token.balanceOfAtFrame(volunteer, (await token.currentEpoch()) + 1n),
    0n,
  );
  await reporter.step("removal", "the volunteer is out with the end of this week");
}

/** His old proof does not bring the removed back. */
export async function refuseReturn(stage: Stage): Promise<void> {
  const { meals, reporter, volunteer, volunteers } = stage;
  const { proof } = volunteers.proofOf(volunteer.address);
  demand("the balance of the removed", await meals.token.balanceOf(volunteer), 0n);
  const error = await refusal("TimeframeBarred", () =>
    joinWithProof(volunteer, meals.token, { group: Group.CARERS, proof }),
  );
  demand("who is barred", error["account"], volunteer.address);
  await reporter.step("refused return", "the old proof does not bring the volunteer back");
}
