// node vehicle.ts <url> <asset>: a maker and a car's own key enrol it, its on-board unit reports a year with an accident and a repair, a buyer pays only for what it shows, and its books are computed again. Prints what is read, as JSON.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { JsonRpcProvider, parseEther, Wallet, ZeroHash } from "ethers";
import { addressOf } from "lapse";
import {
  commitmentOf,
  createPolicy,
  type DepreciationTerms,
  enrol,
  type Enrolment,
  explainError,
  latestTimestamp,
  newSalt,
  readBooks,
  readHolder,
  signByKey,
  signMessage,
  transferIfAtLeast,
  vehicleDomain,
  verifyVehicle,
  YEAR,
} from "lapse/vehicle";
import {
  contractChain,
  createKeystore,
  Kind,
  newSecret,
  openKeystore,
  Outbox,
  transactionSender,
  VehicleAgent,
} from "lapse/vehicle/agent";

const DAY = 86_400n;
const KM = 1_000n;
const DOLLAR = 1_000_000n;
const provider = new JsonRpcProvider(process.argv[2], undefined, { cacheTimeout: -1 });
const [maker, owner, buyer, sponsor] = await Promise.all([9, 10, 11, 12].map((place) => provider.getSigner(place)));
if (maker === undefined || owner === undefined || buyer === undefined || sponsor === undefined)
  throw new Error("The node has no accounts");
const chainId = 31_337n;
const stake = addressOf(31337, "VehicleStake");
const folder = await mkdtemp(join(tmpdir(), "vehicle-"));

// What is in the car: a key in an encrypted file.
const keystore = join(folder, "car.json");
await createKeystore(keystore, newSecret(), "a long password");
const key = await openKeystore(keystore, "a long password");

// Rules that nobody can change; nobody is asked about accidents.
const terms: DepreciationTerms = {
  perYear: 1_000n,
  lifetime: 0n,
  perDistance: 150n,
  floor: 1_000n,
  residual: 3_000n,
  restorable: 5_000n,
  grave: 10_001n,
  perDay: 3_000n * KM,
  patience: 30n * DAY,
  silence: 365n * DAY,
};
const { policy } = await createPolicy(maker, { terms });

// A year ago it was new. The maker and the car's key sign; anybody sends it.
const now = await latestTimestamp(provider);
const appraisedAt = now - YEAR;
const enrolment: Enrolment = {
  issuer: maker.address,
  commitment: commitmentOf(newSalt(), "1M8GDM9AXKP042788"),
  key: key.bytes,
  owner: owner.address,
  residualHolder: owner.address,
  policy,
  unit: process.argv[3] ?? "",
  value: 30_000n * DOLLAR,
  appraisedAt,
  odometer: 0n,
  deadline: now + DAY,
};
const issuerSignature = await signMessage(maker, stake, "Enrolment", enrolment);
const vehicleSignature = await signByKey(key, vehicleDomain(stake, chainId), "Enrolment", enrolment);
const { vehicle } = await enrol(sponsor, stake, { enrolment, issuerSignature, vehicleSignature });

// Its unit has an account of its own, which pays, and keeps on the disk what it signs. A local chain has no reorgs to wait for.
const payer = Wallet.createRandom();
await (await sponsor.sendTransaction({ to: payer.address, value: parseEther("1") })).wait();
const outbox = await Outbox.create(join(folder, "car.outbox"), { chainId, contract: stake, vehicle });
const sender = transactionSender({ provider, contract: stake, signer: payer, key: key.bytes });
const chain = contractChain({ provider, contract: stake, vehicle, sender });
const onALocalChain = { confirmations: 0, policyBlocks: 0, policySeconds: 0n };
const unit = new VehicleAgent({ key, outbox, chain, terms: onALocalChain });

const seen = { observedAt: now, odometer: 20_000n * KM, evidence: ZeroHash };
await unit.observe({ ...seen, kind: Kind.ACCIDENT, severity: 1_500n });
await unit.observe({ ...seen, kind: Kind.SERVICE, severity: 1_000n });
while (outbox.confirmed < outbox.last) await unit.tick();
await outbox.close();
await rm(folder, { recursive: true });

const { value, residual, consumed } = await readBooks(stake, vehicle, provider);

/** What a buyer's wish for so much comes to: that it is his, or the contract's error. */
const sell = async (least: bigint): Promise<string> => {
  const transfer = { vehicle, from: owner.address, to: buyer.address, least };
  try {
    await transferIfAtLeast(owner, stake, transfer);
    return (await readHolder(stake, vehicle, provider)) === buyer.address ? "sold" : "not sold";
  } catch (error) {
    return explainError(error)?.name ?? "failed";
  }
};
const offers = [await sell(26_000n * DOLLAR), await sell(25_000n * DOLLAR)];

const { agrees, steps } = await verifyVehicle(stake, vehicle, provider);
const read = { value, residual, consumed, offers, reports: steps.length, agrees };
console.log(JSON.stringify(read, (_, found: unknown) => (typeof found === "bigint" ? found.toString() : found)));
provider.destroy();
