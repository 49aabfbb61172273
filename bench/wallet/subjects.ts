/** The accounts whose acts are measured with the switch and without. */
export const OWN = "own account";
export const SAFE_141 = "Safe 1.4.1";
export const SAFE_150 = "Safe 1.5.0";
export const MODULAR = "ERC-7579 account";
