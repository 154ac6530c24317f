// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Alu} from "./Alu.sol";
import {Decode} from "./Decode.sol";
import {Ecall} from "./Ecall.sol";
import {Isa} from "./Isa.sol";
import {Memory} from "./Memory.sol";
import {Muldiv} from "./Muldiv.sol";
import {Replay} from "./Replay.sol";
import {Place, Section} from "./Section.sol";
import {State} from "./State.sol";

/// @title One step of the machine
/// @notice Mirrors src/machine/step.ts.
library Step {
    /// @notice Replaces `state` and the roots in `access` by their successors. A state that is not running is its own.
    function step(State memory state, Replay memory access) internal view {
        if (state.status != Isa.STATUS_RUNNING) return;
        uint32 fault = execute(state, access);
        if (fault != 0) (state.status, state.exitCode) = (Isa.STATUS_TRAPPED, fault);
    }

    /// @dev Returns a trap cause, or 0; with a cause, nothing has changed.
    function execute(State memory state, Replay memory access) private view returns (uint32) {
        uint32 pc = state.pc();
        Place place = Section.find(access.table, pc);
        uint32 fault = Memory.fetchFault(place.kind(), pc);
        if (fault != 0) return fault;
        bytes32 leaf = access.read(place, pc);
        uint32 word = Memory.lw(leaf, pc);
        uint256 operation = Decode.operation(word);
        if (operation == Isa.ILLEGAL) return Isa.TRAP_ILLEGAL_INSTRUCTION;

        uint256 opcode = word & 0x7f;
        uint32 next = Alu.add(pc, 4);
        if (opcode == Isa.OPCODE_LOAD) fault = load(state, access, operation, word);
        else if (opcode == Isa.OPCODE_STORE) fault = store(state, access, operation, word);
        else if (opcode == Isa.OPCODE_SYSTEM) fault = system(state, access, operation);
        else if (opcode == Isa.OPCODE_BRANCH) next = branch(state, operation, word);
        else if (opcode == Isa.OPCODE_JAL || opcode == Isa.OPCODE_JALR) next = jump(state, operation, word);
        else if (opcode != Isa.OPCODE_MISC_MEM) state.setRegister(Decode.rd(word), compute(state, operation, word));

        if (fault == 0 && state.status == Isa.STATUS_RUNNING) state.setPc(next);
        return fault;
    }

    /// @dev LUI, AUIPC, and all of OP-IMM and OP. Immediate and register forms differ only in where `b` comes from.
    function compute(State memory state, uint256 operation, uint32 word) private pure returns (uint32) {
        if (operation == Isa.LUI) return Decode.immU(word);
        if (operation == Isa.AUIPC) return Alu.add(state.pc(), Decode.immU(word));
        uint32 a = state.register(Decode.rs1(word));
        if (word & 0x7f == Isa.OPCODE_OP_IMM) return alu(operation, a, Decode.immI(word));
        uint32 b = state.register(Decode.rs2(word));
        return word >> 25 == 1 ? muldiv(operation, a, b) : alu(operation, a, b);
    }

    function alu(uint256 operation, uint32 a, uint32 b) private pure returns (uint32) {
        if (operation == Isa.ADDI || operation == Isa.ADD) return Alu.add(a, b);
        if (operation == Isa.SUB) return Alu.sub(a, b);
        if (operation == Isa.SLLI || operation == Isa.SLL) return Alu.sll(a, b);
        if (operation == Isa.SLTI || operation == Isa.SLT) return Alu.slt(a, b);
        if (operation == Isa.SLTIU || operation == Isa.SLTU) return Alu.sltu(a, b);
        if (operation == Isa.XORI || operation == Isa.XOR) return Alu.xor(a, b);
        if (operation == Isa.SRLI || operation == Isa.SRL) return Alu.srl(a, b);
        if (operation == Isa.SRAI || operation == Isa.SRA) return Alu.sra(a, b);
        if (operation == Isa.ORI || operation == Isa.OR) return Alu.or(a, b);
        return Alu.and(a, b);
    }

    function muldiv(uint256 operation, uint32 a, uint32 b) private pure returns (uint32) {
        if (operation == Isa.MUL) return Muldiv.mul(a, b);
        if (operation == Isa.MULH) return Muldiv.mulh(a, b);
        if (operation == Isa.MULHSU) return Muldiv.mulhsu(a, b);
        if (operation == Isa.MULHU) return Muldiv.mulhu(a, b);
        if (operation == Isa.DIV) return Muldiv.div(a, b);
        if (operation == Isa.DIVU) return Muldiv.divu(a, b);
        if (operation == Isa.REM) return Muldiv.rem(a, b);
        return Muldiv.remu(a, b);
    }

    /// @dev Returns the next pc. A bad target faults when it is fetched from, not here.
    function jump(State memory state, uint256 operation, uint32 word) private pure returns (uint32 target) {
        uint32 pc = state.pc();
        // rs1 is read before rd, which may be the same register, is written.
        target =
            operation == Isa.JAL
                ? Alu.add(pc, Decode.immJ(word))
                : Alu.add(state.register(Decode.rs1(word)), Decode.immI(word)) & ~uint32(1);
        state.setRegister(Decode.rd(word), Alu.add(pc, 4));
    }

    /// @dev Returns the next pc.
    function branch(State memory state, uint256 operation, uint32 word) private pure returns (uint32) {
        uint32 a = state.register(Decode.rs1(word));
        uint32 b = state.register(Decode.rs2(word));
        return Alu.add(state.pc(), taken(operation, a, b) ? Decode.immB(word) : 4);
    }

    function taken(uint256 operation, uint32 a, uint32 b) private pure returns (bool) {
        if (operation == Isa.BEQ) return Alu.eq(a, b);
        if (operation == Isa.BNE) return Alu.ne(a, b);
        if (operation == Isa.BLT) return Alu.lt(a, b);
        if (operation == Isa.BGE) return Alu.ge(a, b);
        if (operation == Isa.BLTU) return Alu.ltu(a, b);
        return Alu.geu(a, b);
    }

    /// @dev Returns a trap cause, or 0.
    function load(
        State memory state,
        Replay memory access,
        uint256 operation,
        uint32 word
    ) private pure returns (uint32 fault) {
        uint32 address_ = Alu.add(state.register(Decode.rs1(word)), Decode.immI(word));
        Place place = Section.find(access.table, address_);
        fault = Memory.loadFault(place.kind(), address_, width(word));
        if (fault != 0) return fault;
        bytes32 leaf = access.read(place, address_);
        state.setRegister(Decode.rd(word), loaded(operation, leaf, address_));
    }

    function loaded(uint256 operation, bytes32 leaf, uint32 address_) private pure returns (uint32) {
        if (operation == Isa.LB) return Memory.lb(leaf, address_);
        if (operation == Isa.LH) return Memory.lh(leaf, address_);
        if (operation == Isa.LW) return Memory.lw(leaf, address_);
        if (operation == Isa.LBU) return Memory.lbu(leaf, address_);
        return Memory.lhu(leaf, address_);
    }

    /// @dev Returns a trap cause, or 0.
    function store(
        State memory state,
        Replay memory access,
        uint256 operation,
        uint32 word
    ) private pure returns (uint32 fault) {
        uint32 address_ = Alu.add(state.register(Decode.rs1(word)), Decode.immS(word));
        Place place = Section.find(access.table, address_);
        fault = Memory.storeFault(place.kind(), address_, width(word));
        if (fault != 0) return fault;
        bytes32 leaf = stored(operation, access.peek(), address_, state.register(Decode.rs2(word)));
        access.write(place, address_, leaf);
    }

    function stored(uint256 operation, bytes32 leaf, uint32 address_, uint32 value) private pure returns (bytes32) {
        if (operation == Isa.SB) return Memory.sb(leaf, address_, value);
        if (operation == Isa.SH) return Memory.sh(leaf, address_, value);
        return Memory.sw(leaf, address_, value);
    }

    /// @dev Bytes that a load or store moves: the low two bits of funct3 are their logarithm.
    function width(uint32 word) private pure returns (uint32) {
        return uint32(1) << ((word >> 12) & 3);
    }

    /// @dev Returns a trap cause, or 0.
    function system(State memory state, Replay memory access, uint256 operation) private view returns (uint32) {
        return operation == Isa.EBREAK ? Isa.TRAP_BREAKPOINT : Ecall.ecall(state, access);
    }
}
