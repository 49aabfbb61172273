/** What the user can call off by Ctrl-C. */
export interface Interruptible {
  signal: AbortSignal;
  /** Ctrl-C ends the process again, as ever. */
  end: () => void;
}

/** The exit code of what was ended by Ctrl-C, as shells have it. */
export const INTERRUPTED = 130;

/** Has Ctrl-C call off what goes on, so that it can end in good order; a second one ends the process at once. */
export function interruptible(): Interruptible {
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  const end = (): void => {
    process.removeListener("SIGINT", abort);
  };
  process.once("SIGINT", abort);
  return { signal: stop.signal, end };
}
