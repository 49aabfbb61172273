import { expect } from "chai";
import { JsonRpcProvider, parseEther, type ContractRunner, ZeroHash } from "ethers";

import {
  createVault,
  depositEther,
  depositWithAuthorization,
  explainError,
  knowsWay,
  signAuthorization,
  type Way,
  WayUnknownError,
  withdraw,
} from "../../src/prepaid/index.ts";
import {
  ContractAccount__factory,
  LocalWETH__factory,
  MockERC20__factory,
  OpenZeppelinERC20__factory,
} from "../../types/ethers-contracts/index.js";
import { networkHelpers, START } from "./fixture.ts";
import { peopled } from "./support.ts";

describe("prepaid, the SDK: ways that an asset must know", () => {
  /** A dollar that knows permits and authorizations, a token that knows permits alone, one that knows nothing, and wrapped ether. */
  async function staged() {
    const context = await peopled();
    const { deployer, ann, factory } = context;
    const vaultOf = async (asset: string): Promise<string> =>
      (await createVault(ann, await factory.getAddress(), { asset })).address;
    const weth = await (await new LocalWETH__factory(deployer).deploy()).getAddress();
    const permitted = await (await new MockERC20__factory(deployer).deploy("Token", "TOK", 18)).getAddress();
    const old = await (await new OpenZeppelinERC20__factory(deployer).deploy("Old", "OLD")).getAddress();
    return {
      ...context,
      dollar: await context.asset.getAddress(),
      address: await context.vault.getAddress(),
      permitted,
      old,
      weth,
      vaults: { permitted: await vaultOf(permitted), weth: await vaultOf(weth) },
    };
  }
  const load = () => networkHelpers.loadFixture(staged);
  const thrownBy = async (act: Promise<unknown>): Promise<unknown> =>
    act.then(
      () => expect.fail("It went through"),
      (error: unknown) => error,
    );
  async function expectUnknown(act: Promise<unknown>, asset: string, way: Way, message: string): Promise<Error> {
    const error = await thrownBy(act);
    if (!(error instanceof WayUnknownError)) throw error;
    expect(error).to.include({ name: "WayUnknownError", asset, way, message: `The asset ${asset} ${message}` });
    return error;
  }
  const NO_ETHER = "is no wrapped ether; bring it in, and take it out, as it is";
  const NO_AUTHORIZATIONS = "knows no authorizations (ERC-3009); deposit by allowance";

  it("are asked of the asset itself", async () => {
    const { dollar, permitted, old, weth, ann, stranger } = await load();
    const known = async (asset: string): Promise<Way[]> => {
      const ways: Way[] = [];
      for (const way of ["permit", "authorization", "ether"] as const) {
        if (await knowsWay(asset, way, ann)) ways.push(way);
      }
      return ways;
    };
    expect(await known(dollar)).to.deep.equal(["permit", "authorization"]);
    expect(await known(permitted)).to.deep.equal(["permit"]);
    expect(await known(old)).to.deep.equal([]);
    // Solady's wrapped ether signs permits too.
    expect(await known(weth)).to.deep.equal(["permit", "ether"]);
    // An account without code answers everything, and knows nothing.
    expect(await known(stranger.address)).to.deep.equal([]);
  });

  it("are not denied by a node that is down", async () => {
    const { dollar } = await load();
    const down: ContractRunner = {
      provider: new JsonRpcProvider("http://127.0.0.1:1", 31_337, { staticNetwork: true }),
    };
    const error = await thrownBy(knowsWay(dollar, "ether", down));
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(WayUnknownError);
    (down.provider as JsonRpcProvider).destroy();
  });

  it("are named where ether doesn't come in or go out for want of them", async () => {
    const { address, dollar, company } = await load();
    for (const act of [
      () => depositEther(company, address, { amount: 1n }),
      () => withdraw(company, address, { ether: true, amount: 1n }),
      () => withdraw(company, address, { ether: true }),
    ]) {
      const error = await expectUnknown(act(), dollar, "ether", NO_ETHER);
      expect(explainError(error)?.name, "the revert itself is its cause").to.equal("FailedCall");
    }
  });

  it("are named where an authorization is of no use for want of them", async () => {
    const { vaults, permitted, ann, stranger } = await load();
    const vault = vaults.permitted;
    await expectUnknown(signAuthorization(ann, vault, { amount: 1n }), permitted, "authorization", NO_AUTHORIZATIONS);
    const made = {
      from: ann.address,
      amount: 1n,
      validAfter: 0n,
      validBefore: START * 2n,
      nonce: ZeroHash,
      signature: await ann.signMessage("anything"),
    };
    const sent = depositWithAuthorization(stranger, vault, made);
    await expectUnknown(sent, permitted, "authorization", NO_AUTHORIZATIONS);
  });

  it("are no excuse where another reason was given, or the asset knows them", async () => {
    const { address, vaults, deployer, company, ann } = await load();
    const told = async (act: Promise<unknown>): Promise<string | undefined> => explainError(await thrownBy(act))?.name;
    expect(await told(depositEther(company, address, { amount: 0n }))).to.equal("PrepaidNothing");
    expect(await told(withdraw(company, address, { ether: true, amount: 10_001n }))).to.equal("LapseShort");
    await depositEther(ann, vaults.weth, { amount: parseEther("1") });
    // It refuses ether.
    const account = await new ContractAccount__factory(deployer).deploy();
    const refused = withdraw(ann, vaults.weth, { ether: true, to: account });
    expect(await told(refused)).to.equal("PrepaidEtherNotSent");
    const signed = await signAuthorization(company, address, { amount: 1n });
    const stale = await thrownBy(depositWithAuthorization(ann, address, { ...signed, validBefore: 1n }));
    expect(stale).to.not.be.instanceOf(WayUnknownError);
  });
});
