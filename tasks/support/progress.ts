const WIDTH = 24;

/**
 * A progress bar on the error stream, so that standard output keeps to the result. On a terminal it redraws its line; elsewhere it prints
 * a line for each step, so that a log shows how far a run came before it was interrupted.
 */
export function progressBar(what: string): (progress: { done: number; total: number }) => void {
  const { stderr } = process;
  return ({ done, total }) => {
    const share = total === 0 ? 1 : done / total;
    const filled = Math.round(share * WIDTH);
    const bar = `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)}`;
    const line = `${bar} ${Math.floor(share * 100)} %  ${done}/${total} ${what}`;
    if (stderr.isTTY) stderr.write(`\r${line}${done === total ? "\n" : ""}`);
    else console.error(line);
  };
}
