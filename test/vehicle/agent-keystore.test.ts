import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { encryptKeystoreJson, id, Wallet } from "ethers";

import { createKeystore, KeystoreError, newSecret, openKeystore, vehicleKey } from "../../src/vehicle/agent/index.ts";
import { errorOf } from "./agent-errors.ts";

const VERIFIER = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
/** Few rounds of scrypt: what is tested is the file. */
const QUICK = 2 ** 4;

describe("a keystore", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse keystore "));
  });
  after(() => rm(folder, { recursive: true }));
  const secrets = {
    secp256k1: newSecret(),
    "P-256": newSecret({ curve: "P-256", verifier: VERIFIER }),
  };

  for (const [curve, secret] of Object.entries(secrets))
    it(`keeps a key of ${curve}, for nobody else to read, and gives it back for the password`, async () => {
      const path = join(folder, `${curve}.json`);
      await createKeystore(path, secret, "pässword", QUICK);
      const text = await readFile(path, "utf8");
      expect(text.toLowerCase()).not.to.contain(secret.privateKey.slice(2));
      expect((await stat(path)).mode & 0o777).to.equal(0o600);
      const opened = await openKeystore(path, "pa\u0308ssword");
      const own = vehicleKey(secret);
      expect(opened.bytes).to.equal(own.bytes);
      expect(await opened.sign(id("a digest"))).to.equal(await own.sign(id("a digest")));
      for (const password of ["", "password", "pässword "]) {
        const error = await errorOf(openKeystore(path, password));
        expect(error).to.be.instanceOf(KeystoreError);
        expect((error as Error).message).to.contain("The password doesn't open");
      }
      // A second key never takes its place.
      expect(await errorOf(createKeystore(path, newSecret(), "pässword", QUICK)))
        .to.be.instanceOf(KeystoreError)
        .and.have.property("message")
        .that.contains("there already");
      expect(await readFile(path, "utf8")).to.equal(text);
      expect((await readdir(folder)).filter((name) => name.endsWith(".new"))).to.deep.equal([]);
    });

  it("of secp256k1 is what wallets read and write", async () => {
    const path = join(folder, "wallet.json");
    await createKeystore(path, secrets.secp256k1, "secret", QUICK);
    const wallet = await Wallet.fromEncryptedJson(await readFile(path, "utf8"), "secret");
    expect(wallet.address.toLowerCase()).to.equal(vehicleKey(secrets.secp256k1).bytes);
    const other = Wallet.createRandom();
    const json = await encryptKeystoreJson({ address: other.address, privateKey: other.privateKey }, "secret", {
      scrypt: { N: QUICK },
    });
    await writeFile(path, json);
    expect((await openKeystore(path, "secret")).bytes).to.equal(other.address.toLowerCase());
  });

  it("that is left half written doesn't stand in the way", async () => {
    const path = join(folder, "half.json");
    await writeFile(`${path}.new`, "{", { mode: 0o644 });
    await createKeystore(path, secrets["P-256"], "secret", QUICK);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await openKeystore(path, "secret")).bytes).to.equal(vehicleKey(secrets["P-256"]).bytes);
  });

  it("that was changed, asks for too much work, or is none, is refused in one sentence", async () => {
    const path = join(folder, "changed.json");
    await createKeystore(path, secrets["P-256"], "secret", QUICK);
    const text = await readFile(path, "utf8");
    const other = await readFile(join(folder, "secp256k1.json"), "utf8");
    interface File {
      crypto: { ciphertext: string; kdfparams: { n: number; p: number }; cipherparams: { iv: string } };
      publicKey?: string;
      curve?: string;
      address?: string;
    }
    const changes: [string, (file: File) => void, string?][] = [
      ["The password", ({ crypto }) => (crypto.ciphertext = "00".repeat(32))],
      ["no keystore", ({ crypto }) => (crypto.kdfparams.n = 2 ** 40)],
      ["no keystore", ({ crypto }) => (crypto.kdfparams.n = 3)],
      ["no keystore", ({ crypto }) => (crypto.kdfparams.p = 1_000)],
      ["no keystore", ({ crypto }) => (crypto.cipherparams.iv = "00")],
      // Nothing but the public key tells that the nonce was changed.
      ["no keystore", ({ crypto }) => (crypto.cipherparams.iv = "00".repeat(16))],
      ["no keystore", (file) => (file.publicKey = "0x00")],
      ["no keystore", (file) => delete file.curve],
      ["no keystore", (file) => (file.address = "00".repeat(20)), other],
    ];
    for (const [words, change, from = text] of changes) {
      const file = JSON.parse(from) as File;
      change(file);
      await writeFile(path, JSON.stringify(file));
      const error = await errorOf(openKeystore(path, from === other ? "pässword" : "secret"));
      expect(error, String(change)).to.be.instanceOf(KeystoreError);
      expect((error as Error).message, String(change)).to.contain(words);
    }
    await writeFile(path, "{ secret words");
    const error = await errorOf(openKeystore(path, "secret"));
    expect(error).to.be.instanceOf(KeystoreError);
    expect((error as Error).message)
      .to.contain("no JSON")
      .and.not.contain("secret words");
    expect(await errorOf(openKeystore(`${path}.none`, "secret"))).to.be.instanceOf(KeystoreError);
  });
});
