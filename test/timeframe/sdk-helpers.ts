import { expect } from "chai";

/** Holds a promise to a rejection with an error of a class and exactly this message. */
export async function expectRejection(
  promise: Promise<unknown>,
  kind: new (...args: never[]) => Error,
  message: string,
): Promise<void> {
  let caught: unknown;
  try {
    await promise;
  } catch (error) {
    caught = error;
  }
  expect(caught).to.be.instanceOf(kind).with.property("message", message);
}
