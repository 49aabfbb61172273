import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { root } from "../../scripts/gates/gate.ts";
import * as chain from "../../src/chain/index.ts";
import { useFolder } from "./support/programs.ts";
import { typeFaultsIn } from "./support/typescript.ts";

describe("docs/chain.md", () => {
  const page = readFileSync(join(root, "docs/chain.md"), "utf8");
  const folder = useFolder("docs-chain");

  it("has an example that type-checks against what the package exports", function () {
    // A compiler starts and reads the typings of ethers.
    this.timeout(120_000);
    const [block, ...more] = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
    expect(more).to.deep.equal([]);
    const file = join(folder, "example.ts");
    writeFileSync(file, block ?? "");
    expect(typeFaultsIn([file])).to.deep.equal([]);
    writeFileSync(file, `${block ?? ""}\nheader.stateRoots;\n`);
    expect(typeFaultsIn([file])).to.have.lengthOf(1);
  });

  it("describes an entry point that exports the builders of proofs, and nothing else", () => {
    expect(Object.keys(chain).sort()).to.deep.equal([
      "EMPTY_ROOT",
      "ProofError",
      "Trie",
      "accountProof",
      "encodeHeader",
      "isMissingState",
      "readHeader",
      "readProof",
      "receiptProof",
      "transactionProof",
    ]);
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
    expect(manifest.exports).to.have.deep.property("./chain", {
      types: "./dist/src/chain/index.d.ts",
      default: "./dist/src/chain/index.js",
    });
  });
});
