import { toQuantity } from "ethers";
import { network } from "hardhat";

import { START } from "../../test/wallet/fixture.ts";
import { proverTools } from "../../test/wallet/prover.support.ts";

/**
 * A chain whose blocks are twelve seconds apart, whatever a clock says: so its headers, and what it costs to show one, are the same in every run.
 */
export async function steadyChain() {
  const connection = await network.create({ override: { initialDate: new Date(Number(START) * 1_000) } });
  const { ethers, networkHelpers, provider } = connection;
  const request = provider.request.bind(provider);
  let time = START;
  const next = (seconds: bigint): Promise<unknown> => {
    time += seconds;
    return request({ method: "evm_setNextBlockTimestamp", params: [toQuantity(time)] });
  };
  provider.request = async (call): Promise<never> => {
    if (/^eth_send(Raw)?Transaction$/.test(call.method)) await next(12n);
    return (await request(call)) as never;
  };
  /** A block so much later. */
  const pass = async (seconds: bigint): Promise<void> => {
    await next(seconds);
    await request({ method: "evm_mine" });
  };
  return { ethers, networkHelpers, provider, ...proverTools(connection), pass };
}

export type Chain = Awaited<ReturnType<typeof steadyChain>>;
