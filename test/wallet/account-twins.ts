import { concat, getCreateAddress, toBeHex } from "ethers";

import { DeadMansSwitchAccount__factory, PlainAccount__factory } from "../../types/ethers-contracts/index.js";
import { deployAccounts, handle, note, operationOf, sendBatch } from "./account-fixture.ts";

/** Two accounts of ann's, alike but for the switch, which have acted before. */
export async function deployTwins() {
  const context = await deployAccounts();
  const { ann, relayer, implementation, probeAddress } = context;
  const plain = await (await new PlainAccount__factory(relayer).deploy()).getAddress();
  const clone = async (code: string) => {
    // As the factory does it: ERC-1167, with the owner behind it.
    const runtime = concat(["0x363d3d373d3d3d363d73", code, "0x5af43d82803e903d91602b57fd5bf3", ann.address]);
    const data = concat(["0x61", toBeHex((runtime.length - 2) / 2, 2), "0x3d81600a3d39f3", runtime]);
    const sent = await relayer.sendTransaction({ data });
    const account = DeadMansSwitchAccount__factory.connect(getCreateAddress(sent), relayer);
    await relayer.sendTransaction({ to: await account.getAddress(), value: 10n ** 18n });
    await sendBatch(relayer, ann, account, [note(probeAddress)]);
    await handle(relayer, await operationOf(ann, account, [note(probeAddress)]));
    return account;
  };
  return { ...context, switched: await clone(implementation), twin: await clone(plain) };
}
