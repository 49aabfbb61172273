/** How far a batch is. */
export interface Progress {
  /** Items that are done. */
  done: number;
  /** Items in all. */
  total: number;
}
