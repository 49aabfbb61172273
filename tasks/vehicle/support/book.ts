import { isHexString } from "ethers";

import { AddressBook } from "../../support/address-book.ts";

/** The names of vehicles on a network: their numbers are longer than addresses. */
export function vehicleBook(network: string): AddressBook {
  return new AddressBook(network, "vehicle-numbers", (text) => isHexString(text, 32));
}
