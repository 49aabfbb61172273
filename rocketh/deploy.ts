import { setupDeployScripts } from "rocketh";

import { type Accounts, type Data, type Extensions, extensions } from "./config.ts";

/** Wraps a deploy script so that its environment carries our accounts and extensions, typed. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- a closure, which rocketh types as a method
export const { deployScript } = setupDeployScripts<Extensions, Accounts, Data>(extensions);

/** Every compiled contract by name, with literal types. Exists after a build. */
export * as artifacts from "../generated/artifacts/index.js";
