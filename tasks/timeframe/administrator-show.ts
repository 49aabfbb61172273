import { readAdministrator } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fields } from "../support/format.ts";

export interface AdministratorShowArguments extends CommonArguments {
  token: string;
}

export default action<AdministratorShowArguments>(async (args, session) => {
  const token = await session.token(args.token);
  const { administrator, named } = await readAdministrator(token);
  return {
    json: { token: await token.getAddress(), administrator, named },
    text: fields([
      ["administrator", administrator ?? "none: renounced for ever"],
      ["named", named === null ? "nobody" : `${named}, who has not accepted yet`],
    ]),
  };
});
