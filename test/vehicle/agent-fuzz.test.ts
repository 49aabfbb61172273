import { expect } from "chai";
import { id } from "ethers";
import fc from "fast-check";

import {
  type AgentEvent,
  type AgentTerms,
  conditionHash,
  Outbox,
  type VehicleChain,
  VehicleAgent,
} from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { conditionOf, FakeChain, OWNER, QUICK_KEY } from "./agent-chain.ts";
import { FakeDisk, PowerLoss } from "./agent-journal.ts";

const SEED = 0x6167656e74;
const profiles = {
  short: { numRuns: 250, seed: SEED },
  long: { numRuns: 5_000 },
  mutation: { numRuns: 100, seed: SEED, endOnFailure: true },
};
const profile = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

/** Reorgs are deeper than what counts as confirmed, and not as deep as a policy must be. */
const DEEPEST = 4;
const TERMS: Partial<AgentTerms> = {
  confirmations: 1,
  policyBlocks: DEEPEST + 1,
  policySeconds: 30n,
  validity: 300n,
  margin: 20n,
  batch: 3,
  retryRefused: 60n,
  keepBlocks: 200,
};

/** What a chain, a network, a disk and a driver do to an agent. */
type Act =
  | { kind: "observe" }
  | { kind: "tick" }
  | { kind: "mine"; blocks: number; seconds: number }
  | { kind: "policy"; which: number }
  | { kind: "reorg"; depth: number; isKept: boolean }
  /** The network drops what waits. */
  | { kind: "drop" }
  /** A look that fails at a call, before it is done or after. */
  | { kind: "fault"; call: number; isDone: boolean }
  /** A look, or an observation, in which the power fails: at a write, of which a part is done, or at a call. */
  | { kind: "kill"; during: "tick" | "observe"; write: number; part: number }
  | { kind: "kill at"; call: number; isDone: boolean };

const anyPart = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const anyCall = { call: fc.nat(7), isDone: fc.boolean() };
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("observe" as const) }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant("tick" as const) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("mine" as const),
      blocks: fc.integer({ min: 1, max: 4 }),
      seconds: fc.integer({ min: 1, max: 14 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("mine" as const), blocks: fc.constant(1), seconds: fc.constant(400) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("policy" as const), which: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("reorg" as const),
      depth: fc.constantFrom(1, 2, 3, DEEPEST, DEEPEST, DEEPEST),
      isKept: fc.constantFrom(true, false, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fault" as const), ...anyCall }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("kill" as const),
      during: fc.constantFrom("tick" as const, "observe" as const),
      write: fc.nat(5),
      part: anyPart,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("kill at" as const), ...anyCall }) },
);

/** A call of the network that fails. */
class Outage extends Error {}

class World {
  readonly chain = new FakeChain();
  readonly disk = new FakeDisk(beginning(OWNER, 0n));
  readonly told: AgentEvent[] = [];
  /** What was observed, by sequence: only what was answered counts, or is on the disk. */
  readonly observed = new Map<bigint, string>();
  kills = 0;
  #n = 0;
  #outbox!: Outbox;
  #agent!: VehicleAgent;

  constructor() {
    this.chain.mine(DEEPEST + 2);
    this.#start();
  }

  async play(act: Act): Promise<void> {
    const { chain, disk } = this;
    switch (act.kind) {
      case "observe":
        await this.#observe();
        break;
      case "tick":
        await this.#agent.tick();
        break;
      case "mine":
        chain.mine(act.blocks, BigInt(act.seconds));
        break;
      case "policy":
        chain.propose(id(`policy ${act.which}`));
        break;
      case "reorg":
        chain.reorg(act.depth, act.isKept);
        break;
      case "drop":
        chain.pool.clear();
        break;
      case "fault":
        this.#failAt(act.call, act.isDone, new Outage("the network is gone"));
        await this.#agent.tick().catch(ignore(Outage));
        chain.onCall = () => undefined;
        break;
      case "kill":
        disk.writesLeft = act.write;
        disk.part = act.part;
        await (act.during === "tick" ? this.#agent.tick() : this.#observe()).catch(ignore(PowerLoss));
        if (disk.isDown) this.kills += 1;
        this.#start();
        break;
      case "kill at":
        this.#failAt(act.call, act.isDone, new PowerLoss("at a call"));
        await this.#agent.tick().catch(ignore(PowerLoss));
        this.kills += 1;
        this.#start();
    }
  }

  /** Lets all be well until everything is confirmed. */
  async settle(): Promise<void> {
    for (let i = 0; i < 120 && this.#outbox.confirmed < this.#outbox.last; ++i) {
      await this.#agent.tick();
      this.chain.mine();
    }
  }

  /** Whatever happened: nothing lost, nothing twice, nothing that costs the stake. */
  judge(): void {
    const { chain } = this;
    expect(this.#outbox.confirmed, "confirmed").to.equal(this.#outbox.last);
    expect(BigInt(chain.tip.conditions.length)).to.equal(this.#outbox.last);
    for (const [sequence, hash] of this.observed) expect(chain.tip.conditions[Number(sequence) - 1]).to.equal(hash);
    expect(new Set(chain.tip.conditions).size).to.equal(chain.tip.conditions.length);
    this.judgeSignatures();
  }

  judgeSignatures(): void {
    const { chain } = this;
    for (const [sequence, conditions] of chain.signed) expect(conditions.size, `report ${sequence}`).to.equal(1);
    const inForce = chain.everInForce();
    for (const policy of chain.signedUnder) expect(inForce.has(policy), "a policy that was in force").to.equal(true);
    expect(chain.twice, "sent twice").to.equal(0);
  }

  async #observe(): Promise<void> {
    const condition = conditionOf(++this.#n);
    this.observed.set(await this.#agent.observe(condition), conditionHash(condition));
  }

  #failAt(call: number, isDone: boolean, error: Error): void {
    let left = call;
    this.chain.onCall = (_: keyof VehicleChain, done) => {
      if (done === isDone && left-- <= 0) throw error;
    };
  }

  #start(): void {
    this.chain.onCall = () => undefined;
    this.#outbox = Outbox.over(this.disk.restart());
    const tell = (event: AgentEvent): void => {
      this.told.push(event);
    };
    this.#agent = new VehicleAgent({ key: QUICK_KEY, outbox: this.#outbox, chain: this.chain, terms: TERMS, tell });
  }
}

function ignore(Kind: typeof PowerLoss | typeof Outage): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Kind)) throw error;
  };
}

describe("the agent of a vehicle, whatever happens", () => {
  it("has each report counted once, signs no second condition under a sequence, and no policy that was never in force", async function () {
    this.timeout(3_600_000);
    const told = new Map<string, number>();
    let kills = 0;
    let lost = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 40, maxLength: 80 }), async (acts) => {
        const world = new World();
        for (const act of acts) {
          await world.play(act);
          world.judgeSignatures();
        }
        await world.settle();
        world.judge();
        kills += world.kills;
        lost += world.chain.tip.conditions.length - world.observed.size;
        for (const { kind } of world.told) told.set(kind, (told.get(kind) ?? 0) + 1);
      }),
      profile,
    );
    if (profile.numRuns < profiles.short.numRuns) return;
    // What never happened would show nothing: also observations that reached the disk, and whose driver never heard so.
    for (const kind of ["sent", "confirmed", "gone", "signed again", "waiting"])
      expect(told.get(kind) ?? 0, kind).to.be.greaterThan(25);
    expect(kills).to.be.greaterThan(500);
    expect(lost).to.be.greaterThan(10);
  });
});
