// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Vm} from "./Vm.sol";

/// @notice What every test and handler has: the cheat codes, and inputs brought into bounds.
abstract contract TestBase {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// Brings an input into `[low, high]`; inputs that lie there already stay as they are.
    function _bound(uint256 input, uint256 low, uint256 high) internal pure returns (uint256) {
        if (input >= low && input <= high) return input;
        uint256 size = high - low + 1;
        return size == 0 ? input : low + (input % size);
    }
}
