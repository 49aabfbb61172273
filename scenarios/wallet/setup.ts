import { getAddress, parseEther } from "ethers";

import { createAccount } from "../../src/wallet/account/create.ts";
import { AssetKind, ETHER, SHARED } from "../../src/wallet/constants.ts";
import {
  DeadMansSwitchAccount__factory,
  DenyListAsset__factory,
  LocalWETH__factory,
  MockDollar__factory,
  MockERC20__factory,
  MockERC721__factory,
  MockERC1155__factory,
} from "../../types/ethers-contracts/index.js";
import { installEntryPoint } from "../support/entry-point.ts";
import { createSafe, deployRelease } from "../support/safe.ts";
import { adaBegins } from "./ada.ts";
import { benBegins } from "./ben.ts";
import { Book } from "./book.ts";
import { caraBegins } from "./cara.ts";
import { proveConservation } from "./conservation.ts";
import { adasPlan, bensPlan, carasPlan } from "./plans.ts";
import type { Assets, Stage, Tokens } from "./stage.ts";

/** What is there before the three have anything: people, a chain, and what the deploy scripts have left. */
export type Backstage = Omit<Stage, "account" | "accountAddress" | "assets" | "book" | "plans" | "safe" | "tokens">;

const SALT = 1n;

/** Gives the three their wallets, assets and plans. */
export async function setUp(backstage: Backstage): Promise<Stage> {
  const { people, provider, reporter } = backstage;
  const { carasCard, carasPhone, keeper, notary } = people;
  const tokens = await deployTokens(backstage);
  const assets = await assetsOf(tokens);
  await reporter.step("assets", "money, wrapped ether, a bond, a pension, deeds and stamps: six contracts");

  await installEntryPoint(provider, keeper.address);
  const { account } = await createAccount(keeper, backstage.factory, { owner: people.ben.address });
  await reporter.step("smart account", "the chain gets its entry point (ERC-4337), and Ben his account");

  const suite = await deployRelease("1.5.0", keeper);
  const owners = [carasPhone, carasCard, notary].map(({ address }) => address);
  const contract = await createSafe(suite, { owners, threshold: 2n, salt: SALT });
  const place = { safe: getAddress(await contract.getAddress()), chainId: backstage.chainId };
  const safe = { ...place, contract, multiSend: suite.multiSend };
  await reporter.step("Safe", "Safe 1.5.0, and Cara's own: two of three keys sign, of which two are hers");

  const ground = { ...backstage, assets, tokens, accountAddress: account, safe };
  const stage: Stage = {
    ...ground,
    account: DeadMansSwitchAccount__factory.connect(account, keeper),
    book: new Book(),
    plans: { ada: adasPlan(ground), ben: bensPlan(ground), cara: carasPlan(ground) },
  };
  await endow(stage);
  await adaBegins(stage);
  await benBegins(stage);
  await caraBegins(stage);
  await proveConservation(stage, "at first");
  return stage;
}

async function deployTokens({ people: { keeper } }: Backstage): Promise<Tokens> {
  return {
    dollar: await new MockDollar__factory(keeper).deploy(),
    weth: await new LocalWETH__factory(keeper).deploy(),
    bond: await new DenyListAsset__factory(keeper).deploy(),
    pension: await new MockERC20__factory(keeper).deploy("Mock Pension", "PEN", 18n),
    deeds: await new MockERC721__factory(keeper).deploy(),
    stamps: await new MockERC1155__factory(keeper).deploy(),
  };
}

async function assetsOf({ dollar, weth, bond, pension, deeds, stamps }: Tokens): Promise<Assets> {
  const of = async (kind: AssetKind, token: { getAddress(): Promise<string> }, id = 0n) => ({
    ...{ kind, token: getAddress(await token.getAddress()), id, heir: SHARED },
  });
  return {
    dollar: await of(AssetKind.ERC20, dollar),
    weth: await of(AssetKind.ERC20, weth),
    bond: await of(AssetKind.ERC20, bond),
    pension: await of(AssetKind.ERC20, pension),
    adasDeed: await of(AssetKind.ERC721, deeds, 1n),
    bensDeed: await of(AssetKind.ERC721, deeds, 2n),
    carasDeed: await of(AssetKind.ERC721, deeds, 3n),
    stamps: await of(AssetKind.ERC1155, stamps, 5n),
  };
}

/** What the three have at first; amounts that can't be divided evenly among heirs. */
async function endow(stage: Stage): Promise<void> {
  const { accountAddress, assets, book, people, safe, tokens } = stage;
  const { ada, keeper } = people;
  const { dollar, weth, bond, deeds, stamps } = tokens;
  for (const [to, amount] of [
    [ada.address, 9_000_000_000n],
    [accountAddress, 6_000_000_001n],
    [safe.safe, 20_000_000_003n],
  ] as const) {
    await (await dollar.mint(to, amount)).wait();
    book.add(assets.dollar, to, amount);
  }
  await (await weth.connect(ada).deposit({ value: parseEther("2") })).wait();
  book.add(assets.weth, ada.address, parseEther("2"));
  for (const [asset, to] of [
    [assets.adasDeed, ada.address],
    [assets.bensDeed, accountAddress],
    [assets.carasDeed, safe.safe],
  ] as const) {
    await (await deeds.mint(to, asset.id)).wait();
    book.add(asset, to, 1n);
  }
  await (await bond.mint(safe.safe, 1_000_003n)).wait();
  book.add(assets.bond, safe.safe, 1_000_003n);
  await (await stamps.mint(safe.safe, assets.stamps.id, 41n)).wait();
  book.add(assets.stamps, safe.safe, 41n);
  for (const [to, value] of [
    [accountAddress, parseEther("5")],
    [safe.safe, parseEther("3") + 3n],
  ] as const) {
    await (await keeper.sendTransaction({ to, value })).wait();
    book.add(ETHER, to, value);
  }
  await stage.reporter.step(
    "endowment",
    "each has money and the deed of a house; Ada wrapped ether, Cara bonds and stamps too",
  );
}
