/** A string that ends in zero: the table and its offset there. Decoded only when it is wanted. */
export type StringAt = { readonly table: Uint8Array; readonly at: number };

/**
 * Reads little-endian numbers one after the other. Past the end everything is zero and `odd` is true: whoever reads a line
 * table looks once at the end of a part, instead of at every number.
 */
export class LinesCursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  odd = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.odd || this.at >= this.end;
  }

  u8(): number {
    if (!this.done) return this.bytes[this.at++];
    this.odd = true;
    return 0;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0;
  }

  /** An unsigned LEB128 number modulo 2^32. */
  uleb(): number {
    return this.#leb(false) >>> 0;
  }

  /** A signed LEB128 number modulo 2^32. */
  sleb(): number {
    return this.#leb(true);
  }

  skip(bytes: number): void {
    this.at += bytes;
    if (this.at > this.end) this.odd = true;
  }

  string(): StringAt {
    const start = this.at;
    const zero = this.bytes.subarray(0, this.end).indexOf(0, start);
    this.odd ||= zero < 0;
    this.at = zero < 0 ? this.end : zero + 1;
    return { table: this.bytes, at: start };
  }

  #leb(signed: boolean): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      if (shift < 32) value |= (byte & 127) << shift;
      if ((byte & 128) !== 0) continue;
      // The last byte's highest bit is the sign, as far as it is not beyond the 32 bits that are kept.
      return signed && (byte & 64) !== 0 && shift < 25 ? value | (-1 << (shift + 7)) : value;
    }
  }
}
