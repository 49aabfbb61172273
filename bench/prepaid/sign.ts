import { ethers } from "../../test/prepaid/fixture.ts";
import type { RedemptionStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import type { MockDollar, PrepaidVault } from "../../types/ethers-contracts/index.js";
import { type Actors, DEADLINE, type Signer } from "./actors.ts";

// What is signed for the operations of the bench.

function fields(text: string): { type: string; name: string }[] {
  return text.split(",").map((field) => {
    const [type, name] = field.split(" ") as [string, string];
    return { type, name };
  });
}

async function domainOf(contract: PrepaidVault | MockDollar, name: string) {
  const { chainId } = await ethers.provider.getNetwork();
  return { name, version: "1", chainId, verifyingContract: await contract.getAddress() };
}

const REDEMPTION = fields("uint256 id,uint96 amount,address merchant,bytes32 ref,uint48 deadline");

export async function signRedemption(vault: PrepaidVault, signer: Signer, redemption: RedemptionStruct) {
  return signer.signTypedData(await domainOf(vault, "Lapse Prepaid"), { Redemption: REDEMPTION }, redemption);
}

export async function signClaim(vault: PrepaidVault, signer: Signer, id: bigint, receiver: string) {
  const claim = { id, receiver, deadline: DEADLINE };
  const types = { Claim: fields("uint256 id,address receiver,uint48 deadline") };
  return signer.signTypedData(await domainOf(vault, "Lapse Prepaid"), types, claim);
}

export async function signPermit({ vault, asset, company }: Actors, value: bigint) {
  const nonce = await asset.nonces(company);
  const permit = { owner: company.address, spender: await vault.getAddress(), value, nonce, deadline: DEADLINE };
  const types = { Permit: fields("address owner,address spender,uint256 value,uint256 nonce,uint256 deadline") };
  const signature = await company.signTypedData(await domainOf(asset, "Mock Dollar"), types, permit);
  return ethers.Signature.from(signature);
}

export async function signAuthorization({ vault, asset, company }: Actors, value: bigint, nonce: string) {
  const to = await vault.getAddress();
  const authorization = { from: company.address, to, value, validAfter: 0n, validBefore: DEADLINE, nonce };
  const parts = "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce";
  const types = { ReceiveWithAuthorization: fields(parts) };
  const signature = await company.signTypedData(await domainOf(asset, "Mock Dollar"), types, authorization);
  return ethers.Signature.from(signature);
}
