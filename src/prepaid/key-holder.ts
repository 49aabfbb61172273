import { type BytesLike, dataLength, dataSlice, getAddress, hexlify, isHexString, keccak256 } from "ethers";

/** Bytes of an address. */
const ADDRESS = 20;

/**
 * As whom the contract knows a key: what an instrument is issued to with `byKey`. An ordinary key, or a contract that answers for itself
 * (ERC-1271), is its address of 20 bytes. Any other is an ERC-7913 signer, the address of a verifier followed by the key, and is known by the
 * last 20 bytes of its hash; {@link claim} and {@link redeemSigned} are given the signer itself. Throws a `RangeError` for what is less than an
 * address, which nobody could ever sign for.
 *
 * @example
 * const signer = concat([p256Verifier, publicKey.x, publicKey.y]);
 * const { id } = await issue(company, vault, { holder: keyHolderOf(signer), byKey: true, amount, expiry });
 */
export function keyHolderOf(signer: BytesLike): string {
  const bytes = typeof signer === "string" ? signer : hexlify(signer);
  if (!isHexString(bytes, true)) throw new RangeError(`The signer "${bytes}" is no whole bytes as hex`);
  const length = dataLength(bytes);
  if (length < ADDRESS) {
    throw new RangeError(
      `A signer of ${length} bytes is none: it has 20 of an address, or those of a verifier and a key; give all of them`,
    );
  }
  if (length > ADDRESS) return getAddress(dataSlice(keccak256(bytes), -ADDRESS));
  try {
    return getAddress(bytes);
  } catch {
    throw new RangeError(`The checksum of ${bytes} is wrong: a character is mistyped`);
  }
}
