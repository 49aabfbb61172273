import { readFile } from "node:fs/promises";

import { fail } from "./failure.ts";

/** Whether an argument that takes an account or a file means a file: it is neither an address nor the number of an account. */
export function isFile(text: string): boolean {
  return !/^(0x[0-9a-f]*|\d+)$/i.test(text);
}

/** The text of a file that the user named. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error)
      fail(`The file ${path} can't be read (${String(error.code)}); check its name.`, error);
    throw error;
  }
}
