// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account} from "@openzeppelin/contracts/account/Account.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {DeadMansSwitchAccount} from "../wallet/DeadMansSwitchAccount.sol";

/// @title PlainAccount
/// @notice The account without its switch: it records no life, and doesn't say whose act is under way. What the switch costs is the difference to this.
contract PlainAccount is DeadMansSwitchAccount {
    constructor() DeadMansSwitchAccount(address(0)) {}

    function _validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash,
        bytes calldata signature
    ) internal override returns (uint256) {
        return Account._validateUserOp(userOp, userOpHash, signature);
    }

    function _recordLife(uint48) internal override {}

    function _withLife(uint256 head, uint48) internal pure override returns (uint256) {
        return head;
    }

    function _setOwnersAct(bool) internal override {}
}
