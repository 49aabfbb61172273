import { expect } from "chai";
import { AbiCoder, id, keccak256, toBeHex, toQuantity, Wallet } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import {
  type AgentEvent,
  AgentHaltError,
  type AgentTerms,
  type Condition,
  type ConditionReport,
  Kind,
  Outbox,
  VehicleAgent,
  type VehicleChain,
  vehicleKey,
  type VehicleKey,
} from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import {
  DepreciationPolicy__factory,
  MockERC20__factory,
  P256Verifier__factory,
} from "../../types/ethers-contracts/index.js";
import { FakeDisk, PowerLoss } from "./agent-journal.ts";
import { CHAIN_ID, FaultyChain, Node, stakeAbi } from "./agent-law-chain.ts";
import { deployStake } from "./deploy-stake.ts";
import { digestFor, ordinaryKey } from "./model-keys.ts";

const SEED = 0x6c617736;
const profiles = {
  short: { numRuns: 16, seed: SEED, endOnFailure: true, timeout: 120_000 },
  long: { numRuns: 1_000, endOnFailure: true, timeout: 3_600_000 },
  mutation: { numRuns: 8, seed: SEED, endOnFailure: true, timeout: 120_000 },
};
const { timeout, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

const { ethers, provider } = await network.create();

const DAY = 86_400n;
/** Reorgs are deeper than what counts as confirmed, and not as deep as a policy must be. */
const DEEPEST = 4;
const TERMS: Partial<AgentTerms> = {
  confirmations: 1,
  policyBlocks: DEEPEST + 1,
  policySeconds: 60n,
  validity: 600n,
  margin: 30n,
  batch: 3,
  retryRefused: 60n,
  keepBlocks: 200,
};
const DEPRECIATION = {
  ...{ perYear: 1_500n, lifetime: 0n, perDistance: 150n, floor: 1_000n, residual: 6_000n, restorable: 2_500n },
  ...{ grave: 3_000n, perDay: 2_000_000n, patience: 30n * DAY, silence: 365n * DAY },
};
const NOBODY = { attestors: [], confirmations: 0n, decisions: 0n, disputeWindow: 0n, decideWithin: 0n, bond: 0n };
const RICH = toQuantity(10n ** 24n);

/** Everybody but the vehicle. */
const wallet = (name: string): Wallet => new Wallet(id(`law of the agent: ${name}`));
const [owner, stranger] = [wallet("owner"), wallet("stranger")];
/** Each unit has an account of its own. */
const payers = Array.from({ length: 40 }, (_, i) => wallet(`unit ${i}`));
const issuer = ordinaryKey(0x1551e5n);
const commitment = id("a commitment");
const VEHICLE = BigInt(
  keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [issuer.bytes, commitment])),
);

async function deploy() {
  const [deployer] = await ethers.getSigners();
  const { stake } = await deployStake(deployer!);
  const contract = (await stake.getAddress()).toLowerCase();
  const verifier = await (await new P256Verifier__factory(deployer!).deploy()).getAddress();
  const unit = await (await new MockERC20__factory(deployer!).deploy("Unit", "U", 6)).getAddress();
  const policies: string[] = [];
  for (const perYear of [1_500n, 1_600n, 1_700n]) {
    const policy = await new DepreciationPolicy__factory(deployer!).deploy({ ...DEPRECIATION, perYear }, NOBODY);
    policies.push(await policy.getAddress());
  }
  for (const { address } of [owner, stranger, ...payers])
    await provider.request({ method: "hardhat_setBalance", params: [address, RICH] });
  const domain = { name: "Lapse Vehicle", version: "1", chainId: CHAIN_ID, verifyingContract: contract };
  return { node: new Node(provider, contract), verifier, unit, policies, digest: digestFor(domain) };
}
type World = Awaited<ReturnType<typeof deploy>>;

/** What a chain, a network, a disk, an owner and others do to an agent. */
type Act =
  | { kind: "observe"; what: bigint; severity: bigint }
  | { kind: "tick" | "drop" | "withdraw" | "rotate" | "appraise" | "old unit" }
  | { kind: "mine"; blocks: number; seconds: number }
  | { kind: "propose"; which: number }
  | { kind: "reorg"; depth: number; isKept: boolean }
  /** Somebody else sends what the vehicle has signed, then or now. */
  | { kind: "replay"; which: number }
  /** A look that fails at a call, before it is done or after; or the power does. */
  | { kind: "fault" | "kill at"; call: number; isDone: boolean }
  | { kind: "kill"; during: "tick" | "observe"; write: number; part: number };

const constant = fc.constant;
const anyCall = { call: fc.nat(7), isDone: fc.boolean() };
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: constant("observe" as const),
      what: fc.constantFrom(Kind.ODOMETER, Kind.ODOMETER, Kind.ACCIDENT, Kind.SERVICE, Kind.THEFT),
      severity: fc.bigInt(0n, 4_000n),
    }),
  },
  { weight: 16, arbitrary: fc.record({ kind: constant("tick" as const) }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: constant("mine" as const),
      blocks: fc.integer({ min: 1, max: 4 }),
      seconds: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: constant("mine" as const), blocks: constant(1), seconds: constant(700) }) },
  // The day that a policy needs.
  {
    weight: 3,
    arbitrary: fc.record({ kind: constant("mine" as const), blocks: constant(1), seconds: constant(86_500) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: constant("propose" as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: constant("withdraw" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: constant("rotate" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: constant("appraise" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: constant("old unit" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: constant("reorg" as const),
      depth: fc.constantFrom(1, 2, 3, DEEPEST, DEEPEST),
      isKept: fc.constantFrom(true, false, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: constant("drop" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: constant("replay" as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: constant("fault" as const), ...anyCall }) },
  { weight: 2, arbitrary: fc.record({ kind: constant("kill at" as const), ...anyCall }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: constant("kill" as const),
      during: fc.constantFrom("tick" as const, "observe" as const),
      write: fc.nat(5),
      part: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
  },
);

/** A call of the network that fails. */
class Outage extends Error {}

/** An on-board unit: its key and its disk; and while it is on, its agent. */
interface Unit {
  key: VehicleKey;
  disk: FakeDisk;
  outbox: Outbox;
  agent: VehicleAgent;
  chain: FaultyChain;
  /** The evidence of what it has taken in. */
  taken: string[];
}

/** Something that a key of the vehicle has signed. */
interface Signed {
  report: ConditionReport;
  signature: string;
  key: string;
}

class Life {
  readonly world: World;
  readonly signed: Signed[] = [];
  readonly told: AgentEvent[] = [];
  readonly units: Unit[] = [];
  /** The chain after each block, the number of which is the place in the list. */
  readonly #before: { number: number; snapshot: string }[] = [];
  #clock = 0n;
  #observed = 0;
  reorgs = 0;
  rotations = 0;

  constructor(world: World) {
    this.world = world;
  }

  get unit(): Unit {
    return this.units.at(-1)!;
  }

  // ---- the chain ----

  async begin(): Promise<void> {
    const { node, policies, unit, digest } = this.world;
    this.#clock = BigInt((await node.newest()).timestamp);
    await this.mine(DEEPEST + 2, 12n);
    const key = await this.#newKey();
    const given = {
      ...{ issuer: issuer.bytes, commitment, key: key.bytes, owner: owner.address, residualHolder: owner.address },
      ...{ policy: policies[0]!, unit, value: 30_000_000_000n, appraisedAt: this.#clock, odometer: 0n },
      deadline: this.#clock + DAY,
    };
    const hash = digest("Enrolment", given);
    await this.#send(owner, "enrol", [given, issuer.sign(hash), await key.sign(hash)]);
    await this.mine(DEEPEST + 2, 12n);
    this.#install(key, 0n);
  }

  async mine(blocks: number, seconds: bigint): Promise<void> {
    const { node } = this.world;
    for (let i = 0; i < blocks; ++i) {
      this.#clock += seconds;
      await node.ask("evm_mine", toQuantity(this.#clock));
      const number = Number((await node.newest()).number);
      this.#before.push({ number, snapshot: await node.ask("evm_snapshot") });
    }
  }

  /** Puts other blocks, one more, in the place of the newest ones; what was in those waits again, or is lost with all that waits. */
  async #reorg(depth: number, isKept: boolean): Promise<void> {
    const { node } = this.world;
    const gone: string[] = [];
    const tip = this.#before.at(-1)!.number;
    for (let number = tip - depth + 1; number <= tip; ++number) {
      const { transactions } = await node.ask<{ transactions: string[] }>(
        "eth_getBlockByNumber",
        toQuantity(number),
        false,
      );
      gone.push(...transactions.map((hash) => node.sent(hash)));
    }
    this.#before.splice(this.#before.length - depth);
    const last = this.#before.at(-1)!;
    await node.ask("evm_revert", last.snapshot);
    last.snapshot = await node.ask("evm_snapshot");
    await this.#drop();
    this.#clock += 1n;
    for (const bytes of isKept ? gone : []) await node.send(bytes);
    await this.mine(depth + 1, 1n);
    this.reorgs += 1;
  }

  async #drop(): Promise<void> {
    const { node } = this.world;
    const waiting = await node.ask<{ hash: string }[]>("eth_pendingTransactions");
    for (const { hash } of waiting.reverse()) await node.ask("hardhat_dropTransaction", hash);
  }

  async #send(from: Wallet, name: string, args: readonly unknown[]): Promise<void> {
    await this.world.node.act(from, name, args);
  }

  async #known(): Promise<{ key: string; sequence: bigint; nextPolicy: string }> {
    return (await this.world.node.view("vehicle", [VEHICLE])) as { key: string; sequence: bigint; nextPolicy: string };
  }

  // ---- units ----

  #newKey(): Promise<VehicleKey> {
    const privateKey = keccak256(toBeHex(this.units.length + 1));
    const { verifier } = this.world;
    const isLong = this.units.length % 2 === 1;
    return Promise.resolve(
      vehicleKey(isLong ? { curve: "P-256", privateKey, verifier } : { curve: "secp256k1", privateKey }),
    );
  }

  #install(key: VehicleKey, counted: bigint): void {
    const { node } = this.world;
    const owned = { chainId: CHAIN_ID, contract: node.contract, vehicle: VEHICLE };
    const chain = new FaultyChain(node, VEHICLE, key.bytes, payers[this.units.length]!);
    const unit = { key, disk: new FakeDisk(beginning(owned, counted)), chain, taken: [] };
    this.units.push(this.#switchOn(unit));
  }

  /** Starts a unit with what is on its disk. Whatever it signs from then on is known here, on the disk or not. */
  #switchOn(parts: Pick<Unit, "key" | "disk" | "chain" | "taken">): Unit {
    const { key, chain, disk } = parts;
    chain.onCall = () => undefined;
    const outbox = Outbox.over(disk.restart());
    const sign = outbox.sign.bind(outbox);
    outbox.sign = async (sequence, signing) => {
      const { condition } = outbox.report(sequence)!;
      const { policyHash: hash, deadline, signature } = signing;
      const report = { vehicle: VEHICLE, sequence, ...condition, policyHash: hash, deadline };
      this.signed.push({ report, signature, key: key.bytes });
      await sign(sequence, signing);
    };
    const tell = (event: AgentEvent): void => {
      this.told.push(event);
    };
    return { ...parts, outbox, agent: new VehicleAgent({ key, outbox, chain, terms: TERMS, tell }) };
  }

  #restart(): void {
    this.units.push(this.#switchOn(this.units.pop()!));
  }

  // ---- acts ----

  async play(act: Act): Promise<void> {
    const { agent, chain, disk } = this.unit;
    switch (act.kind) {
      case "observe":
        await this.#observe(act.what, act.severity);
        break;
      case "tick":
        await agent.tick();
        break;
      case "mine":
        await this.mine(act.blocks, BigInt(act.seconds));
        break;
      case "reorg":
        await this.#reorg(act.depth, act.isKept);
        await this.judgeSignatures();
        break;
      case "drop":
        await this.#drop();
        break;
      case "propose":
        await this.#propose(this.world.policies[act.which]!);
        break;
      case "withdraw":
        await this.#send(owner, "withdrawPolicy", [VEHICLE]);
        break;
      case "rotate":
        await this.#rotate();
        break;
      case "appraise":
        await this.#appraise();
        break;
      case "old unit":
        // It is still on somewhere, and nobody has told it. Where it sees that, it stops.
        await this.units[0]!.agent.tick().catch(this.units.length === 1 ? raise : ignore(AgentHaltError));
        break;
      case "replay": {
        const one = this.signed[act.which % Math.max(1, this.signed.length)];
        if (one === undefined) break;
        const key = one.key.length === 42 ? "0x" : one.key;
        await this.#send(stranger, "reportBatch", [[one.report], [key], [one.signature]]);
        break;
      }
      case "fault":
        this.#failAt(act.call, act.isDone, new Outage("the network is gone"));
        await agent.tick().catch(ignore(Outage));
        chain.onCall = () => undefined;
        break;
      case "kill at":
        this.#failAt(act.call, act.isDone, new PowerLoss("at a call"));
        await agent.tick().catch(ignore(PowerLoss));
        this.#restart();
        break;
      case "kill":
        disk.writesLeft = act.write;
        disk.part = act.part;
        await (act.during === "tick" ? agent.tick() : this.#observe(Kind.ODOMETER, 0n)).catch(ignore(PowerLoss));
        this.#restart();
    }
  }

  async #observe(kind: bigint, severity: bigint): Promise<void> {
    const n = BigInt(++this.#observed);
    const evidence = id(`log ${n}`);
    const condition = { observedAt: this.#clock, odometer: n * 10_000n, severity, evidence };
    await this.unit.agent.observe({ kind: kind as Condition["kind"], ...condition });
    this.unit.taken.push(evidence);
  }

  async #propose(policy: string): Promise<void> {
    const since = this.#clock + DAY + 100n;
    const deadline = this.#clock + 10n * DAY;
    const signature = issuer.sign(this.world.digest("PolicyChange", { vehicle: VEHICLE, policy, since, deadline }));
    await this.#send(owner, "proposePolicy", [VEHICLE, commitment, issuer.bytes, policy, since, deadline, signature]);
  }

  async #appraise(): Promise<void> {
    const deadline = this.#clock + DAY;
    const odometer = BigInt(this.#observed) * 10_000n;
    const given = { vehicle: VEHICLE, value: 25_000_000_000n, appraisedAt: this.#clock, odometer, deadline };
    const signature = issuer.sign(this.world.digest("Appraisal", given));
    await this.#send(stranger, "appraise", [given, commitment, issuer.bytes, signature]);
  }

  /** The owner has another unit put in, and begins its outbox when the chain has taken its key for good. */
  async #rotate(): Promise<void> {
    const old = this.unit;
    const key = await this.#newKey();
    const { sequence } = await this.#known();
    const deadline = this.#clock + 10n * DAY;
    const given = { vehicle: VEHICLE, key: key.bytes, firstSequence: sequence + 1n, deadline };
    const hash = this.world.digest("Rotation", given);
    const shown = old.key.bytes.length === 42 ? "0x" : old.key.bytes;
    const args = [VEHICLE, key.bytes, deadline, shown, await old.key.sign(hash), await key.sign(hash)];
    await this.#drop();
    await this.#send(owner, "rotate", args);
    await this.mine(DEEPEST + 1, 12n);
    const known = await this.#known();
    // A report may have come between.
    if (known.key.toLowerCase() !== keyId(key.bytes)) return;
    this.rotations += 1;
    this.#install(key, known.sequence);
  }

  #failAt(call: number, isDone: boolean, error: Error): void {
    let left = call;
    this.unit.chain.onCall = (_: keyof VehicleChain, done) => {
      if (done === isDone && left-- <= 0) throw error;
    };
  }

  // ---- what must be true ----

  /** Lets all be well until everything is confirmed: then the chain has counted all that the unit has taken in, and nothing twice. */
  async settle(): Promise<void> {
    const { agent, outbox, taken } = this.unit;
    for (let i = 0; i < 200 && outbox.confirmed < outbox.last; ++i) {
      await agent.tick();
      await this.mine(1, 20n);
    }
    expect(outbox.confirmed, "reports that count").to.equal(outbox.last);
    const counted = await this.world.node.counted(VEHICLE);
    expect(BigInt(counted.length), "reports that the chain has counted").to.equal(outbox.last);
    expect(new Set(counted).size, "reports that were counted once").to.equal(counted.length);
    expect(counted, "what it has taken in").to.include.members(taken);
  }

  /** Nothing that a key of the vehicle ever signed costs the stake. */
  async judgeSignatures(): Promise<number> {
    let tried = 0;
    const current = (await this.#known()).key.toLowerCase();
    for (const one of this.signed) {
      const key = one.key.length === 42 ? "0x" : one.key;
      const expected = keyId(one.key) === current ? ["VehicleKnownPolicy"] : [...STRANGE, "VehicleKnownPolicy"];
      await this.#refused("slashTampering", [one.report, key, one.signature], expected);
      for (const other of this.signed) {
        if (other === one || other.report.sequence !== one.report.sequence) continue;
        const expected =
          keyId(one.key) === current && one.key === other.key
            ? ["VehicleNoContradiction", "VehicleOldKey"]
            : [...STRANGE, "VehicleNoContradiction"];
        const args = [one.report, one.signature, other.report, other.signature, key];
        await this.#refused("slashEquivocation", args, expected);
        tried += 1;
      }
    }
    return tried;
  }

  async #refused(name: string, args: readonly unknown[], expected: readonly string[]): Promise<void> {
    const { node } = this.world;
    const data = stakeAbi.encodeFunctionData(name, args);
    const call = { from: stranger.address, to: node.contract, data, gas: "0x400000" };
    const why = await node.ask<string>("eth_call", call, "latest").then(
      () => "done",
      (error: unknown) => {
        const answer = (error as { data?: { data?: string } | string }).data;
        const reason = (typeof answer === "string" ? answer : answer?.data) ?? "0x";
        return stakeAbi.parseError(reason)?.name ?? reason;
      },
    );
    expect(expected, `${name} is refused`).to.include(why);
  }
}

/** What is refused of a key that isn't the vehicle's any more. */
const STRANGE = ["VehicleKey", "VehicleSignature", "VehicleOldKey"];

const keyId = (key: string): string => (key.length === 42 ? key : `0x${keccak256(key).slice(-40)}`);

function raise(error: unknown): never {
  throw error;
}

function ignore(...kinds: (typeof PowerLoss | typeof Outage | typeof AgentHaltError)[]): (error: unknown) => void {
  return (error) => {
    if (!kinds.some((Kind) => error instanceof Kind)) throw error;
  };
}

describe("law 6 of vehicles: the agent of a vehicle, on the real contract", () => {
  it("has signed nothing that can be slashed, whatever power, network, chain and owner did", async function () {
    this.timeout(timeout);
    const world = await deploy();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    let begun = await world.node.ask<string>("evm_snapshot");
    const told = new Map<string, number>();
    let [tried, reorgs, rotations] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 40, maxLength: 80 }), async (acts) => {
        await provider.request({ method: "evm_revert", params: [begun] });
        begun = await world.node.ask<string>("evm_snapshot");
        const life = new Life(world);
        await life.begin();
        for (const act of acts) await life.play(act);
        await life.settle();
        tried += await life.judgeSignatures();
        reorgs += life.reorgs;
        rotations += life.rotations;
        for (const { kind } of life.told) told.set(kind, (told.get(kind) ?? 0) + 1);
      }),
      parameters,
    );
    if (parameters.numRuns < profiles.short.numRuns) return;
    // What never happened would show nothing.
    for (const kind of ["sent", "confirmed", "gone", "signed again"])
      expect(told.get(kind) ?? 0, kind).to.be.greaterThan(0);
    expect(tried, "pairs of signatures under one sequence").to.be.greaterThan(50);
    expect(Math.min(reorgs, rotations), "reorgs and rotations").to.be.greaterThan(5);
  });
});
