import { type ErrorName, explainError } from "../../src/timeframe/errors.ts";

/** Runs what the chain must refuse, and gives the arguments of the error; throws where it is accepted or fails otherwise. */
export async function refusal(name: ErrorName, act: () => Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await act();
  } catch (error) {
    const explained = explainError(error);
    if (explained?.name === name) return explained.args;
    throw error;
  }
  throw new Error(`The chain accepted what it must refuse with ${name}`);
}
