import { expect } from "chai";

import {
  AssetKind,
  eventId,
  type Facts,
  failureText,
  lineOf,
  planCalendar,
  planDates,
  stageFrom,
  type WatchEvent,
} from "../../src/wallet/index.ts";
import { planOf } from "../../src/wallet/plan.ts";
import { addressOf, TOKEN } from "./sdk-support.ts";

const DAY = 86_400n;
const LIFE = 1_893_974_400n;

const plan = planOf({
  account: addressOf(1n),
  source: addressOf(2n),
  period: 100n * DAY,
  grace: 7n * DAY,
  assets: [{ kind: AssetKind.ERC20, token: TOKEN }],
  tiers: [
    { window: 10n * DAY, recipients: [{ address: addressOf(3n), share: 10_000n }] },
    { delay: 200n * DAY, recipients: [{ address: addressOf(4n), share: 10_000n }] },
  ],
});
const facts: Facts = {
  version: 1n,
  registeredAt: LIFE,
  lastLife: LIFE,
  suspendedAt: 0n,
  course: null,
  pauses: 0n,
  request: null,
  uptime: null,
};
const reminder: WatchEvent = {
  kind: "reminder",
  at: LIFE + 51n * DAY,
  account: plan.account,
  version: 1n,
  stage: 50n,
  lastLife: LIFE,
  triggerableAt: LIFE + 100n * DAY,
};

describe("the calendar of a plan", () => {
  const place = { chainId: 1n, registry: addressOf(9n), now: LIFE + 60n * DAY };
  const file = planCalendar([{ plan, facts }], place);
  const unfolded = file.replace(/\r\n /g, "").split("\r\n");

  it("has the reminders to come, the trigger, and what would follow it", () => {
    const end = LIFE + 100n * DAY;
    expect(
      planDates(plan, facts, place.now).map(({ at, what, number, presumed }) => [at, what, number, presumed]),
    ).to.deep.equal([
      [stageFrom(plan, LIFE, 75n), "reminder", 75n, false],
      [stageFrom(plan, LIFE, 90n), "reminder", 90n, false],
      [end, "trigger", 0n, false],
      [end + 7n * DAY, "tier opens", 0n, true],
      [end + 17n * DAY, "tier closes", 0n, true],
      [LIFE + 200n * DAY, "execute", 1n, true],
    ]);
  });

  it("has what is known once it is triggered", () => {
    const at = LIFE + 110n * DAY;
    const begun = { triggeredAt: at, seenAt: at, byRequest: false, accepted: null, pausedUntil: 0n };
    const course = { ...begun, confirmed: false, moved: false, complete: false };
    const dates = planDates(plan, { ...facts, course }, at);
    expect(dates.map(({ what }) => what)).to.deep.equal(["tier opens", "tier closes", "execute"]);
    expect(dates.some(({ presumed }) => presumed)).to.equal(false);
    expect(dates[0]!.at).to.equal(at + 7n * DAY);
  });

  it("is a file by RFC 5545: CRLF, lines of 75 octets, and what it needs of every date", () => {
    expect(file.endsWith("END:VCALENDAR\r\n")).to.equal(true);
    expect(file.replace(/\r\n/g, "")).not.to.match(/[\r\n]/);
    for (const line of file.split("\r\n")) expect(Buffer.byteLength(line)).to.be.at.most(75);
    const count = (text: string): number => unfolded.filter((line) => line === text).length;
    expect(count("BEGIN:VEVENT")).to.equal(6);
    for (const text of ["END:VEVENT", "BEGIN:VALARM", "END:VALARM", "ACTION:DISPLAY"]) expect(count(text)).to.equal(6);
    expect(count("DTSTAMP:20300308T000000Z")).to.equal(6);
    expect(count("DTSTART:20300417T000000Z")).to.equal(1);
    expect(unfolded.slice(0, 3)).to.deep.equal([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Lapse//Dead man's switch//EN",
    ]);
  });

  it("keeps the UID of a date that moves, and gives each date its own", () => {
    const uids = (text: string): string[] => text.replace(/\r\n /g, "").match(/^UID:.*$/gm) ?? [];
    const moved = planCalendar([{ plan, facts: { ...facts, lastLife: LIFE + DAY } }], place);
    expect(uids(moved)).to.deep.equal(uids(file));
    expect(moved).not.to.equal(file);
    expect(new Set(uids(file)).size).to.equal(6);
    const elsewhere = planCalendar([{ plan, facts }], { ...place, chainId: 10n });
    expect(uids(elsewhere).some((uid) => uids(file).includes(uid))).to.equal(false);
  });

  it("escapes names, and cuts no character in two", () => {
    const name = `Ada, the elder; "${"ü".repeat(60)}"\nEND:VCALENDAR \\`;
    const named = planCalendar([{ plan, facts }], { ...place, name: () => name });
    for (const line of named.split("\r\n")) {
      expect(Buffer.byteLength(line)).to.be.at.most(75);
      expect(line).not.to.contain("\ufffd");
    }
    expect(named.split("\r\n").filter((line) => line === "END:VCALENDAR").length).to.equal(1);
    expect(named.replace(/\r\n /g, "")).to.contain(`Ada\\, the elder\\; "${"ü".repeat(60)}"\\nEND:VCALENDAR \\\\`);
  });
});

describe("the lines of a watcher", () => {
  const about = { at: LIFE, account: plan.account, version: 2n };
  const events: WatchEvent[] = [
    reminder,
    { kind: "done", ...about, act: "trigger", reason: "the owner has been silent", transactions: ["0x1", "0x2"] },
    { kind: "overtaken", ...about, act: "execute" },
    { kind: "due", ...about, act: "checkpoint", reason: "nothing is known" },
    { kind: "waiting", ...about, act: "proveActivity", reason: "a block" },
    { kind: "refused", ...about, act: null, reason: "no proofs" },
    { kind: "refused", ...about, act: "proveCode", reason: "no proofs" },
    { kind: "requested", ...about, requester: addressOf(3n), requestedAt: LIFE, triggerableAt: LIFE + DAY },
    { kind: "triggered", ...about, triggeredAt: LIFE, executableAt: LIFE + DAY },
    { kind: "proposal", ...about, added: 1, next: plan },
    { kind: "format", at: LIFE, message: "Headers have 24 items" },
    { kind: "reorg", at: LIFE, number: 7, was: "0xaa", now: "0xbb" },
    { kind: "node", at: 0n, message: "no answer", retryIn: 2_000 },
  ];

  it("are one each, with their moment, and none like another", () => {
    const lines = events.map(lineOf);
    for (const line of lines) expect(line).not.to.match(/[\r\n]|undefined/);
    expect(new Set(lines).size).to.equal(events.length);
    expect(lines[0]).to.equal(
      `2030-02-27T00:00:00Z ${plan.account}, plan 1: 50 % of its period are over since 2030-01-07T00:00:00Z; it can be triggered from 2030-04-17T00:00:00Z on. Signatures that reach no chain (orders, logins, permits) are no life: a heartbeat is`,
    );
    expect(lines.at(-1)).to.equal("the node doesn't serve, asked again in 2 s: no answer");
  });

  it("are told apart by what they are about", () => {
    expect(new Set(events.map(eventId)).size).to.equal(events.length);
    expect(eventId({ ...reminder, at: reminder.at + 5n })).to.equal(eventId(reminder));
  });

  it("have no keys of nodes in them", () => {
    const error = new Error(
      "request to https://eth.example/v2/s3cret?key=t0ken failed (wss://x.example/s3cret)\nat s3cret",
    );
    expect(failureText(error)).to.equal("request to eth.example/… failed (x.example/…)");
    expect(failureText("plain")).to.equal("plain");
  });
});
