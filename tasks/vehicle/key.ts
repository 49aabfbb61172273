import { createKeystore, type KeySecret, newSecret, vehicleKey } from "../../src/vehicle/agent/index.ts";
import { fail } from "../support/failure.ts";
import { writing } from "../support/file.ts";
import { fields } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { type PasswordArguments, passwordOf } from "./support/keys.ts";

export interface KeyArguments extends CommonArguments, PasswordArguments {
  file: string;
  verifier: string | undefined;
}

export default action<KeyArguments>(async (args, session) => {
  const { file } = args;
  if (file === "") fail("A keystore without a name can't be found again; give one, like car.json.");
  const password = await passwordOf(args);
  const secret: KeySecret =
    args.verifier === undefined
      ? newSecret()
      : newSecret({ curve: "P-256", verifier: await session.contract(args.verifier, "verifier") });
  await writing(file, () => createKeystore(file, secret, password));
  const key = vehicleKey(secret).bytes;
  return {
    json: { file, curve: secret.curve, key },
    text: `${fields([
      ["file", file],
      ["curve", secret.curve],
      ["key", key],
    ])}\nKeep the file and its password: a vehicle without its key needs its issuer for another one.`,
  };
});
