/**
 * Basis points as people write them: "12.5 %".
 *
 * @example
 * percent(1_250n); // "12.5 %"
 */
export function percent(parts: bigint): string {
  return `${decimal(parts, 2)} %`;
}

/**
 * Metres as people write them: "12.345 km".
 *
 * @example
 * kilometres(12_345n); // "12.345 km"
 */
export function kilometres(metres: bigint): string {
  return `${decimal(metres, 3)} km`;
}

function decimal(value: bigint, places: number): string {
  const unit = 10n ** BigInt(places);
  const rest = (value % unit).toString().padStart(places, "0").replace(/0+$/, "");
  return `${value / unit}${rest === "" ? "" : `.${rest}`}`;
}
