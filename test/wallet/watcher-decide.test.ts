import { expect } from "chai";

import { decide, type Decision, State, WATCH_RULES, type WatchRules } from "../../src/wallet/index.ts";
import { addressOf } from "./sdk-support.ts";
import { DAY, due, GWEI, LIFE, PERIOD, plan, sight } from "./watcher.sight.ts";

function decided(
  now: bigint,
  changes: Parameters<typeof sight>[1] = {},
  rules: Partial<WatchRules> = {},
  gasPrice = GWEI,
): Decision["kind"] {
  return decide(sight(now, changes), now, { ...WATCH_RULES, ...rules }, gasPrice).kind;
}

describe("what a watcher decides", () => {
  it("does nothing while the clock runs", () => {
    for (const now of [LIFE, LIFE + PERIOD / 2n, LIFE + PERIOD - 1n]) expect(decided(now)).to.equal("nothing");
  });

  it("triggers in the first second in which silence is known for the whole period, and not before", () => {
    const end = LIFE + PERIOD;
    expect(decided(end - 1n)).to.equal("nothing");
    expect(decided(end)).to.equal("trigger");
    // The evidence is of an earlier block than the newest.
    expect(decided(end + 12n, { seen: { silentUntil: end - 1n } })).to.equal("nothing");
    expect(decided(end + 12n, { seen: { silentUntil: end } })).to.equal("trigger");
    expect(decided(end - 1n, { prover: null })).to.equal("nothing");
    expect(decided(end, { prover: null })).to.equal("trigger");
  });

  it("proves an act from the share of the period on that makes it worth it", () => {
    const seen = { nonce: 6n };
    const from = LIFE + (PERIOD * 8n) / 10n;
    expect(decided(LIFE + DAY, { seen })).to.equal("nothing");
    expect(decided(from - 1n, { seen })).to.equal("nothing");
    expect(decided(from, { seen })).to.equal("proveActivity");
    expect(decided(LIFE + DAY, { seen }, { proveFrom: 100n })).to.equal("proveActivity");
    expect(decided(LIFE + 2n * PERIOD, { seen })).to.equal("proveActivity");
  });

  it("lets a proof wait for cheaper gas until it is urgent", () => {
    const seen = { nonce: 6n };
    const rules = { mostCost: 250_000n * 10n * GWEI };
    const [worth, urgent] = [LIFE + (PERIOD * 8n) / 10n, LIFE + (PERIOD * 95n) / 100n];
    expect(decided(worth, { seen }, rules, 10n * GWEI)).to.equal("proveActivity");
    expect(decided(worth, { seen }, rules, 11n * GWEI)).to.equal("nothing");
    expect(decided(urgent - 1n, { seen }, rules, 11n * GWEI)).to.equal("nothing");
    expect(decided(urgent, { seen }, rules, 11n * GWEI)).to.equal("proveActivity");
  });

  it("proves an act at once while the plan is triggered, or a recipient asks", () => {
    const seen = { nonce: 6n };
    const now = LIFE + DAY;
    const request = { requester: addressOf(3n), requestedAt: LIFE + 1n, over: false };
    expect(decided(now, { seen, clock: due })).to.equal("proveActivity");
    expect(decided(now, { seen, clock: { ...due, state: State.EXECUTING } })).to.equal("proveActivity");
    expect(decided(now, { seen, request })).to.equal("proveActivity");
    expect(decided(now, { request })).to.equal("nothing");
    expect(decided(now, { seen, clock: { ...due, state: State.DONE } })).to.equal("nothing");
    expect(decided(now, { seen, clock: { ...due, state: State.STOPPED } })).to.equal("nothing");
  });

  it("never triggers nor executes past an act that isn't proven, nor where nothing was ever proven", () => {
    const late = LIFE + 2n * PERIOD;
    for (const clock of [{}, due]) {
      expect(decided(late, { seen: { nonce: 6n }, clock, places: [0n] })).to.equal("proveActivity");
      expect(decided(late, { seen: { nonce: 4n }, clock, places: [0n] })).to.equal("nothing");
      const fact = { nonce: 0n, since: 0n, suspendedAt: 0n };
      expect(decided(late, { seen: { fact }, clock, places: [0n] })).to.equal("checkpoint");
      expect(decided(late, { seen: { fact, present: false }, clock, places: [0n] })).to.equal("nothing");
    }
  });

  it("sends a further checkpoint only where it gains its share of the period", () => {
    const earliest = (gain: bigint) => ({ seen: { earliest: LIFE - gain } });
    expect(decided(LIFE + 1n, earliest(DAY))).to.equal("checkpoint");
    expect(decided(LIFE + 1n, earliest(DAY - 1n))).to.equal("nothing");
    expect(decided(LIFE + 1n, earliest(0n))).to.equal("nothing");
    expect(decided(LIFE + 1n, earliest(-5n))).to.equal("nothing");
    expect(decided(LIFE + 1n, earliest(DAY), { gain: 101n })).to.equal("nothing");
    expect(decided(LIFE + 1n, earliest(DAY), { mostCost: 1n })).to.equal("nothing");
    // A later heartbeat is what counts then.
    expect(decided(LIFE + 1n, { ...earliest(DAY), clock: { lastLife: LIFE + 1n } })).to.equal("nothing");
    expect(decided(LIFE + 1n, { ...earliest(DAY), clock: { ...due, lastLife: LIFE } })).to.equal("nothing");
  });

  it("proves other code than the plan is for, once for each plan, and nothing else then", () => {
    const late = LIFE + 2n * PERIOD;
    const at = (suspendedAt: bigint) => ({ allowed: false, nonce: 6n, fact: { nonce: 5n, since: LIFE, suspendedAt } });
    const clock = { state: State.SUSPENDED };
    expect(decided(late, { seen: at(0n), clock })).to.equal("proveCode");
    expect(decided(late, { seen: at(LIFE - 1n), clock })).to.equal("proveCode");
    expect(decided(late, { seen: at(LIFE), clock })).to.equal("nothing");
    expect(decided(late, { seen: { ...at(LIFE), allowed: true }, clock })).to.equal("nothing");
  });

  it("ends a request that is over, whatever else stands still", () => {
    const request = { requester: addressOf(3n), requestedAt: LIFE, over: true };
    expect(decided(LIFE + DAY, { request })).to.equal("endRequest");
    expect(decided(LIFE + DAY, { request, prover: null })).to.equal("endRequest");
    const seen = { allowed: false, fact: { nonce: 5n, since: LIFE, suspendedAt: LIFE } };
    expect(decided(LIFE + DAY, { request, seen, clock: { state: State.SUSPENDED } })).to.equal("endRequest");
  });

  it("executes what can be taken up from the first second on in which it may", () => {
    const from = LIFE + PERIOD + DAY;
    const ready = { clock: due, places: [0n] };
    expect(decided(from - 1n, ready)).to.equal("nothing");
    expect(decided(from, ready)).to.equal("execute");
    expect(decided(from, { ...ready, places: [] })).to.equal("nothing");
    expect(decided(from, { ...ready, places: [], further: plan.assets })).to.equal("execute");
    expect(decided(from, { ...ready, clock: { ...due, opensAt: from + 1n } })).to.equal("nothing");
    // What lies at the registry is brought home first, to be moved with the rest.
    expect(decided(from, { ...ready, collectible: 1n })).to.equal("collect");
    expect(decided(from, { ...ready, places: [], collectible: 1n })).to.equal("collect");
    expect(decided(from - 1n, { ...ready, collectible: 1n })).to.equal("nothing");
    expect(decided(from, { ...ready, clock: { ...due, accepted: false } })).to.equal("nothing");
    const paused = { ...due, pausedUntil: from + 5n, executableAt: from + 5n };
    expect(decided(from + 4n, { ...ready, clock: paused })).to.equal("nothing");
    expect(decided(from + 5n, { ...ready, clock: paused })).to.equal("execute");
    const guarded = { ...plan, guardians: { ...plan.guardians, confirm: true } };
    expect(decided(from, { ...ready, plan: guarded })).to.equal("nothing");
    expect(decided(from, { ...ready, plan: guarded, clock: { ...due, confirmed: true } })).to.equal("execute");
    for (const state of [State.EXECUTING, State.DONE])
      expect(decided(from, { ...ready, clock: { ...due, state } })).to.equal("execute");
  });

  it("does nothing for a plan that is none, suspended or stopped", () => {
    const late = LIFE + 9n * PERIOD;
    for (const state of [State.NONE, State.CANCELLED, State.SUSPENDED, State.STOPPED])
      for (const source of [{}, { prover: null }])
        expect(decided(late, { clock: { ...due, state }, places: [0n], ...source })).to.equal("nothing");
  });
});
