import { Broken } from "./audit.ts";
import type { Tally } from "./game.ts";

/** Sums of what many games came to. */
export type Sum = { readonly [Field in keyof Tally]: number } & { readonly games: number };

/**
 * Plays `count` games, one for each seed from `first` on, and says what they came to together. `GAMES_SEED` and `GAMES_COUNT`
 * in the environment replace both, so that a failure can be played again.
 * @throws Broken with the seed of the game that broke
 */
export async function playMany(
  what: string,
  first: number,
  count: number,
  playOne: (seed: number) => Promise<Tally>,
): Promise<Sum> {
  const from = Number(process.env["GAMES_SEED"] ?? first);
  const games = Number(process.env["GAMES_COUNT"] ?? count);
  const sum: Record<string, number> = { games };
  for (let seed = from; seed < from + games; seed++) {
    const tally = await playOne(seed).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Broken(`${what} ${seed}: ${why} (again: GAMES_SEED=${seed} GAMES_COUNT=1)`, { cause: error });
    });
    for (const [field, value] of Object.entries(tally)) sum[field] = (sum[field] ?? 0) + value;
  }
  console.log(`        seeds ${from} to ${from + games - 1}: ${show(sum)}`);
  return sum as Sum;
}

function show(sum: Record<string, number>): string {
  return Object.entries(sum)
    .map(([field, value]) => `${value} ${field}`)
    .join(", ");
}
