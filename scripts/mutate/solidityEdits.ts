import type { Edit, Kind } from "./mutant.ts";
import type { Node } from "./source.ts";
import { child, isNode, list, rangeOf, typeOf } from "./walk.ts";

/** Operator -> what replaces it. A comparison has two neighbours: its boundary moved, and its opposite. */
const OPERATORS: Readonly<Record<string, readonly (readonly [Kind, string])[]>> = {
  "+": [["arithmetic", "-"]],
  "-": [["arithmetic", "+"]],
  "*": [["arithmetic", "+"]],
  "/": [["arithmetic", "*"]],
  "%": [["arithmetic", "*"]],
  "+=": [["arithmetic", "-="]],
  "-=": [["arithmetic", "+="]],
  "*=": [["arithmetic", "+="]],
  "&": [["bits", "|"]],
  "|": [["bits", "&"]],
  "^": [["bits", "&"]],
  "<<": [["bits", ">>"]],
  ">>": [["bits", "<<"]],
  "<": [
    ["boundary", "<="],
    ["comparison", ">="],
  ],
  "<=": [
    ["boundary", "<"],
    ["comparison", ">"],
  ],
  ">": [
    ["boundary", ">="],
    ["comparison", "<="],
  ],
  ">=": [
    ["boundary", ">"],
    ["comparison", "<"],
  ],
  "==": [["comparison", "!="]],
  "!=": [["comparison", "=="]],
  "&&": [["logic", "||"]],
  "||": [["logic", "&&"]],
};
const UNARY: Readonly<Record<string, readonly [Kind, string]>> = {
  "!": ["logic", ""],
  "~": ["bits", ""],
  "-": ["arithmetic", ""],
  "++": ["arithmetic", "--"],
  "--": ["arithmetic", "++"],
};

/** What can be done to one node of Solidity, its children aside. `source` are the bytes of its file. */
export function solidityEdits(node: Node, source: Buffer): Edit[] {
  switch (node.nodeType) {
    case "BinaryOperation":
      return betweenOperands(node, source, child(node, "leftExpression"), child(node, "rightExpression"));
    case "Assignment":
      return betweenOperands(node, source, child(node, "leftHandSide"), child(node, "rightHandSide"));
    case "UnaryOperation":
      return unary(node, source);
    case "IfStatement":
      return isRevert(child(node, "trueBody"))
        ? [replace("check", child(node, "condition"), "false")]
        : condition(child(node, "condition"), source, ["true", "false"]);
    case "Conditional":
      return condition(child(node, "condition"), source, ["true", "false"]);
    // A loop for ever would only run out of gas.
    case "ForStatement":
    case "WhileStatement":
      return [replace("condition", child(node, "condition"), "false")];
    case "ExpressionStatement":
    case "EmitStatement":
    case "Continue":
    case "Break":
      return dropped(node, source);
    case "Literal":
      return literal(node, source);
    case "Return":
      return returned(node, source);
    case "FunctionCall":
      return swapped(node, source);
    default:
      return [];
  }
}

export function replace(kind: Kind, node: Node, text: string): Edit {
  return { kind, ...rangeOf(node), text };
}

/** The statement as an empty block, which is one wherever a statement may stand; in the head of a loop none may. */
function dropped(node: Node, source: Buffer): Edit[] {
  const { from, to } = rangeOf(node);
  return text(source, to, to + 1) === ";" ? [{ kind: "statement", from, to: to + 1, text: "{}" }] : [];
}

/** Changes of an unsigned number: to its neighbours and to zero. */
export function neighbours(value: bigint): bigint[] {
  return [...new Set([value + 1n, value - 1n, 0n])].filter((other) => other >= 0n && other !== value);
}

/** Swaps neighbouring arguments whenever `may` says so. */
export function swaps(given: readonly Node[], source: Buffer, may: (a: Node, b: Node) => boolean): Edit[] {
  return given.slice(1).flatMap((right, i): Edit[] => {
    const left = given[i]!;
    const [a, b] = [rangeOf(left), rangeOf(right)];
    const [first, second] = [textOf(left, source), textOf(right, source)];
    if (first === second || !may(left, right)) return [];
    return [{ kind: "arguments", from: a.from, to: b.to, text: second + text(source, a.to, b.from) + first }];
  });
}

export function textOf(node: Node, source: Buffer): string {
  const { from, to } = rangeOf(node);
  return text(source, from, to);
}

function text(source: Buffer, from: number, to: number): string {
  return source.subarray(from, to).toString("utf8");
}

/** The operator stands between its operands, with nothing else but brackets and space. */
function betweenOperands(node: Node, source: Buffer, left: Node, right: Node): Edit[] {
  const operator = node["operator"] as string;
  const from = rangeOf(left).to + text(source, rangeOf(left).to, rangeOf(right).from).indexOf(operator);
  const others = OPERATORS[operator] ?? [];
  return others.map(([kind, other]) => ({ kind, from, to: from + operator.length, text: other }));
}

function unary(node: Node, source: Buffer): Edit[] {
  const operator = node["operator"] as string;
  const [kind, other] = UNARY[operator] ?? [];
  if (kind === undefined || other === undefined) return [];
  const { from, to } = rangeOf(node);
  const at = node["prefix"] === true ? from : to - operator.length;
  return text(source, at, at + operator.length) === operator
    ? [{ kind, from: at, to: at + operator.length, text: other }]
    : [];
}

/** A comparison has its opposite already, by its operator. */
function condition(node: Node, source: Buffer, values: readonly string[]): Edit[] {
  const fixed = values.map((value) => replace("condition", node, value));
  const negated = node.nodeType === "BinaryOperation" ? [] : [replace("condition", node, `!(${textOf(node, source)})`)];
  return [...fixed, ...negated];
}

function isRevert(body: Node): boolean {
  if (body.nodeType === "Block") return list(body, "statements").length === 1 && isRevert(list(body, "statements")[0]!);
  return body.nodeType === "RevertStatement";
}

function literal(node: Node, source: Buffer): Edit[] {
  const value = node["value"] as string;
  if (node["kind"] === "bool") return [replace("constant", node, value === "true" ? "false" : "true")];
  if (node["kind"] === "hexString") return digits(node, source);
  if (node["kind"] !== "number" || !/^(0x[\da-f]+|\d+)$/i.test(value)) return [];
  const isHex = value.startsWith("0x");
  const written = (other: bigint): string =>
    isHex ? `0x${other.toString(16).padStart(value.length - 2, "0")}` : other.toString();
  return neighbours(BigInt(value)).map((other) => replace("constant", node, written(other)));
}

/** One digit of each piece of a byte string. */
function digits(node: Node, source: Buffer): Edit[] {
  const { from } = rangeOf(node);
  return [...textOf(node, source).matchAll(/hex"([\da-f])/g)].map(({ index, 1: digit }) => {
    const at = from + index + 4;
    return {
      kind: "constant",
      from: at,
      to: at + 1,
      text: digit === "f" ? "0" : (parseInt(digit!, 16) + 1).toString(16),
    };
  });
}

function returned(node: Node, source: Buffer): Edit[] {
  const value = node["expression"];
  if (!isNode(value) || value.nodeType === "Literal") return [];
  const type = typeOf(value);
  const isCompared = value.nodeType === "BinaryOperation" || value.nodeType === "UnaryOperation";
  if (type === "bool" && !isCompared) return [replace("return", value, `!(${textOf(value, source)})`)];
  return /^(u?int|bytes)\d+$/.test(type) ? [replace("return", value, `${type}(0)`)] : [];
}

function swapped(node: Node, source: Buffer): Edit[] {
  if (node["kind"] === "typeConversion" || list(node, "names").length > 0) return [];
  return swaps(list(node, "arguments"), source, (a, b) => typeOf(a) === typeOf(b));
}
