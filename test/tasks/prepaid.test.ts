import { mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { parseEther } from "ethers";
import hre from "hardhat";
import decodeQR from "qr/decode.js";

import { formatClaimLink, newClaimKey } from "../../src/prepaid/index.ts";
import {
  CodeStore__factory,
  IPrepaidVault__factory,
  MockDollar__factory,
  PrepaidCards__factory,
  PrepaidDesk__factory,
  PrepaidFactory__factory,
  PrepaidVault__factory,
} from "../../types/ethers-contracts/index.js";
import { DAY, HOUR, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo, STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

/** Base units of the dollar. */
const usd = (dollars: number): string => `${BigInt(Math.round(dollars * 1e6))}`;

describe("tasks of prepaid", function () {
  let vault: string;
  let asset: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, asset, people } = opened));

  /** Of an account in the vault, as the chain says. */
  async function balanceOf(account: number): Promise<bigint> {
    const { ethers } = await hre.network.getOrCreate();
    return IPrepaidVault__factory.connect(vault, ethers.provider).balanceOf(people[account]!);
  }

  /** Of an account in its wallet. */
  async function dollarsOf(account: number): Promise<bigint> {
    const { ethers } = await hre.network.getOrCreate();
    return MockDollar__factory.connect(asset, ethers.provider).balanceOf(people[account]!);
  }

  describe("prepaid asset", function () {
    it("deploys money to try with, and mints it", async function () {
      const { json, text } = await runTask("prepaid asset create", { kind: "dollar" });
      expect(json).to.include({ symbol: "mUSD", decimals: "6" });
      expect(text).to.match(/^Deployed mUSD, to try with\.\naddress/);
      const minted = await runTask("prepaid asset mint", { asset: json["asset"], amount: "12.5", to: "3" });
      expect(minted.json).to.include({ amount: usd(12.5), balance: usd(12.5), to: people[3] });
      expect((await runTask("prepaid asset create", { kind: "ether" })).json).to.include({ decimals: "18" });
    });

    it("refuses another kind, and to mint what can't be", async function () {
      expect(await refusalOf("prepaid asset create", { kind: "gold" })).to.equal(
        'There is no asset of the kind "gold"; give dollar or ether.',
      );
      expect(await refusalOf("prepaid asset mint", { asset: vault, amount: "1" })).to.match(
        /^The asset 0x\w{40} can't be minted; give one that `prepaid asset create dollar` made\.$/,
      );
    });
  });

  describe("prepaid vault create", function () {
    it("creates one for each length of buckets, once, with its cards where they are wanted", async function () {
      const { json, text } = await runTask("prepaid vault create", { asset, bucket: "day", cards: true });
      expect(json).to.include({ asset, symbol: "pmUSD", decimals: "6", bucketLength: "86400", created: true });
      expect(json["cards"]).to.match(/^0x/);
      expect(text)
        .to.match(/^Created pmUSD\.\n/)
        .and.contain("at the beginning of each day, UTC");
      const again = await runTask("prepaid vault create", { asset, bucket: "day", cards: true });
      expect(again.json).to.include({ vault: json["vault"], created: false, cards: json["cards"] });
      expect(again.json["transactions"]).to.deep.equal([]);
      expect(json["vault"]).not.to.equal(vault);
    });

    it("refuses another length, a vault as asset, and what is no asset", async function () {
      expect(await refusalOf("prepaid vault create", { asset, bucket: "week" })).to.equal(
        '"week" is no length of buckets; use one of hour, day.',
      );
      expect(await refusalOf("prepaid vault create", { asset: vault })).to.match(/is a vault already; give the asset/);
      expect(await refusalOf("prepaid vault create", { asset: counter.factory })).to.match(
        /^There is no ERC-20 with decimals at 0x/,
      );
      expect(await refusalOf("prepaid vault create", { asset: STRANGER })).to.match(/^There is no contract at /);
      expect(await refusalOf("prepaid vault create", { asset, factory: asset })).to.match(
        /is no prepaid factory; leave out --factory/,
      );
    });
  });

  describe("prepaid vault show", function () {
    it("tells what it is, and whether the factory made it", async function () {
      const { json, text } = await runTask("prepaid vault show", { vault });
      expect(json).to.include({ vault, asset, symbol: "pmUSD", held: usd(1000), ofFactory: true, cards: null });
      expect(text).to.contain("at the beginning of each hour, UTC").and.to.contain("1000 mUSD");
    });

    it("refuses what is no vault", async function () {
      expect(await refusalOf("prepaid vault show", { vault: asset })).to.match(
        /is no prepaid vault; give the address that `prepaid vault create` printed, not that of the asset\.$/,
      );
      expect(await refusalOf("prepaid vault show", { vault: "lunch" })).to.match(/^No vault named "lunch" on network/);
      expect(await refusalOf("prepaid vault show", { vault: STRANGER })).to.match(/^There is no contract at /);
    });
  });

  describe("a vault that somebody else names", function () {
    it("must be of the factory, in a link as in a file", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const [stranger] = await ethers.getSigners();
      const codes = await Promise.all(
        [PrepaidVault__factory.bytecode, PrepaidCards__factory.bytecode].map((code) =>
          new CodeStore__factory(stranger!).deploy(code),
        ),
      );
      // Not even false: the same code, made by another factory. Nobody can tell that from a link.
      const desk = await new PrepaidDesk__factory(stranger!).deploy();
      const other = await new PrepaidFactory__factory(stranger!).deploy(desk, codes[0]!, codes[1]!);
      await other.createVault(asset, 3_600n);
      const foreign = await other.vaultOf(asset, 3_600n);
      const link = formatClaimLink({ chainId: 31_337n, vault: foreign, id: 1n, key: newClaimKey().key });
      const refused = new RegExp(`^The link names ${foreign}, which is no vault of the factory 0x\\w{40}: nothing`);
      expect(await refusalOf("prepaid show", { link })).to.match(refused);
      expect(await refusalOf("prepaid claim", { link })).to.match(refused);
      expect(await refusalOf("prepaid redeem", { vault: "1", instrument: "2", link })).to.match(refused);

      const file = join(await mkdtemp(join(tmpdir(), "lapse-")), "signed.json");
      const redemption = { id: "1", amount: "1", merchant: people[2], ref: `0x${"01".repeat(32)}`, deadline: "1" };
      await writeFile(
        file,
        JSON.stringify({ chainId: "31337", vault: foreign, redemption, signer: "0x", signature: "0x" }),
      );
      expect(await refusalOf("prepaid redeem", { signed: file })).to.match(
        new RegExp(`^The file names ${foreign}, which is no vault of the factory`),
      );
    });
  });

  describe("prepaid deposit", function () {
    it("brings in money by allowance, for whom one names", async function () {
      const { json } = await runTask("prepaid deposit", { vault, amount: "20", to: "1" });
      expect(json).to.include({ owner: people[1], amount: usd(20), balance: usd(20) });
      expect(await balanceOf(1)).to.equal(20_000_000n);
    });

    it("brings it in by a permit, without an allowance", async function () {
      await runTask("prepaid deposit", { vault, amount: "20", permit: true });
      expect(await balanceOf(0)).to.equal(1_020_000_000n);
    });

    it("brings it in by an authorization that somebody else sends", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const nonce = await ethers.provider.getTransactionCount(people[0]!);
      await runTask("prepaid deposit", { vault, amount: "20", authorization: true, sender: "5" });
      expect(await balanceOf(0)).to.equal(1_020_000_000n);
      expect(await ethers.provider.getTransactionCount(people[0]!)).to.equal(nonce);
    });

    it("wraps ether, and pays it out as ether", async function () {
      const weth = (await runTask("prepaid asset create", { kind: "ether" })).json["asset"];
      const purse = (await runTask("prepaid vault create", { asset: weth })).json["vault"];
      await runTask("prepaid deposit", { vault: purse, amount: "1.5", ether: true });
      const { ethers } = await hre.network.getOrCreate();
      const before = await ethers.provider.getBalance(STRANGER);
      const { json } = await runTask("prepaid withdraw", { vault: purse, amount: "0.5", ether: true, to: STRANGER });
      expect(json).to.include({ amount: parseEther("0.5").toString(), balance: parseEther("1").toString() });
      expect((await ethers.provider.getBalance(STRANGER)) - before).to.equal(parseEther("0.5"));
      expect(await refusalOf("prepaid deposit", { vault: purse, amount: "1", authorization: true })).to.match(
        /^The asset 0x\w{40} knows no authorizations \(ERC-3009\); leave out --authorization\.$/,
      );
    });

    it("refuses what it hasn't, two ways at once, and ways that the asset doesn't know", async function () {
      const refused = (args: object) => refusalOf("prepaid deposit", { vault, amount: "1", ...args });
      expect(await refused({ amount: "5000" })).to.match(
        new RegExp(`^0x\\w{40} has 4000 mUSD, and 5000 mUSD is needed; send it more of the asset ${asset}, use a`),
      );
      expect(await refused({ permit: true, ether: true })).to.match(
        /^Bring in the money in one way: --permit or --ether/,
      );
      expect(await refused({ ether: true })).to.match(/^The asset 0x\w{40} is no wrapped ether; leave out --ether\.$/);
      expect(await refused({ permit: true, to: "1" })).to.match(/^With --permit the balance is that of who signs;/);
      expect(await refused({ sender: "1" })).to.match(/^Only an authorization can be sent by somebody else;/);
      expect(await refused({ amount: "0" })).to.match(/^An amount of zero does nothing/);
    });
  });

  describe("prepaid issue, balance and withdraw", function () {
    it("lock a part of the balance, which is there again in the very second, with no transaction", async function () {
      const first = await counter.issue({ holder: "1", expiry: "2031-01-06T10:00Z" });
      const second = await counter.issue({ holder: "1", amount: "30", expiry: "26h" });
      expect(first.json).to.include({
        instrument: `${people[0]!}/1`,
        remaining: usd(50),
        holder: people[1],
        link: null,
      });
      expect(first.json).to.include({ expiry: `${MONDAY + 10n * HOUR}`, delivered: true, started: true });
      // A span ends at the next bound: the block is some seconds after midnight.
      expect(second.json).to.include({ instrument: `${people[0]!}/2`, expiry: `${MONDAY + 27n * HOUR}` });

      const { json, text } = await runTask("prepaid balance", { vault });
      expect(json).to.deep.include({
        balance: usd(920),
        locked: usd(80),
        returns: [
          { expiry: `${MONDAY + 10n * HOUR}`, amount: usd(50) },
          { expiry: `${MONDAY + 27n * HOUR}`, amount: usd(30) },
        ],
      });
      expect(text).to.match(/2031-01-06T10:00:00Z \(in 9 h \d+ min\) +50 +970\n/);
      expect(text).to.match(/2031-01-07T03:00:00Z \(in 1 d 2 h\) +30 +1000$/);

      const at = (moment: bigint) => runTask("prepaid balance", { vault, at: moment.toString() });
      expect((await at(MONDAY + 10n * HOUR - 1n)).json).to.include({ balanceAt: usd(920) });
      expect((await at(MONDAY + 10n * HOUR)).json).to.include({ balanceAt: usd(970) });
      expect((await at(MONDAY + 10n * HOUR)).text).to.match(/balance then  970 mUSD/);

      await moveTo(MONDAY + 10n * HOUR - 1n);
      expect((await runTask("prepaid balance", { vault })).json).to.include({ balance: usd(920) });
      await moveTo(MONDAY + 10n * HOUR);
      expect((await runTask("prepaid balance", { vault })).json).to.include({ balance: usd(970), locked: usd(30) });

      const taken = await runTask("prepaid withdraw", { vault });
      expect(taken.json).to.include({ amount: usd(970), balance: "0" });
      expect(await dollarsOf(0)).to.equal(4_970_000_000n);
    });

    it("read what comes back only for moments that are to come", async function () {
      expect(await refusalOf("prepaid balance", { vault, at: "2030-01-01" })).to.match(
        /^2030-01-01T00:00:00Z \(.* ago\) lies in the past/,
      );
      expect((await runTask("prepaid balance", { vault, account: "5" })).text).to.contain("Nothing is to come back.");
    });

    it("withdraw an amount, to whom one names, and no more than there is", async function () {
      await runTask("prepaid withdraw", { vault, amount: "7.25", to: "2" });
      expect(await dollarsOf(2)).to.equal(7_250_000n);
      expect(await refusalOf("prepaid withdraw", { vault, amount: "993" })).to.match(
        /has 992\.75 mUSD, and 993 mUSD is needed\. Bring in more with `prepaid deposit`/,
      );
      expect(await refusalOf("prepaid withdraw", { vault, from: "5" })).to.match(
        /is 0 mUSD, and nothing is to come back; bring in/,
      );
    });

    it("refuse what makes no instrument, before anything is sent", async function () {
      const refused = (args: object) =>
        refusalOf("prepaid issue", { vault, amount: "5", expiry: "2d", holder: "1", ...args });
      expect(await refused({ holder: undefined })).to.match(
        /^Say who shall hold it, in one way: --holder <account>, --key/,
      );
      expect(await refused({ key: true })).to.match(/^Say who shall hold it, in one way/);
      expect(await refused({ amount: undefined })).to.match(/^Say how much and until when: prepaid issue <vault>/);
      expect(await refused({ expiry: "2031-01-08T10:30Z" })).to.match(
        /^2031-01-08T10:30:00Z is no bound of 3600 seconds; the nearest are 2031-01-08T10:00:00Z and 2031-01-08T11:00:00Z\.$/,
      );
      expect(await refused({ expiry: "2031-01-05" })).to.match(/is too early; the earliest is/);
      expect(await refused({ expiry: "171d" })).to.match(/is too late; the latest is/);
      expect(await refused({ expiry: "soon" })).to.match(/^"soon" is no moment;/);
      expect(await refused({ amount: "1001" })).to.match(/has 1000 mUSD, and 1001 mUSD is needed/);
      expect(await refused({ trigger: "delivery" })).to.match(/^The clock starts with the delivery; say with --delay/);
      expect(await refused({ delay: "2d" })).to.match(/^A delay needs an event/);
      expect(await refused({ trigger: "payday", delay: "1d" })).to.match(
        /^"payday" is no trigger; use one of issue, del/,
      );
      expect(await refused({ categories: "1" })).to.match(/^Categories are those of a list of merchants;/);
      expect(await refused({ returnShare: "50" })).to.match(/^Say with --return-to whose the share is/);
      expect(await refused({ returnTo: "4", returnShare: "100.01" })).to.match(
        /^The share of 100\.01 % is too large; the/,
      );
      expect(await refused({ returnTo: "0" })).to.match(
        /Give --return-to somebody else than the purchaser and the vault/,
      );
      expect(await refused({ batch: "May" })).to.match(/^The option --batch goes with --file/);
      await counter.issue({ holder: "1", number: "7" });
      expect(await refused({ number: "7" })).to.match(/^The instrument 0x\w{40}\/7 is there already\. See it with/);
    });
  });

  describe("prepaid redeem, sign and refund", function () {
    it("spend at a merchant, once for a reference, and give back", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      const spend = { vault, instrument, amount: "12.5", merchant: "2", ref: "bill 17", from: "1" };
      const { json, text } = await runTask("prepaid redeem", spend);
      expect(json).to.include({ remaining: usd(37.5), merchant: people[2], ref: "bill 17", repeated: false });
      expect(text).to.match(/^Spent 12\.5 mUSD of 0x\w{40}\/1 at 0x\w{40}\.\nIt has 37\.5 mUSD, until 2031-01-08T/);
      expect(await balanceOf(2)).to.equal(12_500_000n);
      const again = await runTask("prepaid redeem", spend);
      expect(again.json).to.include({ remaining: usd(37.5), repeated: true });
      expect(again.text).to.match(/had paid 12\.5 mUSD to 0x\w{40} under this reference before; nothing changed\./);
      expect(await refusalOf("prepaid redeem", { ...spend, amount: "13" })).to.match(
        /Give another --ref; one stands for/,
      );

      const refund = { vault, instrument, amount: "2.5", from: "2" };
      expect(await refusalOf("prepaid refund", refund)).to.match(
        /Give the --ref of the redemption; one without a reference can't be given back\.$/,
      );
      expect((await runTask("prepaid refund", { ...refund, ref: "bill 17" })).json).to.include({ remaining: usd(40) });
      expect(await refusalOf("prepaid refund", { ...refund, amount: "10.01", ref: "bill 17" })).to.match(
        /^10\.01 mUSD is more than what can still be given back to the instrument 0x\w{40}\/1, 10 mUSD\./,
      );
    });

    it("address an instrument by the number of an account, by one's own number, and by its id", async function () {
      const { json } = await counter.issue({ holder: "1", number: "42" });
      const spend = { vault, amount: "1", merchant: "2", from: "1" };
      for (const instrument of ["0/42", `${people[0]!}/42`, json["id"] as string]) {
        await runTask("prepaid redeem", { ...spend, instrument });
      }
      expect(await balanceOf(2)).to.equal(3_000_000n);
      // A bare number is that of who signs, who has bought nothing.
      expect(await refusalOf("prepaid redeem", { ...spend, instrument: "42" })).to.match(
        new RegExp(`^There is no instrument ${people[1]!}/42 in this vault\\. See purchaser, number and vault;`),
      );
      expect((await runTask("prepaid show", { vault, instrument: "42" })).json).to.include({ remaining: usd(47) });
    });

    it("refuse who doesn't hold it, more than it has, and what has expired", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      const spend = { vault, instrument, amount: "1", merchant: "2" };
      expect(await refusalOf("prepaid redeem", { ...spend, from: "5" })).to.match(
        /doesn't hold the instrument .* Sign as its/,
      );
      expect(await refusalOf("prepaid redeem", { ...spend, amount: "51", from: "1" })).to.match(
        /has 50 mUSD, and 51 mUSD is/,
      );
      await moveTo(MONDAY + 3n * DAY);
      expect(await refusalOf("prepaid redeem", { ...spend, from: "1" })).to.match(
        /expired at 2031-01-08T\d\d:00:00Z \(/,
      );
      expect(await refusalOf("prepaid redeem", { vault, instrument, from: "1" })).to.match(
        /^Say what to spend and where:/,
      );
    });

    it("spend by a file that the holder signed, sent by somebody else, once", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      const order = { vault, instrument, amount: "5", merchant: "2", ref: "till 4", from: "1" };
      const { text } = await runTask("prepaid sign", order);
      const signed = await counter.fileOf(text);
      const { json } = await runTask("prepaid redeem", { signed, from: "2" });
      expect(json).to.include({ remaining: usd(45), amount: usd(5), repeated: false });
      expect((await runTask("prepaid redeem", { signed, from: "5" })).json).to.include({
        remaining: usd(45),
        repeated: true,
      });

      const { text: unspent } = await runTask("prepaid sign", { ...order, ref: "till 3" });
      const forged = await counter.fileOf(unspent.replace('"5000000"', '"50000000"'));
      expect(await refusalOf("prepaid redeem", { signed: forged, from: "2" })).to.match(
        /^The signature is not one of 0x/,
      );
      const other = await counter.fileOf(text.replace('"chainId": "31337"', '"chainId": "1"'));
      expect(await refusalOf("prepaid redeem", { signed: other })).to.match(
        /is of chain 1, and network "default" is chain/,
      );
      expect(await refusalOf("prepaid redeem", { signed, amount: "5" })).to.match(
        /^The file of --signed says what is spent/,
      );
      await moveTo(MONDAY + 2n * HOUR);
      const late = await counter.fileOf((await runTask("prepaid sign", { ...order, ref: "till 5" })).text);
      await moveTo(MONDAY + 4n * HOUR);
      expect(await refusalOf("prepaid redeem", { signed: late })).to.match(
        /Sign again with `prepaid sign` and a later/,
      );
    });

    it("sign for the holder only, and for a time to come", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      const order = { vault, instrument, amount: "5", merchant: "2" };
      expect(await refusalOf("prepaid sign", { ...order, from: "5" })).to.match(/is held by 0x\w{40}, not by 0x/);
      expect(await refusalOf("prepaid sign", { ...order, from: "1", deadline: "2031-01-05" })).to.match(
        /^The deadline is over: it was 2031-01-05T00:00:00Z \(/,
      );
      for (const [key, value, line] of [
        ["signature", "0x123", /, signature: "0x123" is no hex text of whole bytes\. Nothing was sent;/],
        ["vault", "bob", /, vault: "bob" is no address\. Nothing was sent; ask the holder for the file again\.$/],
        ["chainId", "-1", /, chainId: "-1" is no number below 2\^256\. /],
      ] as const) {
        const document = JSON.parse((await runTask("prepaid sign", { ...order, from: "1" })).text) as object;
        const signed = await counter.fileOf(JSON.stringify({ ...document, [key]: value }));
        expect(await refusalOf("prepaid redeem", { signed })).to.match(line);
      }
      for (const [text, line] of [
        ["nothing", /holds no signed redemption: it is no JSON; check its name\.$/],
        ["{}", /holds no signed redemption; make one with `prepaid sign`\.$/],
      ] as const) {
        const none = await counter.fileOf(text);
        expect(await refusalOf("prepaid redeem", { signed: none })).to.match(line);
      }
    });
  });

  describe("a claim link", function () {
    it("is all that is needed: look, spend, claim, spend", async function () {
      const { json, text } = await counter.issue({ holder: undefined, key: true });
      const link = json["link"] as string;
      expect(text.split("\n")).to.include(link);
      expect(json).to.include({ byKey: true, delivered: false });

      // From here on, nobody knows anything but the link. Account 5 sends; it has bought and holds nothing.
      const card = await runTask("prepaid show", { link });
      expect(card.json).to.include({ remaining: usd(50), claimable: true });
      await runTask("prepaid redeem", { link, amount: "8", merchant: "2", from: "5" });
      expect(await balanceOf(2)).to.equal(8_000_000n);
      const signed = await counter.fileOf((await runTask("prepaid sign", { link, amount: "2", merchant: "3" })).text);
      await runTask("prepaid redeem", { signed, from: "3" });
      expect(await balanceOf(3)).to.equal(2_000_000n);
      const claimed = await runTask("prepaid claim", { link, from: "5" });
      expect(claimed.json).to.include({ holder: people[5], byKey: false, delivered: true, remaining: usd(40) });
      const instrument = claimed.json["instrument"] as string;
      await runTask("prepaid redeem", { vault, instrument, amount: "40", merchant: "2", from: "5" });
      expect(await balanceOf(2)).to.equal(48_000_000n);

      expect(await refusalOf("prepaid claim", { link })).to.match(/See with `prepaid show` who holds it\.$/);
      const after = await runTask("prepaid show", { link });
      expect(after.json).to.include({ claimable: false });
      expect(after.text).to.contain("The link's key doesn't hold it (any more).");
      expect(await refusalOf("prepaid sign", { link, amount: "2", merchant: "3" })).to.match(
        /^The link's key holds .* no more/,
      );
    });

    it("leads to a page, where one is named, and is drawn as a QR code that scans", async function () {
      const page = "https://cards.example/claim";
      const { json } = await counter.issue({ key: true, linkBase: page });
      const link = json["link"] as string;
      expect(link).to.match(/^https:\/\/cards\.example\/claim#chain=31337&vault=0x/);
      const { text } = await runTask("prepaid show", { link, linkBase: page });
      expect(scanned(text)).to.equal(link);

      // By the key alone, which is what somebody may have kept.
      const key = /key=(0x\w+)$/.exec(link)![1];
      const byKey = await runTask("prepaid show", { vault, instrument: json["instrument"], key });
      expect(scanned(byKey.text)).to.equal(byKey.json["link"]);
      expect(byKey.json["link"]).to.match(/^lapse:claim#chain=31337/);
    });

    it("is claimed for another, by one who has nothing to do with it", async function () {
      const { json } = await counter.issue({ key: true });
      const claimed = await runTask("prepaid claim", { link: json["link"], to: STRANGER, from: "5" });
      expect(claimed.json).to.include({ holder: STRANGER });
    });

    it("is refused in words that don't show the secret", async function () {
      const { json } = await counter.issue({ key: true });
      const link = json["link"] as string;
      const secret = /key=0x(\w+)$/.exec(link)![1]!;
      for (const [wrong, line] of [
        ["bob", /^This is no claim link: it is no URL; copy it again, whole\.$/],
        [link.replace("#", "?"), /^This is no claim link: its key stands before the #/],
        [link.slice(0, -1), /^This is no claim link: its key is no key of 32 bytes; copy it again, whole\.$/],
        [link.replace("chain=31337", "chain=1"), /^The link is of chain 1, and network "default" is chain 31337;/],
        [link.replace(vault, STRANGER), /^There is no contract at /],
        [link.replace("/1&", "/2&"), /^There is no instrument 0x\w{40}\/2 in this vault\./],
      ] as const) {
        const told = await refusalOf("prepaid claim", { link: wrong });
        expect(told).to.match(line);
        expect(told).not.to.contain(secret.slice(0, 16));
      }
      expect(await refusalOf("prepaid show", { vault, instrument: "1", key: secret })).to.match(
        /^The --key is no claim key; give 0x and 64 hex digits\.$/,
      );
      expect(await refusalOf("prepaid show", { link, vault })).to.match(/^The link says which instrument/);
      expect(await refusalOf("prepaid show", {})).to.match(/^Say which instrument: prepaid show <vault>/);
      expect(
        await refusalOf("prepaid issue", { vault, amount: "1", expiry: "1d", key: true, linkBase: "cards" }),
      ).to.match(/^"cards" is no URL for --link-base; give a page/);
    });
  });

  describe("what a purchaser can do", function () {
    it("adds value and time, and never takes time away", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      expect((await runTask("prepaid top-up", { vault, instrument, amount: "5" })).json).to.include({
        remaining: usd(55),
      });
      const { json } = await runTask("prepaid extend", { vault, instrument, expiry: "2031-01-10" });
      expect(json).to.include({ expiry: `${MONDAY + 4n * DAY}` });
      expect(await refusalOf("prepaid extend", { vault, instrument, expiry: "2031-01-09" })).to.match(
        /is no later than the/,
      );
      expect(await refusalOf("prepaid top-up", { vault, instrument, amount: "1", from: "1" })).to.match(
        /did not buy the instrument .* Sign as its purchaser with --from/,
      );
    });

    it("gives to another, or takes back, until it is delivered", async function () {
      const { instrument, json } = await counter.issue({ key: true });
      const lost = json["link"] as string;
      const given = await runTask("prepaid reassign", { vault, instrument, key: true });
      const link = given.json["link"] as string;
      expect(link).not.to.equal(lost);
      expect(await refusalOf("prepaid claim", { link: lost })).to.match(/^The signature is not one of/);
      await runTask("prepaid claim", { link, from: "1" });
      expect(await refusalOf("prepaid cancel", { vault, instrument })).to.match(/Wait for its expiry/);

      const second = await counter.issue({ key: true });
      const cancelled = await runTask("prepaid cancel", { vault, instrument: second.instrument });
      expect(cancelled.text).to.match(
        /^Took 0x\w{40}\/2 back\.\nIt was taken back: 50 mUSD went back to its purchaser\./,
      );
      expect(await balanceOf(0)).to.equal(950_000_000n);

      const third = await counter.issue({ key: true });
      const moved = await runTask("prepaid reassign", { vault, instrument: third.instrument, holder: "5" });
      expect(moved.json).to.include({ holder: people[5], delivered: true, link: null });
    });

    it("starts a clock by delivery", async function () {
      const { instrument, json } = await counter.issue({
        holder: "1",
        expiry: "20d",
        trigger: "delivery",
        delay: "12h",
      });
      expect(json).to.include({ started: false, delivered: false, expiry: `${MONDAY + 20n * DAY + HOUR}` });
      expect((await runTask("prepaid show", { vault, instrument })).text).to.contain("12 h from delivery on");
      const delivered = await runTask("prepaid deliver", { vault, instrument });
      expect(delivered.json).to.include({ started: true, delivered: true, expiry: `${MONDAY + 13n * HOUR}` });
    });
  });

  describe("what a holder can do", function () {
    it("hands it on, and splits it", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      const made = await runTask("prepaid split", {
        vault,
        instrument,
        amount: "20",
        to: "5",
        salt: "half",
        from: "1",
      });
      expect(made.json).to.include({ remaining: usd(30) });
      const piece = (made.json["split"] as { instrument: string }).instrument;
      expect((await runTask("prepaid show", { vault, instrument: piece })).json).to.include({
        remaining: usd(20),
        holder: people[5],
        piece: true,
      });
      expect(
        await refusalOf("prepaid split", { vault, instrument, amount: "5", to: "5", salt: "half", from: "1" }),
      ).to.match(/is there already\. .*for a piece, another --salt/);
      await runTask("prepaid transfer", { vault, instrument, to: "4", from: "1" });
      expect(
        (await runTask("prepaid redeem", { vault, instrument: piece, amount: "20", merchant: "2", from: "5" })).json,
      ).to.include({ remaining: "0" });
      expect(await refusalOf("prepaid transfer", { vault, instrument, to: "5", from: "1" })).to.match(
        /doesn't hold the/,
      );
    });

    it("reads tables that fit a terminal of 100 columns", async function () {
      const file = await counter.fileOf(`holder,amount,expiry\n${people[1]!},200,2031-02-01\n`);
      await runTask("prepaid issue", { vault, file });
      await counter.issue({ holder: "1", amount: "123.456789", trigger: "first-use", delay: "1d" });
      for (const task of ["prepaid list", "prepaid balance"]) {
        const { text } = await runTask(task, { vault });
        for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(100);
      }
    });

    it("finds with prepaid list what it has bought and holds", async function () {
      await counter.issue({ holder: "1", expiry: "1h" });
      await counter.issue({ holder: "1", expiry: "3d" });
      await counter.issue({ key: true });
      await moveTo(MONDAY + 5n * HOUR);
      const bought = await runTask("prepaid list", { vault });
      expect((bought.json["bought"] as object[]).length).to.equal(2);
      expect(bought.text)
        .to.match(/has bought 2 instruments that can be used or settled\.\n/)
        .and.to.match(/\n3 +a key +50 +0 +to be claimed/);
      const held = await runTask("prepaid list", { vault, account: "1", all: true });
      expect((held.json["held"] as object[]).length).to.equal(2);
      expect(held.text)
        .to.match(/It holds 2 instruments\.\n/)
        .and.to.match(/\/1 +0 +50 +expired +\d h/);
    });
  });

  describe("rules", function () {
    /** Merchants 2 (a bakery) and 3 (a bookshop), as a file that was made of CSV. */
    async function listFile(): Promise<string> {
      const csv = await counter.fileOf(`merchant,category,name\n${people[2]!},bakery,Ann\n${people[3]!},books,Bob\n`);
      const out = counter.pathOf("merchants.json");
      const { text } = await runTask("prepaid merchants", { list: csv, out });
      expect(text)
        .to.match(/^root +0x\w{64}\n/)
        .and.to.match(/category \d+ \(bakery\) +1/);
      return out;
    }

    it("let only merchants of a list be paid, found by its file or as it was published", async function () {
      const merchants = await listFile();
      const { instrument } = await counter.issue({ holder: "1", merchants, categories: "bakery", cap: "10" });
      const two = await counter.issue({ holder: "1", merchants, categories: "books, bakery 2", number: "9" });
      const rules = (await runTask("prepaid show", { vault, instrument: two.instrument })).json["rules"];
      expect((rules as { categories: string[] }).categories).to.deep.equal(["1", "2"]);
      const spend = { vault, instrument, amount: "6", merchant: "2", from: "1" };
      expect(await refusalOf("prepaid redeem", spend)).to.match(
        /^The list of merchants with the root 0x\w{64} is not publ/,
      );
      await runTask("prepaid redeem", { ...spend, merchants });
      const csv = await counter.fileOf(`merchant,category\n${people[2]!},bakery\n${people[3]!},books\n`);
      const published = await runTask("prepaid merchants", { list: csv, publish: true });
      expect((published.json["transactions"] as object[]).length).to.equal(1);
      expect((await runTask("prepaid merchants", { list: csv, publish: true })).json["transactions"]).to.deep.equal([]);
      expect(await refusalOf("prepaid redeem", spend)).to.match(
        /can pay 0x\w{40} only 4 mUSD more, and 6 mUSD is needed/,
      );
      await runTask("prepaid redeem", { ...spend, amount: "4" });
      expect(await balanceOf(2)).to.equal(10_000_000n);
      expect(await refusalOf("prepaid redeem", { ...spend, merchant: "3" })).to.match(
        /is in the list as .*which is not acc/,
      );
      expect(await refusalOf("prepaid redeem", { ...spend, merchant: "4" })).to.match(
        /is not in the list of merchants; spend at one that is\.$/,
      );
      expect((await runTask("prepaid refund", { vault, instrument, amount: "10", from: "2" })).json).to.include({
        remaining: usd(50),
      });
    });

    it("are refused in a list that is none, with the place", async function () {
      const twice = await counter.fileOf(`merchant\n${people[2]!}\n${people[2]!}\n`);
      expect(await refusalOf("prepaid merchants", { list: twice })).to.match(
        /, line 3, column \w+: .*\. Nothing was made;/,
      );
      const none = await counter.fileOf("{}");
      expect(
        await refusalOf("prepaid issue", { vault, amount: "1", expiry: "1d", holder: "1", merchants: none }),
      ).to.match(/This is no list of merchants: .*; make it with `prepaid merchants`\.$/);
      const { text } = await runTask("prepaid merchants", { list: await counter.fileOf(`merchant\n${people[2]!}\n`) });
      expect(JSON.parse(text)).to.have.property("entries").with.length(1);
    });

    it("send what is left to whom they name, by itself where he accepted", async function () {
      await runTask("prepaid accept", { vault, purchaser: "0", from: "4" });
      await counter.issue({ holder: "1", returnTo: "4", returnShare: "33.33%" });
      await moveTo(MONDAY + 3n * DAY);
      expect(await balanceOf(4)).to.equal(16_665_000n);
      expect(await balanceOf(0)).to.equal(983_335_000n);
    });

    it("let what is left wait to be settled where he did not, or where it is manual", async function () {
      const { instrument } = await counter.issue({ holder: "1", returnTo: "4" });
      const manual = await counter.issue({ holder: "1", manual: true });
      expect(await refusalOf("prepaid settle", { vault, instrument })).to.match(
        /nothing is to be settled before\. Wait/,
      );
      await moveTo(MONDAY + 3n * DAY);
      expect(await balanceOf(0)).to.equal(900_000_000n);
      const { json, text } = await runTask("prepaid settle", { vault, instrument, from: "5" });
      expect(json).to.include({ toOther: usd(50), toPurchaser: "0", settled: true });
      expect(text).to.match(/^Settled 0x\w{40}\/1: 0 mUSD to its purchaser, 50 mUSD to the other party\./);
      expect(await refusalOf("prepaid settle", { vault, instrument })).to.match(/returns by itself, or was settled/);
      expect(await refusalOf("prepaid settle", { vault, instrument: manual.instrument, from: "5" })).to.match(
        /did not buy/,
      );
      await runTask("prepaid settle", { vault, instrument: manual.instrument });
      expect(await balanceOf(0)).to.equal(950_000_000n);
      await runTask("prepaid accept", { vault, purchaser: "0", from: "4" });
      expect((await runTask("prepaid accept", { vault, purchaser: "0", noMore: true, from: "4" })).json).to.include({
        accepted: false,
      });
      expect(await refusalOf("prepaid accept", { vault, purchaser: "0" })).to.match(
        /comes back anyway; name somebody else/,
      );
    });

    it("keep pieces from being too small, and what each merchant was paid", async function () {
      const { instrument } = await counter.issue({ holder: "1", cap: "track", minPiece: "20" });
      expect((await runTask("prepaid show", { vault, instrument })).text)
        .to.contain("no cap, but kept")
        .and.to.contain("from 20 mUSD");
      expect(await refusalOf("prepaid split", { vault, instrument, amount: "10", to: "5", from: "1" })).to.match(
        /20 mUSD/,
      );
      await runTask("prepaid redeem", { vault, instrument, amount: "5", merchant: "2", from: "1" });
      await runTask("prepaid refund", { vault, instrument, amount: "5", from: "2" });
      expect(await balanceOf(2)).to.equal(0n);
    });
  });

  describe("prepaid payout, prune and sweep", function () {
    it("pay a merchant at once where he chose so", async function () {
      const { instrument } = await counter.issue({ holder: "1" });
      await runTask("prepaid payout", { vault, how: "push", from: "2" });
      await runTask("prepaid redeem", { vault, instrument, amount: "5", merchant: "2", from: "1" });
      expect([await dollarsOf(2), await balanceOf(2)]).to.deep.equal([5_000_000n, 0n]);
      await runTask("prepaid payout", { vault, how: "credit", from: "2" });
      await runTask("prepaid redeem", { vault, instrument, amount: "5", merchant: "2", from: "1" });
      expect([await dollarsOf(2), await balanceOf(2)]).to.deep.equal([5_000_000n, 5_000_000n]);
      expect(await refusalOf("prepaid payout", { vault, how: "cash" })).to.match(
        /^"cash" is no way to be paid; give push/,
      );
    });

    it("count what came back", async function () {
      await counter.issue({ holder: "1" });
      await moveTo(MONDAY + 3n * DAY);
      const { json, text } = await runTask("prepaid prune", { vault });
      expect(json).to.include({ value: usd(50), buckets: "1" });
      expect(text).to.match(/^Counted 50 mUSD of 1 bucket into the free balance/);
      expect(await balanceOf(0)).to.equal(1_000_000_000n);
    });

    it("pay out what came back to those who chose it, for their tip", async function () {
      await runTask("prepaid sweep choose", { vault, choice: "on", tip: "0.5" });
      await counter.issue({ holder: "1" });
      const before = await dollarsOf(0);
      const { ethers } = await hre.network.getOrCreate();
      const block = await ethers.provider.getBlockNumber();
      const early = await runTask("prepaid sweep run", { vault, owners: ["0", "1"], from: "5" });
      expect(early.text).to.equal("Nothing is due: nothing has come back to those who chose it. Nothing was sent.");
      expect(early.json).to.deep.include({ swept: [], transaction: null });
      expect(await ethers.provider.getBlockNumber()).to.equal(block);
      await moveTo(MONDAY + 3n * DAY);
      const { json, text } = await runTask("prepaid sweep run", { vault, owners: ["0", "1"], from: "5" });
      expect(json["swept"]).to.deep.equal([{ owner: people[0], amount: usd(50), tip: usd(0.25) }]);
      expect(text)
        .to.match(/^Swept 1 owner\.\n/)
        .and.to.match(/49\.75 +0\.25/);
      expect((await dollarsOf(0)) - before).to.equal(49_750_000n);
      expect(await balanceOf(5)).to.equal(250_000n);
      expect((await runTask("prepaid sweep choose", { vault, choice: "off" })).json).to.include({ on: false });
      expect(await refusalOf("prepaid sweep choose", { vault, choice: "on", tip: "1.01" })).to.match(
        /^The tip of 1\.01 % is too large; the largest is 1 %\.$/,
      );
      expect(await refusalOf("prepaid sweep choose", { vault, choice: "off", tip: "1" })).to.match(
        /pays no tip; leave out/,
      );
      expect(await refusalOf("prepaid sweep choose", { vault, choice: "maybe" })).to.match(/^"maybe" is no choice;/);
    });

    it("find in the events whom to sweep and what to settle, and do it once", async function () {
      await runTask("prepaid sweep choose", { vault, choice: "on", tip: "1" });
      await counter.issue({ holder: "1" });
      const { instrument } = await counter.issue({ holder: "1", returnTo: "4" });
      await counter.issue({ holder: "1", manual: true });
      const early = await runTask("prepaid sweep keep", { vault, from: "5" });
      expect(early.json).to.deep.include({ candidates: { owners: 1, settlements: 1 }, swept: [], transactions: [] });
      await moveTo(MONDAY + 3n * DAY);
      const dry = await runTask("prepaid sweep keep", { vault, dryRun: true, from: "5" });
      expect(dry.json).to.deep.include({ swept: [], transactions: [] });
      expect(dry.text).to.match(/due 1 and 1\.\nNothing sent: this was a dry run\./);
      const { json, text } = await runTask("prepaid sweep keep", { vault, from: "5" });
      expect(json).to.deep.include({ settled: [instrument], tips: usd(0.5), skipped: [] });
      expect(text).to.contain(`Settled ${instrument}.`);
      expect(await balanceOf(4)).to.equal(50_000_000n);
      expect((await runTask("prepaid sweep keep", { vault, from: "5" })).json["transactions"]).to.deep.equal([]);
    });

    it("give the tips to whom they are told", async function () {
      await runTask("prepaid sweep choose", { vault, choice: "on", tip: "1" });
      await counter.issue({ holder: "1" });
      await moveTo(MONDAY + 3n * DAY);
      const { json } = await runTask("prepaid sweep keep", { vault, tipTo: "6", from: "5" });
      expect(json).to.include({ tips: usd(0.5), tipTo: people[6] });
      expect(await balanceOf(6)).to.equal(500_000n);
      expect(await balanceOf(5)).to.equal(0n);
    });
  });

  describe("prepaid issue --file", function () {
    /** A file of this many rows: every third goes to an account, the others to keys. */
    const rows = (count: number, amount = "2.5"): string =>
      [
        "item,holder,amount,expiry,cap",
        ...Array.from({ length: count }, (_, i) =>
          [
            `card ${i + 1}`,
            i % 3 === 0 ? STRANGER : "key",
            amount,
            i % 2 === 0 ? "2031-02-01" : "2031-03-01",
            i % 2 === 0 ? "" : "2",
          ].join(","),
        ),
        "",
      ].join("\n");

    it("issues hundreds with progress, and has a link for each key that claims it", async function () {
      const file = await counter.fileOf(rows(200));
      const links = counter.pathOf("links.csv");
      const { json, text, progress } = await runTask("prepaid issue", { vault, file, links });
      expect(text).to.match(/^Issued 200 instruments over 500 mUSD; 0 there already; 0 left out\.\n/);
      expect((json["transactions"] as object[]).length).to.equal(3);
      expect(progress.map((line) => /(\d+\/\d+ instruments)$/.exec(line)![1])).to.deep.equal([
        "0/200 instruments",
        "80/200 instruments",
        "160/200 instruments",
        "200/200 instruments",
      ]);
      expect(await balanceOf(0)).to.equal(500_000_000n);
      const lines = (await counter.textOf(links)).trim().split("\n");
      expect(lines.length).to.equal(1 + 133);
      const [item, , link] = lines[1]!.split(",");
      expect(item).to.equal("card 2");
      expect((await runTask("prepaid claim", { link, from: "5" })).json).to.include({ remaining: usd(2.5) });
      // Whoever reads these files has the money.
      for (const path of [links, `${file}.secret`]) expect((await stat(path)).mode & 0o077, path).to.equal(0);
    });

    it("skips what is there, with the same keys, also when it has expired, and issues the rest", async function () {
      const secret = counter.pathOf("may.secret");
      const run = async (count: number) =>
        runTask("prepaid issue", { vault, file: await counter.fileOf(rows(count)), batch: "May", secret });
      const first = await run(10);
      await moveTo(MONDAY + 40n * DAY);
      const second = await run(10);
      expect(second.json["issued"]).to.deep.equal([]);
      expect(second.json["alreadyThere"]).to.deep.equal(first.json["issued"]);
      expect(second.json["transactions"]).to.deep.equal([]);
      // Of the new rows one expires before this day.
      expect(
        await refusalOf("prepaid issue", { vault, file: await counter.fileOf(rows(11)), batch: "May", secret }),
      ).to.match(
        /\.csv, line 12, column expiry: 2031-02-01T00:00:00Z is too early; .*\. Nothing was sent; correct the file/,
      );
      // Under another name it is another batch, with other instruments.
      const other = await refusalOf("prepaid issue", {
        vault,
        file: await counter.fileOf(rows(10)),
        batch: "June",
        secret,
      });
      expect(other).to.match(/, line 2, column expiry: .* is too early/);
    });

    it("leaves out what was issued with other terms, and says with which", async function () {
      const file = await counter.fileOf(rows(3));
      const secret = counter.pathOf("terms.secret");
      await runTask("prepaid issue", { vault, file, batch: "May", secret });
      const { json, text } = await runTask("prepaid issue", {
        vault,
        file: await counter.fileOf(rows(3, "3")),
        batch: "May",
        secret,
      });
      expect((json["different"] as { link: string | null }[]).map(({ link }) => link)).to.deep.equal([
        null,
        null,
        null,
      ]);
      expect(text).to.match(
        /^Issued 0 instruments over 0 mUSD; 0 there already; 3 left out\.\nLeft out \S+, line 2: it was issued with amount 2\.5 mUSD, not 3 mUSD\./,
      );
      expect(await balanceOf(0)).to.equal(992_500_000n);
    });

    it("refuses a wrong file, too little money, and what goes with one instrument only", async function () {
      const refused = async (text: string, args: object = {}) =>
        refusalOf("prepaid issue", { vault, file: await counter.fileOf(text), ...args });
      expect(await refused("holder,amount,expiry\nbob,1,2031-02-01\n")).to.match(
        /\.csv, line 2, column holder: "bob" is no address\. Nothing was sent; correct the file and run the command again\.$/,
      );
      expect(await refused("holder,amount,expiry\nkey,1,2031-02-01T10:30Z\n")).to.match(
        /line 2, column expiry: .* is no bound/,
      );
      expect(await refused("holder,amount\nkey,1\n")).to.match(/line 1, column expiry: is missing in the header/);
      expect(await refused(rows(401))).to.match(
        /^What is still to be issued needs 1002\.5 mUSD, and the balance in the vault is 1000 mUSD; bring in 2\.5 mUSD more with `prepaid deposit`\.$/,
      );
      expect(await refused(rows(1), { key: true })).to.match(/^The file says "key" in its column holder/);
      expect(await refused(rows(1), { holder: "1" })).to.match(/^The file says holder row by row; leave it out\.$/);
      expect(await refused(rows(1), { amount: "5" })).to.match(/^The file says amount row by row/);
      expect(await refused(rows(1), { pageSize: 0 })).to.match(/^A page of 0 instruments makes no sense/);
      expect(await refused(rows(2), { secret: await counter.fileOf("open sesame") })).to.match(
        /holds no secret of a batch \(32 bytes as hex\); name another file with --secret\.$/,
      );
      expect(
        await refused(`holder,amount,expiry,return-to,return-share\n${STRANGER},1,2031-02-01,${people[0]!},1\n`),
      ).to.match(
        /\.csv, line 2: A share of 100 hundredths of a percent can't return to 0x\w{40}\. Give --return-to somebody else/,
      );
      expect(await balanceOf(0)).to.equal(1_000_000_000n);
    });
  });

  /** What a scanner reads of the code in a text. */
  function scanned(text: string): string {
    const lines = text.split("\n").filter((line) => /^[█▀▄ ]+$/.test(line));
    const scale = 4;
    const width = lines[0]!.length;
    const height = lines.length * 2;
    const data = new Uint8Array(width * height * scale * scale * 3);
    for (let y = 0; y < height * scale; y += 1) {
      for (let x = 0; x < width * scale; x += 1) {
        const row = Math.floor(y / scale);
        const char = lines[row >> 1]![Math.floor(x / scale)];
        // Drawn is light, as on a dark terminal.
        const light = char === "█" || char === (row % 2 === 0 ? "▀" : "▄");
        data.fill(light ? 255 : 0, (y * width * scale + x) * 3, (y * width * scale + x) * 3 + 3);
      }
    }
    return decodeQR({ width: width * scale, height: height * scale, data });
  }
});
