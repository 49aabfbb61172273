import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { TypedDataField } from "ethers";

import type { IDeadMansSwitch } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";

type Types = Record<string, TypedDataField[]>;
const fields = (text: string): TypedDataField[] =>
  text.split(",").map((field) => {
    const [type, name] = field.trim().split(" ") as [string, string];
    return { type, name };
  });

/** The types as the specification of the registry words them, not as the code does. */
const PLAN: Types = {
  Asset: fields("uint8 kind,address token,uint256 id,uint8 heir"),
  Guardians: fields("bytes[] keys,uint8 threshold,bool confirm,uint32 pauseFor,uint8 pauses"),
  Plan: fields(
    "address account,address source,uint32 period,uint32 grace,uint32 changeDelay,uint32 requestPeriod,uint96 bond,uint96 bounty,address feed,address fallbackRecipient,bool everything,Asset[] assets,Tier[] tiers,Guardians guardians",
  ),
  Recipient: fields("bytes32 who,uint16 share"),
  Tier: fields("uint32 delay,uint32 window,Recipient[] recipients"),
};

export async function domainOf(registry: IDeadMansSwitch) {
  const { chainId } = await registry.runner!.provider!.getNetwork();
  return { name: "Lapse DeadMansSwitch", version: "1", chainId, verifyingContract: await registry.getAddress() };
}

async function sign(signer: HardhatEthersSigner, registry: IDeadMansSwitch, types: Types, message: object) {
  return signer.signTypedData(await domainOf(registry), types, message);
}

/** Of what is signed to have a plan registered. */
export const REQUEST: Types = {
  ...PLAN,
  PropagationRequest: fields("Plan plan,uint48 issuedAt,uint256 nonce,uint256 deadline"),
};

/** Signs that a plan be registered. */
export const signRequest = (
  signer: HardhatEthersSigner,
  registry: IDeadMansSwitch,
  plan: PlanStruct,
  terms: { issuedAt: bigint; nonce: bigint; deadline?: bigint },
) => sign(signer, registry, REQUEST, { plan, deadline: FAR, ...terms });

/** A deadline that no test reaches. */
export const FAR = 4_000_000_000n;

/** Signs that an account lives, by the latest block: what {@link IDeadMansSwitch.heartbeatSigned} takes. */
export async function signHeartbeat(
  signer: HardhatEthersSigner,
  registry: IDeadMansSwitch,
  issuedAt: bigint,
  account = signer.address,
): Promise<[account: string, issuedAt: bigint, blockNumber: number, signature: string]> {
  const { number: blockNumber, hash: blockHash } = (await registry.runner!.provider!.getBlock("latest"))!;
  const types = { Heartbeat: fields("address account,uint48 issuedAt,uint256 blockNumber,bytes32 blockHash") };
  const signature = await sign(signer, registry, types, { account, issuedAt, blockNumber, blockHash });
  return [account, issuedAt, blockNumber, signature];
}

/** Signs that a tier accepts. */
export const signAcceptance = (
  signer: HardhatEthersSigner,
  registry: IDeadMansSwitch,
  message: { account: string; version: bigint; tier: bigint; recipient: string; triggeredAt: bigint },
) =>
  sign(
    signer,
    registry,
    { Acceptance: fields("address account,uint32 version,uint8 tier,address recipient,uint48 triggeredAt") },
    message,
  );

/** Signs, as a guardian, that a plan be held up. */
export const signPause = (
  signer: HardhatEthersSigner,
  registry: IDeadMansSwitch,
  message: { account: string; version: bigint; triggeredAt: bigint; number: bigint },
) =>
  sign(
    signer,
    registry,
    { GuardianPause: fields("address account,uint32 version,uint48 triggeredAt,uint8 number") },
    message,
  );

/** Signs, as a guardian, that a plan be executed. */
export const signConfirmation = (
  signer: HardhatEthersSigner,
  registry: IDeadMansSwitch,
  message: { account: string; version: bigint; triggeredAt: bigint },
) =>
  sign(
    signer,
    registry,
    { GuardianConfirmation: fields("address account,uint32 version,uint48 triggeredAt") },
    message,
  );
