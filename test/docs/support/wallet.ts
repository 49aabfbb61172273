import type { Signer } from "ethers";

import {
  DeadMansSwitch__factory,
  DeadMansSwitchDesk__factory,
  EoaProver__factory,
  MockERC20__factory,
  PlanChecker__factory,
} from "../../../types/ethers-contracts/index.js";

/** The registry with what belongs to it, the prover of ordinary accounts, and play money, on any chain. */
export async function deployOn(deployer: Signer) {
  const checker = await new PlanChecker__factory(deployer).deploy();
  const desk = await new DeadMansSwitchDesk__factory(deployer).deploy(checker);
  const registry = await new DeadMansSwitch__factory(deployer).deploy(desk);
  const prover = await new EoaProver__factory(deployer).deploy();
  const dollar = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  return { registry, prover, dollar };
}
