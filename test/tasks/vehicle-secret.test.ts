import { expect } from "chai";

import { commitmentOf, saltFor } from "../../src/vehicle/index.ts";
import { type Garage, openGarage, SALT } from "./support/garage.ts";
import { restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

const VIN = "1M8GDM9AXKP042788";
const NEXT_VIN = "1M8GDM9A1KP042789";
const HEX = "5e".repeat(32);
const OTHER_HEX = "a5".repeat(40);

describe("a secret of which vehicles' salts are made, in tasks", function () {
  let garage: Garage;
  let secret: string;
  let otherSecret: string;

  before(async function () {
    garage = await openGarage();
    // As `openssl rand -hex 32` prints one, and as others write hex.
    secret = await garage.fileOf(`${HEX}\n`);
    otherSecret = await garage.fileOf(` 0x${OTHER_HEX.toUpperCase()}\r\n`);
  });
  after(() => garage.end());
  restoreEach();

  /** What enrols a vehicle of this number, with the secret in place of a salt. */
  const enrolment = (vin: string): Record<string, unknown> => {
    const { keyed, policy, dollar } = garage;
    return { ...keyed, vin, secret, policy, unit: dollar, value: "30000", owner: "1" };
  };

  it("enrols each vehicle under a salt of its own, and tells neither that nor the secret", async function () {
    const { json, text, progress } = await runTask("vehicle enrol", enrolment(VIN));
    const salt = saltFor(`0x${HEX}`, VIN);
    expect(json["salt"]).to.equal(salt);
    expect((json["enrolment"] as { commitment: string }).commitment).to.equal(commitmentOf(salt, VIN));
    const told = [text, ...progress].join("\n");
    expect(told)
      .not.to.contain(salt)
      .and.not.to.contain(HEX)
      .and.not.to.match(/[Ss]alt/);
    const next = await runTask("vehicle enrol", enrolment(NEXT_VIN));
    expect(next.json["salt"])
      .to.equal(saltFor(`0x${HEX}`, NEXT_VIN))
      .and.not.equal(salt);
  });

  it("lets no number be enrolled twice, however it is written", async function () {
    await runTask("vehicle enrol", enrolment(VIN));
    expect(await refusalOf("vehicle enrol", enrolment(` ${VIN.toLowerCase().replace("x", "-x")}`))).to.match(
      /^The vehicle is enrolled already, as 0x/,
    );
    // Another issuer's secret is another namespace.
    await runTask("vehicle enrol", { ...enrolment(VIN), issuer: "9", secret: otherSecret });
  });

  it("shows a duplicate by secrets, by a secret and a salt, and by wrong ones of neither", async function () {
    const one = await garage.enrol({ vin: VIN, salt: undefined, secret });
    const other = await garage.enrol({ vin: VIN, salt: undefined, secret: otherSecret, issuer: "9" });
    const third = await garage.enrol({ vin: VIN, issuer: "8" });
    const given = { one, other, vin: VIN, secret, otherSecret, from: "5" };
    for (const [args, line] of [
      [{ secret: otherSecret }, /^Number and salt don't make vehicle 0x\w{64}; check --vin and --secret\. Nothing/],
      [{ otherSecret: secret }, /; check --vin and --other-secret\. Nothing was sent\.$/],
      [{ salt: SALT }, /^A vehicle has one salt, and two ways to it are given; leave out --salt or --secret\.$/],
      [{ otherSalt: SALT }, /two ways to it are given; leave out --other-salt or --other-secret\.$/],
      [{ otherSecret: undefined }, /^Something is missing: .* with --other-salt, or his secret with --other-secret\.$/],
      [{ otherSecret: "/nowhere/secret" }, /^There is no file \/nowhere\/secret .*; name it with --other-secret, or/],
    ] as const)
      expect(await refusalOf("vehicle duplicate", { ...given, ...args })).to.match(line);
    const linked = await runTask("vehicle duplicate", given);
    expect(linked.json).to.include({ vehicle: one, other });
    const mixed = { one, other: third, vin: VIN, secret, otherSalt: SALT, from: "5" };
    expect((await runTask("vehicle duplicate", mixed)).json).to.include({ vehicle: one, other: third });
    // What was shown is of this number alone: the secret's other vehicles stay hidden.
    const hidden = await garage.enrol({ vin: NEXT_VIN, salt: undefined, secret });
    const guess = { one: hidden, other, vin: NEXT_VIN, salt: saltFor(`0x${HEX}`, VIN), otherSecret };
    expect(await refusalOf("vehicle duplicate", guess)).to.match(/^Number and salt don't make vehicle/);
  });

  it("is refused in one line where its file isn't there, holds none or too short a one, or a salt is given, too", async function () {
    const short = await garage.fileOf("5e".repeat(31));
    const noHex = await garage.fileOf("a long sentence that somebody took for a secret");
    const empty = await garage.fileOf("\n");
    const folder = garage.pathOf(".");
    for (const [args, line] of [
      [
        { secret: "/nowhere/secret" },
        /^There is no file \/nowhere\/secret with the issuer's secret; name it with --secret, or make one with `openssl rand -hex 32` before his first vehicle\.$/,
      ],
      [{ secret: folder }, /^The file \S+ can't be read \(EISDIR\); check its name\.$/],
      [{ secret: short }, /^The secret in \S+ has 31 bytes, and with fewer than 32 it could be found; make one with /],
      [
        { secret: noHex },
        /^\S+ holds no secret, which is at least 32 bytes as hex, like those of `openssl rand -hex 32`; name another with --secret\.$/,
      ],
      [{ secret: empty }, /^\S+ holds no secret, /],
      [{ salt: SALT }, /^A vehicle has one salt, and two ways to it are given; leave out --salt or --secret\.$/],
    ] as const) {
      const told = await refusalOf("vehicle enrol", { ...enrolment(VIN), ...args });
      expect(told).to.match(line).and.not.contain("5e5e").and.not.contain("sentence");
    }
  });
});
