import { hexlify, randomBytes } from "ethers";

import {
  type ClaimLink,
  formatId,
  keyAddress,
  readInstrument,
  redeem,
  redeemSigned,
  refOf,
  signRedemption,
  type Spent,
} from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted, instrumentIn, type Stage } from "./support/acts.ts";
import { signerOf } from "./support/links.ts";
import { rulesAndList } from "./support/lists.ts";
import type { PrepaidSession } from "./support/session.ts";
import { readSigned } from "./support/signed-file.ts";
import { type SpendingArguments, spendingOf } from "./support/spending.ts";

export interface RedeemArguments extends CommonArguments, SpendingArguments {
  ref: string | undefined;
  signed: string | undefined;
  merchants: string | undefined;
}

/** How long the signature of a link's key can be used, in seconds: it is sent at once. */
const USABLE = 3_600n;

/** What was spent, by whatever way. */
interface Done extends Stage {
  amount: bigint;
  merchant: string;
  ref: string | undefined;
  spent: Spent;
}

export default action<RedeemArguments>(async (args, session) => {
  const done =
    args.signed === undefined ? await byHolder(args, session) : await bySignature(args, args.signed, session);
  const { money, called, amount, merchant, ref, spent } = done;
  const what = spent.repeated
    ? `${called} had paid ${money.show(amount)} to ${merchant} under this reference before; nothing changed.`
    : `Spent ${money.show(amount)} of ${called} at ${merchant}${args.link === undefined && args.signed === undefined ? "" : `, in the asset ${done.asset}`}.`;
  const reference = args.ref === undefined && ref !== undefined ? `\nIts reference, for a refund, is ${ref}.` : "";
  return acted(done, session, spent.receipt, what + reference, { amount, merchant, ref, repeated: spent.repeated });
});

/** By the holder himself; or by the key of a link, whose signature the signer sends. */
async function byHolder(args: RedeemArguments, session: PrepaidSession): Promise<Done> {
  const spending = await spendingOf(args, "redeem", session);
  const { signer, vault, id, amount, merchant, link } = spending;
  const terms = await rulesAndList(spending, id, args.merchants, session);
  if (link === null) {
    const ref = args.ref === undefined ? {} : { ref: args.ref };
    return {
      ...spending,
      ref: args.ref,
      spent: await redeem(signer, vault, { id, amount, merchant, ...ref, ...terms }),
    };
  }
  await requireKeyHolds(spending, link, session);
  // What is signed needs a reference, which keeps it from being used twice.
  const ref = args.ref ?? hexlify(randomBytes(32));
  const redemption = { id, amount, merchant, ref: refOf(ref), deadline: (await session.now()) + USABLE };
  const key = signerOf(link);
  const signature = await signRedemption(key, vault, redemption, link.chainId);
  return {
    ...spending,
    ref,
    spent: await redeemSigned(signer, vault, redemption, { signer: key.address, signature, ...terms }),
  };
}

/** Refuses a link that was claimed, as `prepaid claim` does. */
async function requireKeyHolds(stage: Stage, link: ClaimLink, session: PrepaidSession): Promise<void> {
  const { holder, byKey } = await instrumentIn(stage, session);
  if (byKey || holder === keyAddress(link.key)) return;
  fail(
    `The instrument ${stage.called} is not held by a key: it was claimed, or issued to an address. ${holder} holds it, and spends it without the link.`,
  );
}

/** By the file of one who signed before. */
async function bySignature(args: RedeemArguments, path: string, session: PrepaidSession): Promise<Done> {
  const others = [args.vault, args.instrument, args.amount, args.merchant, args.link, args.ref];
  if (others.some((other) => other !== undefined)) {
    fail("The file of --signed says what is spent and where; give nothing else than --merchants and --from.");
  }
  const signer = await session.signer(args.from);
  const { chainId, vault: address, redemption, signer: by, signature } = await readSigned(path);
  const connected = (await session.ethers.provider.getNetwork()).chainId;
  if (connected !== chainId) {
    fail(`${path} is of chain ${chainId}, and network "${session.network}" is chain ${connected}; name its own.`);
  }
  const here = await session.vaultNamedBy(address, "file");
  const { id, amount, merchant, ref } = redemption;
  if ((await readInstrument(here.vault, id, session.ethers.provider)) === null) {
    fail(`There is no instrument ${formatId(id)} in the vault ${address}; ask the holder for the file again.`);
  }
  const terms = await rulesAndList(here, id, args.merchants, session);
  const spent = await redeemSigned(signer, here.vault, redemption, { signer: by, signature, ...terms });
  return { ...here, signer, id, called: formatId(id), amount, merchant, ref, spent };
}
