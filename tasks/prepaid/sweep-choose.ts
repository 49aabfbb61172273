import { chooseSweep, formatPercent, MAX_TIP_BPS, parsePercent } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface SweepChooseArguments extends CommonArguments {
  vault: string;
  choice: string;
  tip: string | undefined;
  from: string;
}

export default action<SweepChooseArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address } = await session.vault(args.vault);
  if (args.choice !== "on" && args.choice !== "off") fail(`"${args.choice}" is no choice; give on or off.`);
  const on = args.choice === "on";
  if (!on && args.tip !== undefined) fail("Who isn't swept pays no tip; leave out --tip.");
  const tipBps = args.tip === undefined ? 0n : parsePercent(args.tip, { largest: MAX_TIP_BPS, what: "tip" });
  const receipt = await chooseSweep(signer, vault, { on, tipBps });
  return {
    json: { vault: address, owner: signer.address, on, tipBps, transaction: sent(receipt) },
    text: on
      ? `Anyone can pay out to ${signer.address} what came back to it, for ${tipBps === 0n ? "no tip" : `a tip of ${formatPercent(tipBps)}`}.`
      : `Nobody sweeps ${signer.address} any more; what comes back stays its balance.`,
    receipts: [receipt],
  };
});
