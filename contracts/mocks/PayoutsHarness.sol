// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Payouts} from "../kernel/Payouts.sol";

/// @notice Gives the function of {Payouts} an address, for tests of the library alone. It pays out of what it holds.
contract PayoutsHarness {
    /// @notice What came of a push.
    event Pushed(bool paid);

    function tryPush(IERC20 asset, address to, uint256 amount) external returns (bool paid) {
        paid = Payouts.tryPush(asset, to, amount);
        emit Pushed(paid);
    }
}
