import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

import { expect } from "chai";

import { ended, startHardhat, stopChildren, killChildren } from "../../scripts/start/hardhat.ts";

/** Starts a process and waits, as a build does while it compiles. */
const SCRIPT = `
import { spawn } from "node:child_process";
const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
console.log("started " + child.pid);
await new Promise(() => setInterval(() => {}, 1000));
`;

describe("given a command of the start script that has started a process itself", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse children "));
    await writeFile(join(folder, "script.mjs"), SCRIPT);
  });

  after(() => rm(folder, { recursive: true }));

  for (const [name, end] of [
    ["stopped", stopChildren],
    ["killed as the last resort", killChildren],
  ] as const)
    it(`when it is ${name}, then neither is left`, async () => {
      const child = startHardhat(["run", "--no-compile", join(folder, "script.mjs")], "pipe");
      const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
      const grandchild = Number(/^started (\d+)$/.exec(line)?.[1]);
      expect(isAlive(grandchild)).to.equal(true);

      await end();
      expect(await ended(child)).to.equal(null);
      // Init, or whoever adopts orphans here, may take a moment to bury it.
      for (let i = 0; i < 500 && isAlive(grandchild); i += 1) await wait(20);
      expect(isAlive(grandchild)).to.equal(false);
    });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
