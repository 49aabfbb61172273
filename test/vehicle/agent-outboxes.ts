import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Outbox } from "../../src/vehicle/agent/index.ts";

/** Where the outboxes of a suite are. */
export interface Outboxes {
  folder: string;
  /** A file that isn't there yet. */
  next: () => string;
}

/** Gives a suite a folder of its own for outboxes, which goes with it. */
export function useOutboxes(): Outboxes {
  let made = 0;
  const outboxes: Outboxes = { folder: "", next: () => join(outboxes.folder, `${(made += 1)}.outbox`) };
  before(async () => {
    outboxes.folder = await mkdtemp(join(tmpdir(), "lapse outbox "));
  });
  after(() => rm(outboxes.folder, { recursive: true }));
  return outboxes;
}

/** What an outbox holds, to be compared. */
export const contentOf = (outbox: Outbox): unknown => ({
  base: outbox.base,
  last: outbox.last,
  confirmed: outbox.confirmed,
  parcel: outbox.parcel,
  reports: outbox.after(0n),
});
