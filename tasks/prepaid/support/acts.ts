import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { ContractTransactionReceipt } from "ethers";

import type { IPrepaidVault } from "../../../src/ethers.ts";
import { formatId, type Instrument, readInstrument, takenBack } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { moment } from "../../support/format.ts";
import type { Money } from "../../support/money.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer, CommonArguments } from "./action.ts";
import { describeInstrument } from "./describe.ts";
import type { PrepaidSession, VaultHere } from "./session.ts";

/** What tasks about one instrument of a vault are given. */
export interface InstrumentArguments extends CommonArguments {
  vault: string;
  instrument: string;
  from: string;
}

/** The same, found. */
export interface Stage extends VaultHere {
  signer: HardhatEthersSigner;
  id: bigint;
  /** "0x…/42". */
  called: string;
}

/** Who signs, the vault, and the instrument that a task is about. */
export async function stageOf(
  args: { vault: string; instrument: string; from: string },
  session: PrepaidSession,
): Promise<Stage> {
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const id = await session.instrument(args.instrument, args.from);
  return { ...here, signer, id, called: formatId(id) };
}

/** An instrument that must be there. */
export async function instrumentIn(
  { vault, id, called, address }: Omit<Stage, "signer">,
  session: PrepaidSession,
): Promise<Instrument> {
  const instrument = await readInstrument(vault, id, session.ethers.provider);
  return (
    instrument ?? fail(`There is no instrument ${called} in the vault ${address}; see purchaser, number and vault.`)
  );
}

/** The answer of a task that did something with an instrument: what, and what it is now. */
export async function acted(
  stage: Stage,
  session: PrepaidSession,
  receipt: ContractTransactionReceipt,
  what: string,
  json: object = {},
): Promise<Answer> {
  const instrument = await instrumentIn(stage, session);
  const gone = await isTakenBack(stage.vault, instrument, session);
  return {
    json: {
      vault: stage.address,
      ...json,
      ...describeInstrument(instrument),
      takenBack: gone,
      transaction: sent(receipt),
    },
    text: [what, standing(instrument, stage.money, await session.now(), gone)].join("\n"),
    receipts: [receipt],
  };
}

/** Whether its purchaser took an instrument back. */
export async function isTakenBack(
  vault: IPrepaidVault,
  instrument: Instrument,
  session: PrepaidSession,
): Promise<boolean> {
  return (await takenBack(vault, [instrument], session.ethers.provider)).has(instrument.id);
}

/** What an instrument has, and until when, in a sentence. */
export function standing(instrument: Instrument, money: Money, now: bigint, gone: boolean): string {
  const { remaining, returned, expiry, started, settled, pull } = instrument;
  if (gone) return `It was taken back: ${money.show(returned)} went back to its purchaser.`;
  if (expiry > now) {
    const after = pull ? "; what is left then waits for `prepaid settle`" : "";
    return `It has ${money.show(remaining)}, until ${moment(expiry, now)}${started ? "" : " at the latest"}${after}.`;
  }
  return `It ended ${moment(expiry, now)}; ${money.show(returned)} ${pull && !settled ? "wait to be settled" : "went back"}.`;
}
