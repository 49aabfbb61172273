import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that goes with this process, whatever way that ends: a fault found, an error, Ctrl-C. */
export function openWorkspace(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  // A signal on its own would end the process without that.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  return folder;
}
