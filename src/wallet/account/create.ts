import { type ContractTransactionReceipt, getAddress, type Signer, ZeroHash } from "ethers";

import { eventsOf, mined } from "../../chain/transaction.ts";
import { IDeadMansSwitchAccountFactory__factory } from "../../ethers.ts";

/** Whose an account is to be. */
export interface NewAccount {
  /** An ERC-7913 signer: an address, or a verifier's address and a key. */
  owner: string;
  /** Tells accounts of one owner apart; zero unless it is named. */
  salt?: string;
}

/**
 * Creates an account with a switch of its own. Anybody may, for any owner; where it is there already nothing is sent.
 *
 * @example
 * const { account } = await createAccount(relayer, factory, { owner: ann.address });
 */
export async function createAccount(
  signer: Signer,
  factory: string,
  { owner, salt = ZeroHash }: NewAccount,
): Promise<{ account: string; receipt: ContractTransactionReceipt | null }> {
  const contract = IDeadMansSwitchAccountFactory__factory.connect(factory, signer);
  const account = getAddress(await contract.accountOf(owner, salt));
  if ((await signer.provider?.getCode(account)) !== "0x") return { account, receipt: null };
  const receipt = await mined(contract.createAccount(owner, salt));
  const [created] = eventsOf(receipt, factory, contract.interface, "AccountCreated");
  if (created === undefined) throw new Error("An account that is created gives an event");
  return { account, receipt };
}
