import type { StateAccess } from "./access.ts";
import { add, and, eq, ge, geu, lt, ltu, ne, or, sll, slt, sltu, sra, srl, sub, xor } from "./alu.ts";
import { ecall } from "./ecall.ts";
import { STATUS_RUNNING, STATUS_TRAPPED, TRAP_BREAKPOINT, TRAP_ILLEGAL_INSTRUCTION } from "./isa.ts";
import { fetchFault, lb, lbu, lh, lhu, loadFault, lw, sb, sh, storeFault, sw } from "./memory.ts";
import { div, divu, mul, mulh, mulhsu, mulhu, rem, remu } from "./muldiv.ts";
import type { State } from "./state.ts";

/** Takes one step. Returns the number of steps taken: 0 when the state is a fixed point. */
export function step(state: State, access: StateAccess): number {
  return run(state, access, 1);
}

/**
 * Takes up to `limit` steps, 0 to 2^30, and stops early only where `state` has become a fixed point. Returns the number
 * of steps taken; a step that halts or traps is one of them.
 *
 * The interpreter is this one function, for the accessors of all purposes. Case labels are numbers because the engine
 * makes a jump table of literals only (measured: named constants halve the speed); a test holds them to the instruction
 * table. For the same reason the loop neither tracks pc, which is `index + base`, nor tests for x0 (see predecode.ts),
 * and asks for code only after a jump farther than branches reach, where `decoded` may hold another section.
 *
 * @throws MachineError UNKNOWN_NODE: `state` is then that before the step that asked for the node
 */
export function run(state: State, access: StateAccess, limit: number): number {
  if (state.status !== STATUS_RUNNING) return 0;
  const { registers } = state;
  const { decoded, bytes, halves, words } = access;
  const end = state.step + limit;
  let left = limit;
  let fault = 0;
  let base = state.pc | 0;
  let index = 0;
  loop: while (left > 0) {
    const packed = decoded[index]!;
    const immediate = decoded[index + 1]!;
    const rd = (packed >>> 6) & 63;
    const rs1 = (packed >>> 12) & 63;
    const rs2 = (packed >>> 18) & 63;
    let advance = 4;
    left--;
    // prettier-ignore
    switch (packed & 63) {
      case /* undecoded */ 0: {
        const pc = (index + base) | 0;
        const found = access.fetch(pc);
        if (found < 0) { fault = fetchFault(access.kind(pc), pc); break loop; }
        index = found;
        base = (pc - index) | 0;
        left++;
        continue;
      }
      case /* lui    */  1: registers[rd] = immediate; break;
      case /* auipc  */  2: registers[rd] = (index + base + immediate) | 0; break;
      case /* jal    */  3:
        registers[rd] = (index + base + 4) | 0;
        if (immediate >= -4096 && immediate < 4096) { advance = immediate; break; }
        base = (index + base + immediate) | 0;
        index = 0;
        continue;
      case /* jalr   */  4: {
        const target = (registers[rs1]! + immediate) & ~1;
        registers[rd] = (index + base + 4) | 0;
        base = target;
        index = 0;
        continue;
      }
      case /* beq    */  5: if (eq(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* bne    */  6: if (ne(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* blt    */  7: if (lt(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* bge    */  8: if (ge(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* bltu   */  9: if (ltu(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* bgeu   */ 10: if (geu(registers[rs1]!, registers[rs2]!)) advance = immediate; break;
      case /* lb     */ 11: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = access.read(address);
        if (offset < 0) { fault = loadFault(access.kind(address), address, 1); break loop; }
        registers[rd] = lb(bytes, offset);
        break;
      }
      case /* lh     */ 12: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = (address & 1) === 0 ? access.read(address) : -1;
        if (offset < 0) { fault = loadFault(access.kind(address), address, 2); break loop; }
        registers[rd] = lh(halves, offset);
        break;
      }
      case /* lw     */ 13: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = (address & 3) === 0 ? access.read(address) : -1;
        if (offset < 0) { fault = loadFault(access.kind(address), address, 4); break loop; }
        registers[rd] = lw(words, offset);
        break;
      }
      case /* lbu    */ 14: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = access.read(address);
        if (offset < 0) { fault = loadFault(access.kind(address), address, 1); break loop; }
        registers[rd] = lbu(bytes, offset);
        break;
      }
      case /* lhu    */ 15: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = (address & 1) === 0 ? access.read(address) : -1;
        if (offset < 0) { fault = loadFault(access.kind(address), address, 2); break loop; }
        registers[rd] = lhu(halves, offset);
        break;
      }
      case /* sb     */ 16: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = access.write(address);
        if (offset < 0) { fault = storeFault(access.kind(address), address, 1); break loop; }
        sb(bytes, offset, registers[rs2]!);
        break;
      }
      case /* sh     */ 17: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = (address & 1) === 0 ? access.write(address) : -1;
        if (offset < 0) { fault = storeFault(access.kind(address), address, 2); break loop; }
        sh(halves, offset, registers[rs2]!);
        break;
      }
      case /* sw     */ 18: {
        const address = (registers[rs1]! + immediate) | 0;
        const offset = (address & 3) === 0 ? access.write(address) : -1;
        if (offset < 0) { fault = storeFault(access.kind(address), address, 4); break loop; }
        sw(words, offset, registers[rs2]!);
        break;
      }
      case /* addi   */ 19: registers[rd] = add(registers[rs1]!, immediate); break;
      case /* slti   */ 20: registers[rd] = slt(registers[rs1]!, immediate); break;
      case /* sltiu  */ 21: registers[rd] = sltu(registers[rs1]!, immediate); break;
      case /* xori   */ 22: registers[rd] = xor(registers[rs1]!, immediate); break;
      case /* ori    */ 23: registers[rd] = or(registers[rs1]!, immediate); break;
      case /* andi   */ 24: registers[rd] = and(registers[rs1]!, immediate); break;
      case /* slli   */ 25: registers[rd] = sll(registers[rs1]!, immediate); break;
      case /* srli   */ 26: registers[rd] = srl(registers[rs1]!, immediate); break;
      case /* srai   */ 27: registers[rd] = sra(registers[rs1]!, immediate); break;
      case /* add    */ 28: registers[rd] = add(registers[rs1]!, registers[rs2]!); break;
      case /* sub    */ 29: registers[rd] = sub(registers[rs1]!, registers[rs2]!); break;
      case /* sll    */ 30: registers[rd] = sll(registers[rs1]!, registers[rs2]!); break;
      case /* slt    */ 31: registers[rd] = slt(registers[rs1]!, registers[rs2]!); break;
      case /* sltu   */ 32: registers[rd] = sltu(registers[rs1]!, registers[rs2]!); break;
      case /* xor    */ 33: registers[rd] = xor(registers[rs1]!, registers[rs2]!); break;
      case /* srl    */ 34: registers[rd] = srl(registers[rs1]!, registers[rs2]!); break;
      case /* sra    */ 35: registers[rd] = sra(registers[rs1]!, registers[rs2]!); break;
      case /* or     */ 36: registers[rd] = or(registers[rs1]!, registers[rs2]!); break;
      case /* and    */ 37: registers[rd] = and(registers[rs1]!, registers[rs2]!); break;
      case /* fence  */ 38: break;
      case /* ecall  */ 39:
        state.pc = (index + base) >>> 0;
        state.step = end - left - 1;
        fault = ecall(state, access);
        if (fault !== 0 || state.status !== STATUS_RUNNING) break loop;
        break;
      case /* ebreak */ 40: fault = TRAP_BREAKPOINT; break loop;
      case /* mul    */ 41: registers[rd] = mul(registers[rs1]!, registers[rs2]!); break;
      case /* mulh   */ 42: registers[rd] = mulh(registers[rs1]!, registers[rs2]!); break;
      case /* mulhsu */ 43: registers[rd] = mulhsu(registers[rs1]!, registers[rs2]!); break;
      case /* mulhu  */ 44: registers[rd] = mulhu(registers[rs1]!, registers[rs2]!); break;
      case /* div    */ 45: registers[rd] = div(registers[rs1]!, registers[rs2]!); break;
      case /* divu   */ 46: registers[rd] = divu(registers[rs1]!, registers[rs2]!); break;
      case /* rem    */ 47: registers[rd] = rem(registers[rs1]!, registers[rs2]!); break;
      case /* remu   */ 48: registers[rd] = remu(registers[rs1]!, registers[rs2]!); break;
      default: fault = TRAP_ILLEGAL_INSTRUCTION; break loop;
    }
    index += advance;
  }
  state.pc = (index + base) >>> 0;
  state.step = end - left;
  if (fault !== 0) {
    state.status = STATUS_TRAPPED;
    state.exitCode = fault;
  }
  return limit - left;
}
