import { getAddress } from "ethers";

import { signVoucher, voucherFor } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "../support/action.ts";
import { parseMoment, parseWhole } from "../support/parse.ts";

export interface VoucherArguments extends CommonArguments {
  token: string;
  group: string;
  account: string;
  deadline: string;
  until: string | undefined;
  from: string;
}

export default action<VoucherArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const voucher = await voucherFor(signer, token, {
    group: parseWhole(args.group, "group"),
    account: await session.account(args.account, "account"),
    deadline: parseMoment(args.deadline),
    ...(args.until === undefined ? {} : { until: parseWhole(args.until, "end (--until, a frame)") }),
  });
  const signature = await signVoucher(signer, getAddress(await token.groups()), voucher);
  const json = { voucher, signature };
  // A voucher is for a file, whoever reads it: the text is the JSON.
  return { json, text: JSON.stringify(toText(voucher, signature), null, 2) };
});

function toText(voucher: object, signature: string): object {
  const strings = Object.entries(voucher).map(([key, value]) => [key, String(value)] as const);
  return { voucher: Object.fromEntries(strings), signature };
}
