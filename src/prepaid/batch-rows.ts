import { fieldsOf, namesOf } from "../chain/csv-fields.ts";
import { CsvError, recordsOf } from "../chain/csv-records.ts";
import { BATCH_COLUMNS, isKeyField, itemsReader, requireRecords } from "./batch-columns.ts";

/** Which row of a batch is meant, whatever it was issued with. */
export interface BatchReference {
  /** What tells the row from the others of its batch: the file's own name for it, or its place from 1. */
  item: string;
  /** Known by its place alone: such a file must be as it was issued. */
  placed: boolean;
  /** Whether the file has "key" for a holder; null where it has no holders. */
  toKey: boolean | null;
  /** Line of the file, from 1. */
  line: number;
}

/**
 * Reads which instruments of a batch are meant: from the file that it was issued from, or from a part of it that has the column `item`. No
 * other column is needed or looked at, but `holder` where it is there. Throws a {@link CsvError} that names line and column.
 *
 * @example
 * const rows = parseBatchReferences("item\ncard 17\ncard 18\n");
 */
export function parseBatchReferences(text: string): BatchReference[] {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) throw new CsvError(1, "item", "the file is empty; its first line names the columns");
  const names = namesOf(header, BATCH_COLUMNS);
  requireRecords(header, records);
  const itemOf = itemsReader(names);
  return records.map((record, place) => {
    const at = fieldsOf(record, names);
    return {
      item: itemOf(record, place, at("item")),
      placed: !names.includes("item"),
      toKey: names.includes("holder") ? isKeyField(at("holder")) : null,
      line: record.line,
    };
  });
}
