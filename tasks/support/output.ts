import { constants } from "node:fs";
import { access, type FileHandle, open, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { fail } from "./failure.ts";
import { readText } from "./file.ts";

/** A file that a task is to write. */
export interface Output {
  /** How the user names it: "--links". */
  option: string;
  path: string;
  /** What it holds, for a message: "links". */
  what: string;
  /** Whether a text is an earlier one of its kind, which may be replaced. */
  isKind: (text: string) => boolean;
}

/** Another file of the command, and how the user names it. */
export type OtherFile = readonly [called: string, path: string | undefined];

/**
 * Makes sure, before anything is sent, that a file can be written at the end and that nothing is lost by it: it is none of the other files of the
 * command, and what is there already is an earlier file of the same kind. Leaves no file where there was none.
 */
export async function checkOutput(output: Output, others: readonly OtherFile[]): Promise<void> {
  const { option, path, what, isKind } = output;
  const place = await placeOf(path);
  for (const [called, other] of others) {
    if (other !== undefined && (await placeOf(other)) === place) {
      fail(`The file ${path} of ${option} is that of ${called}, and would be lost; give another name.`);
    }
  }
  if (await isNew(path)) return;
  if (!(await stat(path)).isFile()) return;
  const text = await readText(path);
  if (text.trim() !== "" && !isKind(text)) {
    fail(`The file ${path} of ${option} is there already and holds no ${what}; give another name, or remove it.`);
  }
}

/** Where a path leads to, also where nothing is yet. */
async function placeOf(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    const folder = dirname(whole);
    return folder === whole ? whole : join(await placeOf(folder), basename(whole));
  }
}

/** Whether nothing is at a path; refuses one that can't be written. */
async function isNew(path: string): Promise<boolean> {
  let tried: FileHandle;
  try {
    tried = await open(path, "wx");
  } catch (error) {
    if (codeOf(error) !== "EEXIST") return refuse(path, error);
    try {
      if ((await stat(path)).isDirectory()) fail(`The file ${path} can't be written: it is a folder; check its name.`);
      await access(path, constants.W_OK);
    } catch (hidden) {
      return refuse(path, hidden);
    }
    return false;
  }
  await tried.close();
  await rm(path);
  return true;
}

function refuse(path: string, error: unknown): never {
  const code = codeOf(error);
  if (code === null || !(error instanceof Error) || !("syscall" in error)) throw error;
  return fail(`The file ${path} can't be written (${code}); check its name.`, error);
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}
