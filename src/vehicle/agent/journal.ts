import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

import { fileOf, type Frame, frameOf, OutboxError, readFrames } from "./frames.ts";
import { hasErrorCode, PRIVATE, syncFolder, writeAtomically } from "./files.ts";

/** Texts that are kept in order, and that a power loss takes nothing from once they are written. */
export interface Journal {
  /** Where it is, for people. */
  readonly name: string;
  /** What it had when it was opened. */
  readonly opened: readonly Frame[];
  /** Adds a text; once this is done it is on the disk. */
  append(text: string): Promise<void>;
  /** Puts other texts in the place of all: after a power loss there are the old ones or the new ones. */
  replace(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A {@link Journal} in a file. One at a time: {@link lockFile} sees to that. */
export class FileJournal implements Journal {
  readonly name: string;
  readonly opened: readonly Frame[];
  #handle: FileHandle;
  #last: Promise<void> = Promise.resolve();
  #fault: unknown = null;

  private constructor(name: string, opened: readonly Frame[], handle: FileHandle) {
    this.name = name;
    this.opened = opened;
    this.#handle = handle;
  }

  /** Begins a journal where there is none. */
  static async create(path: string, texts: readonly string[]): Promise<FileJournal> {
    if ((await contentOf(path)) !== null)
      throw new OutboxError(path, null, "it is there already: open it, or name another file");
    await writeAtomically(path, fileOf(texts));
    return FileJournal.open(path);
  }

  /** Opens a journal; what a power loss has left of a last text is cut off. */
  static async open(path: string): Promise<FileJournal> {
    const bytes = await contentOf(path);
    if (bytes === null)
      throw new OutboxError(
        path,
        null,
        "it isn't there: name the unit's outbox; if it is lost, rotate the vehicle's key",
      );
    const { frames } = readFrames(bytes, path);
    // Written anew, since what was read may be in memory alone: the process before may have ended between its writing and the disk's.
    await writeAtomically(path, fileOf(frames.map(({ text }) => text)));
    return new FileJournal(path, frames, await open(path, "a", PRIVATE));
  }

  append(text: string): Promise<void> {
    return this.#inTurn(async () => {
      const frame = frameOf(text);
      for (let at = 0; at < frame.length;) at += (await this.#handle.write(frame, at)).bytesWritten;
      await this.#handle.sync();
    });
  }

  replace(texts: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const next = `${this.name}.new`;
      // Texts that come later go to the file that takes this one's place: the handle follows the file, not its name.
      const handle = await open(next, "ax", PRIVATE);
      try {
        await handle.writeFile(fileOf(texts));
        await handle.sync();
        await rename(next, this.name);
      } catch (error) {
        await handle.close();
        throw error;
      }
      const before = this.#handle;
      this.#handle = handle;
      await before.close();
      await syncFolder(dirname(this.name));
    });
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#handle.close();
  }

  /** One thing after another. After a fault nobody knows what the disk holds, until the file is read again. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#fault !== null) throw this.#failure(this.#fault);
      try {
        await act();
      } catch (error) {
        this.#fault = error;
        throw this.#failure(error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #failure(cause: unknown): OutboxError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new OutboxError(this.name, null, `it could not be written (${why}): mend the disk, and start again`, {
      cause,
    });
  }
}

async function contentOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}
