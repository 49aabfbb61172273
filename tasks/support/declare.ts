import { ArgumentType } from "hardhat/types/arguments";

// What the declarations of all systems share. Knows nothing heavy, since the configuration imports it.

/** Who signs. */
export const FROM = {
  name: "from",
  description: "Who signs: the number of one of the network's accounts, or its address",
  defaultValue: "0",
} as const;

/** For scripts. */
export const JSON_FLAG = {
  name: "json",
  description: "Print one JSON document (amounts in base units and times in Unix seconds, as decimal strings)",
} as const;

/** How an account is given. */
export const ACCOUNT = "an address, or the number of one of the network's accounts";

/** How several are. */
export const ACCOUNTS = `One or more: ${ACCOUNT}`;

/** An option that may be left out; an action finds it undefined then. */
export function optional<const Name extends string>(name: Name, description: string) {
  return { name, description, type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined } as const;
}
