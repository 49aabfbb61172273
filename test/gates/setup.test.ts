import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { arch, platform, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

const SETUP = fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url));
const LOCK = {
  packages: {
    "": {},
    "node_modules/node": { version: "24.21.0" },
    "node_modules/@nomicfoundation/edr-here": { version: "1.0.0", optional: true, os: [platform()], cpu: [arch()] },
  },
};

/** What stands in for npm: it writes down how it was called, and the record that belongs to the lock file. */
const NPM = `#!/bin/sh
echo "$@" > called
cp package-lock.json node_modules/.package-lock.json
`;

describe("given a project in a folder with a space, when it is set up", () => {
  let folder: string;

  before(function () {
    if (platform() === "win32") this.skip();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse setup "));
    await put("package-lock.json", JSON.stringify(LOCK));
    await put("node_modules/.package-lock.json", JSON.stringify(LOCK));
    await put("node_modules/node/package.json", "{}");
    await put("node_modules/node/bin/node", "");
    await put("node_modules/@nomicfoundation/edr-here/package.json", "{}");
    await put("node_modules/@nomicfoundation/edr-here/edr.node", "");
    await put("bin/npm", NPM);
    await chmod(join(folder, "bin/npm"), 0o755);
    await mkdir(join(folder, "scripts"));
    await copyFile(SETUP, join(folder, "scripts/setup.mjs"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function put(path: string, content: string): Promise<void> {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  async function setUp(): Promise<{ code: number; out: string; err: string; called: string | null }> {
    const env = { ...process.env, PATH: [join(folder, "bin"), process.env["PATH"] ?? ""].join(delimiter) };
    const child = spawn(process.execPath, [join(folder, "scripts/setup.mjs")], { cwd: folder, env });
    const closed = once(child, "close") as Promise<[number]>;
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    const called = await readFile(join(folder, "called"), "utf8").catch(() => null);
    return { code, out, err, called };
  }

  it("then it does nothing where all is there", async () => {
    expect(await setUp()).to.deep.equal({ code: 0, out: "", err: "", called: null });
  });

  for (const [what, path, content, reason] of [
    [
      "the record is damaged",
      "node_modules/.package-lock.json",
      '{ "packages": {',
      "the record of what is installed is damaged",
    ],
    ["nothing is recorded", "node_modules/.package-lock.json", '{ "packages": {} }', "node is missing"],
  ] as const)
    it(`then it installs where ${what}`, async () => {
      await put(path, content);
      const { code, out, err, called } = await setUp();
      expect({ code, err }).to.deep.equal({ code: 0, err: "" });
      expect(out).to.equal(
        `setup: ${reason}; installing the packages of package-lock.json (takes a minute)\nsetup: done\n`,
      );
      expect(called).to.equal("ci --include=dev --include=optional --no-audit --no-fund\n");
    });

  it("then it fails where an install did not help", async () => {
    await rm(join(folder, "node_modules/@nomicfoundation/edr-here/edr.node"));
    const { code, err } = await setUp();
    expect(code).to.equal(1);
    expect(err).to.equal("setup: after installing, node_modules/@nomicfoundation/edr-here holds no binary\n");
  });
});
