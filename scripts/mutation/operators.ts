import parser from "@solidity-parser/parser";

/** One change to a source file: the text between two offsets becomes another. */
export interface Mutant {
  /** Stable while the file is: file, line, operator and the text that is replaced. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Operators whose exchange should change what a contract does. */
const BINARY: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
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
  "+=": ["-=", "="],
  "-=": ["+=", "="],
};

interface Ranged {
  readonly range?: [number, number];
  readonly loc?: { readonly start: { readonly line: number } };
}

/** Every mutant of a source file, in the order of the text. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const found: Mutant[] = [];
  const add = (operator: string, line: number, start: number, end: number, after: string): void => {
    const before = source.slice(start, end);
    if (before === after) return;
    const base = `${file}:${String(line)} ${operator} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
    const twins = found.filter((mutant) => mutant.id === base || mutant.id.startsWith(`${base} #`)).length;
    const id = twins === 0 ? base : `${base} #${String(twins + 1)}`;
    found.push({ id, file, line, operator, start, end, before, after });
  };
  const place = (node: Ranged): { line: number; start: number; end: number } => {
    if (node.range === undefined || node.loc === undefined) throw new Error(`${file}: the parser gave no place`);
    return { line: node.loc.start.line, start: node.range[0], end: node.range[1] + 1 };
  };

  const tree = parser.parse(source, { range: true, loc: true });
  parser.visit(tree, {
    BinaryOperation(node) {
      const left = place(node.left);
      const right = place(node.right);
      const between = source.slice(left.end, right.start);
      const at = between.indexOf(node.operator);
      if (at < 0) return;
      const start = left.end + at;
      for (const other of BINARY[node.operator] ?? []) {
        add("operator", left.line, start, start + node.operator.length, other);
      }
    },
    UnaryOperation(node) {
      const { line, start, end } = place(node);
      if (node.operator === "!") add("negation", line, start, end, source.slice(start + 1, end));
      if (node.operator === "++") add("increment", line, start, end, source.slice(start, end).replace("++", "--"));
      if (node.operator === "--") add("increment", line, start, end, source.slice(start, end).replace("--", "++"));
    },
    IfStatement(node) {
      const { line, start, end } = place(node.condition);
      add("condition", line, start, end, "true");
      add("condition", line, start, end, "false");
    },
    Conditional(node) {
      const yes = place(node.trueExpression);
      const no = place(node.falseExpression);
      add("branch", yes.line, yes.start, yes.end, source.slice(no.start, no.end));
      add("branch", no.line, no.start, no.end, source.slice(yes.start, yes.end));
    },
    ExpressionStatement(node) {
      // The step of a loop has no place of its own.
      if (node.range === undefined) return;
      const { line, start, end } = place(node);
      add("statement", line, start, end, "{}");
    },
    EmitStatement(node) {
      const { line, start, end } = place(node);
      add("event", line, start, end, "{}");
    },
    FunctionDefinition(node) {
      for (const modifier of node.modifiers) {
        // Calls of a base constructor are not modifiers.
        if (node.isConstructor) continue;
        const { line, start, end } = place(modifier);
        add("modifier", line, start, end, "");
      }
    },
    NumberLiteral(node) {
      const { line, start, end } = place(node);
      if (node.subdenomination === null && /^\d+$/.test(node.number)) {
        add("number", line, start, end, String(BigInt(node.number) + 1n));
      }
    },
    BooleanLiteral(node) {
      const { line, start, end } = place(node);
      add("boolean", line, start, end, node.value ? "false" : "true");
    },
  });
  return found.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}
