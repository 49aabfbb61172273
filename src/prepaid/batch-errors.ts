import type { Explanation } from "./errors.ts";

/** A row that the vault refuses; nothing of its page was issued, and what was issued before stays. */
export class BatchError extends Error {
  override readonly name: string = "BatchError";
  readonly line: number;
  /** Null for an error that isn't known. */
  readonly reason: Explanation | null;

  constructor(line: number, reason: Explanation | null, cause: unknown) {
    const told =
      reason === null ? String(cause instanceof Error ? cause.message : cause) : `${reason.cause} ${reason.remedy}`;
    super(`line ${line}: ${told}`, { cause });
    this.line = line;
    this.reason = reason;
  }
}

/** The purchaser's balance does not reach for a batch; nothing was sent. */
export class BatchShortError extends RangeError {
  override readonly name: string = "BatchShortError";
  /** Base units, as both. */
  readonly needed: bigint;
  readonly balance: bigint;

  constructor(needed: bigint, balance: bigint) {
    super(
      `The batch needs ${needed} base units, and the balance in the vault is ${balance}; deposit ${needed - balance} more`,
    );
    this.needed = needed;
    this.balance = balance;
  }
}

/**
 * A page that was refused though each of its rows alone would be taken: it takes more gas than a transaction may have, or the node doesn't say what
 * is wrong. Nothing of it was sent; the pages before stay.
 */
export class BatchPageError extends RangeError {
  override readonly name: string = "BatchPageError";
  /** Instruments in the page. */
  readonly rows: number;

  constructor(rows: number, cause: unknown) {
    super(
      `A page of ${rows} instruments takes more gas than a transaction may have, or the node doesn't say why it refuses; give a smaller rowsPerPage`,
      { cause },
    );
    this.rows = rows;
  }
}
