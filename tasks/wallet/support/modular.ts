import {
  Contract,
  Interface,
  type Signer,
  type TransactionReceipt,
  type TransactionResponse,
  TypedDataEncoder,
} from "ethers";

import { walletAddresses } from "../../../src/addresses.ts";
import { IDeadMansSwitchModule7579__factory } from "../../../src/ethers.ts";
import {
  buildOperation,
  chainIdOf,
  ENTRY_POINT,
  explainError,
  nonceKey7579,
  signAs7579,
  signOperation,
} from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import type { Ways } from "./acting.ts";
import type { WalletSession } from "./session.ts";

const OPERATION =
  "(address sender, uint256 nonce, bytes initCode, bytes callData, bytes32 accountGasLimits, uint256 preVerificationGas, bytes32 gasFees, bytes paymasterAndData, bytes signature)";
const POINT = new Interface([
  "function getNonce(address sender, uint192 key) view returns (uint256)",
  `function handleOps(${OPERATION}[] operations, address beneficiary)`,
  "event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)",
  "event UserOperationRevertReason(bytes32 indexed userOpHash, address indexed sender, uint256 nonce, bytes revertReason)",
  "error FailedOp(uint256 opIndex, string reason)",
  "error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)",
]);

/** What an operation's calls may take: the longest text of a plan. */
const CALL_GAS = 3_000_000n;

/** Who owns a modular account (ERC-7579) by the switch, and where that is; null where it isn't installed. */
export async function modularOwner(
  account: string,
  session: WalletSession,
): Promise<{ module: string; owner: string } | null> {
  const module = await session.deployedOrNull("DeadMansSwitchModule7579", walletAddresses.DeadMansSwitchModule7579);
  if (module === null) return null;
  const owner = await IDeadMansSwitchModule7579__factory.connect(module, session.ethers.provider).ownerOf(account);
  return owner === "0x" ? null : { module, owner };
}

/** A modular account acts by user operations that its owner signs and that come through the switch; whoever signs also sends them to the entry point, as a bundler does. */
export async function byModule(
  account: string,
  { module, owner }: { module: string; owner: string },
  signer: Signer,
  session: WalletSession,
): Promise<Ways> {
  const sender = await signer.getAddress();
  if (owner.toLowerCase() !== sender.toLowerCase())
    fail(`The account ${account} is owned by ${owner}, not by ${sender}; sign as its owner with --from.`);
  const chainId = await chainIdOf(signer);
  const { provider } = session.ethers;
  const place = { account, module, chainId };
  return {
    wrap: async (call) => {
      const point = new Contract(ENTRY_POINT, POINT, provider);
      const [nonce, issuedAt, fees] = await Promise.all([
        point.getFunction("getNonce").staticCall(account, nonceKey7579(module)) as Promise<bigint>,
        session.now(),
        provider.getFeeData(),
      ]);
      const maxFeePerGas = fees.maxFeePerGas ?? fees.gasPrice ?? 0n;
      const order = { account, calls: [call], nonce, issuedAt, maxFeePerGas, callGasLimit: CALL_GAS };
      const operation = await signOperation(signer, buildOperation(order), chainId);
      const data = POINT.encodeFunctionData("handleOps", [[operation], sender]);
      await provider.call({ from: sender, to: ENTRY_POINT, data }).catch((error: unknown) => refused(account, error));
      return { to: ENTRY_POINT, data };
    },
    signTyped: (domain, types, value) => signAs7579(signer, place, TypedDataEncoder.hash(domain, types, value)),
    check: (receipt) => {
      checkOperation(account, receipt);
    },
  };
}

/** What the entry point refuses costs nothing yet. */
function refused(account: string, error: unknown): never {
  const data = error instanceof Error && "data" in error && typeof error.data === "string" ? error.data : null;
  const told = data === null ? null : POINT.parseError(data);
  if (told === null) throw error;
  const reason = String(told.args.getValue("reason"));
  const remedy = reason.startsWith("AA21")
    ? "it pays for its operations: send it some ether, or make a deposit for it"
    : "see that the switch is installed in it as validator, executor and hook";
  return fail(`The entry point refuses the operation of ${account} (${reason}); ${remedy}.`, error as Error);
}

/** The entry point counts an operation whose calls failed as done. */
function checkOperation(account: string, { logs }: TransactionReceipt): void {
  const events = logs.map((log) => (log.address === ENTRY_POINT ? POINT.parseLog(log) : null));
  const of = (name: string) =>
    events.find((event) => event?.name === name && event.args.getValue("sender") === account);
  if (of("UserOperationEvent")?.args.getValue("success") === true) return;
  const reason = of("UserOperationRevertReason")?.args.getValue("revertReason") as string | undefined;
  const told = reason === undefined ? null : explainError(reason);
  fail(
    `The operation of ${account} was paid for, and what it was to do failed: ${told === null ? "it gave no reason" : `${told.cause} ${told.remedy}`}`,
  );
}

/** Waits for what was sent, and checks it. */
export async function settled(sent: TransactionResponse, check: Ways["check"]): Promise<TransactionResponse> {
  if (check === undefined) return sent;
  const receipt = await sent.wait();
  if (receipt !== null) check(receipt);
  return sent;
}
