import { frameAt, frameLabel, fundFrames, MOST_FUNDED_FRAMES, poolId } from "../../src/vehicle/index.ts";
import { count } from "../support/format.ts";
import { moneyOf } from "../support/money.ts";
import { parsePositiveAmount, parseWhole } from "../support/parse.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action } from "./support/action.ts";
import { requireFunds } from "./support/funds.ts";
import { type PoolArguments, poolFrom } from "./support/pools.ts";

export interface FundArguments extends PoolArguments {
  amount: string;
  first: string | undefined;
  frames: string;
  from: string;
}

/** Numbers of frames have 32 bits, and the last of them none behind. */
const MOST_FRAME = 2n ** 32n - 2n;

export default action<FundArguments>(async (args, session) => {
  const pool = await poolFrom(args, session);
  const money = await moneyOf(pool.token, session.ethers.provider);
  const amount = parsePositiveAmount(args.amount, money.decimals);
  if (amount >= 2n ** 128n) fail(`The amount ${args.amount} is too large for a frame; give less.`);
  const now = frameAt(pool.clock, await session.now());
  // Before the start of frames of a length it is none of them.
  const current = now === 0n ? 1n : now;
  const firstFrame = args.first === undefined ? current : parseWhole(args.first, "first frame", MOST_FRAME);
  if (firstFrame < current) fail(`Frame ${firstFrame} can't be funded any more; give a --first from ${current} on.`);
  const left = MOST_FRAME - firstFrame;
  const most = left < MOST_FUNDED_FRAMES ? left : MOST_FUNDED_FRAMES;
  const frames = parseWhole(args.frames, "number of frames", most);
  if (frames === 0n) fail("No frames hold no rewards; give --frames from 1 on.");
  const signer = await session.signer(args.from);
  await requireFunds({ token: pool.token, account: signer.address, amount: frames * amount }, session);
  const { receipt } = await fundFrames(signer, await session.stake(), { pool, firstFrame, frames, amount });
  return {
    json: { pool: poolId(pool), firstFrame, frames, amount, transactions: [sent(receipt)] },
    text: `Funded ${count(frames, "frame")} from ${frameLabel(pool.clock, firstFrame)} (${firstFrame}) on, with ${money.show(amount)} each.`,
    receipts: [receipt],
  };
});
