/** Bytes in the making, with the encodings of numbers and names that a WebAssembly module has (specification, 5.2). */
export class Bytes {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
  }

  /** Unsigned LEB128 of a u32. */
  u32(value: number): void {
    let rest = value >>> 0;
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** Signed LEB128 of an i32. */
  i32(value: number): void {
    let rest = value | 0;
    for (; rest < -0x40 || rest >= 0x40; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest & 0x7f);
  }

  /** Signed LEB128 of an i64. */
  i64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (; rest < -0x40n || rest >= 0x40n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  /** Length and UTF-8 of a name. */
  name(text: string): void {
    this.sized(new TextEncoder().encode(text));
  }

  /** Length of the bytes, then they themselves. */
  sized(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written so far; a view, good until more is written. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(4 * this.#bytes.length, this.length + by));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
