import { installModule7579 } from "../../src/wallet/index.ts";
import { fields } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { ownerKey } from "./support/guardians.ts";

export interface ModularInstallArguments extends CommonArguments {
  account: string;
  owner: string;
}

/** In what order, and as what: the hook last, since that sees all that comes after. */
const PARTS = ["validator, with the owner's key", "executor", "hook"];

export default action<ModularInstallArguments>(async (args, session) => {
  const account = await session.contract(args.account, "modular account");
  const owner = await ownerKey(args.owner, session);
  const module = await session.at("DeadMansSwitchModule7579");
  const calls = installModule7579(account, module, owner);
  return {
    json: { account, module, owner, calls },
    text: [
      `What ${account} calls, in this order, by its own tools:`,
      ...calls.map(({ to, data = "0x" }, place) =>
        [
          "",
          `${place + 1}. ${PARTS[place] ?? ""}`,
          fields([
            ["to", to],
            ["value", "0"],
            ["data", data],
          ]),
        ].join("\n"),
      ),
      "",
      `Then its owner registers a plan: \`wallet register --account ${account}\`.`,
    ].join("\n"),
  };
});
