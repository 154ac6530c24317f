import { isMember, type Node, nodesOf, type Program, type Routine, typeOf, walk } from "./ast.ts";
import { events, rootOf, stateVariable, targetsOf, touchesStorage } from "./storage.ts";

/** One way in which contracts go wrong that the compiler's tree shows and solhint does not look for. */
export type Rule = {
  readonly name: string;
  /** Why it is one. */
  readonly why: string;
  readonly found: (routine: Routine, program: Program) => boolean;
};

/** Whether some node inside the routine is such. */
const has =
  (is: (node: Node, program: Program) => boolean): Rule["found"] =>
  ({ node }, program) =>
    [...walk(node)].some((part) => is(part, program));

const isLoop = ({ nodeType }: Node): boolean => /^(For|While|DoWhile)Statement$/.test(nodeType);

/** Yul that moves value or code, or writes where the other rules look for Solidity's own writes. */
const YUL = /^(s|t)store$|^(static|delegate)?call(code)?$|^create2?$|^selfdestruct$|^extcode|^(self)?balance$|^origin$/;

export const routineRules: readonly Rule[] = [
  {
    name: "write after call",
    why: "whoever is called may call back in while the state is half changed; write first, call last",
    found: ({ node }, program) => {
      const order = [...events(node, program)];
      const call = order.indexOf("call");
      return call >= 0 && order.lastIndexOf("write") > call;
    },
  },
  {
    name: "loop over storage",
    why: "what others can grow, others can make dearer than a block; keep a count or a mapping",
    found: has((node, program) => isLoop(node) && touchesStorage(node, program)),
  },
  {
    name: "value or foreign code",
    why: "money leaves by Bonds.withdraw alone, and no code but a contract's own writes its storage",
    found: has(isDanger),
  },
  {
    name: "payable",
    why: "what takes money must account for it",
    found: ({ node }) => node["stateMutability"] === "payable",
  },
  {
    name: "privilege",
    why: "nobody has power over a court; ownership of a claim and the sequencer's turn are all that may be asked of a caller",
    found: (routine, program) => routine.node.nodeType === "ModifierDefinition" || asksWho(routine, program),
  },
  {
    name: "origin",
    why: "tx.origin is whoever was tricked into sending",
    found: has((node) => isMember(node, "origin", "tx")),
  },
  {
    name: "block facts",
    why: "time comes from currentTime() alone; nothing may depend on what a block's builder picks",
    found: has(
      (node) =>
        ["timestamp", "number", "prevrandao", "difficulty", "coinbase", "basefee", "gaslimit"].some((fact) =>
          isMember(node, fact, "block"),
        ) || /^blob?hash$|^blockhash$/.test(node.nodeType === "Identifier" ? String(node["name"]) : ""),
    ),
  },
  {
    name: "balance",
    why: "anyone can send money to a contract; count what is owed instead",
    found: has(
      (node) => isMember(node, "balance") && typeOf(nodesOf(node["expression"])[0] as Node).startsWith("address"),
    ),
  },
  {
    name: "division before multiplication",
    why: "what the division cuts off is multiplied",
    found: has((node) => isBinary(node, "*") && [...walk(node)].some((part) => isBinary(part, "/"))),
  },
  {
    name: "ignored result",
    why: "a result that nobody looks at hides a failure",
    found: has((node) => {
      const [call] = node.nodeType === "ExpressionStatement" ? nodesOf(node["expression"]) : [];
      return call?.nodeType === "FunctionCall" && call["kind"] === "functionCall" && typeOf(call) !== "tuple()";
    }),
  },
  {
    name: "ambiguous packing",
    why: "two parts of any length run into each other; give one of them its length or use abi.encode",
    found: has((node) => isPacking(node) && nodesOf(node["arguments"]).filter(isDynamic).length > 1),
  },
  { name: "assembly", why: "nothing checks it", found: has(({ nodeType }) => nodeType === "InlineAssembly") },
  {
    name: "unchecked",
    why: "a wrap there must be shown to be impossible",
    found: has(({ nodeType }) => nodeType === "UncheckedBlock"),
  },
];

/** Rules on variables of contracts; `found` is given the variable. */
export const variableRules: readonly Rule[] = [
  {
    name: "list in storage",
    why: "sooner or later somebody loops over it; a mapping and a count cannot be",
    found: ({ node }) => node["mutability"] === "mutable" && /\[\]/.test(typeOf(node)),
  },
  {
    name: "never written",
    why: "it is zero for ever: a constant, or a defect",
    found: ({ node }, program) => node["mutability"] === "mutable" && !isWritten(node, program),
  },
  {
    name: "never read",
    why: "nothing depends on it, and each write of it costs",
    found: ({ node }, program) => node["visibility"] !== "public" && !isRead(node, program),
  },
];

function isDanger(node: Node): boolean {
  if (node.nodeType === "YulFunctionCall") return YUL.test(String(nodesOf(node["functionName"])[0]?.["name"]));
  if (node.nodeType === "FunctionCallOptions") return ((node["names"] ?? []) as string[]).includes("value");
  if (node.nodeType === "Identifier") return /^(selfdestruct|suicide)$/.test(String(node["name"]));
  const { typeIdentifier = "" } = (node["typeDescriptions"] ?? {}) as { typeIdentifier?: string };
  return node.nodeType === "MemberAccess" && /^t_function_(bare|send|transfer|delegatecall)/.test(typeIdentifier);
}

/** Compares the caller with something. */
function asksWho({ node }: Routine, program: Program): boolean {
  const isCaller = (part: Node): boolean => isMember(part, "sender", "msg") || isMember(part, "origin", "tx");
  return has((part) => {
    if (!isBinary(part, "==") && !isBinary(part, "!=")) return false;
    return [...nodesOf(part["leftExpression"]), ...nodesOf(part["rightExpression"])].some(isCaller);
  })({ node, path: "", name: "" }, program);
}

function isBinary(node: Node, operator: string): boolean {
  return node.nodeType === "BinaryOperation" && node["operator"] === operator;
}

function isPacking(node: Node): boolean {
  return node.nodeType === "FunctionCall" && isMember(nodesOf(node["expression"])[0] as Node, "encodePacked", "abi");
}

function isDynamic(argument: Node): boolean {
  return /^(bytes|string)( |$)|\[\]/.test(typeOf(argument));
}

/** Written by name, or through a pointer that was taken of it. */
function isWritten(variable: Node, program: Program): boolean {
  if (nodesOf(variable["value"]).length > 0) return true;
  const pointers = new Set<number>();
  const names = (node: Node | undefined): boolean =>
    node !== undefined && [...walk(node)].some((part) => stateVariable(part, program)?.id === variable.id);
  for (const node of program.byId.values()) {
    if (node.nodeType !== "VariableDeclarationStatement" || !names(nodesOf(node["initialValue"])[0])) continue;
    for (const { id, ...declared } of nodesOf(node["declarations"])) {
      if (declared["storageLocation"] === "storage") pointers.add(id);
    }
  }
  return [...program.byId.values()].flatMap(targetsOf).some((target) => {
    const root = rootOf(target);
    return names(root) || (root !== target && pointers.has(root["referencedDeclaration"] as number));
  });
}

/** Named anywhere but as the whole of what an assignment writes. */
function isRead(variable: Node, { byId }: Program): boolean {
  const written = new Set([...byId.values()].filter(({ nodeType }) => nodeType === "Assignment").flatMap(targetsOf));
  return [...byId.values()].some(
    (node) =>
      node["referencedDeclaration"] === variable.id && !written.has(node) && node.nodeType !== "VariableDeclaration",
  );
}
