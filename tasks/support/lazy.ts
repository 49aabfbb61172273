import { HardhatPluginError } from "hardhat/plugins";
import type { NewTaskActionFunction, TaskArguments } from "hardhat/types/tasks";

/**
 * Imports an action when its task runs. Before the first build the bindings that actions import are not there, which is no mistake in the
 * project: it is answered with what to do. Knows nothing heavy, since the configuration imports it.
 */
export function lazy<Args extends TaskArguments>(
  load: () => Promise<{ default: NewTaskActionFunction<Args> }>,
): () => Promise<{ default: NewTaskActionFunction<Args> }> {
  return () =>
    // The import is left to the action itself: Hardhat has one answer for all imports that fail.
    Promise.resolve({
      default: async (args, hre): Promise<unknown> => {
        const action = await load().catch((error: unknown) => {
          throw isUnbuilt(error) ? new HardhatPluginError("lapse", UNBUILT) : error;
        });
        return action.default(args, hre) as unknown;
      },
    });
}

const UNBUILT = "The contracts are not built yet; run `npx hardhat build`.";

function isUnbuilt(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" && /[\\/](types|generated)[\\/]/.test(error.message);
}
