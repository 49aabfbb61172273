import { describePolicy, readPanel, readTerms } from "../../src/vehicle/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";
import { policyNamed } from "./support/policies.ts";

export interface PolicyShowArguments extends CommonArguments {
  policy: string;
}

export default action<PolicyShowArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const policy = await policyNamed(args.policy, session);
  const [rules, terms, panel] = await Promise.all([
    describePolicy(policy, provider, { ether }),
    readTerms(policy, provider),
    readPanel(policy, provider),
  ]);
  return { json: { policy, terms, panel, rules }, text: rules.join("\n") };
});
