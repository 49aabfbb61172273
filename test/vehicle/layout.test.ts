import { readFile } from "node:fs/promises";

import { expect } from "chai";
import { artifacts } from "hardhat";

interface Layout {
  storage: { label: string; slot: string; offset: number; type: string }[];
  types: Record<string, { label: string; numberOfBytes: string; members?: Layout["storage"] }>;
}

/** What the compiler says of a contract's storage. */
async function layoutOf(name: string): Promise<Layout> {
  const source = `contracts/vehicle/${name}.sol`;
  const buildId = await artifacts.getBuildInfoId(`${source}:${name}`);
  const path = await artifacts.getBuildInfoOutputPath(buildId!);
  const { output } = JSON.parse(await readFile(path!, "utf8")) as {
    output: { contracts: Record<string, Record<string, { storageLayout: Layout }>> };
  };
  return output.contracts[`project/${source}`]![name]!.storageLayout;
}

/** Each variable's place, and the places of what its structs have. */
function placesIn({ storage, types }: Layout): string[] {
  const place = ({ label, slot, offset, type }: Layout["storage"][number]): string =>
    `${label} ${slot} ${offset} ${types[type]!.label}`;
  const structs = Object.values(types).flatMap(({ label, members }) =>
    (members ?? []).map((member) => `${label}: ${place(member)}`),
  );
  return [...storage.map(place), ...structs.sort()];
}

const DESKS = ["Enrolment", "Reports", "Views", "Care", "Claims", "Holder", "Rewards"];

describe("the contract of vehicles and its desks", () => {
  it("have every word of their state in the same place, and each struct's parts in it", async () => {
    const stake = placesIn(await layoutOf("VehicleStake"));
    expect(stake.length).to.be.greaterThan(40);
    for (const desk of DESKS) expect(placesIn(await layoutOf(`Vehicle${desk}Desk`)), desk).to.deep.equal(stake);
  });
});
