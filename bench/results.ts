import type { Term } from "./floor.ts";

/** What `bench/results.json` holds. */
export interface Results {
  setting: Record<string, string | number>;
  /** What was written into storage directly, and the views that showed that it took. */
  storageSet: StorageSet[];
  /** One transaction each; `gas` is that of its receipt. */
  rows: Row[];
  creations: Creation[];
  /** The unavoidable costs of each operation, for ours and for peers. */
  floors: FloorOf[];
  /** What the turn of a frame does where nobody sends anything. */
  grants: Grant[];
  /** The dearest pages that a caller is told to send. */
  pages: Page[];
}

export interface Row {
  operation: string;
  subject: string;
  members: number;
  idleFrames: number;
  gas: number;
  calldata: number;
  floor: number;
  /** Accounts in it, where it is a page. */
  items: number;
}

/** What a new contract costs. */
export interface Creation {
  subject: string;
  runtimeBytes: number;
  gas: number;
  floor: number;
}

export interface FloorOf {
  operation: string;
  subject: string;
  terms: Term[];
}

export interface StorageSet {
  subject: string;
  members: number;
  /** What, slot and value. */
  writes: { what: string; slot: string; value: string }[];
  /** Views read afterwards. */
  views: { view: string; value: string }[];
}

export interface Grant {
  subject: string;
  members: number;
  idleFrames: number;
  balanceBefore: string;
  balanceAfter: string;
  supplyBefore: string;
  supplyAfter: string;
  transactions: number;
  storageChanged: boolean;
  gas: number;
}

export interface Page {
  operation: string;
  case: string;
  items: number;
  gas: number;
  perItem: number;
}

/** The cap of one transaction, EIP-7825. */
export const TRANSACTION_CAP = 2 ** 24;

/** One line for each measurement, so that a change shows as one line. */
export function stringify(results: Results): string {
  const parts = Object.entries(results).map(([key, value]: [string, unknown]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`
      : JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ");
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(",\n")}\n}\n`;
}
