// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice What of the test runner's cheat codes the tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function warp(uint256 timestamp) external;

    function roll(uint256 number) external;

    function deal(address account, uint256 balance) external;

    function etch(address target, bytes calldata code) external;

    function store(address target, bytes32 slot, bytes32 value) external;

    function prank(address sender) external;

    function assume(bool condition) external pure;

    function expectRevert(bytes calldata reason) external;

    function recordLogs() external;

    function getRecordedLogs() external returns (Log[] memory);

    function record() external;

    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);

    function cool(address target) external;

    function assertEq(bytes32 left, bytes32 right, string calldata message) external pure;

    function assertEq(uint256 left, uint256 right, string calldata message) external pure;

    function assertLe(uint256 left, uint256 right, string calldata message) external pure;

    function assertLt(uint256 left, uint256 right, string calldata message) external pure;

    function assertTrue(bool condition, string calldata message) external pure;
}
