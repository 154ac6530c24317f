import { Random } from "../lib/random.ts";
import type { Mutant } from "./mutant.ts";

/**
 * The mutants in a seeded order whose every beginning is spread evenly over kinds and files: the piles of one kind in one file
 * take turns, each shuffled.
 */
export function sample(mutants: readonly Mutant[], seed: number): Mutant[] {
  const random = new Random(seed);
  const piles = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const pile = `${mutant.kind} ${mutant.file}`;
    piles.set(pile, [...(piles.get(pile) ?? []), mutant]);
  }
  const shuffled = shuffle([...piles.values()], random).map((pile) => shuffle(pile, random));
  const order: Mutant[] = [];
  for (let turn = 0; order.length < mutants.length; turn++) {
    for (const pile of shuffled) if (turn < pile.length) order.push(pile[turn]!);
  }
  return order;
}

function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}
