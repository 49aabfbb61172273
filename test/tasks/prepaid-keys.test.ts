import { expect } from "chai";
import { concat } from "ethers";
import hre from "hardhat";

import { keyHolderOf } from "../../src/prepaid/index.ts";
import { P256Verifier__factory } from "../../types/ethers-contracts/index.js";
import { p256Point } from "../p256.ts";
import { useCounter } from "./support/counter.ts";
import { STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of prepaid: keys that there are", function () {
  let vault: string;
  let verifier: string;
  let chip: string;
  const counter = useCounter((opened) => ({ vault } = opened));

  before(async function () {
    const { ethers } = await hre.network.getOrCreate();
    const [deployer] = await ethers.getSigners();
    verifier = await (await new P256Verifier__factory(deployer!).deploy()).getAddress();
    chip = concat([verifier, p256Point(0xc0ffeen)]);
  });

  it("are given an instrument, with a verifier (ERC-7913) or by their address", async function () {
    const { json, text } = await counter.issue({ keyHolder: chip });
    expect(json).to.include({ holder: keyHolderOf(chip), byKey: true, delivered: false, link: null });
    expect(text).to.match(
      new RegExp(
        `^Issued 0x\\w{40}/1 over 50 mUSD to a key that ${verifier} verifies, known as ${keyHolderOf(chip)}\\.\n`,
      ),
    );
    const plain = await counter.issue({ keyHolder: STRANGER });
    expect(plain.json).to.include({ holder: STRANGER, byKey: true, link: null });
    expect(plain.text).to.match(new RegExp(`over 50 mUSD to the key ${STRANGER}\\.\n`));
  });

  it("are given it also where it is reassigned", async function () {
    const { instrument } = await counter.issue({ key: true });
    const { json, text } = await runTask("prepaid reassign", { vault, instrument, keyHolder: chip });
    expect(json).to.include({ holder: keyHolderOf(chip), byKey: true, link: null });
    expect(text).to.match(/^Gave 0x\w{40}\/1 to a key that 0x\w{40} verifies, known as 0x\w{40}\.\n/);
  });

  it("are refused where they are none, or are named beside another holder", async function () {
    const refused = (args: object) => refusalOf("prepaid issue", { vault, amount: "1", expiry: "1d", ...args });
    const once =
      "Say who shall hold it, in one way: --holder <account>, --key for a claim link, or --key-holder <bytes> for a key that there is.";
    for (const other of [{ key: true }, { holder: "1" }, { holder: "1", key: true }]) {
      expect(await refused({ keyHolder: chip, ...other })).to.equal(once);
    }
    expect(await refused({})).to.equal(once);
    expect(await refused({ keyHolder: "bob" })).to.equal('The signer "bob" is no whole bytes as hex.');
    expect(await refused({ keyHolder: "0x1234" })).to.equal(
      "A signer of 2 bytes is none: it has 20 of an address, or those of a verifier and a key; give all of them.",
    );
    expect(await refused({ keyHolder: concat([STRANGER, "0x01"]) })).to.equal(
      `There is no contract at ${STRANGER} (verifier in --key-holder) on network "default"; check the address and the network.`,
    );
    expect(await refused({ keyHolder: chip, linkBase: "https://cards.example" })).to.match(
      /^Only a claim link leads to a page; leave out --link-base, or give --key\.$/,
    );
    const file = await counter.fileOf(`holder,amount,expiry\n${STRANGER},1,2031-02-01\n`);
    expect(await refusalOf("prepaid issue", { vault, file, keyHolder: chip })).to.equal(
      "A key that there is holds one instrument at a time; leave out --key-holder, or --file.",
    );
  });
});
