import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Only the owner reads and writes what the unit keeps. */
export const PRIVATE = 0o600;

/** Has the disk hold what a folder lists: a file that was renamed may have its old name after a power loss otherwise. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps the order of renames by itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file so that after a power loss at any moment it is there with its old content or with the new one, whole.
 *
 * @example
 * await writeAtomically("state.json", JSON.stringify(state));
 */
export async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const next = `${path}.new`;
  // One that is left of a power loss would keep its mode.
  await rm(next, { force: true });
  const handle = await open(next, "wx", PRIVATE);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncFolder(dirname(path));
}

/** Whether an error of Node's has a code. */
export function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
