import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { Signature, TypedDataEncoder } from "ethers";

import { PlainTimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import type { Holders } from "./ERC20.behavior.ts";
import { nextBlockAt, START, WEEK } from "./fixture.ts";

const TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** What ERC-2612 demands of a token, and ERC-5267 of its domain. */
export function shouldBehaveLikeERC2612(load: () => Promise<Holders>): void {
  const deadline = START + WEEK / 2n;

  async function fixture() {
    const holders = await load();
    const address = await holders.token.getAddress();
    const token = PlainTimeframeToken__factory.connect(address, holders.spender);
    const domain = { name: "Meals", version: "1", chainId: 31_337n, verifyingContract: address };
    const sign = async (signer: HardhatEthersSigner, value: bigint, nonce: bigint): Promise<Signature> => {
      const message = { owner: holders.holder.address, spender: holders.spender.address, value, nonce, deadline };
      return Signature.from(await signer.signTypedData(domain, TYPES, message));
    };
    return { ...holders, token, domain, sign };
  }

  describe("permit", () => {
    it("sets an allowance by signature, once", async () => {
      const { token, holder, spender, sign } = await fixture();
      const { v, r, s } = await sign(holder, 9n, 0n);
      await expect(token.permit(holder, spender, 9n, deadline, v, r, s))
        .to.emit(token, "Approval")
        .withArgs(holder.address, spender.address, 9n);
      expect(await token.allowance(holder, spender)).to.equal(9n);
      expect(await token.nonces(holder)).to.equal(1n);
      await expect(token.permit(holder, spender, 9n, deadline, v, r, s)).to.be.revertedWithCustomError(
        token,
        "ERC2612InvalidSigner",
      );
    });

    it("refuses the signature of anybody else", async () => {
      const { token, holder, spender, sign } = await fixture();
      const { v, r, s } = await sign(spender, 9n, 0n);
      await expect(token.permit(holder, spender, 9n, deadline, v, r, s))
        .to.be.revertedWithCustomError(token, "ERC2612InvalidSigner")
        .withArgs(spender.address, holder.address);
    });

    for (const [when, offset] of [
      ["a second before", -1n],
      ["in", 0n],
    ] as const) {
      it(`takes a signature ${when} the second of its deadline`, async () => {
        const { token, holder, spender, sign } = await fixture();
        const { v, r, s } = await sign(holder, 9n, 0n);
        await nextBlockAt(deadline + offset);
        await token.permit(holder, spender, 9n, deadline, v, r, s);
        expect(await token.allowance(holder, spender)).to.equal(9n);
      });
    }

    it("refuses a signature a second after its deadline", async () => {
      const { token, holder, spender, sign } = await fixture();
      const { v, r, s } = await sign(holder, 9n, 0n);
      await nextBlockAt(deadline + 1n);
      await expect(token.permit(holder, spender, 9n, deadline, v, r, s))
        .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature")
        .withArgs(deadline);
    });
  });

  describe("DOMAIN_SEPARATOR", () => {
    it("is that of the domain which the token tells", async () => {
      const { token, domain } = await fixture();
      expect(await token.DOMAIN_SEPARATOR()).to.equal(TypedDataEncoder.hashDomain(domain));
      expect(await token.eip712Domain()).to.deep.equal([
        "0x0f",
        domain.name,
        domain.version,
        domain.chainId,
        domain.verifyingContract,
        `0x${"00".repeat(32)}`,
        [],
      ]);
    });
  });
}
