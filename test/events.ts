import type { BaseContract, ContractTransactionResponse } from "ethers";

/** All events of one contract in a transaction, in order, each as its name followed by its arguments. */
export async function eventsOf(sent: Promise<ContractTransactionResponse>, contract: BaseContract): Promise<unknown[]> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction is not mined");
  const address = await contract.getAddress();
  return receipt.logs
    .filter((log) => log.address === address)
    .map((log) => contract.interface.parseLog(log))
    .map((event) => (event === null ? ["unknown"] : [event.name, ...(event.args.toArray() as unknown[])]));
}
