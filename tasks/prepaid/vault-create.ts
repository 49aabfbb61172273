import {
  connectFactory,
  createCards,
  createVault,
  looksLikeVault,
  nameOfBucketLength,
  parseBucketLength,
  readVault,
} from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { fields } from "../support/format.ts";
import { moneyOf } from "../support/money.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface VaultCreateArguments extends CommonArguments {
  asset: string;
  bucket: string;
  cards: boolean;
  as: string | undefined;
  factory: string | undefined;
  from: string;
}

export default action<VaultCreateArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const signer = await session.signer(args.from);
  const bucketLength = parseBucketLength(args.bucket);
  const asset = await session.contract(args.asset, "asset");
  if (await looksLikeVault(asset, provider)) fail(`${asset} is a vault already; give the asset that it shall hold.`);
  const factory = await session.factory(args.factory);
  const predicted = await connectFactory(factory, provider).vaultOf(asset, bucketLength);
  const name = args.as ?? `p${(await moneyOf(asset, provider)).symbol}`;
  await session.checkName(name, predicted);

  const { vault, address, created, receipt } = await createVault(signer, factory, { asset, bucketLength });
  const cards = args.cards ? await createCards(signer, factory, vault) : null;
  const known = await session.remember(name, address);
  const { symbol, decimals } = await readVault(vault, provider);
  const receipts = [receipt, cards?.receipt ?? null].filter((one) => one !== null);
  return {
    json: {
      vault: address,
      asset,
      symbol,
      decimals,
      bucketLength,
      cards: cards?.address ?? null,
      created,
      as: known,
      transactions: receipts.map(sent),
    },
    text: [
      created ? `Created ${symbol}.` : `${symbol} is there already.`,
      fields([
        ["address", address],
        ...(known === null ? [] : [["name here", known] as const]),
        ["holds", asset],
        ["expiries", `at the beginning of each ${nameOfBucketLength(bucketLength)}, UTC`],
        ...(cards === null ? [] : [["cards", cards.address] as const]),
      ]),
      `Next: npx hardhat prepaid deposit ${known ?? address} <amount> --network ${session.network}`,
    ].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
  };
});
