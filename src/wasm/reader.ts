const PREFIX = 0xfd;

/** Reads what Bytes and Code write. */
export class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get isDone(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.at++]!;
  }

  /** The number of an instruction, as OP has it. */
  opcode(): number {
    const first = this.byte();
    return first === PREFIX ? (first << 8) | this.u32() : first;
  }

  /** Unsigned LEB128 of a u32. */
  u32(): number {
    return Number(this.#leb().value);
  }

  /** Signed LEB128 of any length. */
  signed(): bigint {
    const { value, bits } = this.#leb();
    return BigInt.asIntN(bits, value);
  }

  /** Bytes behind their length; a view. */
  sized(): Uint8Array {
    const length = this.u32();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #leb(): { value: bigint; bits: number } {
    let value = 0n;
    for (let bits = 0; ; bits += 7) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
      if (byte < 0x80) return { value, bits: bits + 7 };
    }
  }
}
