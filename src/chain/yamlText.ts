import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** What a YAML text of a known form says, or what is wrong with it and in which line. */
export type YamlText<Value> = { readonly value: Value } | { readonly line: number; readonly what: string };

/** Aliases are no part of any form here: a file of a few lines can stand for gigabytes with them. */
export function readYaml<Value>(text: string, form: z.ZodType<Value>): YamlText<Value> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    return { line: lines.linePos(broken.pos[0]).line, what: broken.message.split("\n")[0] ?? "" };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { line: 1, what: "aliases, such as `*name`, are not read" };
  }
  const { data, error } = form.safeParse(content);
  if (error === undefined) return { value: data };
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  // Of a key that is not there the line of the mapping that lacks it.
  const nodes = path.map((_, i) => document.getIn(path.slice(0, path.length - i), true));
  const node = [...nodes, document.contents].find((found) => isNode(found));
  const name = path.length === 0 ? "the file" : path.join(".");
  return { line: lines.linePos(node?.range?.[0] ?? 0).line, what: `${name}: ${issue?.message}` };
}
