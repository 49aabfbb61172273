import parser from "@solidity-parser/parser";

import { dependents, type Sources } from "./compile.ts";

/** One change to a source file: the text between two offsets becomes another. */
export interface Mutant {
  /** Stable while its own line and function are: file, function, line, and what becomes what. */
  readonly id: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/**
 * Operators whose exchange should change what a contract does. One that is the negation of another says nothing more about a condition than
 * `true` and `false` in its place do, which are tried too: it stands in `NEGATED`, for comparisons elsewhere.
 */
const EXCHANGED: Readonly<Record<string, readonly string[]>> = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "&": ["|"],
  "|": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  // Not `-=`, which is easier to see: a value that is set instead of added to looks right the first time.
  "+=": ["="],
  "-=": ["="],
};
const NEGATED: Readonly<Record<string, string>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

interface Ranged {
  readonly range?: [number, number];
}

/** Every mutant of a system: of its own files, and of those of the kernel that it uses. */
export function mutantsOfSystem(sources: Sources, system: string): Mutant[] {
  const own = `contracts/${system}/`;
  return [...sources].flatMap(([path, text]) => {
    const used = path.startsWith("contracts/kernel/") && dependents(sources, path).some((file) => file.startsWith(own));
    return path.startsWith(own) || used ? mutantsOf(path, text) : [];
  });
}

/** Every mutant of a source file, in the order of the text. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const found: Mutant[] = [];
  const twins = new Map<string, number>();
  const seen = new Set<string>();
  let within = "";
  const conditions = new Set<number>();

  const add = (start: number, end: number, after: string): void => {
    const before = source.slice(start, end);
    // The parser visits the value of a state variable twice.
    const place = `${String(start)} ${String(end)} ${after}`;
    if (before === after || seen.has(place)) return;
    seen.add(place);
    const line = source.slice(source.lastIndexOf("\n", start) + 1, (source + "\n").indexOf("\n", start)).trim();
    const change = `${squeeze(before)} => ${after === "" ? "(nothing)" : squeeze(after)}`;
    const name = `${file} ${within}: ${line} | ${change}`;
    const twin = (twins.get(name) ?? 0) + 1;
    twins.set(name, twin);
    found.push({ id: twin === 1 ? name : `${name} (${String(twin)})`, file, start, end, after });
  };
  const rangeOf = (node: Ranged): { start: number; end: number } => {
    if (node.range === undefined) throw new Error(`${file}: the parser gave no place`);
    return { start: node.range[0], end: node.range[1] + 1 };
  };

  const tree = parser.parse(source, { range: true });
  parser.visit(tree, {
    FunctionDefinition(node) {
      within = node.isConstructor ? "constructor" : (node.name ?? "fallback");
      for (const modifier of node.modifiers) {
        // Calls of a base constructor are not modifiers.
        if (!node.isConstructor) add(rangeOf(modifier).start, rangeOf(modifier).end, "");
      }
    },
    ModifierDefinition(node) {
      within = node.name;
    },
    StateVariableDeclaration() {
      within = "state";
    },
    BinaryOperation(node) {
      const left = rangeOf(node.left);
      const right = rangeOf(node.right);
      const at = source.slice(left.end, right.start).indexOf(node.operator);
      if (at < 0) return;
      const start = left.end + at;
      const end = start + node.operator.length;
      for (const other of EXCHANGED[node.operator] ?? []) add(start, end, other);
      const negated = NEGATED[node.operator];
      if (negated !== undefined && !conditions.has(rangeOf(node).start)) add(start, end, negated);
    },
    UnaryOperation(node) {
      const { start, end } = rangeOf(node);
      const text = source.slice(start, end);
      if (node.operator === "!" && !conditions.has(start)) add(start, end, text.slice(1));
      if (node.operator === "++") add(start, end, text.replace("++", "--"));
      if (node.operator === "--") add(start, end, text.replace("--", "++"));
    },
    IfStatement(node) {
      const { start, end } = rangeOf(node.condition);
      conditions.add(start);
      add(start, end, "true");
      add(start, end, "false");
    },
    Conditional(node) {
      conditions.add(rangeOf(node.condition).start);
      const yes = rangeOf(node.trueExpression);
      const no = rangeOf(node.falseExpression);
      add(yes.start, yes.end, source.slice(no.start, no.end));
      add(no.start, no.end, source.slice(yes.start, yes.end));
    },
    ExpressionStatement(node) {
      // The step of a loop has no place of its own.
      if (node.range === undefined) return;
      add(rangeOf(node).start, rangeOf(node).end, "{}");
    },
    EmitStatement(node) {
      add(rangeOf(node).start, rangeOf(node).end, "{}");
    },
    NumberLiteral(node) {
      if (node.subdenomination !== null || !/^\d+$/.test(node.number)) return;
      add(rangeOf(node).start, rangeOf(node).end, String(BigInt(node.number) + 1n));
    },
    BooleanLiteral(node) {
      add(rangeOf(node).start, rangeOf(node).end, node.value ? "false" : "true");
    },
  });
  return found.sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
