import type { SolidityBuildProfileConfig, SolidityCompilerConfig } from "hardhat/types/config";
import type { ConfigHooks } from "hardhat/types/hooks";

import { systemsOfFiles } from "../systems.ts";

/**
 * Hardhat compiles together what has the very same settings, in the sense of the same object. So each system gets a copy: its files alone are
 * compiled together, to the code that they have together with all others.
 */
const handlers: Partial<ConfigHooks> = {
  resolveUserConfig: async (userConfig, resolveConfigurationVariable, next) => {
    const config = await next(userConfig, resolveConfigurationVariable);
    const systems = systemsOfFiles(config.paths.root);
    for (const profile of Object.values(config.solidity.profiles)) separate(profile, systems);
    return config;
  },
};

function separate(profile: SolidityBuildProfileConfig, systems: ReadonlyMap<string, string>): void {
  const [compiler] = profile.compilers;
  // Which of several compilers fits a file is for Hardhat to find.
  if (compiler === undefined || profile.compilers.length > 1 || profile.isolated) return;
  const copies = new Map<string, SolidityCompilerConfig>();
  for (const [file, system] of systems) {
    const copy = copies.get(system) ?? { ...compiler };
    copies.set(system, copy);
    profile.overrides[file] ??= copy;
  }
}

export default () => Promise.resolve(handlers);
