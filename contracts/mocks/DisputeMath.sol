// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bond} from "../dispute/Bond.sol";
import {Clock} from "../dispute/Clock.sol";
import {Dissection, DissectionRoot, Selection} from "../dispute/Dissection.sol";
import {opening, Position} from "../dispute/Position.sol";
import {GasModel, Search, SearchDefinition} from "../dispute/Search.sol";
import {StateHash} from "../types/StateHash.sol";
import {Step} from "../types/Step.sol";
import {Duration, Timestamp} from "../types/Time.sol";

/// @title The dispute's libraries as calls
/// @notice Lets tests compare them with src/dispute, function by function.
contract DisputeMath {
    function definition(Step maxSteps, uint256 nary) external pure returns (SearchDefinition memory) {
        return Search.definition(maxSteps, nary);
    }

    function bits(uint256 n) external pure returns (uint256) {
        return Search.bits(n);
    }

    function roundUp(Step steps) external pure returns (Step) {
        return Search.roundUp(steps);
    }

    function rounds(SearchDefinition memory search) external pure returns (uint256) {
        return Search.rounds(search);
    }

    function parts(Step length, uint256 nary) external pure returns (uint256) {
        return Search.parts(length, nary);
    }

    function cut(Step start, Step length, uint256 nary, uint256 index) external pure returns (Step) {
        return Search.cut(start, length, nary, index);
    }

    function segment(Step start, Step length, uint256 nary, uint256 index) external pure returns (Step, Step) {
        return Search.segment(start, length, nary, index);
    }

    function naryOfRound(SearchDefinition memory search, uint256 round) external pure returns (uint256) {
        return Search.naryOfRound(search, round);
    }

    function requiredSteps(
        SearchDefinition memory search,
        uint256 round,
        Step base
    ) external pure returns (Step[] memory) {
        return Search.requiredSteps(search, round, base);
    }

    function stepBitsForRound(
        SearchDefinition memory search,
        uint256 round,
        Step step
    ) external pure returns (uint256) {
        return Search.stepBitsForRound(search, round, step);
    }

    function stepFromBaseAndBits(
        SearchDefinition memory search,
        uint256 round,
        Step base,
        uint256 stepBits
    ) external pure returns (Step) {
        return Search.stepFromBaseAndBits(search, round, base, stepBits);
    }

    function stepFromDecisionBits(
        SearchDefinition memory search,
        uint256[] memory decisions
    ) external pure returns (Step) {
        return Search.stepFromDecisionBits(search, decisions);
    }

    function cost(SearchDefinition memory search, GasModel memory model) external pure returns (uint256) {
        return Search.cost(search, model);
    }

    function optimal(Step maxSteps, GasModel memory model) external pure returns (SearchDefinition memory) {
        return Search.optimal(maxSteps, model);
    }

    function root(StateHash first, StateHash[] calldata inner, StateHash last) external pure returns (DissectionRoot) {
        return Dissection.root(first, inner, last);
    }

    function climb(Selection calldata selection, uint256 count) external pure returns (DissectionRoot) {
        return Dissection.climb(selection, count);
    }

    function openingPosition(Step span, Timestamp now_, bool locked) external pure returns (Position) {
        return opening(span, now_, locked);
    }

    function fields(
        Position position
    )
        external
        pure
        returns (Step start, Step length, Timestamp movedAt, Duration spent, bool openerMoves, bool locked)
    {
        start = position.start();
        length = position.length();
        movedAt = position.movedAt();
        spent = position.spent();
        openerMoves = position.openerMoves();
        locked = position.isLocked();
    }

    function pass(Position position, Step start, Step length, Timestamp now_) external pure returns (Position) {
        return position.pass(start, length, now_);
    }

    function deadline(
        Timestamp movedAt,
        Duration spent,
        Duration allowance,
        Duration minimum
    ) external pure returns (Timestamp) {
        return Clock.deadline(movedAt, spent, allowance, minimum);
    }

    function longest(uint32 turns, Duration allowance, Duration minimum) external pure returns (Duration) {
        return Clock.longest(turns, allowance, minimum);
    }

    function sideGas(SearchDefinition memory search) external pure returns (uint256) {
        return Bond.sideGas(search);
    }

    function minimumBond(SearchDefinition memory search, uint256 gasPriceCap) external pure returns (uint256) {
        return Bond.minimum(search, gasPriceCap);
    }

    function reward(uint256 bond) external pure returns (uint256) {
        return Bond.reward(bond);
    }
}
