import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { MaxUint256, Wallet } from "ethers";
import fc from "fast-check";
import hre, { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import {
  DenyListAsset__factory,
  PrepaidFactory__factory,
  PrepaidStage__factory,
} from "../../types/ethers-contracts/index.js";
import { type ModelRules, NO_CAP, NO_RULES, PrepaidModel, type Query } from "../models/prepaid.ts";
import { flatten } from "../models/stage.ts";
import { expectWords, outcomeOf, playRuns, sendStep, TransferLedger } from "../models/stage-run.ts";
import type { Value } from "../models/support.ts";
import { DAY, HOUR, START, Trigger } from "./fixture.ts";
import { type Act, ACTORS, anyAction, type Scene, valuesOf } from "./model.commands.ts";
import { READER, SYSTEM } from "./model.stage.ts";

/** Runs and length of a run. All but the long profile have a fixed seed: a failure on one machine is the same on the next. */
const SEED = 0x70726570;
const profiles = {
  short: { numRuns: 40, length: 40, seed: SEED, timeout: 300_000 },
  long: { numRuns: 1_500, length: 60, timeout: 3_600_000 },
  // Whether there is a failure is all that counts, not the shortest way to it.
  mutation: { numRuns: 40, length: 40, seed: SEED, endOnFailure: true, timeout: 120_000 },
};
const { timeout, length, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

const FUNDS = 10n ** 30n;

// A chain of its own, on which several steps can share one second: an expiry, and what is tried in that very second.
const { ethers, provider } = await network.create({
  network: "default",
  override: { allowBlocksWithSameTimestamp: true },
});

/** One vault, as created; and how to make the model of it, anew for each run. */
interface World {
  name: string;
  scene(): Scene;
}

interface Stage {
  address: string;
  sender: string;
  asset: string;
  worlds: World[];
  snapshot: string;
  /** The moment of the snapshot. */
  now: bigint;
}

type When =
  | { kind: "seconds"; seconds: number }
  | { kind: "part"; percent: number }
  | { kind: "bound"; offset: number }
  | { kind: "expiry"; which: number; offset: number }
  | { kind: "buckets"; buckets: number; offset: number };

const offset = fc.integer({ min: -1, max: 1 });
const whenever: fc.Arbitrary<When> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constant("seconds" as const), seconds: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("part" as const), percent: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("bound" as const), offset }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("expiry" as const), which: fc.nat({ max: 2 }), offset }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("buckets" as const), buckets: fc.constantFrom(2, 260, 4_100), offset }),
  },
);

/** Expiries that are still to come, the nearest first. */
function coming({ instruments, current, length: seconds }: PrepaidModel): bigint[] {
  const buckets = new Set(instruments.map(({ bucket }) => bucket).filter((bucket) => bucket > current));
  return [...buckets].sort((a, b) => (a < b ? -1 : 1)).map((bucket) => bucket * seconds);
}

function momentOf(when: When, model: PrepaidModel): bigint {
  const { now, current, length: seconds } = model;
  if (when.kind === "seconds") return now + BigInt(when.seconds);
  const bound = (current + 1n) * seconds;
  if (when.kind === "part") return now + ((bound - now) * BigInt(when.percent)) / 100n;
  const expiries = coming(model);
  const target = {
    bound: () => bound,
    expiry: () => expiries[when.kind === "expiry" ? when.which % Math.max(expiries.length, 1) : 0] ?? bound,
    buckets: () => (current + BigInt(when.kind === "buckets" ? when.buckets : 0)) * seconds,
  }[when.kind]();
  const moment = target + BigInt(when.offset);
  return moment < now ? now : moment;
}

/** Everybody, at this moment and at those around what comes next. */
function queryOf({ model, accounts }: Scene): Query {
  const [bound, far] = [(model.current + 1n) * model.length, (model.current + 5_000n) * model.length];
  const expiries = coming(model).slice(0, 4);
  const around = [bound, ...expiries].flatMap((second) => [second - 1n, second]);
  return { accounts, moments: [model.now, ...around, far], expiries: [model.now, bound, bound + 1n, ...expiries] };
}

const stageInterface = PrepaidStage__factory.createInterface();

class Real {
  /** What events alone say that an account owns, with what is locked for it. */
  private readonly ledger = new TransferLedger();
  readonly scene: Scene;
  private readonly stage: Stage;

  constructor(stage: Stage, world: World) {
    this.stage = stage;
    this.scene = world.scene();
  }

  /** Lets contract and model act at the same moment, and compares all there is to see. */
  async step(when: When, act: (scene: Scene) => Act): Promise<void> {
    const { model, vault } = this.scene;
    model.now = momentOf(when, model);
    model.events = [];
    const { caller, target, method, data, apply } = act(this.scene);
    const { outcome, returned } = outcomeOf(apply);

    const query = queryOf(this.scene);
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${model.now.toString(16)}`] });
    const step = stageInterface.encodeFunctionData("step", [
      {
        vault,
        moments: query.moments,
        expiries: query.expiries,
        ids: model.instruments.map(({ id }) => id),
        merchants: model.payments.map(({ merchant }) => merchant),
        refs: model.payments.map(({ ref }) => ref),
      },
      caller,
      target,
      data,
    ]);
    const logs = await sendStep(provider, this.stage, step);
    const shown = READER.readStep(logs, this.stage.address, this.stage.asset);

    expect(shown.outcome).to.deep.equal(outcome);
    expect(shown.events).to.deep.equal(model.events);
    if (returned !== undefined) {
      const outputs = SYSTEM.getFunction(method)?.outputs ?? [];
      expect(flatten(outputs, SYSTEM.decodeFunctionResult(method, shown.result)), "returned").to.deep.equal(returned);
    }
    expectWords(shown.words, model.words(query));
    this.follow(shown.events);
  }

  /** Law 1, twice: by the model, and by events alone, which tell who owns what. */
  private follow(events: Value[][]): void {
    const { model, accounts, vault } = this.scene;
    this.ledger.follow(events);
    const far = (model.current + 5_000n) * model.length;
    let owned = this.ledger.of(vault);
    for (const account of accounts) {
      const sum = this.ledger.of(account);
      expect(sum, `events of ${account}`).to.equal(model.balanceOf(account, far));
      owned += sum;
    }
    expect(owned, "all that is accounted").to.equal(model.accounted());
    expect(owned <= model.held, "accounted is held").to.equal(true);
  }
}

/** Money, choices and instruments of each kind that every run begins with, so that even a short one has something to move. */
function opening({ model, vault, accounts, keys, root }: Scene): Act[] {
  const [purchaser, second, third, fourth, fifth] = accounts as [string, string, string, string, string];
  const act = (caller: number, method: string, args: readonly unknown[], apply: () => unknown): Act => ({
    caller,
    target: vault,
    method,
    data: SYSTEM.encodeFunctionData(method, args),
    apply: () => valuesOf(apply()),
  });
  const key = keys[0]?.address.toLowerCase() ?? "";
  const at = (buckets: bigint): bigint => (model.current + buckets) * model.length;
  const issue = (
    number: bigint,
    holder: string,
    amount: bigint,
    expiry: bigint,
    changes?: Partial<ModelRules>,
  ): Act => {
    const byKey = holder === key;
    const plain = [number, holder, byKey, amount, expiry] as const;
    if (changes === undefined) return act(0, "issue", plain, () => model.issue(purchaser, ...plain));
    const rules = { ...NO_RULES, ...changes };
    return act(0, "issueWithRules", [...plain, rules], () => model.issueWithRules(purchaser, ...plain, rules));
  };
  return [
    act(0, "deposit", [700n, purchaser], () => {
      model.deposit(purchaser, 700n, purchaser);
    }),
    act(1, "deposit", [200n, second], () => {
      model.deposit(second, 200n, second);
    }),
    act(2, "acceptReturns", [purchaser, true], () => {
      model.acceptReturns(third, purchaser, true);
    }),
    act(2, "chooseSweep", [true, 100n], () => {
      model.chooseSweep(third, true, 100n);
    }),
    issue(1n, fourth, 50n, at(3n)),
    issue(2n, key, 40n, at(4n)),
    issue(3n, fourth, 61n, at(6n), { returnTo: third, returnBps: 3_333n, minPiece: 1n }),
    issue(4n, fifth, 70n, at(9n), { trigger: Trigger.FIRST_USE, delay: 3n * model.length, cap: 25n, minPiece: 2n }),
    issue(5n, fourth, 33n, at(5n), { returnTo: second, returnBps: 5_000n, cap: NO_CAP }),
    issue(6n, key, 20n, at(9n), { trigger: Trigger.DELIVERY, delay: 4n * model.length, manual: true, merchants: root }),
  ];
}

/** Something that must succeed while the stage is set. */
async function perform(stage: Stage, caller: number, target: string, data: string): Promise<void> {
  const contract = PrepaidStage__factory.connect(stage.address, await ethers.getSigner(stage.sender));
  await contract.perform(caller, target, data);
}

/** Sets the stage: actors with an asset that has a deny-list, and a vault of it with buckets of an hour and one of a day. */
async function build(): Promise<Stage> {
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const [sender] = await ethers.getSigners();
  if (sender === undefined) throw new Error("the chain has accounts");
  const factory = PrepaidFactory__factory.connect(environment.get("PrepaidFactory").address, sender);
  const keeper = environment.get("PrepaidKeeper").address.toLowerCase();
  const token = await new DenyListAsset__factory(sender).deploy();
  const asset = (await token.getAddress()).toLowerCase();
  const contract = await new PrepaidStage__factory(sender).deploy(ACTORS);
  const address = (await contract.getAddress()).toLowerCase();
  const accounts: string[] = [];
  for (let i = 0; i < ACTORS; ++i) accounts.push((await contract.actors(i)).toLowerCase());
  for (const account of accounts) await token.mint(account, FUNDS);
  const { chainId } = await ethers.provider.getNetwork();

  // Three of the actors are in the list of merchants, each in another category.
  const categories = new Map(accounts.slice(3).map((account, i) => [account, [0n, 1n, 2n][i] ?? 0n]));
  const tree = StandardMerkleTree.of([...categories], ["address", "uint8"]);
  const keys = [1, 2, 3].map((byte) => new Wallet(`0x${`0${byte.toString()}`.repeat(32)}`));

  await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${START.toString(16)}`] });
  const stage: Stage = { address, sender: sender.address, asset, worlds: [], snapshot: "", now: START };
  for (const [name, seconds] of [
    ["hours", HOUR],
    ["days", DAY],
  ] as const) {
    const vault = (await factory.vaultOf(asset, seconds)).toLowerCase();
    await factory.createVault(asset, seconds);
    for (let i = 0; i < ACTORS; ++i) {
      await perform(stage, i, asset, SYSTEM.encodeFunctionData("approve", [vault, MaxUint256]));
    }
    const scene = (): Scene => {
      const model = new PrepaidModel(vault, seconds, stage.now);
      for (const account of accounts) model.person(account).wallet = FUNDS;
      const proofOf = (account: string): string[] => {
        const entry = [...categories].findIndex(([merchant]) => merchant === account);
        return tree.getProof(Math.max(entry, 0));
      };
      const categoryOf = (account: string) => categories.get(account);
      return { model, vault, asset, keeper, chainId, accounts, keys, root: tree.root, categoryOf, proofOf };
    };
    stage.worlds.push({ name, scene });
  }
  stage.now = BigInt((await ethers.provider.getBlock("latest"))?.timestamp ?? 0);
  stage.snapshot = String(await provider.request({ method: "evm_snapshot", params: [] }));
  return stage;
}

describe("prepaid vault, given any sequence of commands and moments", function () {
  this.timeout(timeout);
  let stage: Stage;

  before(async function () {
    // What it sends is measured out for the code that is deployed, not for instrumented code.
    if (hre.globalOptions.coverage) this.skip();
    stage = await build();
  });

  it("does and shows what the reference model says", async () => {
    await playRuns(provider, stage, { whenever, anyAction, length, parameters }, (world) => {
      const real = new Real(stage, world);
      return { opening: opening(real.scene), step: (when, act) => real.step(when, act) };
    });
  });
});
