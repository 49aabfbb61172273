// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ILifeSource} from "../wallet/ILifeSource.sol";

/// @title AccountProbe
/// @notice What an account calls in tests: notes whose act the call was, refuses, or calls on.
contract AccountProbe {
    /// @notice The account called, and whether by an act of its owner.
    event Noted(address indexed account, bool isOwners, uint256 value);
    /// @notice As asked.
    error ProbeRefused();

    /// @notice Notes the caller.
    function note() external payable {
        emit Noted(msg.sender, ILifeSource(msg.sender).isOwnersAct(msg.sender), msg.value);
    }

    /// @notice Notes the caller, by what another source of life says.
    function noteBy(ILifeSource source) external {
        emit Noted(msg.sender, source.isOwnersAct(msg.sender), 0);
    }

    /// @notice Calls on, and has the caller noted before and after.
    function callOn(address target, bytes calldata data) external {
        emit Noted(msg.sender, ILifeSource(msg.sender).isOwnersAct(msg.sender), 0);
        Address.functionCall(target, data);
        emit Noted(msg.sender, ILifeSource(msg.sender).isOwnersAct(msg.sender), 0);
    }

    /// @notice Calls something that needn't know the caller as an account.
    function forward(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    /// @notice Refuses.
    function refuse() external pure {
        revert ProbeRefused();
    }
}
