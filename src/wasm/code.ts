import { Bytes } from "./bytes.ts";
import { OP, VOID } from "./opcodes.ts";

/** Instructions of one function in the making. Operands are on the stack, as the specification has it; nothing is checked. */
export class Code extends Bytes {
  /** Places of the branches that are hardly ever taken. */
  readonly unlikely: number[] = [];

  /** Opens an if that is hardly ever entered. */
  openUnlikely(): void {
    this.unlikely.push(this.length);
    this.open(OP.if, VOID);
  }

  /** An instruction without immediates. */
  op(code: number): void {
    if (code < 0x100) {
      this.byte(code);
      return;
    }
    this.byte(code >>> 8);
    this.u32(code & 0xff);
  }

  const(value: number): void {
    this.byte(OP["i32.const"]);
    this.i32(value);
  }

  const64(value: bigint): void {
    this.byte(OP["i64.const"]);
    this.i64(value);
  }

  get(local: number): void {
    this.byte(OP["local.get"]);
    this.u32(local);
  }

  set(local: number): void {
    this.byte(OP["local.set"]);
    this.u32(local);
  }

  tee(local: number): void {
    this.byte(OP["local.tee"]);
    this.u32(local);
  }

  /** A load or store at the address on the stack plus `offset`, which does not wrap at 2^32. Promises no alignment. */
  memory(code: number, offset: number): void {
    this.op(code);
    this.u32(0);
    this.u32(offset);
  }

  /** Opens a block, a loop or an if with the type of its result. */
  open(code: number, type: number): void {
    this.byte(code);
    this.byte(type);
  }

  end(): void {
    this.byte(OP.end);
  }

  call(index: number): void {
    this.byte(OP.call);
    this.u32(index);
  }

  br(depth: number): void {
    this.byte(OP.br);
    this.u32(depth);
  }

  brIf(depth: number): void {
    this.byte(OP.br_if);
    this.u32(depth);
  }
}
