// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CourtHandler} from "./CourtHandler.sol";

/// @dev What holds after any calls of anybody at any time: docs/settlement.md, Invariants. Payees that refuse and re-enter are
/// among the owners. The runner calls CourtHandler at random and checks everything after each call.
contract CourtInvariants {
    CourtHandler internal _court;

    function setUp() public {
        _court = _make();
        _court.post();
    }

    function _make() internal virtual returns (CourtHandler) {
        return new CourtHandler();
    }

    /// @dev The runner's way to ask what it may call.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_court);
    }

    /// @dev Moves and proofs twice: they are refused more often than others.
    function targetSelectors() public view virtual returns (FuzzSelector[] memory targets) {
        bytes4[13] memory all = [
            CourtHandler.claim.selector,
            CourtHandler.open.selector,
            CourtHandler.move.selector,
            CourtHandler.move.selector,
            CourtHandler.prove.selector,
            CourtHandler.prove.selector,
            CourtHandler.resolve.selector,
            CourtHandler.finalize.selector,
            CourtHandler.abandon.selector,
            CourtHandler.collect.selector,
            CourtHandler.withdraw.selector,
            CourtHandler.pass.selector,
            CourtHandler.change.selector
        ];
        targets = new FuzzSelector[](1);
        (targets[0].addr, targets[0].selectors) = (address(_court), new bytes4[](all.length));
        for (uint256 i = 0; i < all.length; i++) targets[0].selectors[i] = all[i];
    }

    function invariant_theCourtHoldsWhatItOwes() public view {
        uint256 held = address(_court.rollup()).balance;
        require(held == _court.owed(), "the balance is not what is owed and burnt");
        require(held == _court.paidIn() - _court.paidOut(), "money came or went by itself");
    }

    function invariant_nobodyIsPaidTwice() public view {
        require(_court.nobodyIsPaidTwice(), "somebody was paid twice, or somebody else was");
    }

    function invariant_finalResultsAreAChain() public view {
        require(_court.finalResultsAreAChain(), "a final result has no final parent, or a final sibling");
    }

    function invariant_nothingComesBack() public view {
        require(bytes(_court.wrong()).length == 0, _court.wrong());
    }

    function invariant_countersAreRight() public view {
        require(_court.countersAreRight(), "a counter differs from a recount");
    }

    /// @dev From where the calls have led, others lead to the end: every claim settled, every wei but the burnt ones paid. Looked
    /// at now and then, because it plays everything to its end.
    function invariant_everythingCanEnd() public {
        if (_court.calls() % 16 == 0) _requireEnd();
    }

    /// @dev The handler is of no use if what it calls is refused: together these calls are accepted of every kind.
    function test_everyKindOfCallIsAccepted() public {
        for (uint256 i = 0; i < 600; i++) _callAny(uint256(keccak256(abi.encode(i))));
        for (uint256 kind = 0; kind <= uint256(type(CourtHandler.Kind).max); kind++) {
            require(_court.accepted(CourtHandler.Kind(kind)) > 0, "no call of some kind was accepted");
        }
        _requireEnd();
    }

    function _callAny(uint256 seed) internal {
        uint256 which = (seed >> 200) % 13;
        if (which == 0) _court.claim(seed);
        else if (which == 1) _court.open(seed);
        else if (which <= 3) _court.move(seed);
        else if (which <= 5) _court.prove(seed);
        else if (which == 6) _court.resolve(seed);
        else if (which == 7) _court.finalize(seed);
        else if (which == 8) _court.abandon(seed);
        else if (which == 9) _court.collect(seed);
        else if (which == 10) _court.withdraw(seed);
        else if (which == 11) _court.pass(seed);
        else _court.change(seed);
    }

    function _requireEnd() internal {
        try _court.rehearse() {
            revert("the rehearsal took place");
        } catch (bytes memory answer) {
            require(bytes4(answer) == CourtHandler.Rehearsed.selector, "the rehearsal failed");
            (uint256 standing, uint256 left) = abi.decode(_tail(answer), (uint256, uint256));
            require(standing == 0, "a claim or a dispute has no end");
            require(left == 0, "money is left that nobody can be paid");
        }
    }

    function _tail(bytes memory answer) private pure returns (bytes memory rest) {
        rest = new bytes(answer.length - 4);
        for (uint256 i = 0; i < rest.length; i++) rest[i] = answer[i + 4];
    }
}
