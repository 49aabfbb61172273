import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import {
  MockERC20__factory,
  TimeframeFactory__factory,
  TimeframeStage__factory,
} from "../../types/ethers-contracts/index.js";
import { fixedClock, type ModelClock, monthClock } from "../models/clock.ts";
import { expectWords, outcomeOf, playRuns, sendStep, TransferLedger } from "../models/stage-run.ts";
import type { Value } from "../models/support.ts";
import { NO_CAP, NO_END, TimeframeModel, ZERO } from "../models/timeframe.ts";
import { FixedPriceModel, ProRataModel } from "../models/timeframe-backing.ts";
import { BackingKind, Layout, Rhythm, START, WEEK } from "./fixture.ts";
import { type Act, ACTORS, ADMINISTRATOR, anyAction, type Scene, SPONSOR } from "./model.commands.ts";
import { READER, SYSTEM } from "./model.stage.ts";

/** Runs and length of a run. All but the long profile have a fixed seed: a failure on one machine is the same on the next. */
const SEED = 0x6c61707365;
const profiles = {
  short: { numRuns: 40, length: 40, seed: SEED, timeout: 120_000 },
  long: { numRuns: 1_500, length: 60, timeout: 3_600_000 },
  // Whether there is a failure is all that counts, not the shortest way to it.
  mutation: { numRuns: 40, length: 40, seed: SEED, endOnFailure: true, timeout: 60_000 },
};
const { timeout, length, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

const DECIMALS = 1n;
const FUNDS = 10n ** 30n;

// A chain of its own, on which several steps can share one second: an end, and what is tried in that very second.
const { ethers, provider } = await network.create({
  network: "default",
  override: { allowBlocksWithSameTimestamp: true },
});

interface Clock {
  name: string;
  terms: { rhythm: bigint; anchor: bigint; frameLength: bigint };
  model: ModelClock;
}

const LATE = START + 2n * WEEK;
const clocks: Clock[] = [
  {
    name: "weekly",
    terms: { rhythm: Rhythm.FIXED, anchor: START, frameLength: WEEK },
    model: fixedClock(START, WEEK),
  },
  {
    name: "weekly, before its first frame",
    terms: { rhythm: Rhythm.FIXED, anchor: LATE, frameLength: WEEK },
    model: fixedClock(LATE, WEEK),
  },
  { name: "monthly", terms: { rhythm: Rhythm.MONTH, anchor: 0n, frameLength: 0n }, model: monthClock() },
];

/** One token with its backing, as created; and how to make the model of it, anew for each run. */
interface World {
  name: string;
  proRata: boolean;
  scene(): Scene;
}

interface Stage {
  address: string;
  sender: string;
  asset: string;
  accounts: string[];
  worlds: World[];
  snapshot: string;
  /** The moment of the snapshot. */
  now: bigint;
}

type When =
  | { kind: "seconds"; seconds: number }
  | { kind: "part"; percent: number }
  | { kind: "end"; offset: number }
  | { kind: "frames"; frames: number; offset: number };

const whenever: fc.Arbitrary<When> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("seconds" as const), seconds: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("part" as const), percent: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("end" as const), offset: fc.integer({ min: -1, max: 1 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("frames" as const),
      frames: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(1_000)),
      offset: fc.integer({ min: -1, max: 1 }),
    }),
  },
);

function momentOf(when: When, { now, frame, terms: { clock } }: TimeframeModel): bigint {
  if (when.kind === "seconds") return now + BigInt(when.seconds);
  const end = clock.startOf(frame + 1n);
  if (when.kind === "part") return now + ((end - now) * BigInt(when.percent)) / 100n;
  const target = when.kind === "end" ? end : clock.startOf(frame + BigInt(when.frames));
  const moment = target + BigInt(when.offset);
  return moment < now ? now : moment;
}

const stageInterface = TimeframeStage__factory.createInterface();

class Real {
  /** What events alone say that an account holds. */
  private readonly ledger = new TransferLedger();
  readonly scene: Scene;
  private readonly stage: Stage;
  private readonly proRata: boolean;

  constructor(stage: Stage, world: World) {
    this.stage = stage;
    this.proRata = world.proRata;
    this.scene = world.scene();
  }

  /** Lets contract and model act at the same moment, and compares all there is to see. */
  async step(when: When, act: (scene: Scene) => Act): Promise<void> {
    const { model, token, accounts } = this.scene;
    model.now = momentOf(when, model);
    model.events = [];
    const { caller, target, data, apply } = act(this.scene);
    const { outcome } = outcomeOf(apply);

    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${model.now.toString(16)}`] });
    const step = stageInterface.encodeFunctionData("step", [token, this.proRata, caller, target, data]);
    const logs = await sendStep(provider, this.stage, step);
    const shown = READER.readStep(logs, this.stage.address, this.stage.asset);

    expect(shown.outcome).to.deep.equal(outcome);
    expect(shown.events).to.deep.equal(model.events);
    expectWords(shown.words, model.words(accounts));
    this.follow(shown.events);
  }

  /** The sum of all Transfer events of an account is its balance whenever it was touched in this frame. */
  private follow(events: Value[][]): void {
    const { model, accounts } = this.scene;
    this.ledger.follow(events);
    for (const account of accounts) {
      if (model.person(account).touched !== model.frame) continue;
      expect(this.ledger.of(account), `events of ${account}`).to.equal(model.balanceOf(account));
    }
  }
}

/** Groups and people that every run begins with, so that even a short one has something to move. */
function opening({ groups, token, backing, model, accounts, root }: Scene): Act[] {
  const [, sponsor, first, second, third, ...providers] = accounts.slice(0, 7) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const capped = model.terms.layout === "CAPPED";
  const plain = { onRequest: false, soulbound: false, quota: 40n, receiveCap: NO_CAP, budget: 0n };
  const opened = [
    plain,
    { ...plain, soulbound: true, quota: 25n },
    capped ? { ...plain, onRequest: true, quota: 30n, budget: 50n } : { ...plain, quota: 7n },
    { ...plain, quota: 10n, receiveCap: capped ? 15n : NO_CAP },
  ];
  const act = (method: string, args: readonly unknown[], apply: () => void): Act => ({
    caller: ADMINISTRATOR,
    target: groups,
    data: SYSTEM.encodeFunctionData(method, [token, ...args]),
    apply,
  });
  return [
    ...opened.map((terms, i) => {
      const policy = i === 0 ? root : ZeroHash;
      return act("openGroup", [terms, "0x", policy], () => {
        model.openGroup(terms);
        if (i === 0) model.emit("RootSet", token, 1n, root, 1n);
      });
    }),
    act("addMembers", [1, [first], NO_END], () => {
      model.addMembers([first], 1n, NO_END);
    }),
    act("addMembers", [2, [second], model.frame + 3n], () => {
      model.addMembers([second], 2n, model.frame + 3n);
    }),
    act("addMembers", [3, [third], NO_END], () => {
      model.addMembers([third], 3n, NO_END);
    }),
    act("admitProviders", [providers], () => {
      model.admitProviders(providers);
    }),
    {
      caller: SPONSOR,
      target: backing,
      data: SYSTEM.encodeFunctionData("fund", [token, 250n]),
      apply: () => {
        model.terms.backing.fund(sponsor, 250n, model.emit);
      },
    },
  ];
}

/** Sets the stage: actors, and tokens of every layout, kind of programme, clock and backing, with open and funded pools. */
async function build(): Promise<Stage> {
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const [sender] = await ethers.getSigners();
  if (sender === undefined) throw new Error("the chain has accounts");
  const factory = TimeframeFactory__factory.connect(environment.get("TimeframeFactory").address, sender);
  const groups = environment.get("TimeframeGroups").address.toLowerCase();
  const asset = await new MockERC20__factory(sender).deploy("Money", "MON", 6);
  const money = (await asset.getAddress()).toLowerCase();
  const contract = await new TimeframeStage__factory(sender).deploy(ACTORS);
  const address = (await contract.getAddress()).toLowerCase();
  const accounts: string[] = [];
  for (let i = 0; i < ACTORS; ++i) accounts.push((await contract.actors(i)).toLowerCase());
  const [administrator, sponsor] = [accounts[ADMINISTRATOR] ?? ZERO, accounts[SPONSOR] ?? ZERO];
  await asset.mint(sponsor, FUNDS);

  // Half of the people can prove that they may join.
  const entitled = accounts.filter((_, i) => i % 2 === 0);
  const tree = StandardMerkleTree.of(
    entitled.map((account) => [account, NO_END]),
    ["address", "uint32"],
  );
  const canProve = (account: string) => entitled.includes(account);
  const proofOf = (account: string) => tree.getProof(Math.max(entitled.indexOf(account), 0));

  await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${START.toString(16)}`] });
  const worlds: World[] = [];
  const stage: Stage = { address, sender: sender.address, asset: money, accounts, worlds, snapshot: "", now: START };
  for (const proRata of [false, true]) {
    const kind = proRata ? BackingKind.PRO_RATA : BackingKind.FIXED_PRICE;
    const backingArgs = [kind, money, sponsor] as const;
    const backing = (await factory.predictBacking(...backingArgs, sender.address, ZeroHash)).toLowerCase();
    await factory.createBacking(...backingArgs, ZeroHash);
    await act(stage, {
      caller: SPONSOR,
      target: money,
      data: SYSTEM.encodeFunctionData("approve", [backing, FUNDS]),
    });
    for (const layout of ["PLAIN", "CAPPED", "GRACE"] as const) {
      for (const open of [false, true]) {
        for (const clock of clocks) {
          const name = `${layout}, ${open ? "open" : "closed"}, ${clock.name}, ${proRata ? "pro rata" : "fixed price"}`;
          const terms = {
            name: "Meals",
            symbol: "MEAL",
            decimals: DECIMALS,
            ...clock.terms,
            open,
            administrator,
            backing,
          };
          const token = (await factory.predictToken(Layout[layout], terms, sender.address, ZeroHash)).toLowerCase();
          const receipt = await (await factory.createToken(Layout[layout], terms, ZeroHash)).wait();
          const created = BigInt((await receipt?.getBlock())?.timestamp ?? 0);
          const pot = proRata ? 20n : 0n;
          await act(stage, {
            caller: SPONSOR,
            target: backing,
            data: SYSTEM.encodeFunctionData("openPool", [token, 13n, pot]),
          });
          const scene = (): Scene => {
            const backingModel = proRata ? new ProRataModel(token, DECIMALS) : new FixedPriceModel(token, DECIMALS);
            const model = new TimeframeModel({
              layout,
              open,
              clock: clock.model,
              created,
              token,
              administrator,
              backing: backingModel,
            });
            backingModel.price.push({ from: model.frame, value: 13n });
            backingModel.pot.push({ from: model.frame, value: pot });
            model.now = stage.now;
            return { model, token, groups, backing, accounts, root: tree.root, canProve, proofOf };
          };
          worlds.push({ name, proRata, scene });
        }
      }
    }
  }
  stage.now = BigInt((await ethers.provider.getBlock("latest"))?.timestamp ?? 0);
  const snapshot: unknown = await provider.request({ method: "evm_snapshot", params: [] });
  stage.snapshot = String(snapshot);
  return stage;
}

/** Something that must succeed while the stage is set. */
async function act(stage: Stage, { caller, target, data }: Omit<Act, "apply">): Promise<void> {
  const contract = TimeframeStage__factory.connect(stage.address, await ethers.getSigner(stage.sender));
  await contract.perform(caller, target, data);
}

describe("timeframe token, given any sequence of commands and moments", function () {
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
