import { BrowserProvider, type Provider } from "ethers";

import type { JsonRpcNode } from "../../chain/node.ts";

/**
 * A pool of nodes as a provider for ethers, which asks anew each time: what was true a moment ago is no answer for a unit.
 *
 * @example
 * const provider = nodeProvider(new NodePool({ urls, chainId: 1n }), 1n);
 */
export function nodeProvider(node: JsonRpcNode, chainId: bigint): Provider {
  const request = ({
    method,
    params,
  }: {
    method: string;
    params?: unknown[] | Record<string, unknown>;
  }): Promise<unknown> => node.send(method, Array.isArray(params) ? params : []);
  return new BrowserProvider({ request }, chainId, { staticNetwork: true, cacheTimeout: -1 });
}
