import { ZeroAddress } from "ethers";

import { createBacking, nameOfBackingKind, parseBackingKind, predictBacking } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fields } from "../support/format.ts";
import { cost, sent } from "../support/transaction.ts";

export interface BackingCreateArguments extends CommonArguments {
  asset: string;
  kind: string;
  sponsor: string | undefined;
  salt: string | undefined;
  as: string | undefined;
  factory: string | undefined;
  from: string;
}

export default action<BackingCreateArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const kind = parseBackingKind(args.kind);
  const asset = args.asset === "none" ? ZeroAddress : await session.contract(args.asset, "asset");
  const sponsor = args.sponsor === undefined ? signer.address : await session.account(args.sponsor, "sponsor");
  const factory = await session.factory(args.factory);
  const plan = { kind, asset, sponsor, ...(args.salt === undefined ? {} : { salt: args.salt }) };
  if (args.as !== undefined) await session.checkName(args.as, await predictBacking(signer, factory, plan));
  const { address, created, receipt } = await createBacking(signer, factory, plan);
  const known = args.as === undefined ? null : await session.remember(args.as, address);
  return {
    json: {
      backing: address,
      kind: nameOfBackingKind(kind),
      asset: asset === ZeroAddress ? null : asset,
      sponsor,
      created,
      as: known,
      transaction: receipt === null ? null : sent(receipt),
    },
    text: [
      created ? "Created a backing." : "The backing is there already; nothing sent.",
      fields([
        ["address", address],
        ["kind", nameOfBackingKind(kind)],
        ["pays in", asset === ZeroAddress ? "nothing: it only counts" : asset],
        ["sponsor", sponsor],
        ...(receipt === null ? [] : [["sent", cost([receipt])] as const]),
      ]),
      `Next: npx hardhat timeframe create <name> <symbol> --backing ${known ?? address} --network ${session.network}`,
    ].join("\n"),
  };
});
