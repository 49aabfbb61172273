import { HardhatPluginError } from "hardhat/plugins";

/**
 * Imports an action when its task runs. Before the first build the bindings that actions import are not there, which is no error in the
 * project: it is answered with what to do. Knows nothing heavy, since the configuration imports it.
 */
export function lazy<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    try {
      return await load();
    } catch (error) {
      if (
        error instanceof Error &&
        "code" in error &&
        error.code === "ERR_MODULE_NOT_FOUND" &&
        BINDINGS.test(error.message)
      ) {
        throw new HardhatPluginError("lapse", "The contracts are not built yet; run `npx hardhat build`.", error);
      }
      throw error;
    }
  };
}

const BINDINGS = /[\\/](types|generated)[\\/]/;
