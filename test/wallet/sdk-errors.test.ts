import { expect } from "chai";
import { Interface, ZeroAddress } from "ethers";

import { ERRORS, explainError, retell, State, trigger } from "../../src/wallet/index.ts";
import { holdErrorTable } from "../error-table.ts";
import { load, now } from "./fixture.ts";
import { draftOf } from "./sdk-support.ts";

describe("explainError of wallet", () => {
  holdErrorTable(ERRORS, /^contracts\/wallet\//, 80);

  it("writes states by their names and lengths of time in days, and a state that it doesn't know as it is", () => {
    const codec = new Interface([`error ${ERRORS.WalletState.signature}`, `error ${ERRORS.WalletDuration.signature}`]);
    const told = explainError(codec.encodeErrorResult("WalletState", [State.SUSPENDED]));
    expect(told?.cause).to.equal("The plan is suspended, and this is for another state.");
    expect(retell(told!, { state: () => "asleep" }).cause).to.match(/^The plan is asleep/);
    expect(explainError(codec.encodeErrorResult("WalletState", [99n]))?.cause).to.match(/^The plan is state 99/);
    expect(explainError(codec.encodeErrorResult("WalletDuration", ["grace", 60n, 3_600n, 31_536_000n]))).to.include({
      cause: "grace is 1min.",
      remedy: "Give 1h to 365d.",
    });
  });

  it("counts tiers, recipients and assets as people do, and gives the numbers as the contracts have them", () => {
    const codec = new Interface([`error ${ERRORS.WalletNotRecipient.signature}`]);
    const told = explainError(codec.encodeErrorResult("WalletNotRecipient", [ZeroAddress, 0n, 2n]));
    expect(told?.cause).to.equal(`${ZeroAddress} isn't recipient 3 of tier 1.`);
    expect(told?.args).to.include({ tier: 0n, place: 2n });
  });

  it("prints what somebody else's contract says in one line, and no more of it than can be read", () => {
    const codec = new Interface([`error ${ERRORS.LifeUnknown.signature}`]);
    const told = (reason: string): string | undefined =>
      explainError(codec.encodeErrorResult("LifeUnknown", [ZeroAddress, reason]))?.cause;
    expect(told("gone\r\n\u001b[2JPaid 5 ETH\u202e")).to.match(/: gone \[2JPaid 5 ETH\.$/);
    expect(told("x".repeat(5_000))).to.match(/: x{200}…\.$/);
  });

  it("explains what the registry, its desk and its executor revert with", async () => {
    const wallet = await load();
    const { registry, executor, stranger, owner, keeper } = wallet;
    const plan = await draftOf(wallet);
    await registry.connect(owner).register(plan);
    const due = (await now()) + 90n * 86_400n;
    const told = (sent: Promise<unknown>): Promise<unknown> =>
      sent.then(
        () => undefined,
        (thrown: unknown) => explainError(thrown)?.name,
      );
    expect(await told(registry.connect(owner).register(plan))).to.equal("WalletRegisteredBefore");
    expect(await told(registry.connect(stranger).cancel(plan))).to.equal("WalletOtherAccount");
    expect(await told(executor.execute(plan, [0n], [], "0x"))).to.equal("WalletState");
    const early = await trigger(keeper, registry, { plan }).catch((error: unknown) => explainError(error));
    expect(early).to.deep.include({ name: "WalletTooEarly" });
    expect(early).to.have.property("args").which.has.property("from", due);
  });
});
