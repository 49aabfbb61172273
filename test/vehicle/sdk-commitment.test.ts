import { createHmac } from "node:crypto";

import { expect } from "chai";
import { getBytes } from "ethers";

import { commitmentOf, newSalt, normalVin, saltFor, vinWarnings } from "../../src/vehicle/index.ts";

const VIN = "1M8GDM9AXKP042788";
const SALT = `0x${"5a".repeat(32)}`;

describe("the commitment to a vehicle's number", () => {
  it("is the same however the number is written, and another for another salt or number", () => {
    const commitment = commitmentOf(SALT, VIN);
    expect(commitment).to.equal(commitmentOf(SALT, " 1m8gdm9a-xkp 042788 "));
    expect(normalVin(" 1m8gdm9a-xkp 042788 ")).to.equal(VIN);
    expect(commitment).not.to.equal(commitmentOf(newSalt(), VIN));
    expect(commitment).not.to.equal(commitmentOf(SALT, VIN.replace("8", "9")));
    expect(newSalt())
      .to.match(/^0x[0-9a-f]{64}$/)
      .and.not.equal(newSalt());
  });

  it("needs a salt of 32 bytes and a number", () => {
    expect(() => commitmentOf("0x12", VIN)).to.throw(RangeError, "The salt is none");
    expect(() => commitmentOf(SALT, " - ")).to.throw(RangeError, "There is no vehicle's number");
  });

  it("has a salt for each number from one secret: the same however the number is written, another for another number or secret", () => {
    const secret = `0x${"5e".repeat(32)}`;
    const salt = saltFor(secret, VIN);
    // As anybody's HMAC-SHA-256 has it, and for ever: who has enrolled a fleet needs the same salts in years.
    const hmac = createHmac("sha256", getBytes(secret)).update(`lapse.vehicle.salt.v1:${VIN}`).digest("hex");
    expect(salt).to.equal(`0x${hmac}`);
    expect(salt).to.equal("0x6c0f636730827378c97330c340c62321a7a360ab51a523c8ca5c50d7571238df");
    expect(saltFor(secret, " 1m8gdm9a-xkp 042788 ")).to.equal(salt);
    expect(saltFor(getBytes(secret), VIN)).to.equal(salt);
    expect(commitmentOf(salt, VIN)).to.equal(commitmentOf(saltFor(secret, VIN.toLowerCase()), VIN));
    const others = [
      saltFor(secret, "1M8GDM9AXKP042789"),
      saltFor(`0x${"5e".repeat(31)}5f`, VIN),
      saltFor(newSalt(), VIN),
    ];
    expect(new Set([salt, secret, ...others])).to.have.property("size", 5);
    expect(saltFor(`0x${"5e".repeat(64)}`, VIN)).not.to.equal(salt);
  });

  it("needs a secret of 32 bytes at least, which no message tells, and a number", () => {
    for (const secret of [
      "",
      "0x",
      "0x12",
      `0x${"5e".repeat(31)}`,
      "5e".repeat(32),
      `0x${"5e".repeat(32)}5`,
      "a long password, but of no bytes",
    ])
      expect(() => saltFor(secret, VIN), secret).to.throw(
        RangeError,
        /^The secret is none: give at least 32 bytes, as `newSalt` makes them$/,
      );
    expect(() => saltFor(new Uint8Array(31), VIN)).to.throw(RangeError, "The secret is none");
    expect(() => saltFor(newSalt(), " - ")).to.throw(RangeError, "There is no vehicle's number");
  });

  it("warns of nothing where the check digit is right: X counts as ten", () => {
    // Of the standard's own example, of ones alone, and one with a digit.
    for (const vin of [VIN, "11111111111111111", "5GZCZ43D13S812715", "5gzcz43d1-3s812715"])
      expect(vinWarnings(vin), vin).to.deep.equal([]);
  });

  it("warns of a wrong check digit, another length and characters that no number has, and refuses none of them", () => {
    expect(vinWarnings("5GZCZ43D23S812715")).to.deep.equal([
      "Its ninth character is 2, and the check digit would be 1: of a vehicle for North America or China a character is wrong.",
    ]);
    expect(vinWarnings("1M8GDM9A1KP042788")[0]).to.match(/^Its ninth character is 1, and the check digit would be X/);
    expect(vinWarnings("VW1303")).to.deep.equal(["It has 6 characters, and since 1981 it is 17."]);
    expect(vinWarnings("IM8GDM9AXKP04278O")).to.deep.equal([
      "I, O are no characters of such a number: I, O and Q are written as 1 and 0.",
    ]);
    expect(vinWarnings("1M8GDM9AXKP04278Q")[0]).to.match(/^Q is no character/);
    expect(commitmentOf(SALT, "VW1303")).to.match(/^0x/);
  });
});
