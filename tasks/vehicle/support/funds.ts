import { Contract } from "ethers";

import { fail } from "../../support/failure.ts";
import { moneyOf } from "../../support/money.ts";
import type { VehicleSession } from "./session.ts";

const BALANCE = ["function balanceOf(address) view returns (uint256)"];

/** Refuses a payment for which an account has too little, before anything is approved for it. */
export async function requireFunds(
  { token, account, amount }: { token: string; account: string; amount: bigint },
  session: VehicleSession,
): Promise<void> {
  const { provider } = session.ethers;
  const { show } = await moneyOf(token, provider);
  const held = (await new Contract(token, BALANCE, provider)
    .getFunction("balanceOf")
    .staticCall(account)
    .catch((error: unknown) =>
      fail(
        `The contract ${token} doesn't say what ${account} has of it; name a token.`,
        error instanceof Error ? error : undefined,
      ),
    )) as bigint;
  if (held < amount)
    fail(
      `${account} has ${show(held)}, and it takes ${show(amount)}; give less, or sign as another account with --from.`,
    );
}
