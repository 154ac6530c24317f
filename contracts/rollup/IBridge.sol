// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPoseidonT3, IPoseidonT5} from "../machine/Poseidon.sol";
import {ResultOpening} from "./IRollup.sol";
import {Message, MessageProof} from "./Messages.sol";

/// @title The ether of a ledger: deposits in, exits out
/// @notice Deposits wait in a queue, in order; batches of their own consume each once. A message of a final result is paid once.
/// This money is apart from all bonds, and all payments are pulled; docs/settlement.md, Bridge.
interface IBridge {
    /// @notice Item `item` of the queue: `amount` wei for `to`, or back to `exitAddress` if that cannot be.
    event Deposited(uint32 indexed item, uint32 to, bytes32 key, address exitAddress, uint96 amount);
    /// @notice The message was paid to its exit address, as credit.
    event Exited(uint64 indexed sequence, address indexed exitAddress, uint128 amount);
    /// @notice `account` may be paid `amount` wei more.
    event BridgeCredited(address indexed account, uint256 amount);
    /// @notice `account` was paid its whole credit, `amount` wei.
    event BridgePaid(address indexed account, uint256 amount);

    /// @notice This rollup has no bridge.
    error NoBridge();
    /// @notice A deposit carries the item fee and at least one wei, and less than 2^96 more.
    error WrongDeposit(uint256 sent, uint256 fee);
    /// @notice The queue has had 2^32 - 1 items.
    error QueueIsFull();
    /// @notice The bytes are not one to MAX_ITEMS whole records, or more than are waiting.
    error WrongItems(uint256 bytesGiven, uint256 waiting);
    /// @notice The records are not the next ones of the queue.
    error OtherItems(uint32 first, uint32 count);
    /// @notice The result is not final.
    error NotFinal(ResultOpening result);
    /// @notice The message does not stand there under the result's output.
    error NotInOutput(bytes32 given, bytes32 due);
    /// @notice This message was paid before.
    error AlreadyExited(uint64 sequence);
    /// @notice More than was deposited and not paid: a false result is final.
    error MoreThanHeld(uint256 amount, uint256 held);
    /// @notice Nothing to pay.
    error NothingToPay(address account);
    /// @notice The payee refused; its credit is intact.
    error PayeeRefused(address account, uint256 amount);

    /// @notice Puts a deposit of the value sent, less the item fee, into the queue.
    /// @param to an account's index, or 0xFFFFFFFE to make one
    /// @param key of the account to make (docs/ledger.md, Batch)
    /// @param exitAddress of the account to make, and who gets back what cannot be deposited
    function deposit(uint32 to, bytes32 key, address exitAddress) external payable returns (uint32 item);

    /// @notice Credits the exit address of a message under a final result. Anyone may call.
    function exit(ResultOpening calldata result, Message calldata message, MessageProof calldata proof) external;

    /// @notice Pays `account` its whole credit. Anyone may call.
    function pay(address account) external returns (uint256 amount);

    /// @notice What `account` may be paid, in wei.
    function due(address account) external view returns (uint256);

    /// @notice Wei deposited and not credited to anybody's exit.
    function held() external view returns (uint256);

    /// @notice Whether the message of this number was paid.
    function exited(uint64 sequence) external view returns (bool);

    /// @notice Items ever put into the queue, and how many of them batches have consumed.
    function items() external view returns (uint32 queued, uint32 consumed);

    /// @notice Hash chain over the queue's first `count` items.
    function queueHash(uint32 count) external view returns (bytes32);

    /// @notice What an item costs beside its amount, in wei; it goes to whoever posts the batch that consumes it.
    function itemFee() external view returns (uint96);

    /// @notice Poseidon of 2, as deployed; zero when there is no bridge.
    function poseidonT3() external view returns (IPoseidonT3);

    /// @notice Poseidon of 4, as deployed; zero when there is no bridge.
    function poseidonT5() external view returns (IPoseidonT5);
}
