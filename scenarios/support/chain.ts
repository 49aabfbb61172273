import type { HardhatEthersProvider, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { parseEther, toQuantity } from "ethers";

/** Seconds that a chapter of a scenario needs at most for its blocks, one second each. */
const ROOM = 3_600n;

/** The chain's own clock. The host's clock is never asked. */
export class Chain {
  readonly #provider: HardhatEthersProvider;

  constructor(provider: HardhatEthersProvider) {
    this.#provider = provider;
  }

  /** The timestamp of the latest block. */
  async now(): Promise<bigint> {
    const block = await this.#provider.getBlock("latest");
    if (block === null) throw new Error("The chain has no block");
    return BigInt(block.timestamp);
  }

  /** Mines a block with this timestamp, so that calls see it too. */
  async moveTo(timestamp: bigint): Promise<void> {
    await this.nextAt(timestamp);
    await this.#provider.send("evm_mine", []);
  }

  /** Gives the next block, and so the next transaction, this timestamp. */
  async nextAt(timestamp: bigint): Promise<void> {
    await this.#provider.send("evm_setNextBlockTimestamp", [toQuantity(timestamp)]);
  }

  /** Mines a block, one second after the latest. */
  async tick(): Promise<void> {
    await this.moveTo((await this.now()) + 1n);
  }

  /** Throws unless the chain is still within the chapter that began at `start`. */
  async requireWithin(start: bigint): Promise<void> {
    const now = await this.now();
    if (now >= start + ROOM) throw new Error(`A chapter took ${now - start} seconds of chain time, more than ${ROOM}`);
  }

  /** Signers for accounts that this chain holds no key of, with ether for gas. Local chains only. */
  async impersonate(addresses: readonly string[]): Promise<HardhatEthersSigner[]> {
    return Promise.all(
      addresses.map(async (address) => {
        await this.#provider.send("hardhat_setBalance", [address, toQuantity(parseEther("100"))]);
        await this.#provider.send("hardhat_impersonateAccount", [address]);
        return this.#provider.getSigner(address);
      }),
    );
  }
}
