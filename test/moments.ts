import type { ContractTransactionResponse } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

/** The time of a simulated chain, in seconds, and what moves it. */
export interface Moments {
  /** The latest block's time. */
  now: () => Promise<bigint>;
  /** Mines a block so much later. */
  pass: (seconds: bigint) => Promise<void>;
  /** The next block, whoever's it is, has this time. */
  nextBlockAt: (time: bigint) => Promise<void>;
  /** Mines a block of this time: it is what calls see. */
  moveTo: (time: bigint) => Promise<void>;
  /** Sends transactions that share a block of this time, in this order, and gives their statuses. Each needs a gas limit of its own, since none can be estimated. */
  inOneBlock: (time: bigint, sends: (() => Promise<ContractTransactionResponse>)[]) => Promise<(number | null)[]>;
}

/** The time of the chain behind a connection. */
export function momentsOf({ ethers, networkHelpers, provider }: NetworkConnection): Moments {
  const { time } = networkHelpers;
  return {
    now: async () => BigInt(await time.latest()),
    pass: async (seconds) => {
      await time.increase(seconds);
    },
    nextBlockAt: (moment) => time.setNextBlockTimestamp(moment),
    moveTo: (moment) => time.increaseTo(moment),
    inOneBlock: async (moment, sends) => {
      await provider.request({ method: "evm_setAutomine", params: [false] });
      try {
        const sent: ContractTransactionResponse[] = [];
        for (const send of sends) sent.push(await send());
        await time.setNextBlockTimestamp(moment);
        await networkHelpers.mine();
        const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
        return receipts.map((receipt) => receipt!.status);
      } finally {
        await provider.request({ method: "evm_setAutomine", params: [true] });
      }
    },
  };
}
