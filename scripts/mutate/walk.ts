import type { Node } from "./source.ts";

/** First byte, and the one behind the last. */
export type Range = { readonly from: number; readonly to: number };

export function rangeOf({ src }: Node): Range {
  const [from = 0, length = 0] = src.split(":").map(Number);
  return { from, to: from + length };
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).nodeType === "string";
}

/** The node's children in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(item)) children.push(item);
  }
  return children.toSorted((a, b) => rangeOf(a).from - rangeOf(b).from);
}

/** The child in a field that always holds one. */
export function child(node: Node, field: string): Node {
  return node[field] as Node;
}

export function list(node: Node, field: string): readonly Node[] {
  return (node[field] as readonly Node[] | undefined) ?? [];
}

/** The type of an expression, in Solidity's words. */
export function typeOf(node: Node): string {
  return (node["typeDescriptions"] as { typeString?: string } | undefined)?.typeString ?? "";
}
