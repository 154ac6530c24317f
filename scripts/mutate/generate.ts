import { apply, describe, type Edit, type Mutant, type Room } from "./mutant.ts";
import { solidityEdits } from "./solidityEdits.ts";
import { errorOf, type Node, runSolc, type Sources } from "./source.ts";
import { childrenOf, rangeOf } from "./walk.ts";
import { yulEdits } from "./yulEdits.ts";

/** Types name no behaviour; what is imported is another file's. */
const SKIPPED =
  /^(PragmaDirective|ImportDirective|StructuredDocumentation|UsingForDirective|.*TypeName|EnumDefinition)$/;

/** Every mutant of every file, in the order of the source; `files` says to which room each belongs. */
export function generate(sources: Sources, files: ReadonlyMap<string, Room>): Mutant[] {
  const select = Object.fromEntries([...files.keys()].map((file) => [file, { "": ["ast"] }]));
  const output = runSolc(sources, select);
  const error = errorOf(output);
  if (error !== undefined) throw new Error(error);
  return [...files].flatMap(([file, room]) => mutantsOf(room, file, sources.get(file)!, output.sources![file]!.ast));
}

function mutantsOf(room: Room, file: string, text: string, ast: Node): Mutant[] {
  const source = Buffer.from(text);
  // Two operators may lead to one text, and one line may stand in a function twice.
  const texts = new Set<string>();
  const times = new Map<string, number>();
  const mutants: Mutant[] = [];
  for (const { edit, scope } of editsOf(ast, source, "")) {
    const changed = apply(text, edit);
    if (changed === text || texts.has(changed)) continue;
    texts.add(changed);
    const mutant = describe(room, file, scope, source, edit);
    const before = times.get(mutant.id) ?? 0;
    times.set(mutant.id, before + 1);
    mutants.push(before === 0 ? mutant : { ...mutant, id: `${mutant.id}-${before + 1}` });
  }
  return mutants;
}

function editsOf(node: Node, source: Buffer, scope: string): { edit: Edit; scope: string }[] {
  if (SKIPPED.test(node.nodeType)) return [];
  const inside = node.nodeType === "FunctionDefinition" ? (node["name"] as string) || (node["kind"] as string) : scope;
  const edits = node.nodeType.startsWith("Yul") ? yulEdits(node, source) : solidityEdits(node, source);
  return [
    ...edits.toSorted((a, b) => a.from - b.from).map((edit) => ({ edit, scope: inside })),
    ...childrenOf(node)
      .filter((one) => rangeOf(one).to > rangeOf(one).from)
      .flatMap((one) => editsOf(one, source, inside)),
  ];
}
