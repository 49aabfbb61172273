// What a block shows, as contracts built on `ChainProof` take it: headers, accounts, transactions and receipts, of any node.
export { type AccountProof, accountProof } from "./account-proof.ts";
export { type BlockName, type ChainHeader, encodeHeader, readHeader } from "./header.ts";
export { type ReceiptProof, receiptProof, type TransactionProof, transactionProof } from "./inclusion-proof.ts";
export { isMissingState } from "./missing-state.ts";
export type { JsonRpcNode } from "./node.ts";
export { ProofError, type ProofFault } from "./proof-error.ts";
export type { Raw } from "./raw.ts";
export { EMPTY_ROOT, readProof, Trie } from "./trie.ts";
