import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { getBytes, MaxUint256, Signature, ZeroHash } from "ethers";

import { ethers, NO_END, type System } from "../../test/timeframe/fixture.ts";
import type { OpenZeppelinERC20Permit, PlainTimeframeToken } from "../../types/ethers-contracts/index.js";
import { call, change, fill, log, read, recover, transferLog } from "../floor.ts";
import { type Measure, measureInto } from "../measure.ts";
import type { Measured } from "../results.ts";
import { send } from "../send.ts";
import { crowd, GROUP, type Ours, PAGE, type Peer, QUOTA, type Subject, turnFrames } from "./subjects.ts";

/** What all transfers of the bench move: five bytes, none of them zero. */
export const AMOUNT = 12_345_678_901n;
/** An account that nobody has seen; no byte of it is zero, as none is in the addresses of those who act. */
const STRANGER = "0x5757575757575757575757575757575757575757";
/** Signatures are tried with deadlines from here on until no byte of one is zero, so that all of them cost the same calldata. */
const DEADLINE = 0xf1_f1_f1_f1_f1_01;

/** Where the crowd that joins while it is measured begins; no other member has such a number. */
const NEWCOMERS_FROM = 20_000_000;

/** Runs all operations of a subject, at a turn of a frame, in the same order for all. */
export async function measureAll(system: System, subject: Subject, idleFrames: number): Promise<Measured[]> {
  const measured: Measured[] = [];
  const measure = measureInto(measured);
  if (subject.kind === "peer") await measurePeer(system, subject, measure);
  else if (subject.onRequest) await measureRequests(system, subject, measure);
  else await measureOurs(system, subject, idleFrames, measure);
  if (subject.kind === "ours") await measureJoining(system, subject, measure);
  return measured;
}

function actors(system: System) {
  const [alice, bob, shop, carol, dave] = system.people;
  if (!alice || !bob || !shop || !carol || !dave) throw new Error("too few signers");
  return { alice, bob, shop, carol, dave };
}

const TRANSFER = [change("an account", 2), transferLog()];
const APPROVAL = log("Approval", 3, 32);

/** What ours and the peers have alike: the same calls with the same calldata. */
async function measureErc20(
  system: System,
  token: PlainTimeframeToken | OpenZeppelinERC20Permit,
  permit: PlainTimeframeToken | OpenZeppelinERC20Permit,
  measure: Measure,
): Promise<void> {
  const { alice, bob, carol, dave } = actors(system);
  const transfer = () => token.transfer.populateTransaction(bob, AMOUNT);
  const transferFrom = () => token.transferFrom.populateTransaction(alice, bob, AMOUNT);
  await measure("transfer, both known", alice, transfer(), TRANSFER);

  const approve = (amount: bigint) => token.approve.populateTransaction(carol, amount);
  await measure("approve, first", alice, approve(AMOUNT * 9n), [fill("an allowance"), APPROVAL]);
  await measure("approve, again", alice, approve(AMOUNT * 10n), [change("an allowance"), APPROVAL]);
  await measure("transferFrom, both known", carol, transferFrom(), [...TRANSFER, change("an allowance")]);
  await send(alice, approve(MaxUint256));
  await measure("transferFrom, unlimited allowance", carol, transferFrom(), [...TRANSFER, read("an allowance")]);

  const signed = async (amount: bigint) =>
    permit.permit.populateTransaction(...(await signPermit(permit, alice, dave, amount)));
  const signer = [recover(), APPROVAL];
  await measure("permit, first", carol, signed(AMOUNT), [fill("a nonce"), fill("an allowance"), ...signer]);
  await measure("permit, again", carol, signed(AMOUNT * 2n), [change("a nonce"), change("an allowance"), ...signer]);
}

async function measureOurs(
  system: System,
  { token, open, layout }: Ours,
  idleFrames: number,
  measure: Measure,
): Promise<void> {
  const { alice, bob, shop } = actors(system);
  const transfer = () => token.transfer.populateTransaction(bob, AMOUNT);

  // Both accounts expire and are granted something. Units in their grace don't expire yet, where the last frame was touched.
  const grace = layout === "GRACE" && idleFrames === 0;
  await measure("balanceOf, not yet touched", alice, token.balanceOf.populateTransaction(alice), [
    read("the account"),
    read("the quota"),
  ]);
  await measure("transfer, first touch of both", alice, transfer(), [
    change("an account", 2),
    read("the quota"),
    transferLog(grace ? 3 : 5),
  ]);
  await measureErc20(system, token, token, measure);
  const frame = await token.currentEpoch();
  await measure(
    "transferAtEpoch, both known",
    alice,
    token.transferAtEpoch.populateTransaction(frame, bob, AMOUNT),
    TRANSFER,
  );
  await measure("balanceOf, known", alice, token.balanceOf.populateTransaction(alice), [read("the account")]);
  await measure("totalSupply", alice, token.totalSupply.populateTransaction(), [
    read("what memberships entitle to"),
    read("what moved in the frame"),
  ]);

  // The sender is known in the frame, as a transfer to the other member has made him.
  await send(alice, open.transfer.populateTransaction(bob, AMOUNT));
  await measure("transfer, to a new holder", alice, open.transfer.populateTransaction(STRANGER, AMOUNT), [
    change("an account"),
    fill("an account"),
    transferLog(),
  ]);

  const spend = () => token.spend.populateTransaction(shop, AMOUNT, ZeroHash);
  const spending = [
    change("the account"),
    read("whether the provider is admitted"),
    call("the backing"),
    change("the pool"),
    transferLog(),
    log("Spent", 4, 64),
    log("Earned", 4, 32),
  ];
  const later = [...spending, change("what moved in the frame"), change("what the provider has earned")];
  await measure("spend, first ever", alice, spend(), [
    ...spending,
    fill("what moved in the frame"),
    fill("what the provider has earned"),
  ]);
  await measure("spend, later", alice, spend(), later);
  await turnFrames(token, 1);
  await measure("spend, first touch of a frame", alice, spend(), [...later, read("the quota"), transferLog(2)]);
}

async function measureRequests(system: System, { token }: Ours, measure: Measure): Promise<void> {
  const { alice } = actors(system);
  const request = () => token.request.populateTransaction(AMOUNT);
  const both = [read("the terms of the group"), transferLog(), log("Requested", 4, 32)];
  const later = [change("the account"), change("the budget used"), change("what moved in the frame"), ...both];
  await measure("request, first ever", alice, request(), [
    change("the account"),
    fill("the budget used"),
    fill("what moved in the frame"),
    ...both,
  ]);
  await measure("request, later", alice, request(), later);
  await turnFrames(token, 1);
  await measure("request, first touch of a frame", alice, request(), [...later, transferLog()]);
}

async function measureJoining({ groups, administrator }: System, subject: Ours, measure: Measure): Promise<void> {
  const newcomers = crowd(NEWCOMERS_FROM, PAGE);
  const terms = [
    read("who the administrator is"),
    call("the token"),
    read("the quota"),
    change("the count of members"),
    change("what memberships entitle to"),
    read("whether the account is barred", PAGE),
    fill("an account", PAGE),
    log("MemberJoined", 3, 64, PAGE),
    ...(subject.onRequest ? [] : [transferLog(PAGE)]),
  ];
  const page = groups.addMembers.populateTransaction(subject.token, GROUP, newcomers, NO_END);
  await measure("addMembers, a page, per member", administrator, page, terms, PAGE);
}

async function measurePeer(system: System, { token, permit }: Peer, measure: Measure): Promise<void> {
  const { alice, bob } = actors(system);
  const { deployer } = system;
  const moved = [change("an account"), change("the supply"), transferLog()];

  await measure("balanceOf, known", alice, token.balanceOf.populateTransaction(alice), [read("the account")]);
  await measure("totalSupply", alice, token.totalSupply.populateTransaction(), [read("the supply")]);
  await measureErc20(system, token, permit, measure);
  await measure("transfer, to a new holder", alice, token.transfer.populateTransaction(STRANGER, AMOUNT), [
    change("an account"),
    fill("an account"),
    transferLog(),
  ]);
  await measure("mint, to a holder", deployer, token.mint.populateTransaction(bob, AMOUNT), moved);
  const newcomers = crowd(NEWCOMERS_FROM, PAGE);
  const page = token.mintPage.populateTransaction(newcomers, QUOTA);
  const filled = [change("the supply"), fill("an account", PAGE), transferLog(PAGE)];
  await measure("mint, a page, per holder", deployer, page, filled, PAGE);
  await measure("burn", alice, token.burn.populateTransaction(AMOUNT), moved);
}

async function signPermit(
  token: PlainTimeframeToken | OpenZeppelinERC20Permit,
  owner: HardhatEthersSigner,
  spender: HardhatEthersSigner,
  value: bigint,
) {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: "Meals", version: "1", chainId, verifyingContract: await token.getAddress() };
  const types = {
    Permit: ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"].map((field) => {
      const [type, name] = field.split(" ") as [string, string];
      return { name, type };
    }),
  };
  const nonce = await token.nonces(owner);
  for (let deadline = DEADLINE; deadline < DEADLINE + 0xff; deadline += 1) {
    const message = { owner: owner.address, spender: spender.address, value, nonce, deadline };
    const { v, r, s } = Signature.from(await owner.signTypedData(domain, types, message));
    const hasZero = [r, s].some((word) => getBytes(word).includes(0));
    if (!hasZero) return [owner.address, spender.address, value, deadline, v, r, s] as const;
  }
  throw new Error("no signature without a zero byte");
}
