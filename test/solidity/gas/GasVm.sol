// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice What the gas snapshots need of the test runner.
interface GasVm {
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external returns (uint8 v, bytes32 r, bytes32 s);
    function cool(address target) external;
    function snapshotGasLastCall(string calldata name) external returns (uint256);
    function snapshotValue(string calldata name, uint256 value) external;
}

GasVm constant VM = GasVm(address(uint160(uint256(keccak256("hevm cheat code")))));
