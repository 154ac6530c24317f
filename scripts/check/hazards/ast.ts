import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A node of solc's syntax tree; what a kind of node has beside this is told by solc's documentation of its JSON AST. */
export type Node = {
  readonly nodeType: string;
  readonly id: number;
  /** Offset:length:file, in bytes. */
  readonly src: string;
  readonly [key: string]: unknown;
};

/** A function, a modifier or the like, with the place that messages name. */
export type Routine = {
  readonly node: Node;
  readonly path: string;
  /** `Bonds.withdraw`, `withdraw` outside a contract, `Bonds.constructor`. */
  readonly name: string;
};

/** All contracts under a root, resolved: identifiers know what they refer to. */
export type Program = {
  readonly routines: readonly Routine[];
  /** Variables of contracts, constants and immutables included, with the file of each. */
  readonly variables: readonly Routine[];
  readonly byId: ReadonlyMap<number, Node>;
};

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources: Readonly<Record<string, { readonly ast: Node }>>;
};

/** solc's wrapper has no types; it takes and gives JSON. */
type Solc = { compile(input: string): string };

/**
 * Resolves the files with the project's compiler, without making code of them.
 * @throws Error with the compiler's message
 */
export function resolve(root: string, paths: readonly string[]): Program {
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const sources = Object.fromEntries(paths.map((path) => [path, { content: readFileSync(join(root, path), "utf8") }]));
  const settings = { evmVersion: "osaka", outputSelection: { "*": { "": ["ast"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings }))) as Output;
  const failed = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (failed.length > 0) throw new Error(failed.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const program = { routines: [] as Routine[], variables: [] as Routine[], byId: new Map<number, Node>() };
  for (const [path, { ast }] of Object.entries(output.sources)) collect(program, path, ast);
  return program;
}

function collect(
  into: { routines: Routine[]; variables: Routine[]; byId: Map<number, Node> },
  path: string,
  ast: Node,
): void {
  for (const node of walk(ast)) into.byId.set(node.id, node);
  const add = (node: Node, contract: string): void => {
    const name = contract + ((node["name"] as string) || (node["kind"] as string));
    if (node.nodeType === "FunctionDefinition" || node.nodeType === "ModifierDefinition")
      into.routines.push({ node, path, name });
    if (node.nodeType === "VariableDeclaration") into.variables.push({ node, path, name });
  };
  for (const top of nodesOf(ast["nodes"])) {
    add(top, "");
    for (const member of nodesOf(top["nodes"])) add(member, `${top["name"] as string}.`);
  }
}

/** The node and everything in it, in the order of the source but for what solc lists out of order (a loop's step). */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap(nodesOf)
    .toSorted((a, b) => offset(a) - offset(b));
}

/** The nodes that a field of a node holds. */
export function nodesOf(field: unknown): Node[] {
  return (Array.isArray(field) ? field : [field]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

function offset({ src }: Node): number {
  return Number(src.slice(0, src.indexOf(":")));
}

/** The type of an expression as solc writes it, such as `uint256[] storage ref`. */
export function typeOf(node: Node): string {
  return (node["typeDescriptions"] as { typeString?: string | null } | undefined)?.typeString ?? "";
}

/** `block.timestamp`, `leaf.length`, `msg.sender`: a member by its name, and of a thing by that one's name. */
export function isMember(node: Node, member: string, of?: string): boolean {
  if (node.nodeType !== "MemberAccess" || node["memberName"] !== member) return false;
  return of === undefined || nodesOf(node["expression"])[0]?.["name"] === of;
}
