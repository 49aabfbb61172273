// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {AccountOwner} from "./AccountOwner.sol";
import {DeadMansSwitchAccount} from "./DeadMansSwitchAccount.sol";
import {IDeadMansSwitchAccountFactory} from "./IDeadMansSwitchAccountFactory.sol";

/// @title DeadMansSwitchAccountFactory
/// @notice Permissionless factory of dead man's switch accounts. Each is a clone with its owner behind its code: there is nothing to initialize, so nothing to get ahead of.
contract DeadMansSwitchAccountFactory is IDeadMansSwitchAccountFactory {
    /// @inheritdoc IDeadMansSwitchAccountFactory
    address public immutable IMPLEMENTATION;

    /// @notice Creates the code of all accounts.
    /// @param executor The plan executor that their assets obey.
    constructor(address executor) {
        IMPLEMENTATION = address(new DeadMansSwitchAccount(executor));
    }

    /// @inheritdoc IDeadMansSwitchAccountFactory
    function createAccount(bytes calldata owner, bytes32 salt) external returns (address account) {
        // Check
        account = accountOf(owner, salt);
        if (account.code.length != 0) return account;
        AccountOwner.check(owner, account);

        // Effect
        Clones.cloneDeterministicWithImmutableArgs(IMPLEMENTATION, owner, salt);
        emit AccountCreated(account, owner, salt);
    }

    /// @inheritdoc IDeadMansSwitchAccountFactory
    function accountOf(bytes calldata owner, bytes32 salt) public view returns (address account) {
        return Clones.predictDeterministicAddressWithImmutableArgs(IMPLEMENTATION, owner, salt);
    }
}
