// Writes docs/errors.md. Run by `npx hardhat run scripts/docs-errors.ts`; test/docs/errors.test.ts holds it up to date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { errorsPage } from "./docs/errors-page.ts";
import { root } from "./gates/gate.ts";

writeFileSync(join(root, "docs/errors.md"), await format(await errorsPage(), { parser: "markdown", printWidth: 120 }));
console.log("docs/errors.md written");
