import { expect } from "chai";
import { concat, getBytes } from "ethers";

import {
  claim,
  issue,
  keyHolderOf,
  newClaimKey,
  readInstrument,
  redeemSigned,
  refOf,
  signClaim,
} from "../../src/prepaid/index.ts";
import { ContractAuthority__factory, P256Verifier__factory } from "../../types/ethers-contracts/index.js";
import { p256Point, p256Sign } from "../p256.ts";
import { deskErrors, networkHelpers, START } from "./fixture.ts";
import { claimDigest, EXPIRY, peopled, redemptionDigest, signerOf } from "./support.ts";

describe("prepaid, the SDK: keys of more than an address", () => {
  const KEY = 0xc0ffeen;

  async function chipped() {
    const context = await peopled();
    const { deployer, company, vault } = context;
    const address = await vault.getAddress();
    const verifier = await (await new P256Verifier__factory(deployer).deploy()).getAddress();
    const chip = signerOf(verifier, p256Point(KEY));
    const order = { holder: keyHolderOf(chip), byKey: true, amount: 100n, expiry: EXPIRY };
    const { id } = await issue(company, address, order);
    return { ...context, address, verifier, chip, id };
  }
  const load = () => networkHelpers.loadFixture(chipped);

  it("spend by their signature, through a verifier (ERC-7913)", async () => {
    const { address, vault, id, chip, shop, stranger } = await load();
    const redemption = { id, amount: 30n, merchant: shop.address, ref: refOf("bill 17"), deadline: EXPIRY };
    const digest = await redemptionDigest(vault, redemption);
    await expect(
      redeemSigned(stranger, address, redemption, { signer: chip, signature: p256Sign(KEY + 1n, digest) }),
    ).to.be.revertedWithCustomError(deskErrors, "PrepaidUnsigned");
    await redeemSigned(stranger, address, redemption, { signer: chip, signature: p256Sign(KEY, digest) });
    expect(await vault.balanceOf(shop)).to.equal(30n);
    expect(await readInstrument(address, id, stranger)).to.include({ holder: keyHolderOf(chip), remaining: 70n });
  });

  it("claim by their signature, and hold no more then", async () => {
    const { address, vault, id, chip, ann, stranger } = await load();
    const order = { id, receiver: ann.address, deadline: START + 3_600n };
    const signature = p256Sign(KEY, await claimDigest(vault, order));
    await claim(stranger, { ...order, vault: address, signer: getBytes(chip), signature });
    expect(await readInstrument(address, id, ann)).to.include({ holder: ann.address, byKey: false });
  });

  it("are the address itself where they have 20 bytes: an ordinary key, or a contract that answers (ERC-1271)", async () => {
    const { address, company, ann, bob, deployer, vault } = await load();
    const key = newClaimKey();
    expect(keyHolderOf(key.address)).to.equal(key.address);
    expect(keyHolderOf(key.address.toLowerCase())).to.equal(key.address);
    expect(keyHolderOf(getBytes(key.address))).to.equal(key.address);

    const contract = await (await new ContractAuthority__factory(deployer).deploy(bob)).getAddress();
    const order = { holder: keyHolderOf(contract), byKey: true, amount: 5n, expiry: EXPIRY };
    const { id } = await issue(company, address, order);
    const message = { id, receiver: ann.address, deadline: START + 3_600n };
    const signature = await signClaim(bob, vault, message, 31_337n);
    await claim(ann, { ...message, vault: address, signer: contract, signature });
    expect(await readInstrument(address, id, ann)).to.include({ holder: ann.address });
  });

  it("are others by any of their bytes", async () => {
    const { verifier, chip } = await load();
    const others = [
      chip,
      signerOf(verifier, p256Point(KEY + 1n)),
      concat([verifier, "0x00"]),
      concat([chip, "0x00"]),
      verifier,
    ];
    expect(new Set(others.map(keyHolderOf)).size).to.equal(others.length);
  });

  for (const [signer, problem] of [
    ["", 'The signer "" is no whole bytes as hex'],
    ["bob", 'The signer "bob" is no whole bytes as hex'],
    [`0x${"1".repeat(41)}`, `The signer "0x${"1".repeat(41)}" is no whole bytes as hex`],
    [
      "0x8ba1f109551bD432803012645Ac136ddd64DBa72",
      "The checksum of 0x8ba1f109551bD432803012645Ac136ddd64DBa72 is wrong",
    ],
    ["0x", "A signer of 0 bytes is none: it has 20 of an address, or those of a verifier and a key"],
    [`0x${"11".repeat(19)}`, "A signer of 19 bytes is none: it has 20 of an address, or those of a verifier and a key"],
  ] as const) {
    it(`are refused: "${signer.slice(0, 8)}", of ${signer.length} characters`, () => {
      expect(() => keyHolderOf(signer)).to.throw(RangeError, problem);
    });
  }
});
