import { artifacts, deployScript } from "../rocketh/deploy.ts";
import { deployerOf } from "../rocketh/system.ts";

/**
 * The vehicle system: the desks, whose code runs in the storage of the vehicles' contract; and that contract, which creates the token of residual shares itself.
 * Policies are their issuers' own. All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { contract, created } = deployerOf(environment);
    const enrolment = await contract(artifacts.VehicleEnrolmentDesk);
    const reports = await contract(artifacts.VehicleReportsDesk);
    const views = await contract(artifacts.VehicleViewsDesk);
    const care = await contract(artifacts.VehicleCareDesk);
    const claims = await contract(artifacts.VehicleClaimsDesk);
    const holder = await contract(artifacts.VehicleHolderDesk);
    const rewards = await contract(artifacts.VehicleRewardsDesk);
    const stake = await contract(artifacts.VehicleStake, {
      enrolment: enrolment.address,
      reports: reports.address,
      views: views.address,
      care: care.address,
      claims: claims.address,
      holder: holder.address,
      rewards: rewards.address,
    });
    await created(artifacts.ResidualToken, await environment.read(stake, { functionName: "RESIDUAL" }));
  },
  { tags: ["vehicle"] },
);
