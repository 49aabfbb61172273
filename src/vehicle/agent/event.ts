import { momentLabel } from "../../chain/calendar.ts";

/** Something that an agent tells, with the time of the block in which it saw it, Unix seconds; 0 where there was none. */
export type AgentEvent = { at: bigint } & (
  | { kind: "sent"; first: bigint; last: bigint; id: string; again: boolean }
  | { kind: "confirmed"; upTo: bigint; value: bigint; residual: bigint }
  /** Reports that were confirmed aren't counted any more. */
  | { kind: "gone"; first: bigint; last: bigint }
  /** The same condition under the same sequence, with another deadline or policy. */
  | { kind: "signed again"; sequence: bigint; reason: string }
  | { kind: "waiting"; reason: string }
  | { kind: "refused"; sequence: bigint; reason: string }
  /** A condition that can never count, and was never signed: it has lost its sequence, and those after it move up. */
  | { kind: "given up"; sequence: bigint; reason: string }
  /** A look at the chain failed, as when no node serves. */
  | { kind: "fault"; message: string; retryIn: number }
);

/** Where an agent tells it. */
export type TellAgent = (event: AgentEvent) => void;

/** How things are written; what is left out is written as the contracts have it. */
export interface AgentWords {
  /** An amount of the vehicle's unit of account. */
  money?: (amount: bigint) => string;
}

/**
 * What an agent tells, in one line for a terminal.
 *
 * @example
 * const agent = new VehicleAgent({ key, outbox, chain, tell: (event) => console.log(agentLine(event)) });
 */
export function agentLine(event: AgentEvent, words: AgentWords = {}): string {
  return `${event.at === 0n ? "" : `${momentLabel(event.at)} `}${textOf(event, words)}`;
}

function textOf(event: AgentEvent, { money = String }: AgentWords): string {
  switch (event.kind) {
    case "sent":
      return `sent ${reports(event.first, event.last)}${event.again ? " again" : ""}: ${event.id}`;
    case "confirmed":
      return `report ${event.upTo} is confirmed; value ${money(event.value)}, residual ${money(event.residual)}`;
    case "gone":
      return `the chain has taken ${reports(event.first, event.last)} back, to be sent again`;
    case "signed again":
      return `signed report ${event.sequence} again with the same condition, since ${event.reason}`;
    case "waiting":
      return `waits: ${event.reason}`;
    case "refused":
      return `report ${event.sequence} was refused: ${event.reason}`;
    case "given up":
      return `gave report ${event.sequence} up, and those after it move up, since it can never count: ${event.reason}`;
    case "fault":
      return `couldn't look at the chain, tries again in ${event.retryIn / 1_000} s: ${event.message}`;
  }
}

function reports(first: bigint, last: bigint): string {
  return first === last ? `report ${first}` : `reports ${first} to ${last}`;
}
