import { copyFile, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import { id } from "ethers";
import fc from "fast-check";

import { Outbox, type Parcel } from "../../src/vehicle/agent/index.ts";
import { conditionOf, OWNER, POLICY, START } from "./agent-chain.ts";
import { contentOf, useOutboxes } from "./agent-outboxes.ts";

const SEED = 0x76656869;

const parcelOf = (first: bigint, last: bigint, name = "one"): Parcel => {
  return { id: id(name), bytes: "0x01", first, last, policyHash: POLICY, deadline: START };
};

describe("the outbox of a vehicle that loses power", () => {
  const outboxes = useOutboxes();
  let path: string;
  beforeEach(() => {
    path = outboxes.next();
  });

  /** What may be written, one thing after another. */
  type Act = "add" | "sign" | "pack" | "confirm" | "fall" | "compact";
  async function play(outbox: Outbox, act: Act, n: number): Promise<void> {
    const { base, last, confirmed } = outbox;
    if (act === "add" || last === base) await outbox.add(conditionOf(n));
    else if (act === "sign")
      await outbox.sign(base + 1n + (BigInt(n) % (last - base)), {
        policyHash: POLICY,
        deadline: BigInt(n),
        signature: "0x01",
      });
    else if (act === "pack") await outbox.pack(parcelOf(confirmed === last ? last : confirmed + 1n, last, `${n}`));
    else if (act === "confirm") await outbox.confirm(last, n);
    else if (act === "fall") await outbox.confirm(base, n);
    else await outbox.compact(confirmed);
  }
  const anyActs = fc.array(
    fc.constantFrom<Act>("add", "add", "add", "sign", "sign", "pack", "confirm", "fall", "compact"),
    { minLength: 1, maxLength: 25 },
  );

  it("has after a power loss what was done, and of what was being done all or nothing", async function () {
    this.timeout(120_000);
    let torn = 0;
    let whole = 0;
    const run = async (acts: readonly Act[], part: number): Promise<void> => {
      path = outboxes.next();
      let outbox = await Outbox.create(path, OWNER);
      for (const [n, act] of acts.slice(0, -1).entries()) await play(outbox, act, n);
      const before = contentOf(outbox);
      const { size } = await stat(path);
      await copyFile(path, `${path}.before`);
      await play(outbox, acts.at(-1)!, acts.length);
      const after = contentOf(outbox);
      const grown = (await stat(path)).size - size;
      await outbox.close();
      if (acts.at(-1) === "compact" || grown <= 0) {
        // What takes the place of the file is torn, or isn't there yet, or is.
        await writeFile(`${path}.new`, (await readFile(path)).subarray(0, Math.floor(part * 100)));
        if (part < 0.5) await copyFile(`${path}.before`, path);
      } else await truncate(path, size + Math.floor(part * (grown + 1)));
      outbox = await Outbox.open(path, OWNER);
      const found = contentOf(outbox);
      const isDone = JSON.stringify(found, plain) === JSON.stringify(after, plain);
      if (!isDone) expect(found).to.deep.equal(before);
      if (isDone) whole += 1;
      else torn += 1;
      // And it goes on from there, as if nothing had been.
      const sequence = await outbox.add(conditionOf(acts.length + 1));
      await outbox.close();
      outbox = await Outbox.open(path, OWNER);
      expect(outbox.report(sequence)?.condition).to.deep.equal(conditionOf(acts.length + 1));
      expect(outbox.last).to.equal(sequence);
      await outbox.close();
    };
    const anyPart = fc.double({ min: 0, max: 0.999, noNaN: true });
    await fc.assert(fc.asyncProperty(anyActs, anyPart, run), { numRuns: 250, seed: SEED });
    expect([torn > 50, whole > 20]).to.deep.equal([true, true]);
  });

  it("can be cut at each byte of a last record, and loses nothing else", async () => {
    const outbox = await Outbox.create(path, OWNER);
    for (let n = 1; n <= 3; ++n) await outbox.add(conditionOf(n));
    const { size } = await stat(path);
    await outbox.add(conditionOf(4));
    await outbox.close();
    const bytes = await readFile(path);
    for (let cut = size; cut <= bytes.length; ++cut) {
      const other = join(outboxes.folder, `cut.outbox`);
      await writeFile(other, bytes.subarray(0, cut));
      const opened = await Outbox.open(other, OWNER);
      expect(opened.last, `byte ${cut}`).to.equal(cut === bytes.length ? 4n : 3n);
      await opened.close();
      expect((await stat(other)).size).to.equal(cut === bytes.length ? bytes.length : size);
    }
  });
});

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
