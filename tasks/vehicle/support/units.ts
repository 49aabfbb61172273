import { Contract, type Provider } from "ethers";

import { AddressBook } from "../../support/address-book.ts";
import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** A token by its address, or by the name that an asset of prepaid has here: no task of vehicle makes tokens. */
export async function tokenNamed(text: string, what: string, session: VehicleSession): Promise<string> {
  if (text.startsWith("0x")) return session.contract(text, what);
  const known = await new AddressBook(session.network, "prepaid").find(text);
  const elsewhere = session.simulated ? ", or name the network: --network localhost" : "";
  return session.contract(
    known ??
      fail(
        `No ${what} named "${text}" on network "${session.network}"; give the ERC-20's address, or the name of one that \`prepaid asset create\` made here${elsewhere}.`,
      ),
    what,
  );
}

/** The same, which must write its amounts with decimals, as a unit of account does: a vehicle has it for good. */
export async function unitNamed(text: string, session: VehicleSession): Promise<string> {
  const unit = await tokenNamed(text, "unit of account", session);
  if (!(await isToken(unit, session.ethers.provider)))
    fail(
      `The contract ${unit} (unit of account) is no ERC-20 that says its decimals; give the address of the token in which the vehicle is valued.`,
    );
  return unit;
}

const TOKEN = ["function decimals() view returns (uint8)", "function totalSupply() view returns (uint256)"];

/** What has no such function fails differently on every node. */
async function isToken(address: string, provider: Provider): Promise<boolean> {
  const contract = new Contract(address, TOKEN, provider);
  try {
    await Promise.all([
      contract.getFunction("decimals").staticCall(),
      contract.getFunction("totalSupply").staticCall(),
    ]);
    return true;
  } catch {
    return false;
  }
}
