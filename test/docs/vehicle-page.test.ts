import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { getBytes, type Interface } from "ethers";
import hre from "hardhat";

import { root } from "../../scripts/gates/gate.ts";
import {
  DepreciationPolicy__factory,
  IResidualToken__factory,
  IVehicleStake__factory,
} from "../../types/ethers-contracts/index.js";
import { saltFor } from "../../src/vehicle/commitment.ts";
import { ClaimState, LENDER_GAS, MOST_FUNDED_FRAMES, MOST_PARTS } from "../../src/vehicle/constants.ts";

const page = readFileSync(join(root, "docs/vehicle.md"), "utf8");
const words = page.replace(/\s+/g, " ");
const SECONDS: Record<string, bigint> = { second: 1n, hour: 3_600n, day: 86_400n };
const DAY = 86_400n;

function sectionOf(title: string): string {
  const from = page.indexOf(`\n## ${title}\n`);
  if (from === -1) throw new Error(`docs/vehicle.md has no section ${title}`);
  const end = page.indexOf("\n## ", from + 1);
  return page.slice(from, end === -1 ? undefined : end);
}

/** The limit that the table of limits has for something. */
function limitOf(what: string): string {
  const row = sectionOf("Limits")
    .split("\n")
    .find((line) => line.startsWith(`| ${what} `));
  return (row ?? expect.fail(`no row ${what}`)).split("|")[2]!.trim();
}

/** A constant, as its source has it. */
function constantOf(file: string, name: string): bigint {
  const source = readFileSync(join(root, "contracts/vehicle", file), "utf8");
  const [, count = "", unit] =
    new RegExp(`\\b${name} = ([\\d_]+(?:e\\d+)?)(?: (second|hour|day)s?)?;`).exec(source) ??
    expect.fail(`${file} has no ${name}`);
  return BigInt(Number(count.replaceAll("_", ""))) * (unit === undefined ? 1n : SECONDS[unit]!);
}

const asWritten = (number: bigint): string => number.toLocaleString("en");

/** The names of what an interface has of a kind. */
const namesOf = (codecs: readonly Interface[], kind: string): string[] =>
  codecs.flatMap(({ fragments }) =>
    fragments.filter(({ type }) => type === kind).map((fragment) => (fragment as unknown as { name: string }).name),
  );

/** What comes from the standards of tokens, which the page needn't tell of. */
const STANDARD = /^(ERC\d+|Transfer|Approval|OperatorSet|Locked|Unlocked|MetadataUpdate|BatchMetadataUpdate|Trait)/;

describe("docs/vehicle.md", () => {
  const codecs = [IVehicleStake__factory, IResidualToken__factory, DepreciationPolicy__factory].map((factory) =>
    factory.createInterface(),
  );

  it("has the limits that the sources are built with", () => {
    expect(limitOf("parts of a vehicle")).to.equal(`${constantOf("VehicleHolder.sol", "MOST_PARTS")}, one level`);
    expect(limitOf("attestors of a panel")).to.equal(String(constantOf("DepreciationPolicy.sol", "MOST_ATTESTORS")));
    const guarantors = constantOf("ResidualToken.sol", "MOST_GUARANTORS");
    expect(limitOf("guarantors of a vehicle")).to.equal(`${guarantors} in force`);
    expect(limitOf("frames funded at once")).to.equal(String(constantOf("VehicleRewards.sol", "MOST_FRAMES")));
    const gas = asWritten(constantOf("VehicleStake.sol", "REPORT_GAS"));
    expect(limitOf("one report of a batch")).to.equal(`${gas} gas, which must be there`);
    expect(limitOf("a lender's call")).to.equal(`${asWritten(constantOf("VehicleBooks.sol", "LENDER_GAS"))} gas`);
    expect(constantOf("VehicleCare.sol", "POLICY_DELAY")).to.equal(DAY);
    expect(limitOf("another policy")).to.equal("a day ahead, at least");
    expect(limitOf("a key without the old one")).to.equal(`${constantOf("VehicleState.sol", "KEY_DELAY") / DAY} days`);
  });

  it("says how a vehicle's salt is made of a secret, so that anybody can make it", () => {
    const [, domain = ""] = /HMAC-SHA-256, by the secret, of `([^`]+)` and the number/.exec(words) ?? [];
    const secret = `0x${"5e".repeat(32)}`;
    const hmac = createHmac("sha256", getBytes(secret)).update(`${domain}1M8GDM9AXKP042788`).digest("hex");
    expect(saltFor(secret, "1M8GDM9AXKP042788")).to.equal(`0x${hmac}`);
    const [, least = ""] = /\*\*one secret\*\* in its place, of at least (\d+) bytes/.exec(words) ?? [];
    expect(() => saltFor(new Uint8Array(Number(least) - 1), "1")).to.throw(RangeError);
    expect(saltFor(new Uint8Array(Number(least)), "1")).to.match(/^0x/);
  });

  it("has the same limits in its sentences, and so has the package", () => {
    const days = constantOf("VehicleState.sol", "KEY_DELAY") / DAY;
    expect(sectionOf("Identity and keys")).to.include(`owner, issuer and new key together, after ${days} days`);
    const lender = constantOf("VehicleBooks.sol", "LENDER_GAS");
    expect(sectionOf("Liens")).to.include(`at most ${asWritten(lender)} gas`);
    const parts = constantOf("VehicleHolder.sol", "MOST_PARTS");
    expect(sectionOf("Parts")).to.include(`at most ${parts} parts`);
    expect([LENDER_GAS, MOST_PARTS, MOST_FUNDED_FRAMES]).to.deep.equal([
      lender,
      parts,
      constantOf("VehicleRewards.sol", "MOST_FRAMES"),
    ]);
    expect(constantOf("ResidualToken.sol", "SHARES")).to.equal(10n ** 18n);
    expect(sectionOf("Residual shares")).to.include("has 10^18 shares");
    expect(constantOf("ResidualToken.sol", "MOST_GUARANTORS")).to.equal(8n);
    expect(sectionOf("Residual shares")).to.include("up to eight of them");
    const desks = readFileSync(join(root, "contracts/vehicle/VehicleDesks.sol"), "utf8");
    const [, fields = ""] = /struct Desks \{([^}]*)\}/.exec(desks) ?? [];
    expect(fields.match(/\baddress \w+;/g)).to.have.length(7);
    expect(words).to.include("Seven desks are the code of everything else");
  });

  it("names every event of its interfaces for indexers, and no event or error that there isn't", () => {
    const events = namesOf(codecs, "event").filter((name) => !STANDARD.test(name));
    expect(events.length).to.be.greaterThan(30);
    for (const name of events) expect(sectionOf("Events for indexers")).to.include(`\`${name}\``);
    const known = [...namesOf(codecs, "event"), ...namesOf(codecs, "error"), ...namesOf(codecs, "function")];
    const named = [...page.matchAll(/`((?:Vehicle|Policy|Residual|Part|Pool|Guarant)[A-Z][A-Za-z]+)`/g)];
    expect(named.length).to.be.greaterThan(25);
    const contracts = ["VehicleStake", "ResidualToken", "VehicleAgent"];
    for (const [, name = ""] of named) if (!contracts.includes(name)) expect(known, name).to.include(name);
  });

  it("names the states of claims that there are", () => {
    const states = [...sectionOf("Claims and disputes").matchAll(/^\| ([A-Z]+) /gm)].map(([, name]) => name);
    const { NONE: none, ...others } = ClaimState;
    expect(none).to.equal(0n);
    expect(states).to.have.members(Object.keys(others));
  });

  it("shows commands that there are, with options that they take", () => {
    const lines = [
      ...sectionOf("From the terminal").matchAll(
        /^npx hardhat (vehicle .*?) --network localhost(?: +#.*| > \S+.*)?$/gm,
      ),
    ];
    expect(lines.length).to.equal(22);
    for (const [, line = ""] of lines) {
      const [command = ""] = line.split(" --");
      const [first = "", ...rest] = command.split(" ");
      let task = hre.tasks.getTask(first);
      for (const word of rest) {
        const below = task.subtasks.get(word);
        if (below === undefined) break;
        task = below;
      }
      expect(task.isEmpty, line).to.equal(false);
      for (const [, option = ""] of line.matchAll(/ --([a-z-]+)/g))
        expect([...task.options.keys()], line).to.include(
          option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        );
    }
  });
});
