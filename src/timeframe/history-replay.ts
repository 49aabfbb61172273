import { type LogDescription, ZeroAddress } from "ethers";

import type { LedgerEntry } from "./history.ts";

/**
 * The events contradict each other or the rules of the token, or don't begin with its creation.
 *
 * @example
 * await readHistory(token).catch((error) => console.error(error instanceof HistoryError));
 */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}

/** Where an event stands. */
export interface EventPlace {
  block: number;
  transaction: string;
  timestamp: bigint;
  frame: bigint;
}

/** An account as it stood when its frame ended, or stands now. */
interface AccountState {
  frame: bigint;
  /** First frame without membership. */
  until: bigint;
  group: bigint;
  /** Units of the frame. */
  current: bigint;
  /** GRACE: units of the frame before. */
  previous: bigint;
}

interface Account {
  /** One for each frame in which it was touched, oldest first. */
  states: AccountState[];
  /** Transfers by which the contract must tell what its first touch of the frame changed. */
  pending: { kind: "expired" | "granted"; amount: bigint }[];
  entries: LedgerEntry[];
}

interface Group {
  onRequest: boolean;
  /** What each member is granted, and from which frame on; oldest first. */
  quotas: { from: bigint; quota: bigint }[];
}

/**
 * Replays the events of a token. Balances follow from `Transfer` alone; the rule of the token (what a frame's turn makes expire and grants)
 * is applied beside, and each of the two must confirm the other.
 */
export class HistoryReplay {
  readonly #grace: boolean;
  readonly #accounts = new Map<string, Account>();
  readonly #groups = new Map<bigint, Group>();

  constructor(grace: boolean) {
    this.#grace = grace;
  }

  /** The accounts that an event named. */
  accounts(): string[] {
    return [...this.#accounts.keys()];
  }

  entries(account: string): readonly LedgerEntry[] {
    return this.#accounts.get(account)?.entries ?? [];
  }

  /** What an account held at the end of a frame. */
  stateAt(account: string, frame: bigint): AccountState {
    const states = this.#accounts.get(account)?.states ?? [];
    let last: AccountState = { frame: 0n, until: 0n, group: 0n, current: 0n, previous: 0n };
    for (const state of states) {
      if (state.frame > frame) break;
      last = state;
    }
    return last.frame === frame ? last : this.#turn(last, frame).state;
  }

  /** Takes the next event. */
  apply(event: LogDescription, place: EventPlace): void {
    const address = (name: string): string => event.args.getValue(name) as string;
    const number = (name: string): bigint => event.args.getValue(name) as bigint;
    switch (event.name) {
      case "GroupOpened": {
        const terms = event.args.getValue("terms") as { onRequest: boolean; quota: bigint };
        const quota = terms.onRequest ? 0n : terms.quota;
        this.#groups.set(number("group"), { onRequest: terms.onRequest, quotas: [{ from: 0n, quota }] });
        break;
      }
      case "QuotaScheduled": {
        const group = this.#group(number("group"));
        // In a group on request nothing is granted: the announcement is of what can be requested.
        if (!group.onRequest) group.quotas.push({ from: number("effectiveFrame"), quota: number("quota") });
        break;
      }
      case "Transfer":
        this.#transfer(address("from"), address("to"), number("value"), place);
        break;
      case "TransferredAtEpoch":
        this.#transferOlder(address("from"), address("to"), number("value"), number("epoch"), place);
        break;
      case "MemberJoined": {
        const account = this.#touch(address("account"), place);
        const state = this.#settled(address("account"), account);
        this.#group(number("group"));
        state.group = number("group");
        state.until = number("until");
        const { group, until } = state;
        this.#enter(account, place, "joined", 0n, `joined group ${group}${untilText(until)}`, { group, until });
        break;
      }
      case "MemberLeft": {
        const account = this.#touch(address("account"), place);
        const state = this.#settled(address("account"), account);
        state.until = number("until");
        const { group, until } = state;
        this.#enter(account, place, "left", 0n, `left group ${group} with the end of frame ${until - 1n}`, {
          group,
          until,
        });
        break;
      }
      case "Spent": {
        const entry = this.#lastEntry(address("account"), "spent", number("amount"));
        entry.counterparty = address("provider");
        entry.ref = address("ref");
        entry.text = `spent ${entry.amount} to ${entry.counterparty}`;
        break;
      }
      case "Requested": {
        const entry = this.#lastEntry(address("account"), "granted", number("amount"));
        entry.kind = "requested";
        entry.group = number("group");
        entry.text = `requested ${entry.amount} of group ${entry.group}`;
        break;
      }
      default:
        // Approvals, providers, caps, budgets and packages move no units.
        break;
    }
  }

  /** Checks that nothing is left open. */
  finish(): void {
    for (const [address, account] of this.#accounts) if (account.states.length > 0) this.#settled(address, account);
  }

  #transfer(from: string, to: string, value: bigint, place: EventPlace): void {
    if (to === ZeroAddress || from === ZeroAddress) {
      const address = to === ZeroAddress ? from : to;
      const change = to === ZeroAddress ? "expired" : "granted";
      const account = this.#touch(address, place);
      const state = lastOf(account);
      const due = account.pending[0];
      if (due !== undefined) {
        // The state is turned already: this event tells it.
        if (due.kind !== change || due.amount !== value) {
          throw new HistoryError(
            `block ${place.block}: ${address} ${change} ${value}, but by the rules ${due.kind} ${due.amount} in frame ${place.frame}`,
          );
        }
        account.pending.shift();
        const text = change === "expired" ? `${value} expired` : `${value} granted for frame ${place.frame}`;
        this.#enter(account, place, change, value, text);
        return;
      }
      state.current += change === "granted" ? value : -value;
      if (change === "granted")
        this.#enter(account, place, "granted", value, `${value} granted for frame ${place.frame}`);
      else this.#enter(account, place, "spent", value, `spent ${value}`);
      return;
    }

    const sender = this.#touch(from, place);
    const receiver = this.#touch(to, place);
    const [giving, taking] = [this.#settled(from, sender), this.#settled(to, receiver)];
    // Below zero for a moment where units of the frame before moved: the next event takes those off.
    giving.current -= value;
    taking.current += value;
    this.#enter(sender, place, "sent", value, `sent ${value} to ${to}`, { counterparty: to });
    this.#enter(receiver, place, "received", value, `received ${value} from ${from}`, { counterparty: from });
  }

  /** Of what the transfer just before moved, this much was of the frame before. */
  #transferOlder(from: string, to: string, value: bigint, epoch: bigint, place: EventPlace): void {
    if (!this.#grace || epoch + 1n !== place.frame) {
      throw new HistoryError(`block ${place.block}: units of frame ${epoch} moved in frame ${place.frame}`);
    }
    for (const [address, sign] of [
      [from, -1n],
      [to, 1n],
    ] as const) {
      if (address === ZeroAddress) continue;
      const state = lastOf(this.#touch(address, place));
      state.previous += sign * value;
      state.current -= sign * value;
    }
  }

  /** The account in the frame of an event, turned if this is the first that names it there. */
  #touch(address: string, place: EventPlace): Account {
    let account = this.#accounts.get(address);
    if (account === undefined) {
      account = { states: [], pending: [], entries: [] };
      this.#accounts.set(address, account);
    }
    const last = account.states.at(-1);
    if (last === undefined) {
      account.states.push({ frame: place.frame, until: 0n, group: 0n, current: 0n, previous: 0n });
    } else if (last.frame < place.frame) {
      this.#settled(address, account);
      const { state, expired, granted } = this.#turn(last, place.frame);
      account.states.push(state);
      if (expired !== 0n) account.pending.push({ kind: "expired", amount: expired });
      if (granted !== 0n) account.pending.push({ kind: "granted", amount: granted });
    } else if (last.frame > place.frame) {
      throw new HistoryError(`block ${place.block}: time went back from frame ${last.frame} to ${place.frame}`);
    }
    return account;
  }

  /** The account's state, once all that its turn changed is told. */
  #settled(address: string, account: Account): AccountState {
    const due = account.pending[0];
    const state = lastOf(account);
    if (due !== undefined)
      throw new HistoryError(`${address}: no event tells that ${due.amount} ${due.kind} in frame ${state.frame}`);
    if (state.current < 0n || state.previous < 0n)
      throw new HistoryError(`${address}: less than nothing in frame ${state.frame}`);
    return state;
  }

  /** The one rule of balances: what an account that nobody touched holds in a later frame. */
  #turn(last: AccountState, frame: bigint): { state: AccountState; expired: bigint; granted: bigint } {
    const quotaIn = (at: bigint): bigint => (at < last.until ? this.#quotaAt(last.group, at) : 0n);
    const current = quotaIn(frame);
    const state = { frame, until: last.until, group: last.group, current, previous: 0n };
    if (!this.#grace) return { state, expired: last.current, granted: current };
    if (last.frame + 1n === frame) {
      state.previous = last.current;
      return { state, expired: last.previous, granted: current };
    }
    state.previous = quotaIn(frame - 1n);
    return { state, expired: last.current + last.previous, granted: current + state.previous };
  }

  #quotaAt(id: bigint, frame: bigint): bigint {
    // Announcements come in the order of the frames they are for; a second one for the same frame replaces the first.
    return this.#groups.get(id)?.quotas.findLast(({ from }) => from <= frame)?.quota ?? 0n;
  }

  #group(id: bigint): Group {
    const group = this.#groups.get(id);
    if (group === undefined)
      throw new HistoryError(`no event opened group ${id}: begin at the block in which the token was created`);
    return group;
  }

  #enter(
    account: Account,
    { block, transaction, timestamp, frame }: EventPlace,
    kind: LedgerEntry["kind"],
    amount: bigint,
    text: string,
    more: Partial<LedgerEntry> = {},
  ): void {
    const before = account.entries.at(-1)?.balance ?? 0n;
    const sign = kind === "granted" || kind === "received" ? 1n : kind === "joined" || kind === "left" ? 0n : -1n;
    const balance = before + sign * amount;
    account.entries.push({ block, transaction, timestamp, frame, kind, amount, balance, text, ...more });
  }

  /** The entry that an event just after its transfer completes. */
  #lastEntry(address: string, kind: LedgerEntry["kind"], amount: bigint): LedgerEntry {
    const entry = this.#accounts.get(address)?.entries.at(-1);
    if (entry?.kind !== kind || entry.amount !== amount) {
      throw new HistoryError(`${address}: no transfer tells that ${amount} were ${kind}`);
    }
    return entry;
  }
}

function lastOf(account: Account): AccountState {
  const state = account.states.at(-1);
  if (state === undefined) throw new HistoryError("an account without state");
  return state;
}

function untilText(until: bigint): string {
  return until === 2n ** 32n - 1n ? "" : ` until frame ${until}`;
}
