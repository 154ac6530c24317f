/** What is to happen when: the earliest comes out first, and of equals the one that was put in first. A binary heap. */
export class Agenda<Item> {
  readonly #heap: { readonly at: number; readonly turn: number; readonly item: Item }[] = [];
  #turns = 0;

  add(at: number, item: Item): void {
    const heap = this.#heap;
    const entry = { at, turn: this.#turns++, item };
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(entry, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = entry;
  }

  /** The time of the earliest; undefined when nothing is left. */
  get next(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** All that is due at `now`. */
  take(now: number): Item[] {
    const due: Item[] = [];
    while (this.#heap.length > 0 && this.#heap[0].at <= now) due.push(this.#pop());
    return due;
  }

  #pop(): Item {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && this.#isBefore(heap[child + 1], heap[child])) child++;
        if (!this.#isBefore(heap[child], last)) break;
        heap[i] = heap[child];
        i = child;
      }
      heap[i] = last;
    }
    return first.item;
  }

  #isBefore(a: { at: number; turn: number }, b: { at: number; turn: number }): boolean {
    return a.at < b.at || (a.at === b.at && a.turn < b.turn);
  }
}
