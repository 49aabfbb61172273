import { DAY, handle, networkHelpers, note, operationOf, sendBatch } from "../../test/wallet/account-fixture.ts";
import { deployTwins } from "../../test/wallet/account-twins.ts";
import { START } from "../../test/wallet/fixture.ts";
import { beside } from "./overhead.ts";
import type { Overhead } from "./results.ts";
import { OWN } from "./subjects.ts";

/** The own account beside one of the same code but for the switch: each notes its act at a probe. */
export async function measureAccounts(): Promise<Overhead[]> {
  const { relayer, ann, probeAddress, switched, twin } = await deployTwins();
  const calls = [note(probeAddress)];
  let time = START;
  /** The next block's time, which no clock decides: what is signed is the same in every run. */
  const next = async (): Promise<bigint> => {
    await networkHelpers.time.setNextBlockTimestamp((time += 60n));
    return time;
  };
  const batch = async (account: typeof switched) => {
    const deadline = (await next()) + DAY / 2n;
    return sendBatch(relayer, ann, account, calls, { deadline });
  };
  const operation = async (account: typeof switched, isIssued: boolean) => {
    const issuedAt = isIssued ? time : 0n;
    await next();
    return handle(relayer, await operationOf(ann, account, calls, { issuedAt }));
  };
  // The first of its kind at this time of the chain, which isn't measured.
  for (const account of [switched, twin]) await batch(account);
  const signed = "signed batch, its number in the same word";
  return [
    await beside(OWN, "user operation", await operation(twin, false), await operation(switched, false)),
    await beside(
      OWN,
      "user operation that says when it was issued",
      await operation(twin, true),
      await operation(switched, true),
    ),
    await beside(OWN, signed, await batch(twin), await batch(switched)),
  ];
}
