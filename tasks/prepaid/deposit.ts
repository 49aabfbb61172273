import {
  deposit,
  depositEther,
  depositWithAuthorization,
  depositWithPermit,
  requireWay,
  signAuthorization,
} from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { requireAsset } from "./support/asset.ts";

export interface DepositArguments extends CommonArguments {
  vault: string;
  amount: string;
  to: string | undefined;
  permit: boolean;
  authorization: boolean;
  sender: string | undefined;
  ether: boolean;
  from: string;
}

export default action<DepositArguments>(async (args, session) => {
  const ways = (["permit", "authorization", "ether"] as const).filter((way) => args[way]);
  if (ways.length > 1) fail(`Bring in the money in one way: --${ways.join(" or --")}, not both.`);
  const [way] = ways;
  if (args.to !== undefined && (way === "permit" || way === "authorization")) {
    fail(`With --${way} the balance is that of who signs; leave out --to, or deposit by allowance.`);
  }
  if (args.sender !== undefined && way !== "authorization") {
    fail("Only an authorization can be sent by somebody else; leave out --sender, or give --authorization.");
  }
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const { vault, address, money } = here;
  const amount = parsePositiveAmount(args.amount, money.decimals, "asset");
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const sender = args.sender === undefined ? signer : await session.signer(args.sender);
  if (way !== undefined) await requireWay(here.asset, way, session.ethers.provider);
  if (way !== "ether") await requireAsset(signer.address, amount, here, session);

  const receipt =
    way === "permit"
      ? await depositWithPermit(signer, vault, { amount })
      : way === "authorization"
        ? await depositWithAuthorization(sender, vault, await signAuthorization(signer, vault, { amount }))
        : way === "ether"
          ? await depositEther(signer, vault, { amount, to })
          : await deposit(signer, vault, { amount, to });
  const balance = await vault.balanceOf(to);
  return {
    json: { vault: address, owner: to, amount, balance, transaction: sent(receipt) },
    text: `Deposited ${money.show(amount)}; ${to} can dispose of ${money.show(balance)} now.`,
    receipts: [receipt],
  };
});
