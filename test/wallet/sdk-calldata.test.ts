import { expect } from "chai";
import { type ContractTransactionReceipt, type Signer, type TransactionReceipt } from "ethers";

import {
  type AccountCall,
  cancelCall,
  checkPlan,
  ETHER,
  heartbeatCall,
  installSwitch,
  type Plan,
  planOf,
  readGround,
  readInstallation,
  readStatus,
  registerCall,
  safeCall,
  safeExecution,
  safeTransaction,
  signSafeTransaction,
  State,
  supersedeCall,
  withdrawAnnouncementCall,
  withdrawBountiesCall,
} from "../../src/wallet/index.ts";
import { createSafe, deployRelease } from "../../scenarios/support/safe.ts";
import { DeadMansSwitchModule__factory, type IDeadMansSwitch } from "../../types/ethers-contracts/index.js";
import { DAY, deployAccounts, ethers, networkHelpers, sendBatch } from "./account-fixture.ts";

/** An account with code whose owner has it make calls, and where its plan is known. */
interface Acting {
  account: string;
  source: string;
  registry: IDeadMansSwitch;
  heir: string;
  act: (...calls: AccountCall[]) => Promise<TransactionReceipt | null>;
}

async function ownAccount(): Promise<Acting> {
  const { account, address, ann, relayer, heir, registry } = await deployAccounts();
  const act = (...calls: AccountCall[]) => sendBatch(relayer, ann, account, calls);
  return { account: address, source: address, registry, heir: heir.address, act };
}

/** A Safe of one owner. */
async function safeAccount(): Promise<Acting> {
  const { ann, relayer, heir, registry } = await deployAccounts();
  const suite = await deployRelease("1.5.0", relayer);
  const safe = await createSafe(suite, { owners: [ann.address], threshold: 1n, salt: 1n });
  const account = await safe.getAddress();
  await relayer.sendTransaction({ to: account, value: 10n ** 18n });
  const module = await (
    await new DeadMansSwitchModule__factory(relayer).deploy(await registry.EXECUTOR())
  ).getAddress();
  const { chainId } = await ethers.provider.getNetwork();
  const execute = async (call: ReturnType<typeof safeCall>) => {
    const transaction = safeTransaction(call, (await safe.getFunction("nonce").staticCall()) as bigint);
    const signed = await signSafeTransaction(ann, { safe: account, chainId }, transaction);
    return (await (relayer as Signer).sendTransaction(safeExecution(account, transaction, [signed]))).wait();
  };
  const choice = { safe: account, module, removalDelay: 7n * DAY, multiSend: suite.multiSend };
  await execute(installSwitch(choice, await readInstallation(ethers.provider, account, module)));
  const act = async (...calls: AccountCall[]) => {
    let receipt: ContractTransactionReceipt | TransactionReceipt | null = null;
    for (const { to, data = "0x" } of calls) receipt = await execute(safeCall(to, data));
    return receipt;
  };
  return { account, source: module, registry, heir: heir.address, act };
}

describe("what an account with code calls at the registry, from TypeScript", () => {
  for (const [name, fixture] of [
    ["an account of its own", ownAccount],
    ["a Safe", safeAccount],
  ] as const)
    it(`goes from the first plan to its end, by ${name}`, async () => {
      const { account, source, registry, heir, act } = await fixture();
      const at = await registry.getAddress();
      const draft = {
        ...{ account, source, period: 90n * DAY, grace: 7n * DAY, changeDelay: 10n * DAY, assets: [ETHER] },
        tiers: [{ delay: 0n, recipients: [{ address: heir, share: 10_000n }] }],
      };
      const plan = planOf(draft);
      checkPlan(plan, await readGround(registry, plan, ethers.provider));
      const statusOf = (text: Plan) => readStatus(registry, text, ethers.provider);

      await act(registerCall(at, plan));
      expect(await statusOf(plan)).to.include({ state: State.ACTIVE, version: 1n });

      await networkHelpers.time.increase(DAY);
      await act(heartbeatCall(at));
      expect((await statusOf(plan)).lastLife).to.equal(BigInt(await networkHelpers.time.latest()));

      const wider = planOf({ ...draft, everything: true });
      await act(supersedeCall(at, { current: plan, next: wider }));
      expect(await statusOf(wider)).to.include({ state: State.ACTIVE, version: 2n });
      expect((await statusOf(plan)).state).to.equal(State.NONE);

      await act(cancelCall(at, wider));
      expect((await registry.announcementOf(account)).effectiveAt).to.not.equal(0n);
      await act(withdrawAnnouncementCall(at));
      expect((await registry.announcementOf(account)).effectiveAt).to.equal(0n);

      await registry.fundBounties(account, { value: 7n });
      const before = await ethers.provider.getBalance(account);
      await act(withdrawBountiesCall(at, { to: account, amount: 7n }));
      expect(await ethers.provider.getBalance(account)).to.equal(before + 7n);

      await act(cancelCall(at, wider));
      await networkHelpers.time.increase(10n * DAY);
      expect((await statusOf(wider)).state).to.equal(State.CANCELLED);
    });
});
