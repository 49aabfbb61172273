import { dataSlice, getAddress } from "ethers";

import { IDeadMansSwitchAccount__factory } from "../../../src/ethers.ts";
import { fail } from "../../support/failure.ts";
import { modularOwner } from "./modular.ts";
import { isSafe } from "./safe.ts";
import type { WalletSession } from "./session.ts";

/** The words for sources of life. */
const WORDS = ["eoa", "delegate", "account", "safe", "modular"] as const;
type Word = (typeof WORDS)[number];

/** What knows an account's life: what the user names, or what goes with the account's code. */
export async function sourceFor(account: string, named: string | undefined, session: WalletSession): Promise<string> {
  if (named?.startsWith("0x") === true) return session.contract(named, "source of life");
  const word = named === undefined ? await wordFor(account, session) : WORDS.find((known) => known === named);
  switch (word) {
    case "eoa":
      return session.at("EoaProver");
    case "delegate":
      return session.at("DelegateProver");
    case "account":
      return account;
    case "safe":
      return session.at("DeadMansSwitchModule");
    case "modular":
      return session.at("DeadMansSwitchModule7579");
    case undefined:
      return fail(`The source of life "${named ?? ""}" is unknown; give ${WORDS.join(", ")} or a contract's address.`);
  }
}

async function wordFor(account: string, session: WalletSession): Promise<Word> {
  const code = await session.codeAt(account);
  if (code === "0x") return "eoa";
  if (code.startsWith("0xef0100")) {
    const [delegate, own] = [getAddress(dataSlice(code, 3)), await session.at("DeadMansSwitchAccount")];
    if (delegate === own) return "delegate";
    fail(
      `The account ${account} delegates to ${delegate}, which shows no life; have it delegate to ${own}, or to nothing.`,
    );
  }
  if ((await modularOwner(account, session)) !== null) return "modular";
  if (await isSafe(account, session.ethers.provider)) return "safe";
  const executor = await IDeadMansSwitchAccount__factory.connect(account, session.ethers.provider)
    .EXECUTOR()
    .catch(() => null);
  if (executor !== null) return "account";
  return fail(`Nothing is known here of the life of the contract ${account}; name what knows it with --source.`);
}
