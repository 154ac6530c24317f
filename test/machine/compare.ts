import { expect } from "chai";
import { NODES } from "../../scripts/generate/stepCase.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { Oracle, referencePoseidon } from "../../scripts/fuzz/oracle.ts";

const STATUS = ["running", "halted", "trapped"];

/** The oracle in the state of `machine`, which must be at the start of its run but for registers. */
export function oracleOf(machine: Machine, input: Uint8Array): Oracle {
  const oracle = new Oracle(machine.guest, machine.state.anchor, input, referencePoseidon);
  for (const children of NODES) oracle.know(children);
  for (let i = 1; i < 32; i++) oracle.registers[i] = BigInt(machine.state.registers[i]! >>> 0);
  return oracle;
}

/** Fails unless the two are in the same state; memory only where `memory` is set. */
export function expectEqual(machine: Machine, oracle: Oracle, context: string, memory = true): void {
  const { pc, status, exitCode, registers, output } = machine.state;
  expect(pc, `${context}: pc`).to.equal(Number(oracle.pc));
  expect(STATUS[status], `${context}: status`).to.equal(oracle.status);
  expect(exitCode, `${context}: exitCode`).to.equal(Number(oracle.exitCode));
  expect([...registers], `${context}: registers`).to.deep.equal(
    oracle.registers.map((word) => Number(BigInt.asIntN(32, word))),
  );
  expect(Buffer.compare(output, oracle.output), `${context}: output`).to.equal(0);
  if (!memory) return;
  for (const [i, bytes] of oracle.memory.entries()) {
    const at = machine.live.offsets[i]!;
    const section = machine.live.bytes.subarray(at, at + bytes.length);
    expect(Buffer.compare(section, bytes), `${context}: section ${i}`).to.equal(0);
  }
}
