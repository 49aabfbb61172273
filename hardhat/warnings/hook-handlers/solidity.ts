import type { SolidityHooks } from "hardhat/types/hooks";
import type { CompilerOutputError } from "hardhat/types/solidity";

/** What the compiler sends and Hardhat's type leaves out. */
interface LocatedDiagnostic extends CompilerOutputError {
  sourceLocation?: { file: string };
}

/** Hardhat names the project's own files `project/<path>` in the compiler input, and packages `npm/<name>@<version>/<path>`. */
const OWN_CONTRACT = /^project\/contracts\//;
const OWN_TEST = /^project\/test\/solidity\//;
const PACKAGE = /^npm\//;

/** What Hardhat does not even print for tests: no licence, no pragma, code or initcode too large for the main chain. */
const ACCEPTED_IN_TESTS = new Set(["1878", "3420", "5574", "3860"]);

function isFatal({ severity, errorCode, sourceLocation }: LocatedDiagnostic): boolean {
  if (severity !== "warning" || sourceLocation === undefined) return false;
  if (OWN_TEST.test(sourceLocation.file)) return !ACCEPTED_IN_TESTS.has(errorCode ?? "");
  return OWN_CONTRACT.test(sourceLocation.file);
}

/** Whether a package's own source is warned about, which nobody can mend here: solady's comments alone fill some screens. */
function isForeign({ severity, sourceLocation }: LocatedDiagnostic): boolean {
  return severity === "warning" && PACKAGE.test(sourceLocation?.file ?? "");
}

/** Hardhat lets a diagnostic of type "Warning" pass whatever its severity, so both have to change. */
function withFatalWarning(diagnostic: LocatedDiagnostic): CompilerOutputError {
  return isFatal(diagnostic) ? { ...diagnostic, severity: "error", type: "FatalWarning" } : diagnostic;
}

const handlers: Partial<SolidityHooks> = {
  // Deprecated in favour of `getCompilationJobErrors`, but that one only edits the report: the build still succeeds.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  invokeSolc: async (context, compiler, input, config, next) => {
    const output = await next(context, compiler, input, config);
    // Instrumented code has warnings that the source does not have.
    if (context.globalOptions.coverage || output.errors === undefined) return output;
    return { ...output, errors: output.errors.filter((error) => !isForeign(error)).map(withFatalWarning) };
  },
};

export default () => Promise.resolve(handlers);
