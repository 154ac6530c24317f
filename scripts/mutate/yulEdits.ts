import type { Edit, Kind } from "./mutant.ts";
import { neighbours, replace, swaps, textOf } from "./solidityEdits.ts";
import type { Node } from "./source.ts";
import { child, list } from "./walk.ts";

/** Opcode -> the one that takes its place. */
const OPCODES: Readonly<Record<string, readonly [Kind, string]>> = {
  add: ["arithmetic", "sub"],
  sub: ["arithmetic", "add"],
  shl: ["bits", "shr"],
  shr: ["bits", "shl"],
  and: ["bits", "or"],
  or: ["bits", "and"],
  xor: ["bits", "and"],
};
/** Comparison -> the one with its boundary moved, as a function of its arguments. */
const BOUNDARIES: Readonly<Record<string, string>> = { lt: "gt", gt: "lt" };
/** Opcodes whose result depends on the order of their arguments, or that have none. */
const ORDERED = new Set(["sub", "shl", "shr", "byte", "mstore", "mstore8", "mcopy", "calldatacopy"]);

/** What can be done to one node of an assembly block, its children aside. */
export function yulEdits(node: Node, source: Buffer): Edit[] {
  switch (node.nodeType) {
    case "YulFunctionCall":
      return call(node, source);
    case "YulLiteral":
      return literal(node);
    case "YulAssignment":
    case "YulExpressionStatement":
      return [replace("statement", node, "{}")];
    case "YulIf":
      return ["1", "0"].map((value) => replace("condition", child(node, "condition"), value));
    case "YulForLoop":
      return [replace("condition", child(node, "condition"), "0")];
    default:
      return [];
  }
}

function call(node: Node, source: Buffer): Edit[] {
  const name = child(node, "functionName");
  const opcode = name["name"] as string;
  const given = list(node, "arguments");
  const edits = ORDERED.has(opcode) ? swaps(given, source, () => true) : [];
  const [kind, other] = OPCODES[opcode] ?? [];
  if (kind !== undefined && other !== undefined) edits.push(replace(kind, name, other));
  const boundary = BOUNDARIES[opcode];
  const whole = textOf(node, source);
  if (boundary !== undefined) edits.push(replace("boundary", node, `iszero(${boundary}${whole.slice(opcode.length)})`));
  if (boundary !== undefined || opcode === "eq") edits.push(replace("comparison", node, `iszero(${whole})`));
  if (opcode === "iszero") edits.push(replace("logic", node, `iszero(${whole})`));
  return edits;
}

function literal(node: Node): Edit[] {
  if (node["kind"] !== "number") return [];
  const value = node["value"] as string;
  const written = (other: bigint): string => (value.startsWith("0x") ? `0x${other.toString(16)}` : other.toString());
  return neighbours(BigInt(value)).map((other) => replace("constant", node, written(other)));
}
