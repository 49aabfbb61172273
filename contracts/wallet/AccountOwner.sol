// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitchAccount} from "./IDeadMansSwitchAccount.sol";

/// @title AccountOwner
/// @notice What an account's owner can be.
library AccountOwner {
    /// Bytes of an address: an owner that has no more is one.
    uint256 private constant ADDRESS = 20;

    /// @notice Refuses an owner that could never sign.
    /// @param owner An ERC-7913 signer.
    /// @param account Whose owner it is to be.
    function check(bytes calldata owner, address account) internal view {
        address who = owner.length < ADDRESS ? address(0) : address(bytes20(owner));
        // Where there is a key, the address before it is its verifier's; without code it would never verify anything.
        bool canSign = owner.length > ADDRESS ? who.code.length != 0 : who != account;
        if (who == address(0) || !canSign) revert IDeadMansSwitchAccount.AccountOwnerRefused(owner);
    }
}
