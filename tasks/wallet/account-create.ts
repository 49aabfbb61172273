import { createAccount } from "../../src/wallet/index.ts";
import { fields } from "../support/format.ts";
import { LARGEST, parseWhole } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { toBeHex } from "ethers";
import { action, type CommonArguments } from "./support/action.ts";
import { ownerKey } from "./support/guardians.ts";

export interface AccountCreateArguments extends CommonArguments {
  owner: string | undefined;
  number: string;
  as: string | undefined;
  from: string;
}

export default action<AccountCreateArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const owner = args.owner === undefined ? signer.address : await ownerKey(args.owner, session);
  const salt = toBeHex(parseWhole(args.number, "number", LARGEST.amount), 32);
  if (args.as !== undefined) await session.checkName(args.as);
  const factory = await session.at("DeadMansSwitchAccountFactory");
  const { account, receipt } = await createAccount(signer, factory, { owner, salt });
  const name = args.as === undefined ? null : await session.remember(args.as, account);
  return {
    json: { account, owner, created: receipt !== null, name, transactions: receipt === null ? [] : [sent(receipt)] },
    text: [
      receipt === null ? "It was there already; nothing was sent." : "Created an account with a switch of its own.",
      fields([["account", account], ["owner", owner], ...(name === null ? [] : [["name", name] as const])]),
    ].join("\n"),
    ...(receipt === null ? {} : { receipts: [receipt] }),
  };
});
