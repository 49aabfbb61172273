import { expect } from "chai";
import { Wallet } from "ethers";

import {
  cancel,
  claim,
  claimLink,
  type ClaimLink,
  formatClaimLink,
  idOf,
  issue,
  keyAddress,
  newClaimKey,
  parseClaimLink,
  readClaimLink,
  readInstrument,
  reassign,
  redeemSigned,
  refOf,
  rulesOf,
  signClaim,
  signClaimLink,
  signRedemption,
  Trigger,
} from "../../src/prepaid/index.ts";
import { expectRejection } from "../timeframe/sdk-helpers.ts";
import { deskErrors, HOUR, moveTo, networkHelpers, nextBlockAt, START } from "./fixture.ts";
import { EXPIRY, peopled } from "./support.ts";

const COMPANY = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const VAULT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const KEY = `0x${"5a".repeat(32)}`;
const LINK: ClaimLink = { chainId: 31_337n, vault: VAULT, id: idOf(COMPANY, 42n), key: KEY };
const TEXT = `lapse:claim#chain=31337&vault=${VAULT}&id=${COMPANY}/42&key=${KEY}`;

describe("prepaid, the SDK: claim links", () => {
  it("carry all behind the #, and are read again", () => {
    expect(formatClaimLink(LINK)).to.equal(TEXT);
    const page = "https://cards.example/claim?lang=en";
    const url = new URL(formatClaimLink(LINK, page));
    expect(url.href.slice(0, url.href.indexOf("#"))).to.equal(page);
    expect(url.search).to.equal("?lang=en");
    for (const text of [TEXT, ` ${TEXT}\n`, url.href, TEXT.replace(KEY, KEY.toUpperCase().replace("0X", "0x"))]) {
      expect(parseClaimLink(text)).to.deep.equal(LINK);
    }
    expect(() => formatClaimLink(LINK, `${page}#top`)).to.throw(RangeError, "has a part behind # already");
    expect(() => formatClaimLink(LINK, "cards.example")).to.throw(RangeError, '"cards.example" is no URL');
  });

  it("have a key each", () => {
    const [first, second] = [newClaimKey(), newClaimKey()];
    expect(first.key).to.not.equal(second.key);
    expect(keyAddress(first.key)).to.equal(first.address);
  });

  for (const [what, text, problem] of [
    ["no URL", "claim me", "it is no URL"],
    [
      "a key that servers see",
      `https://cards.example/?key=${KEY}`,
      "its key stands before the #, so that servers have seen it",
    ],
    ["no chain", TEXT.replace("chain=", "chains="), "behind the # it names no chain"],
    ["no key", TEXT.replace("&key", "&kez"), "behind the # it names no key"],
    ["a chain that is none", TEXT.replace("31337", "main"), 'its chain, "main", is no number'],
    ["a vault that is none", TEXT.replace(VAULT, "0x12"), "its vault is no address"],
    ["an instrument that is none", TEXT.replace("/42", ""), `"${COMPANY}" is no instrument`],
    ["a short key", TEXT.replace(KEY, "0x5a"), "its key is no key of 32 bytes"],
    ["a key of nobody", TEXT.replace(KEY, `0x${"00".repeat(32)}`), "its key is no key of 32 bytes"],
    ["a key beyond the curve", TEXT.replace(KEY, `0x${"ff".repeat(32)}`), "its key is no key of 32 bytes"],
  ] as const) {
    it(`are refused with ${what}, and never told`, () => {
      let caught: unknown;
      try {
        parseClaimLink(text);
      } catch (error) {
        caught = error;
      }
      expect(caught).to.be.instanceOf(RangeError);
      const { message } = caught as RangeError;
      expect(message)
        .to.match(/^This is no claim link: /)
        .and.include(problem);
      for (const secret of ["5a5a", "ffff"]) expect(message).to.not.include(secret);
    });
  }

  async function linked() {
    const context = await peopled();
    const address = await context.vault.getAddress();
    const { address: holder, key } = newClaimKey();
    const rules = rulesOf({ trigger: Trigger.DELIVERY, delay: 2n * HOUR });
    const order = { holder, byKey: true, amount: 100n, expiry: EXPIRY, rules };
    const { id } = await issue(context.company, address, order);
    const link = formatClaimLink({ chainId: 31_337n, vault: address, id, key });
    return { ...context, address, id, key, link };
  }
  const load = () => networkHelpers.loadFixture(linked);

  it("are claimed by someone who has only the link", async () => {
    const { address, id, link, ann } = await load();
    expect(await readClaimLink(link, ann)).to.deep.include({ claimable: true, remaining: 100n, expiry: EXPIRY });
    await nextBlockAt(START + HOUR);
    const claimed = await claimLink(ann, link);
    expect(claimed).to.deep.include({ id, vault: address, receiver: ann.address });
    // The clock that waited for the delivery runs: the rules were found in the events.
    expect(await readInstrument(address, id, ann)).to.include({
      holder: ann.address,
      byKey: false,
      delivered: true,
      expiry: START + 3n * HOUR,
    });
    expect(await readClaimLink(link, ann)).to.include({ claimable: false, holder: ann.address });
    await expect(claimLink(ann, link)).to.be.revertedWithCustomError(deskErrors, "PrepaidNotByKey");
  });

  it("are claimed for another, and sent by anyone", async () => {
    const { address, id, link, bob, stranger } = await load();
    await claimLink(stranger, parseClaimLink(link), { receiver: bob, deadline: START + HOUR });
    expect(await readInstrument(address, id, bob)).to.include({ holder: bob.address });
  });

  it("are used up also where the key's own account is the receiver", async () => {
    const { key, link, stranger } = await load();
    await claimLink(stranger, link, { receiver: keyAddress(key) });
    expect(await readClaimLink(link, stranger)).to.include({ claimable: false, holder: keyAddress(key) });
  });

  it("are signed without a chain at hand, and for one receiver", async () => {
    const { address, id, key, link, bob, stranger } = await load();
    const terms = { receiver: bob.address, deadline: START + HOUR };
    const signed = await signClaimLink(link, terms);
    expect(signed).to.deep.equal({
      id,
      vault: address,
      ...terms,
      signer: keyAddress(key),
      signature: await signClaim(new Wallet(key), address, { id, ...terms }, 31_337n),
    });
    await expect(claim(stranger, { ...signed, receiver: stranger.address })).to.be.revertedWithCustomError(
      deskErrors,
      "PrepaidUnsigned",
    );
    await claim(stranger, signed, { rules: rulesOf({ trigger: Trigger.DELIVERY, delay: 2n * HOUR }) });
    expect(await readInstrument(address, id, bob)).to.include({ holder: bob.address });
  });

  it("can no longer be used once the instrument has another key, expired or was taken back", async () => {
    const { address, id, link, company, ann } = await load();
    const other = newClaimKey();
    await reassign(company, address, { id, holder: other.address, byKey: true });
    expect(await readClaimLink(link, ann)).to.include({ claimable: false, holder: other.address });
    const renewed = formatClaimLink({ ...parseClaimLink(link), key: other.key });
    expect(await readClaimLink(renewed, ann)).to.include({ claimable: true });
    await cancel(company, address, { id });
    expect(await readClaimLink(renewed, ann)).to.include({ claimable: false, remaining: 0n });
  });

  it("can no longer be used from the expiry on", async () => {
    const { link, ann } = await load();
    await moveTo(EXPIRY - 1n);
    expect(await readClaimLink(link, ann)).to.include({ claimable: true });
    await moveTo(EXPIRY);
    expect(await readClaimLink(link, ann)).to.include({ claimable: false });
    await expect(claimLink(ann, link)).to.be.revertedWithCustomError(deskErrors, "PrepaidExpired");
  });

  it("are held against the chain", async () => {
    const { link, ann } = await load();
    const elsewhere = { ...parseClaimLink(link), chainId: 1n };
    const message = "The link is for chain 1, and this is chain 31337";
    await expectRejection(claimLink(ann, elsewhere), RangeError, message);
    await expectRejection(readClaimLink(elsewhere, ann), RangeError, message);
  });
});

describe("prepaid, the SDK: signed redemptions", () => {
  async function held() {
    const context = await peopled();
    const address = await context.vault.getAddress();
    const { id } = await issue(context.company, address, { holder: context.ann, amount: 100n, expiry: EXPIRY });
    const redemption = { id, amount: 30n, merchant: context.shop.address, ref: refOf("bill 17"), deadline: EXPIRY };
    return { ...context, address, id, redemption };
  }
  const load = () => networkHelpers.loadFixture(held);

  it("are sent by the merchant, once", async () => {
    const { address, ann, shop, vault, redemption } = await load();
    const by = { signer: ann.address, signature: await signRedemption(ann, address, redemption) };
    expect(await redeemSigned(shop, address, redemption, by)).to.include({ repeated: false });
    expect(await redeemSigned(shop, address, redemption, by)).to.include({ repeated: true });
    expect(await vault.balanceOf(shop)).to.equal(30n);
    const more = { ...redemption, amount: 31n };
    await expect(redeemSigned(shop, address, more, by)).to.be.revertedWithCustomError(vault, "PrepaidReferenceUsed");
    const other = { ...redemption, ref: refOf("bill 18") };
    await expect(redeemSigned(shop, address, other, by)).to.be.revertedWithCustomError(vault, "PrepaidUnsigned");
  });

  it("are signed by the key of a link that nobody claimed", async () => {
    const { address, company, shop, vault } = await load();
    const { address: holder, key } = newClaimKey();
    const rules = rulesOf({ cap: 50n });
    const { id } = await issue(company, address, { holder, byKey: true, amount: 100n, expiry: EXPIRY, rules });
    const redemption = { id, amount: 30n, merchant: shop.address, ref: refOf("bill 18"), deadline: EXPIRY };
    const signature = await signRedemption(new Wallet(key), address, redemption, 31_337n);
    await redeemSigned(shop, address, redemption, { signer: holder, signature });
    expect(await vault.balanceOf(shop)).to.equal(30n);
  });

  it("need a chain, which a signer without provider must be told", async () => {
    const { address, redemption } = await load();
    await expectRejection(
      signRedemption(Wallet.createRandom(), address, redemption),
      TypeError,
      "The signer is connected to no provider",
    );
  });
});
