// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleReading} from "./VehicleReading.sol";

/// @title VehicleTokenless
/// @notice The token's functions aren't a desk's: called there directly, they know of nothing. The vehicles' contract has them itself.
abstract contract VehicleTokenless is VehicleReading {
    /// @notice None.
    function name() public pure override returns (string memory) {
        return "";
    }

    /// @notice None.
    function symbol() public pure override returns (string memory) {
        return "";
    }

    /// @notice None: what is signed is for the vehicles' contract.
    function eip712Domain()
        public
        pure
        override
        returns (
            bytes1 fields,
            string memory name_,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {}

    /// @notice None.
    function tokenURI(uint256) public view virtual override returns (string memory) {
        return "";
    }

    /// @notice None.
    function balanceOf(address) public pure override returns (uint256) {
        return 0;
    }

    /// @notice None.
    function ownerOf(uint256) public pure override returns (address) {
        return address(0);
    }

    /// @notice None.
    function getApproved(uint256) public pure override returns (address) {
        return address(0);
    }

    /// @notice Never.
    function isApprovedForAll(address, address) public pure override returns (bool) {
        return false;
    }

    /// @notice Without effect.
    function approve(address, uint256) public pure override {}

    /// @notice Without effect.
    function setApprovalForAll(address, bool) public pure override {}

    /// @notice Without effect.
    function transferFrom(address, address, uint256) public pure override {}

    /// @notice Without effect.
    function safeTransferFrom(address, address, uint256, bytes memory) public pure override {}
}
