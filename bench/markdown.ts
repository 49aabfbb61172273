/** A table; `numbers` are the columns that are set to the right. */
export function table(
  header: readonly string[],
  numbers: readonly number[],
  lines: readonly (readonly string[])[],
): string {
  const rule = header.map((_, column) => (numbers.includes(column) ? "---:" : "---"));
  return [header, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function count(value: number | string | undefined): string {
  return BigInt(value ?? 0).toLocaleString("en");
}

export function code(value: number | string | undefined): string {
  return `\`${value ?? ""}\``;
}

export function ratio(gas: number, to: number): string {
  return (gas / to).toFixed(3);
}
