/**
 * Small readers of TypeScript and Solidity text. They know as much of either language as the house rules need:
 * both share comments, string quotes, `import … from "…"` and `function name(`.
 */

const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

/** The text with every comment blanked, strings and line numbers kept. */
export function withoutComments(text: string): string {
  return text.replace(token, (match) => (match.startsWith("/") ? match.replace(/[^\n]/g, " ") : match));
}

/** One import of a file: the specifier as written and the 1-based line where the statement ends. */
export type Import = { readonly specifier: string; readonly line: number };

/** Every static, dynamic, side-effect and re-exporting import of a TypeScript or Solidity text, in order. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const pattern = /(?:^|[;}\s])(?:import|export)\b[^;"'`]*?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']/g;
  return [...code.matchAll(pattern)].filter(isImport).map((match) => ({
    specifier: (match[1] ?? match[2]) as string,
    line: code.slice(0, match.index + match[0].length).split("\n").length,
  }));
}

/** An `export const x = "…"` also has a keyword before a string; an import has `from`, nothing or a bracket between. */
function isImport(match: RegExpMatchArray): boolean {
  const between = match[0].replace(/["'][^"']*["']$/, "").trim();
  return /\bfrom$|^[;}]?\s*import$|\bimport\($/.test(between);
}
