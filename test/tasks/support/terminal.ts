import { expect } from "chai";
import hre from "hardhat";

import { type Finished, openWorkplace, type Workplace } from "./cli.ts";

/** A workplace whose node the commands are for. */
export interface Terminal extends Workplace {
  /** `hardhat <words> --network localhost`. */
  run: (line: string, ...more: string[]) => Promise<Finished>;
  /** The same, which must go well; what it printed. */
  done: (line: string, ...more: string[]) => Promise<string>;
}

/**
 * Opens a workplace before the cases of a suite, and ends it after the last.
 * @param opened What is done in it before the first.
 * @returns It, for use within the cases.
 */
export function useTerminal(opened: (terminal: Terminal) => Promise<void> = () => Promise.resolve()): Terminal {
  const terminal = {} as Terminal;
  let isOpen = false;
  before(async function () {
    // The commands run in processes of their own, so they cover nothing.
    if (hre.globalOptions.coverage) this.skip();
    const work = await openWorkplace();
    const run: Terminal["run"] = (line, ...more) => work.hardhat(...line.split(" "), ...more, "--network", "localhost");
    const done: Terminal["done"] = async (line, ...more) => {
      const { code, stdout, stderr } = await run(line, ...more);
      expect(code, stderr).to.equal(0);
      return stdout;
    };
    Object.assign(terminal, work, { run, done });
    isOpen = true;
    await opened(terminal);
  });
  after(async function () {
    if (isOpen) await terminal.end();
  });
  return terminal;
}
