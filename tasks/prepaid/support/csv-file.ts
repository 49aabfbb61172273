import { CsvError } from "../../../src/prepaid/index.ts";
import { failure } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";

/** What a CSV file lists; a mistake in it is told with its place. */
export async function readCsv<Row>(path: string, parse: (text: string) => Row[]): Promise<Row[]> {
  const text = await readText(path);
  try {
    return parse(text);
  } catch (error) {
    throw inTheFile(path, error);
  }
}

/** A mistake in the file, with its place. */
export function inTheFile(path: string, error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  return failure(`${path}, ${error.message}. Nothing was sent; correct the file and run the command again.`, error);
}
