import { getAddress, isAddress } from "ethers";

import type { ITimeframeToken } from "../../types/ethers-contracts/index.js";
import { readGroupPolicy, signVoucher, voucherFor } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { parseMoment, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import type { TimeframeSession } from "./support/session.ts";

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
  const group = parseWhole(args.group, "group", LARGEST.group);
  const account = await session.account(args.account, "account");
  const deadline = parseMoment(args.deadline);
  const until = args.until === undefined ? null : parseWhole(args.until, "end (--until, a frame)", LARGEST.end);
  // Signing asks nothing of the chain, so what nobody could ever use is refused here.
  await token.groupOf(group);
  const note = await checkAuthority(token, group, signer.address, session);
  await checkTimes(token, { deadline, until }, session);
  const voucher = await voucherFor(signer, token, { group, account, deadline, ...(until === null ? {} : { until }) });
  const signature = await signVoucher(signer, getAddress(await token.groups()), voucher);
  const json = { voucher, signature };
  // A voucher is for a file, whoever reads it: the text is the JSON.
  return { json, text: JSON.stringify(toText(voucher, signature), null, 2), ...(note === null ? {} : { note }) };
});

/** Refuses a signer who can't be the authority; a note where that can't be told. */
async function checkAuthority(
  token: ITimeframeToken,
  group: bigint,
  signer: string,
  session: TimeframeSession,
): Promise<string | null> {
  const { authority } = await readGroupPolicy(token, group);
  const set = "`timeframe group set-authority`";
  if (authority === null) {
    fail(`Nobody signs vouchers of group ${group}; have the administrator say who does with ${set}.`);
  }
  if (authority === signer) return null;
  // A contract (ERC-1271) or a key with its verifier (ERC-7913) decides itself whose signature it takes.
  if (!isAddress(authority) || (await session.ethers.provider.getCode(authority)) !== "0x") {
    return (
      `The vouchers of group ${group} are judged by ${authority}, a contract or key, with which ${signer} can't be compared; ` +
      "whether it takes this signature shows when the voucher is used."
    );
  }
  fail(
    `The vouchers of group ${group} are signed by ${authority}, not by ${signer}; ` +
      `sign as that account with --from, or have the administrator set another with ${set}.`,
  );
}

async function checkTimes(
  token: ITimeframeToken,
  { deadline, until }: { deadline: bigint; until: bigint | null },
  session: TimeframeSession,
): Promise<void> {
  const now = await session.now();
  if (deadline < now)
    fail(`The deadline is over: it was ${moment(deadline, now)} by the chain's clock; give a later one.`);
  const frame = await token.currentEpoch();
  if (until !== null && until <= frame) {
    fail(
      `The end must lie after the current frame, ${frame}; give --until a later one, or none for a membership without end.`,
    );
  }
}

function toText(voucher: object, signature: string): object {
  const strings = Object.entries(voucher).map(([key, value]) => [key, String(value)] as const);
  return { voucher: Object.fromEntries(strings), signature };
}
