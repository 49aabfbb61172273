import { Interface } from "ethers";

import {
  chainIdOf,
  durationLabel,
  installSwitch,
  readInstallation,
  type SafeCall,
  safeExecution,
  safeTransaction,
  signSafeTransaction,
  type SwitchInstallation,
} from "../../src/wallet/index.ts";
import { mined } from "../../src/chain/transaction.ts";
import { fail } from "../support/failure.ts";
import { fields } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { isSafe, ownersHere, readSafe } from "./support/safe.ts";
import type { WalletSession } from "./support/session.ts";
import { parseSpan } from "../support/spans.ts";

export interface SafeInstallArguments extends CommonArguments {
  safe: string;
  removalDelay: string;
  multiSend: string;
  print: boolean;
  from: string;
}

/** The delays of a removal that the module takes, in seconds. */
const DELAYS = { least: 86_400n, most: 7_776_000n } as const;

export default action<SafeInstallArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const signer = await session.signer(args.from);
  const safe = await session.contract(args.safe, "Safe");
  if (!(await isSafe(safe, provider))) fail(`The contract at ${safe} is no Safe; check the address.`);
  const removalDelay = parseSpan(args.removalDelay, "delay of a removal");
  if (removalDelay < DELAYS.least || removalDelay > DELAYS.most)
    fail(`A delay of ${durationLabel(removalDelay)} for a removal is none; give --removal-delay 1d to 90d.`);
  const multiSend = await session.contract(args.multiSend, "MultiSend");
  const module = await session.at("DeadMansSwitchModule");
  const present = await readInstallation(provider, safe, module);
  refuseOthers(present, module);
  const call = installSwitch({ safe, module, removalDelay, multiSend }, present);
  const parts = partsOf(present);
  const { here, threshold } = await ownersHere(safe, session);
  if (args.print || here.length < threshold) {
    const note = args.print
      ? {}
      : { note: `Not sent: ${threshold} owners must sign, and the keys of ${here.length} are here.` };
    return { json: { safe, module, call, sent: false }, text: printed(safe, call), ...note };
  }
  const receipt = await send(safe, call, signer, session);
  return {
    json: { safe, module, removalDelay, parts, call, sent: true, transactions: [sent(receipt)] },
    text: `Installed the switch in the Safe ${safe}: ${parts.join(", ")}. A removal is announced ${durationLabel(removalDelay)} before. Register its plan with \`wallet register --account ${safe}\`.`,
    receipts: [receipt],
  };
});

async function send(
  safe: string,
  call: SafeCall,
  signer: Awaited<ReturnType<WalletSession["signer"]>>,
  session: WalletSession,
): Promise<Awaited<ReturnType<typeof mined>>> {
  const { owners, nonce } = await readSafe(safe, session);
  const transaction = safeTransaction(call, await nonce());
  const place = { safe, chainId: await chainIdOf(signer) };
  const signatures = await Promise.all(owners.map((owner) => signSafeTransaction(owner, place, transaction)));
  const { data } = safeExecution(safe, transaction, signatures);
  return mined(signer.sendTransaction({ to: safe, data }) as unknown as Parameters<typeof mined>[0]);
}

/** What another guard is for would be lost. */
function refuseOthers({ guard, moduleGuard }: SwitchInstallation, module: string): void {
  for (const [what, other] of [
    ["guard", guard],
    ["module guard", moduleGuard],
  ] as const) {
    if (BigInt(other) !== 0n && other !== module)
      fail(`The Safe has another ${what}, ${other}; remove that first, if its owners can do without it.`);
  }
}

/** What is put in place. */
function partsOf({ isModule, isGuard, isModuleGuard, canGuardModules }: SwitchInstallation): string[] {
  return [
    ...(isModule ? [] : ["module"]),
    ...(isGuard ? [] : ["guard"]),
    ...(canGuardModules && !isModuleGuard ? ["module guard"] : []),
    "set-up",
  ];
}

/** For Safe's own app: its transaction builder takes these. */
function printed(safe: string, { to, value, data, operation }: SafeCall): string {
  const batch = new Interface(["function multiSend(bytes transactions) payable"]);
  return [
    `What the owners of ${safe} sign, as one execution (${batch.parseTransaction({ data })?.name ?? "call"}):`,
    fields([
      ["to", to],
      ["value", value.toString()],
      ["operation", `${operation} (delegatecall)`],
      ["data", data],
    ]),
  ].join("\n");
}
