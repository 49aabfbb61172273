import { type AssetHolding, type Plan, SHARED } from "../../../src/wallet/index.ts";
import { duration } from "../../support/format.ts";
import { wordsOf } from "./assets.ts";
import { nameOf } from "./recipients.ts";
import type { WalletSession } from "./session.ts";

/** Who receives, one line each. */
export function tierRows({ tiers }: Plan): string[][] {
  return tiers.flatMap(({ delay, window, recipients }, place) =>
    recipients.map(({ who, share }, i) => [
      i === 0 ? `${place + 1}` : "",
      i === 0 ? (delay === 0n ? "after the grace" : `after ${duration(delay)}`) : "",
      i === 0 ? (window === 0n ? "for nobody" : duration(window)) : "",
      nameOf(who),
      percent(share),
    ]),
  );
}

/** A share as people write it: "33.34 %". */
export function percent(share: bigint): string {
  return `${share / 100n}${share % 100n === 0n ? "" : `.${(share % 100n).toString().padStart(2, "0")}`} %`;
}

/** What is moved, with what the account has of it, one line each. */
export async function assetRows(holdings: readonly AssetHolding[], session: WalletSession): Promise<string[][]> {
  return Promise.all(
    holdings.map(async ({ asset, held, approved }) => {
      const { name, show } = await wordsOf(asset, session.ethers.provider);
      const may =
        approved === null
          ? held === null
            ? "it doesn't say"
            : "all of it"
          : approved === 0n
            ? "nothing: `wallet approve`"
            : approved >= (held ?? 0n)
              ? "all of it"
              : show(approved);
      const heir = asset.heir === SHARED ? "all, by shares" : `recipient ${asset.heir + 1n}`;
      return [name, held === null ? "it doesn't say" : show(held), may, heir];
    }),
  );
}

/** "once", "3 times". */
export function times(number: bigint): string {
  return number === 1n ? "once" : `${number} times`;
}

/** Who watches over it, and what they may. */
export function guardianLines({ guardians }: Plan): string[] {
  const { keys, threshold, confirm, pauseFor, pauses } = guardians;
  if (keys.length === 0) return [];
  const may = [
    ...(confirm ? ["must confirm an execution"] : []),
    ...(pauses === 0n ? [] : [`can hold it up ${times(pauses)}, for ${duration(pauseFor)}`]),
  ].join(", and ");
  return ["", `Guardians, ${threshold} of ${keys.length} of whom ${may}:`, ...keys.map((key) => `  ${key}`)];
}
