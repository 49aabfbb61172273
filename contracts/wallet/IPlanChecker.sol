// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ISwitchEvents} from "./ISwitchEvents.sol";
import {Plan} from "./IWalletTypes.sol";

/// @title Plan checker
/// @notice What can be said of a plan's text alone. The registry asks it before a text comes into force.
interface IPlanChecker is ISwitchEvents {
    /// @notice Reverts if the text is no plan that can be carried out, with one of the errors of {ISwitchEvents}. The caller is the registry.
    /// @param plan The text.
    /// @param byApproval Whether the account's assets move by approvals.
    /// @param executor What moves them.
    function check(Plan calldata plan, bool byApproval, address executor) external view;

    /// @notice Whether the next plan differs from the current one by moving more, or a higher bounty, and by nothing else.
    function isExtension(Plan calldata current, Plan calldata next) external pure returns (bool);
}
