import { env } from "node:process";

import { hasErrorCode } from "../../../src/vehicle/agent/files.ts";
import { KeystoreError, openKeystore, type VehicleKey } from "../../../src/vehicle/agent/index.ts";
import { keptKey, type VehicleView } from "../../../src/vehicle/index.ts";
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
  const password = await passwordOf(args);
  try {
    return await openKeystore(path, password);
  } catch (error) {
    if (error instanceof KeystoreError && hasErrorCode(error.cause, "ENOENT"))
      fail(`The keystore ${path} isn't there; name the file that \`vehicle key\` wrote.`, error);
    throw error;
  }
}

/** The key of a vehicle, for what only that can sign. */
export async function keyOf(
  { key, longKey }: Pick<VehicleView, "key" | "longKey">,
  path: string,
  args: PasswordArguments,
): Promise<VehicleKey> {
  const found = await keyIn(path, args);
  const kept = keptKey(found.bytes);
  if (kept.long !== longKey || kept.id.toLowerCase() !== key.toLowerCase())
    fail(
      `Nothing was signed: ${path} is the keystore of ${found.bytes}, and the vehicle's key is ${longKey ? "that of which the hash ends with " : ""}${key}; name its keystore with --key.`,
    );
  return found;
}
