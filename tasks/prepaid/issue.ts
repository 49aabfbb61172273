import { chainIdOf, FIRST_PIECE, formatId, freeNumber, idOf, issue } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { parseWhole } from "../support/parse.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { type HolderArguments, holderFrom } from "./support/holder.ts";
import { issueFile } from "./support/issue-file.ts";
import { printed } from "./support/links.ts";
import { notAccepted, notAccepting } from "./support/returns.ts";
import { rulesFrom, type RulesArguments } from "./support/rules.ts";
import type { PrepaidSession } from "./support/session.ts";
import { parseValue } from "./support/value.ts";
import { parseExpiry } from "./support/when.ts";

export interface IssueArguments extends CommonArguments, RulesArguments, HolderArguments {
  vault: string;
  amount: string | undefined;
  expiry: string | undefined;
  number: string | undefined;
  file: string | undefined;
  batch: string | undefined;
  secret: string | undefined;
  links: string | undefined;
  linkBase: string | undefined;
  pageSize: number;
  from: string;
}

export default action<IssueArguments>(async (args, session) =>
  args.file === undefined ? issueOne(args, session) : issueFile(args, args.file, session),
);

async function issueOne(args: IssueArguments, session: PrepaidSession): Promise<Answer> {
  const { amount: written, expiry: until } = args;
  if (written === undefined || until === undefined) {
    fail("Say how much and until when: prepaid issue <vault> <amount> <expiry>; or give a CSV file with --file.");
  }
  for (const option of ["batch", "secret", "links"] as const) {
    if (args[option] !== undefined) fail(`The option --${option} goes with --file; leave it out for one instrument.`);
  }
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const { vault, address, money, bucketLength } = here;
  const amount = parseValue(written, money);
  const expiry = parseExpiry(until, await session.now(), bucketLength);
  const { rules } = await rulesFrom(args, money, session);
  if (rules.returnTo === signer.address) {
    fail(
      "What is left of one's own instruments comes back anyway. Give --return-to somebody else than the purchaser and the vault.",
    );
  }
  const { holder, byKey, key, called: whose } = await holderFrom(args, session);
  const number =
    args.number === undefined
      ? await freeNumber(vault, signer, session.ethers.provider)
      : parseWhole(args.number, "number", FIRST_PIECE - 1n);
  if (args.linkBase !== undefined && key === null) {
    fail("Only a claim link leads to a page; leave out --link-base, or give --key.");
  }
  const place = { chainId: await chainIdOf(signer), vault: address, id: idOf(signer.address, number) };
  // Made first: a page that is none must be told before the only copy of the key is needed.
  const link = key === null ? null : printed({ ...place, key: key.key }, args.linkBase);
  const unwilling = await notAccepting([rules], signer.address, vault);
  const { id, receipt } = await issue(signer, vault, { number, holder, byKey, amount, expiry, rules });
  const called = formatId(id);
  const what =
    link === null
      ? `Issued ${called} over ${money.show(amount)} to ${whose}.`
      : `Issued ${called} over ${money.show(amount)} to a new key. Its claim link, which is as good as the money:\n${link}`;
  const told = [what, ...unwilling.map((party) => `${notAccepted(party)}.`)].join("\n");
  return acted({ ...here, signer, id, called }, session, receipt, told, { link });
}
