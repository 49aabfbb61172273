import { expect } from "chai";

import { commitmentOf, newSalt, normalVin, vinWarnings } from "../../src/vehicle/index.ts";

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
