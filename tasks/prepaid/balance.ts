import { balanceAt, returnsOf } from "../../src/prepaid/index.ts";
import { fields, moment, table, units } from "../support/format.ts";
import { parseMoment } from "../support/parse.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface BalanceArguments extends CommonArguments {
  vault: string;
  account: string;
  at: string | undefined;
}

export default action<BalanceArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const { vault, address, money } = await session.vault(args.vault);
  const account = await session.account(args.account, "account");
  const { now, balance, locked, returns } = await returnsOf(vault, account, provider);
  const at = args.at === undefined ? null : parseMoment(args.at);
  const later = at === null ? null : await balanceAt(vault, account, provider, at);

  let sum = balance;
  const rows = returns
    .filter(({ expiry }) => at === null || expiry <= at)
    .map(({ expiry, amount }) => [
      moment(expiry, now),
      units(amount, money.decimals),
      units((sum += amount), money.decimals),
    ]);
  return {
    json: {
      vault: address,
      account,
      decimals: money.decimals,
      now,
      balance,
      locked,
      ...(at === null ? {} : { at, balanceAt: later }),
      returns,
    },
    text: [
      fields([
        ["account", account],
        ["balance", money.show(balance)],
        ["locked", money.show(locked)],
        ...(at === null || later === null
          ? []
          : [["balance then", `${money.show(later)}, ${moment(at, now)}, if nothing but time happens`] as const]),
      ]),
      ...(rows.length === 0
        ? [at === null ? "Nothing is to come back." : "Nothing comes back until then."]
        : ["", table(["comes back", "at most", "balance then"], rows, ["at most", "balance then"])]),
    ].join("\n"),
  };
});
