import { hexlify, randomBytes } from "ethers";

import { chainIdOf, readCard, refOf, signRedemption } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { toJson } from "../support/json.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { instrumentIn } from "./support/acts.ts";
import { inCard } from "./support/cards.ts";
import { signerOf } from "./support/links.ts";
import { type SpendingArguments, spendingOf } from "./support/spending.ts";
import { parseWhen } from "./support/when.ts";

export interface SignArguments extends CommonArguments, SpendingArguments {
  ref: string | undefined;
  deadline: string;
}

export default action<SignArguments>(async (args, session) => {
  const spending = await spendingOf(args, "sign", session);
  const { signer, vault, address, id, called, amount, merchant, link } = spending;
  const now = await session.now();
  const deadline = parseWhen(args.deadline, now);
  if (deadline < now) {
    fail(`The deadline is over: it was ${moment(deadline, now)} by the chain's clock; give a later one.`);
  }
  // Signing asks nothing of the chain, so what nobody could ever use is refused here.
  const { holder } = await instrumentIn(spending, session);
  const card = await readCard(vault, id, session.ethers.provider);
  if (card !== null) fail(`${inCard(id, card)}; or spend it with \`prepaid redeem\`: the cards sign nothing.`);
  const by = link === null ? signer : signerOf(link);
  // A contract (ERC-1271) decides itself whose signature it takes.
  const byContract = (await session.ethers.provider.getCode(holder)) !== "0x";
  if (holder !== by.address && !byContract) {
    fail(
      link === null
        ? `${called} is held by ${holder}, not by ${by.address}; sign as that account with --from, or with --link.`
        : `The link's key holds ${called} no more: ${holder} does. Sign as that account, without the link.`,
    );
  }
  const redemption = { id, amount, merchant, ref: refOf(args.ref ?? hexlify(randomBytes(32))), deadline };
  const chainId = link?.chainId ?? (await chainIdOf(signer));
  const signature = await signRedemption(by, vault, redemption, chainId);
  const json = { chainId, vault: address, redemption, signer: holder, signature };
  const note =
    holder === by.address
      ? {}
      : { note: `${called} is held by the contract ${holder}; whether it takes this signature shows when it is used.` };
  // It is for a file, whoever reads it: the text is the JSON.
  return { json, text: JSON.stringify(toJson(json), null, 2), ...note };
});
