import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { ErrorFragment } from "ethers";
import { format } from "prettier";

import { ALL_ERRORS, BUILT_IN, CONTRACTS, errorsOf, errorsPage } from "../../scripts/docs/errors-page.ts";
import { root } from "../../scripts/gates/gate.ts";

describe("docs/errors.md", () => {
  it("is what `npx hardhat run scripts/docs-errors.ts` writes", async () => {
    const page = await format(await errorsPage(), { parser: "markdown", printWidth: 120 });
    expect(readFileSync(join(root, "docs/errors.md"), "utf8")).to.equal(page);
  });

  for (const contract of CONTRACTS) {
    it(`explains every error in the ABI of ${contract}, with the arguments it has`, async () => {
      const explained = Object.values(ALL_ERRORS).map(({ signature }) =>
        ErrorFragment.from(`error ${signature}`).format(),
      );
      const declared = (await errorsOf(contract)).map((error) => ErrorFragment.from(`error ${error}`).format());
      expect(explained).to.include.members(declared);
    });
  }

  it("explains nothing that no contract raises", async () => {
    const declared = (await Promise.all(CONTRACTS.map(errorsOf))).flat();
    const names = declared.map((error) => error.slice(0, error.indexOf("(")));
    expect([...names, ...BUILT_IN]).to.include.members(Object.keys(ALL_ERRORS));
  });
});
