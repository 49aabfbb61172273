import { leave } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { moment } from "../support/format.ts";
import { sent } from "../support/transaction.ts";

export interface LeaveArguments extends CommonArguments {
  token: string;
  from: string;
}

export default action<LeaveArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const receipt = await leave(signer, token);
  const { frame, end } = await token.frameNow();
  return {
    json: {
      token: await token.getAddress(),
      account: signer.address,
      lastFrame: frame,
      endsAt: end,
      transaction: sent(receipt),
    },
    text: `${signer.address} leaves with the end of frame ${frame}, ${moment(end, await session.now())}.`,
    receipts: [receipt],
  };
});
