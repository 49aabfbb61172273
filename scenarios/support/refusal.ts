/** A revert in words, as far as a scenario looks at it. */
interface Explained {
  name: string;
  args: Record<string, unknown>;
}

/** Runs what the chain must refuse, and gives the arguments of the error; throws where it is accepted or fails otherwise. */
export async function refused(
  explain: (error: unknown) => Explained | null,
  name: string,
  act: () => Promise<unknown>,
): Promise<Record<string, unknown>> {
  try {
    await act();
  } catch (error) {
    const explained = explain(error);
    if (explained?.name === name) return explained.args;
    throw error;
  }
  throw new Error(`The chain accepted what it must refuse with ${name}`);
}
