import type { DeployResult } from "@rocketh/deploy";
import type { Artifact } from "rocketh/types";
import type { Abi, ContractConstructorArgs } from "viem";

import { artifacts, type deployScript } from "./deploy.ts";

type Environment = Parameters<Parameters<typeof deployScript>[0]>[0];
type Hex = `0x${string}`;
/** A contract of the build, by the name under which it is recorded. */
type Built<TAbi extends Abi = Abi> = Artifact<TAbi> & { readonly contractName: string };
type ArgsOf<TAbi extends Abi> = Extract<ContractConstructorArgs<TAbi>, readonly unknown[]>;

/** What puts the contracts of a system on a chain. */
export interface Deployer {
  contract: <TAbi extends Abi>(built: Built<TAbi>, ...args: ArgsOf<TAbi>) => Promise<DeployResult<TAbi>>;
  /** Stores the creation code of a contract, for one that makes such; where it is. */
  codeOf: (built: Built) => Promise<Hex>;
  /** Records what one of the others has created itself, with the words of its constructor. */
  created: (built: Built, address: Hex, argsData?: Hex) => Promise<void>;
}

/** Deploys by CREATE2, from the first account: an address follows from the code alone, and so is the same on every chain. */
export function deployerOf(environment: Environment): Deployer {
  const { deploy, namedAccounts } = environment;
  const account = namedAccounts.deployer;
  const options = { deterministic: true } as const;
  return {
    contract: <TAbi extends Abi>(artifact: Built<TAbi>, ...args: ArgsOf<TAbi>) => {
      // That the words are those of the constructor is checked where this is called, for the contract that is given there.
      const construction: unknown = { account, artifact, args };
      return deploy<TAbi>(artifact.contractName, construction as Parameters<typeof deploy<TAbi>>[1], options);
    },
    codeOf: async ({ contractName, bytecode }) => {
      const construction = { account, artifact: artifacts.CodeStore, args: [bytecode] } as const;
      return (await deploy(`${contractName}Code`, construction, options)).address;
    },
    created: async (artifact, address, argsData = "0x") => {
      await environment.save(artifact.contractName, { ...artifact, address, argsData });
    },
  };
}
