import { expect } from "chai";
import type { Provider, TransactionRequest } from "ethers";

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

/** A node that fails calls into blocks before `first`; of those it serves so many before it begins to. */
export function failingBefore(node: Provider, first: number, error: Error, served = 0): Provider {
  let left = served;
  return new Proxy(node, {
    get(target, key) {
      if (key === "call") {
        return async (request: TransactionRequest) => {
          if (typeof request.blockTag === "number" && request.blockTag < first && left-- <= 0) throw error;
          return target.call(request);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
