import type { OutboxOwner, OutboxRecord, OutboxReport, Parcel } from "./outbox-records.ts";
import type { Condition } from "./report.ts";

/** Up to where reports were confirmed, as of a block. */
interface Mark {
  upTo: bigint;
  block: number;
}

/** What the records of an outbox come to. The same whether they are read or just written. */
export class OutboxState {
  #owner: OutboxOwner | null = null;
  #base = 0n;
  #before: Condition | null = null;
  /** The last one that was taken in, where that was given up; null = it wasn't. */
  #givenUp: Condition | null = null;
  #reports: OutboxReport[] = [];
  #parcel: Parcel | null = null;
  #marks: Mark[] = [];

  get owner(): OutboxOwner {
    if (this.#owner === null) throw new RangeError("it doesn't say whose it is");
    return this.#owner;
  }

  get base(): bigint {
    return this.#base;
  }

  get last(): bigint {
    return this.#base + BigInt(this.#reports.length);
  }

  get latest(): Condition | null {
    return this.#givenUp ?? this.#kept();
  }

  get parcel(): Parcel | null {
    return this.#parcel;
  }

  get confirmed(): bigint {
    return this.#marks.at(-1)?.upTo ?? this.#base;
  }

  confirmedBy(block: number): bigint {
    // A fall has taken the marks above it with it: what is left has held ever since.
    return this.#marks.findLast((mark) => mark.block <= block)?.upTo ?? this.#base;
  }

  after(sequence: bigint, most: number): OutboxReport[] {
    const start = sequence < this.#base ? 0 : Number(sequence - this.#base);
    return this.#reports.slice(start, start + most);
  }

  report(sequence: bigint): OutboxReport | undefined {
    return sequence > this.#base ? this.#reports[Number(sequence - this.#base) - 1] : undefined;
  }

  /** Throws for a record that can't come next. */
  check(record: OutboxRecord): void {
    if (record.what === "outbox") {
      if (this.#owner !== null) throw new RangeError("an outbox says only once whose it is");
      return;
    }
    if (this.#owner === null) throw new RangeError("nothing comes before whose it is");
    switch (record.what) {
      case "condition":
        if (record.sequence !== this.last + 1n)
          throw new RangeError(`report ${record.sequence} can't follow report ${this.last}`);
        requireProgress(this.#kept(), record.condition);
        break;
      case "given up":
        this.#require(record.sequence);
        if (this.after(record.sequence - 1n, Number.MAX_SAFE_INTEGER).some(({ signing }) => signing !== null))
          throw new RangeError(`report ${record.sequence}, or one after it, was signed under its sequence`);
        break;
      case "taken":
        break;
      case "signed":
        this.#require(record.sequence);
        break;
      case "parcel":
        this.#require(record.parcel.first);
        this.#require(record.parcel.last);
        break;
      case "confirmed":
        if (record.upTo < this.#base || record.upTo > this.last)
          throw new RangeError(`there is no report ${record.upTo} that could be confirmed`);
    }
  }

  /** Takes a record in. */
  apply(record: OutboxRecord): void {
    this.check(record);
    switch (record.what) {
      case "outbox": {
        const { chainId, contract, vehicle } = record;
        this.#owner = { chainId, contract, vehicle };
        this.#base = record.base;
        this.#before = record.last;
        break;
      }
      case "condition":
        this.#reports.push({ sequence: record.sequence, condition: record.condition, signing: null });
        this.#givenUp = null;
        break;
      case "given up":
        this.#giveUp(record.sequence);
        break;
      case "taken":
        this.#givenUp = record.condition;
        break;
      case "signed": {
        const { sequence, condition } = this.#require(record.sequence);
        this.#reports[Number(sequence - this.#base) - 1] = { sequence, condition, signing: record.signing };
        break;
      }
      case "parcel":
        this.#parcel = record.parcel;
        break;
      case "confirmed":
        this.#marks = [
          ...this.#marks.filter(({ upTo }) => upTo < record.upTo),
          { upTo: record.upTo, block: record.block },
        ];
    }
  }

  /** The records that come to the same without the reports up to one. */
  compacted(upTo: bigint): OutboxRecord[] {
    if (upTo < this.#base || upTo > this.confirmed)
      throw new RangeError(
        `Reports up to ${upTo} aren't confirmed: only those up to ${this.confirmed} can be forgotten`,
      );
    const last = this.report(upTo)?.condition ?? this.#before;
    const reports = this.after(upTo, Number.MAX_SAFE_INTEGER);
    const parcel = this.#keptParcel(upTo);
    return [
      { what: "outbox", ...this.owner, base: upTo, last },
      ...reports.map(({ sequence, condition }): OutboxRecord => ({ what: "condition", sequence, condition })),
      ...(this.#givenUp === null ? [] : [{ what: "taken" as const, condition: this.#givenUp }]),
      ...reports.flatMap(({ sequence, signing }): OutboxRecord[] =>
        signing === null ? [] : [{ what: "signed", sequence, signing }],
      ),
      ...(parcel === null ? [] : [{ what: "parcel" as const, parcel }]),
      ...this.#keptMarks(upTo).map((mark): OutboxRecord => ({ what: "confirmed", ...mark })),
    ];
  }

  /** Does what {@link compacted} says. */
  forget(upTo: bigint): void {
    this.#before = this.report(upTo)?.condition ?? this.#before;
    this.#parcel = this.#keptParcel(upTo);
    this.#marks = this.#keptMarks(upTo);
    this.#reports = this.after(upTo, Number.MAX_SAFE_INTEGER);
    this.#base = upTo;
  }

  /** The last condition that is kept, or was before those that are. */
  #kept(): Condition | null {
    return this.#reports.at(-1)?.condition ?? this.#before;
  }

  #giveUp(sequence: bigint): void {
    const place = Number(sequence - this.#base) - 1;
    const last = this.#reports.at(-1);
    if (last?.sequence === sequence) this.#givenUp = last.condition;
    this.#reports = [
      ...this.#reports.slice(0, place),
      ...this.#reports.slice(place + 1).map((report) => ({ ...report, sequence: report.sequence - 1n })),
    ];
  }

  /** A parcel that carries only what is forgotten is forgotten, too. */
  #keptParcel(upTo: bigint): Parcel | null {
    const parcel = this.#parcel;
    if (parcel === null || parcel.last <= upTo) return null;
    return parcel.first > upTo ? parcel : { ...parcel, first: upTo + 1n };
  }

  #keptMarks(upTo: bigint): Mark[] {
    return this.#marks.filter((mark) => mark.upTo > upTo).map((mark) => ({ upTo: mark.upTo, block: mark.block }));
  }

  #require(sequence: bigint): OutboxReport {
    const found = this.report(sequence);
    if (found === undefined) throw new RangeError(`there is no report ${sequence}`);
    return found;
  }
}

/** Throws for a condition that falls behind the one before: no chain counts it, and what comes after it would wait for ever. */
function requireProgress(before: Condition | null, { observedAt, odometer }: Condition): void {
  if (before === null) return;
  if (observedAt < before.observedAt)
    throw new RangeError(
      `${observedAt} is before ${before.observedAt}, the moment of the report before: observe in the order of time`,
    );
  if (odometer < before.odometer)
    throw new RangeError(
      `${odometer} m is less than ${before.odometer} m of the report before: an odometer never falls, check the sensor`,
    );
}
