import { joinWithProof, joinWithVoucher } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { placeOn, readList } from "./support/list.ts";
import { readVoucher } from "./support/voucher-file.ts";

export interface JoinArguments extends CommonArguments {
  token: string;
  voucher: string | undefined;
  list: string | undefined;
  group: string | undefined;
  from: string;
}

export default action<JoinArguments>(async (args, session) => {
  if ((args.voucher === undefined) === (args.list === undefined))
    fail("Join by one of the two: --voucher <file>, or --list <file> with --group.");
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const address = await token.getAddress();

  const join = async () => {
    if (args.voucher !== undefined) {
      const { voucher, signature } = await readVoucher(args.voucher);
      if (voucher.token.toLowerCase() !== address.toLowerCase())
        fail(`The voucher is for token ${voucher.token}; name that one.`);
      return {
        account: voucher.account,
        group: voucher.group,
        receipt: await joinWithVoucher(signer, voucher, signature),
      };
    }
    if (args.list === undefined || args.group === undefined) {
      fail("A list goes with --group <number>: the group whose root it makes.");
    }
    const group = parseWhole(args.group, "group", LARGEST.group);
    const { entry, proof } = placeOn(await readList(args.list), signer.address, args.list);
    return {
      account: signer.address,
      group,
      receipt: await joinWithProof(signer, token, { group, until: entry.until, proof }),
    };
  };
  const { account, group, receipt } = await join();
  return {
    json: { token: address, account, group, transaction: sent(receipt) },
    text: `${account} joined group ${group}.`,
    receipts: [receipt],
  };
});
