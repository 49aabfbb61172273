import { join } from "node:path";

import type { HardhatEthersProvider } from "@nomicfoundation/hardhat-ethers/types";
import { Wallet } from "ethers";

import { VehicleAgent } from "../../src/vehicle/agent/agent.ts";
import { contractChain } from "../../src/vehicle/agent/contract-chain.ts";
import type { VehicleKey } from "../../src/vehicle/agent/key.ts";
import { Outbox } from "../../src/vehicle/agent/outbox.ts";
import type { Condition } from "../../src/vehicle/agent/report.ts";
import { transactionSender } from "../../src/vehicle/agent/transaction-sender.ts";

/** Of what an on-board unit is made. */
export interface UnitParts {
  provider: HardhatEthersProvider;
  chainId: bigint;
  stake: string;
  vehicle: bigint;
  key: VehicleKey;
  /** Pays for its transactions. */
  feeKey: string;
  /** Where its files are. */
  folder: string;
}

/** How often a unit looks at the chain at most until all that it has is counted. */
const LOOKS = 6;

/** The on-board unit of a vehicle: it takes in what the vehicle observes, and sends that by itself. */
export class Unit {
  readonly #parts: UnitParts;
  #outbox: Outbox;
  #agent: VehicleAgent;

  private constructor(parts: UnitParts, outbox: Outbox) {
    this.#parts = parts;
    this.#outbox = outbox;
    this.#agent = agentOf(parts, outbox);
  }

  /** A unit that is new. */
  static async install(parts: UnitParts): Promise<Unit> {
    return new Unit(parts, await Outbox.create(fileOf(parts), ownerOf(parts)));
  }

  /** Loses its power, and is switched on again: whatever it had is in its outbox. */
  async restart(): Promise<void> {
    await this.#outbox.close();
    this.#outbox = await Outbox.open(fileOf(this.#parts), ownerOf(this.#parts));
    this.#agent = agentOf(this.#parts, this.#outbox);
  }

  /** Takes conditions in, and looks at the chain until all are counted. */
  async report(conditions: readonly Condition[]): Promise<void> {
    for (const condition of conditions) await this.#agent.observe(condition);
    for (let look = 0; look < LOOKS; ++look) {
      await this.#agent.tick();
      const state = await this.#agent.state();
      if (state?.newest.sequence === this.#outbox.last) return;
    }
    throw new Error(`A unit has not had its reports counted in ${LOOKS} looks at the chain`);
  }

  /** What the vehicle is worth by what the unit has received last, and what it has as residual. */
  async received(): Promise<{ value: bigint; residual: bigint }> {
    const state = await this.#agent.state();
    if (state === null) throw new Error("A unit has received nothing");
    return { value: state.newest.value, residual: state.newest.residual };
  }

  close(): Promise<void> {
    return this.#outbox.close();
  }
}

function fileOf({ folder, vehicle }: UnitParts): string {
  return join(folder, `${vehicle.toString(16)}.outbox`);
}

function ownerOf({ chainId, stake, vehicle }: UnitParts): { chainId: bigint; contract: string; vehicle: bigint } {
  return { chainId, contract: stake, vehicle };
}

function agentOf(parts: UnitParts, outbox: Outbox): VehicleAgent {
  const { provider, stake, vehicle, key, feeKey } = parts;
  const sender = transactionSender({ provider, contract: stake, signer: new Wallet(feeKey), key: key.bytes });
  const chain = contractChain({ provider, contract: stake, vehicle, sender });
  return new VehicleAgent({ key, outbox, chain, stateFile: `${fileOf(parts)}.state` });
}
