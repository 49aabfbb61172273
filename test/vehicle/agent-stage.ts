import {
  type AgentEvent,
  type AgentTerms,
  type Condition,
  Outbox,
  VehicleAgent,
} from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { conditionOf, FakeChain, OWNER, QUICK_KEY } from "./agent-chain.ts";
import { FakeDisk } from "./agent-journal.ts";

/** Terms of which a test needn't wait for long. */
export const TERMS: Partial<AgentTerms> = {
  confirmations: 3,
  policyBlocks: 5,
  policySeconds: 60n,
  validity: 3_600n,
  margin: 60n,
};

/** A chain with an agent. */
export class Stage {
  readonly chain = new FakeChain();
  readonly disk = new FakeDisk(beginning(OWNER, 0n));
  told: AgentEvent[] = [];
  outbox!: Outbox;
  agent!: VehicleAgent;

  constructor(terms: Partial<AgentTerms> = {}, stateFile: string | null = null) {
    this.chain.mine(10);
    this.start(terms, stateFile);
  }

  /** Starts the unit, or starts it again. */
  start(terms: Partial<AgentTerms> = {}, stateFile: string | null = null): void {
    this.outbox = Outbox.over(this.disk.restart());
    const { outbox, chain } = this;
    const tell = (event: AgentEvent): void => {
      this.told.push(event);
    };
    this.agent = new VehicleAgent({ key: QUICK_KEY, outbox, chain, stateFile, terms: { ...TERMS, ...terms }, tell });
  }

  observe(n: number, changes: Partial<Condition> = {}): Promise<bigint> {
    return this.agent.observe({ ...conditionOf(n), ...changes });
  }

  /** Looks, and mines, so often. */
  async pass(times = 1): Promise<void> {
    for (let i = 0; i < times; ++i) {
      await this.agent.tick();
      this.chain.mine();
    }
  }

  kinds(): string[] {
    return this.told.map(({ kind }) => kind);
  }
}
