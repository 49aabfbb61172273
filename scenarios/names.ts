/**
 * The names under which the tasks find what the scenarios leave on a chain that stays. None of them is one that README's commands give: those are
 * typed on that very chain.
 */
export const NAMES = {
  timeframe: { meals: "MEAL", rides: "RIDE" },
  prepaid: { vault: "CARDS" },
  wallet: { ada: "ADA", ben: "BEN", cara: "CARA" },
  // As the files of their logs: one with a unit of its own, and all that something happens to.
  vehicle: {
    policy: "FLEET",
    unit: "v00",
    lost: "v11",
    repaired: "v16",
    tampered: "v20",
    turnedBack: "v21",
    cloned: "v30",
    liened: "v43",
    disputed: "v48",
    sold: "v49",
  },
} as const;
