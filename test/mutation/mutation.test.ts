import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { readSources } from "../../scripts/mutation/compile.ts";
import { mutantsOfSystem } from "../../scripts/mutation/operators.ts";

const FOLDER = "test/mutation";
/** Shorter than this, a reason is none. */
const A_REASON = 30;

const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
const records = readdirSync(FOLDER).filter((name) => /^\w+\.json$/.test(name));

/** What `npm run mutation` found, against the contracts as they are and the reasons that were written down. */
describe("the record of the mutation run", () => {
  it("is there, for each system", () => {
    expect(records).to.include.members(["timeframe.json", "prepaid.json", "wallet.json"]);
  });

  for (const name of records) {
    const system = name.replace(".json", "");

    describe(`of ${system}`, () => {
      const { files } = read(name) as { files: Record<string, Record<string, string>> };
      const verdicts = new Map(Object.values(files).flatMap((file) => Object.entries(file)));
      const survivors = [...verdicts].filter(([, verdict]) => verdict === "survived").map(([id]) => id);
      const reasons = read(`${system}.survivors.json`) as Record<string, string>;

      it("holds every mutant of the contracts as they are, and no other", () => {
        const mutants = mutantsOfSystem(readSources(process.cwd()), system).map(({ id }) => id);
        const hint = `run npm run mutation -- --system ${system} --survivors`;
        expect(
          mutants.filter((id) => !verdicts.has(id)),
          `not tried: ${hint}`,
        ).to.deep.equal([]);
        expect(
          [...verdicts.keys()].filter((id) => !mutants.includes(id)),
          `gone: ${hint}`,
        ).to.deep.equal([]);
      });

      it("gives a reason for each survivor, and for nothing else", () => {
        expect(Object.keys(reasons).sort()).to.deep.equal(survivors.sort());
        for (const [id, reason] of Object.entries(reasons)) {
          expect(reason.length, `the reason of ${id}`).to.be.at.least(A_REASON);
        }
      });
    });
  }
});
