import { HardhatError } from "@nomicfoundation/hardhat-errors";

/** Where a command ran, so that a remedy can name it. */
export interface Place {
  network: string;
  /** Null for a simulated network. */
  url: string | null;
}

/** What helps where no node answers; null where that is not what went wrong. */
export function explainUnreachable(error: unknown, { network, url }: Place): string | null {
  if (!isUnreachable(error)) return null;
  if (network === "localhost") {
    return (
      `No node answers at ${url ?? network}; start one in another terminal: \`npm start -- --keep\` (with everything deployed), ` +
      "or `npx hardhat node` and then `npx hardhat deploy --network localhost`."
    );
  }
  return `The node of network "${network}" does not answer; check its URL in the configuration, and the connection.`;
}

const CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Looks along the causes; `seen` guards against a chain that bites its tail. */
function isUnreachable(error: unknown, seen = new Set<unknown>()): boolean {
  if (!(error instanceof Error) || seen.has(error)) return false;
  seen.add(error);
  const { CONNECTION_REFUSED, NETWORK_TIMEOUT } = HardhatError.ERRORS.CORE.NETWORK;
  if (HardhatError.isHardhatError(error, CONNECTION_REFUSED)) return true;
  if (HardhatError.isHardhatError(error, NETWORK_TIMEOUT)) return true;
  if ("code" in error && typeof error.code === "string" && CODES.has(error.code)) return true;
  return isUnreachable(error.cause, seen);
}
