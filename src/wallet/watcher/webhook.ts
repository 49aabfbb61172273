import { eventId, lineOf, type WatchEvent } from "./event.ts";
import { pause } from "./pause.ts";

/** Where events are posted. */
export interface Webhook {
  url: string;
  /** Further headers, such as one that shows who posts. */
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds that an attempt may take; 10,000 unless it is named. */
  timeout?: number;
  /** Attempts after the first; 8 unless it is named, which is more than four minutes: nothing is posted a second time that was told once. */
  retries?: number;
  /** Milliseconds until the second attempt, doubled each time; 1,000 unless it is named. */
  retryAfter?: number;
}

/** An event could not be posted. Its message has the receiver's host, and neither path nor query nor headers: those are keys. */
export class WebhookError extends Error {
  override readonly name: string = "WebhookError";
  /** The last answer's status; null where there was none. */
  readonly status: number | null;

  constructor(host: string, status: number | null, attempts: number) {
    const why = status === null ? "didn't answer" : `answered ${status}`;
    super(`${host} ${why}, after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}: the event was not posted`);
    this.status = status;
  }
}

/**
 * Posts an event as JSON: its fields, numbers of the chain as decimal text, with `line` for people and `id` by which a receiver knows what he has had before. Tries again after no
 * answer, 408, 429 and 5xx.
 *
 * @throws {WebhookError} Once no attempt is left. Never follows a redirect.
 * @example
 * await postEvent({ url: process.env.HOOK }, event);
 */
export async function postEvent(
  { url, headers = {}, timeout = 10_000, retries = 8, retryAfter = 1_000 }: Webhook,
  event: WatchEvent,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const body = eventJson(event);
  let status: number | null = null;
  let attempts = 0;
  while (attempts <= retries) {
    signal.throwIfAborted();
    if (attempts > 0) await pause(retryAfter * 2 ** (attempts - 1), signal);
    ++attempts;
    status = await attempt(url, { ...headers, "content-type": "application/json" }, body, timeout, signal);
    if (status !== null && status >= 200 && status < 300) return;
    if (!isPassing(status)) break;
  }
  signal.throwIfAborted();
  throw new WebhookError(hostOf(url), status, attempts);
}

/**
 * An event as JSON.
 *
 * @example
 * eventJson(event); // {"kind":"reminder","stage":"50",…}
 */
export function eventJson(event: WatchEvent): string {
  const whole = { id: eventId(event), line: lineOf(event), ...event };
  return JSON.stringify(whole, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** The status of an answer; null where there was none. */
async function attempt(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeout: number,
  signal: AbortSignal,
): Promise<number | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  try {
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: limit });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    // What it says may have the address in it.
    return null;
  }
}

function isPassing(status: number | null): boolean {
  return status === null || status === 408 || status === 429 || status >= 500;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "A receiver whose address can't be read";
}
