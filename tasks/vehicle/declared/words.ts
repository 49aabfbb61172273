import { ACCOUNT, optional } from "../../support/declare.ts";

export const VEHICLE = "its number, or the name under which it was enrolled here";
export const WHICH = { name: "vehicle", description: `Which vehicle: ${VEHICLE}` } as const;
export const KEY = {
  name: "key",
  description: "The encrypted keystore file of the vehicle's key (`vehicle key`)",
} as const;
export const PASSWORD = optional(
  "passwordFile",
  "The file that has the keystore's password (default: the environment's LAPSE_KEYSTORE_PASSWORD)",
);
export const WHEN = "2026-11-30, 2026-11-30T18:00Z, Unix seconds, or from now, like 30d";
/** Of what is over already: there nobody means a span from now. */
export const WHEN_OVER = "2026-11-30, 2026-11-30T18:00Z, or Unix seconds";
export const PAYEE = optional("to", `Who gets it: ${ACCOUNT} (default: who signs)`);
export const DEADLINE = {
  name: "deadline",
  description: `Until when what is signed can be used: ${WHEN}`,
  defaultValue: "1d",
} as const;
/** What the file of an issuer's secret holds. */
export const SECRET = "at least 32 bytes as hex, of which each of his vehicles' salts is made";
export const SEQUENCE = { name: "sequence", description: "Which of its reports: its number" } as const;
