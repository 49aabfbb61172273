/**
 * How hard the Solidity fuzz and invariant tests try.
 *
 * `short` keeps the whole suite within minutes on two cores; `long` is for a scheduled run. Hardhat 3.17 knows one test
 * profile only, so the environment variable `LAPSE_PROFILE` chooses. The seed is fixed: a failure on one machine is the
 * same failure on the next.
 */
const profiles = {
  short: { fuzzRuns: 256, invariantRuns: 20, invariantDepth: 100 },
  long: { fuzzRuns: 20_000, invariantRuns: 1_000, invariantDepth: 200 },
  /** For the mocha tests of a mutation run; no Solidity test runs in it. */
  mutation: { fuzzRuns: 256, invariantRuns: 40, invariantDepth: 100 },
};

function chosenProfile(): keyof typeof profiles {
  const name = process.env["LAPSE_PROFILE"] ?? "short";
  if (name === "short" || name === "long" || name === "mutation") return name;
  throw new Error(`LAPSE_PROFILE is "${name}"; it can be "short", "long" or "mutation"`);
}

const { fuzzRuns, invariantRuns, invariantDepth } = profiles[chosenProfile()];

export const solidityTestProfile = {
  fuzz: { runs: fuzzRuns, seed: "0x6c61707365" },
  invariant: { runs: invariantRuns, depth: invariantDepth, failOnRevert: true },
};
