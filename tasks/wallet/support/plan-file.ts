import { type AssetDraft, type GuardiansDraft, type TierDraft } from "../../../src/wallet/index.ts";
import { CsvError, recordsOf } from "../../../src/chain/csv-records.ts";
import { fieldsOf, namesOf, requireColumns } from "../../../src/chain/csv-fields.ts";
import { failure } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";
import { parseWhole } from "../../support/parse.ts";
import { assetIn } from "./assets.ts";
import { Fields } from "../../support/document.ts";
import type { Changes } from "./draft.ts";
import { guardianKey, LARGEST_BYTE } from "./guardians.ts";
import { parseShare, whoIn } from "./recipients.ts";
import type { WalletSession } from "./session.ts";
import { parseEther, parseSpan } from "../../support/spans.ts";

/** What a plan's file can say. */
const NAMES = [
  ...["account", "source", "period", "grace", "changeDelay", "requestPeriod", "bond", "bounty", "feed"],
  ...["fallbackRecipient", "everything", "assets", "tiers", "guardians"],
];

/** What a file says of a plan: JSON with all that a plan has, or CSV with its assets. */
export async function readPlanFile(path: string, session: WalletSession): Promise<Changes> {
  const text = await readText(path);
  return /^\s*[{[]/.test(text)
    ? fromJson(Fields.in(path, text, "plan"), session)
    : { assets: await fromCsv(path, text, session) };
}

async function fromJson(fields: Fields, session: WalletSession): Promise<Changes> {
  fields.only(NAMES);
  const given = <Name extends string, Value>(name: Name, value: () => Value): Partial<Record<Name, Value>> =>
    fields.has(name) ? ({ [name]: value() } as Record<Name, Value>) : {};
  const account = (name: string): Promise<string> => session.account(fields.text(name), name);
  return {
    ...(fields.has("account") ? { account: await session.holder(fields.text("account")) } : {}),
    ...given("source", () => fields.text("source")),
    ...given("period", () => parseSpan(fields.text("period"), "period")),
    ...given("grace", () => parseSpan(fields.text("grace"), "grace")),
    ...given("changeDelay", () => parseSpan(fields.text("changeDelay"), "delay of changes")),
    ...given("requestPeriod", () => parseSpan(fields.text("requestPeriod"), "period of requests")),
    ...given("bond", () => parseEther(fields.text("bond"), "bond")),
    ...given("bounty", () => parseEther(fields.text("bounty"), "bounty")),
    ...(fields.has("feed") ? { feed: await account("feed") } : {}),
    ...(fields.has("fallbackRecipient") ? { fallbackRecipient: await account("fallbackRecipient") } : {}),
    ...given("everything", () => fields.flag("everything")),
    ...(fields.has("assets") ? { assets: await assetsOf(fields, session) } : {}),
    ...(fields.has("tiers") ? { tiers: await tiersOf(fields, session) } : {}),
    ...(fields.has("guardians") ? { guardians: guardiansOf(fields.object("guardians")) } : {}),
  };
}

/** Assets as `--asset` takes them. */
async function assetsOf(fields: Fields, session: WalletSession): Promise<AssetDraft[]> {
  const words = fields
    .list("assets")
    .map((word) => (typeof word === "string" ? word : fields.wrong("assets", "list of texts")));
  return Promise.all(words.map((word) => assetIn(word, session)));
}

async function tiersOf(fields: Fields, session: WalletSession): Promise<TierDraft[]> {
  return Promise.all(
    fields.objects("tiers").map(async (tier) => {
      tier.only(["delay", "window", "recipients"]);
      const recipients = tier.objects("recipients").map(async (one) => {
        one.only(["account", "share", "salt"]);
        const share = parseShare(one.text("share"));
        const who = await whoIn(one.text("account"), session);
        if (!one.has("salt")) return { ...who, share };
        if ("commitment" in who) return one.wrong("salt", "salt of a commitment, which has one in it already");
        return { secret: { address: who.address, salt: one.hex("salt", 32) }, share };
      });
      return {
        ...(tier.has("delay") ? { delay: parseSpan(tier.text("delay"), "delay of a tier") } : {}),
        ...(tier.has("window") ? { window: parseSpan(tier.text("window"), "window of a tier") } : {}),
        recipients: await Promise.all(recipients),
      };
    }),
  );
}

function guardiansOf(fields: Fields): GuardiansDraft {
  fields.only(["keys", "threshold", "confirm", "pauseFor", "pauses"]);
  const keys = fields
    .list("keys")
    .map((key) => guardianKey(typeof key === "string" ? key : fields.wrong("keys", "list of texts")));
  return {
    keys,
    threshold: fields.has("threshold")
      ? parseWhole(fields.text("threshold"), "threshold of guardians", LARGEST_BYTE)
      : BigInt(keys.length),
    ...(fields.has("confirm") ? { confirm: fields.flag("confirm") } : {}),
    ...(fields.has("pauseFor") ? { pauseFor: parseSpan(fields.text("pauseFor"), "pause of guardians") } : {}),
    ...(fields.has("pauses") ? { pauses: parseWhole(fields.text("pauses"), "number of pauses", LARGEST_BYTE) } : {}),
  };
}

const COLUMNS = ["asset", "id", "recipient"] as const;

/** Assets, one a line: the column asset, and where wanted id and recipient. */
async function fromCsv(path: string, text: string, session: WalletSession): Promise<AssetDraft[]> {
  try {
    const [header, ...records] = recordsOf(text);
    if (header === undefined) throw new CsvError(1, "asset", "the file is empty");
    const names = namesOf(header, COLUMNS);
    requireColumns(header, names, ["asset"]);
    if (records.length === 0) throw new CsvError(header.line, "asset", "the file has no asset");
    const drafts: AssetDraft[] = [];
    for (const record of records) {
      const field = fieldsOf(record, names);
      const [asset, id, recipient] = COLUMNS.map((name) => field(name));
      const word = `${asset ?? ""}${id === "" ? "" : `/${id ?? ""}`}${recipient === "" ? "" : `:${recipient ?? ""}`}`;
      drafts.push(
        await assetIn(word, session).catch((error: unknown) => {
          throw error instanceof Error ? failure(`${path}, line ${record.line}: ${error.message}`, error) : error;
        }),
      );
    }
    return drafts;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw failure(`${path}, ${error.message}. Nothing was sent; correct the file and run the command again.`, error);
  }
}
