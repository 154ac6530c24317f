import { CommandError } from "./errors.ts";

/**
 * The one item whose id begins with what the user typed.
 * @throws CommandError NOT_FOUND, AMBIGUOUS
 */
export function byPrefix<Item extends { readonly id: string }>(
  items: Iterable<Item>,
  prefix: string,
  noun: "claim" | "dispute",
): Item {
  const found = [...items].filter(({ id }) => id.startsWith(prefix));
  const [item] = found;
  const where = `<${noun}>`;
  if (item === undefined) {
    const what = `No ${noun} begins with ${prefix}`;
    throw new CommandError("NOT_FOUND", { what, where, fix: `List them with \`npx assize ${noun}s\`` });
  }
  if (found.length === 1) return item;
  const what = `${found.length} ${noun}s begin with ${prefix}`;
  throw new CommandError("AMBIGUOUS", {
    what,
    where,
    fix: `Type more of the id: ${found
      .map(({ id }) => id)
      .slice(0, 4)
      .join(", ")}`,
  });
}
