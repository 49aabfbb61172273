import type { ContractTransactionReceipt } from "ethers";

import { type Asset, claim, claimForFallback, claimsOf } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { claimsIn } from "./claims.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { assetIn, isSame, wordsOf } from "./support/assets.ts";
import { saltsIn } from "./support/recipients.ts";

export interface ClaimArguments extends ActArguments {
  asset: string | undefined;
  recipient: string | undefined;
  salt: string | undefined;
  to: string | undefined;
  fallback: boolean;
}

export default action<ClaimArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const here = await session.plan(args.account);
  const { plan } = here;
  const signer = await session.signer(args.from);
  const registry = await session.registry();
  const evidence = await session.evidence();
  const recipient = args.recipient === undefined ? signer.address : await session.account(args.recipient, "recipient");
  const to = args.to === undefined ? undefined : await session.account(args.to, "receiver");
  if (to !== undefined && (args.fallback || recipient !== signer.address))
    fail("Only a recipient himself can name another receiver; sign as him with --from, or leave out --to.");
  const wanted = args.asset === undefined ? null : await assetIn(args.asset, session);
  const all = (await claimsIn(here, args.asset === "ether" ? undefined : args.asset, session)).filter(
    (found, place, list) => list.findIndex((one) => one.who === found.who && isSame(one.asset, found.asset)) === place,
  );
  const claims = all.filter(({ asset }) => wanted === null || matches(asset, wanted));
  const own = args.fallback
    ? claims.map((found) => ({ ...found, salt: "0x" }))
    : claimsOf(claims, recipient, saltsIn(args.salt));
  if (own.length === 0)
    fail(
      `${args.fallback ? "Nobody has anything" : `${recipient} has nothing`} to claim of ${here.account}${wanted === null ? "" : " in this asset"}; \`wallet claims\` says who has, and one who is secret gives his --salt.`,
    );
  const receipts: ContractTransactionReceipt[] = [];
  const paid: { asset: Asset; amount: bigint; to: string }[] = [];
  const lines: string[] = [];
  for (const { asset, who, salt } of own) {
    const order = { plan, asset, recipient, salt, evidence, ...(to === undefined ? {} : { to }) };
    const done = args.fallback
      ? await claimForFallback(signer, registry, { plan, asset, who, evidence })
      : await claim(signer, registry, order);
    receipts.push(done.receipt);
    paid.push({ asset, amount: done.amount, to: done.to });
    const { name, show } = await wordsOf(asset, provider);
    lines.push(`Paid ${show(done.amount)} (${name}) to ${done.to}.`);
  }
  return acted(here, session, receipts, lines.join("\n"), { recipient, paid });
});

/** Whether a listed asset is the one that was named. */
function matches(asset: Asset, { kind, token, id }: Partial<Pick<Asset, "kind" | "token" | "id">>): boolean {
  return asset.kind === kind && (token === undefined || asset.token === token) && (id === undefined || asset.id === id);
}
