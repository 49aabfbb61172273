import { addresses } from "./addresses.ts";

/** A chain on which this package knows a deployment. */
export type ChainId = keyof typeof addresses;

/** A contract that is deployed on a chain; for a union of chains, on all of them. */
export type ContractName<Chain extends ChainId = ChainId> = keyof (typeof addresses)[Chain] & string;

/**
 * The address of a contract on a chain. A chain or name that is not deployed does not compile.
 *
 * A chain id that is known only at run time goes through {@link isKnownChain} first. On a chain that this package does not list, the
 * contracts may stand all the same, at `timeframeAddresses`.
 *
 * @example
 * ```ts
 * import { addressOf } from "lapse";
 * import { TimeframeFactory__factory } from "lapse/ethers";
 * import { JsonRpcProvider } from "ethers";
 *
 * const provider = new JsonRpcProvider("http://127.0.0.1:8545");
 * const factory = TimeframeFactory__factory.connect(addressOf(31337, "TimeframeFactory"), provider);
 * console.log(await factory.groups());
 * ```
 */
export function addressOf<const Chain extends ChainId, const Name extends ContractName<Chain>>(
  chainId: Chain,
  name: Name,
): (typeof addresses)[Chain][Name] {
  // Callers without types get a reason, not `undefined` in the place of an address.
  if (!isKnownChain(chainId)) throw noDeployment(chainId);
  const onChain = addresses[chainId];
  if (!Object.hasOwn(onChain, name))
    throw new RangeError(`lapse has no ${name} on chain ${chainId}; it has: ${Object.keys(onChain).join(", ")}`);
  return onChain[name];
}

/**
 * Whether a deployment is known on a chain, so that {@link addressOf} takes its id.
 *
 * @example
 * ```ts
 * const { chainId } = await provider.getNetwork();
 * const id = Number(chainId);
 * const factory = isKnownChain(id) ? addressOf(id, "TimeframeFactory") : timeframeAddresses.TimeframeFactory;
 * ```
 */
export function isKnownChain(chainId: number): chainId is ChainId {
  return Object.hasOwn(addresses, chainId);
}

function noDeployment(chainId: number): RangeError {
  return new RangeError(
    `lapse knows no deployment on chain ${chainId}; it knows: ${Object.keys(addresses).join(", ")}`,
  );
}
