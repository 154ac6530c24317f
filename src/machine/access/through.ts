import type { StateAccess } from "../access.ts";
import type { Live } from "./live.ts";

/** Live memory for who looks on: does what `live` does, and is there to be overridden where something is to be seen. */
export class Through implements StateAccess {
  readonly decoded: Int32Array;
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  protected readonly live: Live;

  constructor(live: Live) {
    this.live = live;
    ({ decoded: this.decoded, bytes: this.bytes, halves: this.halves, words: this.words, longs: this.longs } = live);
  }

  fetch(pc: number): number {
    return this.live.fetch(pc);
  }

  read(address: number): number {
    return this.live.read(address);
  }

  write(address: number): number {
    return this.live.write(address);
  }

  kind(address: number): number {
    return this.live.kind(address);
  }

  children(hash: bigint, n: number): readonly bigint[] {
    return this.live.children(hash, n);
  }

  learn(hash: Int32Array, children: Int32Array): void {
    this.live.learn(hash, children);
  }

  print(descriptor: number, pointer: number, length: number): void {
    this.live.print(descriptor, pointer, length);
  }

  phase(id: number, step: number): void {
    this.live.phase(id, step);
  }
}
