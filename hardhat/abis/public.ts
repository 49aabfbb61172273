/** What a build knows of a contract, as far as the package cares. */
export interface ContractArtifact {
  contractName: string;
  sourceName: string;
  abi: readonly { type: string }[];
  bytecode: string;
}

/** The artifact in a file of the build, or `undefined` for any other JSON. */
export function readArtifact(text: string): ContractArtifact | undefined {
  const value: unknown = JSON.parse(text);
  return isArtifact(value) ? value : undefined;
}

function isArtifact(value: unknown): value is ContractArtifact {
  return (
    typeof value === "object" &&
    value !== null &&
    "contractName" in value &&
    "sourceName" in value &&
    "abi" in value &&
    "bytecode" in value
  );
}

/**
 * Whether a user of the package can meet the contract on a chain: it is an interface, or it has functions and can be created. Left out are
 * mocks, internal libraries, data contracts (no functions) and the abstract stages of an implementation.
 */
export function isPublic({ contractName, sourceName, abi, bytecode }: ContractArtifact): boolean {
  if (!sourceName.startsWith("contracts/") || sourceName.startsWith("contracts/mocks/")) return false;
  if (!abi.some((item) => item.type === "function")) return false;
  return bytecode !== "0x" || /^I[A-Z]/.test(contractName);
}

/** `TimeframeGroups` gives `timeframeGroupsAbi`, `ITimeframeToken` `iTimeframeTokenAbi`, `IERC7818` `ierc7818Abi`. */
export function abiConstant(contractName: string): string {
  const leading = /^[A-Z]+(?=[A-Z][a-z]|[^A-Za-z]|$)|^[A-Z]/;
  return `${contractName.replace(leading, (capitals) => capitals.toLowerCase())}Abi`;
}
