/** How the bits of an instruction word are laid out (RISC-V unprivileged specification, Base Instruction Formats). */
export type Format = "R" | "I" | "S" | "B" | "U" | "J";

/** An instruction word `w` is this instruction when `w & mask == match`. */
export type Instruction = {
  readonly name: string;
  readonly format: Format;
  readonly match: number;
  readonly mask: number;
};

const OPCODE = 0x0000007f;
const FUNCT3 = 0x0000707f;
const FUNCT7 = 0xfe00707f;
const WORD = 0xffffffff;

const row = (name: string, format: Format, match: number, mask: number): Instruction => ({ name, format, match, mask });

/**
 * Every instruction of the machine, RV32I first and M after it, in the order of the specification's listings. The place
 * in this table, counted from 1, is the operation number on every side; 0 is whatever matches no row.
 */
export const INSTRUCTIONS: readonly Instruction[] = [
  row("lui", "U", 0x00000037, OPCODE),
  row("auipc", "U", 0x00000017, OPCODE),
  row("jal", "J", 0x0000006f, OPCODE),
  row("jalr", "I", 0x00000067, FUNCT3),
  row("beq", "B", 0x00000063, FUNCT3),
  row("bne", "B", 0x00001063, FUNCT3),
  row("blt", "B", 0x00004063, FUNCT3),
  row("bge", "B", 0x00005063, FUNCT3),
  row("bltu", "B", 0x00006063, FUNCT3),
  row("bgeu", "B", 0x00007063, FUNCT3),
  row("lb", "I", 0x00000003, FUNCT3),
  row("lh", "I", 0x00001003, FUNCT3),
  row("lw", "I", 0x00002003, FUNCT3),
  row("lbu", "I", 0x00004003, FUNCT3),
  row("lhu", "I", 0x00005003, FUNCT3),
  row("sb", "S", 0x00000023, FUNCT3),
  row("sh", "S", 0x00001023, FUNCT3),
  row("sw", "S", 0x00002023, FUNCT3),
  row("addi", "I", 0x00000013, FUNCT3),
  row("slti", "I", 0x00002013, FUNCT3),
  row("sltiu", "I", 0x00003013, FUNCT3),
  row("xori", "I", 0x00004013, FUNCT3),
  row("ori", "I", 0x00006013, FUNCT3),
  row("andi", "I", 0x00007013, FUNCT3),
  row("slli", "I", 0x00001013, FUNCT7),
  row("srli", "I", 0x00005013, FUNCT7),
  row("srai", "I", 0x40005013, FUNCT7),
  row("add", "R", 0x00000033, FUNCT7),
  row("sub", "R", 0x40000033, FUNCT7),
  row("sll", "R", 0x00001033, FUNCT7),
  row("slt", "R", 0x00002033, FUNCT7),
  row("sltu", "R", 0x00003033, FUNCT7),
  row("xor", "R", 0x00004033, FUNCT7),
  row("srl", "R", 0x00005033, FUNCT7),
  row("sra", "R", 0x40005033, FUNCT7),
  row("or", "R", 0x00006033, FUNCT7),
  row("and", "R", 0x00007033, FUNCT7),
  row("fence", "I", 0x0000000f, FUNCT3),
  row("ecall", "I", 0x00000073, WORD),
  row("ebreak", "I", 0x00100073, WORD),
  row("mul", "R", 0x02000033, FUNCT7),
  row("mulh", "R", 0x02001033, FUNCT7),
  row("mulhsu", "R", 0x02002033, FUNCT7),
  row("mulhu", "R", 0x02003033, FUNCT7),
  row("div", "R", 0x02004033, FUNCT7),
  row("divu", "R", 0x02005033, FUNCT7),
  row("rem", "R", 0x02006033, FUNCT7),
  row("remu", "R", 0x02007033, FUNCT7),
];
