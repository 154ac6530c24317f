// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "./Field.sol";
import {Isa} from "./Isa.sol";
import {Poseidon} from "./Poseidon.sol";
import {Replay} from "./Replay.sol";
import {Section} from "./Section.sol";
import {State} from "./State.sol";

/// @title The ecalls
/// @notice Mirrors src/machine/ecall.ts; docs/machine.md, Ecalls. Every pointer is checked before the first access, all
/// reads come before all writes, both in ascending order. Each function takes its arguments from the registers and returns
/// a trap cause, or 0.
library Ecall {
    /// @notice Carries out the ecall that `state` stands at, but for the advance of pc. Returns a trap cause, or 0.
    function ecall(State memory state, Replay memory access) internal view returns (uint32) {
        uint32 number = state.register(Isa.A7);
        if (number == Isa.ECALL_HALT) return halt(state);
        if (number == Isa.ECALL_PRINT) return print(state);
        if (number == Isa.ECALL_COMMIT) return commit(state, access);
        if (number == Isa.ECALL_ANCHOR) return anchor(state, access);
        if (number == Isa.ECALL_MULMOD256) return mulmod256(state, access);
        if (number == Isa.ECALL_POSEIDON) return poseidon(state, access);
        if (number == Isa.ECALL_POSEIDON_OPEN) return poseidonOpen(state, access);
        if (number == Isa.ECALL_PHASE) return phase();
        return Isa.TRAP_UNKNOWN_ECALL;
    }

    function halt(State memory state) internal pure returns (uint32) {
        state.status = Isa.STATUS_HALTED;
        state.exitCode = state.register(Isa.A0);
        return 0;
    }

    /// @dev a0 = len. The pointer is for the host alone.
    function print(State memory state) internal pure returns (uint32) {
        state.setRegister(Isa.A0, state.register(Isa.A2));
        return 0;
    }

    function commit(State memory state, Replay memory access) internal pure returns (uint32) {
        uint32 pointer = state.register(Isa.A0);
        if (!readable(access, pointer, 1)) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        state.output = load(access, pointer);
        return 0;
    }

    function anchor(State memory state, Replay memory access) internal pure returns (uint32) {
        uint32 pointer = state.register(Isa.A0);
        if (!writable(access, pointer, 1)) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        store(access, pointer, state.anchor);
        return 0;
    }

    /// @dev The opcode is the definition: the product has 512 bits, and a modulus of zero gives zero.
    function mulmod256(State memory state, Replay memory access) internal pure returns (uint32) {
        (uint32 pa, uint32 pb, uint32 pm) = (state.register(Isa.A1), state.register(Isa.A2), state.register(Isa.A3));
        bool operands = readable(access, pa, 1) && readable(access, pb, 1) && readable(access, pm, 1);
        if (!operands || !writable(access, state.register(Isa.A0), 1)) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        uint256 a = Field.fromLittleEndian(load(access, pa));
        uint256 b = Field.fromLittleEndian(load(access, pb));
        uint256 m = Field.fromLittleEndian(load(access, pm));
        // Solidity's mulmod panics at m = 0, where the machine, like the opcode, has zero.
        store(access, state.register(Isa.A0), Field.toLittleEndian(m == 0 ? 0 : mulmod(a, b, m)));
        return 0;
    }

    /// @dev An element that is no field element traps, after all n have been read.
    function poseidon(State memory state, Replay memory access) internal view returns (uint32) {
        (uint32 source, uint32 n) = (state.register(Isa.A1), state.register(Isa.A2));
        if (
            !Poseidon.isPoseidonArity(n) || !readable(access, source, n) || !writable(access, state.register(Isa.A0), 1)
        ) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        uint256[] memory inputs = new uint256[](n);
        bool canonical = true;
        for (uint32 i = 0; i < n; i++) {
            inputs[i] = Field.fromLittleEndian(load(access, leafAddress(source, i)));
            canonical = canonical && inputs[i] < Field.FIELD;
        }
        if (!canonical) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        uint256 hash = access.poseidon(inputs);
        store(access, state.register(Isa.A0), Field.toLittleEndian(hash));
        return 0;
    }

    function poseidonOpen(State memory state, Replay memory access) internal view returns (uint32) {
        (uint32 target, uint32 n) = (state.register(Isa.A1), state.register(Isa.A2));
        if ((n != 2 && n != 4) || !readable(access, state.register(Isa.A0), 1) || !writable(access, target, n))
            return Isa.TRAP_BAD_ECALL_ARGUMENT;
        uint256 hash = Field.fromLittleEndian(load(access, state.register(Isa.A0)));
        if (hash >= Field.FIELD) return Isa.TRAP_BAD_ECALL_ARGUMENT;
        uint256[] memory children = access.children(hash, n);
        for (uint32 i = 0; i < n; i++) store(access, leafAddress(target, i), Field.toLittleEndian(children[i]));
        return 0;
    }

    /// @dev Labels a stage of the program for people; the machine does not notice.
    function phase() internal pure returns (uint32) {
        return 0;
    }

    /// @dev Whether `n` consecutive leaves from `pointer` are aligned and each in some section.
    function readable(Replay memory access, uint32 pointer, uint32 n) private pure returns (bool) {
        if (pointer % Isa.LEAF_BYTES != 0) return false;
        for (uint32 i = 0; i < n; i++) {
            if (kindAt(access, leafAddress(pointer, i)) == Isa.KIND_NONE) return false;
        }
        return true;
    }

    /// @dev Whether `n` consecutive leaves from `pointer` are aligned and each in a readWrite section.
    function writable(Replay memory access, uint32 pointer, uint32 n) private pure returns (bool) {
        if (pointer % Isa.LEAF_BYTES != 0) return false;
        for (uint32 i = 0; i < n; i++) {
            if (kindAt(access, leafAddress(pointer, i)) != Isa.KIND_READ_WRITE) return false;
        }
        return true;
    }

    function kindAt(Replay memory access, uint32 address_) private pure returns (uint8) {
        return Section.find(access.table, address_).kind();
    }

    function load(Replay memory access, uint32 pointer) private pure returns (bytes32) {
        return access.read(Section.find(access.table, pointer), pointer);
    }

    function store(Replay memory access, uint32 pointer, bytes32 leaf) private pure {
        access.write(Section.find(access.table, pointer), pointer, leaf);
    }

    /// @dev Addresses wrap at 2^32, leaf by leaf.
    function leafAddress(uint32 pointer, uint32 index) private pure returns (uint32) {
        unchecked {
            return pointer + 32 * index;
        }
    }
}
