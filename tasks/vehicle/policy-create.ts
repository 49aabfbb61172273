import {
  createPolicy,
  describePolicy,
  type DepreciationTerms,
  inAscending,
  NO_PANEL,
  type Panel,
  WHOLE_PARTS,
} from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { fields } from "../support/format.ts";
import { parseWhole } from "../support/parse.ts";
import { parseEther, parseSpan } from "../support/spans.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";
import { parseKilometres, parsePercent } from "./support/measures.ts";
import type { VehicleSession } from "./support/session.ts";
import { signerKeys } from "./support/attestors.ts";

export interface PolicyArguments extends CommonArguments {
  perYear: string | undefined;
  lifetime: string | undefined;
  perDistance: string;
  floor: string;
  residual: string;
  restorable: string;
  grave: string | undefined;
  perDay: string;
  patience: string;
  silence: string;
  attestors: string | undefined;
  confirmations: string | undefined;
  decisions: string | undefined;
  disputeWindow: string;
  decideWithin: string;
  bond: string;
  as: string | undefined;
  from: string;
}

export default action<PolicyArguments>(async (args, session) => {
  const terms = termsFrom(args);
  const panel = await panelFrom(args, session);
  const signer = await session.signer(args.from);
  if (args.as !== undefined) await session.checkName(args.as);
  const { policy, receipt } = await createPolicy(signer, { terms, panel });
  const name = args.as === undefined ? null : await session.remember(args.as, policy);
  const rules = await describePolicy(policy, session.ethers.provider, { ether });
  return {
    json: { policy, name, terms, panel, rules, transactions: [sent(receipt)] },
    text: [fields([["policy", policy], ...(name === null ? [] : [["name", name] as const])]), "", ...rules, ""].join(
      "\n",
    ),
    receipts: [receipt],
    ...(args.grave === undefined && args.attestors !== undefined ? { note: ENDS_ALONE } : {}),
  };
});

/** 32 bits hold this much: no day is so long. */
const MOST_PER_DAY = 2n ** 32n - 1n;
/** What no severity reaches. */
const NEVER_GRAVE = 10_001n;
/** What the user may not have thought of. */
const ENDS_ALONE =
  "Without --grave attestors confirm a vehicle's end alone, and what is of a severity of 100 %; all else counts at once.";

/** From which severity on attestors confirm. Where there are any, none of a vehicle's ends goes without them unless something else was asked for. */
function graveFrom({ attestors, grave }: PolicyArguments): bigint {
  if (grave !== undefined) return parsePercent(grave, "grave severity");
  return attestors === undefined ? NEVER_GRAVE : WHOLE_PARTS;
}

/** The numbers of a policy, as options give them. */
function termsFrom(args: PolicyArguments): DepreciationTerms {
  const { perYear, lifetime } = args;
  if ((perYear === undefined) === (lifetime === undefined))
    fail("Age goes by one way: give what a year takes with --per-year, or how long it takes with --lifetime.");
  const terms: DepreciationTerms = {
    perYear: perYear === undefined ? 0n : parsePercent(perYear, "share of a year", 9_999n),
    lifetime: lifetime === undefined ? 0n : parseSpan(lifetime, "lifetime"),
    perDistance: parsePercent(args.perDistance, "share of 10,000 km"),
    floor: parsePercent(args.floor, "floor"),
    residual: parsePercent(args.residual, "residual"),
    restorable: parsePercent(args.restorable, "restorable share"),
    grave: graveFrom(args),
    perDay: parseKilometres(args.perDay, "distance of a day", MOST_PER_DAY),
    patience: parseSpan(args.patience, "patience"),
    silence: parseSpan(args.silence, "silence"),
  };
  if (terms.perYear === 0n && terms.lifetime === 0n)
    fail("Age takes nothing by that; give a share with --per-year, or a time with --lifetime, above 0.");
  if (terms.perDay === 0n) fail("A vehicle that can't drive reports nothing; give kilometres above 0 with --per-day.");
  if (terms.patience >= terms.silence)
    fail(`Silence of ${args.silence} takes all, and ${args.patience} of it nothing; give a longer --silence.`);
  return terms;
}

/** Who confirms and decides, as options name them. */
async function panelFrom(args: PolicyArguments, session: VehicleSession): Promise<Panel> {
  const { attestors, confirmations, decisions } = args;
  if (attestors === undefined) {
    if (confirmations !== undefined || decisions !== undefined || args.grave !== undefined)
      fail("Without attestors there is nobody to ask; name them with --attestors.");
    return NO_PANEL;
  }
  const keys = inAscending(await signerKeys(attestors, "attestor", session));
  const twice = keys.find((key, place) => keys.indexOf(key) !== place);
  if (twice !== undefined) fail(`The attestor ${twice} is named twice; name each once.`);
  const most = BigInt(keys.length);
  if (most > MOST_ATTESTORS) fail(`There are ${most} attestors, and a policy has ${MOST_ATTESTORS} at most.`);
  const confirming = parseWhole(confirmations ?? `${most / 2n + 1n}`, "number of confirmations", most);
  const deciding = parseWhole(decisions ?? `${most}`, "number of decisions", most);
  if (confirming === 0n || deciding <= confirming)
    fail(
      `More attestors must decide a dispute (${deciding}) than confirm a report (${confirming}), and one at least; of ${most} attestors give other --confirmations and --decisions.`,
    );
  return {
    attestors: keys,
    confirmations: confirming,
    decisions: deciding,
    disputeWindow: parseSpan(args.disputeWindow, "dispute window"),
    decideWithin: parseSpan(args.decideWithin, "time to decide"),
    bond: parseEther(args.bond, "bond"),
  };
}

const MOST_ATTESTORS = 16n;
