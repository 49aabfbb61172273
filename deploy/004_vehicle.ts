import { artifacts, deployScript } from "../rocketh/deploy.ts";

/**
 * The vehicle system: the desks, whose code runs in the storage of the vehicles' contract; and that contract, which creates the token of residual shares itself.
 * Policies are their issuers' own. All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { deploy, namedAccounts, read } = environment;
    const { deployer } = namedAccounts;
    const options = { deterministic: true } as const;

    const enrolment = await deploy(
      "VehicleEnrolmentDesk",
      { account: deployer, artifact: artifacts.VehicleEnrolmentDesk },
      options,
    );
    const reports = await deploy(
      "VehicleReportsDesk",
      { account: deployer, artifact: artifacts.VehicleReportsDesk },
      options,
    );
    const views = await deploy(
      "VehicleViewsDesk",
      { account: deployer, artifact: artifacts.VehicleViewsDesk },
      options,
    );
    const care = await deploy("VehicleCareDesk", { account: deployer, artifact: artifacts.VehicleCareDesk }, options);
    const claims = await deploy(
      "VehicleClaimsDesk",
      { account: deployer, artifact: artifacts.VehicleClaimsDesk },
      options,
    );
    const holder = await deploy(
      "VehicleHolderDesk",
      { account: deployer, artifact: artifacts.VehicleHolderDesk },
      options,
    );
    const rewards = await deploy(
      "VehicleRewardsDesk",
      { account: deployer, artifact: artifacts.VehicleRewardsDesk },
      options,
    );
    const desks = {
      enrolment: enrolment.address,
      reports: reports.address,
      views: views.address,
      care: care.address,
      claims: claims.address,
      holder: holder.address,
      rewards: rewards.address,
    };
    const stake = await deploy(
      "VehicleStake",
      { account: deployer, artifact: artifacts.VehicleStake, args: [desks] },
      options,
    );
    const residual = await read(stake, { functionName: "RESIDUAL" });
    await environment.save("ResidualToken", { ...artifacts.ResidualToken, address: residual, argsData: "0x" });
  },
  { tags: ["vehicle"] },
);
