import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";

import { expect } from "chai";

import { LockedError, lockFile, Outbox } from "../../src/vehicle/agent/index.ts";
import { OWNER } from "./agent-chain.ts";
import { errorOf } from "./agent-errors.ts";
import { useOutboxes } from "./agent-outboxes.ts";

describe("the lock of an outbox", () => {
  const outboxes = useOutboxes();
  let path: string;
  beforeEach(() => {
    path = outboxes.next();
  });
  /** The lock files of the outbox. */
  const locks = async (): Promise<string[]> =>
    (await readdir(outboxes.folder))
      .filter((name) => name.startsWith(`${basename(path)}.lock`))
      .map((name) => join(outboxes.folder, name));

  it("keeps a second one out, also in the same process, until it is closed", async () => {
    const outbox = await Outbox.create(path, OWNER);
    const error = await errorOf(Outbox.open(path, OWNER));
    expect(error).to.be.instanceOf(LockedError);
    expect((error as Error).message).to.contain(`${path} is in use by process ${process.pid}`);
    await outbox.close();
    await (await Outbox.open(path, OWNER)).close();
    expect(await locks()).to.have.lengthOf(1);
  });

  it("goes to exactly one of many who find that its holder is dead", async function () {
    this.timeout(60_000);
    const source = new URL("../../src/vehicle/agent/lock.ts", import.meta.url).href;
    const script = `const { lockFile } = await import(${JSON.stringify(source)}); await lockFile(process.argv[1]); console.log("held"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(createInterface({ input: holder.stdout }), "line");
    expect(await errorOf(lockFile(path)))
      .to.be.instanceOf(LockedError)
      .and.have.property("message")
      .that.contains(`process ${holder.pid} `);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const takers = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(path)));
    expect(takers.filter(({ status }) => status === "fulfilled").length).to.equal(1);
    for (const taker of takers) if (taker.status === "rejected") expect(taker.reason).to.be.instanceOf(LockedError);
  });

  it("is free once its holder is dead, also where nobody asks how it ended", async function () {
    // Elsewhere nothing tells such a process from one that lives.
    if (process.platform !== "linux") this.skip();
    const source = new URL("../../src/vehicle/agent/lock.ts", import.meta.url).href;
    const script = `const { lockFile } = await import(${JSON.stringify(source)}); await lockFile(process.argv[1]); console.log(process.pid); setInterval(() => {}, 1000);`;
    const shell = `"$0" --input-type=module -e "$1" "$2" & exec sleep 60`;
    const parent = spawn("sh", ["-c", shell, process.execPath, script, path], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
      process.kill(Number(line), "SIGKILL");
      while (!/\) Z /.test(await readFile(`/proc/${line}/stat`, "utf8")))
        await new Promise((resolve) => setTimeout(resolve, 10));
      process.kill(Number(line), 0);
      await (await lockFile(path)).release();
    } finally {
      parent.kill();
    }
  });

  it("is never held by two, however many take it and release it", async function () {
    this.timeout(60_000);
    let [holders, taken] = [0, 0];
    const work = async (): Promise<void> => {
      while (taken < 150) {
        const lock = await lockFile(path).catch((error: unknown) => {
          if (!(error instanceof LockedError)) throw error;
          return null;
        });
        if (lock === null) continue;
        holders += 1;
        expect(holders).to.equal(1);
        taken += 1;
        if (taken % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        holders -= 1;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
  });

  it("is free after the machine was started again, whoever has the number now, and after a loss before a name was in it", async () => {
    await (await Outbox.create(path, OWNER)).close();
    const [lock = ""] = await locks();
    const released = JSON.parse(await readFile(lock, "utf8")) as Record<string, unknown>;
    const held = { ...released, released: false };
    for (const holder of [
      { ...held, boot: "an earlier one" },
      { ...held, start: "1" },
    ]) {
      await writeFile(lock, JSON.stringify(holder));
      const opened = await lockFile(path);
      await opened.release();
      const [left = ""] = await locks();
      await rm(left);
    }
    await writeFile(lock, JSON.stringify({ ...held, host: "elsewhere", boot: "another", start: "1" }));
    expect(await errorOf(lockFile(path)))
      .to.have.property("message")
      .that.contains("elsewhere")
      .and.contains(lock);
    await writeFile(lock, JSON.stringify({ ...held, space: "another container's", start: "1" }));
    expect(await errorOf(lockFile(path))).to.be.instanceOf(LockedError);
    await writeFile(lock, "");
    await (await lockFile(path)).release();
  });
});
