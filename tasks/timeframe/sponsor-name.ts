import { nameSponsor } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { sent } from "../support/transaction.ts";

export interface SponsorNameArguments extends CommonArguments {
  backing: string;
  account: string;
  from: string;
}

export default action<SponsorNameArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const backing = await session.backing(args.backing);
  const named = await session.accountOrNone(args.account, "account");
  const receipt = await nameSponsor(signer, backing, named);
  return {
    json: { backing, sponsor: signer.address, named, transaction: sent(receipt) },
    text:
      named === null
        ? `Nobody is named any more; ${signer.address} stays the sponsor.`
        : [
            `Named ${named}.`,
            `Until it accepts, ${signer.address} stays the sponsor.`,
            "With the backing all its pools change hands, and what is free in them.",
            `Next, as that account: npx hardhat timeframe backing sponsor accept ${args.backing} --from ${args.account} --network ${session.network}`,
          ].join("\n"),
    receipts: [receipt],
  };
});
