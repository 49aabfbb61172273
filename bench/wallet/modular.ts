import { ModularAccount__factory } from "../../types/ethers-contracts/index.js";
import { handle, networkHelpers } from "../../test/wallet/account-fixture.ts";
import { START } from "../../test/wallet/fixture.ts";
import { act, deployInstalled, NOBODY, owners, robots, Type } from "../../test/wallet/module7579.ts";
import { beside } from "./overhead.ts";
import type { Overhead } from "./results.ts";
import { MODULAR } from "./subjects.ts";

/** OpenZeppelin's modular account with the switch beside one with a validator of one key. */
export async function measureModular(): Promise<Overhead[]> {
  const stage = await deployInstalled();
  const { relayer, root, account } = stage;
  const plain = await new ModularAccount__factory(relayer).deploy(root.address);
  const twin = { ...stage, account: plain, address: await plain.getAddress() };
  await relayer.sendTransaction({ to: twin.address, value: 10n ** 18n });
  const install = account.interface.encodeFunctionData("installModule", [Type.VALIDATOR, stage.robotAddress, "0x"]);
  await act(twin, root, 0n, [{ to: twin.address, data: install }]);

  let time = START + 365n * 86_400n;
  const measured = async () => {
    const issuedAt = time;
    const calls = [{ to: NOBODY, value: 1n }];
    await networkHelpers.time.setNextBlockTimestamp((time += 60n));
    const without = await handle(relayer, await robots(twin, calls, { issuedAt }));
    await networkHelpers.time.setNextBlockTimestamp((time += 60n));
    return beside(MODULAR, "user operation", without, await handle(relayer, await owners(stage, calls, { issuedAt })));
  };
  // The first use of a nonce's key costs more.
  await measured();
  return [await measured()];
}
