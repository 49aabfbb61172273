import {
  AbstractSigner,
  type Provider,
  type Signer,
  type TransactionReceipt,
  type TransactionRequest,
  type TransactionResponse,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
} from "ethers";

import { IDeadMansSwitchAccount__factory } from "../../../src/ethers.ts";
import {
  type AccountCall,
  chainIdOf,
  encodeBatch,
  encodeExecution,
  safeCall,
  safeExecution,
  safeSignature,
  safeTransaction,
  signBatch,
  signNested,
  signSafeTransaction,
} from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import { byModule, modularOwner, settled } from "./modular.ts";
import { isSafe, readSafe } from "./safe.ts";
import type { WalletSession } from "./session.ts";

/** How long a batch can be used, in seconds: it is sent at once. */
const USABLE = 3_600n;

/** How an account's calls and signatures come about. */
export interface Ways {
  /** What the sender sends so that the account makes a call. */
  wrap: (call: Required<AccountCall>) => Promise<TransactionRequest>;
  signTyped: (
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ) => Promise<string>;
  /** Fails where a transaction that went well has not done what it was to do. */
  check?: (receipt: TransactionReceipt) => void;
}

/** An account with code as a signer: what it shall call, its owner signs and sends. */
class ActingSigner extends AbstractSigner<Provider> {
  readonly #account: string;
  readonly #sender: Signer;
  readonly #ways: Ways;

  constructor(account: string, sender: Signer, provider: Provider, ways: Ways) {
    super(provider);
    this.#account = account;
    this.#sender = sender;
    this.#ways = ways;
  }

  getAddress(): Promise<string> {
    return Promise.resolve(this.#account);
  }

  connect(): never {
    throw new TypeError("An account acts on the chain that it is on");
  }

  override async sendTransaction({ to, value, data }: TransactionRequest): Promise<TransactionResponse> {
    if (typeof to !== "string") throw new TypeError("An account with code calls addresses");
    const call = { to, value: BigInt(value ?? 0n), data: data ?? "0x" };
    return settled(await this.#sender.sendTransaction(await this.#ways.wrap(call)), this.#ways.check);
  }

  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    return this.#ways.signTyped(domain, types, value);
  }

  signTransaction(): never {
    throw new TypeError("An account with code signs no transactions");
  }

  signMessage(): never {
    throw new TypeError("An account with code signs typed data here");
  }
}

/**
 * Who acts for an account: its own key; the owner of an account with a switch of its own, by a batch; that of a modular account, by an operation; or the owners of a Safe whose keys are here.
 * @param from Who signs, as the user named him.
 */
export async function actingFor(account: string, from: string, session: WalletSession): Promise<Signer> {
  const signer = await session.signer(from);
  const code = await session.codeAt(account);
  const { provider } = session.ethers;
  const acting = (ways: Ways): Signer => new ActingSigner(account, signer, provider, ways);
  if (code === "0x") {
    if (signer.address !== account)
      fail(`${signer.address} can't act for ${account}, which has a key of its own; sign as that account with --from.`);
    return signer;
  }
  if (signer.address === account) return acting(byItself(account, signer));
  const modular = await modularOwner(account, session);
  if (modular !== null) return acting(await byModule(account, modular, signer, session));
  if (await isSafe(account, provider)) return acting(await bySafe(account, signer, session));
  return acting(await byOwner(account, signer, session));
}

/** An ordinary account that delegates: calls through its own code are the owner's. */
function byItself(account: string, signer: Signer): Ways {
  return {
    wrap: (call) => Promise.resolve({ to: account, data: encodeExecution([call]) }),
    signTyped: (domain, types, value) => signer.signTypedData(domain, types, value),
  };
}

async function byOwner(account: string, signer: Signer, session: WalletSession): Promise<Ways> {
  const contract = IDeadMansSwitchAccount__factory.connect(account, session.ethers.provider);
  const sender = await signer.getAddress();
  const owner = await contract
    .owner()
    .catch(() =>
      fail(
        `The account ${account} has code that isn't known here; name an account of \`wallet account create\`, a Safe, or one with a key.`,
      ),
    );
  if (owner.toLowerCase() !== sender.toLowerCase())
    fail(`The account ${account} is owned by ${owner}, not by ${sender}; sign as its owner with --from.`);
  const chainId = await chainIdOf(signer);
  return {
    wrap: async (call) => {
      const deadline = (await session.now()) + USABLE;
      const batch = { calls: [call], nonce: await contract.batchNonce(), deadline };
      return { to: account, data: encodeBatch(batch, await signBatch(signer, account, batch, chainId)) };
    },
    signTyped: (domain, types, value) => signNested(signer, account, { domain, types, value }, chainId),
  };
}

async function bySafe(account: string, signer: Signer, session: WalletSession): Promise<Ways> {
  const { owners, nonce } = await readSafe(account, session);
  const place = { safe: account, chainId: await chainIdOf(signer) };
  return {
    wrap: async ({ to, data, value }) => {
      const transaction = safeTransaction(safeCall(to, data, value), await nonce());
      const signatures = await Promise.all(owners.map((owner) => signSafeTransaction(owner, place, transaction)));
      return safeExecution(account, transaction, signatures);
    },
    signTyped: (domain, types, value) => safeSignature(owners, place, TypedDataEncoder.hash(domain, types, value)),
  };
}
