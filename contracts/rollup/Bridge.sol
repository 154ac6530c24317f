// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPoseidonT3, IPoseidonT5} from "../machine/Poseidon.sol";
import {Commitment} from "./Commitment.sol";
import {IBridge} from "./IBridge.sol";
import {Ids} from "./Ids.sol";
import {BridgeTerms, IRollup, ResultOpening, ResultStatus} from "./IRollup.sol";
import {Message, MessageProof, Messages} from "./Messages.sol";

/// @title The ether of a ledger
/// @dev Invariant: balance = held + credits + item fee * (queued - consumed); paid + credited exits never exceed deposits.
abstract contract Bridge is IBridge {
    /// @notice Most items in one batch of the queue.
    uint256 public constant MAX_ITEMS = 256;
    /// @dev First field of the record of a deposit.
    uint32 private constant DEPOSIT = 0xFFFFFFFE;

    /// @inheritdoc IBridge
    IPoseidonT3 public immutable override poseidonT3;
    /// @inheritdoc IBridge
    IPoseidonT5 public immutable override poseidonT5;
    /// @inheritdoc IBridge
    uint96 public immutable override itemFee;

    /// @inheritdoc IBridge
    mapping(uint32 count => bytes32) public override queueHash;
    /// @inheritdoc IBridge
    uint256 public override held;
    /// @inheritdoc IBridge
    mapping(address account => uint256 wei_) public override due;
    uint32 private _queued;
    uint32 private _consumed;
    /// @dev Bit i of word w: message 256 w + i was paid.
    mapping(uint256 word => uint256) private _exited;

    constructor(BridgeTerms memory terms) {
        (poseidonT3, poseidonT5, itemFee) = (terms.t3, terms.t5, terms.itemFee);
    }

    // ---------------------------------------------------------------- in

    /// @inheritdoc IBridge
    function deposit(uint32 to, bytes32 key, address exitAddress) external payable override returns (uint32 item) {
        if (!_hasBridge()) revert NoBridge();
        if (msg.value <= itemFee || msg.value - itemFee > type(uint96).max) revert WrongDeposit(msg.value, itemFee);
        uint96 amount = uint96(msg.value - itemFee);
        item = _queued;
        if (item == type(uint32).max) revert QueueIsFull();
        // docs/ledger.md, Batch: a record is 78 bytes, the last six unused.
        bytes memory entry = abi.encodePacked(DEPOSIT, to, amount, key, exitAddress, bytes6(0));
        queueHash[item + 1] = keccak256(abi.encodePacked(queueHash[item], entry));
        _queued = item + 1;
        held += amount;
        emit Deposited(item, to, key, exitAddress, amount);
    }

    /// @dev `records` are the next items of the queue; their fees are the caller's.
    /// @return first number of the first of them
    /// @return count how many they are
    function _consume(bytes calldata records) internal returns (uint32 first, uint32 count) {
        uint256 given = records.length / Commitment.RECORD_BYTES;
        first = _consumed;
        uint256 waiting = _queued - first;
        bool isWhole = records.length == given * Commitment.RECORD_BYTES;
        if (!isWhole || given == 0 || given > MAX_ITEMS || given > waiting) revert WrongItems(records.length, waiting);
        count = uint32(given);
        bytes32 chain = queueHash[first];
        for (uint256 from = 0; from < records.length; from += Commitment.RECORD_BYTES) {
            chain = keccak256(abi.encodePacked(chain, records[from:from + Commitment.RECORD_BYTES]));
        }
        if (chain != queueHash[first + count]) revert OtherItems(first, count);
        _consumed = first + count;
        _credit(msg.sender, uint256(itemFee) * count);
    }

    // ---------------------------------------------------------------- out

    /// @inheritdoc IBridge
    function exit(
        ResultOpening calldata result,
        Message calldata message,
        MessageProof calldata proof
    ) external override {
        if (!_hasBridge()) revert NoBridge();
        if (_rollup().result(Ids.resultId(result)).status != ResultStatus.Final) revert NotFinal(result);
        bytes32 output = Messages.output(poseidonT3, poseidonT5, message, proof);
        if (output != result.output) revert NotInOutput(output, result.output);
        if (exited(message.sequence)) revert AlreadyExited(message.sequence);
        if (message.amount > held) revert MoreThanHeld(message.amount, held);

        _exited[message.sequence >> 8] |= 1 << (message.sequence & 255);
        held -= message.amount;
        emit Exited(message.sequence, message.exitAddress, message.amount);
        _credit(message.exitAddress, message.amount);
    }

    /// @inheritdoc IBridge
    function pay(address account) external override returns (uint256 amount) {
        amount = due[account];
        if (amount == 0) revert NothingToPay(account);
        due[account] = 0;
        emit BridgePaid(account, amount);
        (bool paid, ) = account.call{value: amount}("");
        if (!paid) revert PayeeRefused(account, amount);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IBridge
    function exited(uint64 sequence) public view override returns (bool) {
        return (_exited[sequence >> 8] >> (sequence & 255)) & 1 == 1;
    }

    /// @inheritdoc IBridge
    function items() external view override returns (uint32 queued, uint32 consumed) {
        return (_queued, _consumed);
    }

    function _hasBridge() internal view returns (bool) {
        return address(poseidonT3) != address(0);
    }

    /// @dev Whose results are paid from here.
    function _rollup() internal view virtual returns (IRollup);

    function _credit(address account, uint256 amount) private {
        due[account] += amount;
        emit BridgeCredited(account, amount);
    }
}
