// Holds the runtime code of every contract at or below our own limit, well under the chain's 24,576 bytes: a contract is
// cut into modules before it gets there. Reads the artifacts of the last build.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { conclude, filesBelow, productionContracts, root } from "./gate.ts";

const LIMIT = 22_000;

interface Artifact {
  contractName: string;
  sourceName: string;
  deployedBytecode: string;
}

function isArtifact(value: unknown): value is Artifact {
  return typeof value === "object" && value !== null && "deployedBytecode" in value && "sourceName" in value;
}

const sources = new Set(productionContracts());
const built = new Set<string>();
const sizes: { name: string; bytes: number }[] = [];
for (const file of filesBelow("artifacts/contracts", ".json")) {
  const artifact: unknown = JSON.parse(readFileSync(join(root, file), "utf8"));
  if (!isArtifact(artifact) || !sources.has(artifact.sourceName)) continue;
  built.add(artifact.sourceName);
  const bytes = (artifact.deployedBytecode.length - 2) / 2;
  if (bytes > 0) sizes.push({ name: `${artifact.sourceName}:${artifact.contractName}`, bytes });
}

const faults = [...sources]
  .filter(
    (source) =>
      !built.has(source) &&
      /^\s*(abstract |)(contract|interface|library) /m.test(readFileSync(join(root, source), "utf8")),
  )
  .map((source) => `${source} has no artifact; run npm run build`);
for (const { name, bytes } of sizes) {
  if (bytes > LIMIT) faults.push(`${name} is ${bytes} bytes of runtime code, over the limit of ${LIMIT}`);
}

const largest = sizes.reduce((most, next) => (next.bytes > most.bytes ? next : most), { name: "none", bytes: 0 });
conclude(
  "sizes",
  faults,
  `${sizes.length} contracts within ${LIMIT} bytes, the largest is ${largest.name} with ${largest.bytes}`,
);
