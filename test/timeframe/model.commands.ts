import { ZeroHash } from "ethers";
import fc from "fast-check";

import { refuse } from "../models/support.ts";
import { NO_CAP, NO_END, type TimeframeModel, ZERO } from "../models/timeframe.ts";
import { FixedPriceModel } from "../models/timeframe-backing.ts";
import { SYSTEM } from "./model.stage.ts";

/** Where a run plays. Accounts are actors of the stage, by number; addresses in lower case. */
export interface Scene {
  model: TimeframeModel;
  token: string;
  groups: string;
  backing: string;
  accounts: readonly string[];
  /** Root of group 1; no other group that a run begins with has one. */
  root: string;
  canProve(account: string): boolean;
  /** Merkle proof of (account, without end); of those who are not in the tree, somebody else's. */
  proofOf(account: string): string[];
}

/** One call by one actor, and what the model does in its place. */
export interface Act {
  caller: number;
  target: string;
  data: string;
  apply: () => void;
}

export interface Action {
  name: string;
  act: (scene: Scene) => Act;
}

export const ACTORS = 8;
export const ADMINISTRATOR = 0;
export const SPONSOR = 1;

const anyone = fc.integer({ min: 0, max: ACTORS - 1 });
const person = fc.integer({ min: 2, max: ACTORS - 1 });
/** -1 stands for the zero address. */
const receiver = fc.oneof({ weight: 30, arbitrary: anyone }, { weight: 1, arbitrary: fc.constant(-1) });
const administrator = fc.oneof({ weight: 30, arbitrary: fc.constant(ADMINISTRATOR) }, { weight: 1, arbitrary: person });
const group = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.integer({ min: 0, max: 9 }));
/** Units; or a part of what the account holds, or all of it, or one more than that. */
const amount = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 45 }) },
  { weight: 4, arbitrary: fc.record({ percent: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 2, arbitrary: fc.constantFrom("all" as const, "more" as const) },
);
type Amount = number | "all" | "more" | { percent: number };
const WIDEST = 2n ** 80n - 1n;
const quota = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt(0n, 60n) },
  fc.constantFrom(0n, 1n, WIDEST - 1n, WIDEST, WIDEST + 1n),
);
const cap = fc.oneof({ weight: 3, arbitrary: fc.constant(NO_CAP) }, { weight: 3, arbitrary: quota });
/** Frames from now on; -1 is without end, -2 beyond what can be counted. */
const end = fc.oneof(
  { weight: 4, arbitrary: fc.constant(-1) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) },
  fc.constantFrom(0, -2),
);

/** Frames to collect, counted back from the current one, which can't be collected yet. */
const framesBack = fc.array(fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.constant(0)), {
  minLength: 1,
  maxLength: 3,
});

const resolve = (scene: Scene, owner: number, units: Amount): bigint => {
  if (typeof units === "number") return BigInt(units);
  const balance = scene.model.balanceOf(addressOf(scene, owner));
  if (typeof units === "object") return (balance * BigInt(units.percent) + 99n) / 100n;
  return units === "all" ? balance : balance + 1n;
};

const untilOf = (scene: Scene, frames: number): bigint => {
  if (frames === -1) return NO_END;
  return frames === -2 ? NO_END - 1n : scene.model.frame + BigInt(frames);
};

function addressOf(scene: Scene, actor: number): string {
  return actor === -1 ? ZERO : (scene.accounts[actor] ?? ZERO);
}

const addressesOf = (scene: Scene, actors: number[]): string[] => actors.map((actor) => addressOf(scene, actor));

/** One of those for whom an act makes sense now, mostly; or anybody, for whom it may be refused. */
interface Choice {
  any: number;
  apt: number | undefined;
}
const choice = (any: fc.Arbitrary<number>): fc.Arbitrary<Choice> =>
  fc.record({ any, apt: fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 999 }) }, fc.constant(undefined)) });
const someone = choice(person);

function choose(scene: Scene, { any, apt }: Choice, fits: (account: string) => boolean): number {
  const fitting = scene.accounts.flatMap((account, actor) => (actor > SPONSOR && fits(account) ? [actor] : []));
  return (apt === undefined ? undefined : fitting[apt % fitting.length]) ?? any;
}
const holder = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.balanceOf(account) > 0n);
const taker = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.receivable(account) > 0n);
const provider = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.person(account).provider);
const drawer = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.remaining(account) > 0n);
const owner = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.balanceOf(account) > 0n && scene.model.spenders(account).length > 0);
const member = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.model.isMember(account));
const joiner = (scene: Scene, given: Choice): number =>
  choose(scene, given, (account) => scene.canProve(account) && !scene.model.isMember(account));
/** Somebody who has an allowance of an owner. */
const agent = (scene: Scene, given: Choice, of: number): number => {
  const spenders = scene.model.spenders(addressOf(scene, of));
  return choose(scene, given, (account) => spenders.includes(account));
};

type Call = [target: string, method: string, args: readonly unknown[], apply: () => void];

/** An action from its parameters: who calls what, and what the model does. */
function action<T>(
  name: string,
  parameters: fc.Arbitrary<T>,
  callerOf: (parameters: T, scene: Scene) => number,
  call: (scene: Scene, parameters: T) => Call,
): fc.Arbitrary<Action> {
  return parameters.map((given) => ({
    name: `${name}(${fc.stringify(given)})`,
    act: (scene) => {
      const [target, method, args, apply] = call(scene, given);
      return { caller: callerOf(given, scene), target, data: SYSTEM.encodeFunctionData(method, args), apply };
    },
  }));
}

/** An action of the administrator, sometimes tried by somebody else. */
function administration<T extends object>(
  name: string,
  parameters: fc.Arbitrary<T>,
  call: (scene: Scene, parameters: T) => [args: readonly unknown[], apply: () => void],
): fc.Arbitrary<Action> {
  const withCaller = fc.tuple(administrator, parameters);
  return action(
    name,
    withCaller,
    ([caller]) => caller,
    (scene, [caller, given]) => {
      const [args, apply] = call(scene, given);
      const guarded = () => {
        scene.model.requireAdministrator(addressOf(scene, caller));
        apply();
      };
      return [scene.groups, name, [scene.token, ...args], guarded];
    },
  );
}

/** The epoch of a transfer: mostly one that is valid, counted back from the current one. */
const back = fc.constantFrom(-1, 0, 0, 0, 1, 1, 1, 2);
const epochOf = ({ model: { frame } }: Scene, ago: number): bigint => (frame > BigInt(ago) ? frame - BigInt(ago) : 0n);

/** Moves units of an owner, out of an allowance where somebody else does it. */
function transfer(scene: Scene, from: string, to: string, value: bigint, ago: number | undefined, by?: string): Call {
  const { model, token } = scene;
  const epoch = ago === undefined ? undefined : epochOf(scene, ago);
  const move = (): void => {
    if (epoch === undefined) model.transfer(from, to, value);
    else model.transferAtEpoch(epoch, from, to, value);
  };
  const apply = (): void => {
    if (by === undefined) move();
    else model.withAllowance(from, by, value, move);
  };
  const name = `transfer${by === undefined ? "" : "From"}${epoch === undefined ? "" : "AtEpoch"}`;
  const args = [...(epoch === undefined ? [] : [epoch]), ...(by === undefined ? [] : [from]), to, value];
  return [token, name, args, apply];
}

const transfers = [
  action(
    "transfer",
    fc.record({ from: choice(anyone), to: choice(receiver), amount, ago: fc.option(back, { nil: undefined }) }),
    ({ from }, scene) => holder(scene, from),
    (scene, { from, to, amount: units, ago }) => {
      const giver = holder(scene, from);
      const target = addressOf(scene, taker(scene, to));
      return transfer(scene, addressOf(scene, giver), target, resolve(scene, giver, units), ago);
    },
  ),
  action(
    "approve",
    fc.record({
      from: someone,
      spender: receiver,
      value: fc.constantFrom(0n, 5n, 100n, 100n, 2n ** 256n - 1n, 2n ** 256n - 1n),
    }),
    ({ from }, scene) => holder(scene, from),
    (scene, { from, spender, value }) => {
      const [approver, target] = [addressOf(scene, holder(scene, from)), addressOf(scene, spender)];
      const apply = () => {
        scene.model.approve(approver, target, value);
      };
      return [scene.token, "approve", [target, value], apply];
    },
  ),
  action(
    "transferFrom",
    fc.record({
      from: someone,
      spender: someone,
      to: choice(receiver),
      amount,
      ago: fc.option(back, { nil: undefined }),
    }),
    ({ from, spender }, scene) => agent(scene, spender, owner(scene, from)),
    (scene, { from, spender, to, amount: units, ago }) => {
      const giver = owner(scene, from);
      const by = addressOf(scene, agent(scene, spender, giver));
      const target = addressOf(scene, taker(scene, to));
      return transfer(scene, addressOf(scene, giver), target, resolve(scene, giver, units), ago, by);
    },
  ),
];

const shop = choice(anyone);

const spends = action(
  "spend",
  fc.record({ from: someone, shop, amount }),
  ({ from }, scene) => holder(scene, from),
  (scene, { from, shop: at, amount: units }) => {
    const giver = holder(scene, from);
    const value = resolve(scene, giver, units);
    const [spender, target] = [addressOf(scene, giver), addressOf(scene, provider(scene, at))];
    const apply = () => {
      scene.model.spend(spender, target, value, ZeroHash);
    };
    return [scene.token, "spend", [target, value, ZeroHash], apply];
  },
);

const uses = [
  action(
    "spendFrom",
    fc.record({ from: someone, spender: someone, shop, amount }),
    ({ from, spender }, scene) => agent(scene, spender, owner(scene, from)),
    (scene, { from, spender, shop: at, amount: units }) => {
      const giver = owner(scene, from);
      const value = resolve(scene, giver, units);
      const [account, by] = [addressOf(scene, giver), addressOf(scene, agent(scene, spender, giver))];
      const target = addressOf(scene, provider(scene, at));
      const apply = () => {
        scene.model.withAllowance(account, by, value, () => {
          scene.model.spend(account, target, value, ZeroHash);
        });
      };
      return [scene.token, "spendFrom", [account, target, value, ZeroHash], apply];
    },
  ),
  action(
    "request",
    fc.record({
      from: someone,
      amount: fc.oneof(
        { weight: 2, arbitrary: fc.nat({ max: 20 }) },
        fc.constantFrom("rest" as const, "more" as const),
      ),
      metadata: fc.boolean(),
    }),
    ({ from }, scene) => drawer(scene, from),
    (scene, { from, amount: units, metadata }) => {
      const account = addressOf(scene, drawer(scene, from));
      const rest = scene.model.remaining(account);
      const value = typeof units === "number" ? BigInt(units) : units === "rest" ? rest : rest + 1n;
      const apply = () => {
        scene.model.request(account, value, metadata ? "0xbeef" : undefined);
      };
      return metadata
        ? [scene.token, "requestPackage", [value, "0xbeef"], apply]
        : [scene.token, "request", [value], apply];
    },
  ),
];

const memberships = [
  administration(
    "addMembers",
    fc.record({ accounts: fc.array(receiver, { minLength: 1, maxLength: 3 }), group, end }),
    (scene, { accounts, group: id, end: frames }) => {
      const [members, until] = [addressesOf(scene, accounts), untilOf(scene, frames)];
      const apply = () => {
        scene.model.addMembers(members, BigInt(id), until);
      };
      return [[id, members, until], apply];
    },
  ),
  administration("removeMembers", fc.record({ accounts: fc.array(person, { maxLength: 2 }) }), (scene, given) => {
    const members = addressesOf(scene, given.accounts);
    const apply = () => {
      scene.model.removeMembers(members);
    };
    return [[members], apply];
  }),
  administration("liftBars", fc.record({ accounts: fc.array(person, { maxLength: 3 }) }), (scene, given) => {
    const members = addressesOf(scene, given.accounts);
    const apply = () => {
      scene.model.liftBars(members);
    };
    return [[members], apply];
  }),
  administration(
    "handOut",
    fc.record({ items: fc.array(fc.record({ account: person, amount: fc.bigInt(0n, 30n) }), { maxLength: 2 }) }),
    (scene, { items }) => {
      const named = items.map((item) => ({ account: addressOf(scene, item.account), amount: item.amount }));
      const apply = () => {
        scene.model.handOut(named, "0xcafe");
      };
      return [[named.map((item) => item.account), named.map((item) => item.amount), "0xcafe"], apply];
    },
  ),
  action(
    "leaveGroup",
    someone,
    (from, scene) => member(scene, from),
    (scene, from) => {
      const account = addressOf(scene, member(scene, from));
      const apply = () => {
        scene.model.endMembership(account);
      };
      return [scene.groups, "leaveGroup", [scene.token], apply];
    },
  ),
  action(
    "joinWithProof",
    fc.record({ from: someone, group: fc.constantFrom(1, 1, 1, 1, 1, 2) }),
    ({ from }, scene) => joiner(scene, from),
    (scene, { from, group: id }) => {
      const account = addressOf(scene, joiner(scene, from));
      const apply = () => {
        const root = id === 1 ? scene.root : ZeroHash;
        if (id !== 1 || !scene.canProve(account)) refuse("TimeframeProofInvalid", root);
        scene.model.joinAlone(account, BigInt(id), NO_END);
      };
      return [scene.groups, "joinWithProof", [scene.token, id, NO_END, scene.proofOf(account)], apply];
    },
  ),
  administration("admitProviders", fc.record({ accounts: fc.array(receiver, { maxLength: 2 }) }), (scene, given) => {
    const providers = addressesOf(scene, given.accounts);
    const apply = () => {
      scene.model.admitProviders(providers);
    };
    return [[providers], apply];
  }),
  administration("dismissProviders", fc.record({ accounts: fc.array(person, { maxLength: 1 }) }), (scene, given) => {
    const providers = addressesOf(scene, given.accounts);
    const apply = () => {
      scene.model.dismissProviders(providers);
    };
    return [[providers], apply];
  }),
];

const announcements = [
  administration("scheduleQuota", fc.record({ group, value: quota }), (scene, { group: id, value }) => {
    const apply = () => {
      scene.model.scheduleQuota(BigInt(id), value);
    };
    return [[id, value], apply];
  }),
  administration("scheduleReceiveCap", fc.record({ group, value: cap }), (scene, { group: id, value }) => {
    const apply = () => {
      scene.model.scheduleReceiveCap(BigInt(id), value);
    };
    return [[id, value], apply];
  }),
  administration("scheduleBudget", fc.record({ group, value: quota }), (scene, { group: id, value }) => {
    const apply = () => {
      scene.model.scheduleBudget(BigInt(id), value);
    };
    return [[id, value], apply];
  }),
  administration(
    "openGroup",
    fc.record({
      onRequest: fc.boolean(),
      soulbound: fc.boolean(),
      quota,
      receiveCap: cap,
      budget: fc.oneof(fc.constant(0n), quota),
    }),
    (scene, terms) => [
      [terms, "0x", ZeroHash],
      () => {
        scene.model.openGroup(terms);
      },
    ],
  ),
];

/** The sponsor's own business; nobody else's attempts are the matter of this test. */
function sponsorship<T>(name: string, given: fc.Arbitrary<T>, call: (scene: Scene, given: T) => Call) {
  return action(name, given, () => SPONSOR, call);
}

const money = [
  action(
    "collectFor",
    fc.record({
      earner: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(5, 6) }, anyone),
      ago: framesBack,
      // What has been due for longest, so that frames come to their last share; anything that is due; or what was drawn, mostly nothing.
      due: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.nat({ max: 20 }) },
        fc.constant(undefined),
      ),
    }),
    ({ earner }) => earner,
    (scene, { earner, ago, due }) => {
      const { frame, emit, terms } = scene.model;
      const { backing } = terms;
      const waiting = backing.due(frame);
      const chosen = due === undefined ? undefined : waiting[due % waiting.length];
      const account = chosen?.provider ?? addressOf(scene, earner);
      if (backing instanceof FixedPriceModel) {
        const apply = () => {
          backing.collect(account, emit);
        };
        return [scene.backing, "collectFor(address,address)", [scene.token, account], apply];
      }
      const drawn = ago.map((back) => (frame > BigInt(back) ? frame - BigInt(back) : 0n));
      const frames = chosen === undefined ? drawn : [chosen.frame, ...drawn.slice(1)];
      const apply = () => {
        backing.collect(account, frames, frame, emit);
      };
      return [scene.backing, "collectFor(address,address,uint256[])", [scene.token, account, frames], apply];
    },
  ),
  sponsorship("fund", fc.bigInt(0n, 60n), (scene, value) => {
    const apply = () => {
      scene.model.terms.backing.fund(addressOf(scene, SPONSOR), value, scene.model.emit);
    };
    return [scene.backing, "fund", [scene.token, value], apply];
  }),
  sponsorship("withdraw", fc.oneof(fc.bigInt(0n, 60n), fc.constant("all" as const)), (scene, given) => {
    const { backing } = scene.model.terms;
    const value = given === "all" ? backing.balance - backing.owed() : given;
    const to = addressOf(scene, SPONSOR);
    const apply = () => {
      backing.withdraw(to, value, scene.model.emit);
    };
    return [scene.backing, "withdraw", [scene.token, value, to], apply];
  }),
  sponsorship("schedulePrice", fc.bigInt(0n, 25n), (scene, value) => {
    const apply = () => {
      scene.model.terms.backing.schedulePrice(value, scene.model.frame, scene.model.emit);
    };
    return [scene.backing, "schedulePrice", [scene.token, value], apply];
  }),
  sponsorship("schedulePot", fc.bigInt(0n, 40n), (scene, value) => {
    const { backing } = scene.model.terms;
    if (backing instanceof FixedPriceModel) return [ZERO, "fund", [ZERO, value], () => undefined];
    const apply = () => {
      backing.schedulePot(value, scene.model.frame, scene.model.emit);
    };
    return [scene.backing, "schedulePot", [scene.token, value], apply];
  }),
];

/** Nothing: time passes, and every view is read. A call to an account without code succeeds. */
const look: fc.Arbitrary<Action> = fc.constant({
  name: "look()",
  act: () => ({ caller: SPONSOR, target: ZERO, data: "0x", apply: () => undefined }),
});

/** Any action, as often as it is worth trying. */
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(...transfers) },
  { weight: 9, arbitrary: spends },
  { weight: 6, arbitrary: fc.oneof(...uses) },
  { weight: 8, arbitrary: fc.oneof(...memberships) },
  { weight: 3, arbitrary: fc.oneof(...announcements) },
  { weight: 8, arbitrary: fc.oneof(...money) },
  { weight: 3, arbitrary: look },
);
