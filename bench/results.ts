import type { Term } from "./floor.ts";
import type { PrepaidResults } from "./prepaid/results.ts";
import type { TimeframeResults } from "./timeframe/results.ts";
import type { VehicleResults } from "./vehicle/results.ts";
import type { WalletResults } from "./wallet/results.ts";

/** What `bench/results.json` holds. */
export interface Results {
  setting: Record<string, string | number>;
  timeframe: TimeframeResults;
  prepaid: PrepaidResults;
  wallet: WalletResults;
  vehicle: VehicleResults;
}

/** One operation, sent once; `gas` is that of its receipt. */
export interface Measured {
  operation: string;
  gas: number;
  calldata: number;
  floor: number;
  /** How many items a page holds, accounts or instruments; 1 for anything else. */
  items: number;
  terms: Term[];
}

/** The unavoidable costs of an operation. */
export interface FloorOf {
  operation: string;
  subject: string;
  terms: Term[];
}

/** What a new contract costs. */
export interface Creation {
  subject: string;
  runtimeBytes: number;
  gas: number;
  floor: number;
}

/** The dearest page that a caller is told to send. */
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
  return `${block(results, "")}\n`;
}

function block(value: object, indent: string): string {
  const inner = `${indent}  `;
  const parts = Object.entries(value).map(
    ([key, part]: [string, unknown]) => `${inner}${JSON.stringify(key)}: ${text(part, inner)}`,
  );
  return `{\n${parts.join(",\n")}\n${indent}}`;
}

function text(part: unknown, indent: string): string {
  if (Array.isArray(part)) {
    return `[\n${part.map((item) => `${indent}  ${JSON.stringify(item)}`).join(",\n")}\n${indent}]`;
  }
  return typeof part === "object" && part !== null ? block(part, indent) : JSON.stringify(part);
}
