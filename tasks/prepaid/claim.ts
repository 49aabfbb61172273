import { claimLink, formatId } from "../../src/prepaid/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { linkHere } from "./support/links.ts";

export interface ClaimArguments extends CommonArguments {
  link: string;
  to: string | undefined;
  from: string;
}

export default action<ClaimArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const link = await linkHere(args.link, session);
  const here = await session.vaultNamedBy(link.vault, "link");
  const receiver = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { id, receipt } = await claimLink(signer, link, { receiver });
  const called = formatId(id);
  return acted({ ...here, signer, id, called }, session, receipt, `${receiver} holds ${called} now.`);
});
