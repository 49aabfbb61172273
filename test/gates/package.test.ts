import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

import { expect } from "chai";

import { typeFaults } from "../../scripts/gates/package/consumer.ts";

const GATE = new URL("../../scripts/gates/", import.meta.url).href;

/** A gate in small: a folder, a process that runs, and then what the test says. */
const script = (end: string): string => `
import { conclude } from "${GATE}gate.ts";
import { start } from "${GATE}package/run.ts";
import { openWorkspace } from "${GATE}package/workspace.ts";
const folder = openWorkspace("lapse gate ");
const child = start(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
console.log(JSON.stringify({ folder, pid: child.pid }));
${end}
`;

describe("given the gate of the package", () => {
  for (const [what, end, signal, code] of [
    ["finds a fault", 'conclude("package", ["a fault"], "");', undefined, 1],
    ["throws", 'throw new Error("no registry");', undefined, 1],
    ["is ended by Ctrl-C", "", "SIGINT", 1],
    ["is ended by a signal", "", "SIGTERM", 1],
  ] as const)
    it(`when it ${what}, then it leaves neither its folder nor a process`, async () => {
      const gate = spawn(process.execPath, ["--input-type=module", "--eval", script(end)], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const closed = once(gate, "close");
      const [line] = (await once(createInterface({ input: gate.stdout }), "line")) as [string];
      const { folder, pid } = JSON.parse(line) as { folder: string; pid: number };
      if (signal !== undefined) gate.kill(signal);
      expect((await closed)[0]).to.equal(code);
      expect(await isThere(folder)).to.equal(false);
      // Whoever adopts orphans here may take a moment to bury it.
      for (let i = 0; i < 500 && isAlive(pid); i += 1) await wait(20);
      expect(isAlive(pid)).to.equal(false);
    });

  it("when the compiler dies without a word, then that is a fault", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lapse gate "));
    try {
      const bin = join(folder, "node_modules/typescript/bin");
      await mkdir(bin, { recursive: true });
      await writeFile(join(bin, "tsc"), "process.exit(9);\n");
      expect(await typeFaults(folder)).to.deep.equal([
        "the user's project does not type-check: tsc ended with 9 and said nothing",
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
