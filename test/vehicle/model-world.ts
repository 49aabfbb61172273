import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, type Addressable, id, type Interface, keccak256 } from "ethers";

import {
  DepreciationPolicy__factory,
  IValuationPolicy__factory,
  MockERC20__factory,
  P256Verifier__factory,
  VehicleSight__factory,
  VehicleStake__factory,
} from "../../types/ethers-contracts/index.js";
import { flatten } from "../models/stage.ts";
import type { Value } from "../models/support.ts";
import type { ModelPolicy } from "../models/vehicle.ts";
import type { Terms } from "../models/vehicle-policy.ts";
import { deployStake } from "./deploy-stake.ts";
import { digestFor, ordinaryKey } from "./model-keys.ts";
import { type Key, p256Key } from "./signing.ts";

export const DAY = 86_400n;
/** When everything begins: Tuesday, 1 April 2031. */
export const START = 1_932_768_000n;

const lower = (address: string | Addressable): string => (address as string).toLowerCase();
const hashOf = (types: string[], values: unknown[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values));

/** A vehicle that may be enrolled. */
export interface Identity {
  id: bigint;
  issuer: Key;
  commitment: string;
  salt: string;
  vin: string;
  unit: string;
  /** Its keys, of both kinds in turn: each rotation takes another. */
  keys: Key[];
}

/** A pool as the contract knows it. */
export interface Pool {
  id: string;
  text: { token: string; unit: string; issuer: string; clock: bigint };
  anchor: bigint;
  length: bigint;
}

const TERMS: Terms[] = [
  {
    ...{ perYear: 1_500n, lifetime: 0n, perDistance: 150n, floor: 1_000n, residual: 6_000n, restorable: 2_500n },
    ...{ grave: 3_000n, perDay: 2_000_000n, patience: 30n * DAY, silence: 365n * DAY },
  },
  {
    ...{ perYear: 0n, lifetime: 400n * DAY, perDistance: 300n, floor: 0n, residual: 3_333n, restorable: 10_000n },
    ...{ grave: 1n, perDay: 5_000_000n, patience: 0n, silence: 90n * DAY },
  },
  // Nobody is asked.
  {
    ...{ perYear: 3_000n, lifetime: 0n, perDistance: 0n, floor: 2_000n, residual: 10_000n, restorable: 1_000n },
    ...{ grave: 20_000n, perDay: 1_000_000n, patience: 10n * DAY, silence: 1_000n * DAY },
  },
];
const PANELS = [
  { confirmations: 1, decisions: 2, disputeWindow: 14n * DAY, decideWithin: 7n * DAY, bond: 5n },
  { confirmations: 2, decisions: 3, disputeWindow: 3n * DAY, decideWithin: 30n * DAY, bond: 0n },
];

/** Deploys all that there is: the vehicles' contract, policies, units, pools and the keys of those who sign. */
export async function deployWorld(ethers: HardhatEthers) {
  const signers = (await ethers.getSigners()).slice(0, 6);
  const deployer = signers[0] as HardhatEthersSigner;
  const { stake } = await deployStake(deployer);
  const address = lower(stake.target);
  const { chainId } = await ethers.provider.getNetwork();
  const digest = digestFor({ name: "Lapse Vehicle", version: "1", chainId, verifyingContract: address });
  const verifier = lower((await new P256Verifier__factory(deployer).deploy()).target);
  const sight = await new VehicleSight__factory(deployer).deploy(stake.target);
  const tokens = [];
  for (const name of ["A", "B", "C"]) tokens.push(await new MockERC20__factory(deployer).deploy(name, name, 6));
  const [unit, otherUnit, reward] = tokens.map(({ target }) => lower(target)) as [string, string, string];
  const issuers = [ordinaryKey(0x1551e5n), ordinaryKey(0x1551e6n)] as const;
  const attestors = [ordinaryKey(0xa77e57n), ordinaryKey(0xa77e58n), p256Key(verifier, 0xa77e59n)].sort((a, b) =>
    keccak256(a.bytes) < keccak256(b.bytes) ? -1 : 1,
  );
  const policies: ModelPolicy[] = [];
  for (const [i, terms] of TERMS.entries()) {
    const panel = PANELS[i] ?? { confirmations: 0, decisions: 0, disputeWindow: 0n, decideWithin: 0n, bond: 0n };
    const asked = PANELS[i] === undefined ? [] : attestors.map(({ bytes }) => bytes);
    const policy = await new DepreciationPolicy__factory(deployer).deploy(terms, { attestors: asked, ...panel });
    const target = lower(policy.target);
    policies.push({ address: target, hash: hashOf(["address"], [target]), terms, attestors: asked, ...panel });
  }
  const identities = [0, 1, 2, 3, 4].map((i): Identity => {
    const issuer = issuers[i === 2 ? 1 : 0];
    // The third is the first one, with another issuer.
    const vin = `WVWZZZ1JZ3W38675${i === 2 ? 0 : i}`;
    const salt = id(`salt of ${issuer.bytes}`);
    const commitment = hashOf(["bytes32", "string"], [salt, vin]);
    const keys = [0, 1, 2, 3, 4, 5].map((j) => {
      const number = BigInt(id(`key ${i} ${j}`)) >> 8n;
      return (i + j) % 2 === 0 ? ordinaryKey(number) : p256Key(verifier, number);
    });
    const vehicle = BigInt(hashOf(["address", "bytes32"], [issuer.bytes, commitment]));
    return { id: vehicle, issuer, commitment, salt, vin, unit: i === 4 ? otherUnit : unit, keys };
  });
  const pools: Pool[] = [];
  for (const [token, anchor, length] of [
    [reward, START - 10n * DAY, 10n * DAY],
    [unit, START, 3n * DAY],
  ] as const) {
    const text = { token, unit, issuer: issuers[0].bytes, clock: (length << 56n) | (anchor << 8n) };
    pools.push({ id: (await stake.poolOf(text)).toLowerCase(), text, anchor, length });
  }
  for (const { text } of pools) {
    const token = tokens.find(({ target }) => lower(target) === text.token)!;
    for (const signer of signers) {
      await token.mint(signer.address, 10n ** 24n);
      await token.connect(signer).approve(stake.target, 2n ** 256n - 1n);
    }
  }
  return {
    ...{ stake: VehicleStake__factory.createInterface(), sight: VehicleSight__factory.createInterface() },
    ...{ address, sightAddress: lower(sight.target), people: signers.map((one) => one.address.toLowerCase()) },
    ...{ digest, attestors, policies, identities, pools },
  };
}
export type World = Awaited<ReturnType<typeof deployWorld>>;

const errors = [VehicleStake__factory.createInterface(), IValuationPolicy__factory.createInterface()];

/** A custom error as a model writes it. */
export function readError(data: string): Value[] {
  for (const known of errors as Interface[]) {
    const error = known.parseError(data);
    if (error !== null) return [error.name, ...flatten(error.fragment.inputs, error.args)];
  }
  return ["unknown error", data];
}
