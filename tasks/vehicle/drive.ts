import { setTimeout as wait } from "node:timers/promises";

import type { Provider } from "ethers";

import { CsvError } from "../../src/chain/csv-records.ts";
import {
  AGENT_TERMS,
  agentLine,
  type AgentParts,
  contractChain,
  nodeProvider,
  NodePool,
  Outbox,
  readTelemetry,
  relaySender,
  rowsAfter,
  transactionSender,
  VehicleAgent,
} from "../../src/vehicle/agent/index.ts";
import { readVehicle, vehicleLabel } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { readTextIfThere, writing } from "../support/file.ts";
import { count } from "../support/format.ts";
import { INTERRUPTED, interruptible } from "../support/interrupt.ts";
import { isOutOfEther } from "../support/node-errors.ts";
import { parseEther, parseSpan } from "../support/spans.ts";
import { action, type ActArguments } from "./support/action.ts";
import { requireEther } from "./support/ether.ts";
import { keyIn, keyOf, type PasswordArguments } from "./support/keys.ts";
import { needed } from "./support/needed.ts";
import { payerBy } from "./support/payer.ts";
import type { VehicleSession } from "./support/session.ts";

export interface DriveArguments extends ActArguments, PasswordArguments {
  key: string | undefined;
  log: string | undefined;
  outbox: string | undefined;
  begin: boolean;
  payer: string | undefined;
  fund: string | undefined;
  relay: string | undefined;
  nodes: string | undefined;
  every: string;
  once: boolean;
}

export default action<DriveArguments>(async (args, session) => {
  const log = needed(args.log, "--log", "the vehicle's log");
  const path = args.outbox ?? `${log}.outbox`;
  const vehicle = await session.vehicle(args.vehicle);
  const view = await readVehicle(await session.stake(), vehicle, session.ethers.provider);
  const every = Number(parseSpan(args.every, "time between two looks")) * 1_000;
  const key = await keyOf(view, needed(args.key, "--key", "the keystore of the vehicle's key"), args);
  const gift = args.fund === undefined ? 0n : parseEther(args.fund, "ether of --fund");
  const giver = await session.signer(args.from);
  await requireEther({ account: giver.address, amount: gift, what: "gift to the payer", option: "--fund" }, session);
  if (args.relay !== undefined && (args.payer !== undefined || args.fund !== undefined))
    fail("A relayer pays for what it sends; leave out --payer and --fund, or --relay.");
  const payer =
    args.relay === undefined ? payerBy(args.payer === undefined ? key : await keyIn(args.payer, args)) : null;
  // The whole of it, before anything is begun or taken in: a row that was taken in can't be corrected.
  await readThrough(log);
  const outbox = await outboxAt(path, vehicle, args.begin, session);
  const { signal, end } = interruptible();
  try {
    const { agent, moved } = await agentOf(
      vehicle,
      { key, outbox, stateFile: `${path}.state.json` },
      payer,
      args,
      session,
    );
    const before = outbox.last;
    for await (const { condition } of rowsAfter(readTelemetry(log), outbox.latest)) await agent.observe(condition);
    const taken = outbox.last - before;
    // Not for a log that can't be reported.
    if (payer !== null && gift !== 0n) await (await giver.sendTransaction({ to: payer.address, value: gift })).wait();
    while (outbox.confirmed < outbox.last && !signal.aborted) {
      const seen = moved();
      await paidBy(payer, agent.tick());
      if (moved() !== seen) continue;
      if (args.once) break;
      await wait(every, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) process.exitCode = INTERRUPTED;
    const { value, residual, sequence } = await standing(vehicle, session);
    const { show } = await session.money(vehicle);
    const open = outbox.last - outbox.confirmed;
    return {
      json: { vehicle: vehicleLabel(vehicle), taken, confirmed: outbox.confirmed, open, sequence, value, residual },
      text: `Took ${count(taken, "row")} of the log in; the chain has counted up to report ${outbox.confirmed}${open === 0n ? "" : `, and ${count(open, "report")} wait${open === 1n ? "s" : ""} in ${path}: run the command again`}.\nBooked are ${show(value)}, with a residual of ${show(residual)}.`,
      ...(signal.aborted
        ? { note: `Stopped; run the command again${args.begin ? ", without --begin" : ""}, and it goes on.` }
        : { failed: open !== 0n }),
    };
  } finally {
    end();
    await outbox.close();
  }
});

/** Reads a log to its end; a mistake in it is told with the name of the file. */
async function readThrough(log: string): Promise<void> {
  const rows = readTelemetry(log);
  try {
    let step = await rows.next();
    while (step.done !== true) step = await rows.next();
  } catch (error) {
    if (error instanceof CsvError) fail(`${log}, ${error.message}.`, error);
    throw error;
  }
}

/** Waits for what a payer pays for; that it has too little ether is told of that account, since nobody else's would help. */
async function paidBy(payer: ReturnType<typeof payerBy> | null, sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (payer !== null && error instanceof Error && isOutOfEther(error))
      fail(
        `The account ${payer.address}, which pays, has too little ether for the fee; send it some with --fund, like --fund 1, or name the keystore of another with --payer.`,
        error,
      );
    throw error;
  }
}

/** The outbox of a vehicle. It is begun only where the user says so: a new one in place of one that is lost could cost the stake. */
async function outboxAt(path: string, vehicle: bigint, begin: boolean, session: VehicleSession): Promise<Outbox> {
  const owner = { chainId: await session.chainId(), contract: await (await session.stake()).getAddress(), vehicle };
  const isThere = (await readTextIfThere(path)) !== null;
  if (isThere) {
    if (begin) fail(`The outbox ${path} is there already; leave out --begin, and it goes on.`);
    return Outbox.open(path, owner);
  }
  if (!begin)
    fail(
      `The outbox ${path} isn't there; begin one with --begin, where this key has never signed a report that isn't counted: another condition under its number would cost the stake.`,
    );
  const { sequence } = await standing(vehicle, session);
  return writing(path, () => Outbox.create(path, owner, sequence));
}

async function standing(
  vehicle: bigint,
  session: VehicleSession,
): Promise<{ value: bigint; residual: bigint; sequence: bigint }> {
  const { books, sequence } = await readVehicle(await session.stake(), vehicle, session.ethers.provider);
  return { value: books.value, residual: books.residual, sequence };
}

/** The vehicle's unit, and what changes whenever it has done something. */
async function agentOf(
  vehicle: bigint,
  parts: Required<Pick<AgentParts, "key" | "outbox" | "stateFile">>,
  payer: ReturnType<typeof payerBy> | null,
  { nodes, relay = "" }: DriveArguments,
  session: VehicleSession,
): Promise<{ agent: VehicleAgent; moved: () => string }> {
  const chainId = await session.chainId();
  const { show } = await session.money(vehicle);
  const tell = (problem: string): void => {
    console.error(problem);
  };
  const provider: Provider =
    nodes === undefined
      ? session.ethers.provider
      : nodeProvider(new NodePool({ urls: nodes.split(",").map((url) => url.trim()), chainId, tell }), chainId);
  const contract = await (await session.stake()).getAddress();
  const { key, outbox } = parts;
  const sender =
    payer === null
      ? relaySender({ url: relayAt(relay), chainId, contract, key: key.bytes })
      : transactionSender({ provider, contract, signer: payer, key: key.bytes });
  let sent = 0;
  const agent = new VehicleAgent({
    ...parts,
    chain: contractChain({ provider, contract, vehicle, sender }),
    terms: chainId === LOCAL_CHAIN ? LOCAL_TERMS : AGENT_TERMS,
    tell: (event) => {
      if (event.kind === "sent" || event.kind === "given up") sent += 1;
      console.error(agentLine(event, { money: show }));
    },
  });
  return { agent, moved: () => `${sent} ${outbox.confirmed} ${outbox.last}` };
}

function relayAt(url: string): string {
  return URL.canParse(url) ? url : fail(`"${url}" is no address of a relayer; give a URL, like https://relay.example.`);
}

/** That of Hardhat's own nodes. */
const LOCAL_CHAIN = 31_337n;
/** A local chain mines when there is something to mine, and takes nothing back: further blocks would be waited for without end. */
const LOCAL_TERMS = { confirmations: 0, policyBlocks: 0, policySeconds: 0n } as const;
