// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title EtherBomb
/// @notice Takes ether, and answers with far more data than was asked for.
contract EtherBomb {
    uint256 private constant BOMB_BYTES = 200_000;

    receive() external payable {
        assembly {
            return(0, BOMB_BYTES)
        }
    }
}
