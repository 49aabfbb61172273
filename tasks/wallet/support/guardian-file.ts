import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import type { GuardianSignature } from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import type { ActArguments } from "./action.ts";
import type { PlanHere, WalletSession } from "./session.ts";
import { type GuardianFile, readGuardians } from "./signed-file.ts";

/** What tasks that send guardians' signatures are given. */
export interface GuardianFileArguments extends ActArguments {
  file: string;
}

/** Whose plan, who sends, and the signatures, which must be of that plan and enough. */
export async function guardianFile(
  args: GuardianFileArguments,
  signs: GuardianFile["signs"],
  session: WalletSession,
): Promise<{ here: PlanHere; signer: HardhatEthersSigner; signatures: GuardianSignature[] }> {
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const { message, signatures } = await readGuardians(args.file, signs, session);
  if (message.account !== here.account || message.version !== here.version)
    fail(`${args.file} is for plan number ${message.version} of ${message.account}; have them sign for this one.`);
  const { threshold } = here.plan.guardians;
  if (BigInt(signatures.length) < threshold)
    fail(
      `${args.file} has ${signatures.length} of ${threshold} signatures; have more guardians sign in it with \`wallet guardian sign\`.`,
    );
  return { here, signer, signatures };
}
