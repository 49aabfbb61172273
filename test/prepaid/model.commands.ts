import type { Wallet } from "ethers";
import { AbiCoder, TypedDataEncoder, zeroPadValue, ZeroHash } from "ethers";
import fc from "fast-check";

import {
  DELIVERY,
  FIRST_PIECE,
  FIRST_USE,
  hashOf,
  ISSUE,
  type ModelInstrument,
  type ModelRules,
  NO_CAP,
  NO_RULES,
  type PrepaidModel,
  type Shown,
  type Signed,
  ZERO,
} from "../models/prepaid.ts";
import type { Value } from "../models/support.ts";
import { Refusal } from "../models/support.ts";
import { SYSTEM } from "./model.stage.ts";
import { CLAIM, REDEMPTION } from "./support.ts";

/** Where a run plays. Accounts are actors of the stage, by number; addresses in lower case. */
export interface Scene {
  model: PrepaidModel;
  vault: string;
  asset: string;
  keeper: string;
  chainId: bigint;
  accounts: readonly string[];
  /** Keys of claim links. */
  keys: readonly Wallet[];
  /** Root of the list of merchants that rules name. */
  root: string;
  /** The category in which the list has an account. */
  categoryOf(account: string): bigint | undefined;
  proofOf(account: string): string[];
}

/** One call by one actor, and what the model does in its place: what it returns, where that is looked at. */
export interface Act {
  caller: number;
  target: string;
  method: string;
  data: string;
  apply: () => Value[] | undefined;
}

export interface Action {
  name: string;
  act: (scene: Scene) => Act;
}

export const ACTORS = 6;
const MOST = 2n ** 96n - 1n;
const HUGE = 2n ** 95n;

// ---- what is drawn ----

/** One of those for whom an act makes sense now, mostly; or anybody, for whom it may be refused. */
interface Draw {
  pick: number;
  apt: boolean;
}
const draw: fc.Arbitrary<Draw> = fc.record({
  pick: fc.nat({ max: 9_999 }),
  apt: fc.oneof({ weight: 12, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

function among<T>(list: readonly T[], { pick, apt }: Draw, fits: (one: T) => boolean): T | undefined {
  const fitting = list.filter(fits);
  const chosen = apt && fitting.length > 0 ? fitting : list;
  return chosen[pick % chosen.length];
}

/** Units; or a part of what there is, or all of it, or one more; or what doesn't fit. */
type Amount = number | "all" | "more" | "huge" | { percent: number };
const amount: fc.Arbitrary<Amount> = fc.oneof(
  { weight: 24, arbitrary: fc.nat({ max: 45 }) },
  { weight: 24, arbitrary: fc.record({ percent: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 10, arbitrary: fc.constantFrom("all" as const, "more" as const) },
  { weight: 1, arbitrary: fc.constant("huge" as const) },
);
function resolve(given: Amount, of: bigint): bigint {
  if (typeof given === "number") return BigInt(given);
  if (typeof given === "object") return (of * BigInt(given.percent) + 99n) / 100n;
  const resolved = given === "all" ? of : given === "more" ? of + 1n : HUGE;
  return resolved > MOST ? MOST : resolved;
}

/** An expiry some buckets ahead, mostly near; sometimes off a bound, or the furthest that can be, or beyond. */
interface Ahead {
  buckets: number;
  offset: number;
}
const ahead: fc.Arbitrary<Ahead> = fc.record({
  buckets: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 3, arbitrary: fc.integer({ min: 13, max: 600 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 0, 4_095, 4_096, 4_097) },
  ),
  offset: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)),
});
const expiryOf = ({ model }: Scene, { buckets, offset }: Ahead): bigint =>
  (model.current + BigInt(buckets)) * model.length + BigInt(offset);

/** Actors by number; -1 stands for the zero address, -2 for the vault. */
const receiver = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: ACTORS - 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -2) },
);
const anyone = fc.nat({ max: ACTORS - 1 });
const addressOf = ({ accounts, vault }: Scene, actor: number): string =>
  actor === -2 ? vault : (accounts[actor] ?? ZERO);

const someRef = fc.integer({ min: 1, max: 9 });
const ref = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: someRef });
/** A signed redemption must have one. */
const nonce = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 12, arbitrary: someRef });
const refOf = (number: number): string => (number === 0 ? ZeroHash : zeroPadValue(`0x0${number.toString()}`, 32));

interface RulesDraw {
  trigger: bigint;
  delay: number;
  merchants: boolean;
  categories: bigint;
  cap: bigint;
  returnTo: number;
  returnBps: bigint;
  manual: boolean;
  minPiece: bigint;
  /** Brings into line what would contradict itself. */
  sane: boolean;
}
const rules: fc.Arbitrary<RulesDraw> = fc.record({
  trigger: fc.constantFrom(ISSUE, ISSUE, DELIVERY, FIRST_USE),
  delay: fc.constantFrom(0, 1, 50, 99, 100, 101, 250),
  merchants: fc.boolean(),
  categories: fc.constantFrom(0n, 0b10n, 0b110n, 2n ** 255n + 1n),
  cap: fc.oneof(fc.constantFrom(0n, NO_CAP, NO_CAP - 1n), fc.bigInt(1n, 60n)),
  returnTo: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 3, arbitrary: receiver }),
  returnBps: fc.constantFrom(1n, 2_500n, 3_333n, 5_000n, 9_999n, 10_000n, 10_001n, 0n),
  manual: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  minPiece: fc.constantFrom(0n, 1n, 1n, 4n),
  sane: fc.oneof({ weight: 12, arbitrary: fc.constant(true) }, fc.constant(false)),
});

/** Rules as drawn. `delay` is in hundredths of a bucket, and for a share somebody is preferred who accepts the purchaser's returns. */
function rulesOf(scene: Scene, purchaser: string, given: RulesDraw, accepted: boolean): ModelRules {
  const { trigger, categories, cap, returnBps, manual, minPiece, sane } = given;
  const { model } = scene;
  const drawn = { cap, manual, minPiece };
  const others = scene.accounts.filter((account) => account !== purchaser);
  const takers = others.filter((account) => accepted && model.person(account).accepted.has(purchaser));
  let returnTo = addressOf(scene, given.returnTo);
  if (sane && returnTo !== ZERO) {
    const list = takers.length > 0 ? takers : others;
    returnTo = list[given.returnTo % list.length] ?? list[0] ?? ZERO;
  }
  const delay = (BigInt(given.delay) * model.length) / 100n;
  const merchants = given.merchants ? scene.root : ZeroHash;
  if (!sane) return { ...drawn, trigger, delay, merchants, categories, returnTo, returnBps };
  const fits = returnBps > 0n && returnBps <= 10_000n;
  return {
    ...drawn,
    trigger,
    delay: trigger === ISSUE ? 0n : delay === 0n ? 1n : delay,
    merchants,
    categories: merchants === ZeroHash ? 0n : categories,
    returnTo,
    returnBps: returnTo === ZERO ? 0n : fits ? returnBps : 5_000n,
  };
}

// ---- who and what an act is about ----

/** What stands for an instrument that was never issued. */
const GHOST: ModelInstrument = {
  id: 7n,
  purchaser: ZERO,
  kind: "ALONE",
  holder: ZERO,
  byKey: false,
  delivered: false,
  started: false,
  settled: false,
  cancelled: false,
  spentUnderCap: false,
  bucket: 0n,
  rules: NO_RULES,
  moves: [],
  late: [],
  paid: new Map(),
};

const instrument = ({ model }: Scene, given: Draw, fits: (one: ModelInstrument) => boolean): ModelInstrument => {
  const found = among([...model.instruments, GHOST], given, (one) => one !== GHOST && fits(one));
  return found ?? GHOST;
};

/** An actor by his address, or anybody. */
const actor = ({ accounts }: Scene, { pick, apt }: Draw, address: string): number => {
  const number = accounts.indexOf(address);
  return apt && number >= 0 ? number : pick % ACTORS;
};

const rich = (scene: Scene, given: Draw): number => {
  const found = among(scene.accounts, given, (account) => scene.model.balanceOf(account) > 0n);
  return scene.accounts.indexOf(found ?? ZERO);
};

/** The rules that belong to an instrument, mostly. */
const shownRules = ({ rules: kept }: ModelInstrument, { apt }: Draw): ModelRules =>
  apt ? kept : { ...kept, minPiece: kept.minPiece + 1n };

/** Whether an actor holds it, who can act for himself. */
const inHand = ({ accounts }: Scene, one: ModelInstrument): boolean => !one.byKey && accounts.includes(one.holder);
const alive = (scene: Scene, one: ModelInstrument): boolean => !scene.model.isExpired(one);

type Call = [caller: number, target: string, method: string, args: readonly unknown[], apply: () => unknown];

/** What a function of the model says that the call returns, where it says so. */
export const valuesOf = (returned: unknown): Value[] | undefined =>
  Array.isArray(returned) ? (returned as Value[]) : undefined;

function action<T>(name: string, parameters: fc.Arbitrary<T>, call: (scene: Scene, given: T) => Call) {
  return parameters.map((given): Action => {
    const shown = `${name}(${fc.stringify(given)})`;
    const act = (scene: Scene): Act => {
      const [caller, target, method, args, apply] = call(scene, given);
      const data = SYSTEM.encodeFunctionData(method, args);
      return { caller, target, method, data, apply: () => valuesOf(apply()) };
    };
    return { name: shown, act };
  });
}

// ---- money ----

const money = [
  action("deposit", fc.record({ from: anyone, amount, to: receiver }), (scene, { from, amount: units, to }) => {
    const [payer, owner] = [addressOf(scene, from), addressOf(scene, to)];
    const value = resolve(units, 100n);
    const apply = () => {
      scene.model.deposit(payer, value, owner);
    };
    return [from, scene.vault, "deposit", [value, owner], apply];
  }),
  action("withdraw", fc.record({ from: draw, amount, to: receiver }), (scene, { from, amount: units, to }) => {
    const caller = rich(scene, from);
    const [owner, target] = [addressOf(scene, caller), addressOf(scene, to)];
    const value = resolve(units, scene.model.balanceOf(owner));
    const apply = () => {
      scene.model.withdraw(owner, value, target);
    };
    return [caller, scene.vault, "withdraw", [value, target], apply];
  }),
  action("withdrawAll", fc.record({ from: draw, to: receiver }), (scene, { from, to }) => {
    const caller = rich(scene, from);
    const [owner, target] = [addressOf(scene, caller), addressOf(scene, to)];
    return [caller, scene.vault, "withdrawAll", [target], () => scene.model.withdrawAll(owner, target)];
  }),
  action("transfer", fc.record({ from: draw, amount, to: receiver }), (scene, { from, amount: units, to }) => {
    const caller = rich(scene, from);
    const [owner, target] = [addressOf(scene, caller), addressOf(scene, to)];
    const value = resolve(units, scene.model.balanceOf(owner));
    return [caller, scene.vault, "transfer", [target, value], () => scene.model.transfer(owner, target, value)];
  }),
  action(
    "approve",
    fc.record({ from: anyone, to: receiver, value: fc.constantFrom(0n, 30n, 2n ** 256n - 1n) }),
    (scene, { from, to, value }) => {
      const [owner, spender] = [addressOf(scene, from), addressOf(scene, to)];
      return [from, scene.vault, "approve", [spender, value], () => scene.model.approve(owner, spender, value)];
    },
  ),
  action(
    "transferFrom",
    fc.record({ by: draw, from: draw, amount, to: receiver }),
    (scene, { by, from, amount: units, to }) => {
      const allowed = (owner: string) => scene.accounts.some((account) => scene.model.allowance(owner, account) > 0n);
      const fits = (owner: string) => allowed(owner) && scene.model.balanceOf(owner) > 0n;
      const giver = among(scene.accounts, from, fits) ?? ZERO;
      const spender = among(scene.accounts, by, (account) => scene.model.allowance(giver, account) > 0n) ?? ZERO;
      const target = addressOf(scene, to);
      const value = resolve(units, scene.model.balanceOf(giver));
      const apply = () => scene.model.transferFrom(spender, giver, target, value);
      return [scene.accounts.indexOf(spender), scene.vault, "transferFrom", [giver, target, value], apply];
    },
  ),
];

const choices = [
  action("choosePayout", fc.record({ from: anyone, push: fc.boolean() }), (scene, { from, push }) => {
    const apply = () => {
      scene.model.choosePayout(addressOf(scene, from), push);
    };
    return [from, scene.vault, "choosePayout", [push], apply];
  }),
  action(
    "chooseSweep",
    fc.record({
      from: anyone,
      on: fc.constantFrom(true, true, true, false),
      tip: fc.constantFrom(0n, 1n, 99n, 100n, 101n),
    }),
    (scene, { from, on, tip }) => {
      const apply = () => {
        scene.model.chooseSweep(addressOf(scene, from), on, tip);
      };
      return [from, scene.vault, "chooseSweep", [on, tip], apply];
    },
  ),
  action(
    "acceptReturns",
    fc.record({ from: anyone, of: anyone, accepted: fc.constantFrom(true, true, true, false) }),
    (scene, { from, of, accepted }) => {
      const [account, purchaser] = [addressOf(scene, from), addressOf(scene, of)];
      const apply = () => {
        scene.model.acceptReturns(account, purchaser, accepted);
      };
      return [from, scene.vault, "acceptReturns", [purchaser, accepted], apply];
    },
  ),
  // The asset's own list: whoever is on it can neither pay nor be paid in it.
  action(
    "setDenied",
    fc.record({ who: fc.oneof({ weight: 5, arbitrary: anyone }, fc.constant(-2)), denied: fc.boolean() }),
    (scene, { who, denied }) => {
      const account = addressOf(scene, who);
      const apply = () => {
        scene.model.setDenied(account, denied);
      };
      return [0, scene.asset, "setDenied", [account, denied], apply];
    },
  ),
  action("donate", fc.record({ from: anyone, value: fc.bigInt(1n, 9n) }), (scene, { from, value }) => {
    const apply = () => {
      scene.model.donate(addressOf(scene, from), value);
      return [true];
    };
    return [from, scene.asset, "transfer", [scene.vault, value], apply];
  }),
];

const limit = fc.constantFrom(0n, 1n, 1n, 2n, 1_000n);
const owners = fc.array(draw, { maxLength: 4 });
const ownersOf = (scene: Scene, draws: Draw[]): string[] =>
  draws.flatMap((one) => among(scene.accounts, one, (account) => scene.model.sweepable(account) > 0n) ?? []);

const upkeep = [
  action("prune", fc.record({ from: anyone, limit }), (scene, { from, limit: most }) => {
    const apply = () => {
      scene.model.prune(addressOf(scene, from), most);
    };
    return [from, scene.vault, "prune", [most], apply];
  }),
  action("sweep", fc.record({ by: anyone, owners, limit, tipTo: receiver }), (scene, given) => {
    const [list, tipTo] = [ownersOf(scene, given.owners), addressOf(scene, given.tipTo)];
    const apply = () => {
      scene.model.sweep(list, given.limit, tipTo);
    };
    return [given.by, scene.vault, "sweep", [list, given.limit, tipTo], apply];
  }),
  action(
    "performUpkeep",
    fc.record({ by: anyone, owners, limit, tipTo: receiver, settled: fc.array(draw, { maxLength: 3 }) }),
    (scene, given) => {
      const list = ownersOf(scene, given.owners);
      const settlements = given.settled.map((one) => {
        const found = instrument(scene, one, (other) => isDue(scene, other));
        return { id: found.id, rules: shownRules(found, one) };
      });
      const tipTo = addressOf(scene, given.tipTo);
      const work = [scene.vault, list, given.limit, tipTo, settlements];
      const refused = (error: unknown): Value[] => {
        if (error instanceof Refusal) return [error.error, ...error.args];
        throw error;
      };
      const apply = () => {
        const caller = addressOf(scene, given.by);
        const tipped = tipTo === ZERO ? caller : tipTo;
        scene.model.perform(scene.keeper, tipped, list, given.limit, settlements, refused);
      };
      return [given.by, scene.keeper, "performUpkeep", [AbiCoder.defaultAbiCoder().encode([WORK], [work])], apply];
    },
  ),
];

const RULES_TUPLE =
  "tuple(uint8 trigger, uint32 delay, bytes32 merchants, uint256 categories, uint96 cap, address returnTo, uint16 returnBps, bool manual, uint96 minPiece) rules";
const WORK = `tuple(address, address[], uint256, address, tuple(uint256 id, ${RULES_TUPLE})[])`;

const isDue = (scene: Scene, { kind, settled, ...one }: ModelInstrument): boolean =>
  kind === "PULL" && !settled && one.bucket <= scene.model.current;

// ---- purchasers ----

/** An address, or a key: mostly what it is said to be. */
const holder = fc.record({ key: fc.boolean(), pick: fc.nat({ max: 9 }), odd: fc.nat({ max: 24 }) });
function holderOf(scene: Scene, { key, pick, odd }: { key: boolean; pick: number; odd: number }): [string, boolean] {
  const keys = scene.keys.map(({ address }) => address.toLowerCase());
  // An actor as the key of a link, and nobody at all.
  const list = odd === 0 ? [ZERO, ...scene.accounts] : key ? keys : scene.accounts;
  return [list[pick % list.length] ?? ZERO, key];
}

/** A number that the purchaser hasn't used yet, mostly. */
const numberOf = ({ model }: Scene, odd: number): bigint =>
  odd === 0 ? FIRST_PIECE : odd === 1 ? 1n : 100n + BigInt(model.instruments.length);

const issues = [
  action(
    "issue",
    fc.record({ from: draw, holder, amount, ahead, odd: fc.nat({ max: 40 }) }),
    (scene, { from, holder: given, amount: units, ahead: when, odd }) => {
      const caller = rich(scene, from);
      const purchaser = addressOf(scene, caller);
      const [to, byKey] = holderOf(scene, given);
      const value = resolve(units, scene.model.balanceOf(purchaser) / 3n);
      const [number, expiry] = [numberOf(scene, odd), expiryOf(scene, when)];
      const apply = () => scene.model.issue(purchaser, number, to, byKey, value, expiry);
      return [caller, scene.vault, "issue", [number, to, byKey, value, expiry], apply];
    },
  ),
  action(
    "issueWithRules",
    fc.record({
      from: draw,
      holder,
      amount,
      ahead,
      rules,
      accepted: fc.constantFrom(true, true, false),
      odd: fc.nat({ max: 40 }),
    }),
    (scene, { from, holder: given, amount: units, ahead: when, rules: drawn, accepted, odd }) => {
      const caller = rich(scene, from);
      const purchaser = addressOf(scene, caller);
      const [to, byKey] = holderOf(scene, given);
      const value = resolve(units, scene.model.balanceOf(purchaser) / 3n);
      const [number, expiry] = [numberOf(scene, odd), expiryOf(scene, when)];
      const asked = rulesOf(scene, purchaser, drawn, accepted);
      const apply = () => scene.model.issueWithRules(purchaser, number, to, byKey, value, expiry, asked);
      return [caller, scene.vault, "issueWithRules", [number, to, byKey, value, expiry, asked], apply];
    },
  ),
];

const purchases = [
  action(
    "topUp",
    fc.record({ from: draw, of: draw, rules: draw, amount }),
    (scene, { from, of, rules: right, amount: units }) => {
      const found = instrument(scene, of, (one) => alive(scene, one) && scene.model.balanceOf(one.purchaser) > 0n);
      const caller = actor(scene, from, found.purchaser);
      const owner = addressOf(scene, caller);
      const [value, shown] = [resolve(units, scene.model.balanceOf(owner) / 4n), shownRules(found, right)];
      const apply = () => {
        scene.model.topUp(owner, found.id, value, shown);
      };
      return [caller, scene.vault, "topUp", [found.id, value, shown], apply];
    },
  ),
  action("extend", fc.record({ from: draw, of: draw, rules: draw, ahead }), (scene, given) => {
    const found = instrument(scene, given.of, (one) => alive(scene, one));
    const caller = actor(scene, given.from, found.purchaser);
    const [owner, shown] = [addressOf(scene, caller), shownRules(found, given.rules)];
    // From the bucket that it has, or from now.
    const base = given.ahead.buckets < 5 && given.ahead.buckets > 0 ? found.bucket : scene.model.current;
    const expiry = (base + BigInt(given.ahead.buckets)) * scene.model.length + BigInt(given.ahead.offset);
    const apply = () => {
      scene.model.extend(owner, found.id, expiry, shown);
    };
    return [caller, scene.vault, "extend", [found.id, expiry, shown], apply];
  }),
  action("reassign", fc.record({ from: draw, of: draw, rules: draw, holder }), (scene, given) => {
    const found = instrument(scene, given.of, (one) => alive(scene, one) && !one.delivered);
    const caller = actor(scene, given.from, found.purchaser);
    const [owner, shown] = [addressOf(scene, caller), shownRules(found, given.rules)];
    const [to, byKey] = holderOf(scene, given.holder);
    const apply = () => {
      scene.model.reassign(owner, found.id, to, byKey, shown);
    };
    return [caller, scene.vault, "reassign", [found.id, to, byKey, shown], apply];
  }),
  action("deliver", fc.record({ from: draw, byHolder: fc.boolean(), of: draw, rules: draw }), (scene, given) => {
    const found = instrument(scene, given.of, (one) => alive(scene, one) && !one.delivered);
    const caller = actor(scene, given.from, given.byHolder ? found.holder : found.purchaser);
    const [owner, shown] = [addressOf(scene, caller), shownRules(found, given.rules)];
    const apply = () => {
      scene.model.deliver(owner, found.id, shown);
    };
    return [caller, scene.vault, "deliver", [found.id, shown], apply];
  }),
  action("cancel", fc.record({ from: draw, of: draw, rules: draw }), (scene, given) => {
    const found = instrument(scene, given.of, (one) => alive(scene, one) && !one.delivered);
    const caller = actor(scene, given.from, found.purchaser);
    const [owner, shown] = [addressOf(scene, caller), shownRules(found, given.rules)];
    const apply = () => {
      scene.model.cancel(owner, found.id, shown);
    };
    return [caller, scene.vault, "cancel", [found.id, shown], apply];
  }),
  action("settle", fc.record({ from: draw, of: draw, rules: draw }), (scene, given) => {
    const found = instrument(scene, given.of, (one) => isDue(scene, one));
    const caller = actor(scene, given.from, found.purchaser);
    const [account, shown] = [addressOf(scene, caller), shownRules(found, given.rules)];
    const apply = () => {
      scene.model.settle(account, found.id, shown);
    };
    return [caller, scene.vault, "settle", [found.id, shown], apply];
  }),
];

// ---- holders ----

const deadline = fc.constantFrom(-1n, 0n, 0n, 1n, 1_000n, 1_000n);

/** A signature by whoever holds an instrument, or by somebody else; by a key, or as an actor signs. */
function signed(
  scene: Scene,
  found: ModelInstrument,
  type: typeof CLAIM | typeof REDEMPTION,
  message: Record<string, unknown>,
  { pick, apt }: Draw,
  until: bigint,
): { signed: Signed; signer: string; signature: string } {
  const { chainId, vault, keys, accounts } = scene;
  const domain = { name: "Lapse Prepaid", version: "1", chainId, verifyingContract: vault };
  const digest = TypedDataEncoder.hash(domain, type, message);
  const addresses = [...keys.map(({ address }) => address.toLowerCase()), ...accounts];
  const holds = addresses.includes(found.holder) ? found.holder : (addresses[pick % addresses.length] ?? ZERO);
  const other = addresses[pick % addresses.length] ?? ZERO;
  // Somebody else in his own name, or in the holder's.
  const signer = apt || pick % 2 === 0 ? holds : other;
  const signedBy = apt ? holds : other;
  const key = keys.find(({ address }) => address.toLowerCase() === signedBy);
  const signature =
    key?.signingKey.sign(digest).serialized ??
    AbiCoder.defaultAbiCoder().encode(["bytes32", "address"], [digest, signedBy]);
  return { signed: { deadline: until, signer, signedBy }, signer, signature };
}

/** A merchant whom the rules accept and who has not been paid all that he may be. */
const merchantOf = (scene: Scene, given: Draw, found: ModelInstrument): string => {
  const { merchants, categories, cap } = found.rules;
  const fits = (account: string): boolean => {
    const category = scene.categoryOf(account);
    const listed = category !== undefined && (categories === 0n || (categories >> category) % 2n === 1n);
    const room = cap === 0n || scene.model.spentAt(found, account) < cap;
    return room && (merchants === ZeroHash || listed);
  };
  if (!given.apt && given.pick % 5 === 0) return given.pick % 2 === 0 ? ZERO : scene.vault;
  return among(scene.accounts, given, fits) ?? ZERO;
};

/** The merchant's category and proof, or those of another. */
function shownOf(scene: Scene, found: ModelInstrument, merchant: string, right: Draw): [Shown, unknown] {
  const liar = scene.accounts[right.pick % ACTORS] ?? ZERO;
  const proves = right.apt || right.pick % 3 !== 0 ? merchant : liar;
  const category = scene.categoryOf(proves);
  const listed = found.rules.merchants !== ZeroHash;
  const proof = listed ? scene.proofOf(proves) : [];
  const proven = proves === merchant && category !== undefined;
  const shown = { rules: shownRules(found, right), category: category ?? 0n, proven };
  return [shown, { rules: shown.rules, category: shown.category, proof }];
}

/** An instrument to spend from; `plain`: without rules. */
const spendable = (scene: Scene, of: Draw, fits: (one: ModelInstrument) => boolean): ModelInstrument =>
  instrument(scene, of, (one) => alive(scene, one) && scene.model.left(one) > 0n && fits(one));

/** Mostly what can be spent there at all. */
const spentOf = (scene: Scene, found: ModelInstrument, merchant: string, units: Amount): bigint => {
  const { cap } = found.rules;
  const left = scene.model.left(found);
  const room = cap === 0n ? left : cap - scene.model.spentAt(found, merchant);
  return resolve(units, room < left ? room : left);
};

const isPlain = ({ rules: kept }: ModelInstrument): boolean => hashOf(kept) === hashOf(NO_RULES);

/** A redemption that was done before, to try again. */
const again = ({ model }: Scene, number: number | undefined) =>
  number === undefined ? undefined : model.payments[number % Math.max(model.payments.length, 1)];
const repeat = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.nat({ max: 99 }) },
);

const spends = [
  action(
    "redeem",
    fc.record({ from: draw, of: draw, amount, shop: draw, ref, repeat }),
    (scene, { from, of, amount: units, shop, ref: number, repeat: old }) => {
      const earlier = again(scene, old);
      const found =
        scene.model.find(earlier?.id ?? 0n) ?? spendable(scene, of, (one) => isPlain(one) && inHand(scene, one));
      const caller = actor(scene, from, found.holder);
      const merchant = earlier?.merchant ?? merchantOf(scene, shop, found);
      const value = earlier?.amount ?? spentOf(scene, found, merchant, units);
      const reference = earlier?.ref ?? refOf(number);
      const apply = () => scene.model.redeem(addressOf(scene, caller), found.id, value, merchant, reference);
      return [caller, scene.vault, "redeem", [found.id, value, merchant, reference], apply];
    },
  ),
  action(
    "redeemWithRules",
    fc.record({ from: draw, of: draw, amount, shop: draw, ref, repeat, right: draw }),
    (scene, { from, of, amount: units, shop, ref: number, repeat: old, right }) => {
      const earlier = again(scene, old);
      const found = scene.model.find(earlier?.id ?? 0n) ?? spendable(scene, of, (one) => inHand(scene, one));
      const caller = actor(scene, from, found.holder);
      const merchant = earlier?.merchant ?? merchantOf(scene, shop, found);
      const value = earlier?.amount ?? spentOf(scene, found, merchant, units);
      const reference = earlier?.ref ?? refOf(number);
      const [shown, terms] = shownOf(scene, found, merchant, right);
      const apply = () =>
        scene.model.redeemWithRules(addressOf(scene, caller), found.id, value, merchant, reference, shown);
      return [caller, scene.vault, "redeemWithRules", [found.id, value, merchant, reference, terms], apply];
    },
  ),
  action(
    "redeemSigned",
    fc.record({ by: anyone, of: draw, amount, shop: draw, ref: nonce, repeat, right: draw, signer: draw, deadline }),
    (scene, { by, of, amount: units, shop, ref: number, repeat: old, right, signer, deadline: later }) => {
      const earlier = again(scene, old);
      const found = scene.model.find(earlier?.id ?? 0n) ?? spendable(scene, of, () => true);
      const merchant = earlier?.merchant ?? merchantOf(scene, shop, found);
      const value = earlier?.amount ?? spentOf(scene, found, merchant, units);
      const reference = earlier?.ref ?? refOf(number);
      const [shown, terms] = shownOf(scene, found, merchant, right);
      const until = scene.model.now + later;
      const redemption = { id: found.id, amount: value, merchant, ref: reference, deadline: until };
      const proof = signed(scene, found, REDEMPTION, redemption, signer, until);
      const apply = () => scene.model.redeemSigned(found.id, value, merchant, reference, shown, proof.signed);
      return [by, scene.vault, "redeemSigned", [redemption, terms, proof.signer, proof.signature], apply];
    },
  ),
];

const holdings = [
  action(
    "claim",
    fc.record({ by: anyone, of: draw, to: receiver, rules: draw, signer: draw, deadline }),
    (scene, { by, of, to, rules: right, signer, deadline: later }) => {
      const found = instrument(scene, of, (one) => alive(scene, one) && one.byKey);
      const [target, shown, until] = [addressOf(scene, to), shownRules(found, right), scene.model.now + later];
      const message = { id: found.id, receiver: target, deadline: until };
      const proof = signed(scene, found, CLAIM, message, signer, until);
      const apply = () => {
        scene.model.claim(found.id, target, shown, proof.signed);
      };
      return [by, scene.vault, "claim", [found.id, target, until, shown, proof.signer, proof.signature], apply];
    },
  ),
  action("transferInstrument", fc.record({ from: draw, of: draw, to: receiver }), (scene, { from, of, to }) => {
    const found = instrument(scene, of, (one) => inHand(scene, one));
    const caller = actor(scene, from, found.holder);
    const target = addressOf(scene, to);
    const apply = () => {
      scene.model.transferInstrument(addressOf(scene, caller), found.id, target);
    };
    return [caller, scene.vault, "transferInstrument", [found.id, target], apply];
  }),
  action(
    "split",
    fc.record({ from: draw, of: draw, amount, to: receiver, rules: draw, salt: fc.nat({ max: 40 }) }),
    (scene, { from, of, amount: units, to, rules: right, salt }) => {
      const found = spendable(scene, of, (one) => {
        const whole = one.started && inHand(scene, one) && (one.rules.minPiece > 0n || isPlain(one));
        return whole && scene.model.left(one) > 1n && (one.rules.cap === 0n || !one.spentUnderCap);
      });
      const caller = actor(scene, from, found.holder);
      const [target, shown] = [addressOf(scene, to), shownRules(found, right)];
      const value = resolve(units, scene.model.left(found));
      const mixed = zeroPadValue(`0x${salt.toString(16).padStart(2, "0")}`, 32);
      const apply = () => scene.model.split(addressOf(scene, caller), found.id, value, target, mixed, shown);
      return [caller, scene.vault, "split", [found.id, value, target, mixed, shown], apply];
    },
  ),
];

// ---- merchants ----

/** Refunds of a payment that is known by its reference, or of what was paid under a cap; before the expiry and after it. */
const refunds = [
  action(
    "refund",
    fc.record({ from: draw, of: draw, amount, rules: draw }),
    (scene, { from, of, amount: units, rules: right }) => {
      const { payments } = scene.model;
      const payment = payments.length === 0 ? undefined : among(payments, of, () => true);
      const found = scene.model.find(payment?.id ?? 0n) ?? GHOST;
      const caller = actor(scene, from, payment?.merchant ?? ZERO);
      const [reference, shown] = [payment?.ref ?? refOf(1), shownRules(found, right)];
      const back = (payment?.refunds ?? []).reduce((total, one) => total + one, 0n);
      const value = resolve(units, (payment?.amount ?? 0n) - back);
      const apply = () => {
        scene.model.refund(addressOf(scene, caller), found.id, value, reference, shown);
      };
      return [caller, scene.vault, "refund", [found.id, value, reference, shown], apply];
    },
  ),
  action(
    "refund without a reference",
    fc.record({ from: draw, of: draw, amount, rules: draw, named: fc.constantFrom(0, 0, 0, 1) }),
    (scene, { from, of, amount: units, rules: right, named }) => {
      const paid = (one: ModelInstrument) => scene.accounts.filter((account) => scene.model.spentAt(one, account) > 0n);
      const found = instrument(scene, of, (one) => paid(one).length > 0);
      const merchants = paid(found);
      const caller = actor(scene, from, merchants[from.pick % Math.max(merchants.length, 1)] ?? ZERO);
      const merchant = addressOf(scene, caller);
      const [reference, shown] = [refOf(named), shownRules(found, right)];
      const value = resolve(units, scene.model.spentAt(found, merchant));
      const apply = () => {
        scene.model.refund(merchant, found.id, value, reference, shown);
      };
      return [caller, scene.vault, "refund", [found.id, value, reference, shown], apply];
    },
  ),
];

/** Nothing: time passes, and every view is read. A call to an account without code succeeds. */
const look: fc.Arbitrary<Action> = fc.constant({
  name: "look()",
  act: () => ({ caller: 0, target: ZERO, method: "", data: "0x", apply: () => undefined }),
});

/** Any action, as often as it is worth trying. */
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.oneof(...money) },
  { weight: 4, arbitrary: fc.oneof(...choices) },
  { weight: 5, arbitrary: fc.oneof(...upkeep) },
  { weight: 8, arbitrary: fc.oneof(...issues) },
  { weight: 9, arbitrary: fc.oneof(...purchases) },
  { weight: 18, arbitrary: fc.oneof(...spends) },
  { weight: 8, arbitrary: fc.oneof(...holdings) },
  { weight: 10, arbitrary: fc.oneof(...refunds) },
  { weight: 2, arbitrary: look },
);
