import { createHash, createPublicKey, verify } from "node:crypto";

import { expect } from "chai";
import {
  AbiCoder,
  computeAddress,
  concat,
  dataSlice,
  hexlify,
  id,
  keccak256,
  recoverAddress,
  toBeHex,
  toUtf8Bytes,
} from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import {
  type Condition,
  conditionHash,
  type ConditionReport,
  Kind,
  newSecret,
  reportDigest,
  vehicleDomain,
  vehicleKey,
} from "../../src/vehicle/agent/index.ts";
import { P256Verifier__factory } from "../../types/ethers-contracts/index.js";
import { p256Point } from "../p256.ts";
import { errorOf } from "./agent-errors.ts";

const VERIFIER = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
const P256_N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const SEED = 0x6b6579;

const report: ConditionReport = {
  vehicle: 2n ** 255n + 9n,
  sequence: 12n,
  kind: Kind.ACCIDENT,
  observedAt: 1_900_000_000n,
  odometer: 48_400_500n,
  severity: 495n,
  evidence: id("a picture"),
  policyHash: id("a policy"),
  deadline: 1_900_086_400n,
};

describe("what a vehicle signs", () => {
  it("is EIP-712, put together from its parts by hand", () => {
    const coder = AbiCoder.defaultAbiCoder();
    const fields = "uint256 vehicle,uint32 sequence,uint8 kind,uint48 observedAt,uint40 odometer,uint16 severity";
    const type = id(`ConditionReport(${fields},bytes32 evidence,bytes32 policyHash,uint48 deadline)`);
    const { vehicle, sequence, kind, observedAt, odometer, severity, evidence, policyHash, deadline } = report;
    const values = [type, vehicle, sequence, kind, observedAt, odometer, severity, evidence, policyHash, deadline];
    const types = values.map((value) => (typeof value === "bigint" ? "uint256" : "bytes32"));
    const domain = coder.encode(
      ["bytes32", "bytes32", "bytes32", "uint256", "address"],
      [
        id("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
        id("Lapse Vehicle"),
        id("1"),
        5n,
        VERIFIER,
      ],
    );
    const digest = keccak256(concat(["0x1901", keccak256(domain), keccak256(coder.encode(types, values))]));
    expect(reportDigest(vehicleDomain(VERIFIER, 5n), report)).to.equal(digest);
  });

  it("is judged by its condition alone, and by all of that", () => {
    const hash = conditionHash(report);
    const others: Partial<ConditionReport>[] = [
      { vehicle: 1n },
      { sequence: 13n },
      { policyHash: id("another policy") },
      { deadline: 1n },
    ];
    for (const other of others) expect(conditionHash({ ...report, ...other })).to.equal(hash);
    const changes: Partial<Condition>[] = [
      { kind: Kind.SERVICE },
      { observedAt: report.observedAt + 1n },
      { odometer: report.odometer + 1n },
      { severity: 496n },
      { evidence: id("another picture") },
    ];
    for (const change of changes) expect(conditionHash({ ...report, ...change })).not.to.equal(hash);
    expect(hash).to.equal(
      keccak256(
        concat([
          toBeHex(report.kind, 32),
          toBeHex(report.observedAt, 32),
          toBeHex(report.odometer, 32),
          toBeHex(report.severity, 32),
          report.evidence,
        ]),
      ),
    );
  });
});

describe("a vehicle's key", () => {
  const anySecret = (order: bigint): fc.Arbitrary<string> =>
    fc.bigInt({ min: 1n, max: order - 1n }).map((number) => toBeHex(number, 32));

  it("of secp256k1 signs as its address, with the lower s, and the same each time", async () => {
    await fc.assert(
      fc.asyncProperty(anySecret(K1_N), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), async (privateKey, number) => {
        const digest = toBeHex(number, 32);
        const key = vehicleKey({ curve: "secp256k1", privateKey });
        const signature = await key.sign(digest);
        expect(key.bytes).to.equal(computeAddress(privateKey).toLowerCase());
        expect(recoverAddress(digest, signature).toLowerCase()).to.equal(key.bytes);
        expect(BigInt(dataSlice(signature, 32, 64)) <= K1_N / 2n).to.equal(true);
        expect(await key.sign(digest)).to.equal(signature);
      }),
      { numRuns: 15, seed: SEED },
    );
  });

  it("of P-256 signs what Node's own check takes for the hash of a message, with the lower s", async () => {
    let highs = 0;
    await fc.assert(
      fc.asyncProperty(anySecret(P256_N), fc.string(), async (privateKey, message) => {
        const key = vehicleKey({ curve: "P-256", privateKey, verifier: VERIFIER });
        const point = p256Point(BigInt(privateKey));
        expect(key.bytes).to.equal(concat([VERIFIER, point]).toLowerCase());
        const digest = hexlify(createHash("sha256").update(message).digest());
        const signature = await key.sign(digest);
        expect((signature.length - 2) / 2).to.equal(64);
        expect(BigInt(dataSlice(signature, 32)) <= P256_N / 2n).to.equal(true);
        const [x, y] = [point.slice(2, 66), point.slice(66)].map((part) =>
          Buffer.from(part, "hex").toString("base64url"),
        );
        const jwk = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x!, y: y! }, format: "jwk" });
        const check = (signed: string): boolean =>
          verify(
            "sha256",
            toUtf8Bytes(message),
            { key: jwk, dsaEncoding: "ieee-p1363" },
            Buffer.from(signed.slice(2), "hex"),
          );
        expect(check(signature)).to.equal(true);
        const flipped = concat([dataSlice(signature, 0, 32), toBeHex(P256_N - BigInt(dataSlice(signature, 32)), 32)]);
        highs += check(flipped) ? 1 : 0;
        expect(await key.sign(digest)).to.equal(signature);
        expect(await key.sign(id(digest))).not.to.equal(signature);
      }),
      { numRuns: 25, seed: SEED },
    );
    expect(highs).to.equal(25);
  });

  it("of P-256 takes the nonces of RFC 6979, whose appendix A.2.5 has these", async () => {
    const privateKey = "0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    const key = vehicleKey({ curve: "P-256", privateKey, verifier: VERIFIER });
    const rOf = async (message: string): Promise<string> =>
      dataSlice(await key.sign(hexlify(createHash("sha256").update(message).digest())), 0, 32);
    expect(await rOf("sample")).to.equal("0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
    expect(await rOf("test")).to.equal("0xf1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367");
  });

  it("of P-256 is taken by the verifier that its bytes name, which refuses the higher s", async () => {
    const { ethers } = await network.create();
    const [deployer] = await ethers.getSigners();
    const verifier = await new P256Verifier__factory(deployer!).deploy();
    const secret = newSecret({ curve: "P-256", verifier: await verifier.getAddress() });
    const key = vehicleKey(secret);
    const digest = reportDigest(vehicleDomain(VERIFIER, 5n), report);
    const signature = await key.sign(digest);
    expect(dataSlice(key.bytes, 0, 20)).to.equal((await verifier.getAddress()).toLowerCase());
    const publicKey = dataSlice(key.bytes, 20);
    expect(await verifier.verify(publicKey, digest, signature)).to.equal("0x024ad318");
    const higher = toBeHex(P256_N - BigInt(dataSlice(signature, 32)), 32);
    expect(await verifier.verify(publicKey, digest, concat([dataSlice(signature, 0, 32), higher]))).to.equal(
      "0xffffffff",
    );
  });

  it("is made of a number that its curve has, and signs 32 bytes", async () => {
    for (const number of ["0x", `0x${"00".repeat(32)}`, toBeHex(K1_N, 32), "secret word"])
      expect(() => vehicleKey({ curve: "secp256k1", privateKey: number }))
        .to.throw(RangeError)
        .with.property("message")
        .that.does.not.contain(number.slice(2) || "0x");
    expect(() => vehicleKey({ curve: "P-256", privateKey: toBeHex(P256_N, 32), verifier: VERIFIER })).to.throw(
      RangeError,
    );
    for (const key of [vehicleKey(newSecret()), vehicleKey(newSecret({ curve: "P-256", verifier: VERIFIER }))]) {
      expect(await errorOf(key.sign("0x1234"))).to.be.instanceOf(RangeError);
      expect(await key.sign(id("a digest"))).to.match(/^0x/);
    }
  });
});
