/**
 * A mistake in a CSV file, with the place where it is.
 *
 * @example
 * if (error instanceof CsvError) console.error(`${file}: ${error.message}`);
 */
export class CsvError extends Error {
  override readonly name: string = "CsvError";
  readonly line: number;
  readonly column: string;

  constructor(line: number, column: string, problem: string) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.line = line;
    this.column = column;
  }
}

/** A line of a CSV file, or several where a field holds line breaks. */
export interface CsvRecord {
  /** The line in which the record begins. */
  line: number;
  fields: string[];
}

/** The records of a file in RFC 4180 form; empty lines and lines that begin with # are passed over. */
export function recordsOf(text: string, Mistake: typeof CsvError = CsvError): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const record: CsvRecord = { line, fields: [] };
    const first = at;
    let ended = false;
    while (!ended) {
      let field = "";
      if (text[at] === '"') {
        at += 1;
        for (;;) {
          const char = text[at];
          if (char === undefined) {
            throw new Mistake(record.line, `${record.fields.length + 1}`, "a quote is opened and never closed");
          }
          at += 1;
          if (char === "\n") line += 1;
          if (char !== '"') field += char;
          else if (text[at] === '"') {
            field += '"';
            at += 1;
          } else break;
        }
      }
      const rest = /[^,\n]*/y;
      rest.lastIndex = at;
      const bare = rest.exec(text)?.[0] ?? "";
      at += bare.length;
      record.fields.push(field + bare.replace(/\r$/, ""));
      ended = text[at] !== ",";
      at += 1;
    }
    line += 1;
    const raw = record.fields.join("").trim();
    if (!text.startsWith("#", first) && (raw !== "" || record.fields.length > 1)) records.push(record);
  }
  return records;
}
