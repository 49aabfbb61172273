import { env } from "node:process";

import { openKeystore, type VehicleKey } from "../../../src/vehicle/agent/index.ts";
import { fail } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";

/** Where a keystore's password is, as options. */
export interface PasswordArguments {
  passwordFile: string | undefined;
}

/** Instead of a file, where that is safer: a password must not be among the words of a command, which others can see. */
const VARIABLE = "LAPSE_KEYSTORE_PASSWORD";

/** The password of keystores: of the file that was named, or of the environment. */
export async function passwordOf({ passwordFile }: PasswordArguments): Promise<string> {
  const password = passwordFile === undefined ? env[VARIABLE] : (await readText(passwordFile)).replace(/\r?\n$/, "");
  if (password === undefined || password === "")
    fail(`There is no password; name a file that has it with --password-file, or set ${VARIABLE}.`);
  return password;
}

/** A key in a keystore file. */
export async function keyIn(path: string, args: PasswordArguments): Promise<VehicleKey> {
  return openKeystore(path, await passwordOf(args));
}
