import { childrenOf, type Node, nodesOf, type Program, typeOf, walk } from "./ast.ts";

/** The function bodies that a call may run, where they are of these contracts: overriding ones too. */
export function calleesOf(call: Node, { byId, routines }: Program): Node[] {
  const [callee] = nodesOf(call["expression"]);
  const declared = byId.get(callee?.["referencedDeclaration"] as number);
  if (declared?.nodeType !== "FunctionDefinition" || isExternal(call)) return [];
  const overriding = routines.filter(({ node }) => overrides(node, declared.id, byId)).map(({ node }) => node);
  return [declared, ...overriding];
}

function overrides(node: Node, id: number, byId: Program["byId"]): boolean {
  const bases = (node["baseFunctions"] ?? []) as number[];
  return bases.some((base) => {
    const above = byId.get(base);
    return base === id || (above !== undefined && overrides(above, id, byId));
  });
}

/** A call that leaves the contract and may come back changed: views and what it creates itself are none. */
export function isExternal(call: Node): boolean {
  if (call.nodeType !== "FunctionCall") return false;
  const [callee] = nodesOf(call["expression"]);
  const { typeIdentifier = "" } = (callee?.["typeDescriptions"] ?? {}) as { typeIdentifier?: string };
  return /^t_function_(external|bare\w*call|delegatecall|send|transfer)_(non)?payable\$/.test(typeIdentifier);
}

/** What an assignment, `++`, `delete` or `push` changes. */
export function targetsOf(node: Node): Node[] {
  if (node.nodeType === "Assignment") return nodesOf(node["leftHandSide"]).flatMap(partsOf);
  if (node.nodeType === "UnaryOperation" && /^(\+\+|--|delete)$/.test(node["operator"] as string))
    return nodesOf(node["subExpression"]);
  const [callee] = node.nodeType === "FunctionCall" ? nodesOf(node["expression"]) : [];
  return callee !== undefined && /^(push|pop)$/.test(String(callee["memberName"])) ? nodesOf(callee["expression"]) : [];
}

function partsOf(target: Node): Node[] {
  return target.nodeType === "TupleExpression" ? nodesOf(target["components"]).flatMap(partsOf) : [target];
}

/** The variable that `a.b[c].d` is a part of: `a`; or the call that returns it. */
export function rootOf(target: Node): Node {
  const [base] = [...nodesOf(target["baseExpression"]), ...nodesOf(target["expression"])];
  const descends = target.nodeType === "IndexAccess" || target.nodeType === "MemberAccess";
  return descends && base !== undefined ? rootOf(base) : target;
}

/** Whether what is changed lies in storage. A storage pointer that is only pointed elsewhere does not. */
export function isStorage(target: Node, program: Program): boolean {
  const root = rootOf(target);
  return stateVariable(root, program) !== undefined || (root !== target && isPointer(root));
}

/** The variable in storage that an identifier names. */
export function stateVariable({ nodeType, ...identifier }: Node, { byId }: Program): Node | undefined {
  if (nodeType !== "Identifier") return undefined;
  const variable = byId.get(identifier["referencedDeclaration"] as number);
  return variable?.["stateVariable"] === true && variable["mutability"] === "mutable" ? variable : undefined;
}

export function isPointer(node: Node): boolean {
  return / storage (pointer|ref)$/.test(typeOf(node));
}

/** Whether running `node` may read or write storage. */
export function touchesStorage(node: Node, program: Program, entered: ReadonlySet<number> = new Set()): boolean {
  for (const part of walk(node)) {
    if (stateVariable(part, program) !== undefined || isPointer(part)) return true;
    if (part.nodeType !== "FunctionCall") continue;
    for (const callee of calleesOf(part, program)) {
      if (!entered.has(callee.id) && touchesStorage(callee, program, new Set([...entered, callee.id]))) return true;
    }
  }
  return false;
}

/** Calls out of the contract and writes to its storage, in the order in which they may happen; loops run twice. */
export function* events(
  node: Node,
  program: Program,
  entered: ReadonlySet<number> = new Set(),
): Generator<"call" | "write"> {
  const rounds = /^(For|While|DoWhile)Statement$/.test(node.nodeType) ? 2 : 1;
  for (let round = 0; round < rounds; round++) {
    for (const child of childrenOf(node)) yield* events(child, program, entered);
  }
  if (targetsOf(node).some((target) => isStorage(target, program))) yield "write";
  if (isExternal(node)) yield "call";
  for (const callee of node.nodeType === "FunctionCall" ? calleesOf(node, program) : []) {
    if (!entered.has(callee.id)) yield* events(callee, program, new Set([...entered, callee.id]));
  }
}
