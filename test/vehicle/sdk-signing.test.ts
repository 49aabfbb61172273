import { readFile } from "node:fs/promises";

import { expect } from "chai";
import { concat, getBytes, keccak256, toBeHex, TypedDataEncoder, verifyTypedData, Wallet } from "ethers";

import { newSecret, vehicleKey } from "../../src/vehicle/agent/index.ts";
import {
  type Attested,
  clockParts,
  clockWord,
  conditionHash,
  inOrder,
  keptKey,
  Kind,
  MESSAGE_TYPES,
  messageDigest,
  type Messages,
  parseVehicle,
  poolId,
  Rhythm,
  shownKey,
  signByKey,
  signMessage,
  typedDataOf,
  vehicleDomain,
  vehicleLabel,
} from "../../src/vehicle/index.ts";

const CONTRACT = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const SOMEBODY = "0x00000000000000000000000000000000000000b1";
const DOMAIN = vehicleDomain(CONTRACT, 31_337n);

const MESSAGES: Messages = {
  Enrolment: {
    issuer: SOMEBODY,
    commitment: toBeHex(7n, 32),
    key: SOMEBODY,
    owner: SOMEBODY,
    residualHolder: SOMEBODY,
    policy: CONTRACT,
    unit: CONTRACT,
    value: 2n ** 80n - 1n,
    appraisedAt: 1n,
    odometer: 2n ** 40n - 1n,
    deadline: 2n ** 48n - 1n,
  },
  ConditionReport: {
    vehicle: 77n,
    sequence: 1n,
    kind: Kind.ACCIDENT,
    observedAt: 5n,
    odometer: 6n,
    severity: 7n,
    evidence: toBeHex(8n, 32),
    policyHash: toBeHex(9n, 32),
    deadline: 10n,
  },
  Finding: { vehicle: 77n, sequence: 1n, condition: toBeHex(1n, 32), holds: true, disputed: false, deadline: 10n },
  Appraisal: { vehicle: 77n, value: 1n, appraisedAt: 2n, odometer: 3n, deadline: 4n },
  Rotation: { vehicle: 77n, key: concat([SOMEBODY, toBeHex(1n, 64)]), firstSequence: 3n, deadline: 4n },
  PolicyChange: { vehicle: 77n, policy: CONTRACT, since: 3n, deadline: 4n },
};
const NAMES = Object.keys(MESSAGES) as (keyof Messages)[];

describe("what is signed for vehicles", () => {
  it("has the types that the contract hashes", async () => {
    const source = await readFile(new URL("../../contracts/vehicle/TypedVehicle.sol", import.meta.url), "utf8");
    const declared = [...source.matchAll(/"([A-Z]\w+\([^"]+\))"/g)].map(([, type]) => type);
    const known = NAMES.map((name) => TypedDataEncoder.from({ ...MESSAGE_TYPES[name] }).encodeType(name));
    expect(known.sort()).to.deep.equal(declared.sort());
  });

  for (const name of NAMES)
    it(`is signed by an account and by a key alike: ${name}`, async () => {
      const secret = newSecret();
      const [wallet, key] = [new Wallet(secret.privateKey), vehicleKey(secret)];
      const byAccount = await signMessage(wallet, CONTRACT, name, MESSAGES[name], 31_337n);
      expect(await signByKey(key, DOMAIN, name, MESSAGES[name])).to.equal(byAccount);
      const { domain, types, value } = typedDataOf(name, MESSAGES[name], DOMAIN);
      expect(verifyTypedData(domain, types, value, byAccount)).to.equal(wallet.address);
      expect(messageDigest(name, MESSAGES[name], vehicleDomain(CONTRACT, 1n))).not.to.equal(
        messageDigest(name, MESSAGES[name], DOMAIN),
      );
    });

  it("lets a condition be signed again under another policy and deadline, and no other part of it change", () => {
    const report = MESSAGES.ConditionReport;
    const hash = conditionHash(report);
    expect(conditionHash({ ...report, ...{ policyHash: toBeHex(1n, 32), deadline: 99n, sequence: 9n } })).to.equal(
      hash,
    );
    for (const changes of [
      { kind: Kind.SERVICE },
      { observedAt: 6n },
      { odometer: 7n },
      { severity: 8n },
      { evidence: toBeHex(9n, 32) },
    ])
      expect(conditionHash({ ...report, ...changes })).not.to.equal(hash);
  });

  it("has attestors in the order of their keys' hashes, whatever their length", () => {
    const given: Attested[] = [1n, 2n, 3n, 4n, 5n].map((number) => ({
      signer: toBeHex(number, number % 2n === 0n ? 20 : 84),
      signature: toBeHex(number),
    }));
    const hashes = inOrder(given).map(({ signer }) => BigInt(keccak256(signer)));
    expect(hashes.every((hash, place) => place === 0 || hash > hashes[place - 1]!)).to.equal(true);
    expect(inOrder(given)).to.have.deep.members(given);
    expect(inOrder([...given].reverse())).to.deep.equal(inOrder(given));
  });
});

describe("numbers of vehicles, keys and pools", () => {
  it("are read as they are written", () => {
    expect(parseVehicle(vehicleLabel(77n))).to.equal(77n);
    expect([parseVehicle(" 0x4D "), parseVehicle("77")]).to.deep.equal([77n, 77n]);
    for (const wrong of ["", "0", "0x", "-1", "4d", "0x" + "f".repeat(65), "1e3"])
      expect(() => parseVehicle(wrong), wrong).to.throw(RangeError, "is no vehicle's number");
  });

  it("keep of a key what the contracts keep, and show only one that is longer than an address", () => {
    const long = concat([SOMEBODY, toBeHex(5n, 64)]);
    expect(keptKey(SOMEBODY)).to.deep.equal({ id: SOMEBODY, long: false });
    expect(keptKey(long)).to.deep.equal({ id: `0x${keccak256(long).slice(-40)}`, long: true });
    expect([shownKey(SOMEBODY), shownKey(long)]).to.deep.equal(["0x", long]);
    for (const wrong of ["0x", "0x1234", "a key"]) expect(() => keptKey(wrong)).to.throw(RangeError, "is no key");
  });

  it("write a clock as one number and back, and refuse what is none", () => {
    const week = { rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n };
    const fixed = { rhythm: Rhythm.FIXED, anchor: 1_900_000_000n, frameLength: 604_800n };
    expect(clockWord(week)).to.equal(2n);
    for (const clock of [week, fixed]) expect(clockParts(clockWord(clock))).to.deep.equal(clock);
    for (const wrong of [
      { ...week, anchor: 1n },
      { ...week, frameLength: 1n },
      { ...week, rhythm: 6n },
      { ...fixed, frameLength: 0n },
      { ...fixed, anchor: 2n ** 48n - 2n * 604_800n },
      { ...fixed, anchor: -1n },
    ])
      expect(() => clockWord(wrong)).to.throw(RangeError, "That is no clock");
    const pool = { token: CONTRACT, unit: CONTRACT, issuer: SOMEBODY, clock: week };
    expect(
      getBytes(poolId(pool))
        .slice(0, 13)
        .every((byte) => byte === 0),
    ).to.equal(true);
    expect(poolId(pool)).not.to.equal(poolId({ ...pool, clock: fixed }));
  });
});
