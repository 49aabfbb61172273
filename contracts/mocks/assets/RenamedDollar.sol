// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MockDollar} from "../MockDollar.sol";

/// @title RenamedDollar
/// @notice A stablecoin that changed its name after the domain of its permits was fixed. Anybody can mint.
contract RenamedDollar is MockDollar {
    /// @notice The new name; permits are signed for the old one.
    function name() public pure override returns (string memory) {
        return "Renamed Dollar";
    }
}
