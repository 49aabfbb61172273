import { FunctionFragment, Interface } from "ethers";

import { fail } from "../../support/failure.ts";
import type { PrepaidSession, VaultHere } from "./session.ts";

/** What an asset must know for a way in or out, by a question that it answers if it does. */
const WAYS = {
  permit: { question: "function DOMAIN_SEPARATOR() view returns (bytes32)", lacks: "knows no permits (ERC-2612)" },
  authorization: {
    question: "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
    lacks: "knows no authorizations (ERC-3009)",
  },
  ether: { question: "function deposit() payable", lacks: "is no wrapped ether" },
} as const;

/** Refuses a way that the asset doesn't know: its own answer would be none, or one without a reason. */
export async function requireWay(way: keyof typeof WAYS, { asset }: VaultHere, session: PrepaidSession): Promise<void> {
  const { question, lacks } = WAYS[way];
  const fragment = FunctionFragment.from(question);
  const nothing = fragment.inputs.map(({ type }) => `0x${"00".repeat(type === "address" ? 20 : 32)}`);
  const data = new Interface([fragment]).encodeFunctionData(fragment, nothing);
  const answer = await session.ethers.provider.call({ to: asset, data }).catch(() => null);
  if (answer === null || (answer.length - 2) / 64 !== fragment.outputs.length) {
    fail(`The asset ${asset} ${lacks}; leave out --${way}.`);
  }
}

/** Refuses more than an account has of the asset: what an asset says to that is often nothing that could be told. */
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
        "send it more, use a smaller amount, or name another account with --from.",
    );
  }
}
