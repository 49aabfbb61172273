import { type Execution, execute, failureText, planOf } from "../../src/wallet/index.ts";
import { table } from "../support/format.ts";
import { progressBar } from "../support/progress.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { assetsIn, wordsOf } from "./support/assets.ts";
import { nameOf } from "./support/recipients.ts";
import type { WalletSession } from "./support/session.ts";

export interface ExecuteArguments extends ActArguments {
  further: string | undefined;
}

export default action<ExecuteArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const { plan } = here;
  const signer = await session.signer(args.from);
  const further =
    args.further === undefined
      ? []
      : planOf({ ...plan, tiers: [], assets: await assetsIn(args.further, session) }).assets;
  const done = await execute(signer, await session.registry(), {
    plan,
    further,
    evidence: await session.evidence(),
    onProgress: progressBar("assets"),
  });
  const rows = await rowsOf(done, session);
  const told = [
    done.receipts.length === 0
      ? `${done.refused.length === 0 ? "All that the plan lists has been taken up before; name others with --further." : "Nothing of it can be moved now."} Nothing was sent.`
      : `Executed the plan of ${here.account}${done.complete ? ": all that it lists has been taken up" : ""}.`,
    ...(rows.length === 0 ? [] : [table(["what", "to", "how"], rows)]),
  ].join("\n");
  const { moved, claimable, unavailable, complete } = done;
  const refused = done.refused.map(({ asset, error }) => ({ asset, reason: failureText(error) }));
  return acted(here, session, done.receipts, told, { moved, claimable, unavailable, refused, complete });
});

/** What moved, what became a claim, and what wasn't there, one line each. */
async function rowsOf(
  { moved, claimable, unavailable, refused }: Execution,
  session: WalletSession,
): Promise<string[][]> {
  const { provider } = session.ethers;
  const lines = [
    ...moved.map(({ asset, amount, to }) => ({ asset, amount, to, how: "moved" })),
    ...claimable.map(({ asset, amount, who }) => ({ asset, amount, to: nameOf(who), how: "a claim (`wallet claim`)" })),
    ...unavailable.map(({ asset, held }) => ({
      asset,
      amount: held,
      to: "nobody",
      how: held === 0n ? "not there" : "not approved, or refused",
    })),
    ...refused.map(({ asset, error }) => ({ asset, amount: 0n, to: "nobody", how: failureText(error) })),
  ];
  return Promise.all(
    lines.map(async ({ asset, amount, to, how }) => {
      const { name, show } = await wordsOf(asset, provider);
      return [`${show(amount)} (${name})`, to, how];
    }),
  );
}
