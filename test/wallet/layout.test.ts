import { readFile } from "node:fs/promises";

import { expect } from "chai";
import { artifacts } from "hardhat";

interface Layout {
  storage: { label: string; slot: string; offset: number; type: string }[];
  types: Record<string, { label: string; numberOfBytes: string; members?: Layout["storage"] }>;
}

/** What the compiler says of a contract's storage. */
async function layoutOf(name: string): Promise<Layout> {
  const source = `contracts/wallet/${name}.sol`;
  const buildId = await artifacts.getBuildInfoId(`${source}:${name}`);
  const path = await artifacts.getBuildInfoOutputPath(buildId!);
  const { output } = JSON.parse(await readFile(path!, "utf8")) as {
    output: { contracts: Record<string, Record<string, { storageLayout: Layout }>> };
  };
  return output.contracts[`project/${source}`]![name]!.storageLayout;
}

describe("the registry and its desks", () => {
  it("have every word of their state in the same place", async () => {
    const names = ["DeadMansSwitch", "DeadMansSwitchPlanDesk", "DeadMansSwitchCourseDesk"];
    const [registry, planDesk, courseDesk] = await Promise.all(names.map(layoutOf));
    const places = ({ storage, types }: Layout) =>
      storage.map(({ label, slot, offset, type }) => `${label} ${slot} ${offset} ${types[type]!.label}`);
    expect(places(courseDesk!)).to.deep.equal(places(registry!));
    // What it doesn't need comes after what it does.
    expect(places(planDesk!)).to.deep.equal(places(registry!).slice(0, places(planDesk!).length));
    expect(places(planDesk!)).to.have.length(6);
    expect(places(registry!)).to.have.length(8);
  });
});
