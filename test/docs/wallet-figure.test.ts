import { expect } from "chai";
import type { Wallet as Key } from "ethers";

import type { Timeline } from "../../docs/figures/timeline.ts";
import { EoaProver__factory, MockERC721__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  connection,
  DAY,
  erc20,
  Kind,
  load,
  moments,
  planOf,
  START,
  State,
  type Wallet,
  who,
} from "../wallet/fixture.ts";
import { proverTools } from "../wallet/prover.support.ts";
import { holdFigure, recorderOf } from "./support/figure.ts";

const { act, evidence, person, shown } = proverTools(connection);

/** Day 0 is the second week of January 2030, so that what comes before it has its time. */
const ZERO = START + 7n * DAY;
const day = (number: bigint): bigint => ZERO + number * DAY;

/** Ada's plan: her second wallet is asked first, then her spouse, and her two children in shares get what nobody took. */
async function adasPlan(wallet: Wallet, ada: Key, source: string, picture: string): Promise<PlanStruct> {
  const assets = [
    erc20(await wallet.dollar.getAddress()),
    { kind: Kind.ERC721, token: picture, id: 1n, heir: 1n },
  ].sort((a, b) => (BigInt(a.token as string) < BigInt(b.token as string) ? -1 : 1));
  const all = (address: string) => [{ who: who(address), share: 10_000n }];
  const children = [
    { who: who(wallet.child.address), share: 6_000n },
    { who: who(wallet.stranger.address), share: 4_000n },
  ];
  return planOf(wallet, {
    account: ada.address,
    source,
    assets,
    tiers: [
      { delay: 90n * DAY, window: 30n * DAY, recipients: all(wallet.second.address) },
      { delay: 180n * DAY, window: 60n * DAY, recipients: all(wallet.spouse.address) },
      { delay: 365n * DAY, window: 0n, recipients: children },
    ],
  });
}

/** Ada, her dollars and her picture, both approved, and what her plan is asked by. */
async function stage() {
  const wallet = await load();
  const prover = await new EoaProver__factory(wallet.deployer).deploy();
  const ada = await person("ada");
  const picture = await new MockERC721__factory(wallet.deployer).deploy();
  await picture.mint(ada.address, 1n);
  await wallet.dollar.mint(ada.address, 1_000n);
  const executor = await wallet.executor.getAddress();
  await wallet.dollar.connect(ada).approve(executor, 1_000n);
  await picture.connect(ada).approve(executor, 1n);
  const plan = await adasPlan(wallet, ada, await prover.getAddress(), await picture.getAddress());
  return { wallet, prover, ada, plan };
}

/** The figure before anything has happened. */
function emptyTimeline(): Timeline {
  const bounds = [0n, 100n, 108n, 138n, 190n, 250n, 375n, 440n];
  return {
    title:
      "An ordinary account whose owner is silent: what is known of her, her plan, the tier that is open, and her dollars, over 440 days",
    boundaries: bounds.map((number) => ({
      at: Number(day(number)),
      // The line of day 100 stands too near to the next.
      ...(number === 100n || number === 440n ? {} : { text: `day ${number}` }),
    })),
    series: [
      { name: "last life", samples: [], words: { 0: "day 0", 10: "day 10" } },
      { name: "plan", samples: [], words: { 1: "ACTIVE", 2: "GRACE", 3: "EXECUTING", 4: "DONE" } },
      { name: "open tier", samples: [], words: { 0: "none", 1: "second wallet", 2: "spouse", 3: "children" } },
      { name: "ada's dollars", samples: [] },
    ],
    marks: [],
  };
}

/** Plays what docs/wallet.md tells of, and reads what the chain answers at every step and on both sides of every moment at which time changes something. */
async function playYear(): Promise<Timeline> {
  const { wallet, prover, ada, plan } = await stage();
  const { registry, executor, keeper, dollar } = wallet;
  const timeline = emptyTimeline();
  const { sample, ...record } = recorderOf(timeline, moments, async (at) => {
    const status = await registry.statusOf(plan);
    const triggered = status.state !== State.ACTIVE && status.state !== State.NONE;
    const open = triggered && at >= status.opensAt && at < status.closesAt;
    return [
      (status.lastLife - ZERO) / DAY,
      status.state,
      open ? status.tier + 1n : 0n,
      await dollar.balanceOf(ada.address),
    ];
  });
  const step = (number: bigint, text: string, send: () => Promise<unknown>): Promise<void> =>
    record.step(day(number), `day ${number}: ${text}`, send);
  const pass = (number: bigint): Promise<void> => record.turn(day(number));
  const page = async (isMoney: boolean) => {
    const money = await dollar.getAddress();
    const place = plan.assets.findIndex(({ token }) => (token === money) === isMoney);
    return executor.connect(keeper).execute(plan, [BigInt(place)], [], await evidence(ada.address));
  };

  await prover.checkpoint(...(await shown(ada.address)));
  await step(0n, "register: the plan is in force, its clock begins", () => registry.connect(ada).register(plan));
  let acted = 0;
  await step(
    10n,
    "Ada sends an ordinary transaction; somebody shows its block a day later, and her last life is day 10",
    async () => {
      acted = await act(ada);
    },
  );
  // Further back than 27 hours no block of Ethereum can be shown.
  await moments.nextBlockAt(day(11n));
  await prover.connect(keeper).proveActivity(...(await shown(ada.address, acted)));
  await sample();
  await pass(100n);
  await step(101n, "trigger: a neighbour shows that the nonce still stands; 7 days of grace begin", async () =>
    registry.connect(keeper).trigger(plan, await evidence(ada.address)),
  );
  for (const number of [108n, 138n, 190n, 250n, 375n]) await pass(number);
  await step(377n, "execute, the first page: 600 dollars to one child, 400 to the other", () => page(true));
  await step(388n, "execute, the second page: the picture, to the child that the plan names", () => page(false));
  await moments.moveTo(day(440n) - 1n);
  await sample();
  expect(await dollar.balanceOf(wallet.child.address)).to.equal(600n);
  expect(await dollar.balanceOf(wallet.stranger.address)).to.equal(400n);
  return timeline;
}

describe("the figure of docs/wallet.md", () => {
  it("is what the chain answers when the year is played (UPDATE_FIGURES=1 draws it anew)", async () => {
    const timeline = await playYear();
    // What the text beside the figure says.
    expect(holdFigure("wallet", timeline)).to.deep.equal([
      [0, 0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
      [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 4],
      [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 3, 3],
      [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 0, 0, 0],
    ]);
  });
});
