import { expect } from "chai";
import { concat, keccak256, ZeroAddress } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { accountProof } from "../../src/chain/account-proof.ts";
import {
  DeadMansSwitchAccount__factory,
  DelegateProver__factory,
  EoaProver__factory,
  type IEoaProver,
} from "../../types/ethers-contracts/index.js";
import { ProverModel, type Sight } from "../models/eoa-prover.ts";
import { flatten } from "../models/stage.ts";
import { Refusal, type Value } from "../models/support.ts";
import { evidenceOf, NO_CODE, proverTools } from "./prover.support.ts";

const SEED = 0x6e6f6e6365;
const profiles = {
  short: { numRuns: 25, length: 40, seed: SEED, timeout: 300_000 },
  long: { numRuns: 500, length: 80, timeout: 3_600_000 },
  mutation: { numRuns: 6, length: 40, seed: SEED, endOnFailure: true, timeout: 120_000 },
};
const { timeout, length, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

/** Older blocks need a history that this chain doesn't fill. */
const REACH = 250n;

const connection = await network.create();
const { ethers, networkHelpers, provider } = connection;
const { node, mined, person, act, delegate, creator, relay, pass } = proverTools(connection);
const prover = EoaProver__factory.createInterface();

type Proof = "checkpoint" | "proveActivity" | "proveCode" | "silentUntil";
type Step =
  | { kind: "act" | "delegate" | "delegateElsewhere" | "undelegate" | "relay" | "stranger" }
  | { kind: "pass"; blocks: number }
  | { kind: "prove"; proof: Proof; which: number; back: number };

const acts: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("act", "act", "delegate", "delegateElsewhere", "undelegate", "relay", "relay", "stranger"),
});
const proofs: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("prove" as const),
  proof: fc.constantFrom<Proof>("checkpoint", "proveActivity", "proveCode", "silentUntil"),
  which: fc.nat({ max: 1 }),
  // Mostly one of the last blocks, now and then any.
  back: fc.oneof({ weight: 2, arbitrary: fc.nat({ max: 4 }) }, { weight: 1, arbitrary: fc.nat({ max: 99 }) }),
});
const steps = fc.oneof(
  { weight: 5, arbitrary: acts },
  { weight: 12, arbitrary: proofs },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), blocks: fc.constantFrom(1, 2, 30, 31, 32) }),
  },
);

/** A prover, and the model of it. */
interface Pair {
  contract: IEoaProver;
  address: string;
  model: ProverModel;
  refusal: string;
}

async function stage() {
  const [stranger] = await ethers.getSigners();
  const code = await new DeadMansSwitchAccount__factory(stranger!).deploy(stranger!);
  const target = await code.getAddress();
  const eoa = await new EoaProver__factory(stranger!).deploy();
  const delegated = await new DelegateProver__factory(stranger!).deploy(target);
  return { stranger: stranger!, target, eoa, delegated, creating: await creator(), ada: await person("ada") };
}

class Run {
  readonly pairs: readonly Pair[];
  readonly #stage: Awaited<ReturnType<typeof stage>>;
  /** The account at the end of each block that was looked at, the newest last. */
  readonly #sights: Sight[] = [];
  /** The truth: when the owner acted, in whatever way. */
  readonly #lived: bigint[] = [];
  #relayed = 0n;

  static async begin(): Promise<Run> {
    const set = await networkHelpers.loadFixture(stage);
    const account = set.ada.address.toLowerCase();
    const designator = keccak256(concat(["0xef0100", set.target]));
    const run = new Run(set, [
      {
        contract: set.eoa,
        address: await set.eoa.getAddress(),
        model: new ProverModel(account, NO_CODE),
        refusal: "the account has code, so its nonce doesn't tell of its owner",
      },
      {
        contract: set.delegated,
        address: await set.delegated.getAddress(),
        model: new ProverModel(account, designator),
        refusal: "the account doesn't delegate to this prover's DELEGATE",
      },
    ]);
    await run.#look();
    return run;
  }

  private constructor(set: Awaited<ReturnType<typeof stage>>, pairs: readonly Pair[]) {
    this.#stage = set;
    this.pairs = pairs;
  }

  get #now(): Sight {
    return this.#sights.at(-1)!;
  }

  async step(step: Step): Promise<void> {
    const { ada, stranger, target, creating } = this.#stage;
    if (step.kind === "prove") return this.#prove(step.proof, this.pairs[step.which]!, step.back);
    if (step.kind === "pass") await pass(step.blocks);
    else if (step.kind === "stranger")
      await mined(stranger.sendTransaction({ to: ada.address, value: 1n, gasLimit: 200_000n }));
    else if (step.kind === "relay") {
      // Only that code takes what is signed for it.
      if (this.#now.codeHash !== keccak256(concat(["0xef0100", target]))) return;
      await relay(ada);
    } else if (step.kind === "act") await act(ada);
    else await delegate(ada, { delegate: target, delegateElsewhere: creating, undelegate: ZeroAddress }[step.kind]);
    await this.#look();
    if (step.kind === "pass" || step.kind === "stranger") return;
    this.#lived.push(this.#now.time);
    if (step.kind === "relay") this.#relayed = this.#now.time;
  }

  /** Both provers say what the models say, of the newest block. */
  async compare(): Promise<void> {
    const { address } = this.#stage.ada;
    for (const { contract, model } of this.pairs) {
      expect(await contract.factOf(address)).to.deep.equal([model.nonce, model.since, model.suspendedAt]);
      const inside = contract === this.pairs[1]!.contract ? this.#relayed : 0n;
      const life = model.lifeOf(this.#now.codeHash, this.#now.time, inside);
      expect(await contract.lifeOf(address, { blockTag: "latest" })).to.deep.equal(life);
    }
  }

  async #look(): Promise<void> {
    const block = (await node.getBlock("latest"))!;
    const { address } = this.#stage.ada;
    const nonce = BigInt(await node.getTransactionCount(address));
    const codeHash = keccak256(await node.getCode(address));
    this.#sights.push({ number: BigInt(block.number), time: BigInt(block.timestamp), nonce, codeHash });
  }

  async #prove(proof: Proof, pair: Pair, back: number): Promise<void> {
    const near = this.#sights.filter(({ number }) => number + REACH > this.#now.number);
    const sight = near.at(-1 - (back % near.length))!;
    const { address } = this.#stage.ada;
    const { header, nodes } = await accountProof(node, address, sight.number);
    const data =
      proof === "silentUntil"
        ? prover.encodeFunctionData(proof, [address, evidenceOf(header.rlp, nodes)])
        : // The name is one of three with like parameters.
          prover.encodeFunctionData(proof as "checkpoint", [address, header.rlp, nodes]);
    const expected = this.#expect(proof, pair, sight);
    expect(await outcomeOf(pair.address, data), `${proof} of block ${sight.number}`).to.deep.equal(expected);
    if (proof === "silentUntil") {
      if (expected[0] === "done") await this.#checkSilence(pair, sight.time);
      return;
    }
    if (expected[0] !== "done") return;
    const { logs } = await mined(this.#stage.stranger.sendTransaction({ to: pair.address, data }));
    await this.#look();
    const [event] = logs.map((log) => prover.parseLog(log)!);
    const name = { checkpoint: "Checkpointed", proveActivity: "ActivityProven", proveCode: "CodeProven" }[proof];
    const shown = proof === "proveCode" ? sight.codeHash : sight.nonce;
    expect(logs).to.have.lengthOf(1);
    expect([event!.name, ...flatten(event!.fragment.inputs, event!.args)]).to.deep.equal([
      name,
      pair.model.account,
      shown,
      sight.time,
      sight.number,
    ]);
  }

  #expect(proof: Proof, { model, refusal }: Pair, sight: Sight): Value[] {
    try {
      if (proof !== "silentUntil") model[proof](sight);
      else return ["done", model.silentUntil(sight, this.#now.codeHash, this.#now.number + 1n, refusal)];
      return ["done"];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [error.error, ...error.args];
    }
  }

  /** The law, by the truth alone: each act is known, or came after the moment up to which there is silence. */
  async #checkSilence({ contract }: Pair, until: bigint): Promise<void> {
    const { lastLife } = await contract.lifeOf(this.#stage.ada.address);
    for (const lived of this.#lived) expect(lived <= lastLife || lived > until, "each act is known").to.equal(true);
  }
}

/** What a call in the next block comes to: done, with what it returned, or refused. */
async function outcomeOf(to: string, data: string): Promise<Value[]> {
  try {
    const result: unknown = await provider.request({ method: "eth_call", params: [{ to, data }, "pending"] });
    return result === "0x" ? ["done"] : ["done", BigInt(String(result))];
  } catch (error) {
    const { data: reason } = error as { data?: unknown };
    const refused = prover.parseError(typeof reason === "string" ? reason : "0x");
    if (refused === null) throw error;
    return [refused.name, ...flatten(refused.fragment.inputs, refused.args)];
  }
}

describe("provers of nonces, given any acts of an account and proofs of any of its blocks in any order", function () {
  this.timeout(timeout);

  it("do and say what the reference model says, and silence is never proven over an act", async () => {
    const runs = fc.array(steps, { minLength: Math.floor(length / 2), maxLength: length, size: "max" });
    await fc.assert(
      fc.asyncProperty(runs, async (list) => {
        const run = await Run.begin();
        for (const step of list) {
          await run.step(step);
          await run.compare();
        }
      }),
      parameters,
    );
  });
});
