import { computeAddress, concat, keccak256, toBeHex, TypedDataEncoder } from "ethers";

import { type Domain, type Key, secpKey, type TypeName, TYPES } from "./signing.ts";

/** An ordinary key of this number. */
export function ordinaryKey(number: bigint): Key {
  const secret = toBeHex(number, 32);
  return secpKey(secret, computeAddress(secret));
}

// A run signs thousands of times: what doesn't change is worked out once.
const encoders = Object.fromEntries(
  Object.entries(TYPES).map(([name, fields]) => [name, new TypedDataEncoder({ [name]: [...fields] })]),
) as Record<TypeName, TypedDataEncoder>;

/** What is signed of a message for one contract. */
export function digestFor(domain: Domain): (name: TypeName, message: Record<string, unknown>) => string {
  const separator = TypedDataEncoder.hashDomain({ ...domain });
  return (name, message) => keccak256(concat(["0x1901", separator, encoders[name].hash(message)]));
}
