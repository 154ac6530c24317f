// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRollup} from "../../contracts/rollup/IRollup.sol";
import {CourtInvariants} from "./Court.invariant.t.sol";
import {CourtHandler} from "./CourtHandler.sol";
import {ProvenCourtHandler} from "./ProvenCourtHandler.sol";

/// @dev docs/validity.md, Invariants: all that holds of a court holds of one with proofs too, true and false ones, contradictions,
/// freezes and revocations among them.
contract ProvenCourtInvariants is CourtInvariants {
    function _make() internal override returns (CourtHandler) {
        return new ProvenCourtHandler();
    }

    function targetSelectors() public view override returns (FuzzSelector[] memory targets) {
        bytes4[] memory fewer = super.targetSelectors()[0].selectors;
        targets = new FuzzSelector[](1);
        (targets[0].addr, targets[0].selectors) = (address(_court), new bytes4[](fewer.length + 5));
        for (uint256 i = 0; i < fewer.length; i++) targets[0].selectors[i] = fewer[i];
        bytes4[5] memory more = [
            ProvenCourtHandler.attest.selector,
            ProvenCourtHandler.attest.selector,
            ProvenCourtHandler.settle.selector,
            ProvenCourtHandler.freeze.selector,
            ProvenCourtHandler.revoke.selector
        ];
        for (uint256 i = 0; i < more.length; i++) targets[0].selectors[fewer.length + i] = more[i];
    }

    /// @dev Of many short games some have a settlement, some a freeze, some claims that fall.
    function test_everyKindOfProofCallIsAccepted() public {
        uint256[4] memory done;
        for (uint256 game = 0; game < 24; game++) {
            setUp();
            ProvenCourtHandler court = ProvenCourtHandler(payable(address(_court)));
            for (uint256 i = 0; i < 60; i++) {
                uint256 seed = uint256(keccak256(abi.encode(game, i)));
                uint256 kind = (seed >> 192) % 8;
                // First something to prove, then one proof; more of them late, for of a batch with two outputs none is settled.
                bool isProven = court.done(IRollup.proveResult.selector) > 0;
                if (i < 8) court.claim(seed);
                else if (i < 20 ? !isProven : i > 40 && kind < 3) court.attest(seed);
                else if (kind == 3) court.pass(seed);
                else if (kind == 4) court.settle(seed % 256);
                else if (kind == 5) court.freeze(seed);
                else if (kind == 6 && i > 50) court.revoke(seed);
                else _callAny(seed);
            }
            require(address(court.rollup()).balance == court.owed(), "the balance is not what is owed and burnt");
            done[0] += court.done(IRollup.proveResult.selector);
            done[1] += court.done(IRollup.settle.selector);
            done[2] += court.done(IRollup.freeze.selector);
            done[3] += court.done(ProvenCourtHandler.revoke.selector);
            if (game % 6 == 0) _requireEnd();
        }
        require(done[0] > 0, "nothing was proven");
        require(done[1] > 0, "nothing was settled");
        require(done[2] > 0, "no lane was frozen");
        require(done[3] > 0, "no lane was revoked");
    }
}
