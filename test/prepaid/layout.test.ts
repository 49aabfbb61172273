import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";
import { artifacts } from "hardhat";

interface Variable {
  label: string;
  slot: string;
  offset: number;
  type: string;
}

interface Layout {
  storage: Variable[];
  types: Record<string, { members?: Variable[]; value?: string; key?: string; numberOfBytes: string; label: string }>;
}

/** How a contract's storage is laid out, from the record of the last build. */
async function layoutOf(name: string): Promise<Layout> {
  const source = `contracts/prepaid/${name}.sol`;
  const buildId = await artifacts.getBuildInfoId(`${source}:${name}`);
  if (buildId === undefined) throw new Error(`${name} was not built`);
  const file = join(fileURLToPath(new URL("../../artifacts/build-info", import.meta.url)), `${buildId}.output.json`);
  const { output } = JSON.parse(readFileSync(file, "utf8")) as {
    output: { contracts: Record<string, Record<string, { storageLayout: Layout }>> };
  };
  const contract = output.contracts[`project/${source}`]?.[name];
  if (contract === undefined) throw new Error(`${name} has no layout`);
  return contract.storageLayout;
}

/** A variable as storage sees it: where it lies, and of what type down to the last member. Names of types carry numbers of the build. */
function shape({ types }: Layout, { label, slot, offset, type }: Variable): unknown {
  const known = types[type];
  if (known === undefined) throw new Error(`no type ${type}`);
  const inner = { types, storage: [] };
  const typeOf = (name: string | undefined) =>
    name === undefined ? undefined : shape(inner, { label: "", slot: "0", offset: 0, type: name });
  return {
    label,
    slot,
    offset,
    type: known.label,
    size: known.numberOfBytes,
    key: typeOf(known.key),
    value: typeOf(known.value),
    members: known.members?.map((member) => shape(inner, member)),
  };
}

describe("the storage of a prepaid vault", () => {
  it("begins with that of its desk, word for word: the desk's code runs in it", async () => {
    const [desk, vault] = await Promise.all([layoutOf("PrepaidDesk"), layoutOf("PrepaidVault")]);
    const shapes = (layout: Layout) => layout.storage.map((variable) => shape(layout, variable));
    expect(desk.storage.length).to.be.at.least(5);
    expect(shapes(vault).slice(0, desk.storage.length)).to.deep.equal(shapes(desk));
    // And the vault has more than that, which the desk doesn't touch: what ERC-20 needs.
    expect(vault.storage.length).to.be.greaterThan(desk.storage.length);
  });

  it("has what the laws are about first, in five mappings", async () => {
    const { storage } = await layoutOf("PrepaidDesk");
    expect(storage.slice(0, 5).map(({ label, slot }) => [label, slot])).to.deep.equal([
      ["_accounts", "0"],
      ["_instruments", "1"],
      ["_records", "2"],
      ["_spent", "3"],
      ["_accepted", "4"],
    ]);
  });

  it("keeps an instrument in two words, and a redemption in one", async () => {
    const { types } = await layoutOf("PrepaidVault");
    const sizeOf = (label: string) => Object.values(types).find((type) => type.label === label)?.numberOfBytes;
    expect(sizeOf("struct Instrument")).to.equal("64");
    expect(sizeOf("struct Record")).to.equal("32");
  });
});
