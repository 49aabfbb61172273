import { readFile, writeFile } from "node:fs/promises";

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

/** The text of a file; null where there is none. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      if (error.code === "ENOENT") return null;
      fail(`The file ${path} can't be read (${String(error.code)}); check its name.`, error);
    }
    throw error;
  }
}

/** Writes a file that the user named. */
export async function writeText(path: string, text: string, mode = 0o666): Promise<void> {
  await writing(path, () => writeFile(path, text, { mode }));
}

/** Has something write a file that the user named. */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Error && "code" in error)
      fail(`The file ${path} can't be written (${String(error.code)}); check its name.`, error);
    throw error;
  }
}
