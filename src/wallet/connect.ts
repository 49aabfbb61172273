import type { ContractRunner } from "ethers";

import {
  type IDeadMansSwitch,
  IDeadMansSwitch__factory,
  type IEoaProver,
  IEoaProver__factory,
  type ILifeSource,
  ILifeSource__factory,
  type IPlanExecutor,
  IPlanExecutor__factory,
} from "../ethers.ts";

/** The registry of plans: as a contract object, or its address. */
export type RegistryLike = IDeadMansSwitch | string;

/**
 * The registry of plans as a typed contract.
 *
 * @example
 * const registry = connectRegistry(addressOf(31337, "DeadMansSwitch"), provider);
 * await registry.lastLifeOf(account);
 */
export function connectRegistry(registry: RegistryLike, runner: ContractRunner): IDeadMansSwitch {
  return typeof registry === "string" ? IDeadMansSwitch__factory.connect(registry, runner) : registry.connect(runner);
}

/**
 * The executor of a registry as a typed contract: what a plain account approves.
 *
 * @example
 * const executor = await connectExecutor(registry, provider);
 * await usdc.connect(owner).approve(executor, MaxUint256);
 */
export async function connectExecutor(registry: RegistryLike, runner: ContractRunner): Promise<IPlanExecutor> {
  return IPlanExecutor__factory.connect(await connectRegistry(registry, runner).EXECUTOR(), runner);
}

/**
 * A source of life as a typed contract.
 *
 * @example
 * const { lastLife } = await connectLifeSource(plan.source, provider).lifeOf(account);
 */
export function connectLifeSource(source: string, runner: ContractRunner): ILifeSource {
  return ILifeSource__factory.connect(source, runner);
}

/**
 * The prover of plain accounts as a typed contract.
 *
 * @example
 * const { nonce, since } = await connectEoaProver(addressOf(31337, "EoaProver"), provider).factOf(account);
 */
export function connectEoaProver(prover: string, runner: ContractRunner): IEoaProver {
  return IEoaProver__factory.connect(prover, runner);
}

/**
 * The address of a registry.
 *
 * @example
 * const address = await addressOfRegistry(registry);
 */
export async function addressOfRegistry(registry: RegistryLike): Promise<string> {
  return typeof registry === "string" ? registry : registry.getAddress();
}
