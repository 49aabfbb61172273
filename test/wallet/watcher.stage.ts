import { id, JsonRpcProvider, type JsonRpcPayload, type JsonRpcResult, MaxUint256, toQuantity, Wallet } from "ethers";
import { network } from "hardhat";

import {
  AssetKind,
  type AssetDraft,
  follow,
  newMemory,
  type Plan,
  type PlanDraft,
  planOf,
  register,
  tick,
  type Watch,
  type WatchEvent,
  type WatchMemory,
} from "../../src/wallet/index.ts";
import { EoaProver__factory, MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { deployRegistry } from "./deploy-registry.ts";

export const DAY = 86_400n;
export const HOUR = 3_600n;
const CHAIN = 31_337;

/** A connection to a node that answers in its place where it is told to. */
export class OddNode extends JsonRpcProvider {
  /** What is answered to a request instead; undefined = what the node says. */
  answer: (method: string, params: unknown[]) => object | undefined = () => undefined;
  /** The methods of all requests that were made. */
  asked: string[] = [];

  constructor(url: string) {
    super(url, CHAIN, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 10, batchMaxCount: 1 });
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const [{ id, method, params }] = (Array.isArray(payload) ? payload : [payload]) as [JsonRpcPayload];
    this.asked.push(method);
    const answer = this.answer(method, params as unknown[]);
    return answer === undefined ? super._send(payload) : ([{ id, ...answer }] as JsonRpcResult[]);
  }
}

/** A connection to a node that can be cut after a number of requests, before or after the last one is served: what a process that is killed sends, and hears. */
export class MortalNode extends JsonRpcProvider {
  /** Requests that were made. */
  requests = 0;
  #left = Number.POSITIVE_INFINITY;
  #isServed = false;
  #killed: (() => void) | null = null;

  constructor(url: string, alone = false) {
    const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: 10, batchStallTime: 0 };
    super(url, CHAIN, alone ? { ...options, batchMaxCount: 1 } : options);
  }

  /** The process ends at a request: before it is sent, or once the node has served it, unheard. */
  killAt(request: number, isServed: boolean, killed: () => void): void {
    [this.#left, this.#isServed, this.#killed] = [request, isServed, killed];
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    this.requests += 1;
    this.#left -= 1;
    if (this.#left > 0) return super._send(payload);
    if (this.#left === 0 && this.#isServed) await super._send(payload);
    this.#killed?.();
    throw new Error("The process is no more");
  }
}

/** A node of its own, over HTTP, with the wallet's contracts and people. */
export async function openStage() {
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const node = new MortalNode(url);
  const deployer = await node.getSigner(0);
  const person = async (name: string): Promise<Wallet> => {
    const wallet = new Wallet(id(name), node);
    await (await deployer.sendTransaction({ to: wallet.address, value: 10n ** 19n })).wait();
    return wallet;
  };
  const deployed = await deployRegistry(deployer);
  const address = await deployed.registry.getAddress();
  const registry = deployed.registry.connect(node);
  const executor = deployed.executor.connect(node);
  const prover = EoaProver__factory.connect(await (await new EoaProver__factory(deployer).deploy()).getAddress(), node);
  const people = {
    ada: await person("ada"),
    ben: await person("ben"),
    cas: await person("cas"),
    heir: await person("heir"),
    keeper: await person("keeper"),
    second: await person("second keeper"),
  };
  const end = async (): Promise<void> => {
    node.destroy();
    await server.close();
  };
  return { url, node, deployer, address, registry, executor, prover, ...people, end };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** The stage of a `describe`, as it was at first before each of its tests. */
export function useStage(): () => Stage {
  let stage: Stage;
  let start: string;
  before(async () => {
    stage = await openStage();
  });
  beforeEach(async () => {
    start = (await stage.node.send("evm_snapshot", [])) as string;
  });
  afterEach(async () => {
    await stage.node.send("evm_setAutomine", [true]);
    await stage.node.send("evm_revert", [start]);
  });
  after(() => stage.end());
  return () => stage;
}

/** A token of which somebody has a thousand. */
export async function tokenOf({ deployer }: Stage, owner: string): Promise<string> {
  const token = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  await (await token.mint(owner, 1_000n)).wait();
  return token.getAddress();
}

/** Registers a plan of somebody for tokens of which he has a thousand each, and which he approves: ten days, an hour of grace, all to the heir. */
export async function planFor(
  stage: Stage,
  owner: Wallet,
  { tokens = 1, ...changes }: Partial<PlanDraft> & { tokens?: number } = {},
): Promise<Plan> {
  const assets: AssetDraft[] = [];
  for (let i = 0; i < tokens; ++i) {
    const token = await tokenOf(stage, owner.address);
    await (await MockERC20__factory.connect(token, owner).approve(stage.executor, MaxUint256)).wait();
    assets.push({ kind: AssetKind.ERC20, token });
  }
  const plan = planOf({
    account: owner.address,
    source: await stage.prover.getAddress(),
    period: 10n * DAY,
    grace: HOUR,
    assets,
    tiers: [{ recipients: [{ address: stage.heir.address, share: 10_000n }] }],
    ...changes,
  });
  await register(owner, stage.address, { plan });
  return plan;
}

/** Time passes, and blocks. */
export async function pass({ node }: Stage, seconds: bigint, blocks = 3): Promise<void> {
  await node.send("evm_increaseTime", [toQuantity(seconds)]);
  for (let i = 0; i < blocks; ++i) await node.send("evm_mine", []);
}

/** A watcher of a stage. */
export function watchOf(stage: Stage, signer: Wallet, changes: Partial<Watch> = {}): Watch {
  return { node: stage.node, registry: stage.address, signer, confirmations: 1, ...changes };
}

/** Passes until nothing happens any more. */
export async function quiet(watch: Watch, memory: WatchMemory = newMemory()): Promise<WatchEvent[]> {
  const told: WatchEvent[] = [];
  for (let i = 0; i < 10; ++i) if (!(await tick(watch, memory, (event) => told.push(event)))) return told;
  throw new Error("The watcher finds something to do in each pass");
}

/** How often the registry, the executor and the prover have told of something, on the chain as it is. */
export async function counted(stage: Stage, account: string) {
  const { registry, executor, prover } = stage;
  const count = async (found: Promise<unknown[]>): Promise<number> => (await found).length;
  return {
    checkpoints: await count(prover.queryFilter(prover.filters.Checkpointed(account))),
    activities: await count(prover.queryFilter(prover.filters.ActivityProven(account))),
    triggers: await count(registry.queryFilter(registry.filters.Triggered(account))),
    moves: await count(executor.queryFilter(executor.filters.AssetMoved(account))),
    completions: await count(registry.queryFilter(registry.filters.ExecutionCompleted(account))),
  };
}

/** Runs a part with watchers at work beside it, until it ends. */
export async function beside(
  watches: readonly Watch[],
  part: (caughtUp: () => Promise<void>) => Promise<void>,
): Promise<WatchEvent[][]> {
  const stop = new AbortController();
  const memories = watches.map(() => newMemory());
  const told = watches.map((): WatchEvent[] => []);
  const loops = watches.map((watch, i) =>
    follow(watch, { signal: stop.signal, every: 10, memory: memories[i]!, onEvent: (event) => told[i]!.push(event) }),
  );
  const caughtUp = async (): Promise<void> => {
    for (;;) {
      const { hash } = (await watches[0]!.node.getBlock("latest"))!;
      if (memories.every(({ last }) => last?.hash === hash)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  try {
    await part(caughtUp);
  } finally {
    stop.abort();
    await Promise.all(loops);
  }
  return told;
}

/** The events of a kind. */
export const ofKind = <Kind extends WatchEvent["kind"]>(events: readonly WatchEvent[], kind: Kind) =>
  events.filter((event): event is Extract<WatchEvent, { kind: Kind }> => event.kind === kind);
