import { approve } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { units } from "../support/format.ts";
import { parseAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { unitsOf } from "./support/units.ts";

export interface ApproveArguments extends CommonArguments {
  token: string;
  spender: string;
  amount: string;
  from: string;
}

export default action<ApproveArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const spender = await session.account(args.spender, "spender");
  const amount = parseAmount(args.amount, decimals);
  const before = await token.allowance(signer, spender);
  const receipt = await approve(signer, token, { spender, amount });
  const was = before === 0n ? "" : ` Before, it could use ${units(before, decimals)}.`;
  return {
    json: {
      token: await token.getAddress(),
      account: signer.address,
      spender,
      allowance: amount,
      allowanceBefore: before,
      transaction: sent(receipt),
    },
    text:
      amount === 0n
        ? `${spender} can use no units of ${signer.address} any more.${was}`
        : [
            `${spender} can use ${units(amount, decimals)} ${symbol} of ${signer.address}.${was}`,
            "An allowance has no frame: what is left of it reaches the units of later frames. Withdraw it with 0.",
          ].join("\n"),
    receipts: [receipt],
  };
});
