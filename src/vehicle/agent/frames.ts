import { createHash } from "node:crypto";

/** How a file of frames begins. */
export const MAGIC = "LAPSE-OUTBOX 1\n";

/** Hexadecimal digits of a frame's length, and of its checksum: the first of SHA-256 over the length and the text. */
const [LENGTH_DIGITS, SUM_DIGITS] = [8, 16];
const HEADER = LENGTH_DIGITS + 1 + SUM_DIGITS + 1;
const SHAPE = new RegExp(`^([0-9a-f]{${LENGTH_DIGITS}}) ([0-9a-f]{${SUM_DIGITS}}) $`);

/** What can't be read, or must not be written on. Nothing is changed in the file. */
export class OutboxError extends Error {
  override readonly name: string = "OutboxError";
  readonly file: string;
  /** In bytes from the beginning; null where it is none of one place. */
  readonly offset: number | null;

  constructor(file: string, offset: number | null, problem: string, options?: ErrorOptions) {
    super(`${file}${offset === null ? "" : `, byte ${offset}`}: ${problem}`, options);
    this.file = file;
    this.offset = offset;
  }
}

/** A text in a file, and where it begins. */
export interface Frame {
  offset: number;
  text: string;
}

/** A text as it stands in a file: its length, a checksum, itself, and the end of a line. */
export function frameOf(text: string): Buffer {
  const body = Buffer.from(text, "utf8");
  const length = body.length.toString(16).padStart(LENGTH_DIGITS, "0");
  return Buffer.concat([Buffer.from(`${length} ${checksum(length, body)} `, "latin1"), body, Buffer.from("\n")]);
}

/** A file of texts. */
export function fileOf(texts: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from(MAGIC, "latin1"), ...texts.map(frameOf)]);
}

/**
 * The texts of a file. Each was on the disk before the next one was begun: so a power loss can only have torn the last one, which nobody had relied on yet, and that is left out. Whatever else
 * is broken is damage, and what it hides may have been signed.
 *
 * @throws {OutboxError} With the place that is broken.
 */
export function readFrames(bytes: Buffer, file: string): { frames: Frame[]; torn: number } {
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC)
    throw new OutboxError(file, 0, "it is no outbox of this version: name the file that the unit writes");
  const frames: Frame[] = [];
  let offset = MAGIC.length;
  while (offset < bytes.length) {
    const found = frameAt(bytes, offset);
    if (found === null) {
      if (isTorn(bytes, offset)) break;
      const remedy = "keep the file, and take the outbox from a copy, or rotate the vehicle's key and begin a new one";
      throw new OutboxError(file, offset, `a record is broken, and others follow it: ${remedy}`);
    }
    frames.push({ offset, text: found.text });
    offset = found.end;
  }
  return { frames, torn: bytes.length - offset };
}

/** The frame that begins at a place; null where there is none that is whole. */
function frameAt(bytes: Buffer, offset: number): { text: string; end: number } | null {
  const end = endOf(bytes, offset);
  if (end === null || end > bytes.length || bytes[end - 1] !== 0x0a) return null;
  const [length = "", sum] = bytes.toString("latin1", offset, offset + HEADER).split(" ");
  const body = bytes.subarray(offset + HEADER, end - 1);
  return checksum(length, body) === sum ? { text: body.toString("utf8"), end } : null;
}

/** Where a frame says that it ends; null where it says nothing. */
function endOf(bytes: Buffer, offset: number): number | null {
  const match = SHAPE.exec(bytes.toString("latin1", offset, offset + HEADER));
  return match === null ? null : offset + HEADER + Number.parseInt(match[1] ?? "", 16) + 1;
}

/** Whether what stands at a place can be the beginning of a last frame: nothing whole follows it, and it doesn't end before the file does. */
function isTorn(bytes: Buffer, offset: number): boolean {
  const end = endOf(bytes, offset);
  if (end !== null && end < bytes.length) return false;
  for (let at = offset + 1; at + HEADER < bytes.length; ++at) if (frameAt(bytes, at) !== null) return false;
  return true;
}

function checksum(length: string, body: Buffer): string {
  return createHash("sha256").update(length).update(body).digest("hex").slice(0, SUM_DIGITS);
}
