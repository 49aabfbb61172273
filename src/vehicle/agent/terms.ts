/** To what an agent keeps. */
export interface AgentTerms {
  /** After how many further blocks a report counts as confirmed; 5 unless it is named. */
  confirmations: number;
  /** How many blocks a policy must have been in force for before anything is signed under it; 32 unless it is named. No reorg that is deeper may come. */
  policyBlocks: number;
  /** And how many seconds of the chain's time; an hour unless it is named. */
  policySeconds: bigint;
  /** The hashes of the only policies that are signed under, where the owner has named them: then no node can have the agent sign another. Null = any that is in force. */
  policies: readonly string[] | null;
  /** How long a signature counts, in seconds of the chain's time; a day unless it is named. */
  validity: bigint;
  /** With so many seconds left it is signed again instead of sent; 2 minutes unless it is named. */
  margin: bigint;
  /** The most reports of a parcel; 25 unless it is named. */
  batch: number;
  /** Seconds of the chain's time before something that was refused is tried again; an hour unless it is named: a transaction that is refused costs gas. */
  retryRefused: bigint;
  /** Seconds of the chain's time after which what still waits for a block is offered more for; 3 minutes unless it is named. */
  raiseAfter: bigint;
  /** How many blocks a confirmed report is kept in the outbox, to be sent again after a deep reorg; 10,000 unless it is named. */
  keepBlocks: number;
}

/** The terms of an agent, unless its operator says otherwise. */
export const AGENT_TERMS: Readonly<AgentTerms> = {
  confirmations: 5,
  policyBlocks: 32,
  policySeconds: 3_600n,
  policies: null,
  validity: 86_400n,
  margin: 120n,
  batch: 25,
  retryRefused: 3_600n,
  raiseAfter: 180n,
  keepBlocks: 10_000,
};

/** Throws for terms that no agent can keep to. */
export function requireTerms(terms: AgentTerms): void {
  const { confirmations, policyBlocks, batch, keepBlocks, validity, margin } = terms;
  for (const [name, value, least] of [
    ["confirmations", confirmations, 0],
    ["policyBlocks", policyBlocks, 0],
    ["batch", batch, 1],
    ["keepBlocks", keepBlocks, confirmations],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`${value} is no ${name}: give a whole number from ${least} on`);
  if (margin < 0n || validity <= margin)
    throw new RangeError(
      `A signature that counts for ${validity} s can't have ${margin} s left: give a longer validity`,
    );
}
