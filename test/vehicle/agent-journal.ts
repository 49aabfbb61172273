import { fileOf, type Frame, frameOf, readFrames } from "../../src/vehicle/agent/frames.ts";
import type { Journal } from "../../src/vehicle/agent/index.ts";

/** The power fails. */
export class PowerLoss extends Error {}

/** A disk that a journal's bytes are on, and what a power loss leaves of what is being written. */
export class FakeDisk {
  bytes: Buffer;
  /** After how many further writes the power fails in the middle of one; null = never. */
  writesLeft: number | null = null;
  /** The part of that write that reaches the disk, from 0 to 1. */
  part = 0;
  isDown = false;
  writes = 0;

  constructor(texts: readonly string[]) {
    this.bytes = fileOf(texts);
  }

  /** Whether the power fails in this write. */
  fails(): boolean {
    if (this.isDown) throw new PowerLoss("it is off");
    this.writes += 1;
    if (this.writesLeft === null || this.writesLeft-- > 0) return false;
    this.isDown = true;
    return true;
  }

  /** Switches it on again. */
  restart(): FakeJournal {
    this.isDown = false;
    this.writesLeft = null;
    const { frames, torn } = readFrames(this.bytes, "a disk");
    this.bytes = this.bytes.subarray(0, this.bytes.length - torn);
    return new FakeJournal(this, frames);
  }
}

/** A journal on a fake disk. */
export class FakeJournal implements Journal {
  readonly name = "a disk";
  readonly opened: readonly Frame[];
  readonly #disk: FakeDisk;

  constructor(disk: FakeDisk, opened: readonly Frame[]) {
    this.#disk = disk;
    this.opened = opened;
  }

  async append(text: string): Promise<void> {
    await Promise.resolve();
    const frame = frameOf(text);
    const fails = this.#disk.fails();
    const written = fails ? frame.subarray(0, Math.floor(this.#disk.part * (frame.length + 1))) : frame;
    this.#disk.bytes = Buffer.concat([this.#disk.bytes, written]);
    if (fails) throw new PowerLoss("in the middle of a record");
  }

  async replace(texts: readonly string[]): Promise<void> {
    await Promise.resolve();
    const fails = this.#disk.fails();
    // A rename happens or doesn't.
    if (!fails || this.#disk.part >= 0.5) this.#disk.bytes = fileOf(texts);
    if (fails) throw new PowerLoss("in the middle of a replacement");
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
