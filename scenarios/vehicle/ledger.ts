import { type Condition, Kind } from "../../src/vehicle/agent/report.ts";
import { State } from "../../src/vehicle/constants.ts";
import { judge, worthIn } from "../../src/vehicle/depreciation.ts";
import type { Anchor, Wear, Worth } from "../../src/vehicle/policy.ts";
import type { Books } from "../../src/vehicle/read.ts";
import { TERMS } from "./rules.ts";

/** What a vehicle's books must be: kept by what the scenario has had it do, and not by what the chain says. */
export class Ledger implements Worth {
  readonly anchor: Anchor;
  wear: Wear;
  state: State = State.ACTIVE;
  sequence = 0n;
  value: bigint;
  residual = 0n;
  slashed = 0n;
  /** Reports that wait for attestors, by their sequences. */
  readonly pending = new Map<bigint, Condition>();

  constructor(anchor: Anchor) {
    this.anchor = anchor;
    this.value = anchor.value;
    this.wear = { observedAt: anchor.appraisedAt, odometer: anchor.odometer, damage: 0n, restored: 0n };
  }

  /** Whether it reports any more. */
  get lives(): boolean {
    return this.state === State.ACTIVE;
  }

  /** The next report counts. A grave one counts for age and distance only until attestors confirm it. */
  count(condition: Condition): Worth {
    const { damage, restored } = this.wear;
    const { wear, grave } = judge(TERMS, this.anchor, this.wear, condition, true);
    this.sequence += 1n;
    if (grave) this.pending.set(this.sequence, condition);
    this.#settle(grave ? { ...wear, damage, restored } : wear);
    return { value: this.value, residual: this.residual };
  }

  /** Attestors have confirmed a grave report. */
  confirm(sequence: bigint): void {
    const condition = this.pending.get(sequence);
    if (condition === undefined) throw new Error(`Report ${sequence} waits for nobody`);
    this.pending.delete(sequence);
    const { kind, severity } = condition;
    if (kind === Kind.TOTAL_LOSS) {
      this.#settle({ ...this.wear, damage: 10_000n, restored: 0n });
      this.state = State.ENDED;
    } else this.#settle({ ...this.wear, damage: this.wear.damage + severity });
  }

  /** A dispute has shown that there was no such damage. */
  undo({ severity }: Pick<Condition, "severity">): void {
    this.#settle({ ...this.wear, damage: this.wear.damage - severity });
  }

  /** It broke the rules. */
  slash(): void {
    this.slashed = this.value;
    this.value = 0n;
    this.state = State.SLASHED;
  }

  /** All of its books. */
  books(): Books {
    const { value, residual, slashed } = this;
    const credited = this.anchor.value;
    return { value, residual, slashed, credited, consumed: credited - value - residual - slashed };
  }

  #settle(wear: Wear): void {
    this.wear = wear;
    ({ value: this.value, residual: this.residual } = worthIn(TERMS, this.anchor, wear));
  }
}
