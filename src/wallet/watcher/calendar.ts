import { momentLabel } from "../../chain/calendar.ts";
import { durationLabel } from "../../chain/duration.ts";
import { type Course, dueFrom, type Due, type Facts, statusAt } from "../clock.ts";
import { type Plan, State } from "../constants.ts";
import { REMINDER_STAGES, stageFrom } from "./reminders.ts";

/** A date of a plan. */
export interface PlanDate {
  /** Unix seconds. */
  at: bigint;
  what: Due["what"] | "reminder";
  /** What of it: the percent of a reminder, the number of a tier; 0 for others. */
  number: bigint;
  /** Whether it comes only if the plan is triggered as soon as it can be. */
  presumed: boolean;
}

/** A plan with what it is judged by, as {@link readFacts} reads it. */
export interface DatedPlan {
  plan: Plan;
  facts: Facts;
}

/** Where plans are, and when they were read. */
export interface CalendarPlace {
  chainId: bigint;
  registry: string;
  /** Time of the block that was read, Unix seconds. */
  now: bigint;
  /** How an account is written; its address unless it is named. */
  name?: (account: string) => string;
}

/**
 * What comes of a plan if nothing but time happens, the next first: while it isn't triggered its reminders, the trigger, and what would follow a trigger at once.
 *
 * @example
 * for (const { at, what } of planDates(plan, await readFacts(registry, plan, provider), now)) console.log(momentLabel(at), what);
 */
export function planDates(plan: Plan, facts: Facts, now: bigint): PlanDate[] {
  const { state, triggerableAt } = statusAt(plan, facts, now);
  const dateOf = ({ at, what, tier = 0n }: Due, presumed: boolean): PlanDate => ({ at, what, number: tier, presumed });
  if (state !== State.ACTIVE) return dueFrom(plan, facts, now).map((due) => dateOf(due, false));
  const trigger = triggerableAt > now ? triggerableAt : now;
  const reminders = REMINDER_STAGES.map((stage): PlanDate => {
    const at = stageFrom(plan, facts.lastLife, stage);
    return { at, what: "reminder", number: stage, presumed: false };
  });
  const after = dueFrom(plan, { ...facts, course: begun(plan, facts, trigger), uptime: null }, trigger);
  return [
    ...reminders.filter(({ at }) => at >= now),
    dateOf({ at: trigger, what: "trigger" }, false),
    ...after.map((due) => dateOf(due, true)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** A trigger at a moment to come. */
function begun({ period }: Plan, { lastLife }: Facts, at: bigint): Course {
  const byRequest = at < lastLife + period;
  const nothing = { accepted: null, pausedUntil: 0n, confirmed: false, moved: false, complete: false };
  return { triggeredAt: at, seenAt: at, byRequest, ...nothing };
}

/**
 * The dates of plans as an iCalendar file (RFC 5545), for a calendar that is to know them. A date keeps its UID when it moves, so that importing the file again moves it
 * in the calendar. The same for everybody who reads the same block.
 *
 * @example
 * await writeFile("plans.ics", planCalendar([{ plan, facts }], { chainId, registry, now }));
 */
export function planCalendar(plans: readonly DatedPlan[], place: CalendarPlace): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Lapse//Dead man's switch//EN",
    "CALSCALE:GREGORIAN",
    ...plans.flatMap(({ plan, facts }) =>
      planDates(plan, facts, place.now).flatMap((date) => event(plan, date, place)),
    ),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function event(plan: Plan, date: PlanDate, { chainId, registry, now, name }: CalendarPlace): string[] {
  const { account } = plan;
  const { at, what, number } = date;
  const id = [what.replace(" ", "-"), number, account, registry, chainId].join(".").toLowerCase();
  const summary = escaped(summaryOf(date, name?.(account) ?? account));
  return [
    "BEGIN:VEVENT",
    `UID:${id}@lapse`,
    `DTSTAMP:${stamp(now)}`,
    // Minutes of the block's time: later files take the place of earlier ones.
    `SEQUENCE:${now / 60n}`,
    `DTSTART:${stamp(at)}`,
    `SUMMARY:${summary}`,
    `DESCRIPTION:${escaped(descriptionOf(plan, date))}`,
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${summary}`,
    `TRIGGER:${what === "reminder" ? "PT0S" : "-P1D"}`,
    "END:VALARM",
    "END:VEVENT",
  ];
}

function summaryOf({ what, number }: PlanDate, account: string): string {
  switch (what) {
    case "reminder":
      return `${number} % of the period of ${account} are over`;
    case "trigger":
      return `The plan of ${account} can be triggered`;
    case "execute":
      return `Tier ${number + 1n} of the plan of ${account} receives`;
    case "tier opens":
      return `Tier ${number + 1n} of the plan of ${account} can accept`;
    case "tier closes":
      return `Tier ${number + 1n} of the plan of ${account} can't accept any more`;
    case "pause ends":
      return `The pause of the plan of ${account} ends`;
  }
}

function descriptionOf({ period, grace }: Plan, { what, presumed, at }: PlanDate): string {
  const terms = `Period ${durationLabel(period)}, grace ${durationLabel(grace)}.`;
  if (presumed) return `${terms} If it is triggered as soon as it can be, and the owner shows no life.`;
  if (what === "reminder") return `${terms} Any act of the owner sets the clock anew.`;
  return `${terms} From ${momentLabel(at)} on, unless the owner shows life.`;
}

/** A moment as RFC 5545 writes it, in UTC. */
function stamp(at: bigint): string {
  return momentLabel(at).replace(/[-:]/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, "\\n");
}

const MOST_OCTETS = 75;

/** A line of at most 75 octets, and the rest of it in further ones that begin with a space. No character is cut. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > MOST_OCTETS) {
      parts.push(part);
      [part, octets] = [" ", 1];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n");
}
