import { acceptSponsorship, readSponsor } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";

export interface SponsorAcceptArguments extends CommonArguments {
  backing: string;
  from: string;
}

export default action<SponsorAcceptArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const backing = await session.backing(args.backing);
  // The contract's own refusal says only that the signer is not the sponsor.
  if ((await readSponsor(backing, session.ethers.provider)).named !== signer.address) {
    fail(
      `${signer.address} was not named as the next sponsor of ${backing}. Have the sponsor name the account with ` +
        "`timeframe backing sponsor name`, or name another account with --from.",
    );
  }
  const receipt = await acceptSponsorship(signer, backing);
  return {
    json: { backing, sponsor: signer.address, transaction: sent(receipt) },
    text: `${signer.address} is the sponsor now.`,
    receipts: [receipt],
  };
});
