import { expect } from "chai";
import { AbiCoder, getBytes, id, keccak256, toBeHex } from "ethers";
import hre from "hardhat";

import { tracesOf } from "./account-trace.ts";
import { deployAccounts, ethers, networkHelpers, note, operationOf, own, sendBatch } from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);

const OPCODES = new Map([
  [0xf0, "CREATE"],
  [0xf2, "CALLCODE"],
  [0xf4, "DELEGATECALL"],
  [0xf5, "CREATE2"],
  [0xff, "SELFDESTRUCT"],
]);
const [PUSH1, PUSH32] = [0x60, 0x7f];

/** The names of the opcodes above that code has: what follows a PUSH is data (immutables are), and what the compiler says of itself at the end is no code. */
function foreignOpcodes(code: string): string[] {
  const bytes = getBytes(code);
  const noted = (bytes.at(-2)! << 8) | bytes.at(-1)!;
  // A map of one to three entries (CBOR), if the compiler was asked to say anything.
  const says = [0xa1, 0xa2, 0xa3].includes(bytes.at(-2 - noted) ?? 0);
  const end = says ? bytes.length - 2 - noted : bytes.length;
  const found: string[] = [];
  for (let i = 0; i < end; ++i) {
    const opcode = bytes[i]!;
    if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
    else if (OPCODES.has(opcode)) found.push(OPCODES.get(opcode)!);
  }
  return found;
}

describe("account: its code", () => {
  before(function () {
    // What is instrumented is other code.
    if (hre.globalOptions.coverage) this.skip();
  });

  it("never creates a contract, and never runs foreign code in its own name", async () => {
    const { implementation, factory, address } = await load();
    expect(foreignOpcodes(await ethers.provider.getCode(implementation))).to.deep.equal([]);
    // Where there are such opcodes, they are found.
    expect(foreignOpcodes(await ethers.provider.getCode(factory))).to.deep.equal(["CREATE2"]);
    expect(foreignOpcodes(`${await ethers.provider.getCode(address)}0000`)).to.include("DELEGATECALL");
  });

  it("fits a contract with room to spare", async () => {
    const { implementation } = await load();
    expect(getBytes(await ethers.provider.getCode(implementation)).length).to.be.lessThanOrEqual(22_000);
  });

  it("keeps everything in a place of its own, by ERC-7201, and life, nonce and term in one word of it", async () => {
    const { account, address, ann, ben, relayer, probeAddress } = await load();
    const inner = BigInt(id("lapse.wallet.account")) - 1n;
    const slot = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256"], [inner]))) & ~0xffn;
    /** From its low end: 48, 64 and 32 bits, and one. */
    const expectHead = async (term: bigint) => {
      const { lastLife } = await account.lifeOf(account);
      const word = BigInt(await ethers.provider.getStorage(address, slot));
      const isRotated = term === 0n ? 0n : 1n;
      expect(word).to.equal(lastLife | ((await account.batchNonce()) << 48n) | (term << 112n) | (isRotated << 144n));
    };
    expect(await account.batchNonce()).to.equal(1n);
    await expectHead(0n);
    await networkHelpers.time.increase(60n);
    const operation = await operationOf(ann, account, [note(probeAddress)]);
    const steps = await tracesOf(relayer, operation);
    const written = new Set(steps.filter(({ op, isAccount }) => op === "SSTORE" && isAccount).map((step) => step.slot));
    expect(written).to.deep.equal(new Set([toBeHex(slot, 32)]));
    await sendBatch(relayer, ann, account, [own("rotateOwner", [ben.address])]);
    await sendBatch(relayer, ben, account, [own("rotateOwner", [ann.address])]);
    expect(await account.batchNonce()).to.equal(3n);
    await expectHead(2n);
    for (const plain of [0n, 1n, 2n]) expect(BigInt(await ethers.provider.getStorage(address, plain))).to.equal(0n);
  });

  it("validates by the rules of the public mempool: nothing of the block is read, and only storage of its own", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    await networkHelpers.time.increase(60n);
    const operation = await operationOf(ann, account, [note(probeAddress)]);
    const steps = await tracesOf(relayer, operation);
    const validation = steps.filter(({ phase }) => phase === "validation");
    expect(validation.some(({ op, isAccount }) => op === "SSTORE" && isAccount)).to.equal(true);
    const banned =
      /^(ORIGIN|GASPRICE|BLOCKHASH|COINBASE|TIMESTAMP|NUMBER|DIFFICULTY|PREVRANDAO|GASLIMIT|BASEFEE|BLOBHASH|BLOBBASEFEE|BALANCE|SELFBALANCE|CREATE2?|INVALID|SELFDESTRUCT)$/;
    expect(validation.filter(({ op }) => banned.test(op)).map(({ op }) => op)).to.deep.equal([]);
    // GAS only on its way into a call.
    validation.forEach(({ op }, i) => {
      if (op === "GAS") expect(validation[i + 1]!.op).to.match(/CALL$/);
    });
    const foreign = validation.filter(({ op, isAccount }) => /^[ST](LOAD|STORE)$/.test(op) && !isAccount);
    expect(foreign).to.deep.equal([]);
    // The same eye sees the time read where it may be.
    expect(steps.some(({ op, phase }) => op === "TIMESTAMP" && phase === "execution")).to.equal(true);
  });
});
