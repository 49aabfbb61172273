/**
 * The names under which the tasks find what the scenarios leave on a chain that stays. None of them is one that README's commands give: those are
 * typed on that very chain.
 */
export const NAMES = {
  timeframe: { meals: "MEAL", rides: "RIDE" },
  prepaid: { vault: "CARDS" },
  wallet: { ada: "ADA", ben: "BEN", cara: "CARA" },
  vehicle: { policy: "FLEET", unit: "V00", sold: "V49" },
} as const;
