import { type Provider, toBeHex, ZeroAddress, ZeroHash, zeroPadValue } from "ethers";

import { type IVehicleStake, IVehicleStake__factory } from "../../ethers.ts";
import { isRevert } from "../../chain/revert.ts";
import { kindOf, State, stateName } from "../constants.ts";
import { policyHash } from "../ids.ts";
import { afterReport } from "../next-report.ts";
import { readValuer } from "../policy.ts";
import { readReportable } from "../standing.ts";
import { cachedValuers, type Valuers } from "../worth.ts";
import type { Foresight, VehicleChain, VehicleState } from "./chain.ts";
import { type Condition, conditionHash } from "./report.ts";
import type { ReportSender } from "./sender.ts";

/** Where a vehicle is, and how its reports get there. */
export interface ContractChainParts {
  /** Of one node, or of several by {@link nodeProvider}. */
  provider: Provider;
  /** The contract of the vehicle. */
  contract: string;
  vehicle: bigint;
  sender: ReportSender;
  /** The block of the vehicle's enrolment, or one before it: the unit asks for no event of an earlier one; 0 unless it is named. */
  fromBlock?: number;
}

/** Blocks of which events are asked for at once; halved as often as a node refuses. */
const PAGE = 10_000;

/**
 * A vehicle's chain: what its contract says there, and what sends its reports.
 *
 * @example
 * const sender = transactionSender({ provider, contract, signer: new Wallet(feeKey), key: key.bytes });
 * const chain = contractChain({ provider, contract, vehicle, sender });
 * const agent = new VehicleAgent({ key, outbox, chain });
 */
export function contractChain(parts: ContractChainParts): VehicleChain {
  return new ContractChain(parts);
}

class ContractChain implements VehicleChain {
  readonly #parts: ContractChainParts;
  readonly #stake: IVehicleStake;
  readonly #valuers: Valuers;

  constructor(parts: ContractChainParts) {
    this.#parts = parts;
    this.#stake = IVehicleStake__factory.connect(parts.contract, parts.provider);
    this.#valuers = cachedValuers((policy) => readValuer(policy, parts.provider));
  }

  async stateAt(tag: number | "latest"): Promise<VehicleState> {
    const { vehicle, provider } = this.#parts;
    const block = await this.#blockAt(tag);
    const at = { blockTag: block.number };
    if (!(await this.#isThere(block.number))) {
      if (tag !== "latest") return { block, sequence: 0n, value: 0n, residual: 0n, policy: nobodys(block.timestamp) };
      throw new Error(
        `There is no vehicle ${toBeHex(vehicle, 32)} at ${this.#parts.contract}: enrol it first, or check contract and chain`,
      );
    }
    const [known, books] = await Promise.all([this.#stake.vehicle(vehicle, at), this.#stake.bookOf(vehicle, at)]);
    const again = await provider.getBlock(block.number);
    if (again?.hash !== block.hash) throw new Error("The node has gone to another branch while it was asked");
    const { sequence, policy, policySince, formerPolicy } = known;
    const before = formerPolicy === ZeroAddress ? {} : { policyBefore: policyHash(formerPolicy) };
    const inForce = { hash: policyHash(policy), since: policySince };
    return { block, sequence, value: books.value, residual: books.residual, policy: inForce, ...before };
  }

  async conditionAt(sequence: bigint): Promise<string | null> {
    const { provider, contract, vehicle, fromBlock = 0 } = this.#parts;
    const { topicHash } = this.#stake.interface.getEvent("ConditionReported");
    const topics = [topicHash, toBeHex(vehicle, 32), zeroPadValue(toBeHex(sequence), 32)];
    let size = PAGE;
    // What it is asked about counted lately, mostly: so from the end.
    for (let to = await provider.getBlockNumber(); to >= fromBlock;) {
      const from = Math.max(fromBlock, to - size + 1);
      try {
        const log = (await provider.getLogs({ address: contract, topics, fromBlock: from, toBlock: to })).at(-1);
        if (log !== undefined) return conditionIn(this.#stake, log);
        to = from - 1;
      } catch (error) {
        if (size === 1) throw error;
        size = Math.max(1, Math.floor(Math.min(size, to - from + 1) / 2));
      }
    }
    return null;
  }

  async foresee({ block, sequence }: VehicleState, conditions: readonly Condition[]): Promise<Foresight | null> {
    const { vehicle, provider } = this.#parts;
    if (!(await this.#isThere(block.number))) return { place: 0, reason: "it isn't enrolled yet", forGood: false };
    let standing = await readReportable(this.#stake, vehicle, provider, block.number);
    if (standing.sequence !== sequence) throw new Error("The node has gone to another branch while it was asked");
    if (standing.state !== State.ACTIVE && standing.state !== State.STOLEN)
      return {
        place: 0,
        reason: `the vehicle is ${stateName(standing.state)}, and none of its reports counts`,
        forGood: false,
      };
    for (const [place, condition] of conditions.entries()) {
      const found = await afterReport(standing, this.#valuers, condition);
      if (typeof found === "string") return { place, reason: found, forGood: true };
      standing = found;
    }
    return null;
  }

  pack(...given: Parameters<VehicleChain["pack"]>): ReturnType<VehicleChain["pack"]> {
    return this.#parts.sender.pack(...given);
  }

  send(...given: Parameters<VehicleChain["send"]>): ReturnType<VehicleChain["send"]> {
    return this.#parts.sender.send(...given);
  }

  fateOf(...given: Parameters<VehicleChain["fateOf"]>): ReturnType<VehicleChain["fateOf"]> {
    return this.#parts.sender.fateOf(...given);
  }

  async #blockAt(tag: number | "latest"): Promise<VehicleState["block"]> {
    const block = await this.#parts.provider.getBlock(tag);
    if (block === null || block.hash === null) throw new Error(`The node has no block ${tag}`);
    return { number: block.number, hash: block.hash, timestamp: BigInt(block.timestamp) };
  }

  /** Whether the vehicle was enrolled in a block. */
  async #isThere(blockTag: number): Promise<boolean> {
    try {
      return (await this.#stake.vehicle(this.#parts.vehicle, { blockTag })).state !== State.NONE;
    } catch (error) {
      if (isRevert(error)) return false;
      throw error;
    }
  }
}

/** The policy of what isn't enrolled: none that can be signed under. */
function nobodys(since: bigint): VehicleState["policy"] {
  return { hash: ZeroHash, since };
}

function conditionIn(stake: IVehicleStake, log: { topics: readonly string[]; data: string }): string {
  const event = stake.interface.parseLog(log);
  if (event === null) throw new Error("The node answered with another event than it was asked for");
  const { kind, observedAt, odometer, severity, evidence } = event.args.getValue("report") as Condition;
  return conditionHash({ kind: kindOf(kind), observedAt, odometer, severity, evidence });
}
