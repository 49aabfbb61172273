import type { TestHooks } from "hardhat/types/hooks";

import { isShard } from "../shard.ts";

/** What begins and ends a run, such as deleting the data of coverage and making a report of it, is up to the process that started the shards. */
const handlers: Partial<TestHooks> = {
  onTestRunStart: (context, id, next) => (isShard ? Promise.resolve() : next(context, id)),
  onTestRunDone: (context, id, next) => (isShard ? Promise.resolve() : next(context, id)),
};

export default () => Promise.resolve(handlers);
