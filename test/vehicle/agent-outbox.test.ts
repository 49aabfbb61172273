import { open, readFile, stat, writeFile } from "node:fs/promises";

import { expect } from "chai";
import { id } from "ethers";

import { fileOf } from "../../src/vehicle/agent/frames.ts";
import { type Condition, Outbox, OutboxError, type Parcel } from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { recordText } from "../../src/vehicle/agent/outbox-records.ts";
import { conditionOf, OWNER, POLICY, START } from "./agent-chain.ts";
import { errorOf } from "./agent-errors.ts";
import { contentOf, useOutboxes } from "./agent-outboxes.ts";

const PARCEL: Parcel = { id: id("parcel"), bytes: "0x01", first: 1n, last: 1n, policyHash: POLICY, deadline: START };

describe("the outbox of a vehicle", () => {
  const outboxes = useOutboxes();
  let path: string;
  beforeEach(() => {
    path = outboxes.next();
  });

  it("refuses a file that is broken before its last record, names the place, and changes nothing", async () => {
    const outbox = await Outbox.create(path, OWNER);
    const offsets: number[] = [];
    for (let n = 1; n <= 4; ++n) {
      offsets.push((await stat(path)).size);
      await outbox.add(conditionOf(n));
    }
    await outbox.close();
    const bytes = await readFile(path);
    // Each byte of the second record, in turn: its length, its checksum, its text and the end of its line.
    for (let at = offsets[1]!; at < offsets[2]!; ++at) {
      const broken = Buffer.from(bytes);
      broken[at] = broken[at]! ^ 0x15;
      await writeFile(path, broken);
      const error = await errorOf(Outbox.open(path, OWNER));
      expect(error, `byte ${at}`).to.be.instanceOf(OutboxError).and.include({ file: path, offset: offsets[1] });
      expect((error as Error).message).to.contain(`${path}, byte ${offsets[1]}: a record is broken`);
      expect((await readFile(path)).equals(broken)).to.equal(true);
    }
    // Two records that are gone at the end are no torn one, either.
    const holes = Buffer.from(bytes);
    holes[offsets[2]! + 60] = 0;
    holes[offsets[3]! + 60] = 0;
    await writeFile(path, holes);
    expect(await errorOf(Outbox.open(path, OWNER))).to.include({ offset: offsets[2] });
    await writeFile(path, bytes);
    await (await Outbox.open(path, OWNER)).close();
  });

  it("takes zeros at the end, which a file system may leave, for what they are", async () => {
    const outbox = await Outbox.create(path, OWNER);
    await outbox.add(conditionOf(1));
    await outbox.close();
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(300)]));
    const opened = await Outbox.open(path, OWNER);
    expect(opened.last).to.equal(1n);
    await opened.close();
  });

  it("refuses another vehicle's file, one that is none, one that is there already, and one that isn't there", async () => {
    await (await Outbox.create(path, OWNER, 5n)).close();
    for (const other of [{ vehicle: 78n }, { chainId: 1n }, { contract: "0x00000000000000000000000000000000000000AA" }])
      expect(await errorOf(Outbox.open(path, { ...OWNER, ...other })))
        .to.be.instanceOf(OutboxError)
        .and.have.property("message")
        .that.contains(
          "it is the outbox of vehicle 0x000000000000000000000000000000000000000000000000000000000000004d of ",
        );
    expect(await errorOf(Outbox.create(path, OWNER)))
      .to.have.property("message")
      .that.contains("there already");
    await writeFile(`${path}.x`, "no outbox");
    expect(await errorOf(Outbox.open(`${path}.x`, OWNER))).to.include({ name: "OutboxError", offset: 0 });
    expect(await errorOf(Outbox.open(`${path}.y`, OWNER)))
      .to.have.property("message")
      .that.contains("rotate");
    const outbox = await Outbox.open(path, OWNER);
    expect(await outbox.add(conditionOf(1))).to.equal(6n);
    await outbox.close();
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("gives sequences out once, whoever asks at the same moment, and in the order of the calls", async () => {
    const outbox = await Outbox.create(path, OWNER);
    const given = await Promise.all(Array.from({ length: 20 }, (_, n) => outbox.add(conditionOf(n + 1))));
    expect(given).to.deep.equal(Array.from({ length: 20 }, (_, n) => BigInt(n + 1)));
    await Promise.all([
      outbox.confirm(10n, 1),
      outbox.compact(10n),
      outbox.sign(15n, { policyHash: POLICY, deadline: 1n, signature: "0x02" }),
      outbox.add(conditionOf(21)),
    ]);
    const content = contentOf(outbox);
    await outbox.close();
    const opened = await Outbox.open(path, OWNER);
    expect(contentOf(opened)).to.deep.equal(content);
    expect(opened.report(15n)?.signing?.signature).to.equal("0x02");
    expect([opened.base, opened.last]).to.deep.equal([10n, 21n]);
    await opened.close();
  });

  it("refuses what no chain would count, and keeps the condition of a sequence whatever is signed", async () => {
    const outbox = await Outbox.create(path, OWNER);
    await outbox.add(conditionOf(5));
    const wrong: [Partial<Condition>, string][] = [
      [{ observedAt: START }, "before"],
      [{ odometer: 10n }, "odometer never falls"],
      [{ severity: 10_001n }, "severity"],
      [{ odometer: 2n ** 40n }, "odometer"],
      [{ observedAt: 0n }, "moment"],
      [{ evidence: "0x12" }, "evidence"],
    ];
    for (const [change, words] of wrong)
      expect(await errorOf(outbox.add({ ...conditionOf(6), ...change })))
        .to.have.property("message")
        .that.contains(words);
    const given = { ...conditionOf(6) };
    const adding = outbox.add(given);
    given.odometer = 99_000n;
    expect(await adding).to.equal(2n);
    await outbox.sign(2n, { policyHash: POLICY, deadline: 1n, signature: "0x01" });
    await outbox.sign(2n, { policyHash: id("another"), deadline: 2n, signature: "0x02" });
    expect(outbox.report(2n)).to.deep.equal({
      sequence: 2n,
      condition: conditionOf(6),
      signing: { policyHash: id("another"), deadline: 2n, signature: "0x02" },
    });
    expect(await errorOf(outbox.sign(3n, { policyHash: POLICY, deadline: 1n, signature: "0x01" }))).to.be.instanceOf(
      RangeError,
    );
    expect(await errorOf(outbox.compact(1n))).to.be.instanceOf(RangeError);
    // The order of time holds for what comes after a compaction, too.
    await outbox.confirm(2n, 1);
    await outbox.compact(2n);
    expect(await errorOf(outbox.add(conditionOf(5))))
      .to.have.property("message")
      .that.contains("before");
    await outbox.close();
    // Nothing of what was refused is in the file.
    await (await Outbox.open(path, OWNER)).close();
  });

  it("refuses whole records that don't belong where they are, and names the place", async () => {
    const owner = beginning(OWNER, 0n);
    const first = recordText({ what: "condition", sequence: 1n, condition: conditionOf(1) });
    const wrong: [string, string][] = [
      [recordText({ what: "condition", sequence: 3n, condition: conditionOf(2) }), "report 3 can't follow report 1"],
      [recordText({ what: "condition", sequence: 2n, condition: conditionOf(0) }), "is before"],
      [recordText({ what: "parcel", parcel: { ...PARCEL, last: 2n } }), "there is no report 2"],
      [recordText({ what: "confirmed", upTo: 2n, block: 1 }), "there is no report 2"],
      [owner[0]!, "only once whose it is"],
      ["{}", "of no kind that this version knows"],
      ['{"what":"confirmed","upTo":1,"block":1}', 'it has no "upTo"'],
    ];
    for (const [text, words] of wrong) {
      await writeFile(path, fileOf([...owner, first, text]));
      const error = (await errorOf(Outbox.open(path, OWNER))) as OutboxError;
      expect(error, words).to.be.instanceOf(OutboxError);
      expect(error.offset).to.equal(fileOf([...owner, first]).length);
      expect(error.message).to.contain(words);
    }
    await writeFile(path, fileOf([]));
    expect(await errorOf(Outbox.open(path, OWNER)))
      .to.have.property("message")
      .that.contains("whose it is");
  });

  it("keeps of a parcel that reaches over what is forgotten the part that isn't", async () => {
    let outbox = await Outbox.create(path, OWNER);
    for (let n = 1; n <= 5; ++n) await outbox.add(conditionOf(n));
    await outbox.pack({ ...PARCEL, first: 1n, last: 5n });
    await outbox.confirm(3n, 1);
    await outbox.compact(3n);
    const kept = { ...PARCEL, first: 4n, last: 5n };
    expect(outbox.parcel).to.deep.equal(kept);
    await outbox.close();
    outbox = await Outbox.open(path, OWNER);
    expect(outbox.parcel).to.deep.equal(kept);
    await outbox.confirm(5n, 2);
    await outbox.compact(5n);
    expect(outbox.parcel).to.equal(null);
    await outbox.close();
  });

  it("knows since which block reports are confirmed, and forgets it where the chain took them back", async () => {
    const outbox = await Outbox.create(path, OWNER);
    for (let n = 1; n <= 4; ++n) await outbox.add(conditionOf(n));
    await outbox.confirm(1n, 10);
    await outbox.confirm(3n, 20);
    expect([9, 10, 19, 20].map((block) => outbox.confirmedBy(block))).to.deep.equal([0n, 1n, 1n, 3n]);
    await outbox.confirm(2n, 30);
    expect([20, 29, 30].map((block) => outbox.confirmedBy(block))).to.deep.equal([1n, 1n, 2n]);
    expect(outbox.confirmed).to.equal(2n);
    await outbox.close();
  });

  it("ends at a disk that fails, and doesn't write behind what it has left there", async () => {
    const outbox = await Outbox.create(path, OWNER);
    await outbox.add(conditionOf(1));
    const isRead = await readFile(path);
    await outbox.close();
    const first = await errorOf(outbox.add(conditionOf(2)));
    expect(first).to.be.instanceOf(OutboxError).and.have.property("message").that.contains("could not be written");
    expect(await errorOf(outbox.add(conditionOf(2)))).to.be.instanceOf(OutboxError);
    expect((await readFile(path)).equals(isRead)).to.equal(true);
  });

  it("writes nothing more after a fault of the disk, since nobody knows what that holds, until it is opened again", async () => {
    const outbox = await Outbox.create(path, OWNER);
    await outbox.add(conditionOf(1));
    const probe = await open(path, "r");
    const handles = Object.getPrototypeOf(probe) as { sync: () => Promise<void> };
    await probe.close();
    const { sync } = handles;
    handles.sync = () => Promise.reject(new Error("EIO: i/o error, fsync"));
    try {
      const error = await errorOf(outbox.add(conditionOf(2)));
      expect((error as Error).message).to.contain(
        `${path}: it could not be written (EIO: i/o error, fsync): mend the disk`,
      );
    } finally {
      handles.sync = sync;
    }
    const { size } = await stat(path);
    expect(await errorOf(outbox.add(conditionOf(2)))).to.be.instanceOf(OutboxError);
    expect(outbox.last).to.equal(1n);
    expect((await stat(path)).size).to.equal(size);
    await outbox.close();
    // What the disk kept after all is a report as any other.
    const opened = await Outbox.open(path, OWNER);
    expect(opened.last).to.equal(2n);
    await opened.close();
  });
});
