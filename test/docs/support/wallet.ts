import type { Signer } from "ethers";

import { EoaProver__factory, MockERC20__factory } from "../../../types/ethers-contracts/index.js";
import { deployRegistry } from "../../wallet/deploy-registry.ts";

/** The registry with what belongs to it, the prover of ordinary accounts, and play money, on any chain. */
export async function deployOn(deployer: Signer) {
  const { registry } = await deployRegistry(deployer);
  const prover = await new EoaProver__factory(deployer).deploy();
  const dollar = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  return { registry, prover, dollar };
}
