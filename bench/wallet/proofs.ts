import { decodeRlp, encodeRlp, keccak256, type RlpStructuredData, type Wallet } from "ethers";

import { readHeader } from "../../src/chain/header.ts";
import { installHistory, remember } from "../../test/history-contract.ts";
import { deepProof, type Shown } from "../../test/wallet/prover.support.ts";
import { EoaProver__factory } from "../../types/ethers-contracts/index.js";
import { change, fill, log } from "../floor.ts";
import type { Measure } from "../measure.ts";
import type { Chain } from "./chain.ts";

const STATE_ROOT = 3;

/** What it takes to show a block in which an account has acted, or stands still. */
export async function measureProofs(chain: Chain, measure: Measure): Promise<void> {
  const [keeper] = await chain.ethers.getSigners();
  if (keeper === undefined) throw new Error("nobody is there to send anything");
  const prover = await new EoaProver__factory(keeper).deploy();
  const seen = [fill("what is known of the account"), log("Checkpointed", 2, 96)];
  const acted = [change("what is known of the account"), log("ActivityProven", 2, 96)];

  const ada = await whoseProofHasThreeNodes(chain);
  await chain.act(ada);
  const first = await chain.shown(ada.address);
  await measure("checkpoint, the first", keeper, prover.checkpoint.populateTransaction(...first), seen);
  await chain.act(ada);
  const second = await chain.shown(ada.address);
  if (second[2].length !== 3) throw new Error("the proof isn't of three nodes");
  await measure("proveActivity, 3 nodes", keeper, prover.proveActivity.populateTransaction(...second), acted);

  // Full nodes: three, and nine, enough for billions of accounts. Their blocks are further back than a chain knows by itself.
  await installHistory(chain.provider);
  for (let block = 0; block < 300; ++block) await chain.pass(12n);
  for (const depth of [3, 9]) {
    const at = BigInt(depth);
    await prover.checkpoint(...(await planted(chain, at, depth, 6n)));
    const shown = await planted(chain, at + 1n, depth, 7n);
    const name = `proveActivity, ${String(depth)} nodes, made up`;
    await measure(name, keeper, prover.proveActivity.populateTransaction(...shown), acted);
  }
}

async function whoseProofHasThreeNodes({ person, act, shown }: Chain): Promise<Wallet> {
  for (let i = 0; i < 100; ++i) {
    const wallet = await person(`person ${String(i)}`);
    await act(wallet);
    if ((await shown(wallet.address))[2].length === 3) return wallet;
  }
  throw new Error("nobody's proof has three nodes");
}

/** Has the chain know a header of another account's trie in the place of one of its own. */
async function planted({ node, provider }: Chain, number: bigint, depth: number, nonce: bigint): Promise<Shown> {
  const account = `0x${String(depth).repeat(40)}`;
  const fields = decodeRlp((await readHeader(node, number)).rlp) as RlpStructuredData[];
  const { root, nodes } = deepProof(account, depth, nonce);
  fields[STATE_ROOT] = root;
  const header = encodeRlp(fields);
  await remember(provider, number, keccak256(header));
  return [account, header, nodes];
}
