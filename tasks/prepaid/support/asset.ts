import { Interface } from "ethers";

import { fail } from "../../support/failure.ts";
import type { PrepaidSession, VaultHere } from "./session.ts";

/**
 * Refuses more than an account has of the asset: what an asset says to that is often nothing that could be told. Symbols are not unique, so the
 * asset is named by its address too.
 */
export async function requireAsset(
  owner: string,
  amount: bigint,
  { asset, money }: VaultHere,
  session: PrepaidSession,
): Promise<void> {
  const codec = new Interface(["function balanceOf(address owner) view returns (uint256)"]);
  const data = codec.encodeFunctionData("balanceOf", [owner]);
  const balance = BigInt(await session.ethers.provider.call({ to: asset, data }));
  if (balance < amount) {
    fail(
      `${owner} has ${money.show(balance)}, and ${money.show(amount)} is needed; ` +
        `send it more of the asset ${asset}, use a smaller amount, or name another account with --from.`,
    );
  }
}
