import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { encodeBytes32String, ZeroAddress } from "ethers";
import fc from "fast-check";

import { HistoryReplay } from "../../src/timeframe/history-replay.ts";
import { HistoryError, readHistory, verifyHistory } from "../../src/timeframe/index.ts";
import { type ITimeframeToken, ITimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import {
  createFixedPriceBacking,
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  LAYOUTS,
  moveTo,
  networkHelpers,
  NO_CAP,
  NO_END,
  openGroup,
  START,
  type System,
  WEEK,
} from "./fixture.ts";
import { expectRejection, failingBefore } from "./sdk-helpers.ts";

/** A token that can be spent without money: its backing only counts. */
async function countingToken(system: System, layout: bigint, anchor = START): Promise<ITimeframeToken> {
  const backing = await createFixedPriceBacking(system, ZeroAddress);
  const token = await createToken(system, layout, { anchor, backing: await backing.getAddress() });
  await backing.openPool(token, 0n, 0n);
  return token;
}

const OPERATIONS = [
  "join",
  "join",
  "term",
  "remove",
  "lift",
  "leave",
  "transfer",
  "transfer",
  "transferAtEpoch",
  "spend",
  "spend",
  "request",
  "request",
  "handOut",
  "quota",
  "turn",
  "turn",
] as const;

const command = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  who: fc.nat(4),
  other: fc.nat(5),
  group: fc.nat(3),
  amount: fc.bigInt(0n, 45n),
  span: fc.bigInt(1n, 4n),
});

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** What the chain itself answered at the end of a frame. */
interface Seen {
  frame: bigint;
  supply: bigint;
  holdings: { account: string; balance: bigint; epochs: bigint[] }[];
}

describe("history", () => {
  const deploy = () => networkHelpers.loadFixture(deployTimeframe);

  for (const [name, layout] of LAYOUTS) {
    describe(`given random use of a ${name} token`, () => {
      it("gives every balance and the supply of every frame from the events alone", async function () {
        this.timeout(300_000);
        const kinds = new Set<string>();
        await fc.assert(
          fc.asyncProperty(
            fc.array(command, { minLength: 60, maxLength: 60 }),
            fc.boolean(),
            async (commands, early) => {
              const system = await deploy();
              // A clock that has not started yet has a frame 0.
              const token = await countingToken(system, layout, early ? START + 2n * WEEK : START);
              const { seen, accounts } = await play(system, token, layout, commands, early);

              const history = await readHistory(token, { pageSize: 9 });
              expect(seen.length).to.be.greaterThan(3);
              for (const { frame, supply, holdings } of seen) {
                for (const { account, balance, epochs } of holdings) {
                  expect(history.balanceAt(account, frame), `${account} in frame ${frame}`).to.equal(balance);
                  const units = history.unitsAt(account, frame).map(({ amount }) => amount);
                  expect(units, `units of ${account} in frame ${frame}`).to.deep.equal(epochs);
                }
                expect(history.supplyAt(frame), `supply of frame ${frame}`).to.equal(supply);
              }
              for (const account of accounts) for (const { kind } of history.entries(account)) kinds.add(kind);

              const check = await verifyHistory(token, history);
              expect(check.differences).to.deep.equal([]);
              expect(check.ok).to.equal(true);
              expect(check.unserved).to.deep.equal([]);
            },
          ),
          { numRuns: 4, seed: 7818, endOnFailure: true },
        );
        const all = ["granted", "expired", "received", "sent", "spent", "joined", "left"];
        expect([...kinds]).to.include.members(layout === Layout.CAPPED ? [...all, "requested"] : all);
      });
    });
  }

  describe("given one member who joins, spends, sends, idles and leaves", () => {
    async function story() {
      const system = await deploy();
      const { groups, people } = system;
      const [ann, bob, canteen] = people as [HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner];
      const token = await countingToken(system, Layout.PLAIN);
      const group = await openGroup(system, token, { quota: 40n });
      await groups.admitProviders(token, [canteen]);
      await groups.addMembers(token, group, [ann, bob], NO_END);
      await token.connect(ann).spend(canteen, 3n, encodeBytes32String("order 17"));
      await moveTo(START + 3n * WEEK + 5n);
      await groups.scheduleQuota(token, group, 50n);
      await token.connect(ann).transfer(bob, 7n);
      await moveTo(START + 4n * WEEK + 5n);
      await groups.connect(ann).leaveGroup(token);
      await moveTo(START + 6n * WEEK + 5n);
      return { token, ann: ann.address, bob: bob.address, canteen: canteen.address };
    }

    it("tells his ledger line by line", async () => {
      const { token, ann, bob, canteen } = await story();
      const lines = (await readHistory(token)).entries(ann);
      expect(lines.map(({ frame, kind, amount, balance }) => [frame, kind, amount, balance])).to.deep.equal([
        [1n, "granted", 40n, 40n],
        [1n, "joined", 0n, 40n],
        [1n, "spent", 3n, 37n],
        [4n, "expired", 37n, 0n],
        [4n, "granted", 40n, 40n],
        [4n, "sent", 7n, 33n],
        [5n, "expired", 33n, 0n],
        [5n, "granted", 50n, 50n],
        [5n, "left", 0n, 50n],
      ]);
      expect(lines.map(({ text }) => text)).to.deep.equal([
        "40 granted for frame 1",
        "joined group 1",
        `spent 3 to ${canteen}`,
        "37 expired",
        "40 granted for frame 4",
        `sent 7 to ${bob}`,
        "33 expired",
        "50 granted for frame 5",
        "left group 1 with the end of frame 5",
      ]);
      expect(lines[2]).to.include({ counterparty: canteen, ref: encodeBytes32String("order 17") });
    });

    it("gives the frames in which nobody touched him", async () => {
      const { token, ann, bob } = await story();
      const history = await readHistory(token);
      const frames = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n];
      expect(frames.map((frame) => history.balanceAt(ann, frame))).to.deep.equal([0n, 37n, 40n, 40n, 33n, 50n, 0n, 0n]);
      expect(frames.map((frame) => history.balanceAt(bob, frame))).to.deep.equal([
        0n,
        40n,
        40n,
        40n,
        47n,
        50n,
        50n,
        50n,
      ]);
      expect(frames.map((frame) => history.supplyAt(frame))).to.deep.equal([0n, 77n, 80n, 80n, 80n, 100n, 50n, 50n]);
    });

    it("takes addresses in any case, and knows nothing of strangers", async () => {
      const { token, ann } = await story();
      const history = await readHistory(token);
      expect(history.balanceAt(ann.toLowerCase(), 1n)).to.equal(37n);
      expect(history.balanceAt(ZeroAddress, 1n)).to.equal(0n);
      expect(history.entries(ZeroAddress)).to.deep.equal([]);
    });

    it("is as the chain was at the block where it ends", async () => {
      const { token, ann } = await story();
      const spent = await token.queryFilter(token.filters.Spent(ann));
      const block = spent[0]!.blockNumber;
      const before = await readHistory(token, { toBlock: block - 1 });
      expect(before.balanceAt(ann, 1n)).to.equal(40n);
      expect((await readHistory(token, { toBlock: block })).balanceAt(ann, 1n)).to.equal(37n);
      expect((await verifyHistory(token, before)).ok).to.equal(true);
    });

    it("says so when it begins too late", async () => {
      const { token, ann } = await story();
      const joined = await token.queryFilter(token.filters.MemberJoined(ann));
      await expectRejection(
        readHistory(token, { fromBlock: joined[0]!.blockNumber }),
        HistoryError,
        "no event opened group 1: begin at the block in which the token was created",
      );
    });

    it("says which value differs from the chain", async () => {
      const { token, ann } = await story();
      const history = await readHistory(token);
      const wrong = {
        ...history,
        balanceAt: (account: string, frame: bigint) =>
          history.balanceAt(account, frame) + (account === ann && frame === 4n ? 1n : 0n),
      };
      const check = await verifyHistory(token, wrong);
      const block = history.lastBlocks.get(4n);
      expect(check.ok).to.equal(false);
      expect(check.differences).to.deep.equal([{ block, frame: 4n, account: ann, history: 34n, chain: 33n }]);
      expect(check.frames).to.deep.equal([1n, 4n, 5n, 7n]);
      expect(check.compared).to.equal(4 * (1 + history.accounts.length));
    });

    const pruned = Object.assign(new Error("missing trie node 5d0d (path ) <nil>"), { code: -32000 });

    for (const served of [0, 2])
      it(`compares no frame whose state the node has lost, also if it loses it after ${served} reads`, async () => {
        const { token } = await story();
        const history = await readHistory(token);
        const provider = failingBefore(ethers.provider, history.lastBlocks.get(5n)!, pruned, served);
        const check = await verifyHistory(token.connect(provider), history);
        expect(check.unserved).to.deep.equal([1n, 4n]);
        expect(check.frames).to.deep.equal([5n, 7n]);
        expect(check.compared).to.equal(2 * (1 + history.accounts.length));
        expect(check.ok).to.equal(true);
      });

    for (const [what, message, code] of [
      ["that is down", "connect ECONNREFUSED 127.0.0.1:8545", "ECONNREFUSED"],
      ["that fails", "Internal error", -32603],
      ["whose contract reverts", "execution reverted: header not found", 3],
    ] as const)
      it(`passes on the error of a node ${what}, and takes no frame for lost`, async () => {
        const { token } = await story();
        const history = await readHistory(token);
        const error = Object.assign(new Error(message), { code });
        const provider = failingBefore(ethers.provider, history.lastBlocks.get(5n)!, error);
        await expectRejection(verifyHistory(token.connect(provider), history), Error, message);
      });

    it("needs the state of the last block", async () => {
      const { token } = await story();
      const history = await readHistory(token);
      const provider = failingBefore(ethers.provider, history.toBlock + 1, pruned);
      await expectRejection(
        verifyHistory(token.connect(provider), { ...history, lastBlocks: new Map() }),
        Error,
        pruned.message,
      );
    });
  });

  describe("given a member of a GRACE token who sends units of two frames to himself", () => {
    it("gives the same units as before", async () => {
      const system = await deploy();
      const ann = system.people[0]!;
      const token = await countingToken(system, Layout.GRACE);
      const group = await openGroup(system, token, { quota: 40n });
      await system.groups.addMembers(token, group, [ann], NO_END);
      await moveTo(START + WEEK);
      await token.connect(ann).transfer(ann, 45n);
      await moveTo(START + 2n * WEEK);
      const history = await readHistory(token);
      expect(history.unitsAt(ann.address, 2n)).to.deep.equal([
        { epoch: 1n, amount: 40n },
        { epoch: 2n, amount: 40n },
      ]);
      expect(history.entries(ann.address).at(-1)?.balance).to.equal(80n);
      expect((await verifyHistory(token, history)).ok).to.equal(true);
    });
  });

  describe("given events that can't be", () => {
    const [ann, bob] = [
      "0x8ba1f109551bD432803012645Ac136ddd64DBA72",
      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    ] as const;
    const codec = ITimeframeToken__factory.createInterface();
    const place = (frame: bigint) => ({ block: Number(frame), transaction: "0x", timestamp: 0n, frame });
    const event = (name: string, ...values: unknown[]) => codec.parseLog(codec.encodeEventLog(name, values))!;
    const opened = event("GroupOpened", 1n, [false, false, 40n, NO_CAP, 0n]);
    const joined = event("MemberJoined", ann, 1n, 1n, NO_END);

    function replay() {
      const subject = new HistoryReplay(false);
      subject.apply(opened, place(1n));
      subject.apply(event("Transfer", ZeroAddress, ann, 40n), place(1n));
      subject.apply(joined, place(1n));
      return subject;
    }

    it("misses what a first touch must tell", () => {
      expect(() => {
        replay().apply(event("Transfer", ann, bob, 1n), place(2n));
      }).to.throw(HistoryError, `${ann}: no event tells that 40 expired in frame 2`);
    });

    it("refuses another amount than the rules give", () => {
      expect(() => {
        replay().apply(event("Transfer", ann, ZeroAddress, 39n), place(2n));
      }).to.throw(HistoryError, `block 2: ${ann} expired 39, but by the rules expired 40 in frame 2`);
    });

    it("misses the end of a turn that is told by half", () => {
      const subject = replay();
      subject.apply(event("Transfer", ann, ZeroAddress, 40n), place(2n));
      expect(() => {
        subject.finish();
      }).to.throw(HistoryError, `${ann}: no event tells that 40 granted in frame 2`);
    });

    it("refuses a balance below zero", () => {
      const subject = replay();
      subject.apply(event("Transfer", ann, bob, 41n), place(1n));
      expect(() => {
        subject.finish();
      }).to.throw(HistoryError, `${ann}: less than nothing in frame 1`);
    });

    it("refuses time that goes back", () => {
      expect(() => {
        replay().apply(event("Transfer", ann, bob, 1n), place(0n));
      }).to.throw(HistoryError, "block 0: time went back from frame 1 to 0");
    });

    it("refuses a spending without its transfer", () => {
      expect(() => {
        replay().apply(event("Spent", ann, bob, 1n, 5n, encodeBytes32String("")), place(1n));
      }).to.throw(HistoryError, `${ann}: no transfer tells that 5 were spent`);
    });

    it("refuses units of an earlier frame where there is no grace", () => {
      expect(() => {
        replay().apply(event("TransferredAtEpoch", 0n, ann, bob, 5n), place(1n));
      }).to.throw(HistoryError, "block 1: units of frame 0 moved in frame 1");
    });
  });
});

async function play(
  system: System,
  token: ITimeframeToken,
  layout: bigint,
  commands: readonly Command[],
  early: boolean,
) {
  const { groups, people } = system;
  const provider = people[5]!;
  await openGroup(system, token, { quota: 40n });
  await openGroup(system, token, { quota: 25n, soulbound: true });
  const capped = layout === Layout.CAPPED;
  await openGroup(system, token, capped ? { quota: 10n, receiveCap: 12n } : { quota: 10n });
  await openGroup(system, token, capped ? { onRequest: true, quota: 30n, budget: 50n } : { quota: 0n });
  await groups.admitProviders(token, [provider]);
  const accounts = people.slice(0, 7).map(({ address }) => address);
  const seen: Seen[] = [];
  // Mostly the one who is in the group on request.
  const asker = (who: number) => people[who === 4 ? 4 : 2]!;

  const look = async (): Promise<void> => {
    const frame = await token.currentEpoch();
    const epochs = layout === Layout.GRACE && frame > 0n ? [frame - 1n, frame] : [frame];
    const holdings = [];
    for (const account of accounts) {
      holdings.push({
        account,
        balance: await token.balanceOf(account),
        epochs: await Promise.all(epochs.map((epoch) => token.balanceOfAtEpoch(epoch, account))),
      });
    }
    seen.push({ frame, supply: await token.totalSupply(), holdings });
  };

  const run = async ({ operation, who, other, group, amount, span }: Command): Promise<void> => {
    const member = people[who]!;
    const id = BigInt(group + 1);
    const frame = await token.currentEpoch();
    switch (operation) {
      case "join":
        await groups.addMembers(token, id, [member], NO_END);
        break;
      case "term":
        await groups.addMembers(token, id, [member], frame + span);
        break;
      case "remove":
        await groups.removeMembers(token, [member]);
        break;
      case "lift":
        await groups.liftBars(
          token,
          people.slice(0, 5).map(({ address }) => address),
        );
        break;
      case "leave":
        await groups.connect(member).leaveGroup(token);
        break;
      case "transfer":
        await token.connect(member).transfer(people[other]!, amount);
        break;
      case "transferAtEpoch":
        await token
          .connect(member)
          .transferAtEpoch(span % 2n === 0n && frame > 0n ? frame - 1n : frame, people[other]!, amount);
        break;
      case "spend":
        await token.connect(member).spend(provider, amount, "0x".padEnd(66, "7"));
        break;
      case "request":
        await token.connect(asker(who)).request((amount % 12n) + 1n);
        break;
      case "handOut":
        await groups.handOut(token, [asker(who)], [(amount % 12n) + 1n], "0x01");
        break;
      case "quota":
        await groups.scheduleQuota(token, id, amount);
        break;
      case "turn":
        for (let i = 0n; i < span; i += 1n) {
          await look();
          await moveTo((await token.nextRefreshAt()) + 5n);
        }
        break;
    }
  };

  // Members from the start, so that most of what follows succeeds.
  await groups.addMembers(token, 1n, people.slice(0, 2), NO_END);
  await groups.addMembers(token, 4n, [people[2]!], NO_END);
  await groups.addMembers(token, 3n, [people[3]!], early ? 4n : 3n);
  for (const one of commands) {
    await run(one).catch((error: unknown) => {
      // What the token refuses changes nothing; anything else is a mistake of this test.
      if (!(error instanceof Error) || !error.message.includes("reverted")) throw error;
    });
  }
  await look();
  return { seen, accounts };
}
