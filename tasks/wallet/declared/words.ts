import { ACCOUNT, optional } from "../../support/declare.ts";

export const NAMED = `${ACCOUNT}, or the name under which it was created here`;
export const WHOSE = { name: "account", description: `Whose plan: ${NAMED}` } as const;
export const OWN = optional("account", `Whose plan: ${NAMED} (default: who signs)`);
export const ASSETS =
  "an ERC-20's address, <address>/<id> for one of a collection (ERC-721, ERC-1155), or ether; several with commas; with :n behind one, all of it is for the n-th recipient";
export const SALT = optional(
  "salt",
  "Of one who is named in secret: 32 bytes as hex, that the owner gave him; several with commas",
);
export const FURTHER = optional("further", `Assets that the plan doesn't list, where it says everything: ${ASSETS}`);
export const NO_APPROVE = {
  name: "noApprove",
  description: "Don't have the executor take what the plan lists; `wallet approve` does it later",
} as const;
export const SPAN = "like 90d, 12h or 1w 2d";

export const PLAN_FILE = optional(
  "plan",
  "The plan's file: JSON with what it says (period, grace, tiers, assets, guardians, …), or CSV with its assets (columns asset and, where wanted, id and recipient)",
);
export const SOURCE = optional(
  "source",
  "What knows the account's life: eoa, delegate, account, safe, modular, or a contract's address (default: what goes with its code)",
);
export const TO = optional(
  "to",
  `Who receives, with shares in percent, like 0x…:60,0x…:40: ${ACCOUNT}, or the commitment of one who stays secret`,
);
