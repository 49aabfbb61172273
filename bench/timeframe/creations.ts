import type { ContractTransactionResponse } from "ethers";

import { createFixedPriceBacking, ethers, Layout, type System, tokenTerms } from "../../test/timeframe/fixture.ts";
import {
  CappedTimeframeToken__factory,
  GraceTimeframeToken__factory,
  OpenZeppelinERC20__factory,
  OpenZeppelinERC20Permit__factory,
  PlainTimeframeToken__factory,
  SoladyERC20__factory,
} from "../../types/ethers-contracts/index.js";
import { call, creation, fill, floorOf, log, type Term } from "../floor.ts";
import type { Creation } from "../results.ts";
import { send } from "../send.ts";

/** What a new token costs: ours through the factory, the peers by a transaction without receiver. */
export async function measureCreations(system: System): Promise<Creation[]> {
  const creations: Creation[] = [];
  const backing = await createFixedPriceBacking(system, await system.asset.getAddress());
  const terms = tokenTerms(system, { backing: await backing.getAddress() });
  const codes = {
    PLAIN: PlainTimeframeToken__factory.bytecode,
    CAPPED: CappedTimeframeToken__factory.bytecode,
    GRACE: GraceTimeframeToken__factory.bytecode,
  };
  for (const layout of ["PLAIN", "CAPPED", "GRACE"] as const) {
    const transaction = system.factory.createToken.populateTransaction(Layout[layout], terms, ethers.ZeroHash);
    const receipt = await send(system.administrator, transaction);
    const address = await system.factory.predictToken(
      Layout[layout],
      terms,
      system.administrator.address,
      ethers.ZeroHash,
    );
    const created = receipt.logs.at(-1);
    if (created === undefined) throw new Error("no event");
    creations.push(
      await creationOf(layout, address, receipt.gasUsed, receipt.data, codes[layout], [
        call("the store of the creation code"),
        call("the groups contract"),
        fill("its administrator"),
        fill("its name"),
        fill("its symbol"),
        log("TokenEnlisted", 3, 0),
        log("TokenCreated", 3, ethers.dataLength(created.data)),
      ]),
    );
  }

  const peers = {
    "OpenZeppelin ERC-20": new OpenZeppelinERC20__factory(system.deployer),
    "OpenZeppelin ERC-20 with permit": new OpenZeppelinERC20Permit__factory(system.deployer),
    "solady ERC-20": new SoladyERC20__factory(system.deployer),
  };
  for (const [name, peer] of Object.entries(peers)) {
    const contract = await peer.deploy("Meals", "MEAL");
    const sent: ContractTransactionResponse | null = contract.deploymentTransaction();
    const receipt = await sent?.wait();
    if (!sent || !receipt) throw new Error("not deployed");
    const named = [fill("its name"), fill("its symbol")];
    const address = await contract.getAddress();
    creations.push(await creationOf(name, address, receipt.gasUsed, sent.data, peer.bytecode, named));
  }
  return creations;
}

async function creationOf(
  subject: string,
  address: string,
  gas: bigint,
  data: string,
  bytecode: string,
  terms: Term[],
): Promise<Creation> {
  const runtimeBytes = ethers.dataLength(await ethers.provider.getCode(address));
  const code = creation(runtimeBytes, ethers.dataLength(bytecode));
  return { subject, runtimeBytes, gas: Number(gas), floor: floorOf(data, [...code, ...terms]).total };
}
