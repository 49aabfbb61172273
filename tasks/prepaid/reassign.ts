import { chainIdOf, reassign } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { type HolderArguments, holderFrom } from "./support/holder.ts";
import { printed } from "./support/links.ts";

export interface ReassignArguments extends InstrumentArguments, HolderArguments {
  linkBase: string | undefined;
}

export default action<ReassignArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, address, id, called } = stage;
  const { holder, byKey, key, called: whose } = await holderFrom(args, session);
  const place = { chainId: await chainIdOf(signer), vault: address, id };
  const link = key === null ? null : printed({ ...place, key: key.key }, args.linkBase);
  const receipt = await reassign(signer, vault, { id, holder, byKey });
  const what = link === null ? `Gave ${called} to ${whose}.` : `Gave ${called} to a new key. Its claim link:\n${link}`;
  return acted(stage, session, receipt, what, { link });
});
