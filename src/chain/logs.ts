import type { Log, Provider } from "ethers";

/** Which logs to read. */
export interface LogQuery {
  /** The contract; all of them unless one is named. */
  address?: string;
  topics?: (null | string | string[])[];
  /** First block; 0 unless it is named. */
  fromBlock?: number;
  /** Last block; the newest unless it is named. */
  toBlock?: number;
  /** Most blocks a request; halved as often as the node refuses. */
  pageSize?: number;
}

/** Most blocks a request unless the caller says otherwise: what public nodes commonly allow. */
const DEFAULT_PAGE = 10_000;

/**
 * Reads logs in pages of blocks, in their order. A node that refuses a page, because it holds too many blocks or too many logs, is asked
 * again for half of it.
 *
 * @example
 * const logs = await readLogs(provider, { address: token, fromBlock: 1_000_000 });
 */
export async function readLogs(provider: Provider, query: LogQuery): Promise<Log[]> {
  const last = query.toBlock ?? (await provider.getBlockNumber());
  let size = query.pageSize ?? DEFAULT_PAGE;
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`A page of ${size} blocks makes no sense`);

  const logs: Log[] = [];
  let from = query.fromBlock ?? 0;
  while (from <= last) {
    const to = Math.min(from + size - 1, last);
    const { address, topics } = query;
    const page = {
      ...(address === undefined ? {} : { address }),
      ...(topics === undefined ? {} : { topics }),
      fromBlock: from,
      toBlock: to,
    };
    try {
      logs.push(...(await provider.getLogs(page)));
      from = to + 1;
    } catch (error) {
      if (size === 1) throw error;
      size = Math.max(1, Math.floor(Math.min(size, to - from + 1) / 2));
    }
  }
  return logs;
}
