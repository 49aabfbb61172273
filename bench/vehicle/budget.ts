/** What an operation may take at most, for each of its items, by the specification. */
export const AT_MOST: Readonly<Record<string, number>> = {
  "enrol its owner's first, secp256k1": 265_000,
  "enrol, secp256k1": 265_000,
  "report, secp256k1": 75_000,
  "reportBatch of 50 vehicles, secp256k1, for each": 46_000,
};

/** What the transfer of a vehicle may take more than that of OpenZeppelin's ERC-721. */
export const TRANSFER_MORE_AT_MOST = 6_000;
