/** What an operation may take at most, by the specification. */
export const AT_MOST: Readonly<Record<string, number>> = {
  "issue, bucket in use": 86_000,
  "issue with rules, bucket in use": 110_000,
  "redeem, credited": 50_000,
  "redeem, pushed": 60_000,
};

/** What one withdrawal may take at most, of what lapsed in so many buckets. */
export function withdrawalAtMost(buckets: number): number {
  return 50_000 + 2_800 * buckets;
}
