import {
  AbiCoder,
  dataSlice,
  getAddress,
  hexlify,
  isHexString,
  keccak256,
  randomBytes,
  toBeHex,
  ZeroHash,
} from "ethers";

/**
 * How a plan names a recipient who is to stay secret: nobody can tell the address from it without the salt.
 *
 * @example
 * const salt = newSalt();
 * const who = commitment(ann, salt);
 */
export function commitment(recipient: string, salt: string): string {
  if (!isHexString(salt, 32)) throw new RangeError(`"${salt}" is no salt: it takes 32 bytes; newSalt() makes one`);
  return keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [getAddress(recipient), salt]));
}

/**
 * A salt for a secret recipient: 32 random bytes. He needs it to accept and to claim; whoever else has it can tell that he is meant.
 *
 * @example
 * const salt = newSalt();
 */
export function newSalt(): string {
  return hexlify(randomBytes(32));
}

/**
 * How a plan names a recipient who isn't secret: his address as 32 bytes.
 *
 * @example
 * openRecipient(ann); // "0x0000000000000000000000008ba1f109551bd432803012645ac136ddd64dba72"
 */
export function openRecipient(recipient: string): string {
  return toBeHex(BigInt(getAddress(recipient)), 32);
}

/**
 * The address of a recipient as a plan has him; null for one who is secret.
 *
 * @example
 * addressOfRecipient(plan.tiers[0].recipients[0].who);
 */
export function addressOfRecipient(who: string): string | null {
  return BigInt(who) >> 160n === 0n ? getAddress(dataSlice(who, 12)) : null;
}

/**
 * Whether somebody is the one whom a plan names.
 *
 * @param salt Of one who is secret.
 * @example
 * isNamed(recipient.who, ann, salt);
 */
export function isNamed(who: string, recipient: string, salt: string = ZeroHash): boolean {
  const named = addressOfRecipient(who);
  return named === null ? who.toLowerCase() === commitment(recipient, salt) : named === getAddress(recipient);
}
