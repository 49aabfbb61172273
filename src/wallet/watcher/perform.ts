import type { ContractTransactionReceipt, Signer } from "ethers";

import { ProofError } from "../../chain/proof-error.ts";
import { mined } from "../../chain/transaction.ts";
import { connectEoaProver } from "../connect.ts";
import { collectEther } from "../ether.ts";
import { type ActivityProof, activityProof, freshEvidence, type ProofUse, useOf } from "../evidence.ts";
import { execute } from "../execute.ts";
import { requiredCode } from "../provers.ts";
import { endRequest, type Evidence, trigger } from "../silence.ts";
import { type Act, gasOf, type ProverSight, type Sight } from "./decide.ts";
import { failureText } from "./failure.ts";
import type { WatchMemory } from "./memory.ts";
import { unlessAborted } from "./pause.ts";
import { earliestWithNonce, type Moment, provableBlocks } from "./provable.ts";
import { outbidding, Sender } from "./sender.ts";
import { confirmationsOf, EVIDENCE_BACK, type Watch } from "./watch.ts";

/** Enough for the deepest proof that there may be, nine nodes. */
const NEWEST_GAS = 1_000_000n;
/** The most of anything but a page: the longest text of a plan, and whatever its source of life does. */
const MOST_GAS = 3_000_000n;
/** How long a transaction is waited for, in milliseconds. */
const PATIENCE = 90_000;

/** What came of an attempt: transactions, and why something was left out; or what has to be waited for. */
export type Outcome = { sent: string[]; refused: string | null } | { wait: string };

/** From where something is sent, and until when. */
export interface Performance {
  head: Moment;
  signal: AbortSignal;
  memory: Pick<WatchMemory, "stuck">;
}

/**
 * Sends what was decided, and waits until it is mined; not for ever.
 *
 * @example
 * const outcome = await perform(watch, signer, sight, act, { head, signal, memory });
 */
export async function perform(
  watch: Watch,
  signer: Signer,
  sight: Sight,
  act: Act,
  performance: Performance,
): Promise<Outcome> {
  const { signal, memory } = performance;
  const { node, patience = PATIENCE } = watch;
  const [latest, pending] = await Promise.all([signer.getNonce("latest"), signer.getNonce("pending")]);
  const isOurs = memory.stuck?.nonce === latest;
  const bid = isOurs && memory.stuck !== null ? outbidding(memory.stuck, await node.getFeeData()) : null;
  // What a transaction under way does is on no view yet, and would be done twice. One that the node has dropped is sent again.
  if (pending > latest && bid === null) return { wait: "an earlier transaction of the sender isn't mined yet" };
  signal.throwIfAborted();
  // What assets and receivers burn is theirs to choose: more than twice of what honest ones take is their owner's to pay.
  const mostGas = act.kind === "execute" ? MOST_GAS + 2n * gasOf(sight, act) : MOST_GAS;
  const sender = new Sender(signer, node, { mostGas, patience, bid });
  const stuck = sender.stuck.then((found): Outcome => {
    memory.stuck = found;
    return { wait: "its transaction isn't mined yet" };
  });
  return unlessAborted(signal, Promise.race([done(watch, sender, sight, act, performance), stuck]));
}

async function done(
  watch: Watch,
  signer: Signer,
  sight: Sight,
  act: Act,
  { head, signal }: Performance,
): Promise<Outcome> {
  const { registry } = watch;
  const { plan } = sight;
  switch (act.kind) {
    case "trigger":
      return sent((await trigger(signer, registry, { plan, evidence: evidenceOf(watch, sight) })).receipt);
    case "endRequest":
      return sent((await endRequest(signer, registry, { plan })).receipt);
    case "collect":
      return sent(await collectEther(signer, registry, { plan }));
    case "execute":
      return executePages(watch, signer, sight, act, signal);
    case "checkpoint":
    case "proveActivity":
    case "proveCode":
      return prove(watch, signer, sight, act.kind, { head, signal });
  }
}

/** All pages, one after another; whoever calls it off leaves the rest to the next one. */
async function executePages(
  watch: Watch,
  signer: Signer,
  sight: Sight,
  { places, further }: Extract<Act, { kind: "execute" }>,
  signal: AbortSignal,
): Promise<Outcome> {
  const order = {
    plan: sight.plan,
    evidence: evidenceOf(watch, sight),
    places,
    further,
    onProgress: () => {
      signal.throwIfAborted();
    },
    ...(watch.pageGas === undefined ? {} : { pageGas: watch.pageGas }),
  };
  const { receipts, refused } = await execute(signer, watch.registry, order);
  const [first] = refused;
  if (first === undefined) return sent(...receipts);
  const left = `${refused.length} of its assets can't be moved now; of ${first.asset.token}: ${failureText(first.error)}`;
  return { ...sent(...receipts), refused: left };
}

/** Evidence of silence, as the plan's source wants it. */
function evidenceOf({ node, evidence = "0x", evidenceBack }: Watch, { prover }: Sight): Evidence {
  return prover === null ? evidence : ({ account }) => freshEvidence(node, account, evidenceBack ?? EVIDENCE_BACK);
}

async function prove(
  watch: Watch,
  signer: Signer,
  sight: Sight,
  use: ProofUse,
  { head, signal }: { head: Moment; signal: AbortSignal },
): Promise<Outcome> {
  const { prover, plan } = sight;
  if (prover === null) return { wait: "the source of life takes no proofs" };
  const settled = head.number - confirmationsOf(watch);
  if (settled < 0) return { wait: "the chain has no settled block yet" };
  const codeHash = await requiredCode(plan.source, watch.node, head.number);
  const proof = await provenBlock(watch, sight, prover, use, { head, settled });
  // Of an account that has just acted, or changed its code, the settled blocks say something else, or nothing new.
  const fits = proof !== null && useOf(proof, prover.fact, codeHash) === use && isTimely(sight, use, proof);
  if (!fits) return { wait: "the block that shows it has not settled" };
  signal.throwIfAborted();
  const contract = connectEoaProver(plan.source, signer);
  // Nodes estimate as if in the newest block, which doesn't know its own hash.
  const overrides = proof.header.number >= BigInt(head.number) ? { gasLimit: NEWEST_GAS } : {};
  return sent(await mined(contract[use](...proof.args, overrides)));
}

/** Code that was there before the plan is none of the plan's business. */
function isTimely({ registeredAt }: Sight, use: ProofUse, { header }: ActivityProof): boolean {
  return use !== "proveCode" || header.timestamp >= registeredAt;
}

/** The proof that says most: of an act, of the earliest block that shows it; of code, of the latest. */
async function provenBlock(
  { node }: Watch,
  { plan }: Sight,
  { nonce }: ProverSight,
  use: ProofUse,
  { head, settled }: { head: Moment; settled: number },
): Promise<ActivityProof | null> {
  const { account } = plan;
  if (use === "proveCode") return activityProof(node, account, settled);
  // A first checkpoint before the last act would ask for a proof of that act at once.
  if (use === "checkpoint" && BigInt(await node.getTransactionCount(account, settled)) !== nonce) return null;
  const from = Math.max(0, head.number - (await provableBlocks(node, head.number)));
  if (settled < from) return null;
  const { number } = await earliestWithNonce(node, account, { from, to: settled });
  try {
    return await activityProof(node, account, number);
  } catch (error) {
    // Some nodes keep the nonces of more blocks than they can prove.
    if (!(error instanceof ProofError) || (error.fault !== "no-state" && error.fault !== "absent")) throw error;
    return activityProof(node, account, settled);
  }
}

function sent(...receipts: ContractTransactionReceipt[]): Outcome & { sent: string[] } {
  return { sent: receipts.map(({ hash }) => hash), refused: null };
}
