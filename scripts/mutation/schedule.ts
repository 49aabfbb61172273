import { basename } from "node:path";

/** What judges of mutants have in common with a suite of mocha. */
export interface Judge {
  readonly title: string;
  readonly file?: string | undefined;
}

/** What the mutants so far have shown: how often a suite killed one of a file (`file title`), and how long each suite takes. */
export interface Learned {
  readonly kills: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
}

/**
 * Test files that fit a contract though their names have no word in common. All others are found by name: `EoaProver.proofs.test.ts` and
 * `prover.model.test.ts` fit `EoaProver.sol`, `safe-life.test.ts` fits `SafeGuard.sol`.
 */
const FITTING: readonly (readonly [contract: RegExp, tests: RegExp])[] = [
  [
    /^(DeadMansSwitch(CourseDesk|PlanDesk)?|Switch\w+|PlanRules|TypedPlan|WalletPlan)$/,
    /^(clock|plans|request|eoa-plan|attacks)/,
  ],
  [/^(AssetMover|AssetCalls)$/, /^(executor|account-assets|safe-release)/],
  [/^NonceProver$/, /^(EoaProver|DelegateProver|evidence)/],
  [/^DeadMansSwitchModule$/, /^safe/],
  [/^Vehicle(Stake|Reading|Reports|State|Worth|Books|ReportsDesk)$/, /^(report|batch|claims-change|care-policy)/],
  [/^Vehicle(Claims|Effects|OpenClaims)$/, /^claims/],
  [/^Vehicle(Care|Identity|Bounties)$/, /^care/],
  [/^Vehicle(Token|Traits|Views|ViewCalls|DeskViews|Tokenless|Desks|DeskCalls)$/, /^(token|report|holder|batch)/],
  [/^VehicleHolder$/, /^(holder|liens)/],
  [/^VehicleEnrolment$/, /^enrolment/],
];
/** Words that are in too many names to say anything. */
const COMMON = /^(test|dead|mans|switch|i)$/;

/** Kills that a suite is taken to have before it has any, where it fits and where it doesn't. */
const EXPECTED = 1;
const UNEXPECTED = 0.02;

/** The suites, those first that fit, or have killed often before, in little time: most mutants then die early. */
export function inOrder<J extends Judge>(suites: readonly J[], file: string, { kills, seconds }: Learned): J[] {
  const worth = (suite: J): number => {
    const expected = fits(suite.file ?? "", file) ? EXPECTED : UNEXPECTED;
    return ((kills[`${file} ${suite.title}`] ?? 0) + expected) / ((seconds[suite.title] ?? 1) + 0.05);
  };
  return [...suites].sort((a, b) => worth(b) - worth(a));
}

/**
 * Those of the suites, in their order, that take no longer than so many seconds together, and all that fit: their verdict is the one that counts.
 * One that takes too long gives way to shorter ones.
 */
export function within<J extends Judge>(
  patience: number,
  suites: readonly J[],
  file: string,
  seconds: Learned["seconds"],
): J[] {
  let left = patience;
  return suites.filter((suite) => {
    const time = seconds[suite.title] ?? 0;
    if (time > left && !fits(suite.file ?? "", file)) return false;
    left -= time;
    return true;
  });
}

/** Whether a test file is about a contract, as far as names tell. */
export function fits(test: string, contract: string): boolean {
  const [tests, name] = [basename(test), basename(contract, ".sol")];
  if (FITTING.some(([of, by]) => of.test(name) && by.test(tests))) return true;
  const words = new Set(wordsOf(name));
  return wordsOf(tests.replace(/\.ts$/, "")).some((word) => words.has(word));
}

/** The words of a name in lower case: `EoaProver.proofs.test` has `eoa`, `prover` and `proofs`. */
function wordsOf(name: string): string[] {
  return [...name.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g)]
    .map(([word]) => word.toLowerCase())
    .filter((word) => !COMMON.test(word));
}
