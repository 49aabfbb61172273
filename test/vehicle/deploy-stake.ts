import type { Signer } from "ethers";

import {
  ResidualToken__factory,
  VehicleCareDesk__factory,
  VehicleClaimsDesk__factory,
  VehicleEnrolmentDesk__factory,
  VehicleHolderDesk__factory,
  VehicleReportsDesk__factory,
  VehicleRewardsDesk__factory,
  VehicleStake__factory,
  VehicleViewsDesk__factory,
} from "../../types/ethers-contracts/index.js";

/** The vehicles' contract with its desks and its residual shares, on the chain of who deploys it. */
export async function deployStake(deployer: Signer) {
  const desks = {
    enrolment: await new VehicleEnrolmentDesk__factory(deployer).deploy(),
    reports: await new VehicleReportsDesk__factory(deployer).deploy(),
    views: await new VehicleViewsDesk__factory(deployer).deploy(),
    care: await new VehicleCareDesk__factory(deployer).deploy(),
    claims: await new VehicleClaimsDesk__factory(deployer).deploy(),
    holder: await new VehicleHolderDesk__factory(deployer).deploy(),
    rewards: await new VehicleRewardsDesk__factory(deployer).deploy(),
  };
  const stake = await new VehicleStake__factory(deployer).deploy(desks);
  const residual = ResidualToken__factory.connect(await stake.RESIDUAL(), deployer);
  return { stake, residual, desks };
}
