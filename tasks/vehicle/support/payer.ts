import { type Signer, Transaction, type TransactionLike } from "ethers";

import type { VehicleKey } from "../../../src/vehicle/agent/index.ts";
import { keptKey } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";

/** Who pays for a unit's reports, by a key in a keystore: an account whose transactions nobody else sends. */
export function payerBy(key: VehicleKey): Pick<Signer, "getAddress" | "signTransaction"> & { address: string } {
  if (keptKey(key.bytes).long)
    fail("A key of P-256 pays for nothing; name the keystore of an ordinary key, which has ether, with --payer.");
  const address = key.bytes;
  return {
    address,
    getAddress: () => Promise.resolve(address),
    signTransaction: async (request) => {
      const transaction = Transaction.from(request as TransactionLike);
      transaction.signature = await key.sign(transaction.unsignedHash);
      return transaction.serialized;
    },
  };
}
