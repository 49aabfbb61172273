import { createRequire } from "node:module";

import { Contract, ContractFactory, type InterfaceAbi, MaxUint256 } from "ethers";

import { DAY, moveTo, networkHelpers } from "../../test/prepaid/fixture.ts";
import { type NaiveEscrow, NaiveEscrow__factory } from "../../types/ethers-contracts/index.js";
import { send } from "../send.ts";
import { type Actors, CARD, EXPIRY, numberOf, PAID, referenceOf } from "./actors.ts";
import { type EscrowRow, NAIVE, type Reclaim, REQUEST } from "./results.ts";
import { LAPSED } from "./returns.ts";
import { createOwners, OWNERS, sweepOf } from "./sweep.ts";

// What others have that does a part of what a vault does. In an escrow a purchaser has no balance: each deposit is paid from outside, and
// each is sent back by a transaction.

export interface EscrowResults {
  escrows: EscrowRow[];
  reclaims: Reclaim[];
}

export async function measureEscrows(actors: Actors): Promise<EscrowResults> {
  const results: EscrowResults = { escrows: [], reclaims: [] };
  for (const measure of [measureNaive, sweepNaive, measureRequest]) {
    const clean = await networkHelpers.takeSnapshot();
    await measure(actors, results);
    await clean.restore();
  }
  return results;
}

// ---- the naive escrow ----

export async function createNaive({ asset, deployer, company }: Actors): Promise<NaiveEscrow> {
  const escrow = await new NaiveEscrow__factory(deployer).deploy(asset);
  await asset.connect(company).approve(escrow, MaxUint256);
  return escrow;
}

async function measureNaive(actors: Actors, { escrows, reclaims }: EscrowResults): Promise<void> {
  const { company, worker, cook, asset } = actors;
  const escrow = await createNaive(actors);
  const note = (operation: string, gas: bigint) =>
    escrows.push({ operation, subject: NAIVE, gas: Number(gas), items: 1 });
  const issue = (card: number) => send(company, escrow.issue.populateTransaction(numberOf(card), worker, CARD, EXPIRY));
  await issue(0);
  note("issue", (await issue(1)).gasUsed);
  const redeem = (amount: bigint) => send(worker, escrow.redeem.populateTransaction(numberOf(1), amount, cook));
  note("redeem", (await redeem(PAID)).gasUsed);
  note("redeem, all of it", (await redeem(CARD - PAID)).gasUsed);

  for (let card = 1; card < Math.max(...LAPSED); card += 1) await issue(card + 1);
  await moveTo(EXPIRY + DAY);
  const lapsed = await networkHelpers.takeSnapshot();
  const before = await asset.balanceOf(company);
  const { gasUsed } = await send(company, escrow.reclaim.populateTransaction(numberOf(2)));
  if ((await asset.balanceOf(company)) !== before + CARD) throw new Error("nothing came back");
  await lapsed.restore();
  for (const instruments of LAPSED) {
    const one = { subject: NAIVE, instruments };
    reclaims.push({
      ...one,
      how: "one by one",
      transactions: instruments,
      gas: Number(gasUsed) * instruments,
    });
    const ids = Array.from({ length: instruments }, (_, card) => (card === 0 ? numberOf(0) : numberOf(card + 1)));
    const swept = await send(company, escrow.sweep.populateTransaction(ids));
    reclaims.push({ ...one, how: "as a list", transactions: 1, gas: Number(swept.gasUsed) });
    await lapsed.restore();
  }
}

/** Owners who each paid a deposit get it back by one transaction. */
async function sweepNaive(actors: Actors, { escrows }: EscrowResults): Promise<void> {
  const { worker, asset, relay } = actors;
  const escrow = await createNaive(actors);
  const owners = await createOwners(actors);
  for (const [card, owner] of owners.entries()) {
    await asset.connect(owner).approve(escrow, MaxUint256);
    // Each keeps something outside: no balance is new.
    await asset.mint(owner, CARD);
    await send(owner, escrow.issue.populateTransaction(numberOf(card), worker, CARD, EXPIRY));
  }
  await moveTo(EXPIRY + DAY);
  const lapsed = await networkHelpers.takeSnapshot();
  for (const count of OWNERS) {
    const ids = Array.from({ length: count }, (_, card) => numberOf(card));
    const { gasUsed } = await send(relay, escrow.sweep.populateTransaction(ids));
    escrows.push({ operation: sweepOf(count), subject: NAIVE, gas: Number(gasUsed), items: count });
    await lapsed.restore();
  }
}

// ---- the peer ----

interface Built {
  abi: InterfaceAbi;
  bytecode: string;
}

const require = createRequire(import.meta.url);
const BUILT = "@requestnetwork/smart-contracts/dist/src/types/factories/src/contracts";

function built(name: string): Built {
  const factories = require(`${BUILT}/${name}__factory.js`) as Record<string, Built>;
  const factory = factories[`${name}__factory`];
  if (factory === undefined) throw new Error(`the package has no ${name}`);
  return factory;
}

export async function createRequest({ deployer, asset, company }: Actors): Promise<Contract> {
  const deploy = async (name: string, ...args: string[]): Promise<string> => {
    const { abi, bytecode } = built(name);
    const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
    return contract.getAddress();
  };
  const proxy = await deploy("ERC20FeeProxy");
  const escrow = new Contract(await deploy("ERC20EscrowToPay", proxy, deployer.address), built("ERC20EscrowToPay").abi);
  const token = await asset.getAddress();
  await send(deployer, escrow.getFunction("approvePaymentProxyToSpend").populateTransaction(token));
  await asset.connect(company).approve(escrow, MaxUint256);
  return escrow;
}

/** Whole payments only; what comes back is asked for, frozen for a year, and then sent back. A fee of one base unit, the least it takes. */
async function measureRequest(actors: Actors, { escrows, reclaims }: EscrowResults): Promise<void> {
  const { company, cook, relay, asset } = actors;
  const escrow = await createRequest(actors);
  const token = await asset.getAddress();
  const note = (operation: string, gas: bigint) =>
    escrows.push({ operation, subject: REQUEST, gas: Number(gas), items: 1 });
  // References of eight bytes, as the protocol has them.
  const referenceTo = (card: number): string => referenceOf(card).slice(0, 18);
  const call = async (name: string, ...args: unknown[]) =>
    (await send(company, escrow.getFunction(name).populateTransaction(...args))).gasUsed;
  const pay = (card: number) => call("payEscrow", token, cook.address, CARD, referenceTo(card), 1n, relay.address);

  await pay(0);
  note("issue", await pay(1));
  const before = await asset.balanceOf(cook);
  note("redeem, all of it", await call("payRequestFromEscrow", referenceTo(1)));
  if ((await asset.balanceOf(cook)) !== before + CARD) throw new Error("nothing was paid");

  await pay(2);
  const frozen = await call("freezeRequest", referenceTo(2));
  await networkHelpers.time.increase(366n * DAY);
  const held = await asset.balanceOf(company);
  const refunded = await call("refundFrozenFunds", referenceTo(2));
  // The fee is gone.
  if ((await asset.balanceOf(company)) !== held + CARD) throw new Error("nothing came back");
  for (const instruments of LAPSED) {
    const gas = Number(frozen + refunded) * instruments;
    const how = "frozen for a year, then sent back";
    reclaims.push({ subject: REQUEST, how, instruments, transactions: 2 * instruments, gas });
  }
}
