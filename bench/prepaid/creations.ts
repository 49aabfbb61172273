import type { BaseContract } from "ethers";

import { DAY, ethers } from "../../test/prepaid/fixture.ts";
import {
  MockERC20__factory,
  NaiveEscrow__factory,
  PrepaidCards__factory,
  PrepaidVault__factory,
} from "../../types/ethers-contracts/index.js";
import { call, creation, fill, floorOf, log, read, type Term } from "../floor.ts";
import type { Creation } from "../results.ts";
import { send } from "../send.ts";
import type { Actors } from "./actors.ts";
import { NAIVE } from "./results.ts";

/** What a new vault and its cards cost through the factory, and a naive escrow by a transaction without receiver. */
export async function measureCreations({ factory, deployer, company, asset }: Actors): Promise<Creation[]> {
  const other = await new MockERC20__factory(deployer).deploy("Other Money", "OTH", 18);
  const address = await factory.vaultOf(other, DAY);
  const created = await send(company, factory.createVault.populateTransaction(other, DAY));
  const logged = created.logs.at(-1);
  if (logged === undefined) throw new Error("no event");
  const vault = await creationOf("vault", address, created, PrepaidVault__factory.bytecode, [
    call("the asset"),
    fill("that it is a vault"),
    log("VaultCreated", 4, ethers.dataLength(logged.data)),
  ]);
  const cards = await factory.cardsOf(address);
  const carded = await send(company, factory.createCards.populateTransaction(address));
  const wrapper = await creationOf("cards of a vault", cards, carded, PrepaidCards__factory.bytecode, [
    read("that it is a vault"),
    log("CardsCreated", 3, 0),
  ]);

  const escrow = await new NaiveEscrow__factory(deployer).deploy(asset);
  const naive = await creationOf(NAIVE, await escrow.getAddress(), await sentOf(escrow), NaiveEscrow__factory.bytecode);
  return [vault, wrapper, naive];
}

async function sentOf(contract: BaseContract) {
  const sent = contract.deploymentTransaction();
  const receipt = await sent?.wait();
  if (!sent || !receipt) throw new Error("not deployed");
  return { data: sent.data, gasUsed: receipt.gasUsed };
}

async function creationOf(
  subject: string,
  address: string,
  { data, gasUsed }: { data: string; gasUsed: bigint },
  bytecode: string,
  terms: Term[] = [],
): Promise<Creation> {
  const runtimeBytes = ethers.dataLength(await ethers.provider.getCode(address));
  const code = creation(runtimeBytes, ethers.dataLength(bytecode));
  return { subject, runtimeBytes, gas: Number(gasUsed), floor: floorOf(data, [...code, ...terms]).total };
}
