import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { network } from "hardhat";
import { hexlify, keccak256, randomBytes, toBeHex, ZeroAddress } from "ethers";

import { ContractAuthority__factory, PlanRulesHarness__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  CALM,
  DAY,
  erc20,
  ethers,
  inOneBlock,
  Kind,
  load,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_EVIDENCE,
  now,
  only,
  pass,
  planOf,
  provider,
  registered,
  SHARED,
  State,
  triggered,
  type Wallet,
  who,
} from "./fixture.ts";
import { installHistory, remember } from "../history-contract.ts";
import { FAR, signHeartbeat, signRequest } from "./signing.ts";

const HOLDER = `0x${"11".repeat(20)}`;
const YEAR = 365n * DAY;

describe("plans", () => {
  describe("registered by the account", () => {
    it("are in force at once, with their text in the event and two words in the registry", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      const hash = await wallet.registry.hashOf(plan);
      const transaction = wallet.registry.connect(wallet.owner).register(plan);
      await expect(transaction).to.emit(wallet.registry, "PlanRegistered");
      const [event] = await wallet.registry.queryFilter(wallet.registry.filters.PlanRegistered(), "latest");
      expect(event!.args.version).to.equal(1n);
      expect(event!.args.supersedes).to.equal(0n);
      const question = wallet.registry.interface.encodeFunctionData("hashOf", [event!.args.plan]);
      expect(await ethers.provider.call({ to: await wallet.registry.getAddress(), data: question })).to.equal(hash);
      expect(await wallet.registry.planOf(wallet.owner.address)).to.deep.equal([
        1n,
        hash.slice(0, 2 + 52),
        await wallet.life.getAddress(),
        await now(),
      ]);
    });

    it("are refused for another account, twice, and by an act that isn't the owner's", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      await expect(wallet.registry.connect(wallet.stranger).register(plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletOtherAccount")
        .withArgs(wallet.owner.address, wallet.stranger.address);
      await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
      await expect(wallet.registry.connect(wallet.owner).register(plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletNotOwnersAct")
        .withArgs(wallet.owner.address, wallet.owner.address);
      await wallet.life.say(wallet.owner.address, CALM);
      await wallet.registry.connect(wallet.owner).register(plan);
      await expect(wallet.registry.connect(wallet.owner).register(plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletRegisteredBefore")
        .withArgs(wallet.owner.address, 1n);
    });

    it("are known by every word of their text", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const changes: Partial<PlanStruct>[] = [
        { period: 91n * DAY },
        { grace: 8n * DAY },
        { changeDelay: 0n },
        { requestPeriod: DAY },
        { bond: 1n },
        { bounty: 1n },
        { feed: HOLDER },
        { fallbackRecipient: HOLDER },
        { everything: true },
        { source: HOLDER },
        { assets: [] },
        { assets: [erc20(await wallet.dollar.getAddress(), 0n)] },
        { tiers: [only(wallet.child.address)] },
        { tiers: [{ ...only(wallet.second.address), delay: 1n }] },
        { tiers: [{ ...only(wallet.second.address), window: 1n }] },
        { tiers: [{ ...only(wallet.second.address), recipients: [{ who: who(wallet.second.address), share: 1n }] }] },
        { guardians: { keys: ["0x"], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n } },
        { guardians: { keys: [], threshold: 1n, confirm: false, pauseFor: 0n, pauses: 0n } },
        { guardians: { keys: [], threshold: 0n, confirm: true, pauseFor: 0n, pauses: 0n } },
        { guardians: { keys: [], threshold: 0n, confirm: false, pauseFor: 1n, pauses: 0n } },
        { guardians: { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 1n } },
      ];
      for (const change of changes) {
        const { state, version } = await wallet.registry.statusOf({ ...plan, ...change });
        expect([state, version]).to.deep.equal([State.NONE, 1n]);
        await expect(wallet.registry.trigger({ ...plan, ...change }, NO_EVIDENCE))
          .to.be.revertedWithCustomError(wallet.registry, "WalletOtherPlan")
          .withArgs(wallet.owner.address, 1n);
      }
    });
  });

  describe("that can't be carried out", () => {
    const cases: [what: string, change: (wallet: Wallet) => Partial<PlanStruct>, error: string, args: unknown[]][] = [
      ["a period of 0", () => ({ period: 0n, changeDelay: 0n }), "WalletDuration", ["period", 0n, DAY, 100n * YEAR]],
      [
        "a period short of a day",
        () => ({ period: DAY - 1n, changeDelay: 0n }),
        "WalletDuration",
        ["period", DAY - 1n, DAY, 100n * YEAR],
      ],
      [
        "a period that overflows a lifetime",
        () => ({ period: 2n ** 32n - 1n }),
        "WalletDuration",
        ["period", 2n ** 32n - 1n, DAY, 100n * YEAR],
      ],
      ["no grace", () => ({ grace: 0n }), "WalletDuration", ["grace", 0n, 3_600n, YEAR]],
      ["a grace short of an hour", () => ({ grace: 3_599n }), "WalletDuration", ["grace", 3_599n, 3_600n, YEAR]],
      ["a grace above a year", () => ({ grace: YEAR + 1n }), "WalletDuration", ["grace", YEAR + 1n, 3_600n, YEAR]],
      [
        "changes announced for longer than the period",
        () => ({ changeDelay: 90n * DAY + 1n }),
        "WalletDuration",
        ["changeDelay", 90n * DAY + 1n, 0n, 90n * DAY],
      ],
      [
        "a request period short of an hour",
        () => ({ requestPeriod: 3_599n }),
        "WalletDuration",
        ["requestPeriod", 3_599n, 3_600n, 100n * YEAR],
      ],
      [
        "a bond below the bounty",
        () => ({ requestPeriod: DAY, bond: 6n, bounty: 7n }),
        "WalletBondBelowBounty",
        [6n, 7n],
      ],
      ["everything, of an account without code", () => ({ everything: true }), "WalletEverythingNeedsCode", ["OWNER"]],
      ["no asset", () => ({ assets: [] }), "WalletCount", ["assets", 0n, 1n, 256n]],
      [
        "ether, of an account without code",
        () => ({ assets: [{ kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED }] }),
        "WalletEtherNeedsCode",
        ["OWNER"],
      ],
      [
        "a fungible token with an id",
        () => ({ assets: [{ kind: Kind.ERC20, token: HOLDER, id: 1n, heir: SHARED }] }),
        "WalletAsset",
        [0n],
      ],
      [
        "a token of no address",
        () => ({ assets: [{ kind: Kind.ERC721, token: ZeroAddress, id: 1n, heir: SHARED }] }),
        "WalletAsset",
        [0n],
      ],
      [
        "ether with an address",
        () => ({ assets: [{ kind: Kind.NATIVE, token: HOLDER, id: 0n, heir: SHARED }] }),
        "WalletAsset",
        [0n],
      ],
      ["an asset twice", () => ({ assets: [erc20(HOLDER), erc20(HOLDER, 0n)] }), "WalletAsset", [1n]],
      [
        "assets out of order",
        () => ({
          assets: [
            { kind: Kind.ERC721, token: HOLDER, id: 2n, heir: 0n },
            { kind: Kind.ERC721, token: HOLDER, id: 1n, heir: 0n },
          ],
        }),
        "WalletAsset",
        [1n],
      ],
      [
        "assets out of order, all of them above the first",
        () => ({
          assets: [1n, 3n, 2n].map((id) => ({ kind: Kind.ERC721, token: HOLDER, id, heir: 0n })),
        }),
        "WalletAsset",
        [2n],
      ],
      ["no tier", () => ({ tiers: [] }), "WalletCount", ["tiers", 0n, 1n, 8n]],
      [
        "nine tiers",
        (w) => ({
          tiers: Array.from({ length: 9 }, (_, i) => ({ ...only(w.second.address), window: i === 8 ? 0n : 1n })),
        }),
        "WalletCount",
        ["tiers", 9n, 1n, 8n],
      ],
      [
        "a last tier that waits",
        (w) => ({ tiers: [{ ...only(w.second.address), window: 1n }] }),
        "WalletDuration",
        ["window of the last tier", 1n, 0n, 0n],
      ],
      [
        "an earlier tier that doesn't wait",
        (w) => ({ tiers: [only(w.second.address), only(w.child.address)] }),
        "WalletDuration",
        ["window", 0n, 1n, 100n * YEAR],
      ],
      [
        "tiers out of order",
        (w) => ({
          tiers: [
            { ...only(w.second.address), delay: 2n, window: 1n },
            { ...only(w.child.address), delay: 1n },
          ],
        }),
        "WalletTierOrder",
        [1n],
      ],
      [
        "a delay beyond a lifetime",
        (w) => ({ tiers: [{ ...only(w.second.address), delay: 100n * YEAR + 1n }] }),
        "WalletDuration",
        ["delay", 100n * YEAR + 1n, 0n, 100n * YEAR],
      ],
      [
        "no recipient",
        () => ({ tiers: [{ delay: 0n, window: 0n, recipients: [] }] }),
        "WalletCount",
        ["recipients", 0n, 1n, 32n],
      ],
      [
        "33 recipients",
        (w) => ({
          tiers: [
            {
              delay: 0n,
              window: 0n,
              recipients: Array.from({ length: 33 }, () => ({ who: who(w.child.address), share: 1n })),
            },
          ],
        }),
        "WalletCount",
        ["recipients", 33n, 1n, 32n],
      ],
      ["the zero recipient", () => ({ tiers: [only(ZeroAddress)] }), "WalletRecipient", [0n, 0n]],
      ["the source of life", (w) => ({ tiers: [only(w.life.target as string)] }), "WalletRecipient", [0n, 0n]],
      ["the source as a fallback", (w) => ({ fallbackRecipient: w.life.target }), "WalletRecipient", [1n, 0n]],
      ["the account as its own recipient", (w) => ({ tiers: [only(w.owner.address)] }), "WalletRecipient", [0n, 0n]],
      [
        "shares below 100 %",
        (w) => ({
          tiers: [{ ...only(w.second.address), recipients: [{ who: who(w.second.address), share: 9_999n }] }],
        }),
        "WalletShares",
        [0n, 9_999n],
      ],
      [
        "shares above 100 %",
        (w) => ({
          tiers: [
            {
              ...only(w.second.address),
              recipients: [
                { who: who(w.second.address), share: 5_000n },
                { who: who(w.child.address), share: 5_001n },
              ],
            },
          ],
        }),
        "WalletShares",
        [0n, 10_001n],
      ],
      [
        "a share of nothing",
        (w) => ({
          tiers: [
            {
              ...only(w.second.address),
              recipients: [
                { who: who(w.second.address), share: 10_000n },
                { who: who(w.child.address), share: 0n },
              ],
            },
          ],
        }),
        "WalletShares",
        [0n, 0n],
      ],
      ["the account as its own fallback", (w) => ({ fallbackRecipient: w.owner.address }), "WalletRecipient", [1n, 0n]],
    ];
    for (const [what, change, error, args] of cases) {
      it(`are refused: ${what}`, async () => {
        const wallet = await load();
        const plan = await planOf(wallet, change(wallet));
        await expect(wallet.registry.connect(wallet.owner).register(plan))
          .to.be.revertedWithCustomError(wallet.registry, error)
          .withArgs(...args.map((arg) => (arg === "OWNER" ? wallet.owner.address : arg)));
      });
    }

    it("are refused: registry or executor as recipient", async () => {
      const wallet = await load();
      for (const recipient of [await wallet.registry.getAddress(), await wallet.executor.getAddress()]) {
        const plan = await planOf(wallet, { tiers: [only(recipient)] });
        await expect(wallet.registry.connect(wallet.owner).register(plan))
          .to.be.revertedWithCustomError(wallet.registry, "WalletRecipient")
          .withArgs(0n, 0n);
      }
    });

    it("are refused: guardians that can't decide, or do nothing", async () => {
      const wallet = await load();
      const keys = wallet.guardians
        .slice(0, 3)
        .map((guardian) => guardian.address)
        .sort((a, b) => (BigInt(keccak256(a)) < BigInt(keccak256(b)) ? -1 : 1));
      const good = { keys, threshold: 2n, confirm: true, pauseFor: DAY, pauses: 2n };
      for (const guardians of [
        { ...good, threshold: 0n },
        { ...good, threshold: 4n },
        { ...good, confirm: false, pauses: 0n, pauseFor: 0n },
        { ...good, pauses: 0n },
        { ...good, pauseFor: 0n },
        { ...good, keys: [keys[1]!, keys[0]!, keys[2]!] },
        { ...good, keys: [keys[0]!, keys[0]!, keys[1]!] },
        { ...good, keys: ["0x1234"], threshold: 1n },
        { ...good, keys: [ZeroAddress], threshold: 1n },
        { ...good, keys: [wallet.owner.address], threshold: 1n },
        // A key of a verifier that isn't there.
        { ...good, keys: [`${wallet.stranger.address}01`], threshold: 1n },
        { keys: [], threshold: 1n, confirm: false, pauseFor: 0n, pauses: 0n },
        { keys: [], threshold: 0n, confirm: true, pauseFor: 0n, pauses: 0n },
        { keys: [], threshold: 0n, confirm: false, pauseFor: 1n, pauses: 1n },
      ]) {
        await expect(
          wallet.registry.connect(wallet.owner).register(await planOf(wallet, { guardians })),
        ).to.be.revertedWithCustomError(wallet.registry, "WalletGuardians");
      }
      for (const [guardians, error, args] of [
        [{ ...good, pauseFor: 90n * DAY + 1n }, "WalletDuration", ["pauseFor", 90n * DAY + 1n, 0n, 90n * DAY]],
        [{ ...good, pauses: 9n }, "WalletCount", ["pauses", 9n, 0n, 8n]],
        [{ ...good, keys: Array.from({ length: 17 }, () => keys[0]!) }, "WalletCount", ["guardians", 17n, 0n, 16n]],
      ] as const) {
        await expect(wallet.registry.connect(wallet.owner).register(await planOf(wallet, { guardians })))
          .to.be.revertedWithCustomError(wallet.registry, error)
          .withArgs(...args);
      }
      await wallet.registry.connect(wallet.owner).register(await planOf(wallet, { guardians: good }));
    });

    it("are refused: a guardian's key short of an address, whatever it would be an address of with zeros behind it", async () => {
      const wallet = await load();
      const short = `0x${"2a".repeat(19)}`;
      await networkHelpers.setCode(`${short}00`, "0x00");
      const guardians = { keys: [short], threshold: 1n, confirm: true, pauseFor: 0n, pauses: 0n };
      const owner = wallet.registry.connect(wallet.owner);
      await expect(owner.register(await planOf(wallet, { guardians }))).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletGuardians",
      );
      await owner.register(await planOf(wallet, { guardians: { ...guardians, keys: [`${short}0001`] } }));
    });

    it("need seven days of grace on a chain that isn't Ethereum's own, or one of its test chains", async () => {
      const wallet = await load();
      const plan = await planOf(wallet, { grace: 7n * DAY - 1n });
      // The rules are all that knows the chain's number.
      const rulesOn = async (chainId: number) => {
        const elsewhere = await network.create({ network: "default", override: { chainId } });
        const [deployer] = await elsewhere.ethers.getSigners();
        return new PlanRulesHarness__factory(deployer!).deploy();
      };
      const executor = await wallet.executor.getAddress();
      const rules = await rulesOn(10);
      await expect(rules.check(plan, true, executor))
        .to.be.revertedWithCustomError(rules, "WalletDuration")
        .withArgs("grace", 7n * DAY - 1n, 7n * DAY, YEAR);
      await rules.check({ ...plan, grace: 7n * DAY }, true, executor);
      for (const chainId of [1, 11_155_111, 17_000, 560_048, 1_337])
        await (await rulesOn(chainId)).check({ ...plan, grace: 3_600n }, true, executor);
      await wallet.rules.check({ ...plan, grace: 3_600n }, true, executor);
    });

    it("list something, also if they say everything, and as much as 256 assets", async () => {
      const wallet = await load();
      await wallet.life.say(wallet.owner.address, { ...CALM, holder: HOLDER });
      const nothing = await planOf(wallet, { everything: true, assets: [] });
      await expect(wallet.registry.connect(wallet.owner).register(nothing))
        .to.be.revertedWithCustomError(wallet.registry, "WalletCount")
        .withArgs("assets", 0n, 1n, 256n);
      const current = await registered(wallet, { everything: true, changeDelay: 0n });
      const many = (count: number) => Array.from({ length: count }, (_, i) => erc20(toBeHex(i + 1, 20)));
      await expect(
        wallet.registry.connect(wallet.owner).supersede(current, await planOf(wallet, { assets: many(257) })),
      )
        .to.be.revertedWithCustomError(wallet.registry, "WalletCount")
        .withArgs("assets", 257n, 1n, 256n);
      await wallet.registry.connect(wallet.owner).supersede(current, await planOf(wallet, { assets: many(256) }));
    });
  });

  describe("registered by signature", () => {
    it("are sent by anybody, and their clock begins when they were signed", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      const issuedAt = (await now()) - DAY;
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 0n });
      await wallet.registry.connect(wallet.stranger).registerSigned(plan, issuedAt, FAR, signature);
      const status = await wallet.registry.statusOf(plan);
      expect(status.lastLife).to.equal(issuedAt);
      expect(await wallet.registry.nonceOf(wallet.owner.address)).to.equal(1n);
    });

    it("move nothing by themselves, and come into force once", async () => {
      const wallet = await load();
      const plan = await planOf(wallet, { changeDelay: 0n });
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 0n });
      const send = () => wallet.registry.registerSigned(plan, issuedAt, FAR, signature);
      await send();
      await wallet.registry.connect(wallet.owner).cancel(plan);
      await expect(send()).to.be.revertedWithCustomError(wallet.registry, "WalletSignature");
    });

    it("are refused: changed, out of date, from the future, for another nonce, or by another key", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      const issuedAt = await now();
      // Days, since wall time passes on the chain as well.
      const deadline = issuedAt + 10n * DAY;
      const sign = (signer: HardhatEthersSigner, nonce: bigint, at = issuedAt) =>
        signRequest(signer, wallet.registry, plan, { issuedAt: at, nonce, deadline });
      const signature = await sign(wallet.owner, 0n);
      const refused = (call: Promise<unknown>) =>
        expect(call).to.be.revertedWithCustomError(wallet.registry, "WalletSignature").withArgs(wallet.owner.address);
      await refused(wallet.registry.registerSigned({ ...plan, period: 91n * DAY }, issuedAt, deadline, signature));
      await refused(wallet.registry.registerSigned(plan, issuedAt - 1n, deadline, signature));
      await refused(wallet.registry.registerSigned(plan, issuedAt, deadline + 1n, signature));
      await refused(wallet.registry.registerSigned(plan, issuedAt, deadline, await sign(wallet.owner, 1n)));
      await refused(wallet.registry.registerSigned(plan, issuedAt, deadline, await sign(wallet.stranger, 0n)));
      const ahead = issuedAt + 5n * DAY;
      await nextBlockAt(ahead - 1n);
      await expect(
        wallet.registry.registerSigned(plan, ahead, deadline, await sign(wallet.owner, 0n, ahead)),
      ).to.be.revertedWithCustomError(wallet.registry, "WalletIssuedAt");
      await nextBlockAt(deadline + 1n);
      await expect(wallet.registry.registerSigned(plan, issuedAt, deadline, signature))
        .to.be.revertedWithCustomError(wallet.registry, "WalletSignatureExpired")
        .withArgs(deadline);
    });

    it("are good in the second in which they were signed, and in the last one of their deadline", async () => {
      const wallet = await load();
      const plan = await planOf(wallet);
      const at = (await now()) + 10n * DAY;
      const signature = await signRequest(wallet.owner, wallet.registry, plan, {
        issuedAt: at,
        nonce: 0n,
        deadline: at,
      });
      await nextBlockAt(at);
      await wallet.registry.registerSigned(plan, at, at, signature);
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(at);
    });

    it("name each of their guardians, whose keys are a list of bytes", async () => {
      const wallet = await load();
      const keys = wallet.guardians
        .slice(0, 3)
        .map(({ address }) => address)
        .sort((a, b) => (BigInt(keccak256(a)) < BigInt(keccak256(b)) ? -1 : 1));
      const of = (some: string[]) => ({ keys: some, threshold: 2n, confirm: true, pauseFor: 0n, pauses: 0n });
      const plan = await planOf(wallet, { guardians: of(keys) });
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 0n });
      for (const others of [keys.slice(1), keys.slice(0, 2), [keys[0]!, keys[2]!]]) {
        await expect(
          wallet.registry.registerSigned({ ...plan, guardians: of(others) }, issuedAt, FAR, signature),
        ).to.be.revertedWithCustomError(wallet.registry, "WalletSignature");
      }
      await wallet.registry.registerSigned(plan, issuedAt, FAR, signature);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    });

    it("supersede nothing after a cancellation, and are registered when they come", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { changeDelay: 0n });
      await wallet.registry.connect(wallet.owner).cancel(plan);
      const issuedAt = await now();
      await pass(DAY);
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 2n });
      await wallet.registry.registerSigned(plan, issuedAt, FAR, signature);
      const [event] = await wallet.registry.queryFilter(wallet.registry.filters.PlanRegistered(), "latest");
      expect([event!.args.version, event!.args.supersedes]).to.deep.equal([3n, 0n]);
      expect((await wallet.registry.planOf(wallet.owner.address)).registeredAt).to.equal(await now());
    });

    it("can be those of a contract", async () => {
      const wallet = await load();
      const account = await new ContractAuthority__factory(wallet.owner).deploy(wallet.owner.address);
      const plan = await planOf(wallet, { account: await account.getAddress() });
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 0n });
      await expect(wallet.registry.registerSigned(plan, issuedAt, FAR, signature)).to.emit(
        wallet.registry,
        "PlanRegistered",
      );
    });
  });

  describe("superseded", () => {
    it("at once where they move more and change nothing else", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { bounty: 5n });
      const more = { ...plan, bounty: 6n, assets: [...plan.assets, erc20(`0x${"ff".repeat(20)}`)] };
      expect(await wallet.registry.isExtension(plan, more)).to.equal(true);
      await expect(wallet.registry.connect(wallet.owner).supersede(plan, more)).to.emit(
        wallet.registry,
        "PlanRegistered",
      );
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.NONE);
      expect((await wallet.registry.statusOf(more)).version).to.equal(2n);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletOtherPlan")
        .withArgs(wallet.owner.address, 2n);
    });

    it("by an extension that takes the place of what was announced, which is told", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const owner = wallet.registry.connect(wallet.owner);
      await owner.supersede(plan, { ...plan, grace: 8n * DAY });
      const more = { ...plan, bounty: 6n };
      await expect(owner.supersede(plan, more))
        .to.emit(wallet.registry, "AnnouncementWithdrawn")
        .withArgs(wallet.owner.address, 2n)
        .and.to.emit(wallet.registry, "PlanRegistered");
      await pass(31n * DAY);
      expect((await wallet.registry.statusOf(more)).version).to.equal(2n);
      // What has come into force isn't withdrawn by what follows it.
      const next = { ...more, grace: 9n * DAY };
      await owner.supersede(more, next);
      await pass(31n * DAY);
      await expect(owner.supersede(next, { ...next, bounty: 7n })).not.to.emit(
        wallet.registry,
        "AnnouncementWithdrawn",
      );
    });

    it("after the delay where anything else changes, which nobody has to carry out", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const changes: Partial<PlanStruct>[] = [
        { period: 91n * DAY },
        { period: 89n * DAY },
        { grace: 8n * DAY },
        { grace: 6n * DAY },
        { changeDelay: 0n },
        { changeDelay: 31n * DAY },
        { requestPeriod: DAY },
        { bond: 1n },
        { feed: HOLDER },
        { fallbackRecipient: HOLDER },
        { tiers: [only(wallet.child.address)] },
        { assets: [erc20(HOLDER)] },
        { assets: [erc20(await wallet.dollar.getAddress(), 0n)] },
        { guardians: { keys: [wallet.stranger.address], threshold: 1n, confirm: true, pauseFor: 0n, pauses: 0n } },
      ];
      for (const change of changes) {
        const next = { ...plan, ...change };
        expect(await wallet.registry.isExtension(plan, next)).to.equal(false);
        await wallet.registry.connect(wallet.owner).supersede(plan, next);
        const effectiveAt = (await now()) + 30n * DAY;
        expect((await wallet.registry.announcementOf(wallet.owner.address)).effectiveAt).to.equal(effectiveAt);
        expect((await wallet.registry.statusOf(plan)).version).to.equal(1n);
      }
      // Each took the place of the one announced before; the last one comes.
      const last = { ...plan, ...changes.at(-1) };
      const { effectiveAt } = await wallet.registry.announcementOf(wallet.owner.address);
      const announced = effectiveAt - 30n * DAY;
      await moveTo(effectiveAt - 1n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
      expect((await wallet.registry.statusOf(last)).state).to.equal(State.NONE);
      await moveTo(effectiveAt);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.NONE);
      const status = await wallet.registry.statusOf(last);
      expect([status.state, status.version, status.lastLife]).to.deep.equal([State.ACTIVE, 2n, announced]);
      expect(await wallet.registry.announcementOf(wallet.owner.address)).to.deep.equal([`0x${"00".repeat(26)}`, 0n]);
    });

    it("with heartbeats in between, which don't touch what is announced", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const next = { ...plan, period: 91n * DAY };
      await wallet.registry.connect(wallet.owner).supersede(plan, next);
      await pass(29n * DAY);
      await wallet.registry.connect(wallet.owner).heartbeat();
      const lived = await now();
      await pass(DAY);
      expect((await wallet.registry.statusOf(next)).lastLife).to.equal(lived);
      // The first act after it came into force writes it down.
      await wallet.registry.connect(wallet.owner).heartbeat();
      expect((await wallet.registry.statusOf(next)).version).to.equal(2n);
    });

    it("once, also by an act in the very second in which it comes into force", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const next = { ...plan, period: 91n * DAY };
      const owner = wallet.registry.connect(wallet.owner);
      await owner.supersede(plan, next);
      const { effectiveAt } = await wallet.registry.announcementOf(wallet.owner.address);
      await nextBlockAt(effectiveAt);
      await owner.heartbeat();
      const { state, version } = await wallet.registry.statusOf(next);
      expect([state, version]).to.deep.equal([State.ACTIVE, 2n]);
    });

    it("at once, whatever changes, where the plan has no delay", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { changeDelay: 0n });
      const next = { ...plan, period: 91n * DAY };
      await expect(wallet.registry.connect(wallet.owner).supersede(plan, next)).not.to.emit(
        wallet.registry,
        "PlanAnnounced",
      );
      const [event] = await wallet.registry.queryFilter(wallet.registry.filters.PlanRegistered(), "latest");
      expect([event!.args.version, event!.args.supersedes]).to.deep.equal([2n, 1n]);
    });

    it("not, if the owner takes the announcement back", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const asOwner = wallet.registry.connect(wallet.owner);
      await expect(asOwner.withdrawAnnouncement())
        .to.be.revertedWithCustomError(wallet.registry, "WalletNothingAnnounced")
        .withArgs(wallet.owner.address);
      await asOwner.supersede(plan, { ...plan, period: 91n * DAY });
      await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
      await expect(asOwner.withdrawAnnouncement()).to.be.revertedWithCustomError(wallet.registry, "WalletNotOwnersAct");
      await wallet.life.say(wallet.owner.address, CALM);
      await expect(asOwner.withdrawAnnouncement())
        .to.emit(wallet.registry, "AnnouncementWithdrawn")
        .withArgs(wallet.owner.address, 2n);
      await pass(31n * DAY);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
      await expect(asOwner.withdrawAnnouncement()).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletNothingAnnounced",
      );
    });

    it("not by what was withdrawn: an act of the owner's, by which what he signed before is used up", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const next = { ...plan, period: 91n * DAY };
      const owner = wallet.registry.connect(wallet.owner);
      await owner.supersede(plan, next);
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, next, { issuedAt, nonce: 2n });
      await pass(DAY);
      await owner.withdrawAnnouncement();
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(await now());
      await expect(wallet.registry.supersedeSigned(plan, next, issuedAt, FAR, signature))
        .to.be.revertedWithCustomError(wallet.registry, "WalletSignature")
        .withArgs(wallet.owner.address);
      // In the second in which it comes into force there is nothing left to withdraw.
      await owner.supersede(plan, next);
      await nextBlockAt((await wallet.registry.announcementOf(wallet.owner.address)).effectiveAt);
      await expect(owner.withdrawAnnouncement())
        .to.be.revertedWithCustomError(wallet.registry, "WalletNothingAnnounced")
        .withArgs(wallet.owner.address);
    });

    it("never execute: also one that was due", async () => {
      const wallet = await load();
      const { plan } = await triggered(wallet, { changeDelay: 0n });
      await pass(8n * DAY);
      await wallet.registry.authorize(plan, NO_EVIDENCE);
      const next = { ...plan, period: 91n * DAY };
      await wallet.registry.connect(wallet.owner).supersede(plan, next);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherPlan",
      );
      await expect(wallet.registry.authorize(next, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.ACTIVE);
    });

    it("only by the owner's act, for the same account, with a text that can be carried out", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const asOwner = wallet.registry.connect(wallet.owner);
      await expect(wallet.registry.connect(wallet.stranger).supersede(plan, plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletOtherAccount")
        .withArgs(wallet.owner.address, wallet.stranger.address);
      await expect(asOwner.supersede(plan, { ...plan, account: wallet.stranger.address }))
        .to.be.revertedWithCustomError(wallet.registry, "WalletOtherAccount")
        .withArgs(wallet.stranger.address, wallet.owner.address);
      await expect(asOwner.supersede(plan, { ...plan, period: 0n })).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletDuration",
      );
      await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
      await expect(asOwner.supersede(plan, plan)).to.be.revertedWithCustomError(wallet.registry, "WalletNotOwnersAct");
    });

    it("by signature, each of which is used once, whatever was announced meanwhile", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const next = { ...plan, period: 91n * DAY };
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, next, { issuedAt, nonce: 1n });
      const send = () => wallet.registry.supersedeSigned(plan, next, issuedAt, FAR, signature);
      await send();
      const [event] = await wallet.registry.queryFilter(wallet.registry.filters.PlanAnnounced(), "latest");
      expect(event!.args.version).to.equal(2n);
      await wallet.registry.connect(wallet.owner).withdrawAnnouncement();
      await expect(send()).to.be.revertedWithCustomError(wallet.registry, "WalletSignature");
    });
  });

  describe("cancelled", () => {
    it("are so after their delay, and an execution is stopped at once", async () => {
      const wallet = await load();
      const { plan } = await triggered(wallet);
      await pass(8n * DAY);
      await wallet.registry.authorize(plan, NO_EVIDENCE);
      await nextBlockAt((await now()) + 1n);
      const effectiveAt = (await now()) + 1n + 30n * DAY;
      await expect(wallet.registry.connect(wallet.owner).cancel(plan))
        .to.emit(wallet.registry, "PlanCancelled")
        .withArgs(wallet.owner.address, 1n, effectiveAt);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
      expect(await wallet.registry.announcementOf(wallet.owner.address)).to.deep.equal([
        `0x${"00".repeat(26)}`,
        effectiveAt,
      ]);
      await moveTo(effectiveAt - 1n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
      await moveTo(effectiveAt);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.CANCELLED);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherPlan",
      );
      await expect(wallet.registry.connect(wallet.owner).heartbeat()).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherPlan",
      );
      // And the account may have another.
      await wallet.registry.connect(wallet.owner).register(plan);
      const status = await wallet.registry.statusOf(plan);
      expect([status.state, status.version]).to.deep.equal([State.ACTIVE, 3n]);
    });

    it("only by an act of the owner", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      await expect(wallet.registry.connect(wallet.stranger).cancel(plan)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherAccount",
      );
      await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
      await expect(wallet.registry.connect(wallet.owner).cancel(plan)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletNotOwnersAct",
      );
    });
  });

  describe("kept alive", () => {
    it("by the owner's heartbeat and nobody else's", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      await pass(10n * DAY);
      await expect(wallet.registry.connect(wallet.stranger).heartbeat())
        .to.be.revertedWithCustomError(wallet.registry, "WalletOtherPlan")
        .withArgs(wallet.stranger.address, 0n);
      await wallet.life.say(wallet.owner.address, { ...CALM, foreign: true });
      await expect(wallet.registry.connect(wallet.owner).heartbeat()).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletNotOwnersAct",
      );
      await wallet.life.say(wallet.owner.address, CALM);
      await wallet.registry.connect(wallet.owner).heartbeat();
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(await now());
    });

    it("by a signed heartbeat, from the second of its signature, never from one to come", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const registeredAt = await now();
      const issuedAt = registeredAt + 10n * DAY;
      const signed = await signHeartbeat(wallet.owner, wallet.registry, issuedAt);
      const send = () => wallet.registry.connect(wallet.stranger).heartbeatSigned(...signed);
      await nextBlockAt(issuedAt - 1n);
      await expect(send())
        .to.be.revertedWithCustomError(wallet.registry, "WalletIssuedAt")
        .withArgs(issuedAt, registeredAt);
      await nextBlockAt(issuedAt + 50n * DAY);
      await expect(send()).to.emit(wallet.registry, "Heartbeat").withArgs(wallet.owner.address, issuedAt);
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(issuedAt);
      // Shown again, it shows nothing new.
      await expect(send())
        .to.be.revertedWithCustomError(wallet.registry, "WalletIssuedAt")
        .withArgs(issuedAt, issuedAt);
    });

    it("by one that was signed in this second", async () => {
      const wallet = await load();
      await registered(wallet);
      const issuedAt = (await now()) + DAY;
      const signed = await signHeartbeat(wallet.owner, wallet.registry, issuedAt);
      await nextBlockAt(issuedAt);
      await expect(wallet.registry.heartbeatSigned(...signed))
        .to.emit(wallet.registry, "Heartbeat")
        .withArgs(wallet.owner.address, issuedAt);
    });

    it("not by a heartbeat that somebody else signed, or for another moment", async () => {
      const wallet = await load();
      await registered(wallet);
      await pass(DAY);
      const at = await now();
      const [, , block, foreign] = await signHeartbeat(wallet.stranger, wallet.registry, at, wallet.owner.address);
      const [, , , own] = await signHeartbeat(wallet.owner, wallet.registry, at - 1n);
      const [, , , right] = await signHeartbeat(wallet.owner, wallet.registry, at);
      for (const [number, signature] of [
        [block, foreign],
        [block, own],
        [block, hexlify(randomBytes(65))],
        [block - 1, right],
      ] as const) {
        await expect(wallet.registry.heartbeatSigned(wallet.owner.address, at, number, signature))
          .to.be.revertedWithCustomError(wallet.registry, "WalletSignature")
          .withArgs(wallet.owner.address);
      }
    });
  });

  describe("by a heartbeat that names a block", () => {
    it("is one that was signed lately: a drawer full of them, signed in advance, keeps nobody alive", async () => {
      const wallet = await load();
      await installHistory(provider);
      const plan = await registered(wallet);
      const at = await now();
      const dates = [1n, 2n, 3n].map((nth) => at + nth * 60n * DAY);
      const drawer = await Promise.all(dates.map((date) => signHeartbeat(wallet.owner, wallet.registry, date)));
      const [, , number] = drawer[0]!;
      const hash = (await ethers.provider.getBlock(number))!.hash!;
      const send = (one: (typeof drawer)[number]) => wallet.registry.connect(wallet.stranger).heartbeatSigned(...one);
      const latest = async () => BigInt(await ethers.provider.getBlockNumber());
      // The last block that knows it.
      await networkHelpers.mine(BigInt(number) + 255n - (await latest()));
      await moveTo(dates[0]!);
      await expect(send(drawer[0]!)).to.be.revertedWithCustomError(wallet.registry, "WalletBlock");
      // Where the chain keeps the history, for a day or so.
      await remember(provider, BigInt(number), hash);
      await send(drawer[0]!);
      await networkHelpers.mine(BigInt(number) + 8_191n - (await latest()));
      for (const [i, late] of drawer.slice(1).entries()) {
        await moveTo(dates[i + 1]!);
        await expect(send(late))
          .to.be.revertedWithCustomError(wallet.registry, "WalletBlock")
          .withArgs(number, (await latest()) + 1n);
      }
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(dates[0]);
    });

    it("isn't by one that names a block to come, the current one, or one of which a failing history says anything", async () => {
      const wallet = await load();
      await registered(wallet);
      await pass(DAY);
      const [account, issuedAt, number, signature] = await signHeartbeat(wallet.owner, wallet.registry, await now());
      for (const ahead of [1, 2, 1_000_000])
        await expect(wallet.registry.heartbeatSigned(account, issuedAt, number + ahead, signature))
          .to.be.revertedWithCustomError(wallet.registry, "WalletBlock")
          .withArgs(number + ahead, number + 1);
      // Hardhat's own contract there reverts, with an error that begins with a word that isn't zero.
      await networkHelpers.mine(300);
      await expect(wallet.registry.heartbeatSigned(account, issuedAt, number, signature))
        .to.be.revertedWithCustomError(wallet.registry, "WalletBlock")
        .withArgs(number, number + 301);
    });
  });

  describe("in one second", () => {
    it("a heartbeat before the trigger prevents it, and one after it voids it", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const due = (await now()) + 90n * DAY;
      for (const first of ["heartbeat", "trigger"] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        const limit = { gasLimit: 1_000_000n };
        const beat = () => wallet.registry.connect(wallet.owner).heartbeat(limit);
        const trigger = () => wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE, limit);
        const results = await inOneBlock(due, first === "heartbeat" ? [beat, trigger] : [trigger, beat]);
        expect(results).to.deep.equal(first === "heartbeat" ? [1, 0] : [1, 1]);
        const status = await wallet.registry.statusOf(plan);
        expect([status.state, status.lastLife]).to.deep.equal([State.ACTIVE, due]);
        await snapshot.restore();
      }
    });
  });
});
