import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { type Car, FAR, plainKey, type World } from "./fixture.ts";
import { type Key, p256Key, signAs } from "./signing.ts";

/** Other keys, of both kinds. */
export const NEW_KEYS: readonly [string, (world: World) => Key][] = [
  ["an ordinary key", () => plainKey(0xbeefn)],
  ["a key of a secure element", ({ verifier }) => p256Key(verifier, 0xbeefn)],
];

/** Whether something is refused, and with what. */
export async function refused(
  world: World,
  sent: Promise<ContractTransactionResponse>,
  error: string,
  ...values: unknown[]
): Promise<void> {
  await expect(sent)
    .to.be.revertedWithCustomError(world.stake, error)
    .withArgs(...values);
}

/** A vehicle that nobody has enrolled. */
export const unknown = (car: Car): Car => ({ ...car, id: car.id + 1n });

export interface Rotation {
  vehicle: bigint;
  key: string;
  firstSequence: bigint;
  deadline: bigint;
}

/** What is signed of another key. */
export const rotationOf = (car: Car, to: Key, firstSequence: bigint, deadline = FAR): Rotation => ({
  vehicle: car.id,
  key: to.bytes,
  firstSequence,
  deadline,
});

/** A rotation at once as it is sent; and whatever else than this has been signed. */
export function rotate(
  world: World,
  car: Car,
  to: Key,
  given: Rotation,
  signatures: { old?: string; new?: string; shown?: string } = {},
): Promise<ContractTransactionResponse> {
  const signed = (key: Key) => signAs(key, world.domain, "Rotation", given);
  return world.stake
    .connect(world.keeper)
    .rotate(
      car.id,
      to.bytes,
      given.deadline,
      signatures.shown ?? car.key.shown,
      signatures.old ?? signed(car.key),
      signatures.new ?? signed(to),
    );
}

/** An announcement as the owner sends it; and whatever is otherwise. */
export function announce(
  world: World,
  car: Car,
  to: Key,
  changes: {
    by?: World["owner"];
    issuer?: Key;
    given?: Rotation;
    issuerSignature?: string;
    newSignature?: string;
  } = {},
): Promise<ContractTransactionResponse> {
  const issuer = changes.issuer ?? world.issuer;
  const given = changes.given ?? rotationOf(car, to, 0n);
  const signed = (key: Key) => signAs(key, world.domain, "Rotation", given);
  return world.stake
    .connect(changes.by ?? world.owner)
    .announceRotation(
      car.id,
      car.enrolment.commitment,
      issuer.bytes,
      to.bytes,
      given.deadline,
      changes.issuerSignature ?? signed(issuer),
      changes.newSignature ?? signed(to),
    );
}
